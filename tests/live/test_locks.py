"""Locks that others hold, and those a read takes: it answers or says which table is changed, and delays nobody."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from schemacheck.base.errors import UncheckedError
from schemacheck.sources.postgres.catalog import read as reading
from schemacheck.sources.postgres.catalog.all_statements import ALWAYS
from schemacheck.sources.postgres.catalog.parts.registry import PARTS
from schemacheck.sources.postgres.catalog.statements import (
    BACK,
    BEGIN,
    COLUMNS,
    LOCKED_TABLES,
    MARK,
    SETTINGS,
    Statement,
)
from tests.conftest import MakeDatabase
from tests.gauntlet import extras_sql, seed_sql
from tests.servers import Server

from .support import TIMEOUTS, Ended, connected, live, schemacheck, spec_file

SECONDS = 6.0
"""A check that is in somebody's way or has somebody in its own ends well before this."""

EXPRESSIONS = """
CREATE TABLE plain (id int PRIMARY KEY, at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE made (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED);
CREATE TABLE part (id int PRIMARY KEY, handle text, open boolean);
CREATE UNIQUE INDEX part_key ON part (handle) WHERE open;
CREATE TABLE lower (id int PRIMARY KEY, handle text);
CREATE UNIQUE INDEX lower_key ON lower (lower(handle));
"""


@contextmanager
def locked(url: str, *tables: str, mode: str = "ACCESS EXCLUSIVE") -> Iterator[psycopg.Connection]:
    """Hold a lock on tables, or on every table there is."""
    with psycopg.connect(url) as connection:
        if not tables:
            rows = connection.execute("SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p') "
                                      "AND relnamespace = 'public'::regnamespace").fetchall()  # fmt: skip
            tables = tuple(row[0] for row in rows)
        connection.execute(f"LOCK TABLE {', '.join(tables)} IN {mode} MODE".encode())
        yield connection
        connection.rollback()


def timed(*arguments: str) -> tuple[Ended, float]:
    began = time.monotonic()
    done = schemacheck(*arguments)
    return done, time.monotonic() - began


