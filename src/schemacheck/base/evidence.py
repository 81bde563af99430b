"""Lines of somebody's text as evidence: numbered, the one that matters marked, passwords masked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_BEFORE: Final = 2
_AFTER: Final = 2
_WIDE: Final = 160
_SECRETS: Final = (
    # Begun at the begin of a word alone: a line may be one word of a megabyte.
    re.compile(r"((?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@'\"]*:)[^\s@'\"]+(?=@)"),
    re.compile(r"(?i)(\bpassword\s+(?:e|u&)?')(?:[^']|'')*"),
    re.compile(r"(?i)((?:password|passwd|secret|token|api_?key)\s*[=:]\s*[\"']?)[^\s\"']+"),
)


def quoted_lines(lines: Sequence[str], first: int, marked: int) -> str:
    """Quote a statement: its first line, and a few around the one that matters.

    Passwords are masked: evidence is shown to whoever reads the report.

    Args:
        lines: the statement's own lines.
        first: the number of the first of them in its file.
        marked: the number of the one that matters.
    """
    last = first + max(len(lines), 1) - 1
    shown = sorted({first, *range(max(first, marked - _BEFORE), min(last, marked + _AFTER) + 1)})
    width = len(str(shown[-1]))
    told, before = [], first - 1
    for number in shown:
        if number > before + 1:
            told.append(f"  {'.' * width} |")
        line = masked(lines[number - first]) if number - first < len(lines) else ""
        told.append(f"{'>' if number == marked else ' '} {number:>{width}} | {line}".rstrip())
        before = number
    return "\n".join(told)


def masked(line: str) -> str:
    """Cut a line that nobody would read to its end, and mask the passwords in it."""
    for secret in _SECRETS:
        line = secret.sub(r"\1***", line)
    return line if len(line) <= _WIDE else line[: _WIDE - 3] + "..."
