"""Bodies: the SQL inside DO blocks and functions, and inside constants given to EXECUTE.

PL/pgSQL is cut by its own words: what begins blocks, branches and loops is taken off, and what remains are statements.
libpg_query's own parser of PL/pgSQL gives line numbers only and stops at the first fault; this gives every statement
its place and goes on. What that parser finds beyond it is read too (`procedures`).

A variable holds every constant that it is given anywhere before; one that anything else writes holds what nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from schemacheck.base.record import record
from schemacheck.guard.constants import Constants, Text, bounded, evaluate, is_one_value, loop_values, unknown
from schemacheck.guard.grammar import strings
from schemacheck.guard.session import setting_values
from schemacheck.guard.statements import Statement
from schemacheck.sql.lexer import Token, constant, tokens
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.text import Excerpt

_READ: Final = frozenset({"sql", "plpgsql"})
_REPLAYS: Final = 3
"""How often a loop is read again, until its variables hold nothing new."""
_COMPILED: Final = frozenset({"c", "internal"})

COMMANDS: Final = frozenset(
    {
        "alter",
        "analyze",
        "call",
        "cluster",
        "comment",
        "copy",
        "create",
        "deallocate",
        "delete",
        "discard",
        "do",
        "drop",
    }
    | {"explain", "grant", "import", "insert", "lock", "merge", "perform", "prepare", "reassign", "refresh", "reindex"}
    | {"revoke", "security", "select", "set", "table", "truncate", "update", "vacuum", "values", "with"}
)
"""Words an SQL statement begins with; anything else in a body is PL/pgSQL's own."""


@record
class Body:
    """A body and how to read it."""

    excerpt: Excerpt
    language: str
    inside: str
    path: tuple[str, ...] | None = None
    """The search path the function sets for itself."""

    def at_line(self, line: int, text: str) -> Piece:
        """Return a statement of which only the line is known."""
        at = -1
        for _ in range(line - 1):
            found = self.excerpt.data.find(b"\n", at + 1)
            at = found if found >= 0 else at
        return Piece(Excerpt(text.encode(), [(0, self.excerpt.outer(at + 1))]), certain=False)


@record
class Piece:
    """A text that stands in a body: a statement, or what is put together for EXECUTE."""

    excerpt: Excerpt
    dynamic: bool = False
    complete: bool = True
    """False where a part is only known when it runs; HOLE stands there."""
    why: str = ""
    """Why nobody knows it, where that is a limit of this reading."""
    certain: bool = True
    """Whether it runs for certain: not where a branch, a loop or a handler decides."""


def body_of(statement: Statement) -> Body | None:
    """Return the body a statement carries as a string, if it does."""
    if statement.kind == "do_stmt":
        options, inside, language = statement.node.args, "a DO block", "plpgsql"
    elif statement.kind == "create_function_stmt":
        name = strings(statement.node.funcname)[-1:]
        options, inside, language = statement.node.options, f"the body of {name[0] if name else 'a function'}", "sql"
    else:
        return None
    text, path = None, None
    for option in (each.def_elem for each in options):
        if option.defname == "language":
            language = option.arg.string.sval.lower()
        elif option.defname == "as":
            text = _text(option.arg)
        elif option.defname == "set" and option.arg.variable_set_stmt.name == "search_path":
            values = setting_values(option.arg.variable_set_stmt)
            path = tuple(each for each in values if each and each != "$user")
    if text is None or language in _COMPILED:
        return None
    for token in tokens(statement.excerpt.data, statement.start, statement.end):
        if token.kind in ("string", "dollar"):
            found = constant(statement.excerpt, token)
            if found.data.decode(errors="replace") == text:
                return Body(found, language, inside, path)
    return Body(Excerpt(text.encode(), [(0, statement.excerpt.outer(statement.start))]), language, inside, path)


