"""A server on loopback that lets everybody in, says what it is, and answers nothing: for what cannot be had here.

It speaks the first words of the protocol only, and keeps the types of the messages that come after them.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from .proxy import GSS_REQUEST, SSL_REQUEST


class Stub:
    """A running stub."""

    def __init__(self, listener: socket.socket, parameters: Mapping[str, str]) -> None:
        self._listener = listener
        self._parameters = parameters
        self.heard: list[str] = []
        """The types of all messages after the startup, such as Q for a statement and X for goodbye."""

    @property
    def place(self) -> str:
        """Where it is, as people write it."""
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def url(self) -> str:
        """How it is reached."""
        return f"postgresql://checker@{self.place}/app"

    def serve(self) -> None:
        """Let one after the other in, until the listener is closed."""
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client, suppress(OSError, struct.error):
                self._welcome(client)

    def _welcome(self, client: socket.socket) -> None:
        stream = client.makefile("rb")
        while True:
            length, code = struct.unpack("!II", stream.read(8))
            stream.read(length - 8)
            if code not in (SSL_REQUEST, GSS_REQUEST):
                break
            client.sendall(b"N")
        client.sendall(_message("R", struct.pack("!I", 0)))
        for name, value in self._parameters.items():
            client.sendall(_message("S", f"{name}\0{value}\0".encode()))
        client.sendall(_message("Z", b"I"))
        while kind := stream.read(1):
            (length,) = struct.unpack("!I", stream.read(4))
            stream.read(length - 4)
            self.heard.append(kind.decode())


def _message(kind: str, body: bytes) -> bytes:
    return kind.encode() + struct.pack("!I", len(body) + 4) + body


@contextmanager
def stub(**parameters: str) -> Iterator[Stub]:
    """Run a server that reports these parameters."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = Stub(listener, {"client_encoding": "UTF8", **parameters})
        accepting = threading.Thread(target=running.serve, daemon=True)
        accepting.start()
        try:
            yield running
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join(5)
