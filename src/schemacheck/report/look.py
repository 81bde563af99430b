"""What to look at next: one SELECT, and what to decide on its answer."""

from __future__ import annotations

from schemacheck.base.record import record


@record
class Look:
    """A query that a person may paste as it stands: it reads the catalog or counts rows, and changes nothing."""

    query: str
    """One SELECT for the live database, with its semicolon."""
    none: str
    """What to decide where it gives no row, or counts none."""
    some: str
    """What to decide where it gives rows, or counts some."""
