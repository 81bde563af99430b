"""The one place that connects: opened, guarded and closed here.

All statements of a read travel together, in one pipeline and so in one round trip, inside one transaction that is
READ ONLY and REPEATABLE READ from its first statement and is rolled back at its end. Settings are local to it, since a
pooler gives the server's session to somebody else afterwards. Nothing is prepared by name for the same reason.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import psycopg

from .failures import CONNECTING, explain_failure, is_passing
from .statements import BEGIN, END, SETTINGS, Statement
from .target import Target

LOCK_TIMEOUT: Final = "2s"
"""How long one statement may wait for another session's lock."""
STATEMENT_TIMEOUT: Final = "120s"
"""How long the server may work on one statement: a read that takes longer has met something it should not fight."""
ATTEMPTS: Final = 3
"""How often a read is tried when the catalog moves under it."""
_MOVED: Final = frozenset({"XX000", "42P01", "42704", "42883", "3F000", "55P03", "40001"})
"""SQLSTATEs of a catalog that changed during the read: lookups that fail, things that are gone, locks that last."""

Request = tuple[Statement, Sequence[object]]
Rows = list[tuple[Any, ...]]


class Session:
    """One connection to one server. Made by `connect` alone."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]], target: Target) -> None:
        self._connection = connection
        self.target = target
        self.major = connection.info.server_version // 10000

    @property
    def host(self) -> str:
        """The host that was reached, which is one of those asked for."""
        return self._connection.info.host or self.target.host

    @property
    def tls(self) -> bool:
        """Whether the connection is encrypted."""
        return bool(self._connection.pgconn.ssl_in_use)

    def read(self, requests: Sequence[Request], phase: str) -> list[Rows]:
        """Answer all requests from one snapshot; retried as a whole when the catalog moves under it.

        Raises:
            UncheckedError: the server refused, or would not hold still.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._read(requests)
            except psycopg.Error as error:
                with contextlib.suppress(psycopg.Error):
                    self._connection.execute(END.text(self.major))
                if self._connection.closed or error.sqlstate not in _MOVED or attempt == ATTEMPTS:
                    raise explain_failure(error, self.target, phase) from error
        raise AssertionError("unreachable")

    def _read(self, requests: Sequence[Request]) -> list[Rows]:
        guard: list[Request] = [(BEGIN, ()), (SETTINGS, (LOCK_TIMEOUT, STATEMENT_TIMEOUT))]
        cursors = []
        with self._connection.pipeline():
            for statement, values in (*guard, *requests, (END, ())):
                cursor = self._connection.cursor()
                cursor.execute(statement.text(self.major).encode(), values or None)
                cursors.append(cursor)
        return [cursor.fetchall() for cursor in cursors[len(guard) : -1]]


@contextlib.contextmanager
def connect(target: Target, timeout: int, on_phase: Callable[[str], None] = lambda _phase: None) -> Iterator[Session]:
    """Open a session and close it again, whatever happens.

    Args:
        target: the database.
        timeout: seconds to wait for the server to answer; tried twice where the failure may pass.
        on_phase: told what is being done.

    Raises:
        UncheckedError: there is no way in.
    """
    connection = _open(target, timeout, on_phase)
    try:
        yield Session(connection, target)
    finally:
        connection.close()


def _open(target: Target, timeout: int, on_phase: Callable[[str], None]) -> psycopg.Connection[tuple[Any, ...]]:
    defaults = {"application_name": "schemacheck", "connect_timeout": str(timeout), "client_encoding": "UTF8"}
    keywords = {**defaults, **target.params}
    for last in (False, True):
        on_phase(f"connecting to {target.host}" + (", once more" if last else ""))
        try:
            return psycopg.connect(**keywords, autocommit=True, prepare_threshold=None)  # type: ignore[arg-type]
        except (psycopg.Error, OSError) as error:
            if last or not is_passing(error):
                raise explain_failure(error, target, CONNECTING) from error
    raise AssertionError("unreachable")
