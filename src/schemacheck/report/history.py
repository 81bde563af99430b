"""Since when findings are there, over many checks: what a history holds, and how a check adds to it.

A history knows of each database when it was last looked at, and of each finding that was there then since when it is,
and when a check before that did not find it. It is keyed by fingerprint, so edits and rewordings do not disturb it.

Checks may be added in any order, as when two run at once: the outcome is the same. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from schemacheck.base.record import record
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report
from schemacheck.report.seen import Seen

MOST_FINDINGS: Final = 10_000
"""How many findings a history holds, over all databases: a file of about two megabytes."""
MOST_DATABASES: Final = 500
"""Of how many databases: those that were looked at last."""


@record
class Past:
    """What is known of one finding."""

    rule: str
    object: str
    first: datetime
    """The first check that found it."""
    last: datetime
    """The last one so far."""
    absent: datetime | None = None
    """The last check before `first` that looked and did not find it."""


@record
class Known:
    """What is known of one database, as one expected schema sees it."""

    looked: datetime | None = None
    """The last check that looked at everything; None where none did, or the history had no room for what it found."""
    findings: Mapping[str, Past] = field(default_factory=dict)
    """By fingerprint."""


_A_DAY: Final = timedelta(days=1)


class Keeper(Protocol):
    """Whatever keeps a history."""

    def add(self, reports: Mapping[str, Report], target: str | None) -> tuple[Mapping[str, Report], str | None]:
        """Count what a check found in one database.

        Args:
            reports: all there are about it, by any name.
            target: its name, where a run has several.

        Returns:
            The reports, with what is known of each finding; and why it could not be kept, if it could not.
        """


History = Mapping[str, Known]
"""By what the database is called and what it is compared with."""


@record
class Look:
    """What one check found in one database."""

    at: datetime
    """When it began, in UTC, to the second."""
    found: Mapping[str, Finding]
    """Every difference, accepted or not, by fingerprint."""
    complete: bool
    """Whether it could look at everything: what it did not find is not there."""


def look_of(reports: Iterable[Report], at: datetime) -> Look:
    """Take together what a check found in one database."""
    found: dict[str, Finding] = {}
    complete = True
    for report in reports:
        for finding in (*report.findings, *report.waived, *report.known, *report.pending):
            found.setdefault(finding.fingerprint, finding)
        complete &= not report.undecided and all(gap.cause != "not readable" for gap in report.not_checked)
    return Look(at, found, complete)


def key_of(report: Report, target: str | None) -> str:
    """Name the database of a report, with what it is compared with: another file may not see what this one sees."""
    server = report.live.server
    port = f":{server.port}" if server is not None and server.port is not None else ""
    name = f"{target}: " if target else ""
    return f"{name}{report.live.label.removesuffix(port)}{port} against {report.expected.label}"


def added(known: Known, look: Look) -> Known:
    """Return what is known once a check is counted, which may have begun before others that are counted already.

    What bears a date of more than a day later is the work of a wrong clock, and is dropped: until that day has come, it
    would pass for the newest.
    """
    if known.looked is not None and known.looked - look.at > _A_DAY:
        known = Known(None, {print_: past for print_, past in known.findings.items() if past.last <= look.at})
    is_newest = known.looked is None or look.at >= known.looked
    findings: dict[str, Past] = {}
    for print_, past in known.findings.items():
        if print_ in look.found:
            findings[print_] = _extended(past, look.at)
        elif not (is_newest and look.complete):
            findings[print_] = _not_found(past, look) if look.complete else past
    for print_, finding in look.found.items():
        # What an older check found and a newer one did not is gone.
        if print_ not in findings and is_newest:
            findings[print_] = new(finding, known, look)
    looked = look.at if is_newest and look.complete else known.looked
    return Known(looked, findings)


def new(finding: Finding, known: Known, look: Look) -> Past:
    """Begin with a finding that nobody has found before, or that was gone."""
    absent = known.looked if known.looked is not None and known.looked < look.at else None
    return Past(finding.rule.name, finding.subject.path, look.at, look.at, absent)


def _extended(past: Past, at: datetime) -> Past:
    first = min(past.first, at)
    absent = past.absent if past.absent is not None and past.absent < first else None
    return replace(past, first=first, last=max(past.last, at), absent=absent)


def _not_found(past: Past, look: Look) -> Past:
    """Count a check that looked and did not find it, and is not the newest."""
    if look.at < past.first and (past.absent is None or past.absent < look.at):
        return replace(past, absent=look.at)
    return past


def pruned(history: History, mine: str) -> dict[str, Known]:
    """Keep what there is room for: the databases that were looked at last, and `mine` before all others.

    Where `mine` alone has more findings than there is room for, those that are there longest stay, and nobody is told
    that the rest was not there before.
    """
    order = sorted(history, key=lambda key: (key != mine, -_age_key(history[key]), key))
    kept: dict[str, Known] = {}
    room = MOST_FINDINGS
    for key in order[:MOST_DATABASES]:
        known = history[key]
        if len(known.findings) > room:
            if key != mine:
                break
            oldest = sorted(known.findings.items(), key=lambda each: (each[1].first, each[0]))[:room]
            known = Known(None, dict(oldest))
        room -= len(known.findings)
        kept[key] = known
    return kept


def _age_key(known: Known) -> float:
    times = [past.last for past in known.findings.values()]
    return max([*times, *([known.looked] if known.looked else [])]).timestamp() if times or known.looked else 0.0


def with_history(report: Report, known: Known, now: datetime) -> Report:
    """Return the report with what is known of each finding."""

    def told(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(replacements.get(id(each), each) for each in findings)

    everything = (*report.findings, *report.waived, *report.known, *report.pending)
    replacements = {
        id(finding): replace(finding, seen=Seen(past.first, now, past.absent))
        for finding in everything
        if (past := known.findings.get(finding.fingerprint)) is not None
    }
    return replace(
        report,
        findings=told(report.findings),
        waived=told(report.waived),
        known=told(report.known),
        pending=told(report.pending),
        causes=tuple(replace(cause, findings=told(cause.findings)) for cause in report.causes),
        transactions=tuple(replace(each, findings=told(each.findings)) for each in report.transactions),
    )
