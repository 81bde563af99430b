"""What a command writes to, and how it looks there.

All that is written to a stream goes through `Console` here, and all that is written to a file through `cli.files`: both
take a `Safe` text, which only `render.disarm` makes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from schemacheck.base.errors import UncheckedError
from schemacheck.base.record import record
from schemacheck.base.streams import StreamOver

if TYPE_CHECKING:
    from schemacheck.base.scrub import Scrubber
    from schemacheck.render import RenderOptions
    from schemacheck.render.disarm import Safe

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


class OutputError(UncheckedError):
    """What was to be told cannot be written to standard output, nor can that be told there."""


class Output(StreamOver):
    """Standard output, of which a failure is told once: what is left in its buffer would fail again at the end."""

    def write(self, text: str) -> int:
        """Write to the stream below."""
        try:
            return self._stream.write(text)
        except OSError as error:
            raise self._failed(error) from error

    def flush(self) -> None:
        """Pass on everything that was written."""
        try:
            if not self._stream.closed:
                self._stream.flush()
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> OSError | OutputError:
        if isinstance(error, BrokenPipeError):
            return error
        give_up(self._stream)
        return OutputError(f"Nothing can be written to standard output: {error.strerror}.")


def give_up(stream: TextIO) -> None:
    """Let what is left in the buffer of a stream go nowhere."""
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


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

        self.complain(disarm.lines(clean(line) + "\n"))

    def tell(self, document: Safe) -> None:
        """Write what was asked for to standard output."""
        self.out.write(document)
        self.out.flush()

    def complain(self, text: Safe) -> None:
        """Write what was not asked for to standard error."""
        self.err.write(text)

    def render_options(self, stream: TextIO, color: str = "auto") -> RenderOptions:
        """Decide how a report looks on this stream; the formats themselves ask nobody."""
        from schemacheck.render import RenderOptions

        top = self._top()
        folder = _within(top) if top else ""
        tops = tuple(dict.fromkeys((top, os.path.realpath(top)))) if top else ()
        return RenderOptions(
            width=self._width(stream), colour=self._has_colour(stream, color), folder=folder, tops=tops
        )

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

    def _top(self) -> str:
        """Find the top of the repository: as the CI system says, else the nearest folder from here up that is one."""
        for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
            if self.environ.get(name):
                return self.environ[name].rstrip("/")
        here = Path(os.path.realpath("."))
        return next((str(each) for each in (here, *here.parents) if (each / ".git").exists()), "")


def _within(top: str) -> str:
    """Say where we are below a folder; empty at its top, and in full where we are not below it."""
    here = os.path.realpath(".")
    below = os.path.relpath(here, os.path.realpath(top)).replace(os.sep, "/")
    if below.startswith(".."):
        return here
    return "" if below == "." else below
