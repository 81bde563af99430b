"""Two sides without what is none of our business. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from schemacheck.base.names import QName, fitting
from schemacheck.model.schema import OPTIONAL_KINDS, Schema
from schemacheck.model.schema_object import SchemaObject
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Table
from schemacheck.report.passing import (
    COMMENTS,
    GRANTS,
    OWNERS,
    SCHEMAS,
    Passing,
    attributes_of,
    kind_fits,
    names_of,
)
from schemacheck.report.policy import USERS_ON_THEIRS
from schemacheck.report.report import Ignored
from schemacheck.report.subject import Subject

if TYPE_CHECKING:
    from schemacheck.model.access import Grants
    from schemacheck.report.policy import Ignore

_OF_TABLES: Final = (
    *("columns", "uniques", "foreign_keys", "indexes", "checks", "exclusions", "triggers", "rules", "policies"),
    *("partitions", "statistics"),
)


def left_out(schema: Schema, passing: Passing, kept: Collection[QName] = ()) -> tuple[Schema, tuple[Ignored, ...]]:
    """Leave out of a whole database what is none of our business.

    Of a platform's tables only what users have on them stays: triggers and policies. A table that is passed over and
    that a foreign key of another one points at stays as existing, as a file must name it.

    Args:
        schema: what was read, or what is expected as it was read.
        passing: says what is passed over.
        kept: tables that stay whatever is said of them, as the other side has something on them.
    """
    told: list[Ignored] = []
    schema = without_grants(schema, passing, told)
    namespaces = {name: why for name in schema.namespaces if (why := passing.schema(name)) is not None}
    tables: list[Table] = []
    passed: list[Table] = []
    for table in schema.tables:
        if table.name.schema in namespaces:
            rest = _users_part(table, passing)
            if rest is not None or table.name in kept:
                tables.append(rest or _users_part(table, passing, whatever=True) or table)
            continue
        why = passing.object("tables", table)
        if why is not None and table.name not in kept:
            passed.append(table)
            told.append(Ignored(Subject("table", *table.name).within(schema.home), *why))
        else:
            tables.append(_without_members(table, passing, schema.home, told))
    there = {table.name.schema for table in tables}
    if passing.host is not None:
        there |= set(fitting(namespaces, passing.host.shared))
    pointed_at = _pointed_at(tables) - {table.name for table in tables}
    passed += [table for table in schema.tables if table.name.schema in namespaces and table.name.schema in there]
    tables += [
        Table(table.name, kind=table.kind, part_of=table.part_of) for table in passed if table.name in pointed_at
    ]
    told += [Ignored(name, *why) for name, why in namespaces.items()]
    kinds: dict[str, Any] = {}
    for kind in OPTIONAL_KINDS:
        held = getattr(schema, kind)
        if isinstance(held, tuple):
            whys = [(item, passing.object(kind, item)) for item in held if item.name.schema not in namespaces]
            kinds[kind] = tuple(item for item, why in whys if why is None)
            told += [Ignored(Subject(kind, *item.name).within(schema.home), *why) for item, why in whys if why]
    unread = tuple(name for name in schema.unread if passing.schema(name) is None)
    told += [Ignored(name, *why) for name in schema.unread if (why := passing.schema(name)) is not None]
    kept_names = tuple(name for name in schema.namespaces if name not in namespaces or name in there)
    listed = {kind: names - frozenset(namespaces) for kind, names in schema.listed.items()}
    return (
        replace(
            schema,
            namespaces=kept_names,
            tables=tuple(tables),
            unread=unread,
            empty=tuple(name for name in schema.empty if passing.schema(name) is None),
            listed={kind: frozenset(names) for kind, names in listed.items()},
            **kinds,
        ),
        tuple(told),
    )


def with_users_part(expected: Schema, live: Schema, passing: Passing) -> Schema:
    """Expect nothing of users on a platform's tables that a file does not name, in the schemas that it mentions."""
    named = {table.name for table in expected.tables}
    unnamed = []
    for table in live.tables:
        place = table.name.schema
        if table.name in named or place not in expected.namespaces or passing.schema(place) is None:
            continue
        mine = _users_part(table, passing)
        if mine is not None:
            nothing: dict[str, Any] = {kind: () for kind in USERS_ON_THEIRS if isinstance(getattr(mine, kind), tuple)}
            at = expected.namespace_marks.get(place)
            unnamed.append(replace(Table(table.name, kind=table.kind), at=at, **nothing))
    return replace(expected, tables=(*expected.tables, *unnamed)) if unnamed else expected


def users_tables(schema: Schema, passing: Passing) -> frozenset[QName]:
    """Name the tables of a platform, or of an ignored schema, on which users have something."""
    return frozenset(
        table.name
        for table in schema.tables
        if passing.schema(table.name.schema) is not None and _users_part(table, passing) is not None
    )


def _users_part(table: Table, passing: Passing, *, whatever: bool = False) -> Table | None:
    """Return of a platform's table what users have on it; None where that is nothing."""
    if passing.host is None or passing.named("schemas", table.name.schema) is not None or table.part_of is not None:
        return None
    mine: dict[str, Any] = {}
    for attribute in sorted(USERS_ON_THEIRS):
        held = getattr(table, attribute)
        if isinstance(held, tuple):
            mine[attribute] = tuple(item for item in held if passing.object(attribute, item, table.name) is None)
    if not whatever and not any(mine.values()):
        return None
    if mine.get("policies"):
        mine["row_security"] = table.row_security  # no policy holds without it
    return replace(Table(table.name, kind=table.kind), **mine)


