"""The report on one comparison: its findings, what was not checked, and the outcome that follows from both.

Formats only lay it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from schemacheck.base.errors import ExitCode
from schemacheck.base.names import Position, QName
from schemacheck.base.record import record
from schemacheck.model.schema import Origin
from schemacheck.report.finding import Finding, NotChecked
from schemacheck.report.rules import Severity

if TYPE_CHECKING:
    from schemacheck.report.cause import Cause
    from schemacheck.report.written import Transaction

Outcome = Literal["in sync", "pending", "drift", "unchecked"]
"""pending: nothing differs but what the deploy will bring."""


class Ignored(NamedTuple):
    """A live object that is no finding because it is none of our business, and who says so."""

    path: str
    reason: str
    """Such as "ignore: _tmp_*" or "the books of a migration tool"."""
    at: Position | None = None
    """The line of the expected schema that says so, where one does."""


class ContextKey(NamedTuple):
    """A foreign key of a table with findings that is no finding itself, so that a reader sees what it stands in."""

    source: QName
    columns: tuple[str, ...]
    target: QName
    on: Literal["both", "expected", "live"]
    """One side alone has it where that side alone has its table."""


class Narrowing(NamedTuple):
    """Which part of a report is shown."""

    objects: tuple[str, ...]
    """Patterns of objects, one of which a finding must fit; empty: any."""
    rules: tuple[str, ...]
    """The rules, one of which a finding must be of; empty: any."""
    whole: Report
    """What was judged."""


@record
class Report:
    """The result of one comparison."""

    expected: Origin
    live: Origin
    home: str
    findings: tuple[Finding, ...]
    """Those that count, in their order; waived ones are apart."""
    waived: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    """With what could not be compared, but for what a waiver or a baseline covers."""
    counts: Mapping[str, int]
    """How many objects were compared, by plural noun ("tables"), in the order to tell them."""
    fail_on: Severity
    protected: Mapping[str, str] = field(default_factory=dict)
    """Why a table is protected, by `schema.name`."""
    notes: tuple[str, ...] = ()
    """What else a reader should know, such as connection parameters that were dropped."""
    today: date | None = None
    """The day of the check, where one was given: how long a waiver still holds is counted from it."""
    known: tuple[Finding, ...] = ()
    """Findings that a baseline holds: they were there before, and do not count."""
    baseline: str | None = None
    """The file of that baseline."""
    previous: Origin | None = None
    """The previous expected side, where one was given."""
    pending: tuple[Finding, ...] = ()
    """What the deploy will change; these do not count."""
    schemas: tuple[str, ...] = ()
    """The PostgreSQL schemas of the expected side that were looked at."""
    unread: tuple[str, ...] = ()
    """Those of the live side that hold objects and were not read."""
    ignored: tuple[Ignored, ...] = ()
    """Live objects that were passed over."""
    ties: tuple[ContextKey, ...] = ()
    """The foreign keys of the tables that findings are about, but for those that differ."""
    undecided: tuple[Finding, ...] = ()
    """What could not be compared, as findings of the rule `not-comparable`: no differences, and no equalities."""
    transactions: tuple[Transaction, ...] = ()
    """Findings that count and whose rows one transaction was the last to write; no cause says all of it."""
    causes: tuple[Cause, ...] = ()
    """Acts that explain findings which count; none of these is changed by it."""
    narrowing: Narrowing | None = None
    """What this shows a part of, where somebody asked for a part; None: all of it."""

    @property
    def judged(self) -> Report:
        """The whole report, on which the outcome rests; this one, but for a part of another."""
        return self.narrowing.whole if self.narrowing else self

    @property
    def outcome(self) -> Outcome:
        """Drift that reaches `fail_on` is drift; short of that, what nobody could look at forbids "in sync"."""
        if self.narrowing:
            return self.judged.outcome
        if any(finding.severity.reaches(self.fail_on) for finding in self.findings):
            return "drift"
        unread = any(gap.cause == "not readable" for gap in self.not_checked)
        if unread or any(map(self.forbids_in_sync, self.undecided)):
            return "unchecked"
        return "pending" if self.pending else "in sync"

    def forbids_in_sync(self, undecided: Finding) -> bool:
        """Whether something that could not be compared matters: unless it is a note, whatever fails the check."""
        return undecided.severity is not Severity.NOTE or undecided.severity.reaches(self.fail_on)

    @property
    def exit_code(self) -> ExitCode:
        """The code the process ends with."""
        return {"drift": ExitCode.DRIFT, "unchecked": ExitCode.UNCHECKED}.get(self.outcome, ExitCode.IN_SYNC)

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        """The findings that no cause explains."""
        explained = {finding for cause in self.causes for finding in cause.findings}
        return tuple(finding for finding in self.findings if finding not in explained)

    def count(self, severity: Severity) -> int:
        """How many findings of this severity count, those among them that are not shown."""
        return sum(finding.severity is severity for finding in self.judged.findings)