def _text(argument: Node) -> str | None:
    kind = argument.WhichOneof("node")
    if kind == "string":
        return str(argument.string.sval)
    texts = strings(argument.list.items) if kind == "list" else []
    return texts[0] if len(texts) == 1 else None


def is_read(body: Body) -> bool:
    """Whether the body is in a language that is read here."""
    return body.language in _READ


def pieces(body: Body) -> Iterator[Piece]:
    """Yield the statements of a PL/pgSQL body, and what it puts together."""
    yield from _Reader(body.excerpt, list(_chunks(body.excerpt))).run()


def _chunks(excerpt: Excerpt) -> Iterator[list[Token]]:
    """Cut a body at its semicolons."""
    chunk: list[Token] = []
    depth = 0
    for token in tokens(excerpt.data):
        if token.kind == "end" and depth <= 0:
            yield chunk
            chunk, depth = [], 0
            continue
        depth += (token.raw in (b"(", b"[")) - (token.raw in (b")", b"]"))
        chunk.append(token)
    if chunk:
        yield chunk


@dataclass(slots=True, eq=False, repr=False)
class _Reader:
    excerpt: Excerpt
    chunks: list[list[Token]]
    declaring: bool = False
    known: Constants = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    loops: list[int] = field(default_factory=list)
    """Where the loops begin that are open."""
    replaying: bool = False
    certain: bool = True

    def run(self) -> Iterator[Piece]:
        words = {token.word for chunk in self.chunks for token in chunk}
        self.certain = not words & {"if", "case", "loop", "while", "for", "foreach", "exception", "return"}
        for at in range(len(self.chunks)):
            yield from self.chunk(at)

    def chunk(self, at: int) -> Iterator[Piece]:
        """Read one piece between semicolons; at the end of an outermost loop, read the loop again."""
        chunk = self.chunks[at]
        if [token.word for token in chunk[:2]] != ["end", "loop"] or not self.loops:
            yield from self.read(chunk, at)
            return
        begin = self.loops.pop()
        if self.loops or self.replaying:
            return
        self.replaying = True
        yield from self._again(begin, at)
        self.replaying = False

    def _again(self, begin: int, end: int) -> Iterator[Piece]:
        """Read a loop again as long as that brings new values; what goes on bringing some is not known."""
        for _ in range(_REPLAYS):
            before = self._sizes()
            yield from self._through(begin, end)
            after = self._sizes()
            if before == after:
                return
        for name, size in after.items():
            if before.get(name) != size:
                self._hold(name, None)
        yield from self._through(begin, end)

    def _through(self, begin: int, end: int) -> Iterator[Piece]:
        for at in range(begin, end):
            yield from self.chunk(at)
        self.loops.clear()

    def _sizes(self) -> dict[str, int]:
        """How many values each variable may hold: they become more, never other ones."""
        return {name: len(values) for name, values in self.known.items()}

    def read(self, chunk: Sequence[Token], place: int) -> Iterator[Piece]:
        at = 0
        while at < len(chunk):
            word = chunk[at].word
            if self.declaring and word != "begin":
                self._declare(chunk[at:])
                return
            if chunk[at].raw == b"#":
                at = self._behind_option(chunk, at)
            elif chunk[at].raw == b"<<":
                at = _behind(chunk, at, ">>")
            elif word == "declare" and not _is_cursor(chunk, at):
                self.declaring, at = True, at + 1
            elif word == "loop":
                self.loops.append(place)
                at += 1
            elif word in ("begin", "else", "exception"):
                self.declaring, at = False, at + 1
            elif word in ("if", "elsif", "elseif", "when", "case"):
                at = _behind(chunk, at + (word == "case"), "then")
            elif word == "while":
                at = _behind(chunk, at, "loop") - 1
            elif word in ("for", "foreach"):
                end = _behind(chunk, at, "loop")
                yield from self._loop(chunk[at + 1 : end - 1])
                at = max(end - 1, at + 1)
            else:
                yield from self._statement(chunk[at:])
                return

    def _behind_option(self, chunk: Sequence[Token], at: int) -> int:
        """`#variable_conflict use_column` ends with its line."""
        end = self.excerpt.data.find(b"\n", chunk[at].start)
        return next((place for place in range(at + 1, len(chunk)) if chunk[place].start > end >= 0), len(chunk))

    def _statement(self, chunk: Sequence[Token]) -> Iterator[Piece]:
        word = chunk[0].word
        if word == "return":
            query = chunk[2:] if len(chunk) > 2 and chunk[1].word == "query" else ()
            if query:
                yield from self._statement(query)
        elif word == "open":
            place = next((at for at, token in enumerate(chunk) if token.word == "for"), None)
            if place is not None and place + 1 < len(chunk):
                yield from self._statement(chunk[place + 1 :])
        elif word == "execute":
            yield from self._execute(chunk[1:])
            self._overwrite(token for start, end in _into(chunk) for token in chunk if start <= token.start < end)
        elif word == "fetch":
            self._overwrite(token for start, end in _into(chunk) for token in chunk if start <= token.start < end)
        elif word == "get":
            self._overwrite(each for each, sign in pairwise(chunk) if sign.raw in (b"=", b":="))
        elif (target := _assigned(chunk)) is not None:
            self._assign(chunk[0].identifier or "", chunk[target + 1 :], whole=target == 1)
        elif word == "call":
            self._overwrite(chunk[1:])
            yield Piece(self._sql(chunk), certain=self.certain)
        elif word in COMMANDS or chunk[0].raw == b"(":
            yield Piece(self._sql(chunk), certain=self.certain)

    def _overwrite(self, tokens_: Iterable[Token]) -> None:
        """Variables are written by what is not followed."""
        for token in tokens_:
            if token.identifier is not None:
                self._hold(token.identifier, None)

    def _sql(self, chunk: Sequence[Token]) -> Excerpt:
        """The text of a statement as SQL: PERFORM is SELECT, and INTO names variables."""
        text = bytearray(self.excerpt.data[chunk[0].start : chunk[-1].end])
        base = chunk[0].start
        if chunk[0].word == "perform":
            text[: len(b"perform")] = b"select "
        for start, end in _into(chunk):
            for token in chunk:
                if start <= token.start < end and token.identifier is not None:
                    self._hold(token.identifier, None)
            text[start - base : end - base] = b" " * (end - start)
        part = self.excerpt.part(base, chunk[-1].end)
        return Excerpt(bytes(text), part.pieces)

    def _execute(self, chunk: Sequence[Token]) -> Iterator[Piece]:
        stop = _first(chunk, ("using", "into"))
        chunk = chunk[:stop]
        # A whole statement in a variable stands where the variable got it; a part of one, where it is put in.
        whole = self.known.get(chunk[0].identifier or "") if len(chunk) == 1 else None
        for each in whole or evaluate(self.excerpt, chunk, self.known):
            yield Piece(each.excerpt, dynamic=True, complete=each.complete, why=each.why, certain=False)

    def _loop(self, chunk: Sequence[Token]) -> Iterator[Piece]:
        """`name IN query`, `name IN EXECUTE text`, `name IN ARRAY list`; a range of numbers is none of these."""
        place = _first(chunk, ("in",))
        query = chunk[place + 1 :]
        if not query:
            return
        name = chunk[0].identifier
        targets = chunk[:place] if place > 1 else ()
        if chunk[place - 1].word == "slice" or targets:
            self._overwrite(targets)
        if query[0].word == "array" and name is not None:
            # ARRAY is FOREACH's own word there, and begins the list itself.
            self._hold(name, loop_values(self.excerpt, query[1:], self.known))
            return
        if query[0].word == "execute":
            yield from self._execute(query[1:])
        elif query[0].word in COMMANDS or query[0].raw == b"(":
            yield Piece(self._sql(query), certain=False)
        if name is not None:
            numbers = any(b".." in token.raw for token in query)
            values = loop_values(self.excerpt, query, self.known)
            self._hold(name, [unknown(self.excerpt, query[0].start, loose=False)] if numbers else values)

    def _hold(self, name: str, values: list[Text] | None) -> None:
        """From here on a variable may hold these, or what it held before; None where nobody knows."""
        if values is None:
            values = [unknown(self.excerpt, 0, loose=not is_one_value(self.types.get(name, "")))]
        self.known[name] = bounded([*self.known.get(name, ()), *values])

    def _declare(self, chunk: Sequence[Token]) -> None:
        """`name [CONSTANT] type [NOT NULL] := value`."""
        name = chunk[0].identifier
        if name is None:
            return
        self.types[name] = next((token.word for token in chunk[1:] if token.word not in ("", "constant")), "")
        value = next(
            (at for at, token in enumerate(chunk) if token.raw in (b":=", b"=") or token.word == "default"), None
        )
        if value is not None:
            self._assign(name, chunk[value + 1 :])

    def _assign(self, name: str, chunk: Sequence[Token], *, whole: bool = True) -> None:
        """Remember every constant a variable can hold; one that is not leaves a hole among them."""
        if not whole:
            self._hold(name, None)
            return
        values = loop_values(self.excerpt, chunk, self.known) or evaluate(self.excerpt, chunk, self.known)
        if is_one_value(self.types.get(name, "")):
            values = [each for each in values if each.complete] or [unknown(self.excerpt, chunk[0].start, loose=False)]
        self._hold(name, values)


