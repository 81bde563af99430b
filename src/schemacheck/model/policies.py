"""Row security: which rows a role sees and may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from schemacheck.base.names import Position, no_marks
from schemacheck.base.record import record
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.sql.deparsed import DeparsedText

RowSecurity = Literal["off", "enabled", "forced", "forced but off"]
"""Whether policies hold: for nobody, for all but the owner, or for the owner too; `forced but off` waits for being
enabled."""

Command = Literal["all", "select", "insert", "update", "delete"]


@record
class Policy:
    """One policy of a table."""

    name: str
    command: Stated[Command] = "all"
    roles: Stated[tuple[str, ...]] = ("PUBLIC",)
    using: Stated[DeparsedText | None] = None
    """Which rows are there to be read, changed or deleted; None: all that other policies leave."""
    check: Stated[DeparsedText | None] = None
    """What a new row must satisfy; None: what `using` says."""
    permissive: Stated[bool] = True
    """Permissive policies add up; a restrictive one takes away."""
    comment: Stated[str | None] = UNSTATED
    protected: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)
