"""What is found out while something else is waited for: the server has work of its own to do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """The result of a function that runs in a thread of its own."""

    def __init__(self, function: Callable[[], T]) -> None:
        """Begin at once."""
        self._function = function
        self._results: list[T] = []
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self) -> T:
        """Wait for the result.

        Raises:
            Exception: what the function raised.
        """
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._function())
        except Exception as error:
            self._error = error
