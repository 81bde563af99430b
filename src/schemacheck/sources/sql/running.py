"""One statement sent to the server: whatever it answers is taken in and let go, so that no answer fills the memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import generators
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

if TYPE_CHECKING:
    from psycopg.abc import PQGen

_FAILED: Final = (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE, ExecStatus.NONFATAL_ERROR)
_COPYING: Final = (ExecStatus.COPY_IN, ExecStatus.COPY_OUT, ExecStatus.COPY_BOTH)
_PIECE: Final = 1 << 20

Connection = psycopg.Connection[tuple[Any, ...]]


def run(
    connection: Connection, sql: str, copied: bytes | None = None, on_result: Callable[[], None] = lambda: None
) -> None:
    """Send one statement, or several in one message, and wait until the server is done with it.

    Args:
        connection: where to.
        sql: the statement.
        copied: what follows COPY ... FROM stdin.
        on_result: called when a statement of the message has succeeded.

    Raises:
        psycopg.Error: it failed, or the connection is gone.
    """
    if copied is not None:
        with connection.cursor() as cursor, cursor.copy(sql.encode()) as copy:
            for start in range(0, len(copied), _PIECE):
                copy.write(copied[start : start + _PIECE])
        return
    connection.wait(_sent(connection, sql.encode(), on_result))


def run_results(connection: Connection, sql: str) -> None:
    """Run a statement, and each value it returns as a statement of its own, as psql's gexec does.

    Raises:
        psycopg.Error: one of them failed, or the connection is gone.
    """
    rows = connection.execute(sql.encode()).fetchall()
    for value in (value for row in rows for value in row if value is not None):
        run(connection, str(value))


def _sent(connection: Connection, sql: bytes, on_result: Callable[[], None]) -> PQGen[None]:
    raw = connection.pgconn
    raw.send_query(sql)
    raw.set_single_row_mode()
    yield from generators.send(raw)
    failed = None
    while (result := (yield from generators.fetch(raw))) is not None:
        if result.status in _FAILED:
            failed = failed or result
        elif result.status in _COPYING:
            yield from _refused(raw, result.status)
        elif result.status != ExecStatus.SINGLE_TUPLE:
            on_result()
    if failed is not None:
        raise error_from_result(failed, connection.info.encoding)


def _refused(raw: Any, status: int) -> PQGen[None]:
    """End a COPY for which there is no data, and pass over what one to nowhere says."""
    if status == ExecStatus.COPY_IN:
        raw.put_copy_end(b"no lines follow this statement")
        yield from generators.send(raw)
        return
    while True:
        size, _data = raw.get_copy_data(1)
        if size == 0:
            yield generators.WAIT_R
            raw.consume_input()
        elif size < 0:
            return
