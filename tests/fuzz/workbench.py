"""A base that is changed again and again, each time inside a transaction that is rolled back, and looked at in there.

What a check does is done here with the parts of the check itself; only the connection is ours: it stays open, and the
read is a part of the transaction in which the change was made. So a change costs a few hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import psycopg

from schemacheck.app.report import build_report
from schemacheck.model.schema import Schema
from schemacheck.report.judging import JudgingOptions
from schemacheck.report.policy import Policy
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.opening import open_source
from schemacheck.sources.postgres.catalog.parts.registry import KINDS
from schemacheck.sources.postgres.catalog.pipeline import Rows, _attribute_rows
from schemacheck.sources.postgres.catalog.read import ReadScope, read
from schemacheck.sources.postgres.catalog.session import Session
from schemacheck.sources.postgres.catalog.statements import SETTINGS, Request
from schemacheck.sources.postgres.connect.connection_info import parse_connection
from schemacheck.sources.source import ConnectionOptions, Counterpart, Side
from schemacheck.sources.spec.source import write_expected

from .mutations import SEEN

HOME: Final = "public"
_TERMS: Final = JudgingOptions(date(2026, 11, 28), Severity.NOTE)
_SETTINGS: Final = {"application_name": "schemacheck", "lock_timeout": "1s", "statement_timeout": "9s"}


class Refused(Exception):  # noqa: N818 - no failure: what is made at random need not be possible
    """The server would not make a change."""


class _Within(Session):
    """A session whose reads are part of a transaction that is open already."""

    def _read(self, requests: Sequence[Request]) -> list[Rows]:
        with self._connection.pipeline():
            cursors = [self._connection.cursor(row_factory=_attribute_rows) for _ in (None, *requests)]
            asked = [SETTINGS.asked(_SETTINGS), *requests]
            for cursor, (statement, values) in zip(cursors, asked, strict=True):
                cursor.execute(statement.text(self.major).encode(), values or None)
        return [cursor.fetchall() for cursor in cursors[1:]]


class Workbench:
    """One base on one server."""

    def __init__(self, url: str, folder: Path) -> None:
        """Look at the base; its snapshot is written to `folder`, as a user would keep it, and read again from there."""
        self._target = parse_connection(url, "the test")
        self._url = url
        self._open: psycopg.Connection[tuple[Any, ...]] | None = None
        self._folder = folder
        self.major = self._connection.info.server_version // 10000
        # Those of other bases come and go on the same server.
        self._roles = {name for (name,) in self.rows(f"{SEEN} SELECT rolname FROM mine")}
        with self.changed(()):
            self.before = self.live()
        self.expected = self.expected_of(self.before)

    @property
    def _connection(self) -> psycopg.Connection[tuple[Any, ...]]:
        """The connection, opened where it is not. Whatever it is asked twice it has prepared."""
        if self._open is None:
            self._open = psycopg.connect(self._url, autocommit=True, prepare_threshold=0)
        return self._open

    def rest(self) -> None:
        """Close the connection until it is needed again."""
        if self._open is not None:
            self._open.close()
            self._open = None

    @contextmanager
    def changed(self, sql: Sequence[str]) -> Iterator[None]:
        """Make changes, one message each, and undo them in the end.

        Raises:
            Refused: the server would not make one of them.
        """
        self._run("BEGIN")
        try:
            for text in sql:
                self._run(text)
            yield
        finally:
            self._run("ROLLBACK")

    def _run(self, sql: str) -> None:
        # Past the driver, which would forget what it has prepared whenever it sees a ROLLBACK.
        result = self._connection.pgconn.exec_(sql.encode())
        if result.status == psycopg.pq.ExecStatus.FATAL_ERROR:
            raise Refused(result.error_message.decode())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the base something."""
        return self._connection.execute(sql.encode()).fetchall()

    def live(self) -> Schema:
        """Read all there is, as it is now."""
        session = _Within(self._connection, self._target)

        @contextmanager
        def ours() -> Iterator[Session]:
            yield session

        scope = ReadScope(HOME, (HOME,), kinds=frozenset(KINDS))
        schema = read(self._target, scope, prefetched=ours(), connect_timeout=5)
        roles = schema.roles if isinstance(schema.roles, tuple) else ()
        return replace(schema, roles=tuple(role for role in roles if role.name.name in self._roles or role.part_of))

    def expected_of(self, schema: Schema) -> Side:
        """Write a snapshot of all there is, and read it."""
        return self.expected_in(write_expected(Side(schema), as_json=False))

    def expected_in(self, text: str) -> Side:
        """Read an expected schema from a file, as a check does."""
        path = self._folder / "expected_schema.yaml"
        path.write_text(text, encoding="utf-8")
        return open_source(str(path), ConnectionOptions()).read(Counterpart())

    def compared(self, expected: Side, live: Schema) -> Report:
        """Compare as a check does."""
        return build_report(expected, Side(live), Policy(), _TERMS)
