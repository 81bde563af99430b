"""What a rule is."""

from __future__ import annotations

from enum import Enum

from schemacheck.base.record import record


class Severity(Enum):
    """Harm decides it: see `Rule.severity`. Ordered from note to error."""

    ERROR = "error"
    """Deployed code or the integrity of data can break."""
    WARNING = "warning"
    """Not what was agreed, yet nothing breaks today."""
    NOTE = "note"
    """For information."""

    @property
    def rank(self) -> int:
        """0 for a note, 2 for an error."""
        return _RANKS[self]

    def reaches(self, threshold: Severity) -> bool:
        """Whether this is at least as severe as `threshold`."""
        return self.rank >= threshold.rank


_RANKS = {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Band(Enum):
    """When a difference does its harm: the first two are errors, the last is a warning or a note."""

    FAILS_NOW = "fails now"
    """The next statement of deployed code that needs it fails."""
    WRONG_DATA = "wrong data"
    """Nothing fails: from now on wrong rows get in, are lost, or are seen by roles that should not see them."""
    CAN_WAIT = "can wait"
    """No statement fails and no row is wrong because of it."""

    @property
    def rank(self) -> int:
        """2 for what fails now, 0 for what can wait."""
        return _URGENCIES[self]


_URGENCIES = {Band.CAN_WAIT: 0, Band.WRONG_DATA: 1, Band.FAILS_NOW: 2}


@record
class Variant:
    """What a rule says of some pairs of values, where it cannot say the same of all; `compare/choices` chooses it.

    Its texts may name {name}, {owner}, {expected} and {live}, and the facts that come with the choice.
    """

    name: str
    when: str
    """Completes "where ": the rule's page lists its variants."""
    harm: str
    hint: str = ""
    """Empty: the rule's."""
    sentence: str = ""
    """Empty: the rule's."""
    severity: Severity | None = None
    """None: the rule's."""
    band: Band | None = None
    """None: the rule's."""


@record
class Rule:
    """One way in which a database can differ from what is expected of it."""

    name: str
    severity: Severity
    summary: str
    """One line that completes "this rule reports": for lists."""
    sentence: str
    """What a finding says, true on its own. May name {name}, {noun} (what sort of object it is), {thing} (both), {owner} (the
    table), {expected} and {live}."""
    harm: str
    """What breaks, in one or two sentences a person on call can use."""
    hint: str
    """What to look at or decide, in prose; never a statement that changes anything."""
    causes: tuple[str, ...]
    """How databases usually come to this."""
    confirm: str
    """A SELECT that shows the live side; :table and :name stand for the names."""
    off: bool = False
    """Whether it is reported only where the expected schema gives it a severity."""
    band: Band = Band.FAILS_NOW
    """Of an error; warnings and notes can wait."""
    variants: tuple[Variant, ...] = ()
    """What is said instead of `harm`, `hint`, `sentence` and `severity` where the values at hand decide it."""

    def variant(self, name: str) -> Variant | None:
        """Find a variant by its name; None for the rule's own words, whose name is empty.

        Raises:
            KeyError: there is none of this name.
        """
        return {each.name: each for each in self.variants}[name] if name else None

    def band_of(self, variant: Variant | None) -> Band:
        """Say when a difference does its harm."""
        severity = (variant and variant.severity) or self.severity
        if severity is not Severity.ERROR:
            return Band.CAN_WAIT
        return (variant and variant.band) or self.band
