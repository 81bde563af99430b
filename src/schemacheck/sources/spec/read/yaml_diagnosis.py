"""Diagnosis of a text that is no YAML: the tokens before the position where a parser gave up, and their nesting.

Messages of parsers differ by version; the text before that position is sound, and all of them read it alike.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, Final

from yaml import events, tokens

from schemacheck.base.names import Position
from schemacheck.sources.spec.read.yaml_parser import DEPTH, parser_of

_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_NOTHING_WRITTEN: Final = (tokens.StreamStartToken, tokens.StreamEndToken, tokens.BlockEndToken, tokens.KeyToken)
_BLOCKS: Final = (tokens.BlockMappingStartToken, tokens.BlockSequenceStartToken)
OPENED: Final = (tokens.FlowMappingStartToken, tokens.FlowSequenceStartToken)
CLOSED: Final = (tokens.FlowMappingEndToken, tokens.FlowSequenceEndToken)


class Lines:
    """The lines of a text, as YAML has them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._begins = [0, *(each.end() for each in _BREAK.finditer(text))]

    def number(self, at: int) -> int:
        """Say in which line a character stands; the first is 1."""
        return bisect_right(self._begins, at)

    def begin(self, at: int) -> int:
        """Find where the line of a character begins."""
        return self._begins[self.number(at) - 1]

    def end(self, at: int) -> int:
        """Find where the line of a character ends."""
        found = _BREAK.search(self.text, at)
        return found.start() if found else len(self.text)

    def column(self, at: int) -> int:
        """Say in which column a character stands; the first is 1."""
        return at - self.begin(at) + 1

    def position(self, at: int, file: str) -> Position:
        """Return the position of a character."""
        return Position(file, self.number(at), self.column(at))

    def around(self, at: int) -> Iterator[tuple[int, int]]:
        """Yield the bounds of the line of a character, of the one before, and of the one behind."""
        number = self.number(at)
        bounds = [*self._begins, len(self.text)]
        for each in (number, number - 1, number + 1):
            if 0 < each < len(bounds):
                yield bounds[each - 1], bounds[each]


class Seen:
    """What stands in a text before a place."""

    def __init__(self, text: str, place: int) -> None:
        self.last: Any = None
        """The last token that is written out."""
        self.brackets: list[int] = []
        """Where each `[` and `{` stands that is open."""
        self.has_blocks = False
        """Whether there is a mapping or a list without brackets."""
        self.end = 0
        """The end of the last token or event."""
        for token in _parse_as_far_as_possible(text[:place], "get_token"):
            begin, self.end = token.start_mark.index, token.end_mark.index
            if isinstance(token, OPENED):
                self.brackets.append(begin)
            elif isinstance(token, CLOSED) and self.brackets:
                self.brackets.pop()
            if isinstance(token, _BLOCKS):
                self.has_blocks = True
            elif not isinstance(token, _NOTHING_WRITTEN):
                self.last = token


def too_deep(text: str) -> int | None:
    """Find the first node that is nested deeper than DEPTH."""
    depth = 1
    for event in _parse_as_far_as_possible(text, "get_event"):
        begin = event.start_mark.index
        if isinstance(event, events.CollectionEndEvent):
            depth -= 1
        elif depth > DEPTH and isinstance(event, (events.CollectionStartEvent, events.ScalarEvent)):
            return int(begin)
        elif isinstance(event, events.CollectionStartEvent):
            depth += 1
    return None


def _parse_as_far_as_possible(text: str, how: str) -> Iterator[Any]:
    """Yield tokens or events as far as a parser comes."""
    parser = parser_of(text)
    try:
        take = getattr(parser, how)
        while (each := take()) is not None:
            yield each
    except Exception:  # as far as it comes is what is asked for
        return
    finally:
        parser.dispose()
