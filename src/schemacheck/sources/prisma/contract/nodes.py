"""JSON with the place of every value, so that a finding can say where in the file something is written."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final, NamedTuple, NoReturn, TypeAlias

from schemacheck.base.errors import Mistake, SourceError
from schemacheck.base.names import Position

_TOKEN: Final = re.compile(
    r"""[ \t\r\n]*(?:(?P<mark>[{}\[\]:,])|"(?P<text>(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*)"
    |(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(?P<word>true|false|null)\b)""",
    re.VERBOSE,
)
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_WORDS: Final = {"true": True, "false": False, "null": None}


class Number(NamedTuple):
    """A number as it is written: a default has more digits than a float."""

    text: str


class Node(NamedTuple):
    """A value and where it begins, in characters from the start of the file."""

    value: Value
    start: int


Value: TypeAlias = "dict[str, Node] | list[Node] | str | Number | bool | None"


@dataclass(slots=True, eq=False, repr=False)
class JsonText:
    """The text of a file, and the places in it."""

    name: str
    text: str
    _lines: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._lines = [0, *(found.end() for found in re.finditer("\n", self.text))]

    def at(self, start: int) -> Position:
        """Line and column of a character."""
        line = bisect_right(self._lines, start)
        return Position(self.name, line, start - self._lines[line - 1] + 1)

    def parse(self) -> Node:
        """Read the one value of the file.

        Raises:
            SourceError: it is no JSON, or says something twice; where.
        """
        return _Parser(self).run()

    def refuse(self, start: int, message: str) -> NoReturn:
        """Raise the one mistake behind which nothing can be read."""
        raise SourceError([Mistake(self.at(start), message)])


class _Parser:
    """One pass over the text, with the open objects and lists on a stack: no depth is too deep."""

    def __init__(self, source: JsonText) -> None:
        self.source = source
        self.place = 0

    def run(self) -> Node:
        found = self._value()
        rest = self._skipped()
        if rest < len(self.source.text):
            self.source.refuse(rest, "something stands behind the end of the JSON")
        return found

    def _value(self) -> Node:
        stack: list[tuple[Node, str]] = []
        key = ""
        while True:
            kind, text, start = self._token()
            if kind == "mark" and text in "{[":
                node = Node({} if text == "{" else [], start)
                closed = self._closes("}" if text == "{" else "]")
                if not closed:
                    stack.append((node, key))
                    key = self._key(node) if text == "{" else ""
                    continue
            elif kind == "mark":
                self.source.refuse(start, f"a value is missing before {text}")
            else:
                node = Node(self._scalar(kind, text, start), start)
            while True:
                if not stack:
                    return node
                holder, _ = stack[-1]
                if isinstance(holder.value, dict):
                    holder.value[key] = node
                elif isinstance(holder.value, list):
                    holder.value.append(node)
                end = "}" if isinstance(holder.value, dict) else "]"
                kind, text, start = self._token()
                if kind == "mark" and text == ",":
                    key = self._key(holder) if end == "}" else ""
                    break
                if kind != "mark" or text != end:
                    self.source.refuse(start, f"a comma or {end} is missing")
                node, key = stack.pop()

    def _scalar(self, kind: str, text: str, start: int) -> Value:
        if kind == "text":
            return self._decoded(text, start)
        return Number(text) if kind == "number" else _WORDS[text]

    def _decoded(self, text: str, start: int) -> str:
        made = str(json.loads(f'"{text}"')) if "\\" in text else text
        if not made.isascii() and any("\ud800" <= character <= "\udfff" for character in made):
            self.source.refuse(start, "half a surrogate pair is no text")
        return made

    def _key(self, holder: Node) -> str:
        kind, text, start = self._token()
        if kind != "text":
            self.source.refuse(start, "a key in double quotes is missing")
        key = self._decoded(text, start)
        if isinstance(holder.value, dict) and key in holder.value:
            self.source.refuse(start, f"{key} stands twice in this object")
        kind, text, start = self._token()
        if (kind, text) != ("mark", ":"):
            self.source.refuse(start, f"a colon is missing behind {key}")
        return key

    def _closes(self, end: str) -> bool:
        """Pass over the end of an object or a list without anything in it."""
        place = self._skipped()
        if self.source.text[place : place + 1] != end:
            return False
        self.place = place + 1
        return True

    def _skipped(self) -> int:
        found = _SPACE.match(self.source.text, self.place)
        return found.end() if found else self.place

    def _token(self) -> tuple[str, str, int]:
        found = _TOKEN.match(self.source.text, self.place)
        if found is None or found.lastgroup is None:
            start = self._skipped()
            what = "the file ends in the middle" if start >= len(self.source.text) else "this is no JSON"
            self.source.refuse(start, what)
        self.place = found.end()
        start = found.start(found.lastgroup)
        return found.lastgroup, found[found.lastgroup], start - (found.lastgroup == "text")