def test_every_table_of_the_first_customer_locked(
    any_server: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    url = make_database(seed_sql(), server=any_server)
    spec = spec_file(tmp_path, schemacheck("snapshot", "--url", url).out)
    with locked(url):
        done, seconds = timed("check", spec, "--url", url)
    assert done.code == 0, done.all
    assert "IN SYNC" in done.out
    assert seconds < 3


def test_what_must_be_printed_by_the_server_is_named(
    any_server: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    url = make_database(EXPRESSIONS, server=any_server)
    spec = spec_file(tmp_path, schemacheck("snapshot", "--url", url).out)
    with locked(url, "made"):
        done, seconds = timed("check", spec, "--url", url)
        assert done.code == 3, done.all
        assert "UNCHECKED" in done.out
        assert "made.twice" in done.out
        assert "another session holds or awaits the table" in done.said
        assert "part" not in done.out.split("not checked")[0]
        assert seconds < SECONDS
    with locked(url):
        done, seconds = timed("check", spec, "--url", url)
        assert done.code == 3, done.all
        for name in ("made", "part", "lower"):
            assert name in done.out
        assert seconds < SECONDS
    assert schemacheck("check", spec, "--url", url).code == 0


def test_drift_elsewhere_is_still_reported(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(EXPRESSIONS)
    spec = spec_file(tmp_path, schemacheck("snapshot", "--url", url).out)
    with connected(url) as connection:
        connection.execute("ALTER TABLE plain ADD extra int")
    with locked(url):
        done, _ = timed("check", spec, "--url", url)
    assert done.code == 1, done.all
    assert "extra" in done.out
    assert "not readable" in done.out


def test_a_lock_that_goes_is_waited_for_a_little(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(EXPRESSIONS)
    spec = spec_file(tmp_path, schemacheck("snapshot", "--url", url).out)
    with locked(url) as holder:
        release = threading.Timer(0.5, holder.rollback)
        release.start()
        done, _ = timed("check", spec, "--url", url)
        release.join()
    assert done.code == 0, done.all


def test_tables_nobody_asked_about_are_not_waited_for(make_database: MakeDatabase) -> None:
    url = make_database(EXPRESSIONS)
    with locked(url, "made"):
        began = time.monotonic()
        live(url, tables=("plain",))
        assert time.monotonic() - began < 1


def test_everything_stated_and_everything_locked(make_database: MakeDatabase, tmp_path: Path) -> None:
    """With every kind of object in the spec: still an answer in time, and never one that calls it in sync."""
    url = make_database(seed_sql() + extras_sql())
    spec = spec_file(tmp_path, schemacheck("snapshot", "--all", "--url", url).out)
    calm = schemacheck("check", spec, "--url", url)
    assert calm.code == 0, calm.all
    with locked(url):
        done, seconds = timed("check", spec, "--url", url)
    assert done.code == 3, done.all
    assert seconds < SECONDS


BLIND = Statement(COLUMNS.purpose, COLUMNS.template.replace(LOCKED_TABLES, f"{LOCKED_TABLES[:-1]} AND false)"))
"""The columns as they are read when a lock comes between looking for locks and printing."""


def test_a_lock_between_looking_and_printing(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "AND false" in BLIND.template
    monkeypatch.setattr(reading, "COLUMNS", BLIND)
    url = make_database(EXPRESSIONS)
    with locked(url, "made"):
        began = time.monotonic()
        with pytest.raises(UncheckedError) as caught:
            live(url)
        assert time.monotonic() - began < SECONDS
    assert "public.made" in f"{caught.value.message} {caught.value.hint}"
    assert "lock" in caught.value.message


PRINTED = """
CREATE VIEW seen AS SELECT made.id, part.handle FROM made JOIN part USING (id);
CREATE MATERIALIZED VIEW kept AS SELECT made.id FROM made JOIN part USING (id);
CREATE RULE follow AS ON DELETE TO part DO ALSO UPDATE plain SET at = CURRENT_TIMESTAMP WHERE plain.id = old.id;
CREATE POLICY mine ON plain USING (EXISTS (SELECT FROM part WHERE part.id = plain.id));
CREATE TABLE pieces (id int, CHECK (id > 0)) PARTITION BY RANGE ((id + 1));
ALTER TABLE made ADD EXCLUDE USING btree (id WITH =) WHERE (id > 3);
CREATE TABLE piece PARTITION OF pieces FOR VALUES FROM (1) TO (9);
CREATE STATISTICS together ON id, handle FROM part;
CREATE FUNCTION done() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER changed AFTER UPDATE ON made FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION done();
"""
"""Everything whose text only the server can print, much of it over other tables."""
BODY = """
CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM made JOIN part USING (id); END;
"""
VALUES = {"namespaces": ["public"], "tables": ["public"], "indexes": True, "deep": True}


def test_no_lock_on_a_table_outlasts_its_statement(any_server: Server, make_database: MakeDatabase) -> None:
    """What a read takes of the tables themselves is gone when the next statement begins."""
    major = any_server.major
    url = make_database(EXPRESSIONS + PRINTED + (BODY if major >= 14 else ""), server=any_server)
    held = """
        SELECT l.relation::regclass::text, l.mode FROM pg_catalog.pg_locks l
        WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.relation >= 16384
    """
    with connected(url) as connection:
        connection.execute(BEGIN.text(major).encode())
        connection.execute(SETTINGS.text(major).encode(), TIMEOUTS)
        kept = set()
        for statement in (*ALWAYS, *(part.statement for part in PARTS)):
            connection.execute(MARK.text(major).encode())
            connection.execute(statement.text(major).encode(), statement.asked(VALUES)[1] or None)
            if connection.execute(held.encode()).fetchall():
                kept.add(statement)
            connection.execute(BACK.text(major).encode())
            assert connection.execute(held.encode()).fetchall() == [], statement.purpose
        connection.execute("ROLLBACK")
    # As a read sends them: those that keep locks, and no others, between the two.
    assert kept == {
        each for part in PARTS if (each := part.statement).keeps_locks and (major >= 14 or part.kind != "functions")
    }


def test_locks_of_a_whole_check_as_another_session_sees_them(make_database: MakeDatabase, tmp_path: Path) -> None:
    """Sampled all through checks of a large schema: a table is locked by the statement that prints it, or by none."""
    url = make_database(seed_sql() + extras_sql() + EXPRESSIONS + PRINTED + BODY + _many_views(200))
    spec = spec_file(tmp_path, schemacheck("snapshot", "--all", "--url", url).out)
    with Watch(url) as watch:
        for _ in range(3):
            assert schemacheck("check", spec, "--url", url).code == 0
    assert len(watch.seen) > 50
    assert any(tables for _, tables in watch.seen), "at no moment was anything printed"
    printing = [part.statement.text(18) for part in PARTS if part.statement.keeps_locks]
    # The server shows the beginning of a statement; BACK is where the locks end.
    allowed = {re.sub(r"%\(\w+\)s", "$1", text)[:_SHOWN] for text in (*printing, BACK.text(18))}
    odd = {(query, tables) for query, tables in watch.seen if len(tables) > 1 and query[:_SHOWN] not in allowed}
    assert not odd, odd


_SHOWN = 900


def _many_views(number: int) -> str:
    return "".join(
        f"CREATE VIEW many_{each} AS SELECT made.id + {each} AS id, part.handle FROM made JOIN part USING (id);"
        f"CREATE RULE many_{each} AS ON INSERT TO many_{each} DO INSTEAD INSERT INTO plain (id) VALUES (new.id);"
        for each in range(number)
    )


class Watch:
    """Looks again and again which tables a check has locked, and what it is doing at that moment.

    The two views are not read at one moment, so what it is doing is asked before and after its locks: only where
    the very same statement runs at both ends were the locks held while it ran.
    """

    _DOES = """
        SELECT pid, query, state_change FROM pg_catalog.pg_stat_activity
        WHERE application_name = 'schemacheck' AND datname = pg_catalog.current_database()
    """
    _HOLDS = """
        SELECT pid, relation::regclass::text FROM pg_catalog.pg_locks
        WHERE locktype = 'relation' AND relation >= 16384 AND granted
    """

    def __init__(self, url: str) -> None:
        self.seen: list[tuple[str, frozenset[str]]] = []
        self._url = url
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join(10)

    def _look(self) -> None:
        with connected(self._url) as connection:
            while not self._ended.is_set():
                before = connection.execute(self._DOES.encode()).fetchall()
                held = connection.execute(self._HOLDS.encode()).fetchall()
                after = set(connection.execute(self._DOES.encode()).fetchall())
                self.seen += [
                    (query, frozenset(table for holder, table in held if holder == pid))
                    for pid, query, since in before
                    if (pid, query, since) in after
                ]


def test_a_migration_that_waits_is_not_kept_waiting(make_database: MakeDatabase, tmp_path: Path) -> None:
    """A long query holds the table, a migration waits behind it, and a check comes along: neither waits for it."""
    url = make_database(EXPRESSIONS)
    spec = spec_file(tmp_path, schemacheck("snapshot", "--url", url).out)
    with locked(url, "made", mode="ACCESS SHARE") as query, connected(url) as migration:
        changed = threading.Event()

        def change() -> None:
            migration.execute("ALTER TABLE made ADD late int")
            changed.set()

        waiting = threading.Thread(target=change, daemon=True)
        waiting.start()
        _wait_until_somebody_waits(query)
        done, seconds = timed("check", spec, "--url", url)
        assert done.code == 3, done.all
        assert seconds < SECONDS
        query.rollback()
        assert changed.wait(2)
        waiting.join()


def _wait_until_somebody_waits(connection: psycopg.Connection) -> None:
    for _ in range(200):
        row = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
        if row and row[0]:
            return
        time.sleep(0.01)
    pytest.fail("nobody waits for the lock")
