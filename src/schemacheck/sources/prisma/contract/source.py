"""A contract of Prisma 8 as a source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from pathlib import Path

from schemacheck.base.errors import Mistake, SourceError, UsageError
from schemacheck.base.names import Position
from schemacheck.base.reading import read_bytes
from schemacheck.base.record import record
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.report.finding import Finding
from schemacheck.sources.prisma.contract.nodes import JsonText, Node
from schemacheck.sources.prisma.contract.reading import PUBLIC, Contract, read_contract
from schemacheck.sources.source import ConnectionOptions, Counterpart, FileSource, Fitted, Side, limited


class ContractFile(FileSource):
    """One contract.json."""

    kind = "prisma"
    when_empty = "A model is a table; prisma contract emit writes the contract anew."

    def __init__(self, text: str, connection: ConnectionOptions, file: Path | None = None) -> None:
        """Open it."""
        super().__init__(text, connection, file)
        self._parsed: tuple[JsonText, Node] | None = None

    def read(self, other: Counterpart) -> Side:
        """Read the file, and what it leaves to the connection from where the other side is."""
        text, top = self._written()
        # Its own mistakes are told before the other side is asked where it is at home.
        contract = read_contract(text, top, PUBLIC, self.text)
        home = other.home
        if home != PUBLIC:
            contract = read_contract(text, top, home, self.text)
        return ContractSide(contract.schema, gaps=contract.gaps, contract=contract, texts={text.name: text.text})

    def snapshot(self, kinds: frozenset[str]) -> Side:
        """Describe what Prisma's own DDL would make."""
        from schemacheck.sources.prisma.contract.fit import as_made  # noqa: PLC0415 - a check has another side to ask

        side = self.read(Counterpart())
        schema = as_made(side.schema)
        return limited(Side(schema if "enums" in kinds else replace(schema, enums=UNSTATED)), kinds)

    def _written(self) -> tuple[JsonText, Node]:
        if self._parsed is None:
            text = JsonText(self.name, self._content())
            self._parsed = text, text.parse()
        return self._parsed

    def _content(self) -> str:
        start = Position(self.name, 1, 1)
        try:
            raw = read_bytes(self.file)
        except FileNotFoundError:
            raise UsageError(
                f"there is no file {self.name}", "prisma contract emit writes it beside the contract it is made of."
            ) from None
        except OSError as error:
            raise SourceError([Mistake(start, f"this file cannot be read: {error.strerror or error}")]) from error
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise SourceError([Mistake(start, "this file is not UTF-8 text", "save it as UTF-8")]) from error


@record
class ContractSide(Side):
    """What a contract describes."""

    contract: Contract = field(kw_only=True)

    def fitted(self, other: Schema, *, expected: bool) -> Fitted:
        """Take the form that the other side has where a contract has one word for several."""
        from schemacheck.sources.prisma.contract.fit import fit_to_other  # noqa: PLC0415 - a snapshot has no other side

        return fit_to_other(self.contract, other, expected=expected)

    def told(self, findings: Sequence[Finding], other: Schema, *, expected: bool) -> tuple[Finding, ...]:
        """Name the model and the field, and weigh findings as the contract wants to be held."""
        from schemacheck.sources.prisma.contract.hints import hinted  # noqa: PLC0415 - without findings nobody needs hints

        return hinted(findings, self.contract, other, expected=expected)
