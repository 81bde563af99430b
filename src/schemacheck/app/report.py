"""From two sides to the report on them: fitted to each other, compared, told in a source's terms, judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from schemacheck.base.names import QName
from schemacheck.compare import compare
from schemacheck.report.finding import ordered
from schemacheck.report.judging import Judged, JudgingOptions, judge
from schemacheck.report.policy import Policy
from schemacheck.report.report import Report
from schemacheck.sources.pairing import Pair, fit, told
from schemacheck.sources.source import Side, Source
from schemacheck.sql.databases import has_kind

if TYPE_CHECKING:
    from schemacheck.report.cause import Cause
    from schemacheck.report.finding import Finding, NotChecked
    from schemacheck.report.report import ContextKey


def build_report(wanted: Side, found: Side, policy: Policy, judging: JudgingOptions) -> Report:
    """Compare two sides and judge what differs.

    Raises:
        UsageError: they are about different kinds of databases.
    """
    pair = fit(wanted, found)
    expected, live = pair.expected, pair.live
    comparison = compare(expected, live, policy)
    findings = told(comparison.findings, wanted, found)
    if wanted.previous is not None:
        from schemacheck.app.pending import set_pending  # noqa: PLC0415 - for those who say what was before

        findings = tuple(set_pending(findings, wanted, wanted.previous, found, policy))
    judged = judge(findings, policy, judging, expected.home)
    undecided = tuple(finding for finding in judged.counting if finding.gap)
    off = policy.severity.get("not-comparable") == "off"
    untold = [each.gap for each in (comparison.findings if off else undecided) if each.gap]
    return Report(
        expected=expected.origin,
        live=live.origin,
        home=expected.home,
        findings=tuple(finding for finding in judged.counting if not finding.gap),
        waived=judged.waived,
        not_checked=(*_of_this_database(comparison.not_checked, wanted.database), *untold, *pair.gaps),
        undecided=undecided,
        counts=comparison.counts,
        fail_on=judging.fail_on or policy.fail_on,
        protected={
            f"{table.name.schema}.{table.name.name}": table.protected for table in expected.tables if table.protected
        },
        today=judging.today,
        known=judged.known,
        baseline=judging.baseline.path if judging.baseline else None,
        previous=wanted.previous.schema.origin if wanted.previous else None,
        pending=judged.pending,
        ignored=comparison.ignored,
        ties=_context_keys(pair, judged.counting),
        causes=_causes(pair, judged),
    )


def finished(reports: Mapping[str, Report], live: Source) -> Mapping[str, Report]:
    """Add what only the live side can say of findings, in one question for all reports about it."""
    if not any(report.findings for report in reports.values()):
        return reports
    from schemacheck.app.when import dated  # noqa: PLC0415 - for those who have findings

    return dated(reports, live)


def _causes(pair: Pair, judged: Judged) -> tuple[Cause, ...]:
    """Find what happened, from all findings; told is what explains any that counts, with those that do."""
    everything = (*judged.counting, *judged.waived, *judged.known, *judged.pending)
    # A schema.prisma is no place where something happened: its own hints say which line is to be looked at.
    if not judged.counting or pair.live.origin.kind == "prisma":
        return ()
    from schemacheck.causes import causes_of  # noqa: PLC0415 - for those who have findings

    counting = {id(finding) for finding in judged.counting}
    found = causes_of(pair.expected, pair.live, ordered(everything))
    told = [replace(each, findings=tuple(one for one in each.findings if id(one) in counting)) for each in found]
    return tuple(each for each in told if each.findings)


def _context_keys(pair: Pair, findings: Sequence[Finding]) -> tuple[ContextKey, ...]:
    if not findings:
        return ()
    from schemacheck.compare.context_keys import context_keys  # noqa: PLC0415 - for those that have a picture to draw

    names = {QName(finding.subject.schema, finding.subject.name) for finding in findings}
    return context_keys(pair.expected, pair.live, names)


def _of_this_database(gaps: Sequence[NotChecked], database: str) -> list[NotChecked]:
    """Leave out what the database cannot have: it is no gap that nobody stated it."""
    return [gap for gap in gaps if gap.cause != "not stated" or has_kind(database, gap.what)]
