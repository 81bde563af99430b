"""What no table holds: types, functions, extensions and the like."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from schemacheck.findings import NotChecked
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED

from .database import DATABASE, EVENT_TRIGGER, EXTENSION, FOREIGN_SERVER, PUBLICATION
from .engine import Kind, Place, Results, Scene, compare_members
from .enums import ENUM
from .functions import FUNCTION
from .schemas import DEFAULT_PRIVILEGES, SCHEMA_ACCESS
from .sequences import SEQUENCE
from .types_ import COLLATION, COMPOSITE_TYPE, DOMAIN, RANGE

OBJECTS: Final[tuple[Kind[Any], ...]] = (
    ENUM,
    DOMAIN,
    COMPOSITE_TYPE,
    RANGE,
    COLLATION,
    SEQUENCE,
    FUNCTION,
    EXTENSION,
    EVENT_TRIGGER,
    PUBLICATION,
    FOREIGN_SERVER,
    SCHEMA_ACCESS,
    DEFAULT_PRIVILEGES,
    DATABASE,
)
"""The kinds that the schema itself holds, in the order of the report."""


def compare_objects(expected: Schema, live: Schema, results: Results) -> None:
    """Compare the kinds of objects that the expected side speaks of."""
    scene = Scene(Place(expected.home, expected.home), expected, live, frozenset())
    if isinstance(expected.access, tuple):
        there = tuple(each for each in expected.access if each.name.name in live.namespaces)
        scene = replace(scene, expected=replace(expected, access=there))
    for kind in OBJECTS:
        compare_members(kind, scene, results)
        if getattr(expected, kind.attribute) is UNSTATED:
            results.gaps.append(NotChecked(kind.plural, "not stated", "not in the expected schema"))
