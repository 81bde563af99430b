"""How a table is divided, and what the planner knows of it beyond single columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, NamedTuple

from schemacheck.base.names import Position, no_marks
from schemacheck.base.record import record
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.sql.deparsed import DeparsedText


@record
class Partition:
    """A partition of a table."""

    name: str
    """With its schema where that is not the table's own."""
    bounds: Stated[DeparsedText] = UNSTATED
    """As SQL has them behind FOR VALUES, or DEFAULT."""
    own: Stated[tuple[DeparsedText, ...]] = ()
    """In what it differs from the table it is a partition of: `index lat_idx: btree (lat)`, `default of lat: 0`.

    Behind the first colon stands what it is, in the server's words; without it, only that it is there is stated.
    """
    protected: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)


class Ahead(NamedTuple):
    """A span of time."""

    number: int
    unit: Literal["day", "week", "month", "year"]


@record
class PartitionRule:
    """What holds for all partitions of a table, whichever there are."""

    pattern: str
    """A glob that their names fit."""
    own: Stated[tuple[DeparsedText, ...]] = ()
    """In what each may differ from the table it is a partition of, as `Partition.own` has it."""
    default: Literal["required", "none", "any"] = "any"
    """Whether there is a default partition."""
    ahead: Ahead | None = None
    """How far ahead of today its ranges by time reach at least."""
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)


@record
class Statistics:
    """An extended statistics object."""

    name: str
    """With its schema where that is not the table's own."""
    on: Stated[tuple[str, ...]] = UNSTATED
    """Columns and expressions."""
    kinds: Stated[tuple[str, ...]] = ("ndistinct", "dependencies", "mcv")
    comment: Stated[str | None] = UNSTATED
    protected: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)
