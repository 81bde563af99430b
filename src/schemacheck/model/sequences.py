"""Sequences: how they count. Where they stand is data and nobody's to expect."""

from __future__ import annotations

from schemacheck.base.record import record
from schemacheck.model.held import Held
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.sql.types import TypeName


@record
class Sequence(Held):
    """A sequence."""

    type: Stated[TypeName] = UNSTATED
    start: Stated[int] = UNSTATED
    increment: Stated[int] = UNSTATED
    minimum: Stated[int] = UNSTATED
    maximum: Stated[int] = UNSTATED
    cache: Stated[int] = UNSTATED
    cycle: Stated[bool] = UNSTATED
    owned_by: Stated[str | None] = UNSTATED
    """The column it goes with, as `table.column`; None where it stands alone."""


def lowest(type_: str, increment: int) -> int:
    """Return the minimum that a sequence has when nobody states one."""
    return 1 if increment > 0 else -(2 ** (_BITS.get(type_, 64) - 1))


def highest(type_: str, increment: int) -> int:
    """Return the maximum that a sequence has when nobody states one."""
    return 2 ** (_BITS.get(type_, 64) - 1) - 1 if increment > 0 else -1


_BITS = {"smallint": 16, "integer": 32, "bigint": 64}
