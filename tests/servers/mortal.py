"""A server that belongs to one test, which may stop or kill it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .binaries import Build, bindir
from .ports import free_port
from .run import SETTINGS, Run, _initdb, _wait_until_ready
from .server import Server


@contextmanager
def mortal_server(run: Run, build: Build, connections: int = 8) -> Iterator[tuple[str, Callable[[str], None]]]:
    """Run a small server; gives its URL and a function that sends its postmaster (KILL: all of it) a signal."""
    programs = bindir(build)
    folder = run.make_folder(f"mortal-{free_port()}")
    data = folder / "data"
    _initdb(build, programs, data, folder)
    port = free_port()
    settings = {
        **SETTINGS,
        "port": str(port),
        "unix_socket_directories": str(folder),
        "max_connections": str(connections),
    }
    flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    server = Server(build.major, build.key, "127.0.0.1", port, socket_dir=folder, bindir=programs)
    process = run.supervise(folder, [str(programs / "postgres"), "-D", str(data), *flags], signal.SIGQUIT)

    def send(name: str) -> None:
        postmaster = int((data / "postmaster.pid").read_text().split()[0])
        number = signal.Signals[f"SIG{name}"]
        for pid in [postmaster, *(_children(postmaster) if name == "KILL" else ())]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    try:
        if _wait_until_ready(process, server.url()) is None:
            raise RuntimeError(f"the server does not start:\n{Path(f'{folder}.log').read_text()[-2000:]}")
        process.returncode = None
        yield server.url(), send
    finally:
        process.terminate()
        process.wait()


def _children(parent: int) -> list[int]:
    """The processes that a process has started, as Linux tells them; elsewhere they end by themselves."""
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []
