"""What a live database states and nobody chose: the usual names of constraints and indexes, and which carries what.

Names are facts PostgreSQL leaves open; a snapshot that wrote them all down would hide the ones that somebody chose.

PostgreSQL shortens table and columns in turn until the whole fits; Prisma cuts `table_columns` at the end. Both keep
the suffix whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from schemacheck.base.names import NAME_BYTES, cut, made_name
from schemacheck.model.keys import Index, PrimaryKey
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.table import Column, Table, held

UNIQUE_SUFFIXES: Final = ("key", "idx")
"""A constraint's, which Prisma gives to unique indexes too, and an index's."""


_USUAL: Final = {"primary_key": ("pkey",), "uniques": UNIQUE_SUFFIXES, "foreign_keys": ("fkey",)}
"""Where a table holds keys, and what their usual names end with."""


def without_what_nobody_chose(table: Table) -> Table:
    """Return the table without usual names, and open as to whether a constraint or an index carries a uniqueness.

    Two keys that do the same work keep their names, however usual: nothing else tells them apart.
    """
    key, uniques, foreign_keys = table.primary_key, table.uniques, table.foreign_keys
    name = table.name.name
    if isinstance(key, PrimaryKey) and _is_usual(key.name, name, (), "pkey"):
        key = replace(key, name=UNSTATED)
    if isinstance(uniques, tuple):
        works = Counter((unique.parts, unique.predicate) for unique in uniques)
        uniques = tuple(_open_unique(one, name, alone=works[one.parts, one.predicate] == 1) for one in uniques)
    if isinstance(foreign_keys, tuple):
        targets = Counter((one.columns, one.target, one.target_columns) for one in foreign_keys)
        foreign_keys = tuple(
            replace(one, name=UNSTATED)
            if targets[one.columns, one.target, one.target_columns] == 1
            and _is_usual(one.name, name, one.columns, "fkey")
            else one
            for one in foreign_keys
        )
    columns = table.columns
    if isinstance(columns, tuple) and any(column.not_null_name is not None for column in columns):
        columns = tuple(_open_column(column, name) for column in columns)
    return replace(table, columns=columns, primary_key=key, uniques=uniques, foreign_keys=foreign_keys)


def names_nobody_stated(expected: Table, live: Table) -> int:
    """Count the keys and NOT NULL of a live table that somebody named, where the expected one does not say how."""
    name = live.name.name
    number = 0
    for kind, suffixes in _USUAL.items():
        silent_on = {frozenset(each.columns) for each in held(expected, kind) if each.name is UNSTATED}
        number += sum(
            isinstance(each.name, str)
            and frozenset(each.columns) in silent_on
            and not is_conventional(each.name, name, _named_columns(each), *suffixes)
            for each in (held(live, kind) if silent_on else ())
        )
    columns = live.columns if isinstance(live.columns, tuple) else ()
    if isinstance(expected.columns, tuple) and any(column.not_null_name is not None for column in columns):
        silent = {
            column.name for column in expected.columns if column.not_null_name is None and column.nullable is False
        }
        number += sum(
            column.name in silent and _open_column(column, name).not_null_name is not None for column in columns
        )
    return number


def _named_columns(key: Any) -> list[str]:
    """The columns that the usual name of a key has in it."""
    if isinstance(key, PrimaryKey):
        return []
    return [column or "expr" for column in key.columns]


def _open_column(column: Column, table: str) -> Column:
    usual = column.not_null_name == made_name(table, column.name, "not_null")
    return replace(column, not_null_name=None) if usual else column


def _open_unique(unique: Index, table: str, *, alone: bool) -> Index:
    columns = [part.column or "expr" for part in unique.parts]
    usual = alone and _is_usual(unique.name, table, columns, *UNIQUE_SUFFIXES)
    return replace(unique, name=UNSTATED if usual else unique.name, constraint=UNSTATED)


def _is_usual(name: Stated[str], table: str, columns: Sequence[str], *suffixes: str) -> bool:
    return isinstance(name, str) and is_conventional(name, table, columns, *suffixes)


def is_conventional(name: str, table: str, columns: Sequence[str], *suffixes: str) -> bool:
    """Whether `name` is what PostgreSQL or Prisma would have called a constraint of `table` on `columns`."""
    for suffix in suffixes:
        if name in (f"{'_'.join((table, *columns))}_{suffix}", _by_prisma(table, columns, suffix)):
            return True
        if name == made_name(table, "_".join(columns), suffix):
            return True
    return False


def _by_prisma(table: str, columns: Sequence[str], suffix: str) -> str:
    return f"{cut('_'.join((table, *columns)), NAME_BYTES - len(suffix) - 1)}_{suffix}"
