"""psql's variables: what a command sets, and what a statement is once they are put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from schemacheck.sql.scanner import scan

BOOLEANS: Final[Mapping[str, bool]] = {
    **{"true"[:length]: True for length in range(1, 5)},
    **{"false"[:length]: False for length in range(1, 6)},
    **{"yes"[:length]: True for length in range(1, 4)},
    **{"no"[:length]: False for length in range(1, 3)},
    "on": True,
    "of": False,
    "off": False,
    "1": True,
    "0": False,
}
"""What psql takes for true and false."""
_ARGUMENT: Final = re.compile(r"""\s*((?:'(?:[^'\\]|''|\\.)*'|"[^"]*"|`[^`]*`|[^\s'"`])+)""", re.DOTALL)
_PIECE: Final = re.compile(
    r"""'(?P<text>(?:[^'\\]|''|\\.)*)'|(?P<name>"[^"]*")|(?P<shell>`[^`]*`)
      |:\{\?(?P<known>\w+)\}|:(?P<how>['"]?)(?P<variable>\w+)(?P=how)|(?P<plain>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"''|\\(.)", re.DOTALL)
_LETTERS: Final = {"n": "\n", "t": "\t", "b": "\b", "r": "\r", "f": "\f"}
_VARIABLE: Final = re.compile(r"[A-Za-z0-9_\x80-\U0010ffff]+")
_TEST: Final = re.compile(r"\{\?(\w+)\}")


class Unknown(Exception):  # noqa: N818 - no error of a run
    """What a file does not show: a variable that is not set, or the output of a program."""

    def __init__(self, name: str, says: str = "") -> None:
        super().__init__(name)
        self.name = name
        self.says = says


class Arguments:
    """What stands behind one of psql's commands."""

    def __init__(self, written: str, variables: Mapping[str, str]) -> None:
        self._written = written
        self._variables = variables

    @property
    def words(self) -> list[str]:
        """Each argument, without its quotes and with its variables put in.

        Raises:
            Unknown: one of them is the output of a program.
        """
        return [self._read(match[1]) for match in _ARGUMENT.finditer(self._written)]

    def _read(self, written: str) -> str:
        return "".join(self._piece(piece) for piece in _PIECE.finditer(written))

    def _piece(self, piece: re.Match[str]) -> str:
        if piece["text"] is not None:
            return _ESCAPE.sub(lambda each: _LETTERS.get(each[1], each[1]) if each[1] else "'", piece["text"])
        if piece["name"] is not None:
            return piece["name"]
        if piece["shell"] is not None:
            raise Unknown(piece["shell"], "what a command of the shell prints is not known here")
        if piece["known"] is not None:
            return str(piece["known"] in self._variables).lower()
        if piece["variable"] is not None:
            value = self._variables.get(piece["variable"])
            return piece[0] if value is None else _quoted(value, piece["how"])
        return piece["plain"]


def _quoted(value: str, how: str) -> str:
    if how == "'":
        text = "'" + value.replace("'", "''") + "'"
        return " E" + text.replace("\\", "\\\\") if "\\" in text else text
    return '"' + value.replace('"', '""') + '"' if how else value


def filled(sql: bytes, variables: Mapping[str, str]) -> bytes:
    """Put variables into a statement, where psql would: outside quotes.

    Raises:
        Unknown: one that is quoted, and so can be nothing else, is not set.
    """
    text = sql.decode()
    parts, begin, colon = [], 0, -1
    for kind, start, _end in scan(text):
        if kind == "punct" and text[start] == ":" and text[start : start + 2] not in ("::", ":="):
            colon = start
            continue
        if colon == start - 1 and colon >= begin:
            quote = text[start] if text[start] in "'\"" else ""
            name = _VARIABLE.match(text, start + len(quote))
            test = _TEST.match(text, start)
            if test:
                parts += [text[begin:colon], str(test[1] in variables).upper()]
                begin = test.end()
            elif name and (not quote or text[name.end() : name.end() + 1] == quote):
                value = variables.get(name[0])
                if value is None and quote:
                    raise Unknown(name[0])
                if value is not None:
                    parts += [text[begin:colon], _quoted(value, quote)]
                    begin = name.end() + len(quote)
        colon = -1
    return "".join((*parts, text[begin:])).encode()
