"""SQL as a source: a file or a folder of statements, and what they make on a throw-away PostgreSQL."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from schemacheck.base.errors import UsageError
from schemacheck.sources.source import Access, Counterpart, Side, Source, limited
from schemacheck.sql.databases import POSTGRESQL

if TYPE_CHECKING:
    from schemacheck.migrations.script import History
    from schemacheck.model.schema import Schema
    from schemacheck.report.findings import NotChecked

PREFIX: Final = "sql:"
STDIN: Final = "-"


class SqlScripts(Source):
    """A file or a folder of SQL, run on a server of its own."""

    kind = "sql"
    when_empty = "A statement that makes one is CREATE TABLE."

    def __init__(self, text: str, access: Access) -> None:
        """Open it."""
        super().__init__(text, access)
        self._path = text.removeprefix(PREFIX)
        self._history: History | None = None
        self._whole: tuple[Schema, tuple[NotChecked, ...]] | None = None

    @property
    def label(self) -> str:
        """The path, or what stands for none."""
        return "standard input" if self._path == STDIN else self._path

    def read(self, other: Counterpart) -> Side:
        """Run it, and read of what it makes the schemas that the other side speaks of."""
        from schemacheck.sources.sql.making import make, within  # noqa: PLC0415 - the driver is for those who run

        if self._history is None:
            self._history = self._read_history()
        if self._whole is None:
            self._whole = make(self._history, self.label, self.access)
        schema, gaps = self._whole
        return Side(within(schema, other), POSTGRESQL, gaps=gaps)

    def snapshot(self, kinds: frozenset[str]) -> Side:
        """Read what it makes; of the optional kinds only these."""
        from schemacheck.sources.sql.making import chosen  # noqa: PLC0415 - the driver is for those who run

        side = self.read(Counterpart())
        return limited(replace(side, schema=chosen(side.schema, kinds)), kinds)

    def _read_history(self) -> History:
        from schemacheck.migrations.folder import read_history  # noqa: PLC0415 - opening reads nothing

        if not self._path:
            raise UsageError("sql: names no file", "Write sql:PATH, or sql:- for standard input.")
        if self._path == STDIN:
            return read_history(Path(STDIN), sys.stdin.buffer.read())
        return read_history(Path(self._path))
