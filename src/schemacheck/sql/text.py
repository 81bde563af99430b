"""Texts and places in them: a file as it was read, and pieces of it that are SQL of their own.

The parser counts in bytes, people count in lines and characters, and the statements inside a string constant stand
somewhere in the file too. Everything below carries byte offsets, and this module turns them into positions.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import field
from functools import cached_property
from typing import Final

from schemacheck.base.names import Position
from schemacheck.base.record import record

_LINE_END = re.compile(rb"\r\n|\n|\r")
_CONTROL: Final = bytes.maketrans(b"\x00", b" ")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@record
class SourceText:
    """One file as it was read: a migration, or a script."""

    path: str
    """What findings call it."""
    data: bytes


class Text:
    """A file's text in UTF-8, without what no parser takes, and the way back to its lines."""

    def __init__(self, source: SourceText) -> None:
        self.path: Final = source.path
        self.broken: int | None = None
        """The offset of the first byte that is no text, if there is one; it is replaced."""
        data = source.data
        if data.startswith(_UTF16):
            data = data.decode("utf-16", errors="replace").encode()
        try:
            data.decode()
        except UnicodeDecodeError as error:
            self.broken = error.start
            data = data.decode(errors="replace").encode()
        if b"\x00" in data:
            zero = data.index(b"\x00")
            self.broken = zero if self.broken is None else min(zero, self.broken)
            # The parser would end there, and whatever follows would pass unseen.
            data = data.translate(_CONTROL)
        self.mark: Final = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        """Where the text begins, behind a byte order mark."""
        self.data: Final = data
        self._last = self.mark, 0
        """The offset that was asked for last, and how many characters stand before it in its line."""

    @cached_property
    def _starts(self) -> list[int]:
        return [self.mark, *(match.end() for match in _LINE_END.finditer(self.data))]

    def position(self, offset: int) -> Position:
        """Turn a byte offset into file, line and column; both count from 1, columns in characters."""
        line = max(bisect_right(self._starts, offset), 1)
        begin, before = self._starts[line - 1], 0
        if begin <= self._last[0] <= offset:
            # A dump may be one line: counted from its begin each time, it would be read once for each statement.
            begin, before = self._last
        self._last = offset, before + len(self.data[begin:offset].decode(errors="replace"))
        return Position(self.path, line, self._last[1] + 1)

    def line(self, number: int) -> str:
        """Return a line, counted from 1, without its end."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.data)
        return self.data[start:end].decode(errors="replace").rstrip("\r\n")


@record
class Excerpt:
    """SQL that stands somewhere in a file: the whole of it, a body, or a constant given to EXECUTE."""

    data: bytes
    pieces: Sequence[tuple[int, int]] = field(default=((0, 0),))
    """From which offset of `data` on it stands at which offset of the file; ordered."""

    def outer(self, offset: int) -> int:
        """Turn an offset of `data` into one of the file."""
        place = max(bisect_right(self.pieces, (offset, 1 << 62)) - 1, 0)
        inner, outer = self.pieces[place]
        room = self.pieces[place + 1][1] - outer if place + 1 < len(self.pieces) else 1 << 62
        return outer + max(0, min(offset - inner, room))

    def part(self, start: int, end: int) -> Excerpt:
        """Cut out a piece of it."""
        pieces = [(0, self.outer(start))]
        pieces += [(inner - start, outer) for inner, outer in self.pieces if start < inner < end]
        return Excerpt(self.data[start:end], pieces)


def joined(parts: Sequence[Excerpt]) -> Excerpt:
    """Put excerpts one behind the other."""
    data, pieces = bytearray(), []
    for part in parts:
        pieces += [(inner + len(data), outer) for inner, outer in part.pieces if inner <= len(part.data)]
        data += part.data
    return Excerpt(bytes(data), pieces or ((0, 0),))
