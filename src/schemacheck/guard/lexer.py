"""Words of SQL text with their places: what is needed to cut a text into statements and to find a name in one.

The parser gives trees and few places; its own scanner gives up on the first fault. This one reads anything, by the
lexical rules of PostgreSQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_lowercase, ascii_uppercase
from typing import Final, Literal, NamedTuple

from schemacheck.base.names import truncated
from schemacheck.guard.text import Excerpt

Kind = Literal["word", "name", "string", "dollar", "number", "end", "sign", "meta", "bad", "run"]
"""run: several words and signs, of a coarse reading. word: an identifier or keyword without quotes. name: one in double
quotes. dollar: a dollar-quoted string. end: a semicolon. meta: a psql command to the end of its line. bad: a quote or a
comment that never closes."""

_WORD: Final = rb"[A-Za-z_\x80-\xff][A-Za-z0-9_$\x80-\xff]*"
_SCANNER = re.compile(
    rb"""
      (?P<space>[\s\x0b\x0c]+|--[^\r\n]*)
    | (?P<comment>/\*)
    | (?P<string>[eE]'[^'\\]*(?:(?:''|\\.)[^'\\]*)*'|(?:[nNbBxX]|[uU]&)?'[^']*(?:''[^']*)*')
    | (?P<name>(?:[uU]&)?"[^"]*(?:""[^"]*)*")
    | (?P<tag>\$(?:[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*)?\$)
    | (?P<word>%s)
    | (?P<number>[0-9][A-Za-z0-9_.]*)
    | (?P<end>;)
    | (?P<meta>\\[^\r\n]*)
    | (?P<sign><<|>>|:=|\|\||=>|::|\.\.|.)
    """
    % _WORD,
    re.VERBOSE | re.DOTALL,
)
_COARSE = re.compile(
    rb"(?P<run>(?:%s(?![A-Za-z0-9_$\x80-\xff'\"])|[\s\x0b\x0c0-9,.=<>+*%%^|&!?@#~`:\[\]{}]+)+)|" % _WORD
    + _SCANNER.pattern,
    re.VERBOSE | re.DOTALL,
)
"""The same, with words, numbers and most signs taken in one run: for texts in which only their ends matter."""
_NEST = re.compile(rb"/\*|\*/")
_ESCAPE = re.compile(
    rb"''|\\(?:x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|'\s*[\r\n]\s*'", re.DOTALL
)
_DOUBLED = re.compile(rb"''")
_LOWER: Final = str.maketrans(ascii_uppercase, ascii_lowercase)
_PLAIN_ESCAPES: Final = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"b": b"\b", b"f": b"\f"}


class Token(NamedTuple):
    """One word, string or sign, and where it stands in its excerpt."""

    kind: Kind
    start: int
    end: int
    raw: bytes

    @property
    def word(self) -> str:
        """The keyword this could be, in lower case; empty for anything that is no bare word."""
        return self.raw.decode(errors="replace").lower() if self.kind == "word" else ""

    @property
    def identifier(self) -> str | None:
        """The name PostgreSQL makes of it: folded without quotes, exact with them, cut to its 63 bytes."""
        if self.kind == "word":
            return truncated(fold(self.raw.decode(errors="replace")))
        if self.kind == "name":
            raw = self.raw[self.raw.index(b'"') + 1 : -1]
            return truncated(raw.replace(b'""', b'"').decode(errors="replace"))
        return None


def fold(word: str) -> str:
    """Fold a name without quotes: ASCII letters only, as servers with a multi-byte encoding do."""
    return word.translate(_LOWER)


def tokens(data: bytes, start: int = 0, end: int | None = None, *, coarse: bool = False) -> Iterator[Token]:
    """Yield the words between two offsets, without white space and comments. Never raises."""
    scanner = _COARSE if coarse else _SCANNER
    at, stop = start, len(data) if end is None else end
    while at < stop:
        match = scanner.match(data, at, stop)
        if match is None:  # never: the last alternative takes any byte
            return
        kind, at = match.lastgroup, match.end()
        if kind == "space" or (kind == "run" and match[0].isspace()):
            continue
        if kind == "comment":
            close = _comment_end(data, at, stop)
            if close is None:
                yield Token("bad", match.start(), stop, data[match.start() : stop])
                return
            at = close
        elif kind == "tag":
            close = data.find(match[0], at, stop)
            if close < 0:
                yield Token("bad", match.start(), stop, data[match.start() : stop])
                return
            at = close + len(match[0])
            yield Token("dollar", match.start(), at, data[match.start() : at])
        elif kind == "sign" and match[0] in (b"'", b'"'):
            yield Token("bad", match.start(), stop, data[match.start() : stop])
            return
        else:
            yield Token(kind, match.start(), at, match[0])  # type: ignore[arg-type]  # groups are named so


def _comment_end(data: bytes, at: int, stop: int) -> int | None:
    """Comments nest."""
    depth = 1
    for match in _NEST.finditer(data, at, stop):
        depth += 1 if match[0] == b"/*" else -1
        if depth == 0:
            return match.end()
    return None


def first_word(data: bytes, start: int, end: int) -> int:
    """Find where a statement really begins, behind white space and comments."""
    return next((token.start for token in tokens(data, start, end)), start)


def constant(excerpt: Excerpt, token: Token) -> Excerpt:
    """Return what a string constant holds, with the place of every part of it."""
    if token.kind == "dollar":
        tag = token.raw.index(b"$", 1) + 1
        return excerpt.part(token.start + tag, token.end - tag)
    begin = token.raw.index(b"'") + 1
    escapes = _ESCAPE if token.raw[:1] in b"eE" else _DOUBLED
    data, pieces, at = bytearray(), [(0, excerpt.outer(token.start + begin))], begin
    for match in escapes.finditer(token.raw, begin, len(token.raw) - 1):
        data += token.raw[at : match.start()] + _unescaped(match[0])
        at = match.end()
        pieces.append((len(data), excerpt.outer(token.start + at)))
    data += token.raw[at:-1]
    return Excerpt(bytes(data), pieces)


def _unescaped(raw: bytes) -> bytes:
    if raw == b"''":
        return b"'"
    if raw[:1] == b"'":
        return b""  # two constants with a line break between them are one
    code, rest = raw[1:2], raw[2:]
    if code in b"01234567":
        return bytes([int(raw[1:], 8) & 0xFF]) or b" "
    if rest and code in b"xuU":
        number = int(rest, 16)
        valid = number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
        return bytes([number]) if code == b"x" else chr(number).encode() if valid else b"?"
    return _PLAIN_ESCAPES.get(code, raw[1:])
