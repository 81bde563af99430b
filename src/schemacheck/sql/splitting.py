"""Cutting a file into statements, for psql's commands between them and for files in which one does not parse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from schemacheck.sql.lexer import Token, token_at, tokens
from schemacheck.sql.scanner import scan

_COPY_DATA = re.compile(rb"\s*copy\b[^;]*\bfrom\s+stdin\b", re.IGNORECASE | re.DOTALL)
_PSQL_COPY_DATA = re.compile(rb"\\copy\b.*\bfrom\s+p?stdin\b", re.IGNORECASE)
_DATA_END = re.compile(rb"^\\\.[ \t]*\r?$", re.MULTILINE)
_ATOMIC = re.compile(rb"\batomic\b", re.IGNORECASE)
"""Only where this word stands do words decide which semicolons count."""
_LINE = re.compile(rb"\r\n|\n|\r")
NOT_LINE_END = re.compile(rb"[^\r\n]")
"""What becomes a space where a part of a text is taken out and all places have to stay."""
_SENDING = re.compile(rb"\\(?:g|gx|gexec|gset|gdesc|crosstabview|watch|bind|bind_named|parse|sendpipeline)\b")
_TO_LINE_END = re.compile(rb"\\(?:!|(?:copy|ef|ev|sf\+?|sv\+?|h|help)(?![a-z_]))")
"""Commands of psql that take all of their line; behind others a backslash begins the next one, and two end the last."""
_ARGUMENT = re.compile(rb"'(?:[^'\\]|\\.)*'?|\"[^\"]*\"?|`[^`]*`?|[^'\"`\\]+")


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
    firsts: list[int] = field(default_factory=list)
    """Where the first word of each span stands."""
    copied: dict[int, Span] = field(default_factory=dict)
    """The lines that COPY ... FROM stdin reads, by where its first word or its backslash stands."""


def survey(data: bytes) -> Survey:
    """Cut a text at the semicolons that end statements; take out what is psql's own."""
    return _Surveyor(data).run()


class _Surveyor:
    """One pass over a text."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.text = bytearray(data)
        self.found = Survey(data)
        self.begin = 0
        self.inside = _Inside()

    def run(self) -> Survey:
        letters, coarse = self.data.decode("latin-1"), not _ATOMIC.search(self.data)
        at: int | None = 0
        while at is not None:
            at = self.read(scan(letters, at, coarse=coarse))
        if self.inside.some:
            self.end(len(self.data))
        self.found.data = bytes(self.text)
        return self.found

    def read(self, lexemes: Iterator[tuple[str, int, int]]) -> int | None:
        """Read to the end, or to where the words that psql reads by other rules are over: there it goes on."""
        for kind, start, stop in lexemes:
            token = token_at(self.data, kind, start, stop)
            if token.kind == "meta":
                behind = self.meta(token)
                if behind != stop:
                    return behind
            elif token.kind != "end" or self.inside.deep:
                self.inside.see(token)
            else:
                behind = self.close(token.start, token.end)
                if behind != stop:
                    return behind
        return None

    def meta(self, token: Token) -> int:
        """Take a line of psql's out; say where SQL goes on."""
        if token.raw.startswith(b"\\;"):
            # psql keeps what it has read and sends it with what follows: two statements all the same.
            self.text[token.start : token.start + 2] = b" ;"
            return self.close(token.start, token.start + 2)
        parts, behind = _commands(token)
        _blank(self.text, token.start, behind)
        for part in parts:
            self.found.metas.append(part)
            if _SENDING.match(part.raw):
                # psql sends what it has read so far: as good as a semicolon.
                self.text[part.start] = ord(";")
                behind = max(self.close(part.start, behind), behind)
            elif _PSQL_COPY_DATA.match(part.raw):
                behind = max(self.take_data(part.start, behind), behind)
        return behind

    def close(self, end: int, behind: int) -> int:
        """End a statement; say where the next one may begin."""
        first = self.inside.start
        if self.inside.some:
            self.end(end)
        if _COPY_DATA.match(self.data, first, end):
            behind = self.take_data(first, behind)
        self.begin, self.inside = behind, _Inside()
        return behind

    def end(self, end: int) -> None:
        self.found.spans.append(Span(self.begin, end))
        self.found.firsts.append(self.inside.start)

    def take_data(self, owner: int, behind: int) -> int:
        """Take out the lines that COPY reads: they are none of the lexer's business, a quote in them closes nowhere."""
        line = _LINE.search(self.data, behind)
        begin = line.end() if line else len(self.data)
        close = _DATA_END.search(self.data, begin)
        end = close.start() if close else len(self.data)
        behind = close.end() if close else len(self.data)
        _blank(self.text, begin, behind)
        self.found.copied[owner] = Span(begin, end)
        return behind


def _commands(line: Token) -> tuple[list[Token], int]:
    """Cut a line of psql's into its commands; say where it ends, which two backslashes may do early."""
    raw, parts, begin, at = line.raw, [], 0, 1
    while begin < len(raw):
        if _TO_LINE_END.match(raw, begin):
            at = len(raw)
        else:
            at = begin + 1
            while argument := _ARGUMENT.match(raw, at):
                at = argument.end()
        parts.append(Token("meta", line.start + begin, line.start + at, raw[begin:at]))
        if raw.startswith(b"\\\\", at):
            return parts, line.start + at + 2
        begin = at
    return parts, line.end


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
            space = len(token.raw) - len(token.raw.lstrip())
            if space == len(token.raw):
                return
            self.some, self.start = True, token.start + space
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
    text[start:end] = NOT_LINE_END.sub(b" ", text[start:end])
