"""Laying out plain text in a given width. Lengths are taken before anything is coloured."""

from __future__ import annotations

import re
import textwrap
from typing import Final

_QUOTED: Final = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")""")
_SPACE: Final = re.compile(r"\s+")
# Begins where a number begins: begun at each of its digits, it would read a long list of numbers once for each.
_COUNTED: Final = re.compile(r"(?<![\w,])\d[\d,]*(?<=\d) (?=[a-z])")
_SHORT: Final = 16
_HARD_SPACE: Final = "\x00"
"""A placeholder for a space at which no line may break; no cleaned text contains it."""


def clean(text: str) -> str:
    """Return the text with what is not printable spelt out, line breaks among it.

    Names in a database are any characters: a line break in one must not forge a line of the report, nor an escape
    sequence move the reader's terminal.
    """
    if text.isprintable():
        return text
    return text.translate(_SPELT_OUT)


class _SpeltOut(dict[int, str]):
    """What stands for each character that was ever met: itself, or its escape."""

    def __missing__(self, code: int) -> str:
        each = chr(code)
        self[code] = each if each.isprintable() else each.encode("unicode_escape").decode()
        return self[code]


_SPELT_OUT: Final = _SpeltOut()


def flat(expression: str) -> str:
    """Return an expression on one line. White space means something inside quotes only, and there it stays."""
    if "\n" not in expression and "\t" not in expression:
        return expression
    parts = _QUOTED.split(expression)
    return "".join(part if number % 2 else _SPACE.sub(" ", part) for number, part in enumerate(parts)).strip()


def wrap(text: str, width: int, indent: int = 0, first: str | None = None, *, whole: bool = False) -> list[str]:
    """Break a text at its spaces, each line indented by `indent` spaces, the first one by `first` where that is given.

    A word is never cut, nor a short literal in quotes, nor a number from what it counts: all are read or copied whole.
    `whole` says that no literal is cut, however long: the text is to be pasted.
    """
    rest = " " * indent
    kept = _QUOTED.sub(
        lambda found: _with_hard_spaces(found[0]) if whole or len(found[0]) <= _SHORT else found[0], clean(text)
    )
    kept = _COUNTED.sub(lambda found: _with_hard_spaces(found[0]), kept)
    lines = textwrap.wrap(
        kept,
        max(width, indent + 1),
        initial_indent=rest if first is None else first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_HARD_SPACE, " ") for line in lines] or [(rest if first is None else first).rstrip()]


def _with_hard_spaces(text: str) -> str:
    return text.replace(" ", _HARD_SPACE)


def with_right(lines: list[str], right: str, width: int, gap: int = 2) -> list[str]:
    """Set `right` at the right edge of the last line, or on a line of its own where there is no room."""
    if not right:
        return lines
    last = lines[-1]
    if len(last) + gap + len(right) <= width:
        return [*lines[:-1], last + right.rjust(width - len(last))]
    return [*lines, right.rjust(width)]


def counted(number: int, plural: str) -> str:
    """Say how many, such as "1 table" or "2 indexes"."""
    if number != 1:
        return f"{number:,} {plural}"
    if plural.endswith("ies"):
        return f"1 {plural[:-3]}y"
    return f"1 {plural[:-2] if plural.endswith('xes') else plural.removesuffix('s')}"
