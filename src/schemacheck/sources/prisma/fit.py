"""Where Prisma makes one of several things, or takes several for the same: which of them the other side has.

Before the comparison each such place takes the other side's form, if it is one of those that fit. If it is none of
them, Prisma's own form of today stays, and the comparison reports what is missing. So the comparison itself knows
nothing of Prisma, and something that fits must be there all the same.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

from schemacheck.model.keys import Index, KeyPart
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.table import Column, Generated, Table
from schemacheck.report.finding import NotChecked
from schemacheck.report.policy import PRISMAS_BOOKS
from schemacheck.sources.prisma.beyond import counted_without_model, in_other_schemas, without_model
from schemacheck.sources.prisma.columns import SERIAL
from schemacheck.sources.prisma.database_names import join_name
from schemacheck.sources.prisma.indexes import without_unsayable
from schemacheck.sources.prisma.mapping import PrismaSource
from schemacheck.sources.prisma.relations import ManyToMany
from schemacheck.sources.prisma.unsaid import Unsaid
from schemacheck.sql.defaults import Default

_JOINED: Final = ("A", "B")
_SAME_KINDS: Final = (("view", "materialized view"), ("table", "partitioned table"))
"""Relation kinds that a Prisma file cannot distinguish."""


class Fitted(NamedTuple):
    """Both sides, ready to be compared, and what of them will not be compared."""

    schema: Schema
    other: Schema
    gaps: tuple[NotChecked, ...]


def fit_to_other(source: PrismaSource, other: Schema, *, expected: bool = True) -> Fitted:
    """Give a Prisma file's schema the forms that the other side has, where Prisma leaves the form open.

    What one side cannot know of the other is left out: views, which Prisma does not make, where a database lacks them;
    tables that the other side lists as existing and nothing else, which a code base needs no models for; and indexes
    beyond those that the file has and beyond what its language can say.
    """
    there = {table.name: table for table in other.tables}
    gaps: list[NotChecked] = []
    absent = [table for table in source.schema.tables if table.kind == "view" and table.name not in there]
    absent = absent if other.origin.was_made else []
    missing = {table.name for table in absent}
    if absent:
        reason = "Prisma itself makes none, so their absence is no drift"
        gaps.append(NotChecked(_counted_tables(absent, "view"), "not stated", reason))
    if not expected:
        models = {name: owner.name for name, owner in source.owners.items() if not isinstance(owner, ManyToMany)}
        gaps += in_other_schemas(models, other)
    foreign = without_model(source.owners.keys(), other)
    gaps += counted_without_model(foreign)
    tables = [
        _table(table, there[table.name], joins=isinstance(source.owners[table.name], ManyToMany))
        if table.name in there
        else table
        for table in source.schema.tables
        if table.name not in missing
    ]
    # No schema.prisma names the table of Prisma's own books.
    apart = {table.name for table in foreign} | {name for name in there if name.name == PRISMAS_BOOKS}
    others = tuple(table for table in other.tables if table.name in source.owners or table.name not in apart)
    mine = {table.name: table for table in tables}
    others = tuple(without_unsayable(table, mine[table.name]) if table.name in mine else table for table in others)
    unsayable = sum(_index_count(table) for table in other.tables if table.name in mine)
    unsayable -= sum(_index_count(table) for table in others if table.name in mine)
    if unsayable:
        what = "1 index" if unsayable == 1 else f"{unsayable} indexes"
        reason = "partial, on an expression or of an added method, which schema.prisma has no words for"
        gaps.append(NotChecked(what, "not stated", reason))
    unsaid = Unsaid(other)
    others = tuple(
        unsaid.table(table, mine[table.name], source.owners[table.name]) if table.name in mine else table
        for table in others
    )
    # An expected schema that states an order has people who agreed on it: there it is told, as a note.
    enums = source.schema.enums if other.origin.kind == "spec" else unsaid.enums(source.schema.enums)
    schema = replace(source.schema, tables=tuple(tables), enums=enums, domains=UNSTATED)
    return Fitted(schema, replace(other, tables=others), (*gaps, *unsaid.gaps()))


def _index_count(table: Table) -> int:
    return sum(len(indexes) for indexes in (table.uniques, table.indexes) if isinstance(indexes, tuple))


def _counted_tables(tables: list[Table], noun: str) -> str:
    return f"1 {noun}" if len(tables) == 1 else f"{len(tables)} {noun}s"


def as_made(source: PrismaSource) -> Schema:
    """What Prisma's own DDL makes, with a value where the language leaves one open: for writing it down."""
    return replace(
        source.schema,
        domains=UNSTATED,
        listed={},
        tables=tuple(
            replace(
                table,
                unlogged=False if table.columns is not UNSTATED and table.kind == "table" else UNSTATED,
                columns=tuple(_without_unknown_collation(column) for column in table.columns)
                if isinstance(table.columns, tuple) and table.kind == "table"
                else table.columns,
                uniques=_without_include(table.uniques),
                indexes=_without_include(table.indexes),
            )
            for table in map(partial(_described, source), source.schema.tables)
        ),
    )


def _described(source: PrismaSource, table: Table) -> Table:
    """A table as it is written down: of one that the client is to leave alone, no more than that it exists."""
    owner = source.owners[table.name]
    if isinstance(owner, ManyToMany) or owner.attribute("ignore") is None:
        return table
    return Table(table.name, kind=table.kind, at=table.at)


def _without_include(indexes: Stated[tuple[Index, ...]]) -> Stated[tuple[Index, ...]]:
    return tuple(replace(index, include=()) for index in indexes) if isinstance(indexes, tuple) else indexes


def _without_unknown_collation(column: Column) -> Column:
    return column if column.type is UNSTATED else replace(column, collation=None)


def _table(table: Table, other: Table, *, joins: bool) -> Table:
    if (table.kind, other.kind) in _SAME_KINDS:
        table = replace(table, kind=other.kind)
    if joins:
        table = _join_table(table, other)
    if isinstance(table.columns, tuple) and isinstance(other.columns, tuple):
        theirs = {column.name: column for column in other.columns}
        columns = tuple(
            _column(column, theirs[column.name]) if column.name in theirs else column for column in table.columns
        )
        table = replace(table, columns=columns)
    return table


def _join_table(table: Table, other: Table) -> Table:
    """Take the form before Prisma 6.0, a unique index and no primary key, where the other side has that."""
    if other.primary_key is not None or not isinstance(other.uniques, tuple):
        return table
    if not any(unique.columns == _JOINED for unique in other.uniques):
        return table
    name = join_name(table.name.name, "_AB_unique")
    return replace(
        table,
        primary_key=None,
        uniques=(Index(tuple(map(KeyPart, _JOINED)), unique=True, name=name, at=table.at),),
    )


def _column(column: Column, other: Column) -> Column:
    default = other.default
    if column.default == SERIAL:
        # To Prisma, serial, identity and any nextval are one: autoincrement().
        if isinstance(other.identity, str):
            return replace(column, default=None, identity=other.identity)
        if isinstance(default, Default) and default.kind == "nextval":
            return replace(column, default=default)
        return column
    # What Prisma reads of a generated column is its expression, as if that were a default.
    expression = isinstance(column.default, Default) and column.default.kind == "expression"
    if expression and isinstance(other.generated, Generated):
        return replace(column, default=None, generated=other.generated)
    return column
