"""SQL as a source: a file or a folder of statements, and what they make on a throw-away PostgreSQL."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from schemacheck.base.cache import cache_folder
from schemacheck.base.errors import SourceError, UsageError
from schemacheck.base.names import Position
from schemacheck.model.schema import Schema
from schemacheck.sources.source import ConnectionOptions, Counterpart, FileSource, Side, limited
from schemacheck.sources.sql.keeping import content_of, from_cache, key_of
from schemacheck.sources.sql.server import Server, chosen_server
from schemacheck.sources.sql.spoken import chosen, within

if TYPE_CHECKING:
    from schemacheck.migrations.script import History, Script
    from schemacheck.report.finding import NotChecked
    from schemacheck.report.policy import Platform

PREFIX: Final = "sql:"
STDIN: Final = "-"


class SqlScripts(FileSource):
    """A file or a folder of SQL, run on a server of its own."""

    kind = "sql"
    when_empty = "A statement that makes one is CREATE TABLE."

    def __init__(
        self, text: str, connection: ConnectionOptions, file: Path | None = None, stdin: bytes | None = None
    ) -> None:
        """Open it; `stdin` is what has been read of standard input, if that is meant and somebody read it."""
        path = text.removeprefix(PREFIX)
        super().__init__(path if file is None else text, connection, file)
        self._from_stdin = file is None and path == STDIN
        self._named_by_path = file is None
        self._before: tuple[Path, ...] = ()
        self._server: Server | None = None
        self._stdin = stdin
        self._made: dict[Platform | None, tuple[Schema, tuple[NotChecked, ...]]] = {}

    @property
    def label(self) -> str:
        """The path, or what stands for none."""
        return "standard input" if self._from_stdin else self.name

    def learn(self) -> None:
        """Let the scrubber know the secrets of a server that is named for it."""
        self._on()

    def read(self, other: Counterpart) -> Side:
        """Run it, and read of what it makes the schemas that the other side speaks of."""
        platform = other.platform
        self._split()
        server = self._on()
        server.refuse(other.unread)
        if platform not in self._made:
            self._made[platform] = self._make(server, platform)
        schema, gaps = self._made[platform]
        return Side(within(schema, other), gaps=gaps)

    def snapshot(self, kinds: frozenset[str]) -> Side:
        """Read what it makes; of the optional kinds only these."""
        side = self.read(Counterpart())
        return limited(replace(side, schema=chosen(side.schema, kinds)), kinds)

    def _split(self) -> None:
        """Take apart what names several: files that run first, and a folder or a file behind the last comma."""
        *before, last = self.text.split(",")
        if self._named_by_path and before and all(before) and last and not self.file.exists():
            self._before = tuple(map(Path, before))
            self.file = Path(last)

    def _on(self) -> Server:
        if self._server is None:
            self._server = chosen_server(self.connection)
        return self._server

    def _make(self, server: Server, platform: Platform | None) -> tuple[Schema, tuple[NotChecked, ...]]:
        """Take what is kept of an earlier run of the very same statements, or run them."""
        folder = cache_folder(self.connection.environ) if self.connection.keeps else None
        if self._from_stdin and self._stdin is None:
            self._stdin = sys.stdin.buffer.read()

        def make() -> tuple[Schema, tuple[NotChecked, ...]]:
            from schemacheck.sources.sql.making import make  # noqa: PLC0415 - the driver is for those who run

            return make(self._history, platform, self.label, server, connection=self.connection, folder=folder)

        content = None if folder is None else self._content(platform)
        if content is None:
            return make()
        key = key_of(server.identity(), repr(platform), repr(self._before), content)
        return from_cache(folder, key, self.label, make)

    def _content(self, platform: Platform | None) -> str | None:
        try:
            parts = [content_of(self.file, self._stdin)]
            parts += [content_of(path, None) for path in self._before]
            if platform is not None and platform.before is not None:
                parts.append(content_of(Path(platform.before), None))
        except OSError:
            return None  # what cannot be read is told of by whoever reads it as SQL
        return None if None in parts else " ".join(map(str, parts))

    def _history(self) -> History:
        from schemacheck.migrations.folder import read_history  # noqa: PLC0415 - opening reads nothing

        if not self.text:
            raise UsageError("sql: names no file", "Write sql:PATH, or sql:- for standard input.")
        try:
            history = read_history(self.file, self._stdin, before=self._before)
        except SourceError as error:
            raise SourceError([replace(each, at=self._named(each.at)) for each in error.mistakes]) from None
        return replace(history, scripts=tuple(map(self._named_script, history.scripts)))

    def _named(self, at: Position) -> Position:
        """A place as the user would name it: what git had stands in a folder that is nobody's choice."""
        path = str(self.file)
        if self._named_by_path or not at.file.startswith(path):
            return at
        return at._replace(file=self.name + at.file[len(path) :])

    def _named_script(self, script: Script) -> Script:
        if self._named_by_path:
            return script
        statements = tuple(replace(each, position=self._named(each.position)) for each in script.statements)
        return replace(script, path=self._named(Position(script.path, 1, 1)).file, statements=statements)
