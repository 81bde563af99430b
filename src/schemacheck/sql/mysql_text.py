"""Texts of MySQL's and MariaDB's as standard SQL spells them: quotes, backslashes, and names of functions.

The expression parser knows PostgreSQL's tokens. Here the other two's become these, and the several names that these
servers have for one function become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from schemacheck.sql.tokens import sql_string, words

_TOKEN: Final = re.compile(
    r"""(?P<space>(?:\s|/\*.*?\*/)+)
    |(?P<bits>[bBxX]'[^']*')
    |(?:[nN]|_[A-Za-z0-9]+\s*)?(?P<string>'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*")
    |`(?P<name>(?:[^`]|``)+)`
    |(?P<word>[^\W\d][\w$]*)
    |(?P<other>[<>=!|&:]{2,3}|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\w*|.)""",
    re.DOTALL | re.VERBOSE,
)
_LABEL: Final = re.compile(r"""'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*\"""", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a"}
_PLAIN: Final = re.compile(r"[a-z_][a-z0-9_]*\Z")
_NOW: Final = words("current_timestamp now localtime localtimestamp")
_FUNCTIONS: Final = MappingProxyType(
    {
        "character_length": "char_length",
        "ceiling": "ceil",
        "current_date": "curdate",
        "current_time": "curtime",
        "dayofmonth": "day",
        "lcase": "lower",
        "mid": "substr",
        "octet_length": "length",
        "pow": "power",
        "schema": "database",
        "session_user": "user",
        "sha": "sha1",
        "substring": "substr",
        "system_user": "user",
        "ucase": "upper",
    }
)
"""Names of one function, by each of its others."""
_WITHOUT_PARENTHESES: Final = words("current_date current_time current_user utc_date utc_time utc_timestamp")
"""Functions that may be called without parentheses."""

_BEFORE_A_LIST: Final = words("and between case else in like not or then when")


class Scanned(NamedTuple):
    """One token: its kind (bits, string, name, word or other), what it means, how it is written, and where."""

    kind: str
    value: str
    text: str
    start: int
    end: int


def value_of(literal: str) -> str:
    """Return the text that stands between the quotes of a literal, without its escapes."""
    quote = literal[0]
    parts = _ESCAPE.split(literal[1:-1])
    # Every odd element is a character that follows a backslash.
    return "".join(
        _ESCAPES.get(part, part) if place % 2 else part.replace(quote * 2, quote) for place, part in enumerate(parts)
    )


def written_labels(text: str) -> list[str]:
    """Read the labels of an enum or set, without the blanks at their end, which the server drops."""
    return [value_of(match[0]).rstrip(" ") for match in _LABEL.finditer(text)]


def written_label(label: str) -> str:
    """Write a text as these servers read it: with every backslash doubled."""
    return sql_string(label.replace("\\", "\\\\"))


def cut_on_update(text: str) -> tuple[str, str | None]:
    """Split a default at ON UPDATE; the second part is None where there is none."""
    before: re.Match[str] | None = None
    for match in _TOKEN.finditer(text):
        if match["word"] and match[0].lower() == "update" and before is not None and before[0].lower() == "on":
            return text[: before.start()].strip(), text[match.end() :].strip()
        if not match["space"]:
            before = match
    return text, None


def scan(text: str) -> Iterator[Scanned]:
    """Split a text into tokens, without white space and comments. Never raises: what is no token is one of its own."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "string":
            yield Scanned(kind, value_of(match[kind]), match[0], match.start(), match.end())
        elif kind == "name":
            yield Scanned(kind, match[kind].replace("``", "`"), match[0], match.start(), match.end())
        elif kind != "space":
            yield Scanned(kind, match[0], match[0], match.start(), match.end())


@lru_cache(maxsize=1 << 12)
def standard(text: str) -> str:
    """Write an expression in the words of standard SQL; names are in lower case, bare where they can be."""
    found = _without_parentheses(list(scan(text)))
    pieces: list[str] = []
    place = 0
    while place < len(found):
        made, place = _write_word(found, place) if found[place].kind == "word" else (_spelling(found[place]), place + 1)
        if pieces and _stand_apart(pieces[-1], made):
            pieces.append(" ")
        pieces.append(made)
    return "".join(pieces)


def _without_parentheses(found: list[Scanned]) -> list[Scanned]:
    """Take off parentheses around all of it."""
    while len(found) > 2 and found[0].text == "(" and _closes_at(found) == len(found) - 1:
        found = found[1:-1]
    return found


def _closes_at(found: list[Scanned]) -> int:
    depth = 0
    for place, token in enumerate(found):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            return place
    return -1


def _stand_apart(before: str, after: str) -> bool:
    if before in ("(", ".") or after in (")", ",", "."):
        return False
    return after != "(" or not before.isidentifier() or before in _BEFORE_A_LIST


def _spelling(token: Scanned) -> str:
    if token.kind == "string":
        return sql_string(token.value)
    if token.kind == "name":
        folded = token.value.lower()
        return folded if _PLAIN.match(folded) else '"' + folded.replace('"', '""') + '"'
    return token.value


def _write_word(found: list[Scanned], place: int) -> tuple[str, int]:
    """Write a word, and say where what it took with it ends."""
    word = found[place].value.lower()
    following = [token.text.lower() for token in found[place + 1 : place + 4]]
    called = following[:1] == ["("]
    if place and found[place - 1].text == ".":
        return word, place + 1
    if word in _NOW and (called or word != "now"):
        if following[:2] == ["(", ")"]:
            return "CURRENT_TIMESTAMP", place + 3
        if called and following[2:3] == [")"] and following[1].isdecimal():
            return "CURRENT_TIMESTAMP", place + 4
        return "CURRENT_TIMESTAMP", place + 1
    if word in ("next", "previous") and following[:2] == ["value", "for"] and place + 3 < len(found):
        end = place + 4
        name = _spelling(found[place + 3])
        if end + 1 < len(found) and found[end].text == ".":
            name, end = f"{name}.{_spelling(found[end + 1])}", end + 2
        return f"{'nextval' if word == 'next' else 'lastval'}({name})", end
    if word in _WITHOUT_PARENTHESES and not called:
        return f"{_FUNCTIONS.get(word, word)}()", place + 1
    return (_FUNCTIONS.get(word, word) if called else word), place + 1
