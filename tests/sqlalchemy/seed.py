"""The first customer's schema as SQLite and MariaDB would have it, made from the shipped expected schema."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from schemacheck.base.names import QName
from schemacheck.model.keys import ForeignKey, Index, PrimaryKey
from schemacheck.model.schema import Schema
from schemacheck.model.table import Column, Table
from schemacheck.sources.spec import read_spec_file
from schemacheck.sources.spec.write.document import write_spec
from schemacheck.sql.defaults import Default
from schemacheck.sql.dialects import Dialect, dialect_named
from tests.shared import ROOT

SHIPPED = ROOT / "expected_schema.yaml"
TYPES = {
    "sqlite": {
        "text": "TEXT",
        "integer": "INTEGER",
        "double precision": "REAL",
        "boolean": "BOOLEAN",
        "jsonb": "JSONB",
        "timestamp(3)": "DATETIME",
    },
    "mariadb": {
        # What a key holds needs a length there, so Prisma makes every String a varchar(191).
        "text": "VARCHAR(191)",
        "integer": "INTEGER",
        "double precision": "DOUBLE",
        "boolean": "BOOLEAN",
        "jsonb": "JSON",
        "timestamp(3)": "DATETIME(3)",
    },
}
QUOTES = {"sqlite": '"', "mariadb": "`"}


@dataclass(frozen=True)
class Seed:
    """The schema in one database's words."""

    database: str
    schema: Schema

    def spec(self) -> str:
        """The expected schema."""
        return write_spec(self.schema, database=self.database)

    def statements(self) -> list[str]:
        """The statements that make it, tables first."""
        tables = [self.table(table) for table in self._in_order()]
        return tables + [
            f"CREATE UNIQUE INDEX {self.name(f'{table.name.name}_{_joined(index)}_key')} "
            f"ON {self.name(table.name.name)} ({self.names(_columns(index))})"
            for table in self.schema.tables
            if isinstance(table.uniques, tuple)
            for index in table.uniques
        ]

    def _in_order(self) -> list[Table]:
        """Tables that others point at come first; an order that is there, since the seed has no circle."""
        left, done = list(self.schema.tables), list[Table]()
        while left:
            names = {table.name for table in left}
            ready = [table for table in left if not any(k.target in names - {table.name} for k in _keys(table))]
            done += ready
            left = [table for table in left if table not in ready]
        return done

    def name(self, name: str) -> str:
        return f"{QUOTES[self.database]}{name}{QUOTES[self.database]}"

    def names(self, names: tuple[str, ...]) -> str:
        return ", ".join(map(self.name, names))

    def table(self, table: Table) -> str:
        lines = ["id INTEGER" if not isinstance(table.columns, tuple) else ""]
        if isinstance(table.columns, tuple):
            lines = [self.column(column) for column in table.columns]
        if isinstance(table.primary_key, PrimaryKey):
            lines.append(f"PRIMARY KEY ({self.names(table.primary_key.columns)})")
        for key in _keys(table):
            named = key.name if isinstance(key.name, str) else f"{table.name.name}_{'_'.join(key.columns)}_fkey"
            lines.append(
                f"CONSTRAINT {self.name(named)} FOREIGN KEY ({self.names(key.columns)}) REFERENCES "
                f"{self.name(key.target.name)} ({self.names(key.target_columns)}) "
                f"ON DELETE {str(key.on_delete).upper()} ON UPDATE {str(key.on_update).upper()}"
            )
        return f"CREATE TABLE {self.name(table.name.name)} (\n  " + ",\n  ".join(lines) + "\n)"

    def column(self, column: Column) -> str:
        words = [self.name(column.name), self.written(column)]
        if not column.nullable:
            words.append("NOT NULL")
        if isinstance(column.default, Default):
            text = str(column.default)
            precise = self.database == "mariadb" and text == "CURRENT_TIMESTAMP"
            words.append(f"DEFAULT {text}{'(3)' if precise else ''}")
        return " ".join(words)

    def written(self, column: Column) -> str:
        return str(column.type).upper()


def _keys(table: Table) -> tuple[ForeignKey, ...]:
    return table.foreign_keys if isinstance(table.foreign_keys, tuple) else ()


def _columns(index: Index) -> tuple[str, ...]:
    return tuple(str(part.column) for part in index.parts)


def _joined(index: Index) -> str:
    return "_".join(_columns(index))


@cache
def seed(database: str) -> Seed:
    """Translate the shipped expected schema."""
    schema = read_spec_file(Path(SHIPPED)).schema
    dialect = dialect_named(database)
    tables = tuple(_translated(table, dialect) for table in schema.tables)
    return Seed(database, replace(schema, home="", namespaces=("",), tables=tables))


def _translated(table: Table, dialect: Dialect) -> Table:
    name = QName("", table.name.name)
    if not isinstance(table.columns, tuple):
        return replace(table, name=name)
    return replace(
        table,
        name=name,
        columns=tuple(_column(column, dialect) for column in table.columns),
        foreign_keys=tuple(replace(key, target=QName("", key.target.name)) for key in _keys(table)),
    )


def _column(column: Column, dialect: Dialect) -> Column:
    type_ = dialect.type(TYPES[dialect.name][str(column.type)])
    default = column.default
    if isinstance(default, Default):
        default = dialect.default(str(default), type_)
    return replace(column, type=type_, default=default)
