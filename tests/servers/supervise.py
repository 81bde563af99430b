"""Run a server for as long as a test run lasts, then stop it and remove its folder.

A program of its own, on the standard library alone: it outlives the test process that starts it, so that a test run
which dies, however it dies, leaves no server behind. It learns of the end from a lock that the run holds and the
kernel releases; SIGTERM ends the server sooner.

    python supervise.py ALIVE FOLDER UID GID SIGNAL PROGRAM [ARGUMENT ...]

ALIVE is the file the run has locked, FOLDER the server's own (its output goes to `FOLDER.log` beside it, so that it can
be read when the server does not start), SIGNAL what stops the server at once, UID and GID whom it runs as (-1: as us).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

STOP_SECONDS = 10


def main(alive: str, folder: str, uid: str, gid: str, stop_signal: str, *command: str) -> int:
    """Start the server, wait until it or the run has ended, clean up. Returns the server's exit status."""
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    # A test run in the background of a script inherits that it ignores SIGQUIT, which stops PgBouncer: not so here.
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    switch = uid != "-1"
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    if libraries := os.environ.get("SUPERVISED_LIBRARIES"):
        environment["LD_LIBRARY_PATH"] = libraries
    with Path(f"{folder}.log").open("ab") as log:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=environment,
            user=int(uid) if switch else None,
            group=int(gid) if switch else None,
            extra_groups=[] if switch else None,
        )
    stop = threading.Thread(target=_stop, args=(server, int(stop_signal)), daemon=True)
    signal.signal(signal.SIGTERM, lambda *_: stop.start() if stop.ident is None else None)
    threading.Thread(target=_stop_after, args=(alive, server, int(stop_signal)), daemon=True).start()
    status = server.wait()
    shutil.rmtree(folder, ignore_errors=True)
    return status


def _stop_after(alive: str, server: subprocess.Popen[bytes], stop_signal: int) -> None:
    with Path(alive).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
    _stop(server, stop_signal)


def _stop(server: subprocess.Popen[bytes], stop_signal: int) -> None:
    # Said again and again: a server that is only just starting may not hear it the first time.
    deadline = time.monotonic() + STOP_SECONDS
    while server.poll() is None:
        server.send_signal(stop_signal if time.monotonic() < deadline else signal.SIGKILL)
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
