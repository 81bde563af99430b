"""The text a finding speaks of, as evidence: the migration's own lines, numbered, the one that matters marked."""

from __future__ import annotations

import re
from typing import Final

from schemacheck.sql.text import Text

_BEFORE: Final = 2
_AFTER: Final = 2
_WIDE: Final = 160
_SECRETS: Final = (
    re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://[^\s:/@'\"]*:)[^\s@'\"]+(?=@)"),
    re.compile(r"(?i)(\bpassword\s+(?:e|u&)?')(?:[^']|'')*"),
    re.compile(r"(?i)((?:password|passwd|secret|token|api_?key)\s*[=:]\s*[\"']?)[^\s\"']+"),
)


def snippet(text: Text, start: int, at: int, end: int) -> str:
    """Show the statement between two offsets, at most a few lines around the place that matters.

    Passwords are masked: evidence is shown to whoever reads the report.
    """
    first, marked = text.position(start).line, text.position(at).line
    last = max(text.position(max(end - 1, start)).line, marked)
    shown = sorted({first, *range(max(first, marked - _BEFORE), min(last, marked + _AFTER) + 1)})
    width = len(str(shown[-1]))
    lines, before = [], first - 1
    for number in shown:
        if number > before + 1:
            lines.append(f"  {'.' * width} |")
        lines.append(f"{'>' if number == marked else ' '} {number:>{width}} | {masked(text.line(number))}".rstrip())
        before = number
    return "\n".join(lines)


def masked(line: str) -> str:
    """Cut a line that nobody would read to its end, and mask the passwords in it."""
    for secret in _SECRETS:
        line = secret.sub(r"\1***", line)
    return line if len(line) <= _WIDE else line[: _WIDE - 3] + "..."
