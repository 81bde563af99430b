"""What the expected schema knows and protects, laid out so that a touch finds what it reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from schemacheck.base.names import QName, truncated
from schemacheck.base.record import record
from schemacheck.guard.statements import HOLE
from schemacheck.guard.touches import Touch
from schemacheck.model.constraints import Check, Exclusion
from schemacheck.model.keys import ForeignKey, Index, PrimaryKey
from schemacheck.model.schema import Schema
from schemacheck.model.table import Column, Table
from schemacheck.report.subject import CheckCondition, KeyColumns, MemberName, Subject

Key = PrimaryKey | Index | ForeignKey

_ROWS: Final = frozenset({"guard-delete-without-where", "guard-table-truncated"})
_KEY_RULES: Final = frozenset({"constraint", "index"})
_BREAKS_KEYS: Final = frozenset({"guard-column-dropped"})


class Guarded(NamedTuple):
    """Something protected that a touch reaches, and why it is."""

    subject: Subject
    reason: str


@record
class _Keyed:
    table: Table
    key: Key


class Protection:
    """The expected schema, seen by what must not be touched."""

    def __init__(self, schema: Schema) -> None:
        self.home: Final = schema.home
        self.namespaces: Final = frozenset(schema.namespaces)
        self.tables: Final = {table.name: table for table in schema.tables}
        self.known: Final = frozenset(self.tables)
        self._names: Final = {
            schema: tuple(sorted(each.name for each in self.known if each.schema == schema))
            for schema in self.namespaces
        }
        self._indexes: Final = {
            QName(table.name.schema, name): table
            for table in schema.tables
            for key in _keys(table)
            if not isinstance(key, ForeignKey)
            for name in _names(table, key)
        }

    def names_in(self, schema: str) -> tuple[str, ...]:
        """Return the names of the tables in a schema."""
        return self._names.get(schema, ())

    def owner_of_index(self, name: QName) -> Table | None:
        """Return the table of an index by its name: one that is stated, or one made after its table as tools do."""
        found = self._indexes.get(name)
        if found is not None:
            return found
        bearing = [
            table
            for table in self.tables.values()
            if table.name.schema == name.schema and name.name.startswith(f"{table.name.name}_")
        ]
        return max(bearing, key=lambda table: len(table.name.name), default=None)

    def reached(self, touch: Touch) -> Iterator[Guarded]:
        """Yield what is protected and reached by a touch of its table: the table, or parts of it."""
        table = self.tables.get(touch.table) if touch.table is not None else None
        if table is None or touch.rule == "guard-table-referenced":
            if table is not None and table.protected is not None:
                yield Guarded(Subject("table", *table.name), table.protected)
            return
        if table.protected is not None:
            yield Guarded(Subject("table", *table.name), table.protected)
            return
        for column in _columns(table):
            if column.protected is not None and _reaches_column(touch, column.name):
                yield Guarded(Subject("column", *table.name, MemberName(column.name)), column.protected)
        for key in _keys(table):
            if key.protected is not None and _reaches_key(touch, table, key):
                yield Guarded(Subject(_kind(key), *table.name, _member(key)), key.protected)
        for check in table.checks if isinstance(table.checks, tuple) else ():
            if check.protected is not None and _reaches_named(touch, check):
                named = MemberName(check.name) if isinstance(check.name, str) else CheckCondition(str(check.expression))
                yield Guarded(Subject("check", *table.name, named), check.protected)
        for exclusion in table.exclusions if isinstance(table.exclusions, tuple) else ():
            if exclusion.protected is not None and _reaches_named(touch, exclusion):
                yield Guarded(Subject("exclusion", *table.name, MemberName(str(exclusion.name))), exclusion.protected)

    def consequences(self, touch: Touch) -> Iterator[Touch]:
        """Yield what a touch does to other tables by CASCADE, as far as the expected schema knows."""
        if touch.rule == "guard-column-dropped" and touch.part == "type":
            yield from self._columns_of_type(touch)
        if not touch.cascade or touch.table is None:
            return
        if touch.rule == "guard-table-truncated":
            for table in self._pointing_from(touch.table):
                says = f"empties {touch.table.name} and {{table}}, which points there, with it"
                yield replace(touch, table=table, says=says, cascade=False, by="CASCADE")
            return
        for holder in self.tables.values():
            if touch.whole and (holder.name == touch.table or (touch.by and holder.name.schema == touch.table.schema)):
                continue
            for key in _foreign_keys(holder):
                if key.target == touch.table and self._needs(key, touch):
                    yield Touch(
                        "guard-constraint-dropped",
                        f"drops constraint {{part}} of {{table}} by CASCADE, since it points at {touch.table.name}",
                        holder.name,
                        touch.at,
                        "constraint",
                        _names(holder, key)[0],
                        key.columns,
                        by="CASCADE",
                    )

    def _needs(self, key: ForeignKey, touch: Touch) -> bool:
        """Whether a foreign key falls when its target is touched so."""
        if touch.whole:
            return True
        if touch.rule == "guard-column-dropped":
            return touch.name in key.target_columns
        if touch.rule in ("guard-constraint-dropped", "guard-index-dropped"):
            target = self.tables.get(key.target)
            candidates = [each for each in _keys(target) if not isinstance(each, ForeignKey)] if target else []
            return any(
                each.columns == key.target_columns and target is not None and touch.name in _names(target, each)
                for each in candidates
            )
        return False

    def _pointing_from(self, target: QName) -> list[QName]:
        """Every table that points at one, directly or through others."""
        found: list[QName] = []
        waiting = [target]
        while waiting:
            current = waiting.pop()
            for holder in self.tables.values():
                points = any(key.target == current for key in _foreign_keys(holder))
                if points and holder.name not in found and holder.name != target:
                    found.append(holder.name)
                    waiting.append(holder.name)
        return sorted(found)

    def _columns_of_type(self, touch: Touch) -> Iterator[Touch]:
        for table in self.tables.values():
            for column in _columns(table):
                if _type_name(column) == touch.name:
                    says = f"drops type {touch.name} and with it column {{part}} of {{table}}"
                    yield replace(
                        touch, says=says, table=table.name, part="column", name=column.name, cascade=False, by="CASCADE"
                    )


def _reaches_column(touch: Touch, column: str) -> bool:
    if touch.rule == "guard-trigger-changed":
        return False
    if touch.whole:
        return True
    if touch.part == "column":
        return touch.name == column or HOLE in touch.name
    return touch.rule == "guard-update-without-where" and column in touch.columns


def _reaches_key(touch: Touch, table: Table, key: Key) -> bool:
    if touch.rule in _ROWS or touch.rule == "guard-access-changed":
        return False
    if touch.whole:
        # Disabled triggers take foreign keys out of force, and nothing else.
        return touch.rule != "guard-trigger-changed" or isinstance(key, ForeignKey)
    if touch.part == "column":
        return touch.rule in _BREAKS_KEYS and touch.name in key.columns
    if touch.part not in _KEY_RULES:
        return False
    if touch.name in _names(table, key) or HOLE in touch.name:
        return True
    return (
        touch.rule in ("guard-constraint-added", "guard-index-added") and bool(touch.columns) and _same_key(touch, key)
    )


def _reaches_named(touch: Touch, constraint: Check | Exclusion) -> bool:
    """Whether a touch reaches a constraint that a migration can only speak of by its name."""
    if touch.rule in _ROWS or touch.rule == "guard-access-changed":
        return False
    named = touch.part == "constraint" and (touch.name == constraint.name or HOLE in touch.name)
    return (touch.whole and touch.rule != "guard-trigger-changed") or named


def _same_key(touch: Touch, key: Key) -> bool:
    """Whether what is added is what is protected, under another name."""
    return touch.foreign_key == isinstance(key, ForeignKey) and touch.columns == tuple(key.columns)


def _columns(table: Table) -> Iterable[Column]:
    return table.columns if isinstance(table.columns, tuple) else ()


def _foreign_keys(table: Table) -> Iterable[ForeignKey]:
    return table.foreign_keys if isinstance(table.foreign_keys, tuple) else ()


def _keys(table: Table) -> list[Key]:
    found: list[Key] = [table.primary_key] if isinstance(table.primary_key, PrimaryKey) else []
    found += table.uniques if isinstance(table.uniques, tuple) else ()
    found += table.indexes if isinstance(table.indexes, tuple) else ()
    return [*found, *_foreign_keys(table)]


def _names(table: Table, key: Key) -> list[str]:
    """The names a key can have: the one that is stated, else those PostgreSQL and Prisma give."""
    if isinstance(key.name, str):
        return [key.name]
    if isinstance(key, PrimaryKey):
        return [truncated(f"{table.name.name}_pkey")]
    stem = "_".join([table.name.name, *(each or "expr" for each in key.columns)])
    suffixes = ("fkey",) if isinstance(key, ForeignKey) else ("key", "idx") if key.unique else ("idx",)
    return [truncated(f"{stem}_{suffix}") for suffix in suffixes]


def _kind(key: Key) -> str:
    if isinstance(key, ForeignKey):
        return "foreign key"
    return "primary key" if isinstance(key, PrimaryKey) else "unique" if key.unique else "index"


def _member(key: Key) -> KeyColumns:
    return KeyColumns(tuple(each or "expression" for each in key.columns))


def _type_name(column: Column) -> str | None:
    kind = column.type
    name = getattr(kind, "name", None)
    return name if isinstance(name, str) else None
