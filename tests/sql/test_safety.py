"""SQL is not a way to run code on the machine, nor to fill it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schemacheck.sources.sql import bounds
from tests.cli.process import environment

from .conftest import Command, Script

MAKE = "CREATE TABLE a (id int);\n"

REFUSED = {
    "a program": ("COPY a FROM PROGRAM 'touch made';", "permission denied to COPY to or from an external program"),
    "a program in a block": (
        "DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch made'''; END $$;",
        "permission denied to COPY to or from an external program",
    ),
    "a file": ("COPY a TO '/tmp/schemacheck-made';", "permission denied to COPY to a file"),
    "reading a file": ("SELECT pg_read_file('/etc/passwd');", "permission denied for function pg_read_file"),
    "a large object": ("SELECT lo_import('/etc/passwd');", "permission denied for function lo_import"),
    "an untrusted language": ("CREATE EXTENSION plpython3u;", ""),
    "C": ("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc', 'getpid';", "permission denied for language c"),
    "another server": (
        "CREATE EXTENSION dblink;\nSELECT dblink('host=/tmp', 'select 1');",
        "permission denied for function",
    ),
    "our own role": ("SET ROLE schemacheck_server;", "permission denied to set role"),
    "our own session": ("SET SESSION AUTHORIZATION schemacheck_server;", "permission denied to set session"),
    "becoming a superuser": ("ALTER ROLE schemacheck_runner SUPERUSER;", "permission denied to alter role"),
    "making one": ("CREATE ROLE x SUPERUSER;", "permission denied to create role"),
    "joining those that may": (
        "GRANT pg_execute_server_program TO schemacheck_runner;",
        "permission denied to grant role",
    ),
    "settings": ("ALTER SYSTEM SET work_mem = '1GB';", "permission denied to set parameter"),
    "more in one": ("CREATE EXTENSION pg_stat_statements; COPY a TO PROGRAM 'touch made';", "external program"),
    "temporary files": ("SET temp_file_limit = -1;", "permission denied to set parameter"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_the_servers_words(name: str, script: Script, command: Command, tmp_path: Path) -> None:
    statement, said = REFUSED[name]
    done = command("snapshot", script(MAKE + statement))
    if not said:  # nothing there that could be made
        assert done.code == 0
        return
    assert done.code == 2, done.all
    assert said in done.said
    assert done.err.startswith("a.sql:2:") or done.err.startswith("a.sql:3:")
    assert not (tmp_path / "made").exists()


def test_a_backend_that_runs_away_is_ended(monkeypatch: pytest.MonkeyPatch, script: Script, command: Command) -> None:
    monkeypatch.setattr(bounds, "SECONDS", 1)
    began = time.monotonic()
    done = command("snapshot", script(MAKE + "SET statement_timeout = 0;\nSELECT pg_sleep(60);"))
    assert done.code == 3
    assert "The replay was stopped at a.sql:3:1: it ran for more than 1 s" in done.said
    assert time.monotonic() - began < 30


def test_a_database_that_fills_the_disk_is_ended(
    monkeypatch: pytest.MonkeyPatch, script: Script, command: Command
) -> None:
    monkeypatch.setattr(bounds, "GIBIBYTES", 0)
    done = command("snapshot", script(MAKE + "INSERT INTO a SELECT generate_series(1, 100000000);"))
    assert done.code == 3
    assert "it filled more than 0 GiB" in done.said


def test_no_answer_fills_the_memory(script: Script, command: Command) -> None:
    done = command("snapshot", script(MAKE + "SELECT repeat('x', 1000) FROM generate_series(1, 300000);"))
    assert done.code == 0, done.all


needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are found in /proc")


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder with a short path, in which a socket has room."""
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        Path(place).chmod(0o755)  # root's server runs as somebody else
        yield Path(place)


class Slow:
    """A run that is in the middle of a statement, in a process of its own."""

    def __init__(self, tmp_path: Path, temporary: Path, kept: Path) -> None:
        (tmp_path / "slow.sql").write_text(MAKE + "SELECT pg_sleep(100);")
        (tmp_path / "a.sql").write_text(MAKE)
        self.cwd = tmp_path
        self.temporary = temporary
        self.environment = environment(SCHEMACHECK_CACHE_DIR=str(kept), TMPDIR=str(temporary))
        self.command = [sys.executable, "-m", "schemacheck", "snapshot", "--no-cache"]
        self.until = time.monotonic() + 60
        self.process = subprocess.Popen(
            [*self.command, "slow.sql"],
            cwd=tmp_path,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            self._find()
        except BaseException:
            self.end()
            raise

    def _find(self) -> None:
        self.wait_for(lambda: "SELECT" in " ".join(self.processes().values()))
        (self.folder,) = self.temporary.iterdir()

    def processes(self) -> dict[int, str]:
        """All processes of its server, and its watcher, by number, each as it calls itself."""
        told = {}
        servers = set()
        for each in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (each / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                parent = int((each / "stat").read_text().rpartition(")")[2].split()[1])
                told[int(each.name)] = (words, parent)
                if str(self.temporary) in words:
                    servers.add(int(each.name))
        return {pid: words for pid, (words, parent) in told.items() if pid in servers or parent in servers}

    def wait_for(self, found: Callable[[], bool]) -> None:
        while not found():
            assert time.monotonic() < self.until
            assert self.process.poll() is None or self.process.returncode < 0, self.process.communicate()
            time.sleep(0.05)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def slow(tmp_path: Path, temporary: Path, kept: Path) -> Iterator[Slow]:
    run = Slow(tmp_path, temporary, kept)
    yield run
    run.end()
    assert run.process.stderr is not None
    run.process.stderr.close()


@needs_proc
def test_kill_leaves_nothing_behind(slow: Slow) -> None:
    slow.end()
    slow.wait_for(lambda: not slow.folder.exists() and not slow.processes())


@needs_proc
def test_what_nobody_could_clear_away_the_next_run_does(slow: Slow) -> None:
    watchers = [pid for pid, words in slow.processes().items() if words.startswith("/bin/sh")]
    assert watchers
    for pid in watchers:
        os.kill(pid, signal.SIGKILL)
    slow.end()
    assert slow.folder.exists()
    assert slow.processes()
    done = subprocess.run(
        [*slow.command, "a.sql"], cwd=slow.cwd, env=slow.environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert list(slow.temporary.iterdir()) == []
    assert slow.processes() == {}


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_nothing_behind(number: signal.Signals, slow: Slow) -> None:
    slow.process.send_signal(number)
    _, said = slow.process.communicate(timeout=30)
    assert slow.process.returncode == 128 + number
    assert "interrupted" in said
    assert list(slow.temporary.iterdir()) == []
    assert slow.processes() == {}


@needs_proc
def test_a_run_leaves_the_server_of_another_alone(slow: Slow) -> None:
    before = slow.processes()
    done = subprocess.run(
        [*slow.command, "a.sql"], cwd=slow.cwd, env=slow.environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert slow.folder.exists()
    assert before.keys() <= slow.processes().keys()
