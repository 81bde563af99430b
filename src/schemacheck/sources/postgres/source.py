"""PostgreSQL as a source: a database read from its catalog, in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from schemacheck.base.conventions import HOME
from schemacheck.base.errors import SchemacheckError, UncheckedError
from schemacheck.base.names import is_pattern
from schemacheck.model.schema import Schema, speaks_of_more
from schemacheck.sources.postgres.connect.connection_info import (
    ConnectionInfo,
    GivenUrl,
    find_url,
    parse_connection,
    plausible_secrets,
    read_given,
    suspects,
)
from schemacheck.sources.postgres.connect.environment import read_env_file
from schemacheck.sources.source import ConnectionOptions, Counterpart, Side, Source, limited, once, require_same
from schemacheck.sql.databases import POSTGRESQL

if TYPE_CHECKING:
    from schemacheck.report.finding import Finding
    from schemacheck.report.written import Written
    from schemacheck.sources.postgres.catalog.identity import Identity
    from schemacheck.sources.postgres.catalog.inspection import ConnectionFacts
    from schemacheck.sources.postgres.catalog.prefetch import Prefetch
    from schemacheck.sources.postgres.catalog.read import ReadScope
    from schemacheck.sources.postgres.catalog.session import Session


class PostgresDatabase(Source):
    """A database of PostgreSQL's, by its URL, its connection string or libpq's variables."""

    kind = "postgres"
    holds_many = True

    def __init__(
        self,
        text: str | None,
        connection: ConnectionOptions,
        origin: str = "the command line",
        known: Mapping[str, str] | None = None,
    ) -> None:
        """Open it; nothing of the text is read yet.

        Args:
            text: the URL or connection string; None: the variables say which database is meant.
            connection: how to reach it.
            origin: how the text was given.
            known: the variables that complete it; None: it says all there is to say.
        """
        super().__init__(text or origin, connection)
        self._text = text
        self._origin = origin
        self._known = known
        self._target = once(self._read_target)
        self._has_told = False
        self._prefetched: Prefetch | None = None
        self._open = ExitStack()
        self._read_before: tuple[Session, str] | None = None
        """The session of a read that stayed open, and the snapshot in which it read."""

    @staticmethod
    def given(connection: ConnectionOptions) -> GivenUrl:
        """Find what options and environment name.

        Raises:
            UsageError: two are named, or the environment file cannot be read.
            UncheckedError: the variable that is named is not set or empty.
        """

        def read_once(path: Path, environ: Mapping[str, str]) -> Mapping[str, str]:
            if path not in connection.of_files:
                connection.of_files[path] = read_env_file(path, environ)
            return connection.of_files[path]

        return find_url(connection.url, connection.url_env, connection.environ, connection.env_file, read_once)

    @classmethod
    def named(cls, connection: ConnectionOptions) -> PostgresDatabase:
        """Open the database that options and environment name, which is taken for one of PostgreSQL's."""
        given = cls.given(connection)
        return cls(given.text, connection, given.origin, given.known)

    @property
    def home(self) -> str:
        """The `schema=` of its URL."""
        return self.stated_home or HOME

    @property
    def stated_home(self) -> str | None:
        """The `schema=` of its URL, if it has one."""
        return self._target().schema

    @property
    def database(self) -> str:
        """PostgreSQL, once its URL makes sense."""
        self._target()
        return POSTGRESQL

    def _read_target(self) -> ConnectionInfo:
        """Read which database is meant. The scrubber knows its secrets before anything is tried with it."""
        connection = self.connection
        # A URL that is also given in another way may appear in the message of a library.
        for other in {connection.url, connection.environ.get(connection.url_env or "DATABASE_URL")} - {
            None,
            "",
            self._text,
        }:
            connection.scrub.add(suspects(str(other)))
        try:
            if self._known is None and self._text is not None:
                conninfo = parse_connection(self._text, self._origin)
            else:
                conninfo = read_given(GivenUrl(self._text, self._origin, self._known or {}))
        except SchemacheckError:
            connection.scrub.add(plausible_secrets(self._text or ""))
            raise
        connection.scrub.add(conninfo.secrets, public=conninfo.public)
        return conninfo

    def learn(self) -> None:
        """Let the scrubber know all secrets, and tell of each parameter that was dropped or mapped, once."""
        conninfo = self._target()
        if not self._has_told:
            self._has_told = True
            for note in conninfo.notes:
                self.connection.on_note(note)

    def read(self, other: Counterpart) -> Side:
        """Read what the other side mentions, or everything."""
        self.learn()
        if other.side is None:
            return self._read_all(None)
        require_same(other.side.database, POSTGRESQL)
        scope = replace(_scope_of(other.side.schema), shard=self.connection.shard)
        return Side(self._read(scope, keep=other.asks_more))

    def snapshot(self, kinds: frozenset[str]) -> Side:
        """Read everything, but of the optional kinds only these."""
        self.learn()
        return limited(self._read_all(kinds), kinds)

    def _read_all(self, kinds: frozenset[str] | None) -> Side:
        from schemacheck.sources.postgres.catalog.parts.registry import KINDS  # noqa: PLC0415 - it imports every part
        from schemacheck.sources.postgres.catalog.read import ReadScope  # noqa: PLC0415 - the driver is for those who connect

        kinds = frozenset(KINDS) if kinds is None else kinds
        asked = self.connection.schemas
        if not asked:
            return Side(self._read(ReadScope(self.home, (self.home,), kinds=kinds)))
        patterns = tuple(filter(is_pattern, asked))
        named = tuple(name for name in asked if not is_pattern(name))
        scope = ReadScope(self.home, named, kinds=kinds, patterns=patterns, chooses_home=True)
        read = self._read(scope)
        return Side(replace(read, complete=asked))

    def _read(self, scope: ReadScope, *, keep: bool = False) -> Schema:
        """Read; the session stays open until `close` where `keep` says so."""
        from schemacheck.sources.postgres.catalog.read import read_in  # noqa: PLC0415 - the driver is for those who connect
        from schemacheck.sources.postgres.catalog.session import connect  # noqa: PLC0415

        connection = self.connection
        timeout, on_phase = connection.connect_timeout, connection.on_phase
        with ExitStack() as opened:
            session = opened.enter_context(self._prefetched or connect(self._target(), timeout, on_phase))
            reading = read_in(session, scope, on_phase=on_phase, on_detail=connection.on_detail)
            connection.on_detail(session.settings(timeout))
            server = reading.schema.origin.server
            if keep and server is not None and not server.replica:
                self._read_before = session, reading.snapshot
                self._open = opened.pop_all()
        return reading.schema

    def written(self, findings: Sequence[Finding]) -> Sequence[Written | None]:
        """Look at the rows of what was read, once and for all; what goes wrong is no reason to withhold a report."""
        if self._read_before is None:
            return [None] * len(findings)
        from schemacheck.sources.postgres.catalog.written import written  # noqa: PLC0415 - for those who have findings

        try:
            return written(*self._read_before, findings)
        except UncheckedError as error:
            self.connection.on_detail(f"who last wrote what differs could not be read: {error.message}")
            return [None] * len(findings)

    def inspect(self, namespaces: Sequence[str], tables: Sequence[str]) -> ConnectionFacts:
        """Connect and look at the connection itself: `tables` of `namespaces` are what a check would read.

        Raises:
            UncheckedError: no way in, or no way to read.
        """
        from schemacheck.sources.postgres.catalog.inspection import inspect  # noqa: PLC0415 - the driver is for those who connect

        self.learn()
        connection = self.connection
        return inspect(
            self._target(), namespaces, tables, connect_timeout=connection.connect_timeout, on_phase=connection.on_phase
        )

    @classmethod
    def of_target(cls, conninfo: ConnectionInfo, connection: ConnectionOptions) -> PostgresDatabase:
        """Open the database of a URL that has been read."""
        made = cls(None, connection, conninfo.origin)
        made._target = lambda: conninfo
        return made

    def identity(self) -> Identity:
        """Connect and ask which server it is.

        Raises:
            UncheckedError: no way in, or no way to ask.
        """
        from schemacheck.sources.postgres.catalog.identity import identify  # noqa: PLC0415 - the driver is for those who connect

        self.learn()
        self.connection.on_phase("asking which server is checked")
        return identify(self._target(), self.connection.connect_timeout)

    def prefetch(self, namespaces: Sequence[str], *, indexes: bool) -> None:
        """Send the statements for which the schemas are enough; what is wrong with the URL is told by the read."""
        from schemacheck.sources.postgres.catalog.prefetch import Prefetch  # noqa: PLC0415 - few files are large

        try:
            conninfo = self._target()
        except SchemacheckError:
            return
        connection = self.connection
        self._prefetched = Prefetch(
            conninfo,
            namespaces,
            indexes=indexes,
            connect_timeout=connection.connect_timeout,
            on_phase=connection.on_phase,
        )
        connection.on_phase("reading the expected schema and the catalog")

    def take_in(self) -> None:
        """Take in what the server has answered."""
        if self._prefetched is not None:
            self._prefetched.take_in()

    def close(self) -> None:
        """Close the connection of a prefetch that nobody finished, and that of a read which stayed open."""
        self._read_before = None
        self._open.close()
        if self._prefetched is not None:
            self._prefetched.close()


