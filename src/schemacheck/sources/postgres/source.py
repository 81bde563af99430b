"""PostgreSQL as a source: a database read from its catalog, in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from schemacheck.base.conventions import HOME
from schemacheck.base.errors import SchemacheckError
from schemacheck.base.names import is_pattern
from schemacheck.model.schema import Schema, speaks_of_more
from schemacheck.sources.postgres.connect.environment import read_env_file
from schemacheck.sources.postgres.connect.target import (
    Given,
    Target,
    find_url,
    parse_target,
    plausible_secrets,
    read_given,
    suspects,
)
from schemacheck.sources.source import Access, Counterpart, Side, Source, limited, once, require_same
from schemacheck.sql.databases import POSTGRESQL

if TYPE_CHECKING:
    from schemacheck.sources.postgres.catalog.identity import Identity
    from schemacheck.sources.postgres.catalog.inspection import Facts
    from schemacheck.sources.postgres.catalog.prefetch import Prefetch
    from schemacheck.sources.postgres.catalog.read import Scope


class PostgresDatabase(Source):
    """A database of PostgreSQL's, by its URL, its connection string or libpq's variables."""

    kind = "postgres"
    holds_many = True

    def __init__(
        self,
        text: str | None,
        access: Access,
        origin: str = "the command line",
        known: Mapping[str, str] | None = None,
    ) -> None:
        """Open it; nothing of the text is read yet.

        Args:
            text: the URL or connection string; None: the variables say which database is meant.
            access: how to reach it.
            origin: how the text was given.
            known: the variables that complete it; None: it says all there is to say.
        """
        super().__init__(text or origin, access)
        self._text = text
        self._origin = origin
        self._known = known
        self._target = once(self._read_target)
        self._has_told = False
        self._prefetched: Prefetch | None = None

    @staticmethod
    def given(access: Access) -> Given:
        """Find what options and environment name.

        Raises:
            UsageError: two are named, or the environment file cannot be read.
            UncheckedError: the variable that is named is not set or empty.
        """

        def read_once(path: Path, environ: Mapping[str, str]) -> Mapping[str, str]:
            if path not in access.of_files:
                access.of_files[path] = read_env_file(path, environ)
            return access.of_files[path]

        return find_url(access.url, access.url_env, access.environ, access.env_file, read_once)

    @classmethod
    def named(cls, access: Access) -> PostgresDatabase:
        """Open the database that options and environment name, which is taken for one of PostgreSQL's."""
        given = cls.given(access)
        return cls(given.text, access, given.origin, given.known)

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

    def _read_target(self) -> Target:
        """Read which database is meant. The scrubber knows its secrets before anything is tried with it."""
        access = self.access
        # A URL that is given in another way, too, may stand in what somebody else says.
        for other in {access.url, access.environ.get(access.url_env or "DATABASE_URL")} - {None, "", self._text}:
            access.scrub.add(suspects(str(other)))
        try:
            if self._known is None and self._text is not None:
                target = parse_target(self._text, self._origin)
            else:
                target = read_given(Given(self._text, self._origin, self._known or {}))
        except SchemacheckError:
            access.scrub.add(plausible_secrets(self._text or ""))
            raise
        access.scrub.add(target.secrets, public=target.public)
        return target

    def learn(self) -> None:
        """Let the scrubber know all secrets, and tell of each parameter that was dropped or mapped, once."""
        target = self._target()
        if not self._has_told:
            self._has_told = True
            for note in target.notes:
                self.access.on_note(note)

    def read(self, other: Counterpart) -> Side:
        """Read what the other side speaks of, or all there is."""
        self.learn()
        if other.side is None:
            return self._all(None)
        require_same(other.side.database, POSTGRESQL)
        return Side(self._read(_scope_of(other.side.schema)))

    def snapshot(self, kinds: frozenset[str]) -> Side:
        """Read everything, but of the optional kinds only these."""
        self.learn()
        return limited(self._all(kinds), kinds)

    def _all(self, kinds: frozenset[str] | None) -> Side:
        from schemacheck.sources.postgres.catalog.parts.registry import KINDS  # noqa: PLC0415 - it imports every part
        from schemacheck.sources.postgres.catalog.read import Scope  # noqa: PLC0415 - the driver is for those who connect

        return Side(self._read(Scope(self.home, (self.home,), kinds=frozenset(KINDS) if kinds is None else kinds)))

    def _read(self, scope: Scope) -> Schema:
        from schemacheck.sources.postgres.catalog.read import read  # noqa: PLC0415 - the driver is for those who connect

        access = self.access
        return read(
            self._target(),
            scope,
            prefetched=self._prefetched,
            connect_timeout=access.connect_timeout,
            on_phase=access.on_phase,
            on_note=access.on_note,
            on_detail=access.on_detail,
        )

    def inspect(self, namespaces: Sequence[str], tables: Sequence[str]) -> Facts:
        """Connect and look at the connection itself: `tables` of `namespaces` are what a check would read.

        Raises:
            UncheckedError: no way in, or no way to read.
        """
        from schemacheck.sources.postgres.catalog.inspection import inspect  # noqa: PLC0415 - the driver is for those who connect

        self.learn()
        access = self.access
        return inspect(
            self._target(), namespaces, tables, connect_timeout=access.connect_timeout, on_phase=access.on_phase
        )

    @classmethod
    def of_target(cls, target: Target, access: Access) -> PostgresDatabase:
        """Open the database of a URL that has been read."""
        made = cls(None, access, target.origin)
        made._target = lambda: target
        return made

    def identity(self) -> Identity:
        """Connect and ask which server it is.

        Raises:
            UncheckedError: no way in, or no way to ask.
        """
        from schemacheck.sources.postgres.catalog.identity import identify  # noqa: PLC0415 - the driver is for those who connect

        self.learn()
        self.access.on_phase("asking which server is checked")
        return identify(self._target(), self.access.connect_timeout)

    def prefetch(self, namespaces: Sequence[str], *, indexes: bool) -> None:
        """Send the statements for which the schemas are enough; what is wrong with the URL is told by the read."""
        from schemacheck.sources.postgres.catalog.prefetch import Prefetch  # noqa: PLC0415 - few files are large

        try:
            target = self._target()
        except SchemacheckError:
            return
        access = self.access
        self._prefetched = Prefetch(
            target, namespaces, indexes=indexes, connect_timeout=access.connect_timeout, on_phase=access.on_phase
        )
        access.on_phase("reading the expected schema and the catalog")

    def take_in(self) -> None:
        """Take in what the server has answered."""
        if self._prefetched is not None:
            self._prefetched.take_in()

    def close(self) -> None:
        """Close the connection of a prefetch that nobody finished."""
        if self._prefetched is not None:
            self._prefetched.close()


def every_statement(major: int) -> list[tuple[str, str]]:
    """List what can be sent to a server of this major version: what each statement is for, and its text."""
    from schemacheck.sources.postgres.catalog import closed_list  # noqa: PLC0415 - it imports every part

    return [(each.purpose, each.text(major)) for each in closed_list.every_statement()]


def _scope_of(expected: Schema) -> Scope:
    """Say what has to be read for an expected schema."""
    from schemacheck.sources.postgres.catalog.read import Scope  # noqa: PLC0415 - the driver is for those who connect

    tables = tuple(dict.fromkeys(table.name.name for table in expected.tables))
    pattern = expected.home if is_pattern(expected.home) else None
    named = tuple(name for name in expected.namespaces if name != pattern)
    return Scope(expected.home, named, tables, _kinds(expected), pattern)


def _kinds(expected: Schema) -> frozenset[str]:
    """Say which optional kinds an expected schema speaks of; the parts that read them are imported only then."""
    if not speaks_of_more(expected):
        return frozenset()
    from schemacheck.sources.postgres.catalog.parts.registry import kinds_of  # noqa: PLC0415

    return kinds_of(expected)
