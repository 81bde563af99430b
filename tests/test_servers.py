"""The ground the other tests stand on: every major starts, databases are cheap and apart, nothing is left behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time

import psycopg
import pytest
import yaml

from .conftest import MakeDatabase, MakePooler
from .servers import BUILDS, NPM_VERSIONS, QUICK, Databases, Run, Server, Unavailable, by_turns, wanted_majors
from .servers.account import server_account
from .servers.databases import forgiving_roles
from .servers.debian import unpacked
from .servers.outside import outside_server
from .shared import ROOT

pytest_plugins = "pytester"


def ask(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, prepare_threshold=None) as connection:
        return connection.execute(sql.encode()).fetchall()


def listens(server: Server) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((server.host, server.port)) == 0


def test_each_major_answers(any_server: Server, make_database: MakeDatabase) -> None:
    url = make_database("CREATE TABLE t (id int); INSERT INTO t VALUES (1)", server=any_server)
    ((version, id_),) = ask(url, "SELECT current_setting('server_version_num')::int / 10000, id FROM t")
    assert (version, id_) == (any_server.major, 1)


def test_the_table_of_builds_names_each_major_by_its_own_version() -> None:
    assert {major: NPM_VERSIONS[major].split(".")[0] for major in BUILDS} == {major: str(major) for major in BUILDS}
    assert {major: build.major for major, build in BUILDS.items()} == {major: major for major in BUILDS}


def test_majors_can_be_restricted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHEMACHECK_MAJORS", "16, 18")
    assert wanted_majors() == (16, 18)
    monkeypatch.setenv("SCHEMACHECK_MAJORS", "9")
    with pytest.raises(ValueError, match=r"names \[9\]"):
        wanted_majors()
    monkeypatch.delenv("SCHEMACHECK_MAJORS")
    monkeypatch.delenv("SCHEMACHECK_TEST_URL", raising=False)
    assert wanted_majors() == tuple(BUILDS)
    monkeypatch.setenv("SCHEMACHECK_TEST_URL", "postgresql://localhost")
    assert wanted_majors() == ()


def test_majors_by_turns_reach_all_and_keep_both_ends() -> None:
    every = list(BUILDS)
    assert [by_turns(turn, every) for turn in range(6)] == [
        [12, 13, 18], [12, 14, 18], [12, 15, 18], [12, 16, 18], [12, 17, 18], [12, 13, 18],
    ]  # fmt: skip
    assert [by_turns(7, some) for some in ([], [16], [16, 18])] == [[], [16], [16, 18]]


def test_a_machine_that_has_no_apt_is_told_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    server_account()  # found once, by trying; without PATH there is nothing to try with
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unavailable, match="some-server is not installed, and this is no Debian to fetch it from"):
        unpacked("some-server", "some-client")


def test_what_was_skipped_is_counted_by_reason(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest("from tests.conftest import pytest_terminal_summary")
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("major", [12, 13])
        def test_it(major):
            pytest.skip("PostgreSQL before 14 cannot")

        @pytest.mark.skip(reason="it rains")
        def test_that():
            pass

        def test_ok():
            pass
        """
    )
    for workers in ("0", "2"):
        done = pytester.runpytest_subprocess("-n", workers, "-p", "no:hypothesispytest")
        done.assert_outcomes(passed=1, skipped=3)
        done.stdout.fnmatch_lines(["*= skipped =*", "    2  PostgreSQL before 14 cannot", "    1  it rains"])


