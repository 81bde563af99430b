"""The statements of one read on their way: sent without waiting, in one transaction, with an end to every wait."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, TypeAlias

import psycopg

from schemacheck.sources.postgres.catalog.statements import BEGIN, END, SETTINGS, Request, Statement

LOCK_TIMEOUT: Final = "1s"
"""How long one statement may wait for another session's lock."""
STATEMENT_TIMEOUT: Final = "60s"
"""How long the server may work on one statement: a read that takes longer has met something it should not fight."""
_TIMEOUTS: Final = {"lock_timeout": LOCK_TIMEOUT, "statement_timeout": STATEMENT_TIMEOUT}
READ_TIMEOUT: Final = 120.0
"""Seconds until the answers to all statements must be here; longer than any sound server takes."""

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
        self._open = contextlib.ExitStack()

    def begin(self) -> None:
        """Begin the transaction and send what is known. An answer may come, and be a failure, before all has gone out.

        Raises:
            psycopg.Error: a statement failed, or the connection is gone.
        """
        with contextlib.ExitStack() as opening:
            opening.enter_context(deadline(self._connection, READ_TIMEOUT))
            opening.enter_context(self._connection.pipeline())
            self._send([BEGIN.asked({}), SETTINGS.asked(_TIMEOUTS), *self._requests])
            self._open = opening.pop_all()

    def _send(self, requests: Sequence[Request]) -> None:
        for statement, values in requests:
            cursor = self._connection.cursor(row_factory=_attribute_rows)
            self._cursors.append(cursor)
            self._sent.append(statement)
            cursor.execute(statement.text(self._major).encode(), values or None)

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
        """Send the rest, end the transaction and wait for all answers."""
        with self._open:
            self._send([*rest, END.asked({})])
        return [cursor.fetchall() for cursor in self._cursors[2:-1]]


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
