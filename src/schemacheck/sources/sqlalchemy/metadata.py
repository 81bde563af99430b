"""ORM metadata as a schema: what its own `create_all` would make, as a dialect's compiler writes it.

Only what the server holds is stated: a default that Python fills in is none. What the metadata cannot state, such as
an owner, stays unstated.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy
from sqlalchemy import MetaData, exc
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect as Engine
from sqlalchemy.types import ARRAY, NullType, TypeDecorator, TypeEngine

from schemacheck.base.errors import UsageError
from schemacheck.base.names import QName, truncated
from schemacheck.model.schema import Origin, Schema
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.table import Column, Generated, Identity, Table
from schemacheck.model.user_types import Enum
from schemacheck.sources.sqlalchemy.keys import Keys
from schemacheck.sources.sqlalchemy.types import without_collation
from schemacheck.sql.bare_names import with_schema
from schemacheck.sql.databases import POSTGRESQL
from schemacheck.sql.defaults import Default, parse_default
from schemacheck.sql.dialects import Dialect, dialect_named
from schemacheck.sql.types import TypeName, parse_type

SERIAL: Final = Default("serial", "", text="the next value of its own sequence")


def describe(metadata: MetaData, label: str, home: str, database: str = POSTGRESQL) -> Schema:
    """Say what schema a MetaData declares.

    Args:
        metadata: as SQLAlchemy has it; every module that declares tables has been imported.
        label: what a reader calls it.
        home: the schema of tables that name none.
        database: the kind of database whose types and defaults it is compiled for.

    Raises:
        UsageError: the metadata cannot be made into tables.
    """
    return _Description(metadata, label, home, database).declared()


class _Description:
    def __init__(self, metadata: MetaData, label: str, home: str, database: str) -> None:
        self.metadata = metadata
        self.label = label
        self.home = home
        self.engine = _engine(database)
        self.dialect: Dialect | None = None if database == POSTGRESQL else dialect_named(database)
        self.ddl = self.engine.ddl_compiler(self.engine, None)  # type: ignore[arg-type]  # no statement: parts only
        self.keys = Keys(self.ddl, database, home)
        self.enums: dict[QName, Enum] = {}

    def declared(self) -> Schema:
        tables = tuple(
            self.table(table) for table in self.metadata.tables.values() if "TEMPORARY" not in _prefixes(table)
        )
        others = sorted({table.name.schema for table in tables} | {name.schema for name in self.enums})
        namespaces = [self.home, *(schema for schema in others if schema != self.home)]
        if tables and self.home not in others:
            namespaces = namespaces[1:]
        return Schema(
            Origin("sqlalchemy", self.label),
            self.home,
            tuple(namespaces),
            tables,
            enums=UNSTATED if self.dialect else tuple(self.enums.values()),
        )

    def table(self, table: sqlalchemy.Table) -> Table:
        name = QName(table.schema or self.home, _cut_name(table.name))
        try:
            if table.info.get("is_view") or getattr(table, "is_view", False):
                return self.view(table, name)
            return Table(
                name,
                "partitioned table" if _dialect_option(table, self.engine.name, "partition_by") else "table",
                columns=tuple(self.column(column, name) for column in table.columns if not column.system),
                primary_key=self.keys.primary_key(table),
                uniques=self.keys.uniques(table),
                foreign_keys=self.keys.foreign_keys(table),
                indexes=self.keys.indexes(table),
                checks=self.keys.checks(table),
                unlogged=UNSTATED if self.dialect else "UNLOGGED" in _prefixes(table),
                comment=table.comment or UNSTATED,
            )
        except exc.SQLAlchemyError as error:
            said = " ".join(str(error).split(" (Background on this error", maxsplit=1)[0].split())
            raise UsageError(f"Table {table.name} of {self.label} cannot be made: {said}") from error

    def view(self, table: sqlalchemy.Table, name: QName) -> Table:
        """Say of a view what a model of one says: its columns and their types; keys and defaults are for the ORM."""
        made = getattr(table, "_creator_ddl", None)
        return Table(
            name,
            "materialized view" if getattr(made, "materialized", False) else "view",
            columns=tuple(self.view_column(column) for column in table.columns if not column.system),
        )

    def view_column(self, column: sqlalchemy.Column[Any]) -> Column:
        type_ = UNSTATED if isinstance(column.type, NullType) else self.type(column)[0]
        return Column(_cut_name(column.name), type_, UNSTATED, UNSTATED, UNSTATED, UNSTATED, UNSTATED)

    def column(self, column: sqlalchemy.Column[Any], table: QName) -> Column:
        type_, collation = self.type(column)
        self.note_enums(column.type, table.schema)
        identity, default = self.filled(column, type_, table.schema)
        return Column(
            name=_cut_name(column.name),
            type=type_,
            # A key is never NULL, and an identity column is not either.
            nullable=bool(column.nullable) and not column.primary_key and identity is None,
            default=default,
            identity=identity,
            generated=self.generated(column, table.schema),
            collation=collation,
            comment=column.comment or UNSTATED,
        )

    def type(self, column: sqlalchemy.Column[Any]) -> tuple[Stated[TypeName], str | None]:
        """Name the type of a column, and its collation where it is not that of the type."""
        written = self.engine.type_compiler_instance.process(column.type, type_expression=column)
        text, collation = without_collation(written)
        return (self.dialect.type(text) if self.dialect else parse_type(text)), collation

    def impl(self, type_: TypeEngine[Any]) -> TypeEngine[Any]:
        """Return the type that this dialect makes of one: variants chosen, decorators taken off."""
        found = type_.dialect_impl(self.engine)
        return found.impl_instance if isinstance(found, TypeDecorator) else found

    def filled(
        self, column: sqlalchemy.Column[Any], type_: Stated[TypeName], schema: str
    ) -> tuple[Identity | None, Default | None]:
        """Say what the server puts into a column, of a table in `schema`, that an INSERT leaves out."""
        own = column.table.autoincrement_column is column
        sequence = column.default if isinstance(column.default, sqlalchemy.Sequence) else None
        numbered = own and column.primary_key and (column.default is None or bool(sequence and sequence.optional))
        if column.identity is not None and self.engine.supports_identity_columns:
            return ("always" if column.identity.always else "by default"), None
        if numbered and self.dialect is None:
            return None, SERIAL
        if numbered and self.engine.name in ("mysql", "mariadb"):
            return "by default", None
        if column.computed is not None:
            return None, None
        text = self.ddl.get_column_default_string(column)
        if text is None:
            return None, None
        known = type_ if isinstance(type_, TypeName) else None
        if self.dialect:
            return None, self.dialect.default(text, known)
        return None, parse_default(with_schema(text, self.home, schema), known, schema)

    def generated(self, column: sqlalchemy.Column[Any], schema: str) -> Generated | None:
        computed = column.computed
        if computed is None:
            return None
        text = self.ddl.sql_compiler.process(computed.sqltext, include_table=False, literal_binds=True)
        if self.dialect is None:
            text = with_schema(text, self.home, schema)
        # Where the metadata leaves it open, so does the version of the server.
        return Generated(text, UNSTATED if computed.persisted is None else computed.persisted)

    def note_enums(self, type_: TypeEngine[Any], table_schema: str) -> None:
        """Keep the enum types of the server's that a column needs."""
        impl = self.impl(type_)
        if isinstance(impl, ARRAY):
            self.note_enums(impl.item_type, table_schema)
            return
        if not isinstance(impl, postgresql.ENUM) or impl.name is None:
            return
        name = QName(impl.schema or self.home, _cut_name(str(impl.name)))
        self.enums.setdefault(name, Enum(name, tuple(map(str, impl.enums))))


def _engine(database: str) -> Engine:
    # In this style of parameters a percent sign is one.
    if database == POSTGRESQL:
        return postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it so
    made: Any = sqlalchemy.make_url(f"{database}://").get_dialect()
    return made(paramstyle="named")  # type: ignore[no-any-return]  # so too


def _prefixes(table: sqlalchemy.Table) -> list[str]:
    return [str(prefix).upper() for prefix in getattr(table, "_prefixes", ())]


def _dialect_option(table: sqlalchemy.Table, dialect: str, name: str) -> Any:
    return table.dialect_options[dialect].get(name) if dialect == POSTGRESQL else None


def _cut_name(name: str) -> str:
    return truncated(str(name))
