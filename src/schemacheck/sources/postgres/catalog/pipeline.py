"""The statements of one read on their way: sent without waiting, in one transaction, with an end to every wait."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, TypeAlias

import psycopg

from schemacheck.sources.postgres.catalog.statements import BACK, BEGIN, END, MARK, SETTINGS, Request, Statement

LOCK_TIMEOUT: Final = "1s"
"""How long one statement may wait for another session's lock."""
STATEMENT_TIMEOUT: Final = "60s"
"""How long the server may work on one statement: a read that takes longer has met something it should not fight."""
READ_TIMEOUT: Final = 120.0
"""Seconds until the answers to all statements must be here; longer than any sound server takes."""
APPLICATION: Final = "schemacheck"
"""What a read calls itself, where the connection has no name."""

Row: TypeAlias = Any
"""One row of an answer: a tuple whose values bear the names of the statement's columns."""
Rows = list[Row]


def _attribute_rows(cursor: psycopg.Cursor[Row]) -> Callable[[Sequence[Any]], Row]:
    """Make rows of which each value is an attribute too, called like its column."""
    return _row_of(tuple([column.name for column in cursor.description or ()]))


@lru_cache(maxsize=128)
def _row_of(names: tuple[str, ...]) -> type[tuple[Any, ...]]:
    # A named tuple of the standard library takes twenty times as long to define, and twice as long to make.
    attributes = {name: property(itemgetter(place)) for place, name in enumerate(names)}
    return type("Row", (tuple,), {"__slots__": (), **attributes})


class Pipeline:
    """The statements of one read, in one transaction: those that are known are sent, the rest when it is finished."""

    def __init__(
        self, connection: psycopg.Connection[tuple[Any, ...]], major: int, requests: Sequence[Request]
    ) -> None:
        self._connection = connection
        self._major = major
        self._requests = list(requests)
        self._sent: list[Statement] = []
        self._cursors: list[psycopg.Cursor[tuple[Any, ...]]] = []
        self._asked: list[psycopg.Cursor[Row]] = []
        """Those of them whose rows somebody asked for."""
        self._open = contextlib.ExitStack()

    def begin(self) -> None:
        """Begin the transaction and send what is known. An answer may come, and be a failure, before all has gone out.

        Raises:
            psycopg.Error: a statement failed, or the connection is gone.
        """
        with contextlib.ExitStack() as opening:
            opening.enter_context(deadline(self._connection, READ_TIMEOUT))
            opening.enter_context(self._connection.pipeline())
            self._send(BEGIN)
            self._send(SETTINGS, _settings(self._connection))
            self._ask(self._requests)
            self._open = opening.pop_all()

    def _ask(self, requests: Sequence[Request]) -> None:
        for statement, values in requests:
            if statement.keeps_locks:
                self._send(MARK)
            self._asked.append(self._send(statement, values))
            if statement.keeps_locks:
                self._send(BACK)

    def _send(self, statement: Statement, values: Mapping[str, object] | None = None) -> psycopg.Cursor[Row]:
        cursor = self._connection.cursor(row_factory=_attribute_rows)
        self._cursors.append(cursor)
        self._sent.append(statement)
        return cursor.execute(statement.text(self._major).encode(), values or None)

    def take_in(self) -> None:
        """Take in what has been answered, without waiting. What goes wrong shows when the read is finished."""
        with contextlib.suppress(psycopg.Error):
            self._connection.pgconn.consume_input()

    def rest_of(self, requests: Sequence[Request]) -> list[Request] | None:
        """Return the requests that have not been sent; None where others were sent."""
        sent = len(self._requests)
        return list(requests[sent:]) if list(requests[:sent]) == self._requests else None

    @property
    def failed(self) -> Statement | None:
        """The statement that failed, once one did: the first without an answer."""
        asked = zip(self._sent, self._cursors, strict=True)
        return next((statement for statement, cursor in asked if cursor.pgresult is None), None)

    def abandon(self) -> None:
        """Stop waiting; the connection is closed."""
        with contextlib.suppress(psycopg.Error):
            self._open.close()

    def finish(self, rest: Sequence[Request]) -> list[Rows]:
        """Send the rest, end the transaction and wait for all answers.

        Raises:
            psycopg.Error: a statement failed, the connection is gone, or what arrived is not all.
        """
        with self._open:
            self._ask(rest)
            self._send(END)
        return [_all_rows(cursor) for cursor in self._asked]


def _settings(connection: psycopg.Connection[tuple[Any, ...]]) -> Mapping[str, object]:
    """The values of the settings. The name is one of them, since a pooler would keep what a connection begins with."""
    known = {option.keyword: option.val for option in connection.pgconn.info}
    name = (known.get(b"application_name") or b"").decode(errors="replace")
    return {
        "application_name": name or APPLICATION,
        "lock_timeout": LOCK_TIMEOUT,
        "statement_timeout": STATEMENT_TIMEOUT,
    }


def _all_rows(cursor: psycopg.Cursor[Row]) -> Rows:
    """The rows of an answer, as many as the server says it sent: with one less something would pass unseen."""
    rows = cursor.fetchall()
    sent = cursor.pgresult.command_tuples if cursor.pgresult is not None else None
    if sent != len(rows):
        raise psycopg.OperationalError(f"rows of an answer are missing: {len(rows)} of {sent} arrived")
    return rows


@contextlib.contextmanager
def deadline(connection: psycopg.Connection[tuple[Any, ...]], seconds: float) -> Iterator[None]:
    """Cut the connection when time is up: the driver waits for as long as the socket is open.

    Raises:
        psycopg.errors.ConnectionTimeout: time was up.
    """
    cut = threading.Event()
    descriptor = connection.pgconn.socket

    def end() -> None:
        cut.set()
        hang_up(descriptor)

    watch = threading.Timer(seconds, end)
    watch.daemon = True
    watch.start()
    try:
        yield
    except psycopg.Error as error:
        if cut.is_set():
            raise psycopg.errors.ConnectionTimeout(f"no answer within {seconds:.0f} s") from error
        raise
    finally:
        watch.cancel()
        watch.join()


def hang_up(descriptor: int) -> None:
    """Close a connection even while this thread or another waits on it."""
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as ours:
        ours.shutdown(socket.SHUT_RDWR)
