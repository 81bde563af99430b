"""A database other than PostgreSQL as a source, read through SQLAlchemy."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemacheck.base.record import record
from schemacheck.model.schema import Schema
from schemacheck.sources.source import ConnectionOptions, Counterpart, Fitted, Side, Source, once, require_same
from schemacheck.sources.sqlalchemy.folding import Folding, folded
from schemacheck.sources.sqlalchemy.snapshot import written

if TYPE_CHECKING:
    from schemacheck.sources.sqlalchemy.address import Address


class OtherDatabase(Source):
    """A database by a URL as SQLAlchemy writes them."""

    kind = "sqlalchemy"

    def __init__(self, text: str, connection: ConnectionOptions, origin: str = "the command line") -> None:
        """Open it; SQLAlchemy is imported by whoever needs more of the URL than its scheme."""
        super().__init__(text, connection)
        self._origin = origin
        self._address = once(self._read_address)

    @property
    def home(self) -> str:
        """None by name: it is the connection that says where it is at home."""
        return ""

    @property
    def database(self) -> str:
        """The scheme of its URL, without the driver."""
        return self.text.strip(" \"'").partition(":")[0].partition("+")[0].lower()

    def _read_address(self) -> Address:
        """Read the URL. The scrubber knows its secrets before anything is tried with it."""
        from schemacheck.sources.sqlalchemy.address import read_address  # noqa: PLC0415 - SQLAlchemy is for those who need it

        address = read_address(self.text, self._origin)
        self.connection.scrub.add(address.secrets, public=address.public)
        return address

    def learn(self) -> None:
        """Let the scrubber know all secrets."""
        self._address()

    def read(self, other: Counterpart) -> Side:
        """Read the tables of the schemas that the other side mentions, or of the one the connection is in."""
        if other.side is not None:
            require_same(other.side.database, self.database)
        address = self._address()
        from schemacheck.sources.sqlalchemy.live import read_live  # noqa: PLC0415 - so too

        expected = other.side.schema if other.side is not None else None
        connection = self.connection
        live = read_live(address, expected, connect_timeout=connection.connect_timeout, on_phase=connection.on_phase)
        return FoldingSide(live.schema, live.database, gaps=live.gaps, folding=live.folding)

    def snapshot(self, kinds: frozenset[str]) -> Side:
        """Read everything, and leave out the optional kinds that were not asked for."""
        return written(self.read(Counterpart()), kinds)


@record
class FoldingSide(Side):
    """What was read of a database that has said how it takes names in upper and lower case."""

    folding: Folding = field(kw_only=True)

    def fitted(self, other: Schema, *, expected: bool) -> Fitted:
        """Take one spelling for what the database takes for one name: the expected side's."""
        if expected:
            return Fitted(*folded(self.schema, other, self.folding))
        theirs, mine = folded(other, self.schema, self.folding)
        return Fitted(mine, theirs)
