"""Pieces of a script that are read apart, and where each of their characters stands in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import field

from schemacheck.base.record import record


@record
class Passage:
    """A text that stands somewhere in a file, perhaps in other spelling: a value in YAML, a string in JSON."""

    text: str
    pieces: Sequence[tuple[int, int]] = field(default=((0, 0),))
    """From which character of `text` on it stands at which character of the file; ordered."""

    def outer(self, offset: int) -> int:
        """Turn an offset of `text` into one of the file."""
        place = max(bisect_right(self.pieces, (offset, 1 << 62)) - 1, 0)
        inner, outer = self.pieces[place]
        room = self.pieces[place + 1][1] - outer if place + 1 < len(self.pieces) else 1 << 62
        return outer + max(0, min(offset - inner, max(room, 0)))

    def part(self, start: int, end: int) -> Passage:
        """Cut out a piece of it."""
        if len(self.pieces) == 1 and self.pieces[0][0] <= start:  # as it is in nearly all scripts
            inner, outer = self.pieces[0]
            return Passage(self.text[start:end], ((0, outer + start - inner),))
        first = bisect_right(self.pieces, (start, 1 << 62))
        last = bisect_right(self.pieces, (end, -1))
        inside = [(inner - start, outer) for inner, outer in self.pieces[first:last]]
        return Passage(self.text[start:end], [(0, self.outer(start)), *inside])


def at(text: str, start: int) -> Passage:
    """A text that stands in the file as it is, or is put together and belongs to one place of it."""
    return Passage(text, ((0, start),))


def joined(parts: Sequence[Passage], between: str = "") -> Passage:
    """Put texts one behind the other."""
    if len(parts) == 1:
        return parts[0]
    pieces: list[tuple[int, int]] = []
    texts: list[str] = []
    length = 0
    for number, part in enumerate(parts):
        if number and between:
            texts.append(between)
            length += len(between)
        pieces += [(inner + length, outer) for inner, outer in part.pieces if inner <= len(part.text)]
        texts.append(part.text)
        length += len(part.text)
    return Passage("".join(texts), pieces or ((0, 0),))