def _assigned(chunk: Sequence[Token]) -> int | None:
    """Find the sign of an assignment: behind a variable, a field or an element."""
    if len(chunk) < 3 or chunk[0].identifier is None:
        return None
    at, depth = 1, 0
    while at < len(chunk) - 1:
        raw = chunk[at].raw
        depth += (raw == b"[") - (raw == b"]")
        if depth == 0 and raw in (b":=", b"="):
            return at
        if depth == 0 and raw not in (b".", b"]") and chunk[at - 1].raw != b".":
            return None
        at += 1
    return None


def _first(chunk: Sequence[Token], words: tuple[str, ...]) -> int:
    """Find the first of some words outside parentheses; the end if there is none."""
    depth = 0
    for at, token in enumerate(chunk):
        depth += (token.raw in (b"(", b"[")) - (token.raw in (b")", b"]"))
        if depth == 0 and token.word in words:
            return at
    return len(chunk)


def _behind(chunk: Sequence[Token], at: int, word: str) -> int:
    """Find the place behind a word, past CASE ... END; the end if there is none."""
    cases = 0
    for place in range(at, len(chunk)):
        token = chunk[place]
        if token.word == "case":
            cases += 1
        elif token.word == "end" and cases:
            cases -= 1
        elif not cases and (token.word == word or token.raw.decode(errors="replace") == word):
            return place + 1
    return len(chunk)


def _is_cursor(chunk: Sequence[Token], at: int) -> bool:
    return any(token.word == "cursor" for token in chunk[at : at + 5])


def _into(chunk: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Find where INTO names variables: not behind INSERT or MERGE."""
    for at, token in enumerate(chunk):
        if token.word != "into" or (at and chunk[at - 1].word in ("insert", "merge")) or at == 0:
            continue
        end = at + 1
        if end < len(chunk) and chunk[end].word == "strict":
            end += 1
        expecting = True
        while end < len(chunk):
            if expecting and chunk[end].identifier is not None:
                expecting = False
            elif chunk[end].raw in (b".", b","):
                expecting = True
            elif chunk[end].raw == b"[":
                end = next((place for place in range(end, len(chunk)) if chunk[place].raw == b"]"), len(chunk) - 1)
            else:
                break
            end += 1
        yield token.start, chunk[end - 1].end
