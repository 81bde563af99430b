"""A MariaDB, run in a folder of the test run as an account that is not root.

It is the machine's own where there is one, elsewhere Debian's.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pymysql  # type: ignore[import-untyped]

from .account import server_account
from .debian import installed, unpacked
from .locks import locked
from .ports import free_port
from .run import Run

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


@dataclass(frozen=True, slots=True)
class Programs:
    """The server, what makes its data folder, and what both must be told to find what belongs to them."""

    server: Path
    installer: Path
    settings: tuple[str, ...] = ()
    libraries: str = ""


def programs() -> Programs:
    """Give the programs. Raises Unavailable."""
    server, installer = installed("mariadbd"), installed("mariadb-install-db")
    if server and installer:
        return Programs(server, installer)
    # The client's package has what the installer reads its own options with.
    package = unpacked("mariadb-server-core", "mariadb-client-core")
    home = package.root / "usr"
    return Programs(
        home / "sbin" / "mariadbd", home / "bin" / "mariadb-install-db", (f"--basedir={home}",), package.libraries
    )


def mariadb(run: Run) -> MariaDB:
    """Give the run's server, started when it is not running yet; it ends with the run. Raises Unavailable."""
    record = run.folder / "mariadb.port"
    with locked(run.folder / "mariadb.lock"):
        if not record.exists():
            record.write_text(str(_start(run, programs())))
    return MariaDB(int(record.read_text()))


def _start(run: Run, found: Programs) -> int:
    """Start a server and give its port."""
    folder = run.make_folder("mariadb")
    settings = (*SETTINGS, *found.settings, f"--datadir={folder}/data")
    account = server_account()
    made = subprocess.run(
        [str(found.installer), *settings, "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "LD_LIBRARY_PATH": found.libraries} if found.libraries else None,
        user=account.uid if account.switch else None,
        group=account.gid if account.switch else None,
        extra_groups=[] if account.switch else None,
    )
    if made.returncode != 0:
        raise RuntimeError(f"mariadb-install-db fails:\n{made.stdout[-1000:]}{made.stderr[-1000:]}")
    port = free_port()
    process = run.supervise(
        folder,
        [
            str(found.server), *settings, f"--socket={folder}/s", f"--port={port}", f"--tmpdir={folder}",
            f"--pid-file={folder}/pid", "--bind-address=127.0.0.1",
        ],
        signal.SIGTERM,
        found.libraries,
    )  # fmt: skip
    if not _is_ready(process, port):
        log = Path(f"{folder}.log").read_text(errors="replace")
        raise RuntimeError(f"MariaDB does not start:\n{log[-2000:]}")
    # Said to have ended: it outlives us by design, and Popen would warn of a child left running.
    process.returncode = 0
    return port


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
