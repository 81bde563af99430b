"""When it happened: findings with who last wrote what they are about. Imported only where there are findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from schemacheck.report.cause import Cause
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report
from schemacheck.report.written import same_transaction, transactions
from schemacheck.sources.source import Source

_HELD = ("findings", "waived", "known", "pending")
"""Where a report holds findings that may be about something that is there."""


def dated(reports: Mapping[str, Report], live: Source) -> dict[str, Report]:
    """Ask the live side once, for all findings of several reports about it.

    Args:
        reports: what was found, by any name.
        live: the source that was read, and that said it would be asked more.

    Returns:
        The reports, by the same names, with what is known of each finding.
    """
    asked = [
        finding for report in reports.values() if report.findings for held in _HELD for finding in getattr(report, held)
    ]
    if not asked:
        return dict(reports)
    answers = live.written(asked)
    new = {
        id(finding): replace(finding, written=answer)
        for finding, answer in zip(asked, answers, strict=True)
        if answer is not None
    }
    return {name: _with(report, new) for name, report in reports.items()} if new else dict(reports)


def _with(report: Report, new: Mapping[int, Finding]) -> Report:
    """Put the findings in the place of those they were, in the causes too."""

    def changed(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(new.get(id(finding), finding) for finding in findings)

    causes = tuple(_cause(replace(cause, findings=changed(cause.findings))) for cause in report.causes)
    explained = [frozenset(map(id, cause.findings)) for cause in causes]
    findings = changed(report.findings)
    told = tuple(
        each
        for each in transactions(findings)
        if not any(mine.issuperset(map(id, each.findings)) for mine in explained)
    )
    waived, known, pending = (changed(getattr(report, held)) for held in _HELD[1:])
    return replace(
        report,
        findings=findings,
        waived=waived,
        known=known,
        pending=pending,
        causes=causes,
        transactions=told,
    )


def _cause(cause: Cause) -> Cause:
    return replace(cause, written=same_transaction(cause.findings))
