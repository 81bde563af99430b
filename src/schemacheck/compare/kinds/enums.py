"""Enum types: labels as a set, their order on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from schemacheck.compare.engine import Facet, Kind, listed_here
from schemacheck.compare.kinds.schema_object import EVERYONES
from schemacheck.report.subject import Subject

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not mention are not imported.
    from schemacheck.model.user_types import Enum


def _label_rule(expected: Enum, live: Enum) -> str:
    there = set(live.labels) if isinstance(live.labels, tuple) else set()
    wanted = expected.labels if isinstance(expected.labels, tuple) else ()
    return "enum-label-missing" if any(label not in there for label in wanted) else "enum-label-unexpected"


ENUM: Final[Kind[Enum]] = Kind(
    noun="enum",
    plural="enums",
    identities=(lambda enum: enum.name,),
    unique_key=True,
    facets=(
        Facet(
            "labels",
            lambda enum: enum.labels,
            _label_rule,
            lambda expected, live, _scope: set(expected) == set(live),
        ),
        Facet(
            "labels",
            lambda enum: enum.labels,
            lambda _expected, _live: "enum-order",
            lambda expected, live, _scope: set(expected) != set(live) or expected == live,
        ),
        *EVERYONES,
    ),
    missing=lambda _enum: "enum-missing",
    unexpected=lambda _enum: "enum-unexpected",
    show=lambda enum, _scope: enum.labels if isinstance(enum.labels, tuple) else None,
    attribute="enums",
    name=lambda enum: enum.name.name,
    subject=lambda enum, _scope: Subject("enum", *enum.name),
    more_allowed=listed_here("enums"),
)
