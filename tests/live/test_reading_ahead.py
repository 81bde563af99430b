"""A large expected schema: the server works while it is being read, and nobody sees a difference."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from schemacheck.sources.postgres.catalog.all_statements import ALWAYS
from schemacheck.sources.postgres.catalog.catalog_state import REPLACED
from schemacheck.sources.postgres.catalog.leftovers import LEFTOVERS
from schemacheck.sources.postgres.catalog.prefetch import Prefetch
from schemacheck.sources.postgres.catalog.read import ReadScope, read
from schemacheck.sources.postgres.catalog.statements import BEGIN, END, SETTINGS
from schemacheck.sources.postgres.connect.connection_info import parse_connection
from schemacheck.sources.spec.read import chunks, document
from tests.conftest import MakeDatabase
from tests.servers import Server
from tests.servers.proxy import proxy

from .support import SMALL, SMALL_SPEC, schemacheck, spec_file
from .test_wire import numbered

NOWHERE = "postgresql://nobody@127.0.0.1:1/x"
PATIENCE = 20
"""Seconds for statements to arrive."""


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "LARGE", 0)


@pytest.fixture
def before_tables(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Do something when the outline of the file is known and no table of it has been read."""

    def set_up(action: Callable[[], None]) -> None:
        read_tables = chunks.read_tables

        def watched(*arguments: object) -> object:
            action()
            return read_tables(*arguments)  # type: ignore[arg-type]  # as they came

        monkeypatch.setattr(chunks, "read_tables", watched)

    return set_up


def no_timers() -> bool:
    """Whether nobody watches a connection any more."""
    return not [each for each in threading.enumerate() if isinstance(each, threading.Timer)]


def test_the_same_statements_and_the_first_go_out_before_tables_are_read(
    any_server: Server,
    make_database: MakeDatabase,
    tmp_path: Path,
    before_tables: Callable[[Callable[[], None]], None],
) -> None:
    url, major = make_database(SMALL, server=any_server), any_server.major
    answered: list[int] = []
    with proxy(any_server.host, any_server.port) as wire:

        def wait() -> None:
            end = time.monotonic() + PATIENCE
            (conversation,) = wire.conversations
            while b"i.indexrelid AS oid" not in conversation.said and time.monotonic() < end:
                time.sleep(0.01)
            answered.append(len(conversation.statements()))

        before_tables(wait)
        done = schemacheck("check", spec_file(tmp_path), "--url", wire.through(url))
    assert done.code == 0, done.all
    (conversation,) = wire.conversations
    assert conversation.statements() == [
        numbered(each, major) for each in (BEGIN, SETTINGS, *ALWAYS, LEFTOVERS, REPLACED, END)
    ]
    assert answered == [9], "begin, settings and the seven that need no more than the names of schemas"
    assert [kind for kind, _ in conversation.messages()].count("S") == 1
    assert no_timers()


def test_the_report_is_the_same(make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drifted = SMALL.replace("ON DELETE RESTRICT", "ON DELETE CASCADE") + "CREATE TABLE more (id int);"
    url = make_database(drifted + "CREATE SCHEMA audit; CREATE TABLE audit.log (id int, at date);")
    spec = spec_file(
        tmp_path,
        SMALL_SPEC.replace("tables:", "exact: [indexes, triggers]\ntables:", 1)
        + "views: {}\nschemas: {audit: {tables: {log: {columns: {id: integer?}}}}}\n",
    )
    ahead = schemacheck("check", spec, "--url", url)
    monkeypatch.setattr(document, "LARGE", 1 << 30)
    after = schemacheck("check", spec, "--url", url)
    assert (ahead.code, ahead.out, ahead.err) == (1, after.out, after.err)


def test_mistakes_come_first_and_leave_nothing_behind(make_database: MakeDatabase, tmp_path: Path) -> None:
    spec = spec_file(tmp_path, SMALL_SPEC.replace("company(id)", "compny(id)"))
    for arguments in (("--url", make_database(SMALL)), ("--url", NOWHERE), ()):
        done = schemacheck("check", spec, *arguments)
        assert done.code == 2
        assert "compny" in done.all
    assert no_timers()


def test_no_way_in_is_told_once(tmp_path: Path) -> None:
    done = schemacheck("check", spec_file(tmp_path), "--url", NOWHERE)
    assert done.code == 3
    assert done.said.count("error:") == 1
    assert "refused" in done.said


@pytest.mark.parametrize("cut_after", [420, 1_000, 3_000])
def test_a_connection_that_is_cut_is_no_result(
    cut_after: int, server: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    url = make_database(SMALL)
    with proxy(server.host, server.port, cut_after=cut_after) as wire:
        done = schemacheck("check", spec_file(tmp_path), "--url", wire.through(url))
    assert done.code == 3
    assert "internal error" not in done.all
    assert done.said.count("error:") == 1
    assert no_timers()


def test_nothing_is_begun_where_a_target_or_nobody_says_which_database(
    server: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    assert "No database is given" in schemacheck("check", spec_file(tmp_path)).said
    url = make_database(SMALL)
    with proxy(server.host, server.port) as wire:
        spec = spec_file(tmp_path, SMALL_SPEC + "targets: {one: {url_env: ONE}}\n")
        done = schemacheck("check", spec, environ={"ONE": wire.through(url)})
        assert done.code == 0, done.all
        assert len(wire.conversations) == 1
        schema_of_many = spec_file(tmp_path, SMALL_SPEC.replace("tables:", "schema: pub*\ntables:", 1))
        done = schemacheck("check", schema_of_many, "--url", wire.through(url))
        assert done.code == 0, done.all
    assert len(wire.conversations) == 2


def test_what_was_begun_for_other_schemas_is_read_anew(make_database: MakeDatabase) -> None:
    target = parse_connection(make_database(SMALL + "CREATE SCHEMA other"), "--url")
    scope = ReadScope("public", ("public",))
    prefetched = Prefetch(target, ("public", "other"), connect_timeout=5)
    assert read(target, scope, prefetched=prefetched, connect_timeout=5) == read(target, scope, connect_timeout=5)


def test_a_large_answer_is_taken_in_on_the_way(make_database: MakeDatabase) -> None:
    """More than any socket holds: a server that nobody listens to would wait, and be done only after we ask."""
    columns = ", ".join(f"a_column_with_quite_a_long_name_{number} int DEFAULT {number}" for number in range(400))
    tables = " ".join(f"CREATE TABLE t{number} ({columns});" for number in range(60))
    target = parse_connection(make_database(tables), "--url")
    prefetched = Prefetch(target, ("public",), connect_timeout=5)
    with prefetched as session:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not _is_idle(target.params, session.backend_pid):
            prefetched.take_in()
            time.sleep(0.01)
        assert _is_idle(target.params, session.backend_pid)


def _is_idle(parameters: object, pid: int) -> bool:
    with psycopg.connect(**parameters, autocommit=True) as other:  # type: ignore[arg-type]
        row = other.execute("SELECT state, wait_event FROM pg_stat_activity WHERE pid = %s", (pid,)).fetchone()
    return row is not None and row == ("active", "ClientRead")
