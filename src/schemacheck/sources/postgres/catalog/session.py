"""The one place that connects: opened, guarded and closed here.

All statements of a read travel together, in one pipeline and so in one round trip; in two where the first are sent
before the rest is known. They are one transaction that is READ ONLY and REPEATABLE READ from its first statement and is
rolled back at its end; what is asked about findings afterwards is another one like it. Settings are local to it, since
a pooler gives the server's session to somebody else afterwards. Nothing is prepared by name for the same reason.

Every wait has an end: for the server to let us in, for a lock, for a statement, and, should the network swallow what
the server says, for the answers as a whole.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import psycopg

from schemacheck.base.errors import UncheckedError
from schemacheck.sources.postgres.catalog.catalog_state import LOCKED_ELSEWHERE
from schemacheck.sources.postgres.catalog.last_words import LastWords
from schemacheck.sources.postgres.catalog.pipeline import (
    LOCK_TIMEOUT,
    READ_TIMEOUT,
    STATEMENT_TIMEOUT,
    Pipeline,
    Rows,
    deadline,
    hang_up,
)
from schemacheck.sources.postgres.catalog.statements import END, Request, Statement
from schemacheck.sources.postgres.connect.connection_info import ConnectionInfo
from schemacheck.sources.postgres.connect.product import require_postgresql

if TYPE_CHECKING:
    from psycopg.abc import RV, PQGen

PAUSES: Final = (0.2, 0.8)
"""Seconds to wait before a read is tried again, when the catalog moved under it or a lock was in its way."""
CONNECT_PAUSE: Final = 0.5
"""Seconds to wait before connecting once more."""
CANCEL_TIMEOUT: Final = 1.0
"""Seconds to try to tell the server that nobody waits for its answer any more."""
_MOVED: Final = frozenset({"XX000", "42P01", "42704", "3F000", "55P03", "40001", "40P01"})
"""SQLSTATEs of a catalog that changed during the read: lookups that fail, things that are gone, locks that last."""

# What the driver logs of a connection that is given up is said better by the failure itself.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

Judge = Callable[[list[Rows]], "str | UncheckedError | None"]
"""Looks at answers: None when they will do, else why they should be read again; an error where they never do."""


class Session:
    """One connection to one server. Made by `connect` alone."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]], conninfo: ConnectionInfo) -> None:
        self._connection = connection
        self._prefetched: Pipeline | None = None
        self._failed: Statement | None = None
        self._last_words = LastWords(connection)
        self.conninfo = conninfo
        self.major = connection.info.server_version // 10000

    @property
    def host(self) -> str:
        """The host that was reached, which is one of those asked for."""
        return self._connection.info.host or self.conninfo.host

    @property
    def port(self) -> int:
        """The port that was reached."""
        return self._connection.info.port

    @property
    def tls(self) -> bool:
        """Whether the connection is encrypted, as far as it is ours."""
        return bool(self._connection.pgconn.ssl_in_use)

    @property
    def sslmode(self) -> str:
        """The sslmode in force, libpq's default included."""
        return self._option("sslmode") or "prefer"

    def settings(self, connect_timeout: int) -> str:
        """List the settings in force for this session, for `--verbose`."""
        tls = f"TLS (sslmode {self.sslmode})" if self.tls else f"no TLS (sslmode {self.sslmode})"
        return (
            f"{tls}; gives up connecting after {connect_timeout} s, waiting for a lock after {LOCK_TIMEOUT}, "
            f"a statement after {STATEMENT_TIMEOUT}, the whole read after {READ_TIMEOUT:.0f} s"
        )

    @property
    def local(self) -> bool:
        """Whether the connection never left this machine."""
        return self._connection.info.host.startswith("/") or self._connection.info.hostaddr in _LOOPBACK

    @property
    def backend_pid(self) -> int:
        """The process that whoever let us in says to serve us: a pooler says a number of its own."""
        return self._connection.info.backend_pid

    def _option(self, name: str) -> str:
        """A parameter of the connection as it is in force, libpq's defaults included."""
        values = {option.keyword: option.val for option in self._connection.pgconn.info}
        return (values.get(name.encode()) or b"").decode()

    def read(
        self,
        requests: Sequence[Request],
        phase: str,
        judge: Judge = lambda _answers: None,
        on_phase: Callable[[str], None] = lambda _phase: None,
    ) -> list[Rows]:
        """Answer all requests from one snapshot; read again as a whole when the catalog moves under it.

        Raises:
            UncheckedError: the server refused, or would not hold still.
        """
        for pause in (*PAUSES, None):
            try:
                answers = self._read(requests)
            except psycopg.Error as error:
                self._forget()
                if self._connection.closed or not _has_moved(error) or pause is None:
                    raise self._explained(error, phase) from error
            except UnicodeError as error:
                raise self._explained(error, phase) from error
            else:
                verdict = judge(answers)
                if verdict is None or (pause is None and isinstance(verdict, str)):
                    return answers
                if pause is None and isinstance(verdict, UncheckedError):
                    raise verdict
            on_phase(f"{phase}, once more")
            time.sleep(pause or 0)
        raise AssertionError("unreachable")

    def prefetch(self, requests: Sequence[Request]) -> None:
        """Send the first requests of the next read, so that the server works on them while we do something else.

        A connection that is gone shows when it is read from.
        """
        with contextlib.suppress(psycopg.Error):
            pipeline = Pipeline(self._connection, self.major, requests)
            pipeline.begin()
            self._prefetched = pipeline

    def take_in(self) -> None:
        """Take in what the server has answered so far, without waiting: it stops working when nobody does."""
        if self._prefetched is not None:
            self._prefetched.take_in()

    def abandon(self) -> None:
        """Drop an unfinished prefetch and close its connection."""
        if self._prefetched is not None:
            self._prefetched.abandon()

    def _read(self, requests: Sequence[Request]) -> list[Rows]:
        prefetched, self._prefetched = self._prefetched, None
        pipeline = prefetched or Pipeline(self._connection, self.major, requests)
        rest = pipeline.rest_of(requests)
        try:
            if prefetched is None:
                pipeline.begin()
            answers = pipeline.finish(rest or ())
        except psycopg.Error:
            self._failed = pipeline.failed
            raise
        return answers if rest is not None else self._read(requests)

    def _forget(self) -> None:
        """End a transaction that failed; where that fails too, the connection is of no use."""
        if self._connection.closed:
            return
        try:
            with deadline(self._connection, CONNECT_PAUSE * 10):
                self._connection.execute(END.text(self.major))
        except psycopg.Error:
            self._connection.close()

    def _explained(self, error: psycopg.Error | UnicodeError, phase: str) -> UncheckedError:
        from schemacheck.sources.postgres.connect.failures import explain_failure  # noqa: PLC0415 - its table of failures is for those that fail

        state = error.sqlstate if isinstance(error, psycopg.Error) else None
        if state is None:
            error = self._last_words.heard or error
        purpose = self._failed.purpose if self._failed is not None else ""
        explained = explain_failure(error, self.conninfo, phase, purpose)
        if state == _LOCK_TIMED_OUT and not self._connection.closed:
            with contextlib.suppress(psycopg.Error):
                (held,) = self._read([LOCKED_ELSEWHERE.asked({})])
                if held:
                    names = ", ".join(f"{each.schema}.{each.name}" for each in held)
                    explained.hint = f"Held or awaited by another session: {names}. {explained.hint or ''}".strip()
        return explained


