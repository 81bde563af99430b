"""Encodings that tell no name, hosts that are none, and time-outs of a server that end a read: in words that help."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from schemacheck.sources.postgres.catalog.pipeline import Pipeline
from schemacheck.sources.postgres.catalog.session import connect
from schemacheck.sources.postgres.catalog.statements import Statement
from schemacheck.sources.postgres.connect.connection_info import parse_connection
from tests.conftest import MakeDatabase
from tests.servers import Server

from .support import SMALL, connected, schemacheck, spec_file

ROLE = f"schemacheck_limited_{os.getpid()}"


@contextmanager
def limited(server: Server, url: str, setting: str, value: str) -> Iterator[str]:
    """Give the URL of the same database for a role with a setting of its own."""
    with connected(url) as connection:
        # With a right on this database, so that it is in no snapshot of another one.
        name = url.rsplit("/", 1)[1]
        connection.execute(f'CREATE ROLE {ROLE} LOGIN; GRANT CONNECT ON DATABASE "{name}" TO {ROLE}'.encode())
        try:
            connection.execute(f"ALTER ROLE {ROLE} SET {setting} = '{value}'".encode())
            yield server.url(name, ROLE)
        finally:
            connection.execute(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}".encode())


@pytest.fixture
def newest(pg: Callable[[int], Server]) -> Server:
    return pg(18)


@pytest.mark.parametrize(
    "setting", ["transaction_timeout", "idle_in_transaction_session_timeout", "statement_timeout", "lock_timeout"]
)
def test_a_time_out_of_the_role_gives_way_to_that_of_the_read(
    setting: str, newest: Server, make_database: MakeDatabase
) -> None:
    slow = Statement("", "SELECT current_setting('application_name') AS name FROM pg_catalog.pg_sleep(0.7)")
    with limited(newest, make_database(SMALL, server=newest), setting, "500ms") as url:
        with connected(url) as own:
            assert own.execute(f"SHOW {setting}".encode()).fetchone() == ("500ms",)
        with connect(parse_connection(url, "--url"), 5) as session:
            assert session.read([slow.asked({})], "trying") == [[("schemacheck",)]]


def test_a_time_out_for_idle_sessions(
    newest: Server, make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the server says of it is read by the driver only when it sends something, and fails."""
    begin = Pipeline.begin

    def slowly(self: Pipeline) -> None:
        time.sleep(0.3)
        begin(self)

    monkeypatch.setattr(Pipeline, "begin", slowly)
    with limited(newest, make_database(SMALL, server=newest), "idle_session_timeout", "50ms") as url:
        done = schemacheck("check", spec_file(tmp_path), "--url", url)
    assert done.code == 3, done.all
    assert "its time-out for idle sessions is shorter than a pause of the check" in done.said
    assert "idle_session_timeout" in done.said


@pytest.fixture
def latin(server: Server) -> Iterator[str]:
    """A database that does not know what its bytes mean, in which an application wrote Latin-1."""
    name = "schemacheck_test_sql_ascii"
    with connected(server.url()) as admin:
        admin.execute(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'".encode())
        try:
            with psycopg.connect(server.url(name), autocommit=True, client_encoding="LATIN1") as application:
                application.execute('CREATE TABLE "caf\xe9" (id int PRIMARY KEY)')
            yield server.url(name)
        finally:
            admin.execute(f"DROP DATABASE {name}".encode())


def test_a_database_that_does_not_know_its_encoding(latin: str, tmp_path: Path) -> None:
    spec = spec_file(tmp_path, "version: 1\ntables: {café: {columns: {id: integer}, primary_key: [id]}}\n")
    done = schemacheck("check", spec, "--url", latin)
    assert done.code == 3, done.all
    assert 'invalid byte sequence for encoding "UTF8"' in done.said
    assert "such as client_encoding=LATIN1" in done.said
    assert schemacheck("check", spec, "--url", f"{latin}?client_encoding=LATIN1").code == 0


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("SQL_ASCII", "client_encoding=SQL_ASCII says of no byte which character it is"),
        ("EUC_TW", "client_encoding=EUC_TW says of no byte which character it is"),
        ("NONSENSE", "the encoding that the connection asks for cannot be had"),
        ("MULE_INTERNAL", "the encoding that the connection asks for cannot be had"),
        ("LATIN1", "the encoding of the connection cannot tell every name"),
    ],
)
def test_an_encoding_that_is_of_no_use(encoding: str, said: str, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database('CREATE TABLE "日本" (id int PRIMARY KEY)')
    spec = spec_file(tmp_path, "version: 1\ntables: {日本: {columns: {id: integer}, primary_key: [id]}}\n")
    done = schemacheck("check", spec, "--url", f"{url}?client_encoding={encoding}")
    assert done.code == 3, done.all
    assert said in done.said
    assert "internal error" not in done.all
    assert "eave" in done.said
    assert schemacheck("check", spec, "--url", url).code == 0


@pytest.mark.parametrize("host", ["a..b", ".", ".a", "a" * 64, f"{'a' * 64}.example", "ä" * 70])
def test_a_host_that_is_none(host: str, tmp_path: Path) -> None:
    done = schemacheck("check", spec_file(tmp_path), "--url", f"postgresql://u:p@{quote(host)}/db")
    assert done.code == 3, done.all
    assert "this is no host name" in done.said
    assert "internal error" not in done.all


def test_a_variable_that_is_not_text(tmp_path: Path) -> None:
    done = schemacheck("check", spec_file(tmp_path), environ={"PGHOST": "localhost", "PGUSER": "caf\udce9"})
    assert done.code == 3, done.all
    assert "libpq does not take a parameter of the connection" in done.said
