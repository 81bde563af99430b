"""The interface of everything that yields a schema.

A source is opened from what the user named (`opening` has the list), and reads itself when it is asked to, once. Before
that, nothing is imported, opened or connected that only reading needs. CONTRIBUTING has the steps of adding one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from schemacheck.base.conventions import HOME
from schemacheck.base.errors import SchemacheckError, UncheckedError, UsageError
from schemacheck.base.record import record
from schemacheck.base.scrub import Scrubber
from schemacheck.model.schema import Origin, Schema, SourceKind, silent_about
from schemacheck.model.stated import UNSTATED
from schemacheck.report.policy import Platform, Policy, Target
from schemacheck.sql.databases import POSTGRESQL, TITLES, same_database

if TYPE_CHECKING:
    from schemacheck.base.shard import Shard
    from schemacheck.report.finding import Finding, NotChecked
    from schemacheck.report.written import Written

T = TypeVar("T")


def silent(_message: str) -> None:
    """Ignore the message."""


class Kinds(NamedTuple):
    """Which optional kinds somebody wants compared."""

    only: tuple[str, ...] = ()
    """These; empty: all of them."""
    without: tuple[str, ...] = ()
    """But none of these."""


@record
class ConnectionOptions:
    """How to connect to a database, and the callbacks that report progress."""

    url: str | None = None
    url_env: str | None = None
    env_file: Path | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    of_files: dict[Path, Mapping[str, str]] = field(default_factory=dict)
    """The variables of environment files that have been read."""
    connect_timeout: int = 15
    """Seconds."""
    scratch_url: str | None = None
    """The server on which a database may be made to run SQL on, in the place of one of our own."""
    schemas: tuple[str, ...] = ()
    """Which PostgreSQL schemas are looked at, by name or pattern; empty: as each source says."""
    shard: Shard | None = None
    """Of the PostgreSQL schemas that fit a pattern, only those of this part are looked at."""
    kinds: Kinds | None = None
    """Which optional kinds are looked at; None: as each source says."""
    keeps: bool = True
    """Whether what takes long to make is kept in the user's cache, and taken from there."""
    scrub: Scrubber = field(default_factory=Scrubber)
    """Learns every secret of a database before anything is tried with it."""
    on_phase: Callable[[str], None] = silent
    """Told what is being done, such as "connecting to db.internal", for a spinner."""
    on_step: Callable[[str], None] = silent
    """Told how far a phase is that takes many steps, such as "80 of 200 targets done"."""
    on_note: Callable[[str], None] = silent
    """Told what the user should know though it is no finding, such as a connection parameter that was dropped."""
    on_detail: Callable[[str], None] = silent
    """Told what only a reader who asks for it wants to know, such as the settings in force."""


class Fitted(NamedTuple):
    """A side and the other one, ready to be compared, and what of them will not be compared."""

    mine: Schema
    other: Schema
    gaps: tuple[NotChecked, ...] = ()


