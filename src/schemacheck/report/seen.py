"""Since when a finding is known: what a history of earlier checks says of it."""

from __future__ import annotations

from datetime import datetime

from schemacheck.base.record import record


@record
class Seen:
    """When a finding was first seen, and when a check last looked and did not find it. All in UTC, to the second."""

    first: datetime
    """The first check that found it; of one that was gone and came back, the first since then."""
    now: datetime
    """The check at hand."""
    absent: datetime | None = None
    """The last check before `first` that looked and did not find it; None where no such check is known."""

    @property
    def is_new(self) -> bool:
        """Whether the check at hand is the first that found it."""
        return self.first >= self.now
