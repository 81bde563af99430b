"""A PgBouncer before a test server: the connection pooler that hosted databases put in a client's way.

It is the machine's own where there is one, elsewhere Debian's.
"""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from psycopg.conninfo import conninfo_to_dict

from .debian import installed, unpacked
from .ports import free_port
from .run import Run
from .server import Server

START_SECONDS = 10

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
    path, libraries = program()
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
    process = run.supervise(folder, [str(path), str(folder / "pgbouncer.ini")], signal.SIGQUIT, libraries)
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


def program() -> tuple[Path, str]:
    """Give PgBouncer, and where it finds its libraries if that is unusual. Raises Unavailable."""
    own = installed("pgbouncer")
    if own:
        return own, ""
    package = unpacked("pgbouncer")
    return package.root / "usr" / "sbin" / "pgbouncer", package.libraries
