"""What a command writes to, and how it looks there."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from schemacheck.base.record import record

if TYPE_CHECKING:
    from schemacheck.base.scrub import Scrubber
    from schemacheck.render import RenderOptions

PIPE_WIDTH = 80
WIDEST = 120
NARROWEST = 40
WIDEST_STATED = 10_000
"""What `COLUMNS` may ask for."""


def open_missing() -> None:
    """Open the null device on what is closed of the three standard streams.

    Else the next file or socket takes its number, and what is written to the stream goes there: into the talk with a
    database, for example.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - kept to the end


@record
class Console:
    """Data goes to `out`, everything else to `err`."""

    out: TextIO
    err: TextIO
    scrub: Scrubber
    environ: Mapping[str, str]
    inputs: frozenset[str] = frozenset()
    """The real paths of the files that this run reads, and hence may not write."""

    def say(self, line: str) -> None:
        """Tell a person a line on standard error. Whatever it quotes cannot move a terminal, nor command a runner."""
        from schemacheck.render import disarm
        from schemacheck.render.layout import clean

        self.err.write(disarm.lines(clean(line)) + "\n")

    def render_options(self, stream: TextIO, color: str = "auto") -> RenderOptions:
        """Decide how a report looks on this stream; the formats themselves ask nobody."""
        from schemacheck.render import RenderOptions

        return RenderOptions(width=self._width(stream), colour=self._has_colour(stream, color), folder=self._folder())

    def _width(self, stream: TextIO) -> int:
        stated = self.environ.get("COLUMNS", "")
        if stated.isdecimal() and int(stated) > 0:
            return min(max(int(stated[:9]), NARROWEST), WIDEST_STATED)
        if not stream.isatty():
            return PIPE_WIDTH
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
        except OSError:
            return PIPE_WIDTH
        return min(max(columns, NARROWEST), WIDEST) if columns else PIPE_WIDTH

    def _has_colour(self, stream: TextIO, color: str) -> bool:
        if color != "auto":
            return color == "always"
        if self.environ.get("NO_COLOR"):
            return False
        if self.environ.get("FORCE_COLOR", "0") not in ("", "0"):
            return True
        return stream.isatty() and self.environ.get("TERM") != "dumb"

    def _folder(self) -> str:
        """Say where we are in the repository that a GitHub runner has checked out."""
        top = self.environ.get("GITHUB_WORKSPACE")
        if not top:
            return ""
        here = os.path.relpath(os.path.realpath("."), os.path.realpath(top))
        return "" if here == "." or here.startswith("..") else here.replace(os.sep, "/")
