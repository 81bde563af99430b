"""A catalog that moves under a read: found out, read again, and otherwise said; never a difference nobody had."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from schemacheck.base.errors import UncheckedError
from schemacheck.compare import compare
from schemacheck.report.policy import Policy
from schemacheck.sources.postgres.catalog import read as reading
from schemacheck.sources.postgres.catalog.catalog_state import REPLACED
from schemacheck.sources.postgres.catalog.read import ReadScope, read
from schemacheck.sources.postgres.catalog.statements import BEGIN, SETTINGS, Statement
from schemacheck.sources.postgres.connect.connection_info import parse_connection
from tests.conftest import MakeDatabase
from tests.servers import Server

from .support import TIMEOUTS, connected, live, schemacheck, told

OBJECTS = """
CREATE TYPE mood AS ENUM ('happy', 'sad');
CREATE SEQUENCE counter;
CREATE FUNCTION fresh() RETURNS text LANGUAGE sql AS 'SELECT ''x''::text';
CREATE TABLE plain (id int, note text);
CREATE TABLE made (id int, twice int GENERATED ALWAYS AS (id * 2) STORED);
CREATE TABLE part (id int, open boolean);
CREATE UNIQUE INDEX part_key ON part (id) WHERE open;
CREATE TABLE gone (LIKE part INCLUDING ALL);
CREATE SCHEMA other;
CREATE TABLE other.far (id int, twice int GENERATED ALWAYS AS (id * 2) STORED);
"""

NAMED = {
    "a type": "ALTER TYPE mood RENAME TO moods",
    "a type and back": "ALTER TYPE moods RENAME TO mood; ALTER TYPE mood RENAME TO moods",
    "a label": "ALTER TYPE moods RENAME VALUE 'sad' TO 'blue'",
    "a sequence": "ALTER SEQUENCE counter RENAME TO counters",
    "a function": "ALTER FUNCTION fresh() RENAME TO stale",
    "a schema": "ALTER SCHEMA other RENAME TO others",
    "a column of a generated one": "ALTER TABLE made RENAME id TO number",
    "a column of a predicate": "ALTER TABLE part RENAME open TO closed",
    "a table with an index on some rows": "DROP TABLE gone",
    "an index on some rows": "DROP INDEX part_key",
}
HARMLESS = {
    "a table without expressions": "ALTER TABLE plain RENAME note TO notes",
    "a new table": "CREATE TABLE fresh_one (id serial PRIMARY KEY, twice int GENERATED ALWAYS AS (1) STORED)",
    "a temporary table": "CREATE TEMP TABLE passing (id serial); DROP TABLE passing",
    "a truncation": "TRUNCATE plain",
    "another schema": "ALTER TABLE other.far RENAME id TO number",
    "statistics": "ANALYZE",
}


def asked_after(url: str, major: int, change: Callable[[psycopg.Connection], None], deep: bool = False) -> list[str]:
    """What moved, as a read sees it whose snapshot is older than the change."""
    with connected(url) as reader, connected(url) as writer:
        reader.execute(BEGIN.text(major).encode())
        reader.execute(SETTINGS.text(major).encode(), TIMEOUTS)
        change(writer)
        rows = reader.execute(REPLACED.text(major).encode(), {"deep": deep, "namespaces": ["public"]}).fetchall()
        for connection in (reader, writer):
            connection.execute("ROLLBACK")
    return [f"{schema}.{name}" for schema, name in rows]


def test_what_was_replaced_since_the_snapshot_is_found(any_server: Server, make_database: MakeDatabase) -> None:
    url = make_database(template=OBJECTS, server=any_server)
    for what, sql in NAMED.items():
        assert asked_after(url, any_server.major, lambda c, sql=sql: c.execute(sql.encode())), what  # type: ignore[misc]


def test_what_no_text_can_name_is_left_alone(any_server: Server, make_database: MakeDatabase) -> None:
    url = make_database(template=OBJECTS, server=any_server)
    for what, sql in HARMLESS.items():
        assert asked_after(url, any_server.major, lambda c, sql=sql: c.execute(sql.encode())) == [], what  # type: ignore[misc]
    table = "ALTER TABLE plain RENAME notes TO note"
    assert asked_after(url, any_server.major, lambda c: c.execute(table.encode()), deep=True) == ["public.plain"]  # type: ignore[arg-type,return-value]


def test_what_is_not_committed_has_not_moved(any_server: Server, make_database: MakeDatabase) -> None:
    url = make_database(template=OBJECTS, server=any_server)

    def open_(connection: psycopg.Connection) -> None:
        connection.execute("BEGIN")
        for sql in NAMED.values():
            connection.execute(sql.encode())

    def rolled_back(connection: psycopg.Connection) -> None:
        open_(connection)
        connection.execute("ROLLBACK")

    def in_a_savepoint(connection: psycopg.Connection) -> None:
        connection.execute("BEGIN; SAVEPOINT s; ALTER TYPE mood RENAME TO moods; RELEASE s; COMMIT")

    assert asked_after(url, any_server.major, open_) == []
    assert asked_after(url, any_server.major, rolled_back) == []
    # What was rolled back before the snapshot stays in the pages, and means nothing.
    assert asked_after(url, any_server.major, lambda _: None) == []
    assert asked_after(url, any_server.major, in_a_savepoint) == ["public.mood"]


STORM = """
CREATE TYPE mood AS ENUM ('happy', 'sad');
CREATE SEQUENCE ticket;
CREATE TABLE anchor (id int PRIMARY KEY, feeling mood NOT NULL DEFAULT 'happy', n bigint DEFAULT nextval('ticket'));
CREATE TABLE swing (id int PRIMARY KEY, note text);
CREATE TABLE swung (id int PRIMARY KEY);
CREATE TABLE made (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED);
CREATE TABLE part (id int PRIMARY KEY, open boolean);
CREATE UNIQUE INDEX part_key ON part (id, open) WHERE open;
"""
# Each pair of changes is one transaction there and one back. Half of it shows in what joins read, half in what the
# server prints: a read that mixes two moments sees one half without the other.
SWINGS = [
    (
        "ALTER TYPE mood RENAME TO moods; ALTER TABLE swing RENAME note TO notes",
        "ALTER TYPE moods RENAME TO mood; ALTER TABLE swing RENAME notes TO note",
    ),
    (
        "ALTER SEQUENCE ticket RENAME TO tickets; ALTER TABLE swung RENAME TO swinging",
        "ALTER SEQUENCE tickets RENAME TO ticket; ALTER TABLE swinging RENAME TO swung",
    ),
    (
        "ALTER TABLE made RENAME id TO number; ALTER TABLE part RENAME open TO closed",
        "ALTER TABLE made RENAME number TO id; ALTER TABLE part RENAME closed TO open",
    ),
]
# These come and go in a schema that is read, and are never expected.
NOISE = [
    "CREATE TABLE noise_{n} (id serial PRIMARY KEY, t text DEFAULT 'x', u int GENERATED ALWAYS AS (1) STORED)",
    "CREATE UNIQUE INDEX ON noise_{n} (id) WHERE t = 'x'",
    "ALTER TABLE noise_{n} ADD COLUMN v mood_{n}, ADD FOREIGN KEY (id) REFERENCES anchor (id)",
    "CREATE VIEW noise_view_{n} AS SELECT * FROM noise_{n}",
    "DROP TABLE noise_{n} CASCADE",
]
SECONDS = 8.0


@contextmanager
def storm(url: str, swings: Sequence[tuple[str, str]], noises: int, pause: float) -> Iterator[list[int]]:
    """Change the schema without end, from several sessions; gives how many transactions were made."""
    stop = threading.Event()
    made = [0]
    failures: list[BaseException] = []

    def repeat(statements: Sequence[str]) -> None:
        try:
            with connected(url) as connection:
                for sql in itertools.cycle(statements):
                    if stop.is_set() and sql is statements[0]:
                        return
                    try:
                        connection.execute(sql.encode())
                    except psycopg.errors.DeadlockDetected:
                        continue
                    made[0] += 1
                    stop.wait(pause)
        except BaseException as error:
            failures.append(error)

    noise = [
        [f"CREATE TYPE mood_{n} AS ENUM ('a')", *(each.format(n=n) for each in NOISE), f"DROP TYPE mood_{n}"]
        for n in range(noises)
    ]
    threads = [threading.Thread(target=repeat, args=(each,), daemon=True) for each in [*swings, *noise]]
    for thread in threads:
        thread.start()
    try:
        yield made
    finally:
        stop.set()
        for thread in threads:
            thread.join(20)
    assert not failures, failures


def possible(url: str, expected_url: str, swings: Sequence[tuple[str, str]]) -> list[list[str]]:
    """The findings of every moment there is: each swing here or there."""
    moments = []
    for state in itertools.product((False, True), repeat=len(swings)):
        with connected(url) as connection:
            for there, (forth, _) in zip(state, swings, strict=True):
                if there:
                    connection.execute(forth.encode())
            moments.append(told(live(expected_url), live(url)))
            for there, (_, back) in zip(state, swings, strict=True):
                if there:
                    connection.execute(back.encode())
    return moments


@pytest.mark.parametrize("pause", [0.0, 0.15], ids=["without a breath", "now and then"])
def test_a_storm(make_database: MakeDatabase, pause: float) -> None:
    quiet, url = make_database(STORM), make_database(STORM)
    moments = possible(url, quiet, SWINGS)
    assert len({tuple(each) for each in moments}) == len(moments), "every moment can be told from the others"
    expected, target = live(quiet), parse_connection(url, "--url")
    scope = ReadScope("public", ("public",), tuple(table.name.name for table in expected.tables))
    answered, gave_up, reasons = [], 0, set[str]()
    with storm(url, SWINGS, 2, pause) as made:
        until = time.monotonic() + SECONDS / 2
        while time.monotonic() < until:
            try:
                schema = read(target, scope, connect_timeout=5)
            except UncheckedError as error:
                reasons.add(error.message)
                gave_up += 1
                continue
            comparison = compare(expected, schema, Policy())
            if any(gap.cause == "not readable" for gap in comparison.not_checked):
                gave_up += 1
                continue
            answered.append([line for line in told(expected, schema) if "noise" not in line])
    assert [each for each in reasons if "changing" not in each and "lock" not in each] == []
    for findings in answered:
        assert findings in moments, findings
    assert made[0] > 30, "a storm, not a breeze"
    if pause:
        assert answered, f"with time between the changes, some reads are answered ({gave_up} were not)"


def test_the_storm_finds_a_read_that_mixes_two_moments(
    make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail: without looking for what moved, it sees moments that never were."""
    blind = Statement("", "SELECT '' AS schema, '' AS name WHERE false")
    monkeypatch.setattr(reading, "REPLACED", blind)
    quiet, url = make_database(STORM), make_database(STORM)
    moments = possible(url, quiet, SWINGS[:2])
    expected, target = live(quiet), parse_connection(url, "--url")
    scope = ReadScope("public", ("public",))
    with storm(url, SWINGS[:2], 0, 0.0):
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            try:
                schema = read(target, scope, connect_timeout=5)
            except UncheckedError:
                continue
            if told(expected, schema) not in moments:
                return
    pytest.fail("no read has mixed two moments: the storm is too weak to prove anything")


def test_the_command_line_in_a_storm(make_database: MakeDatabase, tmp_path: Path) -> None:
    quiet, url = make_database(STORM), make_database(STORM)
    codes = set()
    with storm(url, SWINGS, 2, 0.02):
        until = time.monotonic() + SECONDS / 2
        while time.monotonic() < until:
            done = schemacheck("diff", quiet, url, "--debug")
            assert "internal error" not in done.all, done.all
            assert done.code in (0, 1, 3), done.all
            codes.add(done.code)
    assert codes
