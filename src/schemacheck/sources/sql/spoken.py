"""What scripts speak of: what they made of it is compared, and of the rest the database they were run on says nothing.

A throw-away database has an owner, a locale and versions of its own, which nobody chose. And a script without a GRANT
leaves to others who may do what: production has its grants from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from schemacheck.base.names import QName
from schemacheck.model.database import Extension
from schemacheck.model.schema import KINDS, Schema
from schemacheck.model.stated import UNSTATED

if TYPE_CHECKING:
    from schemacheck.sources.source import Counterpart

_SAID: Final = {
    "grants": r"\b(?:grant|revoke)\b",
    "owner": r"\bowner\s+to\b|\bauthorization\b",
    "access": r"\bon\s+schema\b|\bschema\b.*\b(?:authorization|owner\s+to)\b",
    "comment": r"\bcomment\s+on\b",
    "default_privileges": r"\balter\s+default\s+privileges\b",
    "publications": r"\bpublication\b",
    "event_triggers": r"\bevent\s+trigger\b",
    "foreign_servers": r"\bcreate\s+server\b",
    "extensions": r"\bextension\b",
}
_PATTERNS: Final = {facet: re.compile(words, re.IGNORECASE) for facet, words in _SAID.items()}
_OF_EVERYTHING: Final = ("grants", "owner", "comment")
_KINDS: Final = frozenset(_SAID) - frozenset(_OF_EVERYTHING)


def unspoken(statements: Iterable[str]) -> frozenset[str]:
    """Say which facets and kinds no statement has a word about."""
    missing = dict(_PATTERNS)
    for sql in statements:
        for facet in [facet for facet, pattern in missing.items() if pattern.search(sql)]:
            del missing[facet]
        if not missing:
            break
    return frozenset(missing)


def as_spoken(
    schema: Schema, silent: Collection[str], *, own_roles: Collection[str], absent_extensions: Collection[str]
) -> Schema:
    """Return what was read without what nobody chose.

    Args:
        schema: all that was read.
        silent: the facets and kinds that no statement has a word about.
        own_roles: those that ran the statements: what they own nobody gave them.
        absent_extensions: those that the server does not have, and that were asked for.
    """
    everywhere = frozenset(_OF_EVERYTHING) & frozenset(silent)
    kinds: dict[str, Any] = dict.fromkeys(_KINDS & frozenset(silent), UNSTATED)
    kinds |= dict.fromkeys(("database", "roles", "settings"), UNSTATED)  # of the throw-away server
    if isinstance(schema.extensions, tuple) and "extensions" not in silent:
        kinds["extensions"] = (
            *(replace(each, version=UNSTATED, owner=UNSTATED) for each in schema.extensions),
            *(Extension(QName("", name)) for name in absent_extensions),
        )
    schema = replace(schema, **kinds)
    stated = {kind: items for kind in KINDS if isinstance(items := getattr(schema, kind), tuple)}
    objects: dict[str, Any] = {
        kind: tuple(_without(_silent_about(item, everywhere), own_roles) for item in items)
        for kind, items in stated.items()
        if kind != "elsewhere"
    }
    return replace(schema, **objects)


def _without(item: Any, own_roles: Collection[str]) -> Any:
    """Leave out the owner that is ours, and what was granted to one of ours."""
    changes: dict[str, Any] = {}
    if item.owner in own_roles:
        changes["owner"] = UNSTATED
    if isinstance(item.grants, tuple):
        changes["grants"] = tuple(each for each in item.grants if each.grantee not in own_roles)
    return replace(item, **changes) if changes else item


def within(schema: Schema, other: Counterpart) -> Schema:
    """Keep the schemas that the other side speaks of; all where that is not known."""
    named = other.namespaces
    if named is None:
        return schema
    wanted = frozenset(named)
    kept: dict[str, Any] = {
        kind: tuple(item for item in items if _place(item) in wanted or not _place(item))
        for kind in KINDS
        if isinstance(items := getattr(schema, kind), tuple)
    }
    there = tuple(name for name in schema.namespaces if name in wanted)
    unread = tuple(sorted({*schema.unread, *(name for name in schema.namespaces if name not in wanted)}))
    return replace(schema, home=other.home, namespaces=there, unread=unread, **kept)


def _place(item: Any) -> str:
    place: str = item.name.schema
    return place


def chosen(schema: Schema, kinds: frozenset[str]) -> Schema:
    """Leave out the optional kinds that were not asked for, as a read of a database does that never looks at them."""
    from schemacheck.sources.postgres.catalog.parts.registry import PARTS  # noqa: PLC0415 - it imports every part

    left = [part for part in PARTS if part.kind not in kinds]
    of_schema: dict[str, Any] = {name: UNSTATED for part in left for name in part.schema}
    of_tables: dict[str, Any] = {name: UNSTATED for part in left for name in part.tables}
    of_columns: dict[str, Any] = {name: UNSTATED for part in left for name in part.columns}
    of_members = frozenset(name for part in left for name in part.members)
    tables = []
    for table in schema.tables:
        columns = table.columns
        if isinstance(columns, tuple):
            columns = tuple(replace(column, **of_columns) for column in columns)
        held = {each.name: _silent_about(getattr(table, each.name), of_members) for each in fields(table)}
        tables.append(replace(table, **{**held, **of_tables, "columns": columns}))
    listed = {kind: names for kind, names in schema.listed.items() if kind in kinds}
    return replace(schema, tables=tuple(tables), listed=listed, **of_schema)


def _silent_about(value: Any, facets: frozenset[str]) -> Any:
    """Return a value without what it, and all that it holds, states of some facets; itself where that is nothing."""
    if not facets:
        return value
    if type(value) is tuple:
        parts = tuple(_silent_about(each, facets) for each in value)
        return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    changes: dict[str, Any] = {}
    for name, is_facet in _parts_of(type(value), facets):  # type: ignore[arg-type]  # a class is hashable
        before = getattr(value, name)
        after = UNSTATED if is_facet else _silent_about(before, facets)
        if after is not before:
            changes[name] = after
    return replace(value, **changes) if changes else value


@cache
def _parts_of(kind: Any, facets: frozenset[str]) -> tuple[tuple[str, bool], ...]:
    """Return the attributes of a record that make it what it is, and whether each is one of the facets."""
    if not is_dataclass(kind):
        return ()
    compared = (each for each in fields(kind) if each.compare)
    return tuple((each.name, each.name in facets and each.default is UNSTATED) for each in compared)
