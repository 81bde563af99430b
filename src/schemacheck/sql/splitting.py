"""Cutting a file into statements, for psql's commands between them and for files in which one does not parse."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from schemacheck.sql.lexer import Token, tokens

_COPY_DATA = re.compile(rb"\s*copy\b[^;]*\bfrom\s+stdin\b", re.IGNORECASE | re.DOTALL)
_DATA_END = re.compile(rb"^\\\.[ \t]*\r?$", re.MULTILINE)
_ATOMIC = re.compile(rb"\batomic\b", re.IGNORECASE)
"""Only where this word stands do words decide which semicolons count."""
_LINE = re.compile(rb"\r\n|\n|\r")
_NOT_LINE_END = re.compile(rb"[^\r\n]")
_SENDING = re.compile(rb"\\(?:g|gx|gexec|gset|gdesc|crosstabview|watch|bind|bind_named|parse|sendpipeline)\b")


class Span(NamedTuple):
    """The bytes of one statement, without its semicolon."""

    start: int
    end: int


@dataclass(slots=True, eq=False, repr=False)
class Survey:
    """A file as psql sees it."""

    data: bytes
    """The text with psql's commands and the data of COPY turned to spaces; every offset stays what it was."""
    metas: list[Token] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def survey(data: bytes, start: int = 0) -> Survey:
    """Cut a text at the semicolons that end statements; take out what is psql's own."""
    found, text = Survey(data), bytearray(data)
    at: int | None = start
    while at is not None:
        at = _read_on(data, at, text, found)
    found.data = bytes(text)
    return found


def _read_on(data: bytes, begin: int, text: bytearray, found: Survey) -> int | None:
    """Read to the end, or to the data of a COPY; say where to go on behind it."""
    inside = _Inside()
    for token in tokens(data, begin, coarse=not _ATOMIC.search(data, begin)):
        if token.kind == "meta":
            found.metas.append(token)
            _blank(text, token.start, token.end)
            if not _SENDING.match(token.raw):
                continue
            # psql sends what it has read so far: as good as a semicolon.
            text[token.start] = ord(";")
        elif token.kind != "end" or inside.deep:
            inside.see(token)
            continue
        if inside.some:
            found.spans.append(Span(begin, token.start))
        if _COPY_DATA.match(data, inside.start, token.start):
            line = _LINE.search(data, token.end)
            if line is None:
                return None
            close = _DATA_END.search(data, line.end())
            _blank(text, line.end(), close.end() if close else len(data))
            # The data is none of the lexer's business: a quote in it closes nowhere.
            return close.end() if close else None
        begin, inside = token.end, _Inside()
    if inside.some:
        found.spans.append(Span(begin, len(data)))
    return None


def at_every_semicolon(data: bytes, span: Span) -> list[Span]:
    """Cut one statement that does not parse into what may be several: an open parenthesis hides semicolons."""
    spans, begin = [], span.start
    for token in tokens(data, *span):
        if token.kind == "end":
            spans.append(Span(begin, token.start))
            begin = token.end
    spans.append(Span(begin, span.end))
    return [each for each in spans if any(tokens(data, *each))]


@dataclass(slots=True, eq=False, repr=False)
class _Inside:
    """What a semicolon may stand in without ending the statement: parentheses, and bodies in BEGIN ATOMIC."""

    some: bool = False
    """Whether there is anything but white space and comments."""
    start: int = 0
    parentheses: int = 0
    blocks: int = 0
    before: str = ""

    @property
    def deep(self) -> bool:
        return self.parentheses > 0 or self.blocks > 0

    def see(self, token: Token) -> None:
        if not self.some:
            self.some, self.start = True, token.start
        if token.raw == b"(":
            self.parentheses += 1
        elif token.raw == b")":
            self.parentheses = max(self.parentheses - 1, 0)
        elif token.kind == "word":
            word = token.word
            if self.blocks and word == "case":
                self.blocks += 1
            elif self.blocks and word == "end":
                self.blocks -= 1
            elif word == "atomic" and self.before == "begin":
                self.blocks += 1
            self.before = word


def _blank(text: bytearray, start: int, end: int) -> None:
    text[start:end] = _NOT_LINE_END.sub(b" ", text[start:end])
