"""What every format for people says in the same words: the verdict, what was read, what was not checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Final

from schemacheck.base.errors import Mistake
from schemacheck.base.names import Position, quoted
from schemacheck.model.schema import Origin
from schemacheck.render.layout import clean, counted, flat
from schemacheck.report.finding import Finding, GapCause, NotChecked, shown
from schemacheck.report.policy import Waiver
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity

if TYPE_CHECKING:
    from schemacheck.report.cause import Cause

_OF_MIGRATIONS: Final[dict[str, str]] = {"in sync": "passed", "drift": "refused"}
"""Nothing has drifted where a migration would have done so."""

_GAP_LABELS: dict[GapCause, str] = {
    "not readable": "not readable",
    "not comparable": "not comparable",
    "not stated": "not checked",
}


def where(at: Position | None) -> str:
    """Name a place as people and terminals write it: `file:line`."""
    return f"{at.file}:{at.line}" if at else ""


def owner_path(finding: Finding, home: str) -> str:
    """Name what the finding's part belongs to: a table, or an object of another kind that stands alone."""
    subject = finding.subject
    if subject.table is not None or subject.kind == "function":
        return subject.holder.within(home)
    return f"{subject.kind} {subject.label}"


def hint(finding: Finding) -> str:
    """What to do next: the finding's own words, else the rule's."""
    return finding.hint or finding.rule.hint


def harm(finding: Finding) -> str:
    """What breaks: the finding's own words, else the rule's."""
    return finding.harm or finding.rule.harm


def sides(finding: Finding) -> list[tuple[str, str]]:
    """Both sides in one grammar, each with its label.

    Empty where neither side has a value to show, or where a diff shows what differs between two long texts.
    """
    if finding.expected is None and finding.live is None:
        return []
    if finding.evidence and finding.change:
        return []
    both = [("expected", finding.expected), ("live", finding.live)]
    if finding.previous is not None:
        both.insert(0, ("before", finding.previous))
    return [(label, flat(shown(value))) for label, value in both]


def evidence(finding: Finding | Mistake) -> list[str]:
    """The quoted lines that show it, unchanged but for characters that cannot be printed."""
    return [clean(line.expandtabs(4)).rstrip() for line in (finding.evidence or "").splitlines()]


def changed_values(finding: Finding) -> str:
    """Both values in a few words, for a line that has no room for more; empty where the object is on one side alone."""
    both = dict(sides(finding))
    if finding.change != "differs" or finding.evidence is not None or len(both) < 2:
        return ""
    return f"{both['live']} instead of {both['expected']}"


def breaks(cause: Cause) -> list[str]:
    """What breaks because of it, each thing said once: in the cause's own words, or as its worst findings say it."""
    if cause.breaks:
        return [cause.breaks]
    worst = max(finding.severity.rank for finding in cause.findings)
    return list(dict.fromkeys(harm(finding) for finding in cause.findings if finding.severity.rank == worst))


def when(finding: Finding, report: Report) -> list[str]:
    """What is known of when it came to be, in sentences: when its row was last written, since when it is seen."""
    if finding.written is None and finding.seen is None:
        return []
    from schemacheck.render.moments import of_finding  # noqa: PLC0415 - for those of which something is known

    return of_finding(finding, report)


def when_of_cause(cause: Cause) -> list[str]:
    """The same of a cause."""
    if all(finding.written is None and finding.seen is None for finding in cause.findings):
        return []
    from schemacheck.render.moments import of_cause  # noqa: PLC0415 - for those of which something is known

    return of_cause(cause)


def together(report: Report) -> list[str]:
    """Which findings one transaction was the last to write, a sentence each."""
    if not report.transactions:
        return []
    from schemacheck.render.moments import of_transactions  # noqa: PLC0415 - for those who have such

    return of_transactions(report)


def protected(findings: Iterable[Finding], report: Report) -> list[tuple[str, str]]:
    """Name the protected tables that findings are about, each with the reason."""
    holders = dict.fromkeys(finding.subject.holder for finding in findings)
    told = {each.within(report.home): report.protected.get(f"{each.schema}.{each.name}") for each in holders}
    return [(name, reason) for name, reason in told.items() if reason is not None]


def live_marks(finding: Finding) -> str:
    """What helps to find the live object: its name, and its place where the live side is a file."""
    called = finding.live_name
    is_told = called == finding.subject.member_name and called is not None and called in finding.sentence
    name = f"{finding.live_noun} {quoted(called)}".strip() if called and not is_told else ""
    return ", ".join(filter(None, (name, where(finding.live_at))))


def terms(waiver: Waiver, today: date | None = None) -> str:
    """Until when, by whom and why drift is accepted; counted from `today`, for how many days still."""
    until = f"until {waiver.expires.isoformat()}" if waiver.expires else "without an end"
    left = None if today is None else waiver.days_left(today)
    if left is not None:
        until += f", {counted(left, 'days')} left" if left else ", its last day"
    return until + (f" ({waiver.owner})" if waiver.owner else "") + f": {waiver.reason}"


def compared(report: Report) -> str:
    """Count what was compared."""
    return ", ".join(counted(number, noun) for noun, number in report.counts.items())


def found(report: Report) -> str:
    """Count what was found; empty when nothing was."""
    tally = [
        counted(report.count(severity), f"{severity.value}s") for severity in Severity if report.count(severity) > 0
    ]
    if report.findings and report.outcome != "drift":
        tally.append(f"below fail_on: {report.fail_on.value}")
    if report.undecided:
        tally.append(f"{len(report.undecided):,} not comparable")
    if report.known:
        tally.append(
            f"{len(report.known):,} known ({report.baseline})" if report.baseline else f"{len(report.known):,} known"
        )
    if report.pending:
        tally.append(f"{len(report.pending):,} pending")
    if report.waived:
        tally.append(f"{len(report.waived):,} waived")
    return ", ".join(tally)


def outcome(report: Report) -> str:
    """The outcome in a word or two, in lower case."""
    told = _OF_MIGRATIONS if report.live.kind == "migrations" else {}
    return told.get(report.outcome, report.outcome)


def heading(report: Report) -> str:
    """The outcome as a heading, in lower case."""
    return "could not check everything" if report.outcome == "unchecked" else outcome(report)


def verdict(report: Report) -> str:
    """What the outcome rests on: findings and objects compared."""
    return ", in ".join(filter(None, (found(report), compared(report))))


def gaps(report: Report) -> list[tuple[str, str]]:
    """What was not checked: a label and a text a cause, what forbids "in sync" first."""
    ordered = sorted(report.not_checked, key=lambda gap: (list(_GAP_LABELS).index(gap.cause), gap.reason, gap.what))
    return [
        (_GAP_LABELS[cause], "; ".join(_by_reason(group))) for cause, group in groupby(ordered, lambda gap: gap.cause)
    ]


def _by_reason(group: Iterable[NotChecked]) -> list[str]:
    return [
        ", ".join(gap.what for gap in same) + (f" ({reason})" if reason else "")
        for reason, same in groupby(group, lambda gap: gap.reason)
    ]


def origins(report: Report) -> str:
    """Say which two sides were compared."""
    before = f", expected before: {origin(report.previous)}" if report.previous else ""
    return f"{origin(report.expected)} against {origin(report.live)}{before}"


def origin(source: Origin) -> str:
    """Say where a schema was read, and as of when."""
    server = source.server
    if server is None:
        return source.label
    role = "replica, which may lag behind" if server.replica else "primary"
    return f"{server.database} at {server.host} as {server.role}, {server.product}, {role}, read in one snapshot"
