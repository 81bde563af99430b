"""A PostgreSQL server that lives in a temporary folder and leaves nothing behind.

It listens on a socket in that folder alone, which nobody else may enter, and writes nothing it would need after a
crash: it is gone by then.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path
from typing import Final
from urllib.parse import quote

from schemacheck.base.errors import UncheckedError
from schemacheck.base.record import record
from schemacheck.scratch.folders import clear_leftovers, own_folder, watched
from schemacheck.scratch.programs import Account, programs_for
from schemacheck.scratch.template import copy_data, make_data

START_SECONDS: Final = 30
SUPERUSER: Final = "schemacheck_server"
"""No script names a role like this one by chance."""
DATABASE: Final = "postgres"
_SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "max_connections": "16",
    "max_locks_per_transaction": "4096",  # a dump of ten thousand tables is one transaction
    "max_parallel_workers": "0",
    "max_logical_replication_workers": "0",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "64MB",
    "temp_file_limit": "1GB",
    "jit": "off",
    "log_min_messages": "fatal",  # the log is for a server that does not start; all else is told to whoever asked
    "log_min_error_statement": "panic",
}


@record
class Server:
    """A server that runs."""

    folder: Path
    """Where its socket is."""
    port: str = "5432"
    kept_at: list[Path] = field(default_factory=list)
    """Where its data folder is kept when it has ended in order; nowhere, unless somebody says so."""

    def parameters(self, user: str = SUPERUSER, database: str = DATABASE) -> dict[str, str]:
        """Say how to connect to it, in libpq's words."""
        return {"host": str(self.folder), "port": self.port, "user": user, "dbname": database}

    @property
    def url(self) -> str:
        """Say the same as a URL."""
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(self.folder), safe='')}&port={self.port}"


@contextmanager
def throwaway_server(package: Path, templates: Path | None = None, data: Path | None = None) -> Iterator[Server]:
    """Start a server with an empty database, and remove everything at the end.

    Args:
        package: where `find_package` says the programs are.
        templates: a folder of the user's in which a data folder as it is made may be kept.
        data: a data folder to begin with a copy of, in the place of an empty one.

    Raises:
        UncheckedError: the server does not start.
    """
    account = Account.wanted()
    clear_leftovers(account)
    with own_folder(account) as folder:
        programs = programs_for(account, package, folder)
        own = folder / "data"
        if data is not None and copy_data(data, own):
            account.take(own)
        else:
            make_data(programs, own, account, SUPERUSER, templates)
        standins = folder / "standins"
        shutil.copytree(Path(__file__).with_name("standins"), standins)
        account.take(standins)
        settings = {
            **_SETTINGS,
            "unix_socket_directories": str(folder),
            "extension_control_path": f"$system:{standins}",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        process = account.run([str(programs / "postgres"), "-D", str(own), "-p", "5432", *options])
        try:
            with watched(folder, process.pid):
                server = Server(folder)
                _wait_for(server, process)
                yield server
                if server.kept_at:
                    _stop(process, signal.SIGINT)
                    copy_data(own, server.kept_at[0])
        finally:
            _stop(process)


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    import psycopg  # noqa: PLC0415 - not before there is a server

    deadline = time.monotonic() + START_SECONDS
    socket = server.folder / f".s.PGSQL.{server.port}"
    while True:
        ended = process.poll() is not None
        if socket.exists() and not ended:
            try:
                psycopg.connect(**server.parameters()).close()  # type: ignore[arg-type]  # keywords of libpq's
            except psycopg.OperationalError:
                pass
            else:
                return
        if ended or time.monotonic() > deadline:
            _stop(process)
            said = process.communicate()[0]
            raise UncheckedError(f"The throw-away server did not start; it said\n{tail(said)}")
        time.sleep(0.01)


def _stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGQUIT) -> None:
    """Stop it without waiting for its clients, nor by SIGQUIT for its disk; killed if it does not listen."""
    if process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def tail(output: bytes) -> str:
    """Return the last lines of what a program said."""
    return "\n".join(output.decode(errors="replace").strip().splitlines()[-5:])
