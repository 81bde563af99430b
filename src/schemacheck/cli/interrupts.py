"""The signals that ask a run to end: what Ctrl-C sends, and what a CI system sends to a job that it cancels."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs


class Interrupts:
    """Ends a run by KeyboardInterrupt, and remembers that it did.

    A KeyboardInterrupt may come out as something else: Typer makes an exit code of it, Python before 3.12 a
    RuntimeError when it comes while a class is made, and one that comes while an object is freed is dropped.
    """

    def __init__(self) -> None:
        self.received: int | None = None
        """The number of the last signal, if there was one."""

    def listen(self) -> None:
        """Handle the signals of this process."""
        signal.signal(signal.SIGINT, self._receive)
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:  # nohup ignores SIGHUP, and that stays
                signal.signal(number, self._receive)
        sys.unraisablehook = _dropped

    @property
    def code(self) -> int:
        """The exit code of a run that was interrupted: 128 and the signal, as shells have it."""
        return 128 + (self.received or signal.SIGINT)

    def raise_if_received(self) -> None:
        """Raise the KeyboardInterrupt that may have been dropped."""
        if self.received is not None:
            raise KeyboardInterrupt

    def _receive(self, number: int, _frame: object) -> NoReturn:
        self.received = number
        raise KeyboardInterrupt


def _dropped(failure: UnraisableHookArgs) -> None:
    """Say nothing of a KeyboardInterrupt that Python drops: the run ends as interrupted all the same."""
    if not issubclass(failure.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(failure)
