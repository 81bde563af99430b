"""The use case of a baseline: the drift there is, written down so that a check fails on what comes after."""

from __future__ import annotations

from dataclasses import replace

from schemacheck.base.errors import UncheckedError
from schemacheck.report.baseline import Entry, entries_of
from schemacheck.report.findings import Finding, Report
from schemacheck.report.matrix import Cell, Matrix
from schemacheck.sources.spec.source import read_baseline, write_baseline

__all__ = ["baseline_of", "read_baseline", "write_baseline"]


def baseline_of(result: Report | Matrix) -> tuple[Entry, ...]:
    """Record the findings of a check, for a baseline.

    Raises:
        UncheckedError: something could not be read, so that what is known is not all there is.
    """
    cells = result.cells if isinstance(result, Matrix) else (Cell("", result),)
    entries: list[Entry] = []
    for cell in cells:
        if not isinstance(cell.result, Report):
            raise cell.result
        unread = next((gap for gap in cell.result.not_checked if gap.cause == "not readable"), None)
        if unread is not None:
            raise UncheckedError(
                f"Could not read {unread.what}: {unread.reason}. A baseline of half a database would hide the rest.",
                "Run it again when the database can be read whole.",
            )
        for schema in cell.schemas or (None,):
            findings = [_in(finding, cell.schemas, schema) for finding in _all(cell.result)]
            entries += entries_of(findings, None if cell.is_about_files else cell.target or None)
    return tuple(sorted(entries, key=lambda entry: (entry.target or "", entry.object, entry.rule, entry.fingerprint)))


def _all(report: Report) -> tuple[Finding, ...]:
    return (*report.findings, *report.undecided)


def _in(finding: Finding, schemas: tuple[str, ...], schema: str | None) -> Finding:
    """Say of one of several schemas that are alike what was found in the first."""
    if schema is None or finding.subject.schema != schemas[0]:
        return finding
    return replace(finding, subject=finding.subject._replace(schema=schema))