def _has_moved(error: psycopg.Error) -> bool:
    """Whether the catalog changed during the read; what is wrong with a statement's own text stays so."""
    return error.sqlstate in _MOVED and error.diag.statement_position is None


_LOCK_TIMED_OUT: Final = "55P03"
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})


@contextlib.contextmanager
def connect(
    conninfo: ConnectionInfo, timeout: int, on_phase: Callable[[str], None] = lambda _phase: None
) -> Iterator[Session]:
    """Open a session and close it again, whatever happens.

    Args:
        conninfo: the database.
        timeout: seconds to wait for the server to answer; tried twice where the failure may pass.
        on_phase: told what is being done.

    Raises:
        UncheckedError: there is no way in, or what answers is no PostgreSQL that can be read.
    """
    connection = _open(conninfo, timeout, on_phase)
    session = Session(connection, conninfo)
    try:
        _require_text(conninfo, connection)
        require_postgresql(conninfo.host, session.major, connection.info.parameter_status)
        yield session
    finally:
        connection.close()
        session.abandon()


def _require_text(conninfo: ConnectionInfo, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    """Refuse an encoding that leaves bytes what they are, or that Python does not know."""
    name = (connection.pgconn.parameter_status(b"client_encoding") or b"").decode(errors="replace")
    try:
        known = name != "SQL_ASCII" and bool(connection.info.encoding)
    except psycopg.NotSupportedError:
        known = False
    if not known:
        raise UncheckedError(
            f"{conninfo.host} cannot be read: client_encoding={name} says of no byte which character it is.",
            "Leave it out of the URL, or give the encoding that the database's application writes, such as LATIN1.",
        )


class _Connection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that Ctrl-C ends at once, even where the network swallows what is said."""

    def wait(self, gen: PQGen[RV], *arguments: Any, **keywords: Any) -> RV:
        """Wait; Ctrl-C comes out as itself: psycopg before 3.3.9 lets the failure that follows take its place."""
        try:
            return super().wait(gen, *arguments, **keywords)
        except psycopg.Error as error:
            if isinstance(error.__context__, KeyboardInterrupt):
                raise error.__context__ from None
            raise

    def cancel_safe(self, *, timeout: float = CANCEL_TIMEOUT) -> None:
        """Ask the server to stop, and hang up: or else the driver would wait for an answer that may never come."""
        try:
            super().cancel_safe(timeout=min(timeout, CANCEL_TIMEOUT))
        finally:
            hang_up(self.pgconn.socket)


def _open(
    conninfo: ConnectionInfo, timeout: int, on_phase: Callable[[str], None]
) -> psycopg.Connection[tuple[Any, ...]]:
    defaults = {"connect_timeout": str(timeout), "client_encoding": "UTF8"}
    keywords: dict[str, Any] = {**defaults, **conninfo.params}
    for last in (False, True):
        on_phase(f"connecting to {conninfo.host}" + (", once more" if last else ""))
        try:
            return _Connection.connect(**keywords, autocommit=True, prepare_threshold=None)
        except (psycopg.Error, OSError, ValueError) as error:
            from schemacheck.sources.postgres.connect.failures import CONNECTING, explain_failure, is_passing  # noqa: PLC0415

            if last or not is_passing(error):
                raise explain_failure(error, conninfo, CONNECTING) from error
            time.sleep(CONNECT_PAUSE)
    raise AssertionError("unreachable")
