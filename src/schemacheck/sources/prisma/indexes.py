"""Which indexes of a database schema.prisma could name, and which it has no words for."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schemacheck.model.keys import Index
from schemacheck.model.stated import Stated
from schemacheck.model.table import Table
from schemacheck.sources.prisma.attributes import INDEX_TYPES

METHODS: Final = frozenset(method.lower() for method in INDEX_TYPES)


def without_unsayable(table: Table, written: Table) -> Table:
    """Leave out indexes that the file does not have and Prisma cannot state: partial ones, expressions, other methods.

    An index that matches one of the file is kept: an index that became partial is drift.
    """
    uniques, indexes = _sayable(table.uniques, written.uniques), _sayable(table.indexes, written.indexes)
    if uniques is table.uniques and indexes is table.indexes:
        return table
    return replace(table, uniques=uniques, indexes=indexes)


def _sayable(theirs: Stated[tuple[Index, ...]], written: Stated[tuple[Index, ...]]) -> Stated[tuple[Index, ...]]:
    if not isinstance(theirs, tuple) or not isinstance(written, tuple) or not any(map(_is_beyond, theirs)):
        return theirs
    plain = [index for index in theirs if not _is_beyond(index)]
    names = {index.name for index in written}

    def stands_for_one(index: Index) -> bool:
        if isinstance(index.name, str) and index.name in names:
            return True
        columns = set(index.columns)
        return sum(set(each.columns) == columns for each in written) > sum(
            set(each.columns) == columns for each in plain
        )

    return tuple(index for index in theirs if not _is_beyond(index) or stands_for_one(index))


def _is_beyond(index: Index) -> bool:
    """Whether an index is beyond the language, which since Prisma 7 has words for conditions, but need not use them."""
    return index.predicate is not None or None in index.columns or index.method not in METHODS
