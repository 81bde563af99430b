"""Reading one migration after the other, and judging each statement in the light of those before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from schemacheck.base.names import QName
from schemacheck.guard.bodies import Body, Piece, body_of, is_read, pieces
from schemacheck.guard.grammar import NotParsedError, Raw, parse, strings
from schemacheck.guard.judging import Judge, Place, place_of
from schemacheck.guard.protection import Protection
from schemacheck.guard.reading import touches
from schemacheck.guard.runners import RUNNERS, given
from schemacheck.guard.session import Session
from schemacheck.guard.statements import LOOSE, Statement
from schemacheck.guard.touches import Mention, Unknown
from schemacheck.migrations.forward import forward
from schemacheck.report.finding import Finding
from schemacheck.report.policy import GuardPolicy
from schemacheck.sql.lexer import first_word
from schemacheck.sql.splitting import NOT_LINE_END, Span, at_every_semicolon, survey
from schemacheck.sql.text import Excerpt, SourceText, Text

_NEAR = re.compile(r" at or near \".*", re.DOTALL)
"""What the grammar repeats of the text; the evidence shows it, and only there does it belong."""
_META = re.compile(rb"\\(?:[A-Za-z_]+|!)")
_METAS: Final = {
    **dict.fromkeys(
        (b"\\i", b"\\ir", b"\\include", b"\\include_relative"), "runs another file, which this one does not show"
    ),
    **dict.fromkeys((b"\\c", b"\\connect"), "goes on in another database"),
    b"\\gexec": "runs what the query returns as statements, which this file does not show",
    b"\\!": "runs a command of the shell",
}
"""psql's commands that run what the file does not show. All others print, format or set something of psql's own."""
_PROGRAM = re.compile(
    rb"(?i)\\(?:g|gx|o|out|w|write)\b\s*(?:\([^)]*\)\s*)?\||\\copy\b.*\b(?:from|to)\s+program\b|[^'`]*`", re.DOTALL
)
"""Arguments that make psql run a program: a pipe, PROGRAM, text between backticks."""

_DEEPEST: Final = 8
"""How many bodies deep a body is followed; a constant in a constant in a constant is a puzzle, not a migration."""
_MOST_PIECES: Final = 20_000
"""How many statements of bodies one file may have."""


class Migrations:
    """Judges migrations in the order in which they run."""

    def __init__(self, protection: Protection, policy: GuardPolicy) -> None:
        self._protection = protection
        self._judge = Judge(protection, policy)
        self._made: set[QName] = set()
        """Tables that earlier files made: no later file misspells them."""
        self._views: dict[QName, QName] = {}
        """Views that files made, with the one table whose rows each of them shows."""
        self._runners: set[str] = set(RUNNERS)
        """Functions that run a text they are given as a statement."""
        self.statements = 0

    def judge(self, source: SourceText) -> Iterator[Finding]:
        """Yield the findings of one file."""
        session = Session(self._protection, earlier=self._made, views=self._views)
        reading = _Reading(Text(source), session, self._judge, self._runners)
        yield from reading.file()
        self._made |= session.new - session.doubtful
        self.statements += reading.statements


def _going_forward(text: Text) -> bytes:
    """Return a file's text without its byte order mark, and with spaces for what only leads back."""
    data = bytearray(b" " * text.mark + text.data[text.mark :])
    end = text.mark
    for span in (*(forward(text) or (Span(text.mark, len(data)),)), Span(len(data), len(data))):
        if span.start > end:
            data[end : span.start] = NOT_LINE_END.sub(b" ", data[end : span.start])
            # Tools end a statement at their marks, with a semicolon or without.
            data[end] = ord(";")
        end = span.end
    return bytes(data)


