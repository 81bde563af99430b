"""Why a server ended a connection: said of its own accord, to nobody who asked, and easily lost."""

from __future__ import annotations

from typing import Any, Final

import psycopg

_FINAL: Final = ("FATAL", "PANIC")


class LastWords:
    """What a server says when it ends a connection that is idle.

    It is a notice to the driver, and what is asked next fails without a word of it.
    """

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        """Listen from now on."""
        self.heard: psycopg.Error | None = None
        """What was said, as the error that it would have been in an answer."""
        connection.add_notice_handler(self._hear)

    def _hear(self, said: psycopg.errors.Diagnostic) -> None:
        if said.severity_nonlocalized in _FINAL:
            try:
                kind = psycopg.errors.lookup(said.sqlstate or "")
            except KeyError:
                kind = psycopg.OperationalError
            self.heard = kind(said.message_primary or "")
