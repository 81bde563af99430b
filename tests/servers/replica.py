"""A hot standby of a server: its data directory copied while a backup is declared, then fed by streaming.

The builds that are fetched have no pg_basebackup, and need none: a backup is what the server's own functions around a
plain copy make of it.
"""

from __future__ import annotations

import dataclasses
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from .account import server_account
from .ports import free_port
from .run import START_SECONDS, Run
from .server import Server, Unavailable

NOT_COPIED = shutil.ignore_patterns("postmaster.pid", "postmaster.opts", "pg_wal", "pg_replslot", "pg_stat_tmp")


@contextmanager
def hot_standby(run: Run, primary: Server) -> Iterator[Server]:
    """Run a standby that follows `primary` and answers queries. Raises Unavailable."""
    if primary.bindir is None:
        raise Unavailable("an outside server's data directory is not ours to copy")
    folder = run.make_folder(f"standby-{primary.major}-{free_port()}")
    data = folder / "data"
    port = free_port()
    # Other tests make checkpoints meanwhile, and those remove WAL that no slot holds.
    slot = f"standby_{port}"
    with psycopg.connect(primary.url(), autocommit=True) as connection:
        connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", [slot])
    _back_up(primary, data)
    settings = {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "shared_buffers": "32MB",
        "max_connections": "60",
        "timezone": "UTC",
        "primary_conninfo": f"host={primary.host} port={primary.port} user={primary.superuser} sslmode=disable",
        "primary_slot_name": slot,
        "wal_retrieve_retry_interval": "100ms",
    }
    flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    process = run.supervise(folder, [str(primary.bindir / "postgres"), "-D", str(data), *flags], signal.SIGQUIT)
    standby = dataclasses.replace(primary, port=port, socket_dir=folder)
    try:
        _wait_until_it_follows(standby, Path(f"{folder}.log"))
        yield standby
    finally:
        process.terminate()
        process.wait()
        _drop_slot(primary, slot)


def _drop_slot(primary: Server, slot: str) -> None:
    """Drop a slot as soon as the primary has noticed that its standby is gone."""
    idle = "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s AND NOT active"
    deadline = time.monotonic() + START_SECONDS
    with psycopg.connect(primary.url(), autocommit=True) as connection:
        while time.monotonic() < deadline:
            if connection.execute(idle, [slot]).fetchone() is not None:
                return
            time.sleep(0.05)


def _back_up(primary: Server, data: Path) -> None:
    new = primary.major >= 15
    with psycopg.connect(primary.url(), autocommit=True) as connection:
        row = connection.execute("SELECT current_setting('data_directory')").fetchone()
        assert row is not None
        if new:
            connection.execute("SELECT pg_backup_start('schemacheck', fast => true)")
        else:
            connection.execute("SELECT pg_start_backup('schemacheck', true, false)")
        _copy(row[0], data)
        stop = "pg_backup_stop(false)" if new else "pg_stop_backup(false, false)"
        label = connection.execute(f"SELECT labelfile FROM {stop}".encode()).fetchone()
        assert label is not None
    (data / "pg_wal").mkdir(exist_ok=True)
    (data / "pg_wal" / "archive_status").mkdir(exist_ok=True)
    (data / "pg_replslot").mkdir(exist_ok=True)
    (data / "pg_stat_tmp").mkdir(exist_ok=True)
    (data / "backup_label").write_text(label[0])
    (data / "standby.signal").touch()
    account = server_account()
    for path in (data, *data.rglob("*")):
        if not path.is_symlink():
            account.own(path)
    data.chmod(0o700)


def _copy(source: str, data: Path) -> None:
    """Copy what is there; other tests drop databases meanwhile, and replaying the WAL drops them from the copy too."""
    try:
        shutil.copytree(source, data, ignore=NOT_COPIED, symlinks=True)
    except shutil.Error as error:
        if kept := [each for each in error.args[0] if "[Errno 2]" not in str(each[2])]:
            raise shutil.Error(kept) from None


def _wait_until_it_follows(standby: Server, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with psycopg.connect(standby.url(), connect_timeout=2) as connection:
                row = connection.execute("SELECT status = 'streaming' FROM pg_stat_wal_receiver").fetchone()
        except psycopg.OperationalError:
            row = None
        if row and row[0]:
            return
        time.sleep(0.05)
    raise RuntimeError(f"the standby does not follow:\n{log.read_text(errors='replace')[-3000:]}")


def wait_for_replay(primary: Server, standby: Server) -> None:
    """Wait until the standby has replayed all that the primary has written so far."""
    with psycopg.connect(primary.url(), autocommit=True) as writer, psycopg.connect(standby.url()) as reader:
        # The test servers commit without waiting for the WAL to be written; one that waits takes the earlier along.
        writer.execute("SET synchronous_commit = on")
        writer.execute("SELECT pg_logical_emit_message(true, 'schemacheck', '')")
        row = writer.execute("SELECT pg_current_wal_lsn()").fetchone()
        assert row is not None
        reader.autocommit = True
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            done = reader.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", row).fetchone()
            if done and done[0]:
                return
            time.sleep(0.02)
    raise RuntimeError("the standby does not catch up")
