"""What no table holds: types, functions, extensions and the like."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schemacheck.compare.engine import Deferred, Place, Scene, compare_members
from schemacheck.compare.results import Results
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.report.findings import NotChecked

OBJECTS: Final = (
    Deferred("enums", "enums", "enums", "ENUM"),
    Deferred("domains", "domains", "user_types", "DOMAIN"),
    Deferred("composite_types", "composite types", "user_types", "COMPOSITE_TYPE"),
    Deferred("ranges", "ranges", "user_types", "RANGE"),
    Deferred("collations", "collations", "user_types", "COLLATION"),
    Deferred("sequences", "sequences", "sequences", "SEQUENCE"),
    Deferred("functions", "functions", "functions", "FUNCTION"),
    Deferred("extensions", "extensions", "database", "EXTENSION"),
    Deferred("event_triggers", "event triggers", "database", "EVENT_TRIGGER"),
    Deferred("publications", "publications", "database", "PUBLICATION"),
    Deferred("foreign_servers", "foreign servers", "database", "FOREIGN_SERVER"),
    Deferred("access", "schemas", "schemas", "SCHEMA_ACCESS"),
    Deferred("default_privileges", "default privileges", "schemas", "DEFAULT_PRIVILEGES"),
    Deferred("database", "databases", "database", "DATABASE"),
)
"""The kinds that the schema itself holds, in the order of the report."""


def compare_objects(expected: Schema, live: Schema, results: Results) -> None:
    """Compare the kinds of objects that the expected side speaks of."""
    if expected.sequences is not UNSTATED:
        # Imported here, as kinds are: few files speak of sequences.
        from schemacheck.compare.kinds.sequences import with_those_of_columns  # noqa: PLC0415

        expected = with_those_of_columns(expected, live)
    majors = (expected.printed_by, live.printed_by)
    scene = Scene(Place(expected.home, expected.home, majors=majors), expected, live, frozenset())
    if isinstance(expected.access, tuple):
        there = tuple(each for each in expected.access if each.name.name in live.namespaces)
        scene = replace(scene, expected=replace(expected, access=there))
    for kind in OBJECTS:
        if getattr(expected, kind.attribute) is UNSTATED:
            results.gaps.append(NotChecked(kind.plural, "not stated", "not in the expected schema"))
        else:
            compare_members(kind.kind(), scene, results)
