"""A finding, which is one difference with all that its reader needs; and what was not checked, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from schemacheck.base.names import Position
from schemacheck.base.record import record
from schemacheck.report.policy import Policy, Waiver
from schemacheck.report.rules import RULES, Band, Rule, Severity
from schemacheck.report.subject import Subject

if TYPE_CHECKING:
    from schemacheck.report.look import Look
    from schemacheck.report.seen import Seen
    from schemacheck.report.written import Written

Value = str | bool | tuple[str, ...] | None
"""A side of a finding: one facet's value, typed; `shown` is its one text form."""

Change = Literal["missing", "unexpected", "differs"]
"""What became of an object: expected and not there, there and not expected, or on both sides and not alike."""


def shown(value: Value) -> str:
    """Render a side of a finding. Both sides go through here, so that they speak one grammar."""
    if value in (None, ()):
        return "(none)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "(" + ", ".join(value) + ")" if isinstance(value, tuple) else value


class Difference(NamedTuple):
    """What a finding was told of: the objects themselves, for whoever goes on from there."""

    attribute: str
    """Where the holder has it, such as `columns` of a table; empty for a table itself."""
    facet: str
    """The key of the facet in the expected schema; empty where the whole object is missing or unexpected."""
    expected: object
    """None where nobody expects it."""
    live: object
    """None where it is missing."""


@record
class Finding:
    """One difference, with all that a person needs to act on it."""

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
    previous: Value = None
    """What the previous expected side has, where that is neither `expected` nor `live`."""
    harm: str = ""
    """What breaks, for these values; empty for the rule's own words, as is `hint`."""
    hint: str = ""
    """What to look at or decide, likewise."""
    band: Band | None = None
    """When it does its harm; None for what compares nothing."""
    live_name: str | None = None
    """The live constraint or index concerned, where it has a name that helps to find it."""
    live_noun: str = ""
    """What it is: "constraint", "index"."""
    at: Position | None = None
    """Where the expected side says so."""
    live_at: Position | None = None
    """Where the live side says so, when it is a file."""
    evidence: str | None = None
    """Numbered lines of the file concerned, with the important one marked. It is quoted text and is never run."""
    facts: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """What else a reader needs, each with its label: the whole policy, the partitions beside."""
    stated: str | None = field(default=None, compare=False)
    """The line at `at`, as it stands in its file."""
    waiver: Waiver | None = None
    """What accepts it, where something does."""
    lapsed: Waiver | None = None
    """What accepted it until it expired; the sentence says so too."""
    pending: bool = False
    """Whether it is what the deploy will change: the live side has what the previous expected side says."""
    seen: Seen | None = field(default=None, compare=False)
    """Since when a history knows it, where there is one."""
    written: Written | None = field(default=None, compare=False)
    """Who last wrote the catalog row that it is about, where that is known."""
    look: Look | None = field(default=None, compare=False)
    """What to ask the database next; None where the live side is no PostgreSQL, or nothing was compared."""
    gap: NotChecked | None = field(default=None, compare=False)
    """What was not checked, where that is all it says: its rule is `not-comparable`."""
    difference: Difference | None = field(default=None, compare=False)
    """Between which objects it is; None for what compares nothing."""

    def with_severity(self, severity: Severity) -> Finding:
        """The same finding at the severity a team gave its rule."""
        return replace(self, severity=severity)

    @property
    def fingerprint(self) -> str:
        """Stable over runs, edits and rewordings: a digest of the rule and the object alone."""
        import hashlib  # noqa: PLC0415 - OpenSSL takes longer to load than a schema to compare

        return hashlib.sha256(f"{self.rule.name}|{self.subject.path}".encode()).hexdigest()[:16]

    @property
    def urgency(self) -> tuple[int, int]:
        """How bad it is: 0 as the first number for an error, as the second for what fails now."""
        return -self.severity.rank, -self.band.rank if self.band else 0

    @property
    def order(self) -> tuple[str, str, int, int, int, str, str, str]:
        """The key by which findings are sorted: table by table, the worst first, then as the registry has the rules."""
        return (
            self.subject.schema,
            self.subject.name,
            *self.urgency,
            _rule_order()[self.rule.name],
            self.subject.part,
            self.live_name or "",
            self.sentence,
        )


@cache
def _rule_order() -> dict[str, int]:
    return {name: place for place, name in enumerate(RULES)}


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings into the one order every format keeps: the table with the worst finding first."""
    found = list(findings)
    worst: dict[tuple[str, str], tuple[int, int]] = {}
    for finding in found:
        holder = (finding.subject.schema, finding.subject.name)
        worst[holder] = min(finding.urgency, worst.get(holder, finding.urgency))
    return tuple(sorted(found, key=lambda each: (worst[each.subject.schema, each.subject.name], each.order)))


def weighed(findings: Sequence[Finding], policy: Policy) -> tuple[Finding, ...]:
    """Apply the severities a team gave its rules; a rule that is off, or was not turned on, leaves no finding."""
    kept = []
    for finding in findings:
        severity = policy.severity.get(finding.rule.name, "off" if finding.rule.off else finding.severity)
        if severity != "off":
            kept.append(finding if severity is finding.severity else finding.with_severity(severity))
    return tuple(kept)


GapCause = Literal["not stated", "not comparable", "not readable"]
"""Why something was not checked.

not stated: one of the sides has no word for it. not comparable: the expected side states it and no certain answer
exists. not readable: it was asked for and could not be had. Of these two a clean result would be a guess.
"""


class NotChecked(NamedTuple):
    """Something that was not checked, and why."""

    what: str
    """A plural noun phrase, such as "columns of 10 tables" or "indexes"."""
    cause: GapCause
    reason: str
