"""What is being done, for somebody who waits: a spinner on a terminal, timings on demand."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Final

from schemacheck.cli.streams import Console
from schemacheck.render.layout import clean

if TYPE_CHECKING:
    from rich.status import Status


SECONDS_BETWEEN_LINES: Final = 15
"""How often a log is told how far a long run is."""


class Progress:
    """Follows the phases of a run; all it says goes to standard error."""

    def __init__(self, console: Console, *, spin: bool, notes: bool = True) -> None:
        self._console = console
        self._spin_wanted = spin
        self._spin = spin and console.err.isatty() and console.environ.get("TERM") != "dumb"
        self._notes: dict[str, None] | None = {} if notes else None
        self._status: Status | None = None
        self._phases: list[tuple[str, float]] = []
        self._details: dict[str, None] = {}
        self._told = time.perf_counter()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._phases.append(("", time.perf_counter()))
        if self._status:
            self._status.stop()
        for note in self._notes or ():
            self._console.say(f"note: {note}")

    def phase(self, name: str) -> None:
        """Begin a phase, such as "connecting to db.internal"."""
        self._phases.append((name, time.perf_counter()))
        if not self._spin:
            return
        if self._status:
            self._status.update(clean(self._console.scrub.ours(name)))
            return
        from rich.console import Console as RichConsole  # 60 ms that only a person at a terminal pays

        self._status = RichConsole(file=self._console.err, markup=False, highlight=False).status(
            clean(self._console.scrub.ours(name))
        )
        self._status.start()

    def step(self, text: str) -> None:
        """Say how far the phase is: beside the spinner, or where there is none in a line now and then."""
        if self._status:
            self._status.update(clean(self._console.scrub.ours(text)))
        elif self._spin_wanted and time.perf_counter() - self._told > SECONDS_BETWEEN_LINES:
            self._told = time.perf_counter()
            self._console.say(text)

    def note(self, text: str) -> None:
        """Keep a note until the work is done, since a spinner owns the line; each is said once."""
        if self._notes is not None:
            self._notes[" ".join(text.split())] = None

    def detail(self, text: str) -> None:
        """Keep what only a reader who asks for it wants to know."""
        self._details[text] = None

    def details(self) -> list[str]:
        """Return what was kept."""
        return list(self._details)

    def timings(self) -> list[str]:
        """Say how long each phase took."""
        return [
            f"{1000 * (after - before):8.1f} ms  {name}"
            for (name, before), (_, after) in zip(self._phases, self._phases[1:], strict=False)
        ]
