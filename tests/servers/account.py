"""The account a server runs under, and whether that account can reach a folder.

PostgreSQL and PgBouncer refuse to run as root. Where the tests run as root, as they do in most containers, a server
runs as some other account of the machine, and everything it reads must be readable by that account.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .server import Unavailable

PREFERRED = ("nobody", "postgres", "daemon")
"""Tried first, as most machines have them; then any account but root's."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a server runs as; `switch` is false where that is whoever runs the tests."""

    uid: int
    gid: int
    switch: bool

    def own(self, path: Path) -> None:
        """Give a file or folder to this account."""
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def can_reach(self, folder: Path) -> bool:
        """Say whether this account may pass through `folder` and everything above it (permission bits alone)."""
        if not self.switch:
            return True
        folder = folder.resolve()
        return all(self._may_pass(step) for step in (folder, *folder.parents) if step.exists())

    def _may_pass(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        if status.st_gid == self.gid:
            return bool(status.st_mode & 0o010)
        return bool(status.st_mode & 0o001)


@cache
def server_account() -> Account:
    """Find the account servers run under. Raises Unavailable where we are root and can become nobody else."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    for entry in _candidates():
        # Inside a user namespace an account may exist by name and still not be mapped: only trying tells.
        try:
            subprocess.run(["true"], user=entry.pw_uid, group=entry.pw_gid, extra_groups=[], cwd="/", check=True)
        except (OSError, subprocess.SubprocessError):
            continue
        return Account(entry.pw_uid, entry.pw_gid, switch=True)
    raise Unavailable("PostgreSQL does not run as root, and root can become no other account here")


def _candidates() -> Iterator[pwd.struct_passwd]:
    everyone = [entry for entry in pwd.getpwall() if entry.pw_uid != 0]
    for name in PREFERRED:
        yield from (entry for entry in everyone if entry.pw_name == name)
    yield from (entry for entry in everyone if entry.pw_name not in PREFERRED)
