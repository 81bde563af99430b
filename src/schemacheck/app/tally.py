"""How far a run over many databases is, for somebody who watches it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from threading import Lock
from typing import Final

from schemacheck.base.errors import ExitCode

_WIDTH: Final = 20


class Tally:
    """Counts what became of each of many; told of them by many threads."""

    def __init__(self, number: int, say: Callable[[str], None], now: Callable[[], float] = time.monotonic) -> None:
        """Begin.

        Args:
            number: how many there are.
            say: told how far it is, each time that one has ended.
            now: a clock, in seconds.
        """
        self._number = number
        self._say = say
        self._now = now
        self._began = now()
        self._codes: Counter[ExitCode] = Counter()
        self._lock = Lock()

    def add(self, code: ExitCode) -> None:
        """Count one that has ended."""
        with self._lock:
            self._codes[code] += 1
            self._say(self._told())

    def _told(self) -> str:
        done = self._codes.total()
        bar = "#" * (_WIDTH * done // self._number)
        parts = [f"[{bar:-<{_WIDTH}}] {done:,} of {self._number:,} targets done"]
        if drifted := self._codes[ExitCode.DRIFT]:
            parts.append(f"{drifted:,} drifted")
        if unchecked := self._codes[ExitCode.UNCHECKED] + self._codes[ExitCode.USAGE]:
            parts.append(f"{unchecked:,} not checked")
        left = (self._now() - self._began) / done * (self._number - done)
        if done < self._number and left >= 1:
            parts.append(f"about {_span(left)} left")
        return ", ".join(parts)


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
