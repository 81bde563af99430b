"""Moments in words, and what every format for people says of when a finding came to be. Nothing here asks a clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from schemacheck.render.layout import counted

if TYPE_CHECKING:
    from schemacheck.report.cause import Cause
    from schemacheck.report.finding import Finding
    from schemacheck.report.report import Report
    from schemacheck.report.seen import Seen
    from schemacheck.report.written import Transaction, Written

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)
_MOST_NAMED: Final = 8
_MOST_TRANSACTIONS: Final = 5
"""So many are told to people, the newest; JSON has all."""


def moment(at: datetime, beside: datetime, *, seconds: bool = False) -> str:
    """Name a moment in UTC, such as "27 November 14:03 UTC"; with its year where that of `beside` is another one."""
    year = "" if at.year == beside.year else f" {at.year}"
    return f"{at.day} {_MONTHS[at.month - 1]}{year} {at:%H:%M:%S} UTC" if seconds else _minute(at, year)


def _minute(at: datetime, year: str) -> str:
    return f"{at.day} {_MONTHS[at.month - 1]}{year} {at:%H:%M} UTC"


def ago(age: timedelta) -> str:
    """Say how long ago something was, in one unit: "13 hours ago"."""
    total = int(age.total_seconds())
    for noun, unit, least in (("days", 86_400, 172_800), ("hours", 3_600, 7_200), ("minutes", 60, 120)):
        if total >= least:
            return f"{counted(total // unit, noun)} ago"
    return f"{counted(total, 'seconds')} ago"


def _last_write(written: Written) -> str:
    """Name the moment of a last write; empty where it is not known."""
    if written.at is None:
        return ""
    if written.age is None:
        return moment(written.at, written.at, seconds=True)
    return f"{moment(written.at, written.at + written.age, seconds=True)}, {ago(written.age)}"


def of_finding(finding: Finding, report: Report) -> list[str]:
    """Say of one finding when its row was last written, unless its transaction is told, and since when it is seen."""
    told = []
    written = finding.written
    together = {each.written.transaction for each in report.transactions[:_MOST_TRANSACTIONS]}
    if written is not None and written.transaction not in together and (when := _last_write(written)):
        made = " when its table was made," if written.with_table and finding.subject.member is not None else ""
        told.append(f"Its row in the catalog was last written{made} {when}.")
    if finding.seen is not None:
        told += _seen(finding.seen)
    return told


def of_cause(cause: Cause) -> list[str]:
    """Say when the rows behind a cause were last written, where one transaction did it, and since when it is seen."""
    told = []
    if cause.written is not None and (when := _last_write(cause.written)):
        rows = len({each.written.row for each in cause.findings if each.written is not None})
        what = "Its row in the catalog was" if rows == 1 else "Its rows in the catalog were"
        told.append(f"{what} last written {'' if rows == 1 else 'by one transaction, '}{when}.")
    seen = [finding.seen for finding in cause.findings if finding.seen is not None]
    if seen:
        first = min(seen, key=lambda each: each.first)
        alike = all((each.first, each.absent) == (first.first, first.absent) for each in seen)
        told += _seen(first) if alike else [f"The first of it was seen {moment(first.first, first.now)}."]
    return told


def of_transactions(report: Report) -> list[str]:
    """Say which findings one transaction was the last to write, in its order."""
    told = [_together(each, report) for each in report.transactions[:_MOST_TRANSACTIONS]]
    left = len(report.transactions) - len(told)
    if left > 0:
        told.append(f"The same is true of the findings of {counted(left, 'other transactions')}.")
    return told


def _together(transaction: Transaction, report: Report) -> str:
    names = list(dict.fromkeys(finding.subject.within(report.home) for finding in transaction.findings))
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    when = _last_write(transaction.written)
    return (
        f"One transaction was the last to write what {counted(len(transaction.findings), 'findings')} are about"
        f"{f', {when}' if when else ''}. In its order: {', '.join(names[:_MOST_NAMED])}{more}."
    )


def _seen(seen: Seen) -> list[str]:
    """Say since when a finding is seen; nothing where this is the first check of all."""
    if seen.is_new:
        return [] if seen.absent is None else [f"First seen now, not there {_before(seen.absent, seen.now)}."]
    close = seen.absent is not None and seen.first - seen.absent < _MINUTE
    absent = "" if seen.absent is None else f", not there {_before(seen.absent, seen.first)}"
    return [f"First seen {moment(seen.first, seen.now, seconds=close)}{absent}."]


def _before(at: datetime, then: datetime) -> str:
    """Name a moment as seen from a later one."""
    if then - at < _MINUTE:
        return f"at {at:%H:%M:%S}"
    if at.date() == then.date():
        return f"at {at:%H:%M}"
    if at.date() == (then - _DAY).date():
        return f"at {at:%H:%M} the day before"
    return f"on {moment(at, then)}"
