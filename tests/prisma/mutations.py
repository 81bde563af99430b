"""One change of each kind that a schema has room for, each on objects of its own, and what must be said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from schemacheck.base.names import QName, quoted
from schemacheck.model.keys import ForeignKey, PrimaryKey
from schemacheck.model.schema import Schema
from schemacheck.model.table import Column, Table
from schemacheck.sql.defaults import Default
from schemacheck.sql.types import TypeName

_OTHER_ACTION = {"cascade": "NO ACTION"}


@dataclass(frozen=True)
class Mutation:
    """A change, and the findings it must lead to: rule and path."""

    kind: str
    sql: tuple[str, ...]
    findings: frozenset[tuple[str, str]]


@dataclass
class _Maker:
    """Makes mutations; a table serves for one only, so that none hides another."""

    schema: Schema
    used: set[QName] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tables = [
            table for table in self.schema.tables if isinstance(table.columns, tuple) and table.kind == "table"
        ]
        self.targets = {key.target for table in self.tables for key in _keys(table)}
        # A column that others point at keeps its type and its key.
        self.pointed = {
            (key.target, name) for table in self.tables for key in _keys(table) for name in key.target_columns
        }

    def all(self) -> Iterator[Mutation]:
        makers = (
            self.table_renamed, self.key_retargeted, self.action_changed, self.unique_dropped, self.unique_made_partial,
            self.index_dropped, self.column_dropped, self.made_nullable,
            self.list_made_required, self.retyped, self.default_changed,
            self.default_dropped, self.key_not_valid, self.enum_label_added,
        )  # fmt: skip
        for make in makers:
            found = next(make(), None)
            if found is not None:
                yield found

    def free(self) -> Iterator[Table]:
        for table in self.tables:
            if table.name not in self.used:
                yield table

    def columns(self) -> Iterator[tuple[Table, Column]]:
        """Columns of tables that are free, which are in no key, no uniqueness, no index and no foreign key."""
        for table in self.free():
            held = {name for key in _keys(table) for name in key.columns}
            held |= set(table.primary_key.columns) if isinstance(table.primary_key, PrimaryKey) else set()
            held |= {name for index in (*_tuple(table.uniques), *_tuple(table.indexes)) for name in index.columns}
            if any(index.predicate for index in (*_tuple(table.uniques), *_tuple(table.indexes))):
                continue
            for column in table.columns:
                if column.name not in held and isinstance(column.type, TypeName):
                    yield table, column

    def take(self, kind: str, table: Table, *sql: str, also: tuple[str, str] | None = None, **said: str) -> Mutation:
        self.used.add(table.name)
        findings = {
            (rule.replace("_", "-"), f"{table.name.schema}.{table.name.name}{part}") for rule, part in said.items()
        }
        return Mutation(kind, sql, frozenset(findings | ({also} if also else set())))

    def table_renamed(self) -> Iterator[Mutation]:
        for table in self.free():
            if table.name not in self.targets:
                new = f"{table.name.name[:40]}_old"
                yield self.take(
                    "table renamed", table, f"ALTER TABLE {table.name} RENAME TO {quoted(new)}",
                    also=("table-unexpected", f"{table.name.schema}.{new}"), table_missing="",
                )  # fmt: skip

    def key_retargeted(self) -> Iterator[Mutation]:
        for table, key in self.single_keys():
            wanted = _type_of(self.tables, key.target, key.target_columns[0])
            for other in self.tables:
                primary = other.primary_key
                if other.name in (table.name, key.target) or other.name in self.used:
                    continue
                if not isinstance(primary, PrimaryKey) or len(primary.columns) != 1:
                    continue
                if _type_of(self.tables, other.name, primary.columns[0]) == wanted:
                    target = f"{other.name} ({quoted(primary.columns[0])})"
                    yield self.take(
                        "foreign key retargeted", table, *_recreated(table, key, target=target),
                        foreign_key_target=f"({key.columns[0]})",
                    )  # fmt: skip
                    return

    def action_changed(self) -> Iterator[Mutation]:
        for table, key in self.single_keys():
            action = _OTHER_ACTION.get(str(key.on_delete), "CASCADE")
            yield self.take(
                "action changed", table, *_recreated(table, key, action=action),
                foreign_key_on_delete=f"({key.columns[0]})",
            )  # fmt: skip

    def key_not_valid(self) -> Iterator[Mutation]:
        for table, key in self.single_keys():
            yield self.take(
                "foreign key not valid", table, *_recreated(table, key, more="NOT VALID"),
                foreign_key_not_valid=f"({key.columns[0]})",
            )  # fmt: skip

    def single_keys(self) -> Iterator[tuple[Table, ForeignKey]]:
        for table in self.free():
            for key in _keys(table):
                twins = [other for other in _keys(table) if set(other.columns) == set(key.columns)]
                if len(key.columns) == 1 and len(twins) == 1:
                    yield table, key

    def uniques(self) -> Iterator[tuple[Table, str, tuple[str, ...]]]:
        for table in self.free():
            for unique in _tuple(table.uniques):
                columns = tuple(filter(None, unique.columns))
                if isinstance(table.primary_key, PrimaryKey) and set(columns) == set(table.primary_key.columns):
                    continue  # unique all the same
                twins = [other for other in _tuple(table.uniques) if set(other.columns) == set(columns)]
                if not any((table.name, name) in self.pointed for name in columns) and len(twins) == 1:
                    yield table, unique.name, columns

    def unique_dropped(self) -> Iterator[Mutation]:
        for table, name, columns in self.uniques():
            yield self.take(
                "unique dropped", table, f"DROP INDEX {QName(table.name.schema, name)}",
                unique_missing=f"({', '.join(columns)})",
            )  # fmt: skip

    def unique_made_partial(self) -> Iterator[Mutation]:
        for table, name, columns in self.uniques():
            keys = ", ".join(map(quoted, columns))
            yield self.take(
                "unique made partial", table, f"DROP INDEX {QName(table.name.schema, name)}",
                f"CREATE UNIQUE INDEX {quoted(name)} ON {table.name} ({keys}) WHERE {quoted(columns[0])} IS NOT NULL",
                unique_partial=f"({', '.join(columns)})",
            )  # fmt: skip

    def index_dropped(self) -> Iterator[Mutation]:
        for table in self.free():
            for index in _tuple(table.indexes):
                twins = [other for other in _tuple(table.indexes) if other.columns == index.columns]
                if len(twins) == 1:
                    sql = f"DROP INDEX {QName(table.name.schema, index.name)}"
                    yield self.take("index dropped", table, sql, index_missing=f".{quoted(index.name)}")

    def column_dropped(self) -> Iterator[Mutation]:
        for table, column in self.columns():
            sql = f"ALTER TABLE {table.name} DROP COLUMN {quoted(column.name)}"
            yield self.take("column dropped", table, sql, column_missing=f".{column.name}")

    def made_nullable(self) -> Iterator[Mutation]:
        for table, column in self.columns():
            if column.nullable is False:
                sql = f"ALTER TABLE {table.name} ALTER COLUMN {quoted(column.name)} DROP NOT NULL"
                yield self.take("column made nullable", table, sql, column_nullable=f".{column.name}")

    def list_made_required(self) -> Iterator[Mutation]:
        for table, column in self.columns():
            if isinstance(column.type, TypeName) and column.type.array:
                sql = f"ALTER TABLE {table.name} ALTER COLUMN {quoted(column.name)} SET NOT NULL"
                # The language has no word for it, so nothing is told.
                yield self.take("list made NOT NULL", table, sql)

    def retyped(self) -> Iterator[Mutation]:
        other = {"text": "varchar(7)", "timestamp(3)": "timestamptz(3)", "integer": "bigint", "jsonb": "json"}
        for table, column in self.columns():
            if str(column.type) in other and column.default is None:
                sql = f"ALTER TABLE {table.name} ALTER COLUMN {quoted(column.name)} TYPE {other[str(column.type)]}"
                yield self.take("column retyped", table, sql, column_type=f".{column.name}")

    def default_changed(self) -> Iterator[Mutation]:
        other = {"boolean": {"true": "false", "false": "true"}, "text": {}, "number": {"41": "42"}}
        new = {"boolean": "true", "text": "'quite another'", "number": "41"}
        for table, column in self.columns():
            if not isinstance(column.default, Default) or column.default.kind not in new:
                continue
            kind, value = column.default.kind, column.default.value
            if kind == "text" and str(column.type) != "text":
                continue
            sql = f"ALTER TABLE {table.name} ALTER COLUMN {quoted(column.name)} SET DEFAULT "
            sql += other[kind].get(value, new[kind])
            yield self.take("default changed", table, sql, column_default=f".{column.name}")

    def default_dropped(self) -> Iterator[Mutation]:
        for table, column in self.columns():
            if isinstance(column.default, Default) and column.default.kind != "serial" and column.nullable is False:
                sql = f"ALTER TABLE {table.name} ALTER COLUMN {quoted(column.name)} DROP DEFAULT"
                yield self.take("default dropped", table, sql, column_default_lost=f".{column.name}")

    def enum_label_added(self) -> Iterator[Mutation]:
        for enum in self.schema.enums if isinstance(self.schema.enums, tuple) else ():
            sql = f"ALTER TYPE {enum.name} ADD VALUE 'quite another'"
            path = f"{enum.name.schema}.{enum.name.name}"
            yield Mutation("enum label added", (sql,), frozenset({("enum-label-unexpected", path)}))


def mutations(schema: Schema) -> list[Mutation]:
    """One mutation of each kind for which there is room, on different tables."""
    return list(_Maker(schema).all())


def _tuple(members: object) -> tuple:  # type: ignore[type-arg]
    return members if isinstance(members, tuple) else ()


def _keys(table: Table) -> tuple[ForeignKey, ...]:
    return _tuple(table.foreign_keys)


def _type_of(tables: list[Table], name: QName, column: str) -> object:
    columns = next(_tuple(table.columns) for table in tables if table.name == name)
    return next(each.type for each in columns if each.name == column)


def _recreated(table: Table, key: ForeignKey, target: str = "", action: str = "", more: str = "") -> tuple[str, str]:
    name, columns = quoted(str(key.name)), ", ".join(map(quoted, key.columns))
    target = target or f"{key.target} ({', '.join(map(quoted, key.target_columns))})"
    action = action or str(key.on_delete).upper()
    return (
        f"ALTER TABLE {table.name} DROP CONSTRAINT {name}",
        f"ALTER TABLE {table.name} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES {target} "
        f"ON DELETE {action} ON UPDATE {str(key.on_update).upper()} {more}".strip(),
    )
