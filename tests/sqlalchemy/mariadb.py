"""A MariaDB of the machine's own, run in a folder of the test run as an account that is not root.

The package is called mariadb-server on Debian and its kin; nothing here needs the service that it would start.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pymysql

from tests.servers import Run, Unavailable
from tests.servers.account import server_account
from tests.servers.places import runs_folder
from tests.servers.ports import free_port

START_SECONDS = 60
SETTINGS = (
    "--no-defaults",
    "--skip-name-resolve",
    "--innodb-buffer-pool-size=16M",
    "--innodb-log-file-size=4M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
    "--sync-frm=0",
    "--innodb-file-per-table=0",
)
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class MariaDB:
    """A running server, reached by TCP as root without a password."""

    port: int

    def url(self, database: str, scheme: str = "mariadb+pymysql") -> str:
        return f"{scheme}://root@127.0.0.1:{self.port}/{database}"

    def run(self, statements: list[str], database: str | None = None) -> None:
        with pymysql.connect(host="127.0.0.1", port=self.port, user="root", database=database, autocommit=True) as own:
            for statement in statements:
                own.cursor().execute(statement)

    def ask(self, statement: str, *values: str) -> list[tuple[object, ...]]:
        with pymysql.connect(host="127.0.0.1", port=self.port, user="root") as own:
            cursor = own.cursor()
            cursor.execute(statement, values)
            return list(cursor.fetchall())

    def make(self, statements: list[str]) -> str:
        """Make a database and return its name."""
        name = f"t{os.getpid()}_{next(_numbers)}"
        self.run([f"CREATE DATABASE {name} CHARACTER SET utf8mb4"])
        self.run(statements, name)
        return name


@contextmanager
def mariadb(run: Run) -> Iterator[MariaDB]:
    """Run a server. Raises Unavailable where there is none on the machine."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
    server, installer = (shutil.which(name, path=path) for name in ("mariadbd", "mariadb-install-db"))
    if server is None or installer is None:
        raise Unavailable("there is no mariadbd on this machine (Debian's package mariadb-server)")
    folder = run.make_folder(f"mariadb-{os.getpid()}")
    account = server_account()
    # Its data is on a disk of memory where there is one: every statement that defines something waits for the disk.
    data = Path(tempfile.mkdtemp(dir=_fast() or folder, prefix=f"schemacheck-{run.name}-"))
    account.own(data)
    switched = {"user": account.uid, "group": account.gid, "extra_groups": []} if account.switch else {}
    made = subprocess.run(
        [installer, *SETTINGS, f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=False, capture_output=True, text=True, cwd=folder, **switched,
    )  # fmt: skip
    if made.returncode != 0:
        raise RuntimeError(f"mariadb-install-db fails:\n{made.stdout[-1000:]}{made.stderr[-1000:]}")
    port = free_port()
    process = run.supervise(
        folder,
        [
            server, *SETTINGS, f"--datadir={data}", f"--socket={folder}/s", f"--port={port}", f"--tmpdir={folder}",
            f"--pid-file={folder}/pid", "--bind-address=127.0.0.1",
        ],
        signal.SIGTERM,
    )  # fmt: skip
    try:
        if not _is_ready(process, port):
            log = Path(f"{folder}.log").read_text(errors="replace")
            raise RuntimeError(f"MariaDB does not start:\n{log[-2000:]}")
        yield MariaDB(port)
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(data, ignore_errors=True)


def _fast() -> Path | None:
    """Give a folder in memory, cleared of what killed runs have left there."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        return None
    for old in memory.glob("schemacheck-*-*"):
        if not (runs_folder() / old.name.split("-")[1]).exists():
            shutil.rmtree(old, ignore_errors=True)
    return memory


def _is_ready(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            pymysql.connect(host="127.0.0.1", port=port, user="root").close()
        except pymysql.OperationalError:
            time.sleep(0.05)
            continue
        return True
    return False
