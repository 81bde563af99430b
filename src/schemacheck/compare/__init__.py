"""Compare an expected schema with a live one. Pure: two values in, findings out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

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

if TYPE_CHECKING:
    from schemacheck.report.passing import Passing

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
    schemas: tuple[str, ...] = ()
    """The PostgreSQL schemas that were compared."""
    unread: tuple[str, ...] = ()
    """Those of the live side that hold objects, were not read and are not passed over."""
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
    everything = live
    if policy.ignore or policy.platform is not None:
        expected, live = _without_what_is_passed(expected, live, policy, results)
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
    compare_tables(expected, live, results, today)
    compare_objects(expected, live, results)
    if results.passing is not None:
        _report_unused(results.passing, policy.ignore, everything, results)
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
        schemas=tuple(name for name in expected.namespaces if name in live.namespaces),
        unread=live.unread,
        open=tuple(results.open),
    )


def _without_what_is_passed(expected: Schema, live: Schema, policy: Policy, results: Results) -> tuple[Schema, Schema]:
    """Leave out what is none of our business: of two databases on both sides, of a file only what it does not name."""
    from schemacheck.compare import leaving_out  # noqa: PLC0415 - for those who ignore something
    from schemacheck.report.passing import Passing  # noqa: PLC0415

    passing = results.passing = Passing(policy)
    if expected.origin.was_made:
        kept = leaving_out.users_tables(expected, passing) | leaving_out.users_tables(live, passing)
        expected, _ = leaving_out.left_out(expected, passing, kept)
        live, told = leaving_out.left_out(live, passing, kept)
        results.ignored.extend(told)
        return expected, live
    expected = leaving_out.without_grants(expected, passing)
    if passing.host is not None:
        expected = leaving_out.with_users_part(expected, live, passing)
    live = leaving_out.without_grants(live, passing, results.ignored)
    named = frozenset(expected.namespaces)
    passed = {name: why for name in (*live.unread, *live.empty) if name not in named and (why := passing.schema(name))}
    results.ignored.extend(Ignored(name, *why) for name, why in passed.items())
    return expected, replace(
        live,
        unread=tuple(name for name in live.unread if name not in passed),
        empty=tuple(name for name in live.empty if name not in passed),
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


def _report_unused(passing: Passing, ignore: Sequence[Ignore], live: Schema, results: Results) -> None:
    """Tell of entries that fit nothing. What was not read of the live side may well be there."""
    from schemacheck.compare.leaving_out import fits_anything  # noqa: PLC0415 - for those who ignore something

    for entry in ignore:
        if entry not in passing.used and fits_anything(entry, live) is False:
            subject = Subject("ignore", "", entry.pattern)
            results.report(Draft("ignore-unused", subject, entry.pattern, expected=SideValue(at=entry.at)))
