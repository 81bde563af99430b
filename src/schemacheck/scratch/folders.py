"""The folders of throw-away servers: each locked by the run it belongs to, and cleared away after one that died.

A run that ends in order removes its own. One that was killed cannot: a small watcher beside it does, and where that was
killed too, or the machine went down, the next run does. It knows by the lock, which the kernel lets go of with the
process that held it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from schemacheck.scratch.programs import Account

PREFIX: Final = "schemacheck-scratch-"
_OWNER: Final = "owner"
"""The file that whoever a folder belongs to holds the lock on."""
_SOCKET_PATH_BYTES: Final = 103
"""The longest path of a socket that every system takes."""
_YOUNG_SECONDS: Final = 60
"""A folder without a lock is one whose run has just made it, for so long."""
_WATCHER: Final = """\
read -r nothing
[ -d "$1/data" ] && kill -s QUIT "$2" 2>/dev/null
tries=0
while [ -d "$1" ] && [ $tries -lt 50 ]; do rm -rf "$1" 2>/dev/null; tries=$((tries + 1)); [ -d "$1" ] && sleep 0.1; done
"""
"""A shell that waits for the end of its input, which comes when the run that holds the other end has ended."""


@contextlib.contextmanager
def own_folder(account: Account) -> Iterator[Path]:
    """Make a folder for one server, which that account owns, and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    if len(os.fsencode(folder)) + len("/.s.PGSQL.5432") > _SOCKET_PATH_BYTES or not account.reaches(folder.parent):
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))
    # The lock is there before the name is: nobody finds it free.
    with (folder / "making").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            (folder / "making").rename(folder / _OWNER)
            account.take(folder)
            yield folder
        finally:
            remove(folder)


def remove(folder: Path) -> None:
    """Remove a folder in which a server may be writing its last."""
    for _ in range(20):
        # A server leaves ten thousand files: the system's own program takes a third of the time.
        subprocess.run(["/bin/rm", "-rf", str(folder)], stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if not folder.exists():
            return
        time.sleep(0.05)


@contextlib.contextmanager
def watched(folder: Path, server: int) -> Iterator[None]:
    """See to it that a server and its folder go when this process does, however it ends."""
    watcher = subprocess.Popen(
        ["/bin/sh", "-c", _WATCHER, "sh", str(folder), str(server)],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        # What is to be done is done by then: the watcher itself goes too, before it does anything.
        watcher.kill()
        watcher.communicate()


def clear_leftovers(account: Account) -> None:
    """Stop the servers of runs that died, and remove their folders."""
    for place in {tempfile.gettempdir(), "/tmp"}:
        for folder in Path(place).glob(f"{PREFIX}*"):
            with contextlib.suppress(OSError):
                _clear(folder, account)


def _clear(folder: Path, account: Account) -> None:
    state = folder.lstat()
    if not folder.is_dir() or folder.is_symlink() or state.st_uid not in (account.uid, os.geteuid()):
        return
    owner = folder / _OWNER
    if not owner.exists():
        if time.time() - state.st_mtime > _YOUNG_SECONDS:
            remove(folder)
        return
    with owner.open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # held: its run lives, and this fails
        _stop(folder / "data")
        remove(folder)


def _stop(data: Path) -> None:
    """Stop the server of a data folder, if it runs; its number may long be another process's."""
    try:
        server = int((data / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    for attempt in range(50):
        if str(data) not in _command_of(server):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(server, signal.SIGQUIT if attempt < 40 else signal.SIGKILL)
        time.sleep(0.1)


def _command_of(process: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    if Path("/proc/self").exists():
        return ""
    told = subprocess.run(["ps", "-o", "command=", "-p", str(process)], capture_output=True, text=True, check=False)
    return told.stdout
