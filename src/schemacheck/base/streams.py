"""A text stream over another one, for those that change what is written on its way."""

from __future__ import annotations

import io
from typing import TextIO


class StreamOver(io.TextIOBase):
    """All of it but `write` and `flush`, which are what differs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def writable(self) -> bool:
        """Whether it can be written to: always."""
        return True

    def isatty(self) -> bool:
        """Whether the stream below is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The descriptor of the stream below; for asking the terminal its size, not for writing."""
        return self._stream.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]  # an attribute there
        """The encoding of the stream below."""
        return self._stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]  # an attribute there
        """What the stream below does with what it cannot encode."""
        return self._stream.errors
