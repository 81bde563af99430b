"""The use case of a baseline: the drift there is, written down so that a check fails on what comes after."""

from __future__ import annotations

from dataclasses import replace

from schemacheck.base.errors import UncheckedError
from schemacheck.report.baseline import BaselineEntry, entries_of
from schemacheck.report.finding import Finding
from schemacheck.report.multi_report import MultiReport, TargetResult
from schemacheck.report.report import Report
from schemacheck.sources.spec.source import read_baseline, write_baseline

__all__ = ["baseline_of", "read_baseline", "write_baseline"]


def baseline_of(result: Report | MultiReport) -> tuple[BaselineEntry, ...]:
    """Record the findings of a check, for a baseline.

    Raises:
        UncheckedError: something could not be read, so that what is known is not all there is.
    """
    results = result.results if isinstance(result, MultiReport) else (TargetResult("", result),)
    entries: list[BaselineEntry] = []
    for each in results:
        if not isinstance(each.report_or_error, Report):
            raise each.report_or_error
        unread = next((gap for gap in each.report_or_error.not_checked if gap.cause == "not readable"), None)
        if unread is not None:
            raise UncheckedError(
                f"Could not read {unread.what}: {unread.reason}. A baseline of half a database would hide the rest.",
                "Run it again when the database can be read whole.",
            )
        for schema in each.schemas or (None,):
            findings = [_of_schema(finding, each.schemas, schema) for finding in _all_findings(each.report_or_error)]
            entries += entries_of(findings, None if each.is_about_files else each.target or None)
    return tuple(sorted(entries, key=lambda entry: (entry.target or "", entry.object, entry.rule, entry.fingerprint)))


def _all_findings(report: Report) -> tuple[Finding, ...]:
    return (*report.findings, *report.undecided)


def _of_schema(finding: Finding, schemas: tuple[str, ...], schema: str | None) -> Finding:
    """Say of one of several schemas that are alike what was found in the first."""
    if schema is None or finding.subject.schema != schemas[0]:
        return finding
    return replace(finding, subject=finding.subject._replace(schema=schema))
