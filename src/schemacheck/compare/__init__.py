"""Compare an expected schema with a live one. Pure: two values in, findings out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from typing import Any, Final

from schemacheck.base.conventions import HOME
from schemacheck.base.names import fitting
from schemacheck.base.record import record
from schemacheck.compare.objects import compare_objects
from schemacheck.compare.results import Draft, Question, Results, SideValue, Undecided
from schemacheck.compare.tables import compare_tables
from schemacheck.model.schema import KINDS, Schema
from schemacheck.report.finding import Finding, NotChecked, ordered
from schemacheck.report.policy import Ignore, Policy
from schemacheck.report.report import Ignored
from schemacheck.report.subject import Subject

__all__ = ["Comparison", "Question", "Undecided", "compare"]

_OF_EXPECTED: Final = " of the expected side"
_NAMED: Final = 10
"""How many schemas that were not read are named."""


@record
class Comparison:
    """What a comparison found, before anybody judges it."""

    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    counts: Mapping[str, int]
    ignored: tuple[Ignored, ...]
    """Unexpected live tables that are ignored, and so are no findings."""
    open: tuple[Undecided, ...] = ()
    """What the words of a server like the live one would decide."""


def compare(
    expected: Schema,
    live: Schema,
    policy: Policy,
    reworded: Mapping[Question, Any] | None = None,
    today: date | None = None,
) -> Comparison:
    """Compare what is expected with what is live, under a team's decisions.

    Args:
        expected: the side that is right by definition.
        live: the side that is looked at.
        policy: what is ignored; severities, waivers and the rest are for whoever judges what is found.
        reworded: expected objects as a server of the live one's version prints them, by the question that an earlier
            comparison left open.
        today: the day from which it counts how far partitions reach ahead; None: nobody looks at that.

    Returns:
        Findings in their order, what nobody looked at, and how much was compared.
    """
    results = Results(of_database=live.origin.is_database, reworded=reworded or {})
    for namespace in expected.namespaces:
        if namespace not in live.namespaces:
            results.report(
                Draft(
                    "schema-missing",
                    Subject("schema", "", namespace),
                    namespace,
                    change="missing",
                    expected=SideValue(at=expected.namespace_marks.get(namespace)),
                )
            )
    unlisted = _unlisted(expected, live)
    for namespace in unlisted:
        subject = Subject("schema", "", namespace)
        results.report(Draft("schema-unexpected", subject, namespace, change="unexpected"))
    compare_tables(expected, live, policy.ignore, results, today)
    compare_objects(expected, live, results)
    _report_unused(policy.ignore, live, results)
    results.gaps.extend(results.silent_gaps())
    if results.unstated_names:
        number = results.unstated_names
        what = "name of 1 constraint" if number == 1 else f"names of {number:,} constraints"
        results.gaps.append(NotChecked(what, "not stated", "unusual, and not in the expected schema"))
    if results.taken_in:
        what = "extension of 1 object" if results.taken_in == 1 else f"extensions of {results.taken_in:,} objects"
        results.gaps.append(NotChecked(what, "not stated", "not in the expected schema"))
    results.gaps.extend(_passed_by(expected, live, unlisted))
    return Comparison(
        findings=ordered(results.findings),
        not_checked=tuple(dict.fromkeys(results.gaps)),
        counts=results.counts,
        ignored=tuple(sorted(results.ignored)),
        open=tuple(results.open),
    )


def _unlisted(expected: Schema, live: Schema) -> tuple[str, ...]:
    """Name the live schemas that the expected side should mention and does not, sorted.

    Every database has a schema public; where it holds nothing, nobody need mention it.
    """
    if not expected.complete:
        return ()
    there = {*live.namespaces, *live.unread, *live.empty} - {*expected.namespaces}
    if HOME in there and HOME not in live.unread and not _holds_anything(live, HOME):
        there.discard(HOME)
    return fitting(sorted(there), expected.complete)


def _holds_anything(live: Schema, namespace: str) -> bool:
    kinds = (getattr(live, kind) for kind in KINDS if kind not in ("elsewhere", "access"))
    return any(item.name.schema == namespace for held in kinds if isinstance(held, tuple) for item in held)


def _passed_by(expected: Schema, live: Schema, told: Sequence[str]) -> list[NotChecked]:
    """List what the databases have and no kind compares, and which of their schemas were not read."""
    theirs = {what: number for what, number in expected.uncompared.items() if what not in live.uncompared}
    gaps = [
        NotChecked(f"{what} ({number:,}){of_it}", "not stated", "nothing compares them")
        for of_it, left_out in (("", live.uncompared), (_OF_EXPECTED, theirs))
        for what, number in left_out.items()
    ]
    known = {*told, *live.unread, *live.namespaces}
    for of_it, names in (
        ("", [name for name in live.unread if name not in told]),
        (_OF_EXPECTED, [name for name in expected.unread if name not in known]),
    ):
        if names:
            more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
            schemas = "schemas" if len(names) > 1 else "schema"
            gaps.append(NotChecked(f"{schemas} {', '.join(names[:_NAMED])}{more}{of_it}", "not stated", "not read"))
    return gaps


def _report_unused(ignore: Sequence[Ignore], live: Schema, results: Results) -> None:
    for entry in ignore:
        if not any(
            fnmatchcase(table.name.name, entry.pattern)
            or fnmatchcase(f"{table.name.schema}.{table.name.name}", entry.pattern)
            for table in live.tables
        ):
            subject = Subject("ignore", "", entry.pattern)
            results.report(Draft("ignore-unused", subject, entry.pattern, expected=SideValue(at=entry.at)))
