"""A PgBouncer before a test server: the connection pooler that hosted databases put in a client's way.

It is the machine's own where there is one. Elsewhere, on Debian and its kin, the distribution's package is fetched and
unpacked into the cache, and not installed: an installed one would start a service.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from psycopg.conninfo import conninfo_to_dict

from .locks import locked
from .places import server_cache
from .ports import free_port
from .run import Run
from .server import Server, Unavailable

START_SECONDS = 10
APT_SECONDS = 120

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Pooler:
    """A running PgBouncer and the server behind it."""

    server: Server
    port: int

    def url(self, database: str, user: str | None = None) -> str:
        """Give the URL of a database through the pooler; `user` is the superuser or one of the users it was told of."""
        return f"postgresql://{user or self.server.superuser}@127.0.0.1:{self.port}/{database}"

    def through(self, url: str) -> str:
        """Give the URL that reaches through the pooler what `url` reaches directly, as the same user."""
        direct = conninfo_to_dict(url)
        return self.url(str(direct["dbname"]), str(direct["user"]))


@dataclass(frozen=True, slots=True)
class _Program:
    path: Path
    libraries: Path | None


@contextmanager
def pgbouncer(
    run: Run,
    server: Server,
    pool_mode: Literal["transaction", "session"] = "transaction",
    pool_size: int = 1,
    users: Sequence[str] = (),
) -> Iterator[Pooler]:
    """Run a PgBouncer that shares `pool_size` server connections, for each database and user, among its clients.

    It refuses every startup parameter it does not know, as hosted ones do. Raises Unavailable.
    """
    program = _program()
    folder = run.make_folder(f"pgbouncer-{os.getpid()}-{next(_numbers)}")
    port = free_port()
    known = [(server.superuser, server.password or ""), *((user, "") for user in users)]
    settings = {
        "listen_addr": "127.0.0.1",
        "listen_port": port,
        "unix_socket_dir": "",
        "auth_type": "trust",
        "auth_file": folder / "users.txt",
        "pool_mode": pool_mode,
        "default_pool_size": pool_size,
        # Clients wait for a server connection no longer than a test should.
        "query_wait_timeout": 20,
    }
    (folder / "users.txt").write_text("".join(f'"{user}" "{password}"\n' for user, password in known))
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\n* = host={server.host} port={server.port}\n\n[pgbouncer]\n"
        + "".join(f"{name} = {value}\n" for name, value in settings.items())
    )
    process = run.supervise(
        folder, [str(program.path), str(folder / "pgbouncer.ini")], signal.SIGQUIT, libraries=program.libraries
    )
    try:
        if not _wait_until_listening(process, port):
            log = Path(f"{folder}.log").read_text(errors="replace")
            raise RuntimeError(f"PgBouncer does not start:\n{log[-2000:]}")
        yield Pooler(server, port)
    finally:
        process.terminate()
        process.wait()


def _wait_until_listening(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
            continue
        return True
    return False


def _program() -> _Program:
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
    installed = shutil.which("pgbouncer", path=path)
    if installed:
        return _Program(Path(installed), None)
    home = server_cache() / "pgbouncer"
    with locked(server_cache() / "pgbouncer.lock"):
        if not home.exists():
            with tempfile.TemporaryDirectory(dir=server_cache(), prefix="fetch-") as folder:
                _fetch(Path(folder)).rename(home)
    libraries = next(home.glob("usr/lib/*-linux-*"), None)
    return _Program(home / "usr" / "sbin" / "pgbouncer", libraries)


def _fetch(folder: Path) -> Path:
    """Unpack the distribution's package, and the libraries it needs that the machine has not."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise Unavailable("PgBouncer is not installed, and this is no Debian to fetch it from")
    root = folder / "root"
    root.mkdir(mode=0o755)
    (package,) = _download(["pgbouncer"], folder)
    depends = _output(["dpkg-deb", "-f", str(package), "Depends"], folder)
    names = [alternatives.split()[0] for alternatives in depends.split(",") if alternatives.strip()]
    missing = [name for name in names if name.startswith("lib") and not _is_installed(name)]
    for archive in (package, *(_download(missing, folder / "libraries") if missing else ())):
        _output(["dpkg-deb", "-x", str(archive), str(root)], folder)
    return root


def _download(names: Sequence[str], folder: Path) -> list[Path]:
    folder.mkdir(exist_ok=True)
    download = ["apt-get", "download", "-q", *names]
    try:
        _output(download, folder)
    except Unavailable:
        # A fresh container knows of no package yet, and only root can change that.
        if os.geteuid() != 0:
            raise
        _output(["apt-get", "update", "-q"], folder)
        _output(download, folder)
    return sorted(folder.glob("*.deb"))


def _is_installed(package: str) -> bool:
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}", package]
    done = subprocess.run(query, check=False, capture_output=True, text=True)
    return done.returncode == 0 and done.stdout == "installed"


def _output(command: Sequence[str], folder: Path) -> str:
    try:
        done = subprocess.run(
            command,
            check=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=APT_SECONDS,
        )
    except subprocess.CalledProcessError as error:
        said = " ".join(str(error.stderr).split())
        raise Unavailable(f"PgBouncer: {' '.join(command)} failed: {said[:300]}") from None
    except subprocess.TimeoutExpired:
        raise Unavailable(f"PgBouncer: {' '.join(command)} took longer than {APT_SECONDS} s") from None
    return done.stdout
