"""One test run: its folder, the servers in it, and their end.

The first process of a run creates it and holds its lock; the workers it starts join it by the folder's path. Each
server is started by the first process that asks for it and shared by all, under a supervisor that stops it when the
run's lock is released. What a killed supervisor leaves is removed by the next run; a PostgreSQL without its folder ends
by itself.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import psycopg

from . import supervise
from .account import server_account
from .binaries import Build, bindir
from .locks import locked
from .places import runs_folder
from .ports import free_port
from .server import Server, Unavailable

START_SECONDS = 60
STARTS = 3
"""A free port may be taken between finding it and listening on it; then another is tried."""

SETTINGS: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
    "timezone": "UTC",
    "listen_addresses": "127.0.0.1",
}
"""The data is thrown away, so nothing is done for its safety."""


class Run:
    """A test run; `create` by its first process, `join` by the others."""

    def __init__(self, folder: Path, lock: IO[bytes] | None) -> None:
        self.folder = folder
        self._lock = lock
        self._servers: dict[Build, Server | Unavailable] = {}

    @classmethod
    def create(cls) -> Run:
        """Begin a run, and clear away what dead runs have left. Raises Unavailable."""
        home = runs_folder()
        with locked(home / ".lock"):
            for old in home.iterdir():
                if old.is_dir():
                    _remove_if_dead(old)
            folder = Path(tempfile.mkdtemp(dir=home, prefix=""))
            folder.chmod(0o755)
            lock = (folder / "alive").open("wb")
            fcntl.flock(lock, fcntl.LOCK_EX)
        return cls(folder, lock)

    @classmethod
    def join(cls, folder: Path) -> Run:
        """Take part in a run that another process has created and will end."""
        return cls(folder, None)

    @property
    def name(self) -> str:
        """What tells this run from others."""
        return self.folder.name

    def note_outside(self) -> None:
        """Note that the run has used an outside server, where it must tidy up after itself."""
        (self.folder / "outside").touch()

    def used_outside(self) -> bool:
        """Say whether any process of the run has used an outside server."""
        return (self.folder / "outside").exists()

    def end(self) -> None:
        """Stop every server and remove the folder; does nothing for a process that only joined."""
        if self._lock is None:
            return
        self._lock.close()
        deadline = time.monotonic() + supervise.STOP_SECONDS + 5
        # From here on another run that begins may clear the folder away before we do.
        with contextlib.suppress(FileNotFoundError):
            while time.monotonic() < deadline and any(path.is_dir() for path in self.folder.iterdir()):
                time.sleep(0.02)
        shutil.rmtree(self.folder, ignore_errors=True)

    def server(self, build: Build) -> Server:
        """Give the run's server of this build, started when it is not running yet. Raises Unavailable."""
        if build not in self._servers:
            self._servers[build] = self._find_or_start(build)
        found = self._servers[build]
        if isinstance(found, Unavailable):
            raise found
        return found

    def _find_or_start(self, build: Build) -> Server | Unavailable:
        record = self.folder / f"{build.key}.json"
        with locked(self.folder / f"{build.key}.lock"):
            if not record.exists():
                try:
                    said = _to_json(self._start(build))
                except Unavailable as reason:
                    # Kept as well, so that a download that fails is not tried again by every test.
                    said = {"unavailable": str(reason)}
                record.write_text(json.dumps(said))
        return _from_json(json.loads(record.read_text()))

    def _start(self, build: Build) -> Server:
        programs = bindir(build)
        account = server_account()
        for _ in range(STARTS):
            folder = self.make_folder(build.key)
            data = folder / "data"
            _initdb(build, programs, data, folder)
            port = free_port()
            options = {**SETTINGS, **dict(build.settings), "port": str(port), "unix_socket_directories": str(folder)}
            flags = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
            server = Server(build.major, build.key, "127.0.0.1", port, socket_dir=folder, bindir=programs)
            process = self.supervise(folder, [str(programs / "postgres"), "-D", str(data), *flags], signal.SIGQUIT)
            if version := _wait_until_ready(process, server.url()):
                return dataclasses.replace(server, version=version)
        log = Path(f"{folder}.log").read_text(errors="replace")
        raise RuntimeError(f"{build} does not start as account {account.uid}:\n{log[-3000:]}")

    def make_folder(self, name: str) -> Path:
        """Make a folder for a server, owned by the account it runs under."""
        folder = self.folder / name
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o755)
        server_account().own(folder)
        return folder

    def supervise(
        self, folder: Path, command: Sequence[str], stop: signal.Signals, libraries: str = ""
    ) -> subprocess.Popen[bytes]:
        """Start a server program that ends with the run; `libraries` are the folders of its libraries, if unusual."""
        account = server_account()
        whom = (str(account.uid), str(account.gid)) if account.switch else ("-1", "-1")
        environment = {**os.environ, "SUPERVISED_LIBRARIES": libraries}
        script = Path(supervise.__file__)
        return subprocess.Popen(
            [
                sys.executable,
                "-I",
                str(script),
                str(self.folder / "alive"),
                str(folder),
                *whom,
                str(int(stop)),
                *command,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )


def _remove_if_dead(folder: Path) -> None:
    """Remove a run's folder unless the run still holds its lock."""
    alive = folder / "alive"
    with suppress(FileNotFoundError), alive.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
    shutil.rmtree(folder, ignore_errors=True)


def _initdb(build: Build, programs: Path, data: Path, folder: Path) -> None:
    account = server_account()
    command = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync"]
    done = subprocess.run(
        [*command, "--encoding=UTF8", "--locale=C"],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
        user=account.uid if account.switch else None,
        group=account.gid if account.switch else None,
        extra_groups=[] if account.switch else None,
    )
    if done.returncode:
        raise RuntimeError(f"initdb of {build} failed as account {account.uid}:\n{done.stdout}")


def _wait_until_ready(process: subprocess.Popen[bytes], url: str) -> str | None:
    """Wait for a server to answer; gives its version, or None when it ended instead."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with psycopg.connect(url, connect_timeout=2) as connection:
                version = connection.info.parameter_status("server_version")
        except psycopg.OperationalError:
            time.sleep(0.02)
            continue
        # Said to have ended: it outlives us by design, and Popen would warn of a child left running.
        process.returncode = 0
        return (version or "").split()[0]
    return None


def _to_json(server: Server) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, Path) else value for key, value in dataclasses.asdict(server).items()}


def _from_json(said: dict[str, Any]) -> Server | Unavailable:
    if "unavailable" in said:
        return Unavailable(str(said["unavailable"]))
    folders = {key: Path(said[key]) for key in ("socket_dir", "bindir") if said[key] is not None}
    return Server(**(said | folders))
