"""The use case of a baseline: the drift there is, written down so that a check fails on what comes after."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from schemacheck.base.errors import UncheckedError
from schemacheck.base.record import record
from schemacheck.report.baseline import Baseline, BaselineEntry, entries_of
from schemacheck.report.finding import Finding
from schemacheck.report.multi_report import MultiReport, TargetResult
from schemacheck.report.report import Report
from schemacheck.sources.spec.source import edited_baseline, read_baseline, write_baseline

__all__ = ["baseline_of", "read_baseline", "updated_baseline", "write_baseline"]


def baseline_of(result: Report | MultiReport) -> tuple[BaselineEntry, ...]:
    """Record the findings of a check, for a baseline.

    Raises:
        UncheckedError: something could not be read, so that what is known is not all there is.
    """
    results = result.results if isinstance(result, MultiReport) else (TargetResult("", result),)
    entries: list[BaselineEntry] = []
    for each in results:
        report = each.report_or_error
        if not isinstance(report, Report):
            raise report
        unread = next((gap for gap in report.not_checked if gap.cause == "not readable"), None)
        if unread is not None:
            raise UncheckedError(
                f"Could not read {unread.what}: {unread.reason}. A baseline of half a database would hide the rest.",
                "Run it again when the database can be read whole.",
            )
        for schema in each.schemas or (None,):
            found = (*report.findings, *report.undecided)
            findings = [_of_schema(finding, each.schemas, schema) for finding in found]
            entries += entries_of(findings, None if each.is_about_files else each.target or None)
    return tuple(sorted(entries, key=lambda entry: (entry.target or "", entry.object, entry.rule, entry.fingerprint)))


def _of_schema(finding: Finding, schemas: tuple[str, ...], schema: str | None) -> Finding:
    """Say of one of several schemas that are alike what was found in the first."""
    if schema is None or finding.subject.schema != schemas[0]:
        return finding
    return replace(finding, subject=finding.subject._replace(schema=schema))


@record
class UpdatedBaseline:
    """The text of a baseline, brought up to date."""

    text: str
    gone: int
    """How many entries nothing was found for any more."""
    new: int
    """How many findings were added."""


def updated_baseline(text: str, baseline: Baseline, result: Report | MultiReport, *, with_new: bool) -> UpdatedBaseline:
    """Take out of a baseline what is gone, and add what is new; its comments and its order stay.

    Args:
        text: the file as it is.
        baseline: what was read of it.
        result: a check without it.
        with_new: whether findings that it does not have are added.

    Raises:
        UncheckedError: something could not be read, so that what is known is not all there is.
        UsageError: entries stand at several places of the file.
    """
    found = baseline_of(result)
    waived = [each for report in _reports(result) for each in (*report.waived, *report.pending)]
    still = Counter((entry.fingerprint, entry.target) for entry in found)
    still.update((each.fingerprint, None) for each in waived)
    gone = [entry for entry in baseline.entries if not _is_there(entry, still)]
    known = Counter(entry.fingerprint for entry in baseline.entries)
    new = []
    for entry in found:
        if known[entry.fingerprint] > 0:
            known[entry.fingerprint] -= 1
        else:
            new.append(entry)
    new = new if with_new else []
    edited = edited_baseline(text, baseline.path, [entry.at for entry in gone if entry.at], new)
    return UpdatedBaseline(edited, len(gone), len(new))


def _is_there(entry: BaselineEntry, still: Counter[tuple[str, str | None]]) -> bool:
    """Whether a finding is left for an entry; each is taken once."""
    keys = [key for key in still if key[0] == entry.fingerprint and still[key] > 0]
    fitting = [key for key in keys if entry.target in (None, key[1]) or key[1] is None]
    if fitting:
        still[fitting[0]] -= 1
    return bool(fitting)


def _reports(result: Report | MultiReport) -> list[Report]:
    results = result.results if isinstance(result, MultiReport) else (TargetResult("", result),)
    return [each.report_or_error for each in results if isinstance(each.report_or_error, Report)]
