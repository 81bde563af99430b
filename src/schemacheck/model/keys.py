"""Keys and indexes: what makes rows unique, and what ties them to other rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from schemacheck.base.names import Position, QName, no_marks
from schemacheck.base.record import record
from schemacheck.model.stated import UNSTATED, Stated

Action = Literal["no action", "restrict", "cascade", "set null", "set default"]
"""What a foreign key does to its rows when the row they point at goes or changes its key."""

Deferral = Literal["no", "deferrable", "initially deferred"]
"""When a constraint is checked: with each statement, on demand at commit, or always at commit."""

DisabledOn = Literal["its table", "its target", "both tables"]
"""Where triggers of a foreign key are off: its own table's look at rows that come, its target's at those that go."""

Match = Literal["simple", "full", "partial"]

Parameters: TypeAlias = tuple[tuple[str, str], ...]
"""Storage parameters by name, each with its value as somebody wrote it; see `schemacheck.sql.parameters`."""


@record
class KeyPart:
    """One part of an index key: a column, or an expression where `column` is None."""

    column: str | None
    expression: Stated[str | None] = field(default=None, kw_only=True)
    operator_class: Stated[str | None] = field(default=None, kw_only=True)
    """None: the default one of the type."""
    collation: Stated[str | None] = field(default=None, kw_only=True)
    """None: that of the column."""
    descending: Stated[bool] = field(default=False, kw_only=True)
    nulls_first: Stated[bool] = field(default=False, kw_only=True)


@record
class PrimaryKey:
    """The primary key of a table."""

    columns: tuple[str, ...]
    name: Stated[str] = UNSTATED
    deferral: Stated[Deferral] = "no"
    without_overlaps: Stated[bool] = False
    """The last column is a range, and rows of equal other columns may not overlap in it (PostgreSQL 18)."""
    include: Stated[tuple[str, ...]] = ()
    storage_parameters: Stated[Parameters] = UNSTATED
    """Of its index."""
    comment: Stated[str | None] = UNSTATED
    protected: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)


@record
class Index:
    """An index, or a uniqueness, which is one notion whether a constraint or an index carries it."""

    parts: tuple[KeyPart, ...]
    """The key alone: INCLUDE columns are no key."""
    unique: bool = False
    name: Stated[str] = UNSTATED
    predicate: Stated[str | None] = None
    """None: every row is in it."""
    nulls_distinct: Stated[bool] = True
    """False: NULLS NOT DISTINCT, two NULLs collide (PostgreSQL 15 and later)."""
    deferral: Stated[Deferral] = "no"
    usable: Stated[bool] = True
    """False after a CREATE INDEX CONCURRENTLY that failed or still runs: it guarantees nothing."""
    without_overlaps: Stated[bool] = False
    """As of a primary key."""
    method: Stated[str] = "btree"
    include: Stated[tuple[str, ...]] = ()
    constraint: Stated[bool] = UNSTATED
    """Whether a constraint carries it; a source that cares states it."""
    storage_parameters: Stated[Parameters] = UNSTATED
    comment: Stated[str | None] = UNSTATED
    protected: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)

    @property
    def columns(self) -> tuple[str | None, ...]:
        """The key's columns in order, None for an expression."""
        return tuple(part.column for part in self.parts)


@record
class ForeignKey:
    """A foreign key and everything that decides whether it holds."""

    columns: tuple[str, ...]
    target: QName
    target_columns: tuple[str, ...]
    name: Stated[str] = UNSTATED
    on_delete: Stated[Action] = UNSTATED
    on_delete_columns: Stated[tuple[str, ...]] = UNSTATED
    """The columns that ON DELETE SET NULL or SET DEFAULT changes; () is all of them."""
    on_update: Stated[Action] = UNSTATED
    match: Stated[Match] = "simple"
    period: Stated[bool] = False
    """The last column is a range, and rows of the target must cover all of it (PostgreSQL 18)."""
    deferral: Stated[Deferral] = "no"
    validated: Stated[bool] = True
    """False: NOT VALID, rows from before it was added were never looked at."""
    enforced: Stated[bool] = True
    """False: NOT ENFORCED (PostgreSQL 18), nothing is looked at."""
    triggers_enabled: Stated[bool] = True
    """False: triggers that do its work are switched off, on one of its tables or on both."""
    disabled_on: DisabledOn | None = field(default=None, compare=False)
    """On which of its tables, where they are off and a catalog said so."""
    comment: Stated[str | None] = UNSTATED
    protected: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)