@record
class Side:
    """One side of a comparison: what was read of a source, and what is known of it beyond its schema.

    A source whose language leaves something open, or that has words of its own, gives a side that overrides methods.
    """

    schema: Schema
    database: str = POSTGRESQL
    """Which kind of database it is, or is about."""
    policy: Policy = field(default_factory=Policy)
    """What it decides about findings, if it is the expected side."""
    targets: tuple[Target, ...] = ()
    """The databases it says it is for."""
    gaps: tuple[NotChecked, ...] = ()
    """What was not looked at when it was read."""
    platform: Platform | None = None
    """What it says that SQL, if that is the other side, may take for granted."""
    texts: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The files it was read from, by the names that positions have: a report shows their lines."""
    notes: tuple[str, ...] = ()
    """What a reader of the report should know of it."""
    left_out: frozenset[str] = frozenset()
    """Which optional kinds were left out of it because somebody asked for that."""
    previous: Side | None = None
    """The expected side as it was before, where what has changed since is no drift yet."""

    def fitted(self, other: Schema, *, expected: bool) -> Fitted | None:
        """Take the form that the other side has wherever this one leaves the form open; None where it leaves none.

        Args:
            other: the other side's schema.
            expected: whether this is the side that is right.
        """
        del other, expected
        return None

    def told(self, findings: Sequence[Finding], other: Schema, *, expected: bool) -> tuple[Finding, ...] | None:
        """Tell findings in the terms of the source, such as its models and fields; None where it has none of its own.

        Args:
            findings: what the comparison with `other` found.
            other: the other side's schema.
            expected: whether this is the side that is right.
        """
        del findings, other, expected
        return None


@record
class Counterpart:
    """The other side, as far as a source may ask about it when it reads itself. Neither is there: it is read alone."""

    unread: Source | None = None
    """The other source; it looks for its answers when it is asked, so whoever asks reads its own file before."""
    side: Side | None = None
    """The side as it was read; a source may skip whatever this side does not mention."""
    asks_more: bool = False
    """Whether the source is asked about the findings too, and then closed."""

    @property
    def home(self) -> str:
        """Its default schema, for a source that leaves its own to the connection."""
        if self.side is not None:
            return self.side.schema.home
        return HOME if self.unread is None else self.unread.home

    @property
    def database(self) -> str:
        """Which kind of database it is about, for a source that could be of any."""
        if self.side is not None:
            return self.side.database
        return POSTGRESQL if self.unread is None else self.unread.database

    @property
    def platform(self) -> Platform | None:
        """What it says that SQL may take for granted on a throw-away server."""
        if self.side is not None:
            return self.side.platform
        decides = self.unread is not None and self.unread.decides
        return self.unread.read(Counterpart()).platform if self.unread is not None and decides else None

    @property
    def namespaces(self) -> tuple[str, ...] | None:
        """The PostgreSQL schemas it speaks of; None where that is not known before it is read, as of a database."""
        if self.side is not None:
            return self.side.schema.namespaces
        if self.unread is None or self.unread.holds_many or self.unread.database != POSTGRESQL:
            return None
        return self.unread.read(Counterpart()).schema.namespaces


class Source(ABC):
    """Something that yields a schema, as the user named it."""

    kind: SourceKind = "postgres"
    """What reports call it."""
    decides: bool = False
    """Whether it says more than a schema: a policy, targets."""
    holds_many: bool = False
    """Whether all schemas that fit a pattern can be read at once."""
    when_empty: str | None = None
    """What to do about one in which there is no table, such as "A model is a table."."""

    def __init__(self, text: str, connection: ConnectionOptions) -> None:
        """Open it: nothing is read, imported or connected."""
        self.text = text
        self.connection = connection

    @property
    def label(self) -> str:
        """What a reader calls it before it has been read: what names it, without secrets."""
        return self.connection.scrub(self.text)

    @property
    def home(self) -> str:
        """The default schema, as far as the source says; asked by the other side before this one is read."""
        return HOME

    @property
    def stated_home(self) -> str | None:
        """The default schema that whoever named the source asks for, such as `?schema=` of a URL."""
        return None

    @property
    def database(self) -> str:
        """Which kind of database it is or is about; asked by the other side before this one is read."""
        return POSTGRESQL

    @abstractmethod
    def read(self, other: Counterpart) -> Side:
        """Read it; what is read of files is kept, so that a second call reads none again.

        Raises:
            SourceError: a file has mistakes; carries all of them.
            UsageError: what was named makes no sense, or is another kind of database than the other side.
            UncheckedError: it could not be read, or there is nothing to look at.
        """

    def snapshot(self, kinds: frozenset[str]) -> Side:
        """Read what goes into an expected schema that is written of it: of the optional kinds, these."""
        return limited(self.read(Counterpart()), kinds)

    def learn(self) -> None:  # noqa: B027 - optional: most sources do nothing here
        """Let the scrubber know all secrets, and tell what the user should know of the connection; connects to nothing.

        Raises:
            UsageError: what was named makes no sense.
            UncheckedError: nothing was named.
        """

    def prefetch(self, namespaces: Sequence[str], *, indexes: bool) -> None:  # noqa: B027 - optional: most sources do nothing here
        """Begin to read while the other side, a large file, is being read. Errors are raised by `read`.

        Args:
            namespaces: the PostgreSQL schemas that the other side is about.
            indexes: whether it seems to mention indexes.
        """

    def written(self, findings: Sequence[Finding]) -> Sequence[Written | None]:
        """Say of each finding who last wrote the rows that it is about; None where that is not known.

        It is asked after a `read` whose counterpart said `asks_more`, and before `close`.
        """
        return [None] * len(findings)

    def take_in(self) -> None:  # noqa: B027 - optional: most sources do nothing here
        """Take in what has been prefetched, without waiting. Called every few hundredths of a second."""

    def close(self) -> None:  # noqa: B027 - optional: most sources do nothing here
        """Drop what was prefetched, if anything was."""

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class FileSource(Source):
    """A file, or a folder of files: what it is called, and where it stands."""

    def __init__(self, text: str, connection: ConnectionOptions, file: Path | None = None) -> None:
        """Open it; `file` is where it stands, if it is not called by its path."""
        super().__init__(text, connection)
        self.file = Path(text) if file is None else file
        self.name = str(self.file) if file is None else text
        """What positions in it call it; of a file in a folder, what comes before its path there."""


class SchemaInHand(Source):
    """A schema that a program has read before. Which kind of database it is of, a schema does not say."""

    def __init__(self, schema: Schema, connection: ConnectionOptions) -> None:
        super().__init__(schema.origin.label, connection)
        self._schema = schema

    @property
    def home(self) -> str:
        """As the schema has it."""
        return self._schema.home

    def read(self, other: Counterpart) -> Side:
        """Return it."""
        del other
        return Side(self._schema)


def require_same(expected: str, live: str) -> None:
    """Raise UsageError where the two sides are about different kinds of databases."""
    if not same_database(expected, live):
        titles = [TITLES.get(name, name) for name in (expected, live)]
        raise UsageError(
            f"The expected side is about {titles[0]}, and the other one is {titles[1]}.",
            f"Types of one are not those of the other. An expected schema says `database: {live}` at its top.",
        )


def require_tables(side: Side, source: Source) -> None:
    """Refuse an expected side without a table: a comparison with it would be in sync whatever the database has.

    Raises:
        UncheckedError: there is no table in it.
    """
    if not side.schema.tables:
        raise UncheckedError(f"{source.label} names no table: there is nothing to check.", source.when_empty)


def limited(side: Side, kinds: frozenset[str]) -> Side:
    """Leave out what every object may have and nobody asked for: owners, grants, comments and indexes."""
    schema = silent_about(side.schema, {"owner", "grants", "comment"} - kinds)
    if "indexes" not in kinds:
        schema = replace(schema, tables=tuple(replace(table, indexes=UNSTATED) for table in schema.tables))
    return replace(side, schema=schema)


def once(find: Callable[[], T]) -> Callable[[], T]:
    """Make of a search one that is done when it is first asked for, and whose outcome, found or failed, is kept."""
    found: list[T] = []
    failed: list[SchemacheckError] = []

    def outcome() -> T:
        if not found and not failed:
            try:
                found.append(find())
            except SchemacheckError as error:
                failed.append(error)
        if failed:
            raise failed[0]
        return found[0]

    return outcome


def origin_of(source: Source) -> Origin:
    """Say where a schema would come from that has not been read."""
    return Origin(source.kind, source.label)
