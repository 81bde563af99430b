"""The constraints and indexes of ORM metadata, named by its naming convention and written by a dialect's compiler."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import sqlalchemy
from sqlalchemy import CheckConstraint, Constraint, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.compiler import DDLCompiler
from sqlalchemy.sql.elements import ColumnClause

from schemacheck.base.names import QName, truncated
from schemacheck.model.constraints import Check
from schemacheck.model.keys import ForeignKey, Index, KeyPart, Parameters, PrimaryKey
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.sources.sqlalchemy.duplicates import distinct_keys, distinct_uniques
from schemacheck.sources.sqlalchemy.facts import ACTIONS, MATCHES, deferral
from schemacheck.sources.sqlalchemy.index_elements import read_element
from schemacheck.sources.sqlalchemy.sqlite_ddl import collation_of, key_parts
from schemacheck.sql.bare_names import with_schema
from schemacheck.sql.databases import POSTGRESQL


class Keys:
    """Reads the keys of one metadata."""

    def __init__(self, ddl: DDLCompiler, database: str, home: str) -> None:
        self._ddl = ddl
        self._database = database
        self._home = home

    def primary_key(self, table: sqlalchemy.Table) -> PrimaryKey | None:
        """Read the primary key."""
        key = table.primary_key
        columns = tuple(_column_name(column) for column in key.columns)
        return PrimaryKey(columns, self._stated_name(key), deferral(_timing(key))) if columns else None

    def uniques(self, table: sqlalchemy.Table) -> tuple[Index, ...]:
        """Read what must be unique: constraints, and unique indexes."""
        constraints = [
            Index(
                tuple(KeyPart(_column_name(column)) for column in each.columns),
                True,
                self._stated_name(each),
                nulls_distinct=not self._dialect_option(each, "nulls_not_distinct"),
                deferral=deferral(_timing(each)),
                include=self._include(each),
                constraint=self._carrier(constraint=True),
            )
            for each in self._made_by_create_all(table.constraints)
            if isinstance(each, UniqueConstraint)
        ]
        indexes = [self._index(each) for each in self._wanted_indexes(table) if each.unique]
        if self._database == "sqlite":
            key = tuple(_column_name(column) for column in table.primary_key.columns)
            return distinct_uniques([*_sorted(constraints), *_sorted(indexes)], key)
        return (*_sorted(constraints), *_sorted(indexes))

    def indexes(self, table: sqlalchemy.Table) -> tuple[Index, ...]:
        """Read the indexes that are not unique."""
        return _sorted(self._index(each) for each in self._wanted_indexes(table) if not each.unique)

    def foreign_keys(self, table: sqlalchemy.Table) -> tuple[ForeignKey, ...]:
        """Read the foreign keys."""
        keys = [
            self._foreign_key(each)
            for each in self._made_by_create_all(table.constraints)
            if isinstance(each, ForeignKeyConstraint)
        ]
        if self._database == "sqlite":
            keys = list(distinct_keys(keys))
        return tuple(sorted(keys, key=lambda key: (key.columns, key.target)))

    def checks(self, table: sqlalchemy.Table) -> tuple[Check, ...]:
        """Read the check constraints, those that types make too."""
        checks = [
            Check(
                self._expression_text(each.sqltext, table),
                self._stated_name(each),
                validated=not self._dialect_option(each, "not_valid"),
            )
            for each in self._made_by_create_all([*table.constraints, *_of_columns(table)])
            if isinstance(each, CheckConstraint)
        ]
        return tuple(sorted(checks, key=lambda check: (str(check.name), str(check.expression))))

    def _made_by_create_all(self, constraints: Iterable[Constraint]) -> list[Constraint]:
        """Leave out what `create_all` makes on other databases only."""
        return [each for each in constraints if self._wanted(each)]

    def _wanted(self, each: Any) -> bool:
        rule = getattr(each, "_create_rule", None)
        # Of a foreign key the rule only says that a statement of its own makes it.
        if rule is not None and not isinstance(each, ForeignKeyConstraint) and not rule(self._ddl):
            return False
        condition = getattr(each, "_ddl_if", None)
        if condition is None:
            return True
        # SQLAlchemy offers no other way to ask.
        made = sqlalchemy.schema.CreateTable(each.table)
        return bool(condition._should_execute(made, each, None, compiler=self._ddl))

    def _wanted_indexes(self, table: sqlalchemy.Table) -> list[sqlalchemy.Index]:
        return [each for each in table.indexes if self._wanted(each)]

    def _index(self, index: sqlalchemy.Index) -> Index:
        where = self._dialect_option(index, "where")
        method = self._method(index)
        # What `create_all` sends is read as any statement: an element may be a text with an order and more.
        sent = str(CreateIndex(index).compile(dialect=self._ddl.dialect))
        return Index(
            tuple(self._key_part(text, method, index) for text in key_parts(sent)[0]),
            bool(index.unique),
            self._stated_name(index),
            predicate=None if where is None else self._expression_text(where, index.table),
            nulls_distinct=not self._dialect_option(index, "nulls_not_distinct"),
            method=method,
            include=self._include(index),
            storage_parameters=self._parameters(index),
            constraint=self._carrier(constraint=False),
        )

    def _parameters(self, index: sqlalchemy.Index) -> Stated[Parameters]:
        """Read `postgresql_with`; an index that says nothing of it leaves it open."""
        stated = self._dialect_option(index, "with") or {}
        return tuple(sorted((name, str(value)) for name, value in stated.items())) or UNSTATED

    def _carrier(self, *, constraint: bool) -> Stated[bool]:
        """Say whether a constraint sees to a uniqueness: MySQL makes the same index of both, and cannot tell."""
        return UNSTATED if self._database in ("mysql", "mariadb") else constraint

    def _method(self, index: sqlalchemy.Index) -> str:
        if self._database in ("mysql", "mariadb"):
            # InnoDB has one kind of tree, whatever USING says.
            return str(
                index.kwargs.get(f"{self._database}_prefix") or index.kwargs.get("mysql_prefix") or "btree"
            ).lower()
        return str(self._dialect_option(index, "using") or "btree").lower()

    def _key_part(self, text: str, method: str, index: sqlalchemy.Index) -> KeyPart:
        table = index.table
        part = read_element(text, self._database, method, "" if table is None else table.schema or self._home)
        if self._database == "sqlite" and isinstance(part.collation, str):
            part = replace(part, collation=collation_of(part.collation))
        columns = () if table is None else table.columns
        if part.column is None:
            # A part of an expression can decide the collation of the whole expression.
            sorted_inside = "collate" in str(part.expression).lower() or any(
                getattr(column.type, "collation", None) and column.name in str(part.expression) for column in columns
            )
            return replace(
                part,
                expression=self._qualified_text(str(part.expression), table),
                collation=UNSTATED if part.collation is None and sorted_inside else part.collation,
            )
        column = next((each for each in columns if each.name == part.column), None)
        own = None if column is None else getattr(column.type, "collation", None)
        usual = collation_of(own) if self._database == "sqlite" else own or "default"
        return replace(
            part,
            column=truncated(part.column),
            collation=None if part.collation == usual else part.collation,
        )

    def _foreign_key(self, key: ForeignKeyConstraint) -> ForeignKey:
        target = key.referred_table
        on_delete, columns = _read_action(key.ondelete)
        match = MATCHES.get(str(key.match or "SIMPLE").upper(), "simple")
        return ForeignKey(
            columns=tuple(_column_name(column) for column in key.columns),
            target=QName(target.schema or self._home, truncated(target.name)),
            target_columns=tuple(_column_name(element.column) for element in key.elements),
            name=self._stated_name(key),
            on_delete=on_delete,
            on_delete_columns=columns,
            on_update=_read_action(key.onupdate)[0],
            match=match,
            deferral=deferral(_timing(key)),
            validated=not self._dialect_option(key, "not_valid"),
        )

    def _stated_name(self, item: Constraint | sqlalchemy.Index) -> Stated[str]:
        """Return the name that the convention gives, cut as SQLAlchemy cuts it; unstated where the server chooses."""
        if item.name is None:
            return UNSTATED
        name = self._ddl.preparer.format_constraint(item, _alembic_quote=False)
        return UNSTATED if name is None else truncated(str(name))

    def _expression_text(self, expression: Any, table: sqlalchemy.Table | None) -> str:
        if isinstance(expression, str):
            return self._qualified_text(expression, table)
        grouped = expression if isinstance(expression, ColumnClause) else expression.self_group()
        text = self._ddl.sql_compiler.process(grouped, include_table=False, literal_binds=True)
        return self._qualified_text(text, table)

    def _qualified_text(self, text: str, table: sqlalchemy.Table | None) -> str:
        """Say which schema bare names mean, where it is not that of the table."""
        if self._database != POSTGRESQL or table is None or table.schema is None:
            return text
        return with_schema(text, self._home, table.schema)

    def _dialect_option(self, item: Any, name: str) -> Any:
        return item.dialect_options[self._database].get(name) if self._database in ("postgresql", "sqlite") else None

    def _include(self, item: Any) -> tuple[str, ...]:
        return tuple(
            each if isinstance(each, str) else _column_name(each)
            for each in self._dialect_option(item, "include") or ()
        )


def _of_columns(table: sqlalchemy.Table) -> list[Constraint]:
    """Return the text with a column instead of the table."""
    return [each for column in table.columns for each in column.constraints if each not in table.constraints]


def _column_name(column: Any) -> str:
    return truncated(str(column.name))


def _timing(constraint: Any) -> dict[str, Any]:
    return {"deferrable": constraint.deferrable, "initially": constraint.initially}


def _read_action(text: str | None) -> tuple[Any, tuple[str, ...]]:
    """Read an action such as `SET NULL (a, b)`; left out, it is NO ACTION."""
    words, _, columns = (text or "NO ACTION").partition("(")
    names = tuple(each.strip().strip('"') for each in columns.rstrip(") ").split(",") if each.strip())
    return ACTIONS.get(" ".join(words.upper().split()), UNSTATED), names


def _sorted(indexes: Iterable[Index]) -> tuple[Index, ...]:
    return tuple(sorted(indexes, key=lambda index: (str(index.name), str(index.columns))))
