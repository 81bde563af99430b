"""A schema.prisma as a source: a file that follows the database, and leaves to Prisma what it has no words for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from pathlib import Path

from schemacheck.base.record import record
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.report.finding import Finding
from schemacheck.sources.prisma.load import PrismaSchema, load
from schemacheck.sources.prisma.locate import locate
from schemacheck.sources.prisma.mapping import PrismaSource, described
from schemacheck.sources.source import ConnectionOptions, Counterpart, FileSource, Fitted, Side, limited


class PrismaFile(FileSource):
    """One schema.prisma, or a folder of them."""

    kind = "prisma"
    when_empty = "A model is a table."

    def __init__(self, text: str, connection: ConnectionOptions, file: Path | None = None) -> None:
        """Open it."""
        super().__init__(text, connection, file)
        self._written: PrismaSchema | None = None

    def read(self, other: Counterpart) -> Side:
        """Read the file, then describe the database it stands for, at home where the other side is."""
        source = self._described(other)
        return PrismaSide(source.schema, source=source, texts=self._written.texts if self._written else {})

    def snapshot(self, kinds: frozenset[str]) -> Side:
        """Describe what Prisma's own DDL would make."""
        from schemacheck.sources.prisma.fit import as_made  # noqa: PLC0415 - a check has another side to ask

        schema = as_made(self._described(Counterpart()))
        return limited(Side(schema if "enums" in kinds else replace(schema, enums=UNSTATED)), kinds)

    def _described(self, other: Counterpart) -> PrismaSource:
        if self._written is None:
            found = locate(self.file, self.name)
            if found.note is not None:
                self.connection.on_note(found.note)
            # What stands at a revision was copied somewhere, and is called as it is there.
            title = self.name if found.path == self.file or str(self.file) != self.name else str(found.path)
            self._written = load(found.path, title, found.content)
        return described(self._written, other.home, self.text)


@record
class PrismaSide(Side):
    """What a schema.prisma describes."""

    source: PrismaSource = field(kw_only=True)

    def fitted(self, other: Schema, *, expected: bool) -> Fitted:
        """Take the form the other side has where Prisma makes one of several."""
        from schemacheck.sources.prisma.fit import fit_to_other  # noqa: PLC0415 - a snapshot has no other side

        return Fitted(*fit_to_other(self.source, other, expected=expected))

    def told(self, findings: Sequence[Finding], other: Schema, *, expected: bool) -> tuple[Finding, ...]:
        """Name the model and field to look at."""
        from schemacheck.sources.prisma.hints import hinted  # noqa: PLC0415 - without findings there is nothing to add hints to

        return hinted(findings, self.source, other, expected=expected)
