"""The names PostgreSQL and Prisma give to constraints and indexes when nobody chooses one: not worth writing down.

PostgreSQL shortens table and columns in turn until the whole fits (`makeObjectName` in its source); Prisma cuts
`table_columns` at the end. Both keep the suffix whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from schemacheck.model.names import NAME_BYTES

UNIQUE_SUFFIXES: Final = ("key", "idx")
"""A constraint's, which Prisma gives to unique indexes too, and an index's."""


def is_conventional(name: str, table: str, columns: Sequence[str], *suffixes: str) -> bool:
    """Whether `name` is what PostgreSQL or Prisma would have called a constraint of `table` on `columns`."""
    for suffix in suffixes:
        if name in (f"{'_'.join((table, *columns))}_{suffix}", _by_prisma(table, columns, suffix)):
            return True
        if name == _by_postgres(table, "_".join(columns), suffix):
            return True
    return False


def _by_prisma(table: str, columns: Sequence[str], suffix: str) -> str:
    return f"{_cut('_'.join((table, *columns)), NAME_BYTES - len(suffix) - 1)}_{suffix}"


def _by_postgres(table: str, columns: str, suffix: str) -> str:
    first, second = len(table.encode()), len(columns.encode())
    room = NAME_BYTES - len(suffix) - 1 - bool(columns)
    while first + second > room:
        if first > second:
            first -= 1
        else:
            second -= 1
    return "_".join(part for part in (_cut(table, first), _cut(columns, second), suffix) if part)


def _cut(text: str, most: int) -> str:
    raw = text.encode()
    return text if len(raw) <= most else raw[:most].decode(errors="ignore")