class TestDatabases:
    def test_same_sql_gives_separate_copies(self, make_database: MakeDatabase) -> None:
        first, second = (make_database("CREATE TABLE t (id int)") for _ in range(2))
        assert first != second
        with psycopg.connect(first, autocommit=True) as connection:
            connection.execute("DROP TABLE t")
        assert ask(second, "SELECT count(*) FROM t") == [(0,)]

    def test_change_runs_on_the_copy_alone(self, make_database: MakeDatabase) -> None:
        base = "CREATE TABLE t (id int)"
        changed = make_database("ALTER TABLE t ADD name text", template=base)
        unchanged = make_database(template=base)
        columns = "SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0"
        assert [ask(changed, columns), ask(unchanged, columns)] == [[(2,)], [(1,)]]

    def test_a_sequence_runs_statement_by_statement(self, make_database: MakeDatabase) -> None:
        url = make_database(["CREATE TABLE t (id int)", "CREATE INDEX CONCURRENTLY i ON t (id)"])
        assert ask(url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass") == [(True,)]

    def test_a_role_may_be_created_by_two_templates(self, make_database: MakeDatabase) -> None:
        role = "CREATE ROLE schemacheck_test_reader NOLOGIN;\n"
        make_database(role)
        url = make_database(f"{role}CREATE TABLE t (); GRANT SELECT ON t TO schemacheck_test_reader")
        assert ask(url, "SELECT has_table_privilege('schemacheck_test_reader', 't', 'SELECT')") == [(True,)]

    def test_other_sql_is_left_as_it_is(self) -> None:
        text = "COMMENT ON TABLE t IS 'we CREATE ROLE x; by hand'"
        assert forgiving_roles(text) == text

    def test_dropped_though_somebody_is_connected(self, any_server: Server, test_run: Run) -> None:
        with Databases(any_server, test_run.name) as databases:
            name = databases.make("CREATE TABLE t ()")
            with psycopg.connect(any_server.url(name)):
                databases.drop(name)
        assert ask(any_server.url(), f"SELECT FROM pg_database WHERE datname = '{name}'") == []

    def test_an_outside_server_is_left_without_them(self, server: Server) -> None:
        outside = outside_server(server.url())
        assert (outside.major, outside.host, outside.port) == (server.major, server.host, server.port)
        with Databases(outside, "alone") as databases:
            databases.make("CREATE TABLE t ()")
            databases.drop_all()
        assert ask(server.url(), "SELECT FROM pg_database WHERE starts_with(datname, 'schemacheck_test_alone')") == []


class TestPooler:
    def test_clients_share_one_server_session(self, pooler: MakePooler, make_database: MakeDatabase) -> None:
        url = pooler(pool_mode="transaction", pool_size=1).through(make_database("CREATE TABLE t ()"))
        assert ask(url, "SELECT pg_backend_pid()") == ask(url, "SELECT pg_backend_pid()")

    def test_startup_parameters_are_refused(self, pooler: MakePooler, make_database: MakeDatabase) -> None:
        url = pooler().through(make_database("CREATE TABLE t ()"))
        with pytest.raises(psycopg.OperationalError, match="unsupported startup parameter"):
            psycopg.connect(url, options="-c search_path=")


class TestNothingIsLeft:
    def test_an_ended_run_leaves_neither_server_nor_folder(self) -> None:
        run = Run.create()
        server = run.server(QUICK)
        assert listens(server)
        run.end()
        assert not listens(server)
        assert not run.folder.exists()

    def test_a_killed_run_leaves_no_server(self) -> None:
        program = "from tests.servers import QUICK, Run; print(Run.create().server(QUICK).port, flush=True); input()"
        with subprocess.Popen(
            [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            server = Server(18, "", "127.0.0.1", port)
            assert listens(server)
            os.kill(process.pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while listens(server) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not listens(server)


WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text())
    for path in (ROOT / ".github/workflows" / f"{name}.yml" for name in ("ci", "newest"))
}
"""Those that test; tests/test_workflows.py looks at all of them."""
JOBS = {name: job for workflow in WORKFLOWS.values() for name, job in workflow["jobs"].items()}


class TestWorkflows:
    def test_cover_every_python_and_every_postgresql(self) -> None:
        stated = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text())
        assert JOBS["tests"]["strategy"]["matrix"]["python"] == stated
        assert JOBS["servers"]["strategy"]["matrix"]["postgres"] == [str(major) for major in BUILDS]

    def test_may_only_read_and_pin_what_they_use(self) -> None:
        assert [workflow["permissions"] for workflow in WORKFLOWS.values()] == [{"contents": "read"}] * len(WORKFLOWS)
        for name, job in JOBS.items():
            assert "permissions" not in job, name
            for step in job["steps"]:
                assert re.fullmatch(r"[a-z-]+/[a-z-]+@[0-9a-f]{40}", step.get("uses", f"actions/none@{'0' * 40}")), step

    def test_run_only_targets_and_files_that_exist(self) -> None:
        targets = set(re.findall(r"^([a-z./-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
        commands = [step["run"].split() for job in JOBS.values() for step in job["steps"] if "run" in step]
        for program, *words in commands:
            if program == "make":
                assert words[0] in targets
            elif program == "pipx":
                assert re.fullmatch(r"run [a-z-]+==[\d.]+", " ".join(words[:2])), words
            elif program.startswith(".ci/"):
                assert (ROOT / program).exists()
            else:
                assert program == ".venv/bin/python"
                assert all((ROOT / word).exists() for word in words if "/" in word), words

    def test_set_up_from_the_lock_unless_they_say_otherwise(self) -> None:
        assert self.setting_up("make .venv/.stamp-dev LOCK=lowest") == {"lowest"}
        assert self.setting_up("make test LOCK=") == {"newest"}
        assert self.setting_up("make lint") | self.setting_up("make test") == JOBS.keys() - {
            "lowest",
            "newest",
            "workflows",
            "image",
        }
        # In the YAML that PyYAML reads, `on` is another word for true.
        assert [name for name, each in WORKFLOWS.items() if "schedule" in each[True]] == ["newest"]
        assert JOBS["newest"]["continue-on-error"] == "${{ github.event_name != 'schedule' }}"

    def setting_up(self, command: str) -> set[str]:
        return {name for name, job in JOBS.items() if command in [step.get("run") for step in job["steps"]]}
