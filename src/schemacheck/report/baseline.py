"""Known drift: what a team found on the day it began to check, and has not resolved yet.

A baseline lists findings by fingerprint, which is made of rule and object alone: it holds through edits of the spec,
other words, and another order. What it lists does not fail the check, what it does not list does, and what it lists and
nobody finds any more is told, so that it only ever grows shorter. Unlike a waiver it gives no reasons and has no end.

Pure: reading and writing the file is `schemacheck.sources.spec.read.baseline`'s work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import field

from schemacheck.base.names import Position
from schemacheck.base.record import record
from schemacheck.report.finding import Finding
from schemacheck.report.rules import RULES, Severity
from schemacheck.report.subject import Subject


@record
class BaselineEntry:
    """One finding as a baseline has it. The fingerprint counts; the rest is for whoever reviews the file."""

    fingerprint: str
    rule: str
    object: str
    severity: Severity
    sentence: str
    target: str | None = None
    """Of which target it is, where a run has several; None: of any."""
    at: Position | None = field(default=None, compare=False)


@record
class Baseline:
    """A baseline, read."""

    path: str
    entries: tuple[BaselineEntry, ...]


@record
class BaselineResult:
    """Findings, split by whether a baseline holds them."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    """One for each entry that nothing was found for."""


def entries_of(findings: Sequence[Finding], target: str | None = None) -> tuple[BaselineEntry, ...]:
    """Record findings, in an order that depends on nothing but what they are.

    Findings about a baseline itself are left out.
    """
    return tuple(
        sorted(
            (
                BaselineEntry(
                    finding.fingerprint,
                    finding.rule.name,
                    finding.subject.path,
                    finding.severity,
                    finding.sentence,
                    target,
                )
                for finding in findings
                if finding.rule.name != "baseline-gone"
            ),
            key=lambda entry: (entry.target or "", entry.object, entry.rule, entry.fingerprint, entry.sentence),
        )
    )


def apply_baseline(
    findings: Sequence[Finding], waived: Sequence[Finding], baseline: Baseline, target: str | None = None
) -> BaselineResult:
    """Set apart the findings that a baseline holds.

    Several findings may have one fingerprint, such as two unexpected uniques on the same columns; then as many are
    known as the baseline has entries.

    Args:
        findings: those that count, in their order.
        waived: those that are accepted or pending: they are there too, so no entry of theirs is gone.
        baseline: what was known.
        target: of which target of a run the findings are.
    """
    left = Counter(entry.fingerprint for entry in baseline.entries if entry.target in (None, target))
    new: list[Finding] = []
    known: list[Finding] = []
    for finding in findings:
        if left[finding.fingerprint] > 0:
            left[finding.fingerprint] -= 1
            known.append(finding)
        else:
            new.append(finding)
    left.subtract(finding.fingerprint for finding in waived)
    gone = []
    for entry in reversed(baseline.entries):  # of several alike the last ones are gone
        if entry.target in (None, target) and left[entry.fingerprint] > 0:
            left[entry.fingerprint] -= 1
            gone.append(_gone(entry))
    return BaselineResult(tuple(new), tuple(known), tuple(reversed(gone)))


def _gone(entry: BaselineEntry) -> Finding:
    rule = RULES["baseline-gone"]
    return Finding(
        rule=rule,
        severity=rule.severity,
        subject=Subject("baseline", "", f"{entry.rule} {entry.object}"),
        sentence=rule.sentence.format(name=f"{entry.rule} {entry.object}"),
        hint=rule.hint,
        at=entry.at,
    )
