"""A TCP proxy before a test server that writes down what a client says, and can cut, hold back or lose what it hears.

It speaks no TLS: it stands for the network, and for whoever reads a plain connection on it.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SSL_REQUEST = 80877103
GSS_REQUEST = 80877104
CANCEL_REQUEST = 80877102


@dataclass
class Conversation:
    """One connection, as the client's side of it went over the wire."""

    said: bytearray = field(default_factory=bytearray)
    heard: int = 0
    """How many bytes the server has answered, let through or not."""
    rows: int = 0
    """How many rows it has sent."""

    def startup(self) -> dict[str, str]:
        """The parameters of the startup message."""
        for code, body in self._untyped():
            if code not in (SSL_REQUEST, GSS_REQUEST, CANCEL_REQUEST):
                words = body.decode().rstrip("\0").split("\0")
                return dict(zip(words[::2], words[1::2], strict=False))
        return {}

    def messages(self) -> list[tuple[str, bytes]]:
        """Every message after the startup: its type, and what is in it."""
        at = sum(len(body) + 8 for _, body in self._untyped())
        found = []
        while at < len(self.said):
            (length,) = struct.unpack_from("!I", self.said, at + 1)
            found.append((chr(self.said[at]), bytes(self.said[at + 5 : at + 1 + length])))
            at += 1 + length
        return found

    def statements(self) -> list[str]:
        """The text of every statement, whichever message carried it. Fails on a statement prepared by name."""
        texts = []
        for kind, body in self.messages():
            if kind == "P":
                name, text = body.split(b"\0")[:2]
                assert not name, f"a prepared statement called {name!r}"
                texts.append(text.decode())
            elif kind == "Q":
                texts.append(body.rstrip(b"\0").decode())
        return texts

    def _untyped(self) -> Iterator[tuple[int, bytes]]:
        """The messages that carry no type: requests for encryption, which are refused here, and the startup."""
        at = 0
        while at + 8 <= len(self.said):
            length, code = struct.unpack_from("!II", self.said, at)
            yield code, bytes(self.said[at + 8 : at + length])
            at += length
            if code not in (SSL_REQUEST, GSS_REQUEST):
                return


@dataclass
class Proxy:
    """A running proxy."""

    port: int
    cut_after: int | None
    """Close the connection once the server has sent so many bytes of it."""
    hold_after: int | None
    """Or pass nothing on from there, and keep the connection open."""
    lost_row: int | None
    """Or pass on all but this one of the rows."""
    conversations: list[Conversation] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)
    """Set when something is being held back."""

    def through(self, url: str, parameters: str = "sslmode=disable") -> str:
        """Give the URL that reaches through the proxy what `url` reaches directly."""
        parts = urlsplit(url)
        return f"postgresql://{parts.username}@127.0.0.1:{self.port}{parts.path}?{parameters}"


@contextmanager
def proxy(
    host: str, port: int, *, cut_after: int | None = None, hold_after: int | None = None, lost_row: int | None = None
) -> Iterator[Proxy]:
    """Run a proxy before a server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = Proxy(listener.getsockname()[1], cut_after, hold_after, lost_row)
        ends: list[socket.socket] = []
        threads: list[threading.Thread] = []

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                server = socket.create_connection((host, port))
                ends.extend((client, server))
                conversation = Conversation()
                running.conversations.append(conversation)
                for pump in (
                    threading.Thread(target=_listen, args=(client, server, conversation), daemon=True),
                    threading.Thread(target=_answer, args=(server, client, conversation, running), daemon=True),
                ):
                    pump.start()
                    threads.append(pump)

        accepting = threading.Thread(target=serve, daemon=True)
        accepting.start()
        try:
            yield running
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join(5)
            for end in ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join(5)
            for end in ends:
                end.close()


def _listen(client: socket.socket, server: socket.socket, conversation: Conversation) -> None:
    with suppress(OSError):
        while data := client.recv(65536):
            conversation.said += data
            server.sendall(data)
    with suppress(OSError):
        server.shutdown(socket.SHUT_WR)


def _lose(server: socket.socket, client: socket.socket, conversation: Conversation, lost_row: int) -> None:
    """Pass on every message of the server but one row."""
    pending = b""
    with suppress(OSError):
        while data := server.recv(65536):
            pending += data
            whole = bytearray()
            while len(pending) > 4 and len(pending) > (length := struct.unpack_from("!I", pending, 1)[0]):
                is_row = pending[:1] == b"D"
                if not (is_row and conversation.rows == lost_row):
                    whole += pending[: length + 1]
                conversation.rows += is_row
                pending = pending[length + 1 :]
            client.sendall(whole)
    with suppress(OSError):
        client.shutdown(socket.SHUT_WR)


def _answer(server: socket.socket, client: socket.socket, conversation: Conversation, running: Proxy) -> None:
    limit = running.cut_after if running.cut_after is not None else running.hold_after
    if running.lost_row is not None:
        _lose(server, client, conversation, running.lost_row)
        return
    with suppress(OSError):
        while data := server.recv(65536):
            allowed = len(data) if limit is None else max(limit - conversation.heard, 0)
            conversation.heard += len(data)
            if data[:allowed]:
                client.sendall(data[:allowed])
            if limit is not None and conversation.heard >= limit:
                if running.cut_after is not None:
                    break
                running.held.set()
    with suppress(OSError):
        client.shutdown(socket.SHUT_RDWR)
