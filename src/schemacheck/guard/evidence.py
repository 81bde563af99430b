"""The text a finding speaks of, as evidence: the migration's own lines, numbered, the one that matters marked."""

from __future__ import annotations

from schemacheck.base.evidence import quoted_lines
from schemacheck.sql.text import Text


def snippet(text: Text, start: int, at: int, end: int) -> str:
    """Show the statement between two offsets, at most a few lines around the place that matters."""
    first, marked = text.position(start).line, text.position(at).line
    last = max(text.position(max(end - 1, start)).line, marked)
    return quoted_lines([text.line(number) for number in range(first, last + 1)], first, marked)
