"""What psql sends to the server when it reads a file: its own commands are followed here, statement by statement."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from schemacheck.base.errors import Mistake, SourceError
from schemacheck.migrations.foreign import other_database
from schemacheck.migrations.script import Statement
from schemacheck.migrations.transactions import begins, needs_own
from schemacheck.migrations.variables import BOOLEANS, Arguments, Unknown, filled
from schemacheck.sql.lexer import Token, tokens
from schemacheck.sql.splitting import Span, Survey, survey
from schemacheck.sql.text import SourceText, Text

_NAME: Final = re.compile(r"\\([A-Za-z_]+\+?|[!?;]|\S?)")
_COPY: Final = re.compile(
    r"""\\copy\s+(?P<what>(?:[^\s"'(]|"[^"]*"|\([^)]*\)|\s(?!from\b))+)\s+from\s+
        (?:(?P<program>program\b.*)|'(?P<quoted>(?:[^']|'')*)'|(?P<bare>\S+))\s*(?P<options>.*)""",
    re.VERBOSE | re.IGNORECASE,
)
_COPY_OUT: Final = re.compile(r".*\bto\b", re.IGNORECASE)
_DEEPEST: Final = 30
_ESCAPES: Final = re.compile(rb"set\s+(?:session\s+)?standard_conforming_strings\s*(?:=|to)\s*'?(\w+)", re.IGNORECASE)
_TRANSACTION: Final = re.compile(rb"begin|start|commit|end|rollback|abort", re.IGNORECASE)

_SILENT: Final = frozenset(
    {
        "a", "C", "conninfo", "copyright", "crosstabview", "errverbose", "echo", "encoding", "f", "flush",
        "flushrequest", "g", "getresults", "gx", "H", "h", "help", "html", "o", "p", "pset", "qecho", "r",
        "reset", "restrict", "s", "sendpipeline", "setenv", "sf", "startpipeline", "endpipeline", "sync",
        "syncpipeline", "sv", "t", "T", "timing", "unrestrict", "w", "warn", "watch", "x", "z",
    }
)  # fmt: skip
"""Commands that print, format or keep something of psql's own: what the statements make does not change."""
_REFUSED: Final = {
    "!": "runs a command of the shell",
    "cd": "changes the folder that other files are looked for in",
    "e": "opens an editor",
    "edit": "opens an editor",
    "ef": "opens an editor",
    "ev": "opens an editor",
    "gset": "keeps what a query returns in variables",
    "gdesc": "describes what a query would return and does not run it",
    "getenv": "reads a variable of the environment",
    "bind": "gives a statement its parameters apart",
    "bind_named": "runs a statement that was prepared before",
    "parse": "prepares a statement",
    "close_prepared": "closes a statement that was prepared before",
    "lo_import": "reads a file into a large object",
    "lo_export": "writes a large object to a file",
    "lo_unlink": "removes a large object",
    "password": "asks for a password",
    "prompt": "asks a person",
}
"""Commands that change what the statements make, or what runs, in a way that no file shows."""


class Reader:
    """Reads files as psql does, one behind the other; what it cannot follow are mistakes."""

    def __init__(self, root: Path | None) -> None:
        self.root: Final = root
        """Where a file named by \\i may stand as well; None where nothing is looked up."""
        self.mistakes: Final[list[Mistake]] = []
        self.included: Final[set[Path]] = set()
        self.passed_over: Final[list[str]] = []
        """Where a file ends before its last line."""
        self.database: str | None = None
        self.variables: dict[str, str] = {}

    def statements(self, text: Text, file: Path | None, parts: Sequence[Span]) -> tuple[Statement, ...]:
        """Return the statements of a file, or of parts of it that run one behind the other."""
        self.variables = {}
        run = _Run(self, text, file, (file.resolve(),) if file else ())
        for part in parts:
            run.read(part)
        return tuple(run.found)

    def accepts(self, text: Text) -> bool:
        """Whether a file is text, and PostgreSQL's.

        Raises:
            SourceError: it is for another database; that one sentence says it all.
        """
        refused = other_database(text)
        if refused is not None:
            raise SourceError([refused])
        if text.broken is not None:
            self.mistake(text, text.broken, "here are bytes that are no UTF-8 text, or a zero byte")
        return text.broken is None

    def mistake(self, text: Text, offset: int, message: str, hint: str | None = None) -> None:
        """Keep what is wrong with a file."""
        self.mistakes.append(Mistake(text.position(offset), message, hint))


