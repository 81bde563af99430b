"""An end to every replay: in time, and in what it may take of the disk."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Final

import psycopg

from schemacheck.sources.sql.running import Connection

SECONDS: Final = 600
"""How long all statements together may take."""
GIBIBYTES: Final = 4
"""How large the database may become."""
_EVERY: Final = 0.5


class Bounds:
    """Watches a session from beside it, and ends it when it has had enough."""

    def __init__(self, admin: Connection, session: int) -> None:
        self._admin = admin
        self._session = session
        self._until = time.monotonic() + SECONDS
        self.exceeded: str | None = None
        """Why the session was ended, if it was."""

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Watch for as long as this lasts."""
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(done,), daemon=True)
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join()

    def _watch(self, done: threading.Event) -> None:
        while not done.wait(_EVERY):
            with contextlib.suppress(psycopg.Error):
                if time.monotonic() > self._until:
                    self.exceeded = f"it ran for more than {SECONDS} s"
                elif self._size() > GIBIBYTES << 30:
                    self.exceeded = f"it filled more than {GIBIBYTES} GiB"
                if self.exceeded:
                    self._admin.execute("SELECT pg_catalog.pg_terminate_backend(%s)", (self._session,))
                    return

    def _size(self) -> int:
        row = self._admin.execute("SELECT pg_catalog.pg_database_size(pg_catalog.current_database())").fetchone()
        return int(row[0]) if row else 0
