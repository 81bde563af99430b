"""The two sides of a comparison: from what the user names to a schema, and all that is known of it beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from schemacheck.base.errors import SchemacheckError, UncheckedError, UsageError
from schemacheck.base.names import is_pattern
from schemacheck.base.record import record
from schemacheck.base.scrub import Scrubber
from schemacheck.model.schema import Schema, speaks_of_more
from schemacheck.report.policy import Policy
from schemacheck.sources.names import SourceRef, is_sqlalchemys
from schemacheck.sql.databases import POSTGRESQL, TITLES, same_database

if TYPE_CHECKING:
    from schemacheck.report.findings import NotChecked
    from schemacheck.sources.postgres.catalog.read import Begun
    from schemacheck.sources.postgres.connect.target import Target
    from schemacheck.sources.prisma.mapping import PrismaSource
    from schemacheck.sources.spec import Meanwhile, Spec
    from schemacheck.sources.sqlalchemy.folding import Folding

DEFAULT_SPEC = "expected_schema.yaml"
HOME = "public"
"""The schema of names that have none, where nothing says otherwise."""


def silent(_message: str) -> None:
    """Nobody listens."""


@record
class Access:
    """How the live side may be reached, and who hears about it."""

    url: str | None = None
    url_env: str | None = None
    env_file: Path | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    connect_timeout: int = 15
    """Seconds."""
    scrub: Scrubber = field(default_factory=Scrubber)
    """Learns every secret of a target before anything is tried with it."""
    on_phase: Callable[[str], None] = silent
    """Told what is being done, such as "connecting to db.internal", for a spinner."""
    on_note: Callable[[str], None] = silent
    """Told what the user should know though it is no finding, such as a connection parameter that was dropped."""
    on_detail: Callable[[str], None] = silent
    """Told what only a reader who asks for it wants to know, such as the settings in force."""


@record
class Side:
    """One side of a comparison, and what is known of it beyond its schema."""

    schema: Schema
    policy: Policy = field(default_factory=Policy)
    spec: Spec | None = None
    prisma: PrismaSource | None = None
    database: str = POSTGRESQL
    """Which kind of database it is, or is about."""
    folding: Folding | None = None
    """Which of its names are one in upper and lower case, where that was asked of a database."""
    gaps: tuple[NotChecked, ...] = ()
    """What nobody looked at when it was read."""


def expected_side(ref: SourceRef, access: Access, live: SourceRef | None, meanwhile: Meanwhile | None = None) -> Side:
    """Read the side that is right; `live` is the other one, as a schema.prisma leaves some things to it."""
    if ref.kind == "url":
        return Side(read_database(target_of(ref, access), access, None))
    if ref.kind == "sqlalchemy":
        return read_other((ref.text, "the command line"), access, None)
    if ref.kind == "prisma":
        source = read_prisma(ref.text, lambda: _home(live, access))
        return Side(source.schema, prisma=source)
    if ref.kind == "python":
        return read_python(ref.text, lambda: _home(live, access), _database(live, access))
    spec = lint(ref.text, meanwhile)
    return Side(spec.schema, spec.policy, spec, database=spec.database)


class ReadsAhead:
    """Begins to read the database while the expected schema is being read, if that is large."""

    def __init__(self, ref: SourceRef | None, access: Access) -> None:
        self._ref = ref
        self._access = access
        self.begun: Begun | None = None

    def begin(self, namespaces: Sequence[str], *, indexes: bool) -> None:
        """Begin, if there is a PostgreSQL to read; what is wrong with its URL is told by whoever finishes the read."""
        from schemacheck.sources.postgres.catalog.read import Begun  # noqa: PLC0415

        if self._ref is not None and self._ref.kind != "url":
            return
        access = replace(self._access, on_note=silent)
        try:
            if other_url(self._ref, access) is not None:
                return
            target = target_of(self._ref, access)
        except SchemacheckError:
            return
        self.begun = Begun(
            target, namespaces, indexes=indexes, connect_timeout=access.connect_timeout, on_phase=access.on_phase
        )
        access.on_phase("reading the expected schema and the catalog")

    def step(self) -> None:
        """Take in what the server has answered."""
        if self.begun is not None:
            self.begun.take_in()

    def __enter__(self) -> ReadsAhead:
        return self

    def __exit__(self, *_error: object) -> None:
        """Close what was begun, finished or not."""
        if self.begun is not None:
            self.begun.close()


def live_side(
    ref: SourceRef | None, access: Access, expected: Schema, database: str = POSTGRESQL, begun: Begun | None = None
) -> Side:
    """Read the side that is looked at: a source, or the database that `access` names.

    Raises:
        UsageError: it is another kind of database than `database`, which the expected side is about.
    """
    if ref is not None and ref.kind == "file":
        spec = lint(ref.text)
        return Side(spec.schema, database=spec.database)
    if ref is not None and ref.kind == "prisma":
        source = read_prisma(ref.text, lambda: expected.home)
        return Side(source.schema, prisma=source)
    if ref is not None and ref.kind == "python":
        return read_python(ref.text, lambda: expected.home, database)
    other = other_url(ref, access)
    if other is not None:
        require_same(database, _database(ref, access))
        return read_other(other, access, expected)
    target = target_of(ref, access)
    require_same(database, POSTGRESQL)
    return Side(read_database(target, access, expected, begun=begun))


def require_same(expected: str, live: str) -> None:
    """Raise UsageError where the two sides are about different kinds of databases."""
    if not same_database(expected, live):
        titles = [TITLES.get(name, name) for name in (expected, live)]
        raise UsageError(
            f"The expected side is about {titles[0]}, and the other one is {titles[1]}.",
            f"Types of one are not those of the other. An expected schema says `database: {live}` at its top.",
        )


def other_url(ref: SourceRef | None, access: Access) -> tuple[str, str] | None:
    """Return the URL of the database that is meant, and how it was given, where it is read through SQLAlchemy."""
    if ref is not None:
        return (ref.text, "the command line") if ref.kind == "sqlalchemy" else None
    from schemacheck.sources.postgres.connect.target import find_url  # noqa: PLC0415

    text, origin, _ = find_url(access.url, access.url_env, access.environ, access.env_file)
    return (text, origin) if text is not None and is_sqlalchemys(text) else None


def read_other(url: tuple[str, str], access: Access, expected: Schema | None) -> Side:
    """Read a database through SQLAlchemy; the scrubber learns its secrets before anything is tried with it."""
    from schemacheck.sources.sqlalchemy.address import read_address  # noqa: PLC0415 - SQLAlchemy is for those who need it
    from schemacheck.sources.sqlalchemy.live import read_live  # noqa: PLC0415

    address = read_address(*url)
    access.scrub.add(address.secrets, public=address.public)
    live = read_live(address, expected, connect_timeout=access.connect_timeout, on_phase=access.on_phase)
    return Side(live.schema, database=live.database, folding=live.folding, gaps=live.gaps)


def read_python(text: str, home: Callable[[], str], database: str) -> Side:
    """Read the tables that a Python module declares, as `database` has them; its code runs."""
    from schemacheck.sources.sqlalchemy.gaps import named  # noqa: PLC0415
    from schemacheck.sources.sqlalchemy.metadata import describe  # noqa: PLC0415
    from schemacheck.sources.sqlalchemy.modules import load_metadata, other_binds  # noqa: PLC0415

    metadata = load_metadata(text)
    schema = describe(metadata, text, home(), database)
    return Side(schema, database=database, gaps=named({"tables of other databases": other_binds(text, metadata)}))


def _database(ref: SourceRef | None, access: Access) -> str:
    """Say which kind of database a side is, as far as its name tells."""
    if ref is not None and ref.kind == "file":
        return lint(ref.text).database
    other = other_url(ref, access)
    return other[0].strip(" \"'").partition(":")[0].partition("+")[0].lower() if other else POSTGRESQL


def read_prisma(path: str, home: Callable[[], str]) -> PrismaSource:
    """Read a schema.prisma; `home` is asked only once the file makes sense."""
    from schemacheck.sources.prisma.load import load  # noqa: PLC0415
    from schemacheck.sources.prisma.mapping import described  # noqa: PLC0415

    written = load(Path(path))
    return described(written, home(), path)


def _home(live: SourceRef | None, access: Access) -> str:
    """Say where the tables of a schema.prisma live: it leaves that to the connection, hence to the other side."""
    if other_url(live, access) is not None:
        return ""
    if live is None or live.kind == "url":
        return target_of(live, replace(access, on_note=silent)).schema or HOME
    return lint(live.text).schema.home if live.kind == "file" else HOME


def target_of(ref: SourceRef | None, access: Access) -> Target:
    """Find out which database is meant, and let the scrubber know its secrets before anything is tried with it."""
    from schemacheck.sources.postgres.connect.target import find_target, parse_target, suspects  # noqa: PLC0415

    for text in (ref.text if ref else None, access.url, access.environ.get(access.url_env or "DATABASE_URL")):
        if text:
            access.scrub.add(suspects(text))
    target = (
        parse_target(ref.text, "the command line")
        if ref
        else find_target(access.url, access.url_env, access.environ, access.env_file)
    )
    access.scrub.add(target.secrets, public=target.public)
    for note in target.notes:
        access.on_note(note)
    return target


def _kinds(expected: Schema) -> frozenset[str]:
    """Say which optional kinds an expected schema speaks of; the parts that read them are imported only then."""
    if not speaks_of_more(expected):
        return frozenset()
    from schemacheck.sources.postgres.catalog.parts.registry import kinds_of  # noqa: PLC0415

    return kinds_of(expected)


def read_database(
    target: Target,
    access: Access,
    expected: Schema | None,
    kinds: frozenset[str] | None = None,
    begun: Begun | None = None,
) -> Schema:
    """Read a live database: what the expected side speaks of, or `kinds`, or all there is."""
    from schemacheck.sources.postgres.catalog.read import Scope, read  # noqa: PLC0415

    if expected is None:
        from schemacheck.sources.postgres.catalog.parts.registry import KINDS  # noqa: PLC0415

        home = target.schema or HOME
        scope = Scope(home, (home,), kinds=frozenset(KINDS) if kinds is None else kinds)
    else:
        tables = tuple(dict.fromkeys(table.name.name for table in expected.tables))
        pattern = expected.home if is_pattern(expected.home) else None
        named = tuple(name for name in expected.namespaces if name != pattern)
        scope = Scope(expected.home, named, tables, _kinds(expected), pattern)
    return read(
        target,
        scope,
        begun=begun,
        connect_timeout=access.connect_timeout,
        on_phase=access.on_phase,
        on_note=access.on_note,
        on_detail=access.on_detail,
    )


def lint(path: str, meanwhile: Meanwhile | None = None) -> Spec:
    """Read an expected schema and raise all its mistakes at once."""
    from schemacheck.sources.spec import read_spec_file  # noqa: PLC0415

    return read_spec_file(Path(path), meanwhile)


def require_tables(wanted: Side, expected: str) -> None:
    """Green means looked: an expected side without a table has nothing to say.

    Raises:
        UncheckedError: there is no table in it.
    """
    if not any(wanted.schema.tables):
        hint = "A model is a table." if wanted.prisma or wanted.spec is None else "List at least one under `tables:`."
        raise UncheckedError(f"{expected} names no table: there is nothing to check.", hint)
