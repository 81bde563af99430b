"""What runs by itself when rows of a table change: triggers and rewrite rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Final, Literal

from schemacheck.base.names import Position, QName, is_plain, no_marks
from schemacheck.base.record import record
from schemacheck.model.keys import Deferral
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.sql.deparsed import DeparsedText

Enabled = Literal["origin", "disabled", "replica", "always"]
"""When it fires: on a primary (`origin`), never, only where changes are replayed, or in both."""

TIMINGS: Final = ("before", "after", "instead of")
EVENTS: Final = ("insert", "update", "delete", "truncate")


def fires(timing: str, events: Iterable[str], columns: Iterable[str] = ()) -> str:
    """Write when a trigger fires in the one order this tool has for it: `before insert or update of a, b`."""
    chosen = frozenset(events)
    of = ", ".join(sorted(name if is_plain(name) else '"' + name.replace('"', '""') + '"' for name in columns))
    # What has a list of columns comes last, so that the list has an end.
    ordered = sorted((event for event in EVENTS if event in chosen), key=lambda event: bool(of) and event == "update")
    return f"{timing} {' or '.join(ordered)}" + (f" of {of}" if of else "")


@record
class Trigger:
    """A trigger that a user made; those that do the work of foreign keys are part of these."""

    name: str
    fires: Stated[str]
    """As `fires` writes it."""
    function: Stated[QName]
    arguments: Stated[tuple[str, ...]] = ()
    for_each: Stated[Literal["row", "statement"]] = "row"
    when: Stated[DeparsedText | None] = None
    old_table: Stated[str | None] = None
    """The name of the transition table with the rows as they were."""
    new_table: Stated[str | None] = None
    constraint: Stated[bool] = False
    from_table: Stated[QName | None] = None
    """The other table that a constraint trigger is about."""
    deferral: Stated[Deferral] = "no"
    enabled: Stated[Enabled] = "origin"
    comment: Stated[str | None] = UNSTATED
    protected: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)


@record
class RewriteRule:
    """A rule that rewrites statements on a table or a view; the one that makes a view a view is part of the view."""

    name: str
    event: Stated[Literal["select", "insert", "update", "delete"]]
    action: Stated[DeparsedText] = UNSTATED
    """What is done, NOTHING perhaps."""
    instead: Stated[bool] = False
    condition: Stated[DeparsedText | None] = None
    enabled: Stated[Enabled] = "origin"
    comment: Stated[str | None] = UNSTATED
    protected: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)