def _without_members(table: Table, passing: Passing, home: str, told: list[Ignored]) -> Table:
    changes: dict[str, Any] = {}
    for attribute in _OF_TABLES:
        held = getattr(table, attribute)
        if not isinstance(held, tuple) or not held:
            continue
        rest = []
        for item in held:
            why = passing.object(attribute, item, table.name)
            if why is None:
                rest.append(item)
            else:
                told.append(Ignored(f"{Subject('table', *table.name).within(home)}.{item.name}", *why))
        if len(rest) != len(held):
            changes[attribute] = tuple(rest)
    return replace(table, **changes) if changes else table


def _pointed_at(tables: Collection[Table]) -> set[QName]:
    return {
        key.target
        for table in tables
        if table.part_of is None and isinstance(table.foreign_keys, tuple)
        for key in table.foreign_keys
    }


def without_grants(schema: Schema, passing: Passing, told: list[Ignored] | None = None) -> Schema:
    """Leave out what is granted to roles whose grants are ignored, of every object."""
    schema = _without_hosts_on_database(schema, passing)
    if not passing.passes(GRANTS):
        return schema
    seen: dict[str, int] = {}

    def rest(grants: tuple[Grants, ...]) -> tuple[Grants, ...]:
        kept = []
        for each in grants:
            if passing.named(GRANTS, each.grantee) is None:
                kept.append(each)
            else:
                seen[each.grantee] = seen.get(each.grantee, 0) + 1
        return tuple(kept)

    changes: dict[str, Any] = {"tables": tuple(_granted(table, rest) for table in schema.tables)}
    for kind in OPTIONAL_KINDS:
        held = getattr(schema, kind)
        if isinstance(held, tuple) and held and isinstance(held[0], SchemaObject):
            changes[kind] = tuple(_granted(item, rest) for item in held)
    if isinstance(schema.default_privileges, tuple) and schema.default_privileges:
        before = {item.name: item.grants for item in schema.default_privileges}
        changes["default_privileges"] = tuple(
            item for item in changes["default_privileges"] if item.grants or not before[item.name]
        )
    if told is not None:
        for grantee, number in seen.items():
            why = passing.named(GRANTS, grantee)
            assert why is not None
            told.append(Ignored(f"{number} grants to {grantee}" if number > 1 else f"1 grant to {grantee}", *why))
    return replace(schema, **changes)


def _without_hosts_on_database(schema: Schema, passing: Passing) -> Schema:
    """Leave out what a host's roles may do with the database itself: they run it."""
    host = passing.host
    if host is None or not isinstance(schema.database, tuple):
        return schema

    def rest(grants: tuple[Grants, ...]) -> tuple[Grants, ...]:
        return tuple(each for each in grants if not fitting((each.grantee,), host.roles))

    return replace(schema, database=tuple(_granted(item, rest) for item in schema.database))


def _granted(item: Any, rest: Callable[[tuple[Grants, ...]], tuple[Grants, ...]]) -> Any:
    if not isinstance(item.grants, tuple):
        return item
    kept = rest(item.grants)
    return item if len(kept) == len(item.grants) else replace(item, grants=kept)


def fits_anything(entry: Ignore, live: Schema) -> bool | None:
    """Whether anything on the live side fits an entry; None where that was not read."""
    if entry.kind == SCHEMAS:
        return bool(fitting((*live.namespaces, *live.unread, *live.empty), (entry.pattern,)))
    if entry.kind in (GRANTS, OWNERS, COMMENTS):
        return _fits_any_facet(entry, live)
    read = False
    for attribute in attributes_of(entry.kind):
        if attribute in _OF_TABLES:
            for table in live.tables:
                held = getattr(table, attribute)
                read |= isinstance(held, tuple)
                if isinstance(held, tuple) and any(_fits(entry, attribute, item, table.name) for item in held):
                    return True
            continue
        objects = getattr(live, attribute, UNSTATED)
        read |= isinstance(objects, tuple)
        if isinstance(objects, tuple) and any(_fits(entry, attribute, item, None) for item in objects):
            return True
    return False if read else None


def _fits(entry: Ignore, attribute: str, item: Any, table: QName | None) -> bool:
    return kind_fits(entry.kind, item) and any(
        fnmatchcase(name, entry.pattern) for name in names_of(attribute, item, table)
    )


def _fits_any_facet(entry: Ignore, live: Schema) -> bool | None:
    """Whether any grantee, any owner or anything with a comment fits; None where none of these was read."""
    read = False
    for kind in ("tables", *OPTIONAL_KINDS):
        held = getattr(live, kind)
        for item in held if isinstance(held, tuple) else ():
            value = getattr(item, entry.kind if entry.kind == GRANTS else entry.kind[:-1], UNSTATED)
            read |= value is not UNSTATED
            if isinstance(value, tuple):
                names = tuple(each.grantee for each in value)
            else:
                names = (str(value if entry.kind == OWNERS else item.name.name),)
            if value is not UNSTATED and fitting(names, (entry.pattern,)):
                return True
    return False if read else None