class _Run:
    """One file that is read, with those that it includes."""

    def __init__(self, reader: Reader, text: Text, file: Path | None, above: tuple[Path, ...]) -> None:
        self.reader, self.text, self.file, self.above = reader, text, file, above
        self.found: list[Statement] = []
        self.branches: list[_Branch] = []
        self.begun = False
        self.over = False
        self.escapes = False
        """Whether a backslash in a plain string is an escape, as it was before PostgreSQL 9.1."""

    def read(self, part: Span) -> None:
        data = self.text.data[part.start : part.end]
        seen = survey(data)
        for each in _in_order(seen):
            if self.over:
                return
            if isinstance(each, Token):
                self.meta(each, seen, part.start)
            elif self.runs:
                self.statement(seen, each, part.start)
        for branch in self.branches:
            self.reader.mistake(self.text, branch.at, "this \\if has no \\endif")

    @property
    def runs(self) -> bool:
        return all(branch.runs for branch in self.branches)

    def statement(self, seen: Survey, number: int, base: int) -> None:
        first, end = seen.firsts[number], seen.spans[number].end
        sql = seen.data[first:end]
        if self.reader.variables or b":'" in sql or b':"' in sql or b":{" in sql:
            try:
                sql = filled(sql, self.reader.variables)
            except Unknown as unknown:
                message = f"the variable {unknown.name} of psql is not set here"
                self.reader.mistake(self.text, base + first, message, "A file that is to be read alone sets it.")
                return
        escapes = _ESCAPES.match(sql)
        self.escapes = not BOOLEANS.get(escapes[1].decode().lower(), True) if escapes else self.escapes
        if self.escapes and any(token.raw[:1] == b"'" and b"\\" in token.raw for token in tokens(sql)):
            message = "a backslash in a string is an escape here, where standard_conforming_strings is off"
            self.wrong(base + first, message, "Write such strings as E'...'.")
        copied = seen.copied.get(first)
        self.found.append(
            Statement(
                sql.rstrip().decode(),
                self.text.position(base + first),
                needs_own(sql, 0, len(sql), begun=self.begun),
                None if copied is None else self.text.data[base + copied.start : base + copied.end],
            )
        )
        if _TRANSACTION.match(sql):
            words = tuple(token.word for token in tokens(sql[:200]))
            begun = begins(words)
            self.begun = self.begun if begun is None else begun

    def meta(self, token: Token, seen: Survey, base: int) -> None:
        line = token.raw.decode(errors="replace").rstrip()
        match = _NAME.match(line)
        name = match[1] if match else ""
        at = base + token.start
        arguments = Arguments(line[match.end() if match else 1 :], self.reader.variables)
        try:
            if name in ("if", "elif", "else", "endif"):
                before = bisect(seen.firsts, token.start) - 1
                if before >= 0 and token.start < seen.spans[before].end:
                    self.wrong(at, f"\\{name} inside a statement is not followed")
                self.branch(name, arguments, at)
            elif self.runs and name == "copy":
                self.copy(line, at, seen.copied.get(token.start), base)
            elif self.runs:
                self.command(name, arguments, at)
        except Unknown as unknown:
            self.wrong(at, unknown.says or f"the variable {unknown.name} of psql is not set here")

    def wrong(self, at: int, message: str, hint: str | None = None) -> None:
        self.reader.mistake(self.text, at, message, hint)

    def branch(self, name: str, arguments: Arguments, at: int) -> None:
        if name == "if":
            outer = self.runs
            self.branches.append(_Branch(at, runs=outer and self.truth(arguments, at), outer=outer))
        elif not self.branches:
            self.wrong(at, f"this \\{name} has no \\if")
        elif name == "endif":
            self.branches.pop()
        else:
            last = self.branches[-1]
            last.done = last.done or last.runs
            last.runs = last.outer and not last.done and (name == "else" or self.truth(arguments, at))

    def truth(self, arguments: Arguments, at: int) -> bool:
        value = arguments.words[0] if arguments.words else ""
        truth = BOOLEANS.get(value.lower())
        if truth is None:
            self.wrong(at, f"psql takes neither true nor false from {value or 'nothing'}")
        return bool(truth)

    def command(self, name: str, arguments: Arguments, at: int) -> None:
        if name == "set":
            words = arguments.words
            if words:
                self.reader.variables[words[0]] = "".join(words[1:])
        elif name == "unset":
            self.reader.variables.pop(arguments.words[0] if arguments.words else "", None)
        elif name == "gexec":
            if self.found:
                last = self.found[-1]
                self.found[-1] = replace(last, runs_results=True)
        elif name in ("i", "include", "ir", "include_relative"):
            self.include(arguments.words[0] if arguments.words else "", at, beside=name.startswith(("ir", "include_")))
        elif name in ("c", "connect"):
            self.connect(arguments.words, at)
        elif name in ("q", "quit"):
            self.over = True
            self.reader.passed_over.append(f"{self.text.position(at)} (what stands behind \\q)")
        elif name in _REFUSED:
            self.wrong(at, f"\\{name} {_REFUSED[name]}, which is not followed")
        elif name.rstrip("+") not in _SILENT and not name.startswith(("d", "l")):
            self.wrong(at, f"psql has no command \\{name}")

    def copy(self, line: str, at: int, lines: Span | None, base: int) -> None:
        r"""Turn \copy into COPY with the lines that it reads, here or in a file; what it writes changes nothing."""
        match = _COPY.match(line)
        if match is None:
            if not _COPY_OUT.match(line):
                self.wrong(at, "this \\copy is not understood")
            return
        if lines is not None:
            data = self.text.data[base + lines.start : base + lines.end]
        else:
            path = None if match["program"] else self.find((match["quoted"] or match["bare"]).replace("''", "'"))
            if path is None:
                says = (
                    "what a program prints is not known here" if match["program"] else "there is no such file to copy"
                )
                self.wrong(at, says)
                return
            data = path.read_bytes()
        sql = f"COPY {match['what']} FROM STDIN {match['options']}".rstrip(" ;")
        self.found.append(Statement(sql, self.text.position(at), copied=data))

    def find(self, name: str, *, beside: bool = False) -> Path | None:
        """Look for a file as psql does, and where it would have been started: in the folder that was named."""
        here = self.file.parent if self.file else None
        places = [here] if beside and here else [Path(), *filter(None, (here, self.reader.root))]
        return next((place / name for place in places if (place / name).is_file()), None)

    def connect(self, words: Sequence[str], at: int) -> None:
        """Go on in another database: the one that the rest of the file is about, if it is the only one."""
        named = [each for each in words[:1] if each != "-"]
        if not named:
            return
        target = re.search(r"dbname\s*=\s*'?([^\s']+)", words[-1])
        name = target[1] if target else named[0]
        reader = self.reader
        if reader.database not in (None, name):
            message = f"\\connect goes on in the database {name}, after {reader.database}"
            self.wrong(at, message, "Give a file that is about one database.")
            return
        reader.database = name
        made = re.compile(rf'(?:CREATE|DROP)\s+DATABASE\s+(?:IF\s+EXISTS\s+)?"?{re.escape(name)}"?(?![\w$"])', re.I)
        for each in self.found:
            if made.match(each.sql):
                reader.passed_over.append(f"{each.position} (the database that is connected to)")
        self.found[:] = [each for each in self.found if not made.match(each.sql)]

    def include(self, name: str, at: int, *, beside: bool) -> None:
        path = self.find(name, beside=beside) if name else None
        if path is None:
            self.wrong(at, f"there is no file {name or 'named'} to include")
            return
        if path.resolve() in self.above or len(self.above) > _DEEPEST:
            self.wrong(at, f"{name} includes itself")
            return
        self.reader.included.add(path.resolve())
        text = Text(SourceText(path.as_posix(), path.read_bytes()))
        if not self.reader.accepts(text):
            return
        inner = _Run(self.reader, text, path, (*self.above, path.resolve()))
        inner.found, inner.begun = self.found, self.begun
        inner.read(Span(text.mark, len(text.data)))
        self.begun = inner.begun


class _Branch:
    def __init__(self, at: int, *, runs: bool, outer: bool) -> None:
        self.at, self.runs, self.outer, self.done = at, runs, outer, False


def _in_order(seen: Survey) -> Iterator[int | Token]:
    """Yield the number of each statement and each command of psql, as they stand; what sends a statement behind it."""
    metas = iter(seen.metas)
    meta = next(metas, None)
    for number, first in enumerate(seen.firsts):
        while meta is not None and meta.start < first:
            yield meta
            meta = next(metas, None)
        yield number
    while meta is not None:
        yield meta
        meta = next(metas, None)
