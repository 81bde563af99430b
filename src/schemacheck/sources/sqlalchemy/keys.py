"""The constraints and indexes of ORM metadata, named by its naming convention and written by a dialect's compiler."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy
from sqlalchemy import CheckConstraint, Constraint, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import DDLCompiler
from sqlalchemy.sql.elements import ColumnClause, UnaryExpression

from schemacheck.base.names import QName, truncated
from schemacheck.model.constraints import Check
from schemacheck.model.keys import ForeignKey, Index, KeyPart, PrimaryKey
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.sources.sqlalchemy.facts import ACTIONS, MATCHES, deferral

_ORDERS: Final = (operators.desc_op, operators.asc_op, operators.nulls_first_op, operators.nulls_last_op)


class Keys:
    """Reads the keys of one metadata."""

    def __init__(self, ddl: DDLCompiler, database: str, home: str) -> None:
        self._ddl = ddl
        self._database = database
        self._home = home

    def primary_key(self, table: sqlalchemy.Table) -> PrimaryKey | None:
        """Read the primary key."""
        key = table.primary_key
        columns = tuple(_name(column) for column in key.columns)
        return PrimaryKey(columns, self._named(key), deferral(_timing(key))) if columns else None

    def uniques(self, table: sqlalchemy.Table) -> tuple[Index, ...]:
        """Read what must be unique: constraints, and unique indexes."""
        constraints = [
            Index(
                tuple(KeyPart(_name(column)) for column in each.columns),
                True,
                self._named(each),
                nulls_distinct=not self._option(each, "nulls_not_distinct"),
                deferral=deferral(_timing(each)),
                include=self._include(each),
                constraint=True,
            )
            for each in self._made(table.constraints)
            if isinstance(each, UniqueConstraint)
        ]
        return (*_sorted(constraints), *_sorted(self._index(each) for each in self._indexes(table) if each.unique))

    def indexes(self, table: sqlalchemy.Table) -> tuple[Index, ...]:
        """Read the indexes that are not unique."""
        return _sorted(self._index(each) for each in self._indexes(table) if not each.unique)

    def foreign_keys(self, table: sqlalchemy.Table) -> tuple[ForeignKey, ...]:
        """Read the foreign keys."""
        keys = [
            self._foreign_key(each) for each in self._made(table.constraints) if isinstance(each, ForeignKeyConstraint)
        ]
        return tuple(sorted(keys, key=lambda key: (key.columns, key.target)))

    def checks(self, table: sqlalchemy.Table) -> tuple[Check, ...]:
        """Read the check constraints, those that types make too."""
        checks = [
            Check(self._text(each.sqltext), self._named(each), validated=not self._option(each, "not_valid"))
            for each in self._made([*table.constraints, *_of_columns(table)])
            if isinstance(each, CheckConstraint)
        ]
        return tuple(sorted(checks, key=lambda check: (str(check.name), str(check.expression))))

    def _made(self, constraints: Iterable[Constraint]) -> list[Constraint]:
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

    def _indexes(self, table: sqlalchemy.Table) -> list[sqlalchemy.Index]:
        return [each for each in table.indexes if self._wanted(each)]

    def _index(self, index: sqlalchemy.Index) -> Index:
        where = self._option(index, "where")
        classes = self._option(index, "ops") or {}
        return Index(
            tuple(self._part(each, classes, index) for each in index.expressions),
            bool(index.unique),
            self._named(index),
            predicate=None if where is None else self._text(where),
            nulls_distinct=not self._option(index, "nulls_not_distinct"),
            method=str(self._option(index, "using") or "btree").lower(),
            include=self._include(index),
            constraint=False,
        )

    def _part(self, element: Any, classes: dict[str, str], index: sqlalchemy.Index) -> KeyPart:
        descending, nulls_first, inner = False, None, element
        while isinstance(inner, UnaryExpression) and inner.modifier in _ORDERS:
            descending = descending or inner.modifier is operators.desc_op
            if inner.modifier in (operators.nulls_first_op, operators.nulls_last_op):
                nulls_first = inner.modifier is operators.nulls_first_op
            inner = inner.element
        key = getattr(element, "key", None) or getattr(inner, "key", None)
        column, text = (_name(inner), "") if isinstance(inner, ColumnClause) else (None, self._text(inner))
        if column is None and index.table is not None and text.strip('"') in index.table.columns:
            # A text that is a column's name means the column, to the server too.
            column = truncated(text.strip('"'))
        return KeyPart(
            column,
            expression=None if column is not None else text,
            operator_class=classes.get(key) if key else None,
            descending=descending,
            nulls_first=descending if nulls_first is None else nulls_first,
        )

    def _foreign_key(self, key: ForeignKeyConstraint) -> ForeignKey:
        target = key.referred_table
        on_delete, columns = _action(key.ondelete)
        match = MATCHES.get(str(key.match or "SIMPLE").upper(), "simple")
        return ForeignKey(
            columns=tuple(_name(column) for column in key.columns),
            target=QName(target.schema or self._home, truncated(target.name)),
            target_columns=tuple(_name(element.column) for element in key.elements),
            name=self._named(key),
            on_delete=on_delete,
            on_delete_columns=columns,
            on_update=_action(key.onupdate)[0],
            match=match,
            deferral=deferral(_timing(key)),
            validated=not self._option(key, "not_valid"),
        )

    def _named(self, item: Constraint | sqlalchemy.Index) -> Stated[str]:
        """Return the name that the convention gives, cut as SQLAlchemy cuts it; unstated where the server chooses."""
        if item.name is None:
            return UNSTATED
        name = self._ddl.preparer.format_constraint(item, _alembic_quote=False)
        return UNSTATED if name is None else truncated(str(name))

    def _text(self, expression: Any) -> str:
        if isinstance(expression, str):
            return expression
        grouped = expression if isinstance(expression, ColumnClause) else expression.self_group()
        return self._ddl.sql_compiler.process(grouped, include_table=False, literal_binds=True)

    def _option(self, item: Any, name: str) -> Any:
        return item.dialect_options[self._database].get(name) if self._database in ("postgresql", "sqlite") else None

    def _include(self, item: Any) -> tuple[str, ...]:
        return tuple(each if isinstance(each, str) else _name(each) for each in self._option(item, "include") or ())


def _of_columns(table: sqlalchemy.Table) -> list[Constraint]:
    """Return what stands with a column in the place of the table."""
    return [each for column in table.columns for each in column.constraints if each not in table.constraints]


def _name(column: Any) -> str:
    return truncated(str(column.name))


def _timing(constraint: Any) -> dict[str, Any]:
    return {"deferrable": constraint.deferrable, "initially": constraint.initially}


def _action(text: str | None) -> tuple[Any, tuple[str, ...]]:
    """Read an action such as `SET NULL (a, b)`; left out, it is NO ACTION."""
    words, _, columns = (text or "NO ACTION").partition("(")
    names = tuple(each.strip().strip('"') for each in columns.rstrip(") ").split(",") if each.strip())
    return ACTIONS.get(" ".join(words.upper().split()), UNSTATED), names


def _sorted(indexes: Iterable[Index]) -> tuple[Index, ...]:
    return tuple(sorted(indexes, key=lambda index: (str(index.name), str(index.columns))))
