"""Expected texts in the words of a server of the live one's major version: it reads each, and prints what it read.

The columns are those of the live side, without a row, in a database that is thrown away. What the server prints of a
text there is what it would print had somebody written it on the live server: equal words are equal meanings, and other
words are another text. Where it cannot be had as there (a type of an extension, a function that only the live server
has), nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

import psycopg

from schemacheck.base.cache import cache_folder
from schemacheck.base.errors import UncheckedError
from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.schema import Schema
from schemacheck.scratch.database import connected
from schemacheck.sources.postgres.catalog.statements import SETTINGS
from schemacheck.sources.sql.server import chosen_server
from schemacheck.sources.sql.stage import Impossible, Stage
from schemacheck.sources.sql.words import words_of

if TYPE_CHECKING:
    from schemacheck.sources.source import ConnectionOptions, Source
    from schemacheck.sources.sql.running import Connection
    from schemacheck.sources.sql.server import Server

_SETTINGS: Final = {"application_name": "schemacheck", "lock_timeout": "1s", "statement_timeout": "10s"}


@record
class Asked:
    """An expected object whose texts are to be put into words."""

    item: Any
    table: QName | None
    """The table that holds it, or that it is."""
    facet: str
    """Its key, as the expected schema has it."""


@record
class Refused:
    """A text that cannot be had here as it is there."""

    reason: str
    """In the server's own words, or ours."""


class AnotherMajorError(UncheckedError):
    """The server that is to be had is of another major version, and so are its words."""


class WordingServer:
    """The throw-away server of a run: started when it is first asked, and there for as long as the run may ask."""

    def __init__(self, connection: ConnectionOptions) -> None:
        self._connection = connection
        self._stack = ExitStack()
        self._server: Server | None = None
        self._session: tuple[Connection, int] | None = None

    def reworded(self, asked: Sequence[Asked], live: Schema, major: int, sides: Sequence[Source]) -> list[Any]:
        """Put the expected texts of objects into words.

        Args:
            asked: the objects.
            live: the side whose columns and types are meant.
            major: the major version in whose words.
            sides: the sources that are compared: nothing is made on a server of theirs.

        Returns:
            For each the object with the server's words in the place of its own, or a `Refused`.

        Raises:
            UsageError: the server that is named for it is one of those that are compared, or makes no sense.
            UncheckedError: there is none, or it is gone.
        """
        if self._server is None:
            self._server = chosen_server(self._connection)
        for side in sides:
            self._server.refuse(side)
        self._require(major, self._server.major())
        if self._session is None:
            self._connection.on_phase("asking a throw-away server for its words")
            folder = cache_folder(self._connection.environ) if self._connection.keeps else None
            scratch = self._stack.enter_context(self._server.database(folder / "servers" if folder else None, None))
            self._session = self._stack.enter_context(connected(scratch.owner)), scratch.major
        session, its_major = self._session
        self._require(major, its_major)
        try:
            return reworded(asked, live, session, its_major)
        except psycopg.Error as error:
            said = " ".join(str(error).split())
            raise UncheckedError(f"The throw-away server ended the session: {said}") from error

    def close(self) -> None:
        """Throw it away."""
        self._stack.close()

    @staticmethod
    def _require(wanted: int, there: int | None) -> None:
        if there is not None and there != wanted:
            raise AnotherMajorError(f"the one that is to be had is PostgreSQL {there}")


def reworded(asked: Sequence[Asked], live: Schema, session: Connection, major: int) -> list[Any]:
    """Put the expected texts of objects into words; all that is made for it is rolled back.

    Args:
        asked: the objects.
        live: the side whose columns and types are meant.
        session: of a throw-away database, as its owner.
        major: the major version of its server.

    Returns:
        For each the object with the server's words in the place of its own, or a `Refused`.

    Raises:
        psycopg.OperationalError: the server is gone.
    """
    stage = Stage(session, live, major)
    session.execute("BEGIN")
    try:
        statement, values = SETTINGS.asked(_SETTINGS)
        session.execute(statement.text(major).encode(), values)
        return [_reworded(each, stage) for each in asked]
    finally:
        if not session.closed:
            session.execute("ROLLBACK")


def _reworded(asked: Asked, stage: Stage) -> Any:
    try:
        return words_of(asked.item, asked.table, asked.facet, stage)
    except Impossible as error:
        return Refused(str(error))
