"""A network that cuts, swallows and delays, a server that dies, and Ctrl-C: one message, the right code, in time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from schemacheck.sources.postgres.catalog import pipeline, session
from tests.cli.process import COMMAND, environment
from tests.conftest import MakeDatabase
from tests.servers import QUICK, Run, Server, Unavailable
from tests.servers.proxy import proxy

from .support import SMALL, Ended, connected, schemacheck, spec_file


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "READ_TIMEOUT", 2.0)
    monkeypatch.setattr(session, "CONNECT_PAUSE", 0.05)


def is_one_message(done: Ended) -> None:
    assert done.code == 3, done.all
    assert done.out == ""
    assert done.err.count("error: ") == 1, done.err
    assert done.err.count("help: ") == 1, done.err
    assert "Traceback" not in done.err
    assert "internal error" not in done.err


@pytest.fixture
def answered(server: Server, make_database: MakeDatabase, tmp_path: Path) -> tuple[str, str, int]:
    """A database, a spec of it, and how many bytes the server says in a whole check."""
    url, spec = make_database(SMALL), spec_file(tmp_path)
    with proxy(server.host, server.port) as wire:
        assert schemacheck("check", spec, "--url", wire.through(url)).code == 0
    return url, spec, wire.conversations[0].heard


def test_cut_at_any_byte(server: Server, answered: tuple[str, str, int]) -> None:
    url, spec, whole = answered
    # Byte by byte where each of them means something, then in strides to the last byte but one.
    places = [*range(0, 40, 3), *range(40, whole - 1, max(whole // 40, 1)), whole - 2, whole - 1]
    kinds = set()
    for place in places:
        with proxy(server.host, server.port, cut_after=place) as wire:
            done = schemacheck("check", spec, "--url", wire.through(url))
        if place == whole - 1:
            assert done.code in (0, 3), done.all
            continue
        is_one_message(done)
        kinds.add("the connection was cut" in done.said)
    assert kinds == {True}, "always told as what it is"


def test_swallowed_at_any_byte(server: Server, answered: tuple[str, str, int]) -> None:
    """The connection stays open, and nothing comes any more."""
    url, spec, whole = answered
    for place in (0, 5, 60, whole // 2, whole - 3):
        with proxy(server.host, server.port, hold_after=place) as wire:
            began = time.monotonic()
            done = schemacheck("check", spec, "--url", wire.through(url), "--connect-timeout", "2")
            seconds = time.monotonic() - began
        is_one_message(done)
        assert "no answer came in time" in done.said
        assert seconds < 7


def test_a_row_that_is_lost_is_missed(server: Server, answered: tuple[str, str, int]) -> None:
    """Whichever row it is: else a table less would pass for drift, and a constraint less for none."""
    url, spec, _ = answered
    with proxy(server.host, server.port, lost_row=-1) as wire:
        assert schemacheck("check", spec, "--url", wire.through(url)).code == 0
    rows = wire.conversations[0].rows
    assert rows > 10
    for lost in range(1, rows):  # the first is of the settings, of which nobody asks
        with proxy(server.host, server.port, lost_row=lost) as wire:
            done = schemacheck("check", spec, "--url", wire.through(url))
        is_one_message(done)
        assert "something on the way lost a part of an answer: rows of an answer are missing" in done.said


def test_nobody_home_then_somebody(server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    """A database that sleeps refuses the first connection; the second finds it awake."""
    import socket  # noqa: PLC0415

    url, spec = make_database(SMALL), spec_file(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def serve() -> None:
            listener.accept()[0].close()
            client, _ = listener.accept()
            upstream = socket.create_connection((server.host, server.port))
            forth = threading.Thread(target=_pump, args=(client, upstream), daemon=True)
            forth.start()
            _pump(upstream, client)
            forth.join(5)
            client.close()
            upstream.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        database = url.rsplit("/", 1)[1]
        done = schemacheck("check", spec, "--url", f"postgresql://postgres@127.0.0.1:{port}/{database}?sslmode=disable")
        thread.join(5)
    assert done.code == 0, done.all


def _pump(source: object, sink: object) -> None:
    import socket  # noqa: PLC0415

    assert isinstance(source, socket.socket)
    assert isinstance(sink, socket.socket)
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@contextmanager
def held_up(url: str, then: Callable[[], None]) -> Iterator[None]:
    """Hold a read up at its last statement, on a catalog that it needs; do something once it waits there."""
    with connected(url) as watcher, psycopg.connect(url) as holder:
        holder.execute("LOCK TABLE pg_catalog.pg_policy IN ACCESS EXCLUSIVE MODE")

        def act() -> None:
            deadline = time.monotonic() + 10
            waits = "SELECT FROM pg_stat_activity WHERE application_name = 'schemacheck' AND wait_event_type = 'Lock'"
            while time.monotonic() < deadline:
                if watcher.execute(waits).fetchone() is not None:
                    then()
                    return
                time.sleep(0.01)

        acting = threading.Thread(target=act, daemon=True)
        acting.start()
        yield
        acting.join(10)
        with suppress(psycopg.Error):
            holder.rollback()


def test_ended_by_an_administrator(server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(SMALL)
    database = url.rsplit("/", 1)[1]

    def end() -> None:
        with connected(server.url()) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'schemacheck' AND datname = %s",
                [database],
            )

    with held_up(url, end):
        done = schemacheck("check", spec_file(tmp_path), "--url", url)
    is_one_message(done)
    # The driver passes over the server's last words when the end comes right behind them.
    assert "by order of an administrator" in done.said or "the connection was cut" in done.said


def test_a_catalog_that_is_locked(make_database: MakeDatabase, tmp_path: Path) -> None:
    """VACUUM FULL of a system catalog: waited for a little, three times, and no longer."""
    url = make_database(SMALL)
    began = time.monotonic()
    with held_up(url, lambda: None):
        done = schemacheck("check", spec_file(tmp_path), "--url", url)
    is_one_message(done)
    assert "another session holds a lock" in done.said
    assert time.monotonic() - began < 6


@pytest.fixture
def mortal(test_run: Run) -> Iterator[Callable[[], tuple[str, Callable[[str], None]]]]:
    """A server of its own that a test may stop; gives its URL and a way to signal its postmaster."""
    from tests.servers.mortal import mortal_server  # noqa: PLC0415

    try:
        with mortal_server(test_run, QUICK) as found:
            yield lambda: found
    except Unavailable as reason:
        pytest.skip(str(reason))


def test_server_that_starts_stops_and_is_full(
    mortal: Callable[[], tuple[str, Callable[[str], None]]], tmp_path: Path
) -> None:
    url, signal_it = mortal()
    spec = spec_file(tmp_path)
    with connected(url) as connection:
        connection.execute(SMALL)
    # Full: ordinary roles find no connection left.
    with connected(url) as connection:
        connection.execute("CREATE ROLE ordinary LOGIN")
        kept = []
        ordinary = url.replace("postgres@", "ordinary@")
        while True:
            try:
                kept.append(psycopg.connect(ordinary))
            except psycopg.OperationalError:
                break
        done = schemacheck("check", spec, "--url", ordinary)
        is_one_message(done)
        assert "every connection it offers is taken" in done.said
        for each in kept:
            each.close()
    # Shutting down: it waits for those who are there, and lets nobody in.
    lingering = psycopg.connect(url)
    signal_it("TERM")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        done = schemacheck("check", spec, "--url", url)
        if done.code == 3:
            break
    is_one_message(done)
    assert "shutting down" in done.said
    lingering.close()
    # Gone.
    deadline = time.monotonic() + 10
    while "connection refused" not in done.said and time.monotonic() < deadline:
        done = schemacheck("check", spec, "--url", url)
    is_one_message(done)
    assert "connection refused" in done.said


def test_killed_while_it_answers(mortal: Callable[[], tuple[str, Callable[[str], None]]], tmp_path: Path) -> None:
    """The power goes: the postmaster and all its children at once, with a read under way."""
    url, signal_it = mortal()
    with connected(url) as connection:
        connection.execute(SMALL)
    with held_up(url, lambda: signal_it("KILL")):
        done = schemacheck("check", spec_file(tmp_path), "--url", url)
    is_one_message(done)
    assert "the connection was cut" in done.said or "ended the connection" in done.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda each: each.name)
@pytest.mark.parametrize("hold_after", [0, 2500], ids=["while connecting", "while reading"])
def test_an_end_by_signal(
    hold_after: int, number: signal.Signals, server: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    """Ctrl-C, or the end that a CI runner and a lost terminal make: no report of an earlier run stays behind."""
    url, spec = make_database(SMALL), spec_file(tmp_path)
    report = tmp_path / "report.json"
    report.write_text('{"outcome": "in sync"}', encoding="utf-8")
    with proxy(server.host, server.port, hold_after=hold_after) as wire:
        process = subprocess.Popen(
            [*COMMAND, "check", spec, "--url", wire.through(url), "--output", str(report)],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            if hold_after:
                assert wire.held.wait(20)
            else:
                deadline = time.monotonic() + 20
                while not wire.conversations and time.monotonic() < deadline:
                    time.sleep(0.02)
            time.sleep(0.3)
            os.kill(process.pid, number)
            began = time.monotonic()
            out, err = process.communicate(timeout=20)
            assert time.monotonic() - began < 3
        finally:
            process.kill()
            process.wait()
    assert process.returncode == 128 + number, err
    assert out == ""
    assert err == "interrupted\n"
    assert json.loads(report.read_text(encoding="utf-8"))["outcome"] == "error"
