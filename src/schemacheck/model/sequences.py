"""Sequences: how they count. Their current value is data and is not compared."""

from __future__ import annotations

from dataclasses import field

from schemacheck.base.record import record
from schemacheck.model.schema_object import SchemaObject
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.sql.types import TypeName


@record
class Sequence(SchemaObject):
    """A sequence."""

    type: Stated[TypeName] = UNSTATED
    start: Stated[int] = UNSTATED
    increment: Stated[int] = UNSTATED
    minimum: Stated[int] = UNSTATED
    maximum: Stated[int] = UNSTATED
    cache: Stated[int] = UNSTATED
    cycle: Stated[bool] = UNSTATED
    unlogged: Stated[bool] = UNSTATED
    owned_by: Stated[str | None] = UNSTATED
    """The column it goes with, as `table.column`; None where it stands alone."""
    as_made: Sequence | None = field(default=None, compare=False, kw_only=True)
    """What the column that it is part of makes by itself."""

    @property
    def goes_without_saying(self) -> bool:
        """Whether it is just what its column makes, or an extension's."""
        made = self.as_made
        if self.part_of is None or made is None:
            return self.part_of is not None
        return _facts(self) == _facts(made)


def _facts(sequence: Sequence) -> tuple[object, ...]:
    return sequence.name, sequence.type, sequence.unlogged, sequence.grants, sequence.comment


def lowest(type_: str, increment: int) -> int:
    """Return the minimum that a sequence has when nobody states one."""
    return 1 if increment > 0 else -(2 ** (_BITS.get(type_, 64) - 1))


def highest(type_: str, increment: int) -> int:
    """Return the maximum that a sequence has when nobody states one."""
    return 2 ** (_BITS.get(type_, 64) - 1) - 1 if increment > 0 else -1


def is_narrower(type_: str, other: str) -> bool:
    """Whether a sequence of a type ends before the numbers of another one do."""
    return _BITS.get(type_, 64) < _BITS.get(other, 64)


_BITS = {"smallint": 16, "integer": 32, "bigint": 64}
