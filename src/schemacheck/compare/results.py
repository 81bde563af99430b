"""What a comparison finds: differences as the engine knows them, each put into words once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from schemacheck.base.names import Position, QName, quoted
from schemacheck.base.record import record
from schemacheck.report.finding import Change, Difference, Finding, NotChecked, Value, shown
from schemacheck.report.report import Ignored
from schemacheck.report.rules import RULES
from schemacheck.report.subject import Subject

if TYPE_CHECKING:
    from schemacheck.report.passing import Passing


@record
class NearMiss:
    """What was found instead of a missing object: the end of the finding's sentence, and a hint."""

    sentence: str
    hint: str = ""


class SideValue(NamedTuple):
    """What one side has of a difference; by default nothing."""

    value: object = None
    """The facet's value, or the whole object."""
    shown: Value = None
    """The value as reports show it."""
    at: Position | None = None
    """Where the side says so."""


_NOTHING: Final = SideValue()


class Choice(NamedTuple):
    """Which variant of a rule tells what a difference does, and the facts that its words name."""

    variant: str = ""
    """Empty: the rule's own words are true of the pair at hand."""
    facts: Mapping[str, str] = {}


_AS_THE_RULE_SAYS: Final = Choice()


class Question(NamedTuple):
    """A facet of an object of which nobody can tell whether both sides mean the same; it names it in the comparison."""

    subject: Subject
    facet: str


@record
class Undecided:
    """An object that has an open question, and where it is: enough for a server to put its expected text into words."""

    question: Question
    expected: Any
    """The object as expected: a column, a check, a table that is a view."""
    table: QName | None
    """The table that holds it, or that it is; None for what no table holds."""


@record
class Draft:
    """A finding before its sentence is made."""

    rule: str
    subject: Subject
    name: str
    """What the sentence calls the object."""
    change: Change | None = None
    owner: str = ""
    """The table that holds the object."""
    expected: SideValue = SideValue()
    live: SideValue = SideValue()
    live_name: str | None = None
    stated_name: str | None = None
    """The name by which to tell the object from others: told where the sentence does not have it."""
    near: NearMiss | None = None
    gap: NotChecked | None = None
    """What could not be compared, where that is the finding."""
    named_noun: str = ""
    """What bears these names: a constraint, an index."""
    hint: str = ""
    """What to look at; empty for the rule's own."""
    evidence: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    """What else a reader needs, each with its label."""
    noun: str = ""
    """What sort of object it is, where the subject's kind does not say it: a view is in no other kind than tables."""
    choice: Choice = _AS_THE_RULE_SAYS
    difference: Difference | None = None

    def finding(self) -> Finding:
        """Make the finding, its sentence from the rule's."""
        rule = RULES[self.rule]
        variant = rule.variant(self.choice.variant)
        noun = self.noun or self.subject.kind
        words = {
            "name": self.name,
            "noun": noun,
            "thing": self.name if self.name.startswith("the ") else f"the {noun} {self.name}",
            "owner": self.owner,
            "expected": shown(self.expected.shown),
            "live": shown(self.live.shown),
            **self.choice.facts,
        }
        sentence = ((variant and variant.sentence) or rule.sentence).format_map(words)
        if self.stated_name and self.stated_name not in sentence:
            sentence += f" ({self.named_noun} {quoted(self.stated_name)})"
        return Finding(
            rule=rule,
            severity=(variant and variant.severity) or rule.severity,
            subject=self.subject,
            change=self.change,
            sentence=f"{sentence}; {self.near.sentence}" if self.near else sentence,
            expected=self.expected.shown,
            live=self.live.shown,
            expected_value=self.expected.value,
            live_value=self.live.value,
            harm=variant.harm.format_map(words) if variant else rule.harm,
            hint=(self.near.hint if self.near else "")
            or self.hint
            or (variant.hint.format_map(words) if variant and variant.hint else rule.hint),
            band=rule.band_of(variant) if self.change else None,
            live_name=self.live_name,
            live_noun=self.named_noun,
            at=self.expected.at,
            live_at=self.live.at,
            evidence=self.evidence,
            facts=self.facts,
            gap=self.gap,
            difference=self.difference,
        )


@dataclass(slots=True, eq=False, repr=False)
class Results:
    """Collects what the comparison finds; its only mutable object."""

    findings: list[Finding] = field(default_factory=list)
    gaps: list[NotChecked] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    ignored: list[Ignored] = field(default_factory=list)
    passing: Passing | None = None
    """What of that is none of our business; None: nothing but the books of tools."""
    of_database: bool = False
    """Whether the live side is a database, which may have what was not read of it."""
    reworded: Mapping[Question, Any] = field(default_factory=dict)
    """Expected objects in the words of a server like the live one, by the question that is open without these."""
    open: list[Undecided] = field(default_factory=list)
    """What such words would decide."""
    unstated_names: int = 0
    """How many constraints of the live side somebody named, and the expected side does not say how."""
    taken_in: int = 0
    """How many objects of the live side belong to an extension, and the expected side does not say so."""
    silences: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """What the live side does not state: paths of objects, by facet and the objects' plural."""

    def passes(self, attribute: str, item: Any, table: QName | None, path: str) -> bool:
        """Whether an unexpected object is passed over; then it is noted with the reason."""
        why = self.passing.object(attribute, item, table) if self.passing is not None else None
        if why is not None:
            self.ignored.append(Ignored(path, *why))
        return why is not None

    def report(self, draft: Draft) -> None:
        """Record one finding."""
        self.findings.append(draft.finding())

    def undecided(
        self,
        subject: Subject,
        what: str,
        reason: str,
        sides: tuple[SideValue, SideValue],
        difference: Difference | None = None,
    ) -> None:
        """Note that a stated facet of an object could not be compared; `difference` has the objects where both do."""
        gap = NotChecked(what, "not comparable", reason)
        near, (expected, live) = NearMiss(reason), sides
        self.report(
            Draft(
                "not-comparable", subject, what, expected=expected, live=live, near=near, gap=gap, difference=difference
            )
        )

    def silent(self, subject: Subject, path: str, what: str, plural: str, expected: SideValue) -> None:
        """Note that the live side does not state a facet that the expected side states.

        A database may have it all the same, except for names: an object without a stated name has none.
        """
        if self.of_database and what != "name":
            self.undecided(subject, f"{what} of {path}", "nothing reads it of this database", (expected, _NOTHING))
        else:
            self.silences.setdefault((what, plural), []).append(path)

    def silent_gaps(self) -> list[NotChecked]:
        """List what the live side does not state, counted: a file may leave out a facet for every column."""
        return [
            NotChecked(
                f"{what} of {paths[0] if len(paths) == 1 else f'{len(paths)} {plural}'}",
                "not stated",
                "the live side has no word for it",
            )
            for (what, plural), paths in self.silences.items()
        ]

    def note_extension(self, expected: Any, live: Any) -> None:
        """Count a live object that belongs to an extension, if that is news: it goes when the extension goes."""
        of_it = getattr(live, "part_of", None) or ""
        self.taken_in += getattr(expected, "part_of", None) is None and of_it.startswith("extension ")

    def count(self, plural: str, number: int) -> None:
        """Say that `number` objects of a kind were compared."""
        self.counts[plural] = self.counts.get(plural, 0) + number
