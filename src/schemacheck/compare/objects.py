"""What no table holds: types, functions, extensions and the like."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from schemacheck.compare.engine import HolderPair, LazyKind, NameScope, compare_members
from schemacheck.compare.results import Results
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.report.finding import NotChecked

OBJECTS: Final = (
    LazyKind("enums", "enums", "enums", "ENUM"),
    LazyKind("domains", "domains", "user_types", "DOMAIN"),
    LazyKind("composite_types", "composite types", "user_types", "COMPOSITE_TYPE"),
    LazyKind("ranges", "ranges", "user_types", "RANGE"),
    LazyKind("collations", "collations", "user_types", "COLLATION"),
    LazyKind("sequences", "sequences", "sequences", "SEQUENCE"),
    LazyKind("functions", "functions", "functions", "FUNCTION"),
    LazyKind("extensions", "extensions", "database", "EXTENSION"),
    LazyKind("event_triggers", "event triggers", "database", "EVENT_TRIGGER"),
    LazyKind("publications", "publications", "database", "PUBLICATION"),
    LazyKind("foreign_servers", "foreign servers", "database", "FOREIGN_SERVER"),
    LazyKind("access", "schemas", "schemas", "SCHEMA_ACCESS"),
    LazyKind("default_privileges", "default privileges", "schemas", "DEFAULT_PRIVILEGES"),
    LazyKind("database", "databases", "database", "DATABASE"),
    LazyKind("roles", "roles", "roles", "ROLE"),
    LazyKind("settings", "settings", "roles", "SETTING"),
)
"""The kinds that the schema itself holds, in the order of the report."""


def _without(expected: Schema, missing: frozenset[str]) -> Schema:
    kept: dict[str, Any] = {
        kind.attribute: tuple(item for item in held if item.name.schema not in missing)
        for kind in OBJECTS
        if isinstance(held := getattr(expected, kind.attribute), tuple)
    }
    return replace(expected, **kept)


def compare_objects(expected: Schema, live: Schema, results: Results) -> None:
    """Compare the kinds of objects that the expected side mentions."""
    if expected.sequences is not UNSTATED:
        # Imported here, like kinds: few files mention sequences.
        from schemacheck.compare.kinds.sequences import with_those_of_columns  # noqa: PLC0415

        expected = with_those_of_columns(expected, live)
    if isinstance(expected.roles, tuple) and isinstance(live.roles, tuple):
        from schemacheck.compare.row_security import with_ways_around  # noqa: PLC0415 - few files mention roles

        live = with_ways_around(expected.roles, live)
    majors = (expected.deparsed_by, live.deparsed_by)
    holders = HolderPair(NameScope(expected.home, expected.home, majors=majors), expected, live, frozenset())
    if missing := frozenset(expected.namespaces) - frozenset(live.namespaces):
        # Told as a whole; what was in them is gone with them.
        holders = replace(holders, expected=_without(expected, missing))
    for kind in OBJECTS:
        if getattr(expected, kind.attribute) is UNSTATED:
            results.gaps.append(NotChecked(kind.plural, "not stated", "not in the expected schema"))
        else:
            compare_members(kind.kind(), holders, results)
