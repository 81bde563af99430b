"""Partitions and inheritance of a table, its replica identity, and its extended statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from schemacheck.base.names import QName, quoted
from schemacheck.compare.engine import Answer, Facet, HolderPair, Incomparable, Kind, NameScope, member, rule
from schemacheck.compare.kinds.access import COMMENTED
from schemacheck.compare.kinds.texts import (
    MOST_LINES,
    WIDE,
    changed_lines,
    same_printed,
    same_printed_expression,
    same_text,
    show_long,
)
from schemacheck.report.finding import Value
from schemacheck.report.subject import MemberName
from schemacheck.sql.deparsed import DeparsedText, same_deparsed
from schemacheck.sql.tokens import tokens

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not mention are not imported.
    from schemacheck.model.partitions import Partition, Statistics


def _show_inherits(value: tuple[QName, ...], scope: NameScope) -> Value:
    return tuple(parent.within(scope.home) for parent in value)


def _same_terms(expected: tuple[str, ...], live: tuple[str, ...], scope: NameScope) -> Answer:
    """Compare columns and expressions in any order."""
    left = list(live)
    for wanted in expected:
        answers = [(same_text(wanted, found, scope), found) for found in left]
        same = next((found for answer, found in answers if answer is True), None)
        if same is None:
            return next((answer for answer, _ in answers if isinstance(answer, Incomparable)), False)
        left.remove(same)
    return not left


def _same_bounds(expected: DeparsedText, live: DeparsedText, scope: NameScope) -> Answer:
    """Compare bounds word for word; only texts, such as those of dates, have several spellings."""
    answer = same_printed(expected, live, scope)
    left, right = tokens(expected.text), tokens(live.text)
    differ = [(one.kind, other.kind) for one, other in zip(left, right, strict=False) if one != other]
    return answer if answer is True or (len(left) == len(right) and {*differ} == {("string", "string")}) else False


_MANY: Final = 4
"""So many entries are hard to compare by eye."""
_OF_EXPRESSIONS: Final = ("default of ", "generated ")
"""Entries whose definition is one expression, which has a normal form."""
_WITH_EXPRESSIONS: Final = (
    "check ",
    "exclusion ",
    "index ",
    "partition key",
    "policy ",
    "rule ",
    "statistics ",
    "trigger ",
)
"""Entries whose definition may hold expressions, which each major prints its own way; all others print alike."""


def _same_entry(expected: DeparsedText, live: DeparsedText, scope: NameScope) -> Answer:
    """Compare two entries; one without a definition says that something of this name is there."""
    if same_deparsed(expected.text, live.text) or live.text.startswith(f"{expected.text}: "):
        return True
    name, colon, definition = expected.text.partition(": ")
    found, _, live_definition = live.text.partition(": ")
    if name != found or not colon:
        return False
    if name.startswith(_OF_EXPRESSIONS):
        return same_text(definition, live_definition, scope)
    return same_printed(expected, live, scope) if name.startswith(_WITH_EXPRESSIONS) else False


def _same_own(expected: tuple[DeparsedText, ...], live: tuple[DeparsedText, ...], scope: NameScope) -> Answer:
    """Compare what two partitions have of their own, in any order; each entry has at most one that may be it."""
    if len(expected) != len(live):
        return False
    left, doubt = list(live), None
    for wanted in expected:
        answers = [(_same_entry(wanted, found, scope), found) for found in left]
        same = next((found for answer, found in answers if answer is True), None)
        if same is None:
            unsure = next(((answer, found) for answer, found in answers if isinstance(answer, Incomparable)), None)
            if unsure is None:
                return False
            doubt, same = unsure
        left.remove(same)
    return True if doubt is None else doubt


def _show_own(own: tuple[DeparsedText, ...], _scope: NameScope) -> Value:
    return tuple(map(_show_entry, own))


def _show_entry(entry: DeparsedText) -> str:
    """Show an entry with its definition."""
    name, colon, definition = entry.text.partition(": ")
    return f"{name}{colon}{show_long(definition, NameScope('', ''))}" if colon else name


def _changed_own(expected: tuple[DeparsedText, ...], live: tuple[DeparsedText, ...]) -> str | None:
    """Show the entries that one side alone has, where the lists are long."""
    if (
        len(expected) < _MANY
        and len(live) < _MANY
        and all(_show_entry(each) == each.text for each in (*expected, *live))
    ):
        return None
    before, after = ([" ".join(entry.text.split()) for entry in own] for own in (expected, live))
    alone = [
        *(f"-{text}" for text in before if text not in after),
        *(f"+{text}" for text in after if text not in before),
    ]
    return "\n".join(f"| {text if len(text) <= WIDE else text[: WIDE - 3] + '...'}" for text in alone[:MOST_LINES])


def _show_type(type_: QName | None, scope: NameScope) -> Value:
    return "a table of its own" if type_ is None else f"a table of type {type_.within(scope.home)}"


DIVIDED: Final[tuple[Facet[Any], ...]] = (
    Facet("partition_by", lambda table: table.partition_by, rule("partition-key"), same_printed_expression, show_long),
    Facet("inherits", lambda table: table.inherits, rule("table-inherits"), show=_show_inherits),
    Facet("of_type", lambda table: table.of_type, rule("table-of-type"), show=_show_type),
    Facet("replica_identity", lambda table: table.replica_identity, rule("replica-identity")),
)
"""Facets of a table."""


def _beside(expected: Partition | None, live: Partition | None, holders: HolderPair) -> tuple[tuple[str, str], ...]:
    """Name the neighbours of a partition, and the hole that a missing one leaves."""
    found, item = getattr(holders.live, "partitions", ()), live or expected
    if item is None or not isinstance(found, tuple):
        return ()
    from schemacheck.compare.kinds.ranges import beside  # noqa: PLC0415 - for those who have a finding about one

    return beside(item, found, is_there=live is not None)


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
            show_long,
            evidence=changed_lines,
        ),
        Facet(
            "own",
            lambda partition: partition.own,
            rule("partition-differs"),
            _same_own,
            _show_own,
            evidence=_changed_own,
        ),
    ),
    missing=lambda _partition: "partition-missing",
    unexpected=lambda _partition: "partition-unexpected",
    show=lambda item, scope: show_long(item.bounds, scope) if isinstance(item.bounds, DeparsedText) else None,
    attribute="partitions",
    facts=_beside,
    name=lambda partition: quoted(partition.name) if "." not in partition.name else partition.name,
    subject=member("partition", lambda partition: MemberName(partition.name)),
)

STATISTICS: Final[Kind[Statistics]] = Kind(
    noun="statistics object",
    plural="statistics objects",
    identities=(lambda statistics: statistics.name,),
    unique_key=True,
    facets=(
        Facet("columns", lambda statistics: statistics.on, rule("statistics-differ"), _same_terms),
        Facet("kinds", lambda statistics: statistics.kinds, rule("statistics-differ")),
        COMMENTED,
    ),
    missing=lambda _statistics: "statistics-missing",
    unexpected=lambda _statistics: "statistics-unexpected",
    show=lambda statistics, _scope: statistics.on if isinstance(statistics.on, tuple) else None,
    attribute="statistics",
    name=lambda statistics: quoted(statistics.name) if "." not in statistics.name else statistics.name,
    subject=member("statistics object", lambda statistics: MemberName(statistics.name)),
)