def every_statement(major: int) -> list[tuple[str, str]]:
    """List what can be sent to a server of this major version: what each statement is for, and its text."""
    from schemacheck.sources.postgres.catalog import all_statements  # noqa: PLC0415 - it imports every part

    return [(each.purpose, each.text(major)) for each in all_statements.every_statement()]


def _scope_of(expected: Schema) -> ReadScope:
    """Return what has to be read for an expected schema."""
    from schemacheck.sources.postgres.catalog.read import ReadScope  # noqa: PLC0415 - the driver is for those who connect

    tables = tuple(dict.fromkeys(table.name.name for table in expected.tables))
    patterns = (expected.home,) if is_pattern(expected.home) else ()
    named = tuple(name for name in expected.namespaces if name not in patterns)
    if expected.origin.was_made:
        # What has been read of one database is looked for in the other; a file says itself what it is about.
        patterns = (*patterns, *filter(is_pattern, expected.complete))
        named = tuple(dict.fromkeys((*named, *(name for name in expected.complete if not is_pattern(name)))))
    return ReadScope(expected.home, named, tables, _kinds(expected), patterns)


def _kinds(expected: Schema) -> frozenset[str]:
    """Say which optional kinds an expected schema mentions; the parts that read them are imported only then."""
    if not speaks_of_more(expected):
        return frozenset()
    from schemacheck.sources.postgres.catalog.parts.registry import kinds_of  # noqa: PLC0415

    return kinds_of(expected)
