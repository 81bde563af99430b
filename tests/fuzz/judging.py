"""What a report must say of changes that were made: each named, and nothing else told."""

from __future__ import annotations

from collections.abc import Sequence

from schemacheck.report.finding import Finding, shown
from schemacheck.report.report import Report
from schemacheck.sources.postgres.catalog.ledger import EVERY, LEDGER, Fate

from .mutations import Change, Mutation


def fate(column: str) -> Fate:
    """Say what the ledger says of `catalog.column`."""
    catalog, _, name = column.partition(".")
    entries = LEDGER[catalog]
    return entries[name] if name in entries else entries[EVERY]


def is_compared(mutation: Mutation) -> bool:
    """Whether a change of this kind has to be named."""
    return any(fate(column).kind == "compared" for column in mutation.covers)


def complaint(changes: Sequence[Change], report: Report) -> str:
    """Say what is wrong with a report about a database that was changed; nothing where it is right.

    What nothing compares must be counted among what was not checked.
    """
    told = [*report.findings, *report.undecided]
    for change in changes:
        if is_compared(change.mutation):
            if not any(_is_about(finding, change) for finding in told):
                return f"missed: {change.mutation.name}"
        elif not all(_is_declared(fate(column), report) for column in change.mutation.covers):
            return f"passed over in silence: {change.mutation.name}"
    if any(is_compared(change.mutation) for change in changes):
        return "" if report.outcome == "drift" else f"drift, and called {report.outcome}"
    return "a false alarm" if told or report.outcome != "in sync" else ""


def _is_about(finding: Finding, change: Change) -> bool:
    subject = finding.subject
    return change.name in (subject.name, subject.label, subject.label.strip('"')) and change.about in words(finding)


def words(finding: Finding) -> str:
    """All that a finding says, on one line."""
    said = (finding.subject.path, finding.sentence, finding.live_name or "", finding.evidence or "")
    return " ".join((*said, shown(finding.expected), shown(finding.live))).replace('""', '"')


def _is_declared(passed_over: Fate, report: Report) -> bool:
    return any(gap.what.startswith(f"{passed_over.said} (") for gap in report.not_checked)


def in_full(report: Report) -> str:
    """Write what a report says, for whoever makes a case of it."""
    lines = [f"{each.rule.name}: {each.subject.path}: {each.sentence}" for each in report.findings]
    lines += [f"undecided: {each.subject.path}: {each.sentence}" for each in report.undecided]
    lines += [f"not checked: {gap.what}: {gap.reason}" for gap in report.not_checked if gap.cause != "not stated"]
    return "\n".join([report.outcome.upper(), *lines])
