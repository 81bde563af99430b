"""Laying out plain text in a given width. Lengths are taken before anything is coloured."""

from __future__ import annotations

import textwrap


def clean(text: str) -> str:
    """Return the text on one line, with what is not printable spelt out.

    Names in a database are any characters: a line break in one must not forge a line of the report, nor an escape
    sequence move the reader's terminal.
    """
    if text.isprintable():
        return text
    flat = " ".join(text.split()) if text.strip() else text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in flat)


def wrap(text: str, width: int, indent: int = 0, first: str | None = None) -> list[str]:
    """Break a text at its spaces, each line indented by `indent` spaces, the first one by `first` where that is given.

    A word is never cut: names and paths are copied from a report.
    """
    rest = " " * indent
    return textwrap.wrap(
        clean(text),
        max(width, indent + 1),
        initial_indent=rest if first is None else first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [(rest if first is None else first).rstrip()]


def with_right(lines: list[str], right: str, width: int, gap: int = 2) -> list[str]:
    """Set `right` at the right edge of the last line, or on a line of its own where there is no room."""
    if not right:
        return lines
    last = lines[-1]
    if len(last) + gap + len(right) <= width:
        return [*lines[:-1], last + right.rjust(width - len(last))]
    return [*lines, right.rjust(width)]
