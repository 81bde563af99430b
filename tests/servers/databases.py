"""Databases for tests: each its own copy, made in some 50 ms from a template that is built once for the same SQL."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections.abc import Sequence
from types import TracebackType

import psycopg
from psycopg import sql as composed

from .server import Server

PREFIX = "schemacheck_test_"

Sql = str | Sequence[str]
"""SQL to run: one string is one message, hence one transaction; a sequence is sent one by one, each by itself, as
`CREATE INDEX CONCURRENTLY` and the like need."""

_CREATE_ROLE = re.compile(r"^CREATE ROLE [^;]*;", re.IGNORECASE | re.MULTILINE)


class Databases:
    """Makes and drops the databases of one test process on one server."""

    def __init__(self, server: Server, run: str) -> None:
        """`run` names the test run, so that two runs on one outside server do not meet."""
        self.server = server
        self._prefix = f"{PREFIX}{re.sub('[^a-z0-9]', '', run.lower())}_"
        self._numbers = itertools.count(1)
        self._admin = psycopg.connect(server.url(), autocommit=True)

    def __enter__(self) -> Databases:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._admin.close()

    def make(self, sql: Sql = "", template: Sql | None = None) -> str:
        """Make a database and give its name: a copy of one built from `template`, with `sql` run on the copy.

        Without `template`, `sql` itself becomes the template, so that the next database of the same SQL is a mere copy.
        With an empty one there is no template, for what is large and made once.
        """
        source, change = (sql, "") if template is None else (template, sql)
        # The server's own template0 is the only empty one that is nobody's to connect to, hence never busy.
        origin = self._template(source) if source else "template0"
        name = f"{self._prefix}{os.getpid()}_{next(self._numbers)}"
        self._create(name, origin)
        if change:
            run_sql(self.server.url(name), change)
        return name

    def drop(self, name: str) -> None:
        """Drop a database, with whoever is still connected to it."""
        identifier = composed.Identifier(name)
        if self.server.major >= 13:
            self._admin.execute(composed.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))
        else:
            self._admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            self._admin.execute(composed.SQL("DROP DATABASE IF EXISTS {}").format(identifier))

    def drop_all(self) -> None:
        """Drop every database of the run, its templates too; for the end of a run on an outside server."""
        rows = self._admin.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self._prefix])
        for (name,) in rows.fetchall():
            self.drop(name)

    def _template(self, sql: Sql) -> str:
        digest = hashlib.sha256(repr(sql).encode()).hexdigest()[:16]
        name = f"{self._prefix}template_{digest}"
        # An advisory lock, as every process of the run may want the same template at once, on whatever machine it is.
        key = int.from_bytes(bytes.fromhex(digest), "big", signed=True)
        self._admin.execute("SELECT pg_advisory_lock(%s)", [key])
        try:
            if not self._exists(name):
                building = f"{name}_building"
                self.drop(building)
                self._create(building, "template0")
                run_sql(self.server.url(building), sql)
                self._admin.execute(
                    composed.SQL("ALTER DATABASE {} RENAME TO {}").format(
                        composed.Identifier(building), composed.Identifier(name)
                    )
                )
        finally:
            self._admin.execute("SELECT pg_advisory_unlock(%s)", [key])
        return name

    def _exists(self, name: str) -> bool:
        return self._admin.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def _create(self, name: str, template: str) -> None:
        # Copying files takes half as long as logging each page, where nothing waits for a disk: on servers of our own.
        strategy = "STRATEGY FILE_COPY" if self.server.major >= 15 and self.server.bindir else ""
        self._admin.execute(
            composed.SQL("CREATE DATABASE {} TEMPLATE {} {}").format(
                composed.Identifier(name), composed.Identifier(template), composed.SQL(strategy)
            )
        )


def run_sql(url: str, sql: Sql) -> None:
    """Run SQL at a URL as it stands, each string as one message."""
    with psycopg.connect(url, autocommit=True) as connection:
        for text in (sql,) if isinstance(sql, str) else sql:
            connection.execute(forgiving_roles(text).encode())


def forgiving_roles(sql: str) -> str:
    """Let every `CREATE ROLE` at a line's start pass where the role exists already.

    Roles belong to the server and outlive a database, so the second template with the same role would fail.
    """
    return _CREATE_ROLE.sub(
        lambda found: (
            f"DO $role$ BEGIN {found[0]} EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $role$;"
        ),
        sql,
    )
