"""Words of SQL text with their places: what is needed to cut a text into statements and to find a name in one.

The parser gives trees and few places; its own scanner gives up on the first fault. This one reads anything, by the
lexical rules of PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from schemacheck.base.names import truncated
from schemacheck.sql.scanner import content, fold, scan
from schemacheck.sql.text import Excerpt

Kind = Literal["word", "name", "string", "dollar", "number", "end", "sign", "meta", "bad", "run"]
"""run: several words and signs, of a coarse reading. word: an identifier or keyword without quotes. name: one in double
quotes. dollar: a dollar-quoted string. end: a semicolon. meta: a psql command to the end of its line. bad: a quote or a
comment that never closes."""

_KINDS: Final[dict[str, Kind]] = {
    "run": "run",
    "word": "word",
    "name": "name",
    "uname": "name",
    "string": "string",
    "estring": "string",
    "ustring": "string",
    "nstring": "string",
    "bits": "string",
    "dollar": "dollar",
    "number": "number",
    "param": "sign",
    "op": "sign",
    "punct": "sign",
    "other": "sign",
    "meta": "meta",
    "bad": "bad",
}
"""By the scanner's, which tells more apart."""


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


def tokens(data: bytes, start: int = 0, end: int | None = None, *, coarse: bool = False) -> Iterator[Token]:
    """Yield the words between two offsets, without white space and comments. Never raises."""
    for kind, begin, stop in scan(data[start:end].decode("latin-1"), coarse=coarse):
        token = token_at(data, kind, start + begin, start + stop)
        if token.kind != "run" or not token.raw.isspace():
            yield token


def token_at(data: bytes, kind: str, start: int, end: int) -> Token:
    """Make a token of what the scanner found."""
    raw = data[start:end]
    return Token(_KINDS[kind] if raw != b";" else "end", start, end, raw)


def first_word(data: bytes, start: int, end: int) -> int:
    """Find where a statement really begins, behind white space and comments."""
    return next((token.start for token in tokens(data, start, end)), start)


def constant(excerpt: Excerpt, token: Token) -> Excerpt:
    """Return what a string constant holds, with the place of every part of it."""
    if token.kind == "dollar":
        tag = token.raw.index(b"$", 1) + 1
        return excerpt.part(token.start + tag, token.end - tag)
    written = token.raw.decode("latin-1")
    begin = written.index("'") + 1
    data, pieces = bytearray(), [(0, excerpt.outer(token.start + begin))]
    for piece, end in content(written, "estring" if written[0] in "eE" else "string", "latin-1"):
        data += b"?" if piece is None else piece
        pieces.append((len(data), excerpt.outer(token.start + end)))
    return Excerpt(bytes(data), pieces)
