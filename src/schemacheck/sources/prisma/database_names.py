"""The names Prisma gives to what the file leaves nameless, cut to what PostgreSQL keeps of a name.

Prisma cuts the part before the suffix so that name and suffix fit; PostgreSQL itself would cut the suffix away. Names
of tables and columns Prisma does not cut at all, so there PostgreSQL's own rule holds.
"""

from __future__ import annotations

from collections.abc import Iterable

from schemacheck.base.names import NAME_BYTES, truncated
from schemacheck.sources.prisma.tree import Named


def kept(named: Named) -> str:
    """The name of a table, a column or an enum as the database has it."""
    return truncated(named.database_name)


def primary_key_name(table: str) -> str:
    """The name of a primary key without `map:`."""
    return _index_name((table,), "_pkey")


def unique_name(table: str, columns: Iterable[str]) -> str:
    """The name of a unique index without `map:`."""
    return _index_name((table, *columns), "_key")


def index_name(table: str, columns: Iterable[str]) -> str:
    """The name of an index without `map:`."""
    return _index_name((table, *columns), "_idx")


def foreign_key_name(table: str, columns: Iterable[str]) -> str:
    """The name of a foreign key without `map:`."""
    return _index_name((table, *columns), "_fkey")


def join_name(table: str, suffix: str) -> str:
    """The name of a key or an index of the table of two lists: no `map:` can give it another."""
    return _index_name((table,), suffix)


def _index_name(parts: tuple[str, ...], suffix: str) -> str:
    name = "_".join(parts).encode()
    return name[: NAME_BYTES - len(suffix)].decode(errors="ignore") + suffix
