"""A part of a report: the findings somebody asked to see. The outcome and the exit code stay those of the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from schemacheck.base.near import near_name
from schemacheck.report.cause import Cause
from schemacheck.report.finding import Finding
from schemacheck.report.multi_report import MultiReport
from schemacheck.report.report import Narrowing, Report


def narrowed_multi(multi: MultiReport, objects: Sequence[str], rules: Sequence[str]) -> MultiReport:
    """Narrow each report of several; errors stay."""
    return replace(
        multi,
        results=tuple(
            replace(result, report_or_error=narrowed(result.report_or_error, objects, rules))
            if isinstance(result.report_or_error, Report)
            else result
            for result in multi.results
        ),
    )


def narrowed(report: Report, objects: Sequence[str], rules: Sequence[str]) -> Report:
    """Return a report that shows some of the findings, and says so.

    Args:
        report: the whole.
        objects: patterns of object names, as waivers have them; a table's name means all that it holds too.
        rules: names of rules.
    """
    if not objects and not rules:
        return report

    def fits(finding: Finding) -> bool:
        return (not rules or finding.rule.name in rules) and (
            not objects or any(_fits(finding, pattern, report.home) for pattern in objects)
        )

    part = replace(
        report,
        findings=tuple(filter(fits, report.findings)),
        undecided=tuple(filter(fits, report.undecided)),
        waived=tuple(filter(fits, report.waived)),
        known=tuple(filter(fits, report.known)),
        pending=tuple(filter(fits, report.pending)),
        causes=tuple(_of_those(cause, fits) for cause in report.causes if any(map(fits, cause.findings))),
        transactions=tuple(
            replace(each, findings=tuple(filter(fits, each.findings)))
            for each in report.transactions
            if any(map(fits, each.findings))
        ),
        narrowing=Narrowing(tuple(objects), tuple(rules), report),
    )
    return replace(part, notes=(_said(part, objects, rules), *report.notes))


def _all(report: Report) -> tuple[Finding, ...]:
    return (*report.findings, *report.undecided, *report.waived, *report.known, *report.pending)


def _of_those(cause: Cause, fits: Callable[[Finding], bool]) -> Cause:
    return replace(cause, findings=tuple(filter(fits, cause.findings)))


def _paths(finding: Finding, home: str) -> tuple[str, ...]:
    subject = finding.subject
    return subject.within(home), subject.path, subject.holder.within(home), subject.holder.path


def _fits(finding: Finding, pattern: str, home: str) -> bool:
    return any(path == pattern or fnmatchcase(path, pattern) for path in _paths(finding, home))


def _said(part: Report, objects: Sequence[str], rules: Sequence[str]) -> str:
    asked = " ".join([*(f"--only {each}" for each in objects), *(f"--rule {each}" for each in rules)])
    number, every = len(_all(part)), _all(part.judged)
    told = f"shown are {number:,} of {len(every):,} findings ({asked}); the verdict and the exit code are those of all"
    if number or len(objects) != 1:
        return told
    near = near_name(objects[0], sorted({path for finding in every for path in _paths(finding, part.home)}))
    return f"{told}. Did you mean --only {near}?" if near else told
