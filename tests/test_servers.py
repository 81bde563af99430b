"""The servers the other tests stand on: every major starts, databases are cheap and apart, nothing is left behind."""

from __future__ import annotations

import time

import psycopg

from .conftest import MakeDatabase
from .servers import Server


def ask(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(sql.encode()).fetchall()


def test_each_major_answers(any_server: Server, make_database: MakeDatabase) -> None:
    url = make_database("CREATE TABLE t (id int); INSERT INTO t VALUES (1)", server=any_server)
    ((version, id_),) = ask(url, "SELECT current_setting('server_version_num')::int / 10000, id FROM t")
    assert (version, id_) == (any_server.major, 1)


def test_same_sql_gives_separate_copies(make_database: MakeDatabase) -> None:
    first, second = (make_database("CREATE TABLE t (id int)") for _ in range(2))
    assert first != second
    with psycopg.connect(first, autocommit=True) as connection:
        connection.execute("DROP TABLE t")
    assert ask(second, "SELECT count(*) FROM t") == [(0,)]


def test_change_runs_on_the_copy_alone(make_database: MakeDatabase) -> None:
    base = ["CREATE TABLE t (id int)"]
    changed = make_database("ALTER TABLE t ADD name text", template=base)
    unchanged = make_database(template=base)
    columns = "SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0"
    assert [ask(changed, columns), ask(unchanged, columns)] == [[(2,)], [(1,)]]


def test_a_copy_is_quick(make_database: MakeDatabase) -> None:
    make_database("CREATE TABLE quick (id int)")
    started = time.monotonic()
    make_database("CREATE TABLE quick (id int)")
    assert time.monotonic() - started < 2
