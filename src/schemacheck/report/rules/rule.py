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


@record
class Rule:
    """One way in which a database can differ from what is expected of it."""

    name: str
    severity: Severity
    summary: str
    """One line that completes "this rule reports": for lists."""
    sentence: str
    """What a finding says, true on its own. May name {name}, {owner} (the table), {expected} and {live}."""
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
