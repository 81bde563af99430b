"""Tables that a Python module declares as a source; its code runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemacheck.sources.source import ConnectionOptions, Counterpart, Side, Source
from schemacheck.sources.sqlalchemy.snapshot import written

if TYPE_CHECKING:
    from sqlalchemy import MetaData


class PythonModule(Source):
    """`python:package.module:name`: it is compiled for the kind of database that the other side is."""

    kind = "sqlalchemy"
    when_empty = "A model is a table."

    def __init__(self, text: str, access: ConnectionOptions) -> None:
        """Open it."""
        super().__init__(text, access)
        self._metadata: MetaData | None = None

    def read(self, other: Counterpart) -> Side:
        """Import the module, and describe what it declares as the other side's kind of database has it."""
        from schemacheck.sources.sqlalchemy.gaps import named  # noqa: PLC0415 - SQLAlchemy is for those who need it
        from schemacheck.sources.sqlalchemy.metadata import describe  # noqa: PLC0415
        from schemacheck.sources.sqlalchemy.modules import load_metadata, other_binds  # noqa: PLC0415

        if self._metadata is None:
            self._metadata = load_metadata(self.text)
        schema = describe(self._metadata, self.text, other.home, other.database)
        gaps = named({"tables of other databases": other_binds(self.text, self._metadata)})
        return Side(schema, other.database, gaps=gaps)

    def snapshot(self, kinds: frozenset[str]) -> Side:
        """Read everything, and leave out the optional kinds that were not asked for."""
        return written(self.read(Counterpart()), kinds)
