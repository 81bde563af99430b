"""The check through a proxy that delays every byte, and that counts how often the client waited for an answer."""

from __future__ import annotations

import heapq
import itertools
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from .measure import PYTHON_CONNECT, SCHEMACHECK, Command, measure

DELAY = 0.1
"""Seconds each way."""


@dataclass
class Line:
    """What went over one connection: turns are changes of direction from the server's answer to the client's word."""

    turns: int = 0
    last: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, side: str) -> None:
        """Note that a side has spoken."""
        with self.lock:
            if side == "client" and self.last != "client":
                self.turns += 1
            self.last = side


class SlowProxy:
    """Stands before a server and delays what both sides say."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.lines: list[Line] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._server)
            line = Line()
            self.lines.append(line)
            for source, sink, side in ((client, server, "client"), (server, client, "server")):
                threading.Thread(target=self._pump, args=(source, sink, side, line), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, side: str, line: Line) -> None:
        waiting: list[tuple[float, int, bytes]] = []
        ready = threading.Condition()
        order = itertools.count()

        def deliver() -> None:
            while True:
                with ready:
                    while not waiting:
                        ready.wait()
                    due, _, data = heapq.heappop(waiting)
                time.sleep(max(0.0, due - time.monotonic()))
                try:
                    if not data:
                        sink.shutdown(socket.SHUT_WR)
                        return
                    sink.sendall(data)
                except OSError:
                    return

        threading.Thread(target=deliver, daemon=True).start()
        while True:
            try:
                data = source.recv(1 << 16)
            except OSError:
                data = b""
            if data:
                line.note(side)
            with ready:
                heapq.heappush(waiting, (time.monotonic() + DELAY, next(order), data))
                ready.notify()
            if not data:
                return


def table(url: str, spec: Path) -> Iterator[str]:
    """Measure the check, and a connection alone, through the slow proxy."""
    parts = urlsplit(url)
    proxy = SlowProxy(parts.hostname or "127.0.0.1", parts.port or 5432)
    try:
        slow = urlunsplit(parts._replace(netloc=parts.netloc.rsplit("@", 1)[0] + f"@127.0.0.1:{proxy.port}"))
        slow += "&sslmode=disable" if parts.query else "?sslmode=disable"
        connect = Command("connect and select 1", (*PYTHON_CONNECT, slow))
        check = Command("schemacheck check", (SCHEMACHECK, "check", str(spec), "--url", slow))
        yield "| command | seconds | round trips on the wire |"
        yield "| --- | ---: | ---: |"
        for command in (connect, check):
            proxy.lines.clear()
            (timing,) = measure((command,), 3)
            turns = max(line.turns for line in proxy.lines)
            yield f"| {timing.name} | {timing.seconds:.2f} | {turns} |"
    finally:
        proxy.close()
