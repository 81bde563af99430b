"""One judgement over what a comparison found: how severe, accepted or not, known before or new.

Pure: today is an argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from schemacheck.base.record import record
from schemacheck.report.finding import Finding, ordered, weighed
from schemacheck.report.policy import GUARDS_OWN, Policy
from schemacheck.report.rules import Severity

if TYPE_CHECKING:
    from schemacheck.report.baseline import Baseline
    from schemacheck.report.history import Keeper


@record
class JudgingOptions:
    """How findings are judged, besides what the expected schema decides."""

    today: date
    fail_on: Severity | None = None
    """Overrides what the expected schema says."""
    baseline: Baseline | None = None
    """Drift that is known and does not count."""
    target: str | None = None
    """Which of several targets this is, as the baseline calls it."""
    history: Keeper | None = None
    """Knows since when findings are there; judges none of them."""
    left_out: frozenset[str] = frozenset()
    """Rules that this run does not judge by, whatever the expected schema says of them."""

    def without(self, policy: Policy) -> tuple[Policy, JudgingOptions]:
        """Leave rules out: their findings are none, and what accepts them is not in vain."""
        off: dict[str, Severity | Literal["off"]] = dict.fromkeys(self.left_out, "off")
        waivers = tuple(each for each in policy.waivers if each.rule not in self.left_out)
        baseline = self.baseline
        if baseline is not None:
            kept = tuple(each for each in baseline.entries if each.rule not in self.left_out)
            baseline = replace(baseline, entries=kept)
        policy = replace(policy, severity={**policy.severity, **off}, waivers=waivers)
        return policy, replace(self, baseline=baseline)


@record
class Judged:
    """Findings, split into those that count, are waived, or are known."""

    counting: tuple[Finding, ...]
    """Those that count, the worst of a table first; then those about waivers and baselines that cover nothing."""
    waived: tuple[Finding, ...] = ()
    known: tuple[Finding, ...] = ()
    """Those that the baseline holds."""
    pending: tuple[Finding, ...] = ()
    """Those that the deploy will resolve."""


def judge(findings: Sequence[Finding], policy: Policy, judging: JudgingOptions, home: str) -> Judged:
    """Give findings the severities a team gave their rules, set those apart that it accepts, then those it knows.

    Args:
        findings: what the comparison of one database found.
        policy: what the team decided; waivers of the guard's rules cover what is found in migrations alone.
        judging: the day, the baseline and the like.
        home: the schema whose names are written without it.
    """
    if policy.pending:
        findings = [_on_its_way(finding, policy, judging.today) for finding in findings]
    counting, waived, known = ordered(weighed(findings, policy)), tuple[Finding, ...](), tuple[Finding, ...]()
    waivers = [waiver for waiver in policy.waivers if not waiver.rule.startswith(GUARDS_OWN)]
    if waivers:
        from schemacheck.report.waivers import apply_waivers  # noqa: PLC0415 - for those who accept something

        verdict = apply_waivers(counting, waivers, home, judging.today)
        counting, waived = weighed(verdict.findings, policy), verdict.waived
    pending = tuple(finding for finding in counting if finding.pending)
    if pending:
        counting = tuple(finding for finding in counting if not finding.pending)
    if judging.baseline is not None:
        from schemacheck.report.baseline import apply_baseline  # noqa: PLC0415 - for those who have one

        told = apply_baseline(counting, (*waived, *pending), judging.baseline, judging.target)
        counting, known = (*told.new, *weighed(told.gone, policy)), told.known
    return Judged(counting, waived, known, pending)


def _on_its_way(finding: Finding, policy: Policy, today: date) -> Finding:
    """Mark what is missing and whose entry says that it comes until a day; after that day, say that it did not."""
    mark = getattr(finding.expected_value, "marks", {}).get("pending") if finding.change == "missing" else None
    until = policy.pending.get(mark) if mark else None
    if until is None:
        return finding
    if today <= until:
        return replace(finding, pending=True)
    return replace(finding, sentence=f"{finding.sentence}; it was pending until {until.isoformat()}")