@dataclass(slots=True, eq=False, repr=False)
class _Reading:
    """One file, read from its top to its end."""

    text: Text
    session: Session
    verdict: Judge
    runners: set[str]
    statements: int = 0
    runs_any: bool = False
    """Whether the body that is read runs a text of which nothing is known."""
    pieces: int = 0

    def file(self) -> Iterator[Finding]:
        """Judge the whole file."""
        text = self.text
        if text.broken is not None:
            says = "holds bytes that are no UTF-8 text, or a zero byte; the rest of it was read"
            yield self._unknown(
                Unknown("guard-unparsed", says, text.broken), Place(text, Excerpt(text.data), text.broken, text.broken)
            )
        data = _going_forward(text)
        spans = None
        if b"\\" in data:
            seen = survey(data)
            for meta in seen.metas:
                match = _META.match(meta.raw)
                says = _METAS.get(match[0], "") if match else ""
                if not says and _PROGRAM.match(meta.raw):
                    says = "runs a program, which this file does not show"
                if match and says:
                    place = Place(text, Excerpt(data), meta.start, meta.end)
                    yield self._unknown(Unknown("guard-unread", f"{match[0].decode()} {says}", meta.start), place)
            data, spans = seen.data, seen.spans
        yield from self._read(Excerpt(data), spans=spans)

    def _unknown(self, unknown: Unknown, place: Place) -> Finding:
        return self.verdict.unknown(unknown, place)

    def _read(
        self, excerpt: Excerpt, inside: str = "", depth: int = 0, *, spans: Sequence[Span] | None = None
    ) -> Iterator[Finding]:
        """Judge a text of any number of statements; where one does not parse, the others are judged all the same."""
        try:
            raws = parse(excerpt.data)
        except NotParsedError as error:
            spans = survey(excerpt.data).spans if spans is None else spans
            if spans:
                error.offset = max(error.offset - spans[0].start, 0)
                yield from self._apart(excerpt, spans, error, inside, depth)
            else:
                yield self._unparsed(error, excerpt, inside)
            return
        for raw in raws:
            yield from self._statement(raw, excerpt, inside, depth)

    def _apart(
        self, excerpt: Excerpt, spans: Sequence[Span], error: NotParsedError, inside: str, depth: int
    ) -> Iterator[Finding]:
        """Judge statements of which at least one does not parse: half by half, until that one stands alone.

        Args:
            excerpt: what holds them.
            spans: which they are.
            error: what is wrong with them; its offset counts from the first of them.
            inside: the body they stand in.
            depth: how many bodies deep that is.
        """
        if len(spans) == 1:
            span = spans[0]
            spans = at_every_semicolon(excerpt.data, span)
            if len(spans) < 2:
                yield self._unparsed(error, excerpt.part(*span), inside)
                return
        middle = len(spans) // 2
        for half in (spans[:middle], spans[middle:]):
            part = excerpt.part(half[0].start, half[-1].end)
            try:
                raws = parse(part.data)
            except NotParsedError as again:
                yield from self._apart(excerpt, half, again, inside, depth)
                continue
            for raw in raws:
                yield from self._statement(raw, part, inside, depth)

    def _unparsed(self, error: NotParsedError, excerpt: Excerpt, inside: str) -> Finding:
        end = len(excerpt.data)
        begin = first_word(excerpt.data, 0, end)
        at = min(max(error.offset, begin), max(end - 1, begin))
        says = f"PostgreSQL's grammar does not accept this statement: {_NEAR.sub('', error.message)}"
        return self._unknown(Unknown("guard-unparsed", says, at), Place(self.text, excerpt, begin, end, inside))

    def _statement(self, raw: Raw, excerpt: Excerpt, inside: str, depth: int) -> Iterator[Finding]:
        self.statements += 1
        start = first_word(excerpt.data, raw.start, raw.end)
        statement = Statement(raw.kind, raw.node, excerpt, start, raw.end, inside)
        place = place_of(statement, self.text)
        for each in touches(statement, self.session):
            if isinstance(each, Unknown):
                yield self._unknown(each, place)
            elif isinstance(each, Mention):
                yield from self.verdict.mention(each, place, self.session)
            else:
                yield from self.verdict.touch(each, place, self.session)
        self.session.note(statement)
        for found in given(statement, self.runners):
            if isinstance(found, Unknown):
                yield self._unknown(found, place)
            elif depth < _DEEPEST:
                yield from self._read(found.excerpt, found.inside, depth + 1)
        body = body_of(statement)
        if body is not None and is_read(body) and depth >= _DEEPEST:
            says = f"has a body in a body, more than {_DEEPEST} deep, which is not read"
            yield self._unknown(Unknown("guard-unread", says, start), place)
        elif body is not None and is_read(body):
            before, self.runs_any = self.runs_any, False
            yield from self._body(statement, body, depth + 1)
            if self.runs_any and statement.kind == "create_function_stmt":
                self.runners.update(strings(statement.node.funcname)[-1:])
            self.runs_any = before
        elif body is not None:
            says = f"has a body in {body.language}, which is not read"
            yield self._unknown(Unknown("guard-unread", says, start), place)

    def _body(self, statement: Statement, body: Body, depth: int) -> Iterator[Finding]:
        """Judge a body. What a function sets holds for the function; what a DO block sets holds from there on."""
        session = self.session
        before, after, certain = session.state(), session.after, session.certain
        if body.path:
            session.path = body.path
        if body.language == "sql":
            yield from self._read(body.excerpt, body.inside, depth)
        else:
            from schemacheck.guard import procedures  # noqa: PLC0415 - few migrations have such a body

            read = set()
            for piece in pieces(body):
                read.add(procedures.words(piece.excerpt.data))
                session.certain = certain and piece.certain
                yield from self._piece(piece, body.inside, depth)
            session.certain = False
            text = statement.excerpt.data[statement.start : statement.end]
            for found in (*procedures.statements(text), *procedures.expressions(text, self.runners)):
                if procedures.words(found.text.encode()) not in read:
                    yield from self._piece(body.at_line(found.line, found.text), body.inside, depth)
        session.certain = certain
        if statement.kind != "do_stmt":
            session.restore(before)
            session.after = after

    def _piece(self, piece: Piece, inside: str, depth: int) -> Iterator[Finding]:
        """Judge a statement of a body. One that is put together may not parse: then nobody knows it."""
        at = piece.excerpt.outer(0)
        place = Place(self.text, Excerpt(self.text.data), at, at, inside)
        self.pieces += 1
        if piece.why or self.pieces == _MOST_PIECES:
            why = piece.why or f"is one of more than {_MOST_PIECES} statements in bodies, which are not all read"
            yield self._unknown(Unknown("guard-unread", why, at), place)
        if piece.why or self.pieces >= _MOST_PIECES:
            return
        if piece.complete:
            yield from self._read(piece.excerpt, inside, depth)
            return
        self.runs_any = self.runs_any or piece.excerpt.data == LOOSE.encode()
        says = "runs a statement that is put together when it runs, from parts that are not known before"
        try:
            raws = parse(piece.excerpt.data)
        except NotParsedError:
            yield self._unknown(Unknown("guard-dynamic", says, at), place)
            return
        told = False
        for raw in raws:
            for finding in self._statement(raw, piece.excerpt, inside, depth):
                told = True
                yield finding
        if not told and LOOSE.encode() in piece.excerpt.data:
            yield self._unknown(Unknown("guard-dynamic", says, at), place)
