"""Which transaction last wrote the catalog rows behind a finding, and when: what a database remembers of a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from schemacheck.base.record import record

if TYPE_CHECKING:
    from schemacheck.report.finding import Finding


@record
class Written:
    """The last write of the catalog row that holds what a finding is about.

    It says who wrote the row last, not who made the difference: another change of the same object writes the same row.
    """

    transaction: int
    """The number of the transaction, as the row carries it; without a wrap-around behind it."""
    row: str
    """Which row of which catalog that is, to tell it from others of the same moment."""
    command: int | None = None
    """Which command of that transaction wrote it, counted from 0; None where the row does not say any more."""
    with_table: bool = False
    """Whether the same transaction made the table that the row belongs to."""
    at: datetime | None = None
    """When the transaction was committed, in UTC; None where the server keeps no such times."""
    age: timedelta | None = None
    """How long before the check that was, by the server's own clock."""


@record
class Transaction:
    """Findings whose rows one transaction was the last to write."""

    written: Written
    """Of the first of them."""
    findings: tuple[Finding, ...]
    """In the order in which it wrote them, as far as the rows say; of two rows or more."""


def same_transaction(findings: Sequence[Finding]) -> Written | None:
    """Return the last write behind several findings; None where there was more than one, or nobody knows."""
    known = [finding.written for finding in findings if finding.written is not None]
    return known[0] if len({each.transaction for each in known}) == 1 else None


def transactions(findings: Sequence[Finding]) -> tuple[Transaction, ...]:
    """Put findings together that one transaction wrote, the newest transaction first."""
    groups: dict[int, list[tuple[Written, Finding]]] = {}
    for finding in findings:
        if finding.written is not None:
            groups.setdefault(finding.written.transaction, []).append((finding.written, finding))
    told = []
    for number in sorted(groups, reverse=True):
        group = groups[number]
        if _says_something(group):
            # A command that is not known keeps all in the report's own order.
            if all(written.command is not None for written, _ in group):
                group.sort(key=lambda each: each[0].command or 0)
            told.append(Transaction(group[0][0], tuple(finding for _, finding in group)))
    return tuple(told)


def _says_something(group: Sequence[tuple[Written, Finding]]) -> bool:
    """Whether it is news that one transaction wrote this.

    It is none of a single row, of which others may have written parts before, and none of parts of one table that were
    made with it.
    """
    if len({written.row for written, _ in group}) < 2:
        return False
    tables = {finding.subject.table for _, finding in group}
    return not (len(tables) == 1 and all(written.with_table for written, _ in group))
