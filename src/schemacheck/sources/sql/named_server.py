"""A server that the user names for throw-away databases, such as a service container that has PostGIS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import psycopg

from schemacheck.base.errors import UncheckedError, UsageError
from schemacheck.scratch.named import database_on
from schemacheck.sources.postgres.connect.connection_info import ConnectionInfo, parse_connection
from schemacheck.sources.postgres.connect.failures import CONNECTING, explain_failure
from schemacheck.sources.postgres.source import PostgresDatabase
from schemacheck.sources.source import Source

if TYPE_CHECKING:
    from schemacheck.scratch.database import Scratch
    from schemacheck.sources.source import ConnectionOptions


class NamedServer:
    """The server of a URL."""

    keeps_states: ClassVar[bool] = False

    def __init__(self, url: str, origin: str, connection: ConnectionOptions) -> None:
        """Read the URL; the scrubber knows its secrets from here on.

        Raises:
            UsageError: it cannot be read.
        """
        self._target: ConnectionInfo = parse_connection(url, origin)
        connection.scrub.add(self._target.secrets, public=self._target.public)
        self._connection = connection

    def identity(self) -> str:
        """Its version, and the extensions that it has."""
        with self._connected() as connection:
            version = connection.execute("SELECT pg_catalog.version()").fetchone()
            offered = connection.execute(
                "SELECT name, version FROM pg_catalog.pg_available_extension_versions ORDER BY 1, 2"
            )
            return repr((version, offered.fetchall()))

    def major(self) -> int:
        """Its major version."""
        with self._connected() as connection:
            return connection.info.server_version // 10000

    @contextmanager
    def database(self, templates: Path | None, data: Path | None) -> Iterator[Scratch]:
        """Make a database of our own, and drop it at the end."""
        del templates, data
        self._connection.on_phase(f"making a throw-away database at {self._target.host}")
        with self._connected() as keeper:
            try:
                with database_on(keeper, dict(self._target.params)) as scratch:
                    yield scratch
            except psycopg.errors.InsufficientPrivilege as error:
                raise UncheckedError(
                    f"The role {self._target.user} may not make a throw-away database at {self._target.host}: "
                    f"{error.diag.message_primary}.",
                    "It needs CREATEDB and CREATEROLE, or to be a superuser.",
                ) from error
            except psycopg.Error as error:
                raise explain_failure(error, self._target, "using a throw-away database") from error

    def refuse(self, other: Source | None) -> None:
        """Refuse to run anything on the server that is to be checked, unless that says it is a throw-away too."""
        if not isinstance(other, PostgresDatabase):
            return
        theirs = other.identity()
        if theirs.throwaway:
            return
        mine = PostgresDatabase.of_target(self._target, self._connection).identity()
        if mine.same_server(theirs):
            raise UsageError(
                f"The server at {self._target.host}, named for throw-away databases, is the one that is checked.",
                "SQL is never run there. Name another one, or leave --scratch-url out. A server that is a throw-away "
                "itself says so by the setting schemacheck.throwaway = on.",
            )

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        words: dict[str, Any] = {
            "application_name": "schemacheck",
            "connect_timeout": str(self._connection.connect_timeout),
            **self._target.params,
        }
        try:
            connection = psycopg.connect(**words, autocommit=True, prepare_threshold=None)
        except (psycopg.Error, OSError) as error:
            raise explain_failure(error, self._target, CONNECTING) from error
        with connection:
            yield connection
