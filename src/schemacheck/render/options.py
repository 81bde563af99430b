"""How a report should look. The caller decides: nothing here asks the terminal."""

from __future__ import annotations

from typing import Final, Literal

from schemacheck.base.record import record
from schemacheck.report.rules import Severity

Style = Literal["strong", "faint", "error", "warning", "note", "good"]

_CODES: Final[dict[Style, str]] = {
    "strong": "1",
    "faint": "2",
    "error": "1;31",
    "warning": "33",
    "note": "36",
    "good": "1;32",
}
"""The eight colours every terminal has, in the user's own shades; nothing is said by colour alone."""

SEVERITY_STYLES: Final[dict[Severity, Style]] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "note",
}


@record
class RenderOptions:
    """What the caller decides about the looks of a report."""

    width: int = 80
    """Columns; no line is longer, but for a word that is."""
    colour: bool = False
    folder: str = ""
    """Where relative file names start, seen from the top of the repository, for formats that link to files; an absolute
    path where that is not below the top."""
    tops: tuple[str, ...] = ()
    """The top of the repository as an absolute path, in each spelling: a file below it is named from there."""
    checked_at: float | None = None
    """When the check ended, in seconds since 1970, for formats that tell it; None leaves it out."""
    seconds: float | None = None
    """How long the check took, the same way."""
    only: tuple[str, ...] = ()
    """Patterns of the objects whose findings are shown; empty: all."""
    rules: tuple[str, ...] = ()
    """The rules whose findings are shown; empty: all."""
    room: int | None = None
    """How many bytes a report in Markdown may have; None: as many as a comment on GitHub holds."""
    dated: bool = False
    """Whether formats for people say when that was, and how long it took."""

    def paint(self, style: Style, text: str) -> str:
        """Return the text in a style, or as it is where there is no colour."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.colour and text else text
