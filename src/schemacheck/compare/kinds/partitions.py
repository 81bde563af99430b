"""How a table is divided and what it inherits; what a replica is told of it; what the planner knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from schemacheck.base.names import QName, quoted
from schemacheck.compare.engine import Answer, Facet, Incomparable, Kind, Place, member, rule
from schemacheck.compare.kinds.texts import (
    WIDE,
    changed_lines,
    same_printed,
    same_printed_expression,
    same_text,
    show_long,
)
from schemacheck.report.findings import Value
from schemacheck.report.subject import Named
from schemacheck.sql.printed import Printed
from schemacheck.sql.tokens import tokens

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not speak of are not imported.
    from schemacheck.model.partitions import Partition, Statistics


def _show_inherits(value: tuple[QName, ...], place: Place) -> Value:
    return tuple(parent.within(place.home) for parent in value)


def _same_terms(expected: tuple[str, ...], live: tuple[str, ...], place: Place) -> Answer:
    """Compare columns and expressions in any order."""
    left = list(live)
    for wanted in expected:
        answers = [(same_text(wanted, found, place), found) for found in left]
        same = next((found for answer, found in answers if answer is True), None)
        if same is None:
            return next((answer for answer, _ in answers if isinstance(answer, Incomparable)), False)
        left.remove(same)
    return not left


def _same_bounds(expected: Printed, live: Printed, place: Place) -> Answer:
    """Compare bounds word for word; only texts, such as those of dates, have several spellings."""
    answer = same_printed(expected, live, place)
    left, right = tokens(expected.text), tokens(live.text)
    differ = [(one.kind, other.kind) for one, other in zip(left, right, strict=False) if one != other]
    return answer if answer is True or (len(left) == len(right) and {*differ} == {("string", "string")}) else False


def _show_bounds(value: Printed, place: Place) -> Value:
    """Show bounds as they are: those of two timestamps are long already, and tell which month is gone."""
    return value.text if len(value.text) <= WIDE else show_long(value, place)


DIVIDED: Final[tuple[Facet[Any], ...]] = (
    Facet("partition_by", lambda table: table.partition_by, rule("partition-key"), same_printed_expression, show_long),
    Facet("inherits", lambda table: table.inherits, rule("table-inherits"), show=_show_inherits),
    Facet("replica_identity", lambda table: table.replica_identity, rule("replica-identity")),
)
"""Facets of a table."""

PARTITION: Final[Kind[Partition]] = Kind(
    noun="partition",
    plural="partitions",
    identities=(lambda partition: partition.name,),
    unique_key=True,
    facets=(
        Facet(
            "bounds",
            lambda partition: partition.bounds,
            rule("partition-bounds"),
            _same_bounds,
            _show_bounds,
            evidence=changed_lines,
        ),
        Facet(
            "own",
            lambda partition: partition.own,
            rule("partition-differs"),
            lambda expected, live, _place: sorted(expected) == sorted(live),
        ),
    ),
    missing=lambda _partition: "partition-missing",
    unexpected=lambda _partition: "partition-unexpected",
    show=lambda item, place: _show_bounds(item.bounds, place) if isinstance(item.bounds, Printed) else None,
    attribute="partitions",
    name=lambda partition: quoted(partition.name) if "." not in partition.name else partition.name,
    subject=member("partition", lambda partition: Named(partition.name)),
)

STATISTICS: Final[Kind[Statistics]] = Kind(
    noun="statistics object",
    plural="statistics objects",
    identities=(lambda statistics: statistics.name,),
    unique_key=True,
    facets=(
        Facet("on", lambda statistics: statistics.on, rule("statistics-differ"), _same_terms),
        Facet("kinds", lambda statistics: statistics.kinds, rule("statistics-differ")),
    ),
    missing=lambda _statistics: "statistics-missing",
    unexpected=lambda _statistics: "statistics-unexpected",
    show=lambda statistics, _place: statistics.on if isinstance(statistics.on, tuple) else None,
    attribute="statistics",
    name=lambda statistics: quoted(statistics.name) if "." not in statistics.name else statistics.name,
    subject=member("statistics object", lambda statistics: Named(statistics.name)),
)
