"""What a query about a finding may name: the table and the columns that are really there, with their types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from schemacheck.base.names import QName, truncated
from schemacheck.model.keys import ForeignKey
from schemacheck.model.schema import Schema
from schemacheck.model.table import Column, Table
from schemacheck.report.finding import Finding
from schemacheck.report.look import Look
from schemacheck.report.subject import KeyColumns
from schemacheck.sql.tokens import sql_name, sql_string
from schemacheck.sql.types import TypeName

_WITH_ROWS: Final = frozenset({"table", "partitioned table"})


class Sides:
    """Both schemas, by the names of their tables."""

    def __init__(self, expected: Schema, live: Schema) -> None:
        """Keep them."""
        self.expected: Final = {table.name: table for table in expected.tables}
        self.live: Final = {table.name: table for table in live.tables}


class Question:
    """A finding, and what both sides have where it is."""

    def __init__(self, finding: Finding, sides: Sides) -> None:
        """Keep them."""
        self.finding, self.sides = finding, sides

    @property
    def name(self) -> QName:
        """The table that the finding is about, or that holds what it is about."""
        return QName(self.finding.subject.schema, truncated(self.finding.subject.name))

    @cached_property
    def live(self) -> Table | None:
        """That table as it is."""
        return self.sides.live.get(self.name)

    @cached_property
    def expected(self) -> Table | None:
        """That table as it is expected."""
        return self.sides.expected.get(self.name)

    def rows(self, name: QName | None = None) -> str | None:
        """The table as a query names it; None for what is not there or is no table of this database's own."""
        table = self.sides.live.get(name or self.name)
        return sql_qname(table.name) if table is not None and table.kind in _WITH_ROWS else None

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns of the key that the finding is about."""
        member = self.finding.subject.member
        return member.columns if isinstance(member, KeyColumns) else ()

    def live_column(self, name: str, table: QName | None = None) -> Column | None:
        """A column as it is."""
        return column_of(self.sides.live.get(table or self.name), name)

    def live_type(self, name: str, table: QName | None = None) -> TypeName | None:
        """The type that a column has."""
        column = self.live_column(name, table)
        return column.type if column is not None and isinstance(column.type, TypeName) else None

    def has(self, columns: Iterable[str], table: QName | None = None) -> bool:
        """Whether all of these columns are there."""
        return all(self.live_column(column, table) is not None for column in columns)

    def foreign_key(self) -> ForeignKey | None:
        """The foreign key that the finding is about, as it is expected where it is, else as it is live."""
        for table in (self.expected, self.live):
            keys = table.foreign_keys if table is not None else ()
            for key in keys if isinstance(keys, tuple) else ():
                if set(key.columns) == set(self.key_columns):
                    return key
        return None


def column_of(table: Table | None, name: str) -> Column | None:
    """A column of a table, by its name."""
    columns = table.columns if table is not None else ()
    return (
        next((each for each in columns if each.name == truncated(name)), None) if isinstance(columns, tuple) else None
    )


def sql_qname(name: QName) -> str:
    """Write a name as a query must, with its schema."""
    return f"{sql_name(name.schema)}.{sql_name(truncated(name.name))}"


def column_name(name: str) -> str:
    """Write a column as a query must."""
    return sql_name(truncated(name))


def count_of(table: str, conditions: Sequence[str], none: str, some: str) -> Look:
    """Make the query that counts the rows of a table for which all conditions hold."""
    return Look(f"SELECT count(*) FROM {table} WHERE {' AND '.join(conditions)};", none, some)


def literal(text: str) -> str:
    """Write a text as a query must, whatever `standard_conforming_strings` is."""
    return f"E{sql_string(text.replace(chr(92), chr(92) * 2))}" if "\\" in text else sql_string(text)
