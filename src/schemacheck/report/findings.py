"""What a check yields: findings, what was not checked, and the report that holds both.

Everything a reader sees comes from here; formats only lay it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from schemacheck.base.errors import ExitCode
from schemacheck.base.names import Position, QName
from schemacheck.base.record import record
from schemacheck.model.schema import Origin
from schemacheck.report.policy import Policy, Waiver
from schemacheck.report.rules import RULES, Rule, Severity
from schemacheck.report.subject import Subject

Value = str | bool | tuple[str, ...] | None
"""A side of a finding: one facet's value, typed; `shown` is its one text form."""

Change = Literal["missing", "unexpected", "differs"]
"""What became of an object: expected and not there, there and not expected, or on both sides and not alike."""

Outcome = Literal["in sync", "drift", "unchecked"]


def shown(value: Value) -> str:
    """Render a side of a finding. Both sides go through here, so that they speak one grammar."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "(" + ", ".join(value) + ")" if isinstance(value, tuple) else value


@record
class Finding:
    """One difference, told so that a person can act on it."""

    rule: Rule
    severity: Severity
    subject: Subject
    sentence: str
    change: Change | None = None
    """What the comparison found; None for what compares nothing: a migration, a waiver."""
    expected: Value = None
    live: Value = None
    expected_value: object = field(default=None, compare=False)
    """What `expected` shows: the facet's value, or the whole object that is missing."""
    live_value: object = field(default=None, compare=False)
    """What `live` shows, likewise."""
    hint: str = ""
    live_name: str | None = None
    """The live constraint or index concerned, where it has a name that helps to find it."""
    at: Position | None = None
    """Where the expected side says so."""
    live_at: Position | None = None
    """Where the live side says so, when it is a file."""
    evidence: str | None = None
    """Lines of the file it speaks of, numbered, the one that matters marked. Somebody's text, never ours to run."""
    waiver: Waiver | None = None
    """What accepts it, where something does."""
    lapsed: Waiver | None = None
    """What accepted it until it expired; the sentence says so too."""
    gap: NotChecked | None = field(default=None, compare=False)
    """What was not checked, where that is all it says: its rule is `not-comparable`."""

    def with_severity(self, severity: Severity) -> Finding:
        """The same finding at the severity a team gave its rule."""
        return replace(self, severity=severity)

    @property
    def fingerprint(self) -> str:
        """Stable over runs, edits and rewordings: a digest of the rule and the object alone."""
        import hashlib  # noqa: PLC0415 - OpenSSL takes longer to load than a schema to compare

        return hashlib.sha256(f"{self.rule.name}|{self.subject.path}".encode()).hexdigest()[:16]

    @property
    def order(self) -> tuple[str, str, int, int, str, str, str]:
        """The key by which findings are sorted: table by table, the worst first, then as the registry has the rules."""
        return (
            self.subject.schema,
            self.subject.name,
            -self.severity.rank,
            _rule_order()[self.rule.name],
            self.subject.part,
            self.live_name or "",
            self.sentence,
        )


@cache
def _rule_order() -> dict[str, int]:
    return {name: place for place, name in enumerate(RULES)}


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings into the one order every format keeps."""
    return tuple(sorted(findings, key=lambda finding: finding.order))


def weighed(findings: Sequence[Finding], policy: Policy) -> tuple[Finding, ...]:
    """Apply the severities a team gave its rules; a rule that is off leaves no finding."""
    kept = []
    for finding in findings:
        severity = policy.severity.get(finding.rule.name, finding.severity)
        if severity != "off":
            kept.append(finding if severity is finding.severity else finding.with_severity(severity))
    return tuple(kept)


Cause = Literal["not stated", "not comparable", "not readable"]
"""Why something was not checked.

not stated: one of the sides has no word for it. not comparable: the expected side states it and no certain answer
exists. not readable: it was asked for and could not be had. Of these two a clean result would be a guess.
"""


class NotChecked(NamedTuple):
    """Something no finding speaks of because nobody looked, and why."""

    what: str
    """A plural noun phrase, such as "columns of 10 tables" or "indexes"."""
    cause: Cause
    reason: str


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
    ignored: tuple[Ignored, ...] = ()
    """Live objects that were passed over."""
    ties: tuple[ContextKey, ...] = ()
    """The foreign keys of the tables that findings are about, but for those that differ."""
    undecided: tuple[Finding, ...] = ()
    """What could not be compared, as findings of the rule `not-comparable`: no differences, and no equalities."""

    @property
    def outcome(self) -> Outcome:
        """Drift that reaches `fail_on` is drift; short of that, what nobody could look at forbids "in sync"."""
        if any(finding.severity.reaches(self.fail_on) for finding in self.findings):
            return "drift"
        unread = any(gap.cause == "not readable" for gap in self.not_checked)
        return "unchecked" if unread or any(map(self.forbids_in_sync, self.undecided)) else "in sync"

    def forbids_in_sync(self, undecided: Finding) -> bool:
        """Whether something that could not be compared matters: unless it is a note, whatever fails the check."""
        return undecided.severity is not Severity.NOTE or undecided.severity.reaches(self.fail_on)

    @property
    def exit_code(self) -> ExitCode:
        """The code the process ends with."""
        return {"in sync": ExitCode.IN_SYNC, "drift": ExitCode.DRIFT, "unchecked": ExitCode.UNCHECKED}[self.outcome]

    def count(self, severity: Severity) -> int:
        """How many findings of this severity count."""
        return sum(finding.severity is severity for finding in self.findings)
