"""From a history to a schema: a database is found to run it on, it is run, and what it made is read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg

from schemacheck.base.conventions import HOME
from schemacheck.base.errors import SourceError, UncheckedError
from schemacheck.migrations.folder import read_history
from schemacheck.model.schema import KINDS, Origin, Schema
from schemacheck.report.finding import NotChecked
from schemacheck.report.policy import Platform, is_books
from schemacheck.scratch import programs
from schemacheck.scratch.database import Scratch, connected
from schemacheck.sources.postgres.catalog.parts.registry import KINDS as OPTIONAL
from schemacheck.sources.postgres.catalog.read import ReadScope, read
from schemacheck.sources.postgres.connect.connection_info import ConnectionInfo
from schemacheck.sources.sql.authorship import placed
from schemacheck.sources.sql.beside import Beside
from schemacheck.sources.sql.replay import Made, Replay
from schemacheck.sources.sql.spoken import as_spoken, unspoken
from schemacheck.sources.sql.states import LARGEST, WORTH_SECONDS, States

if TYPE_CHECKING:
    from schemacheck.migrations.script import History
    from schemacheck.sources.source import ConnectionOptions
    from schemacheck.sources.sql.running import Connection
    from schemacheck.sources.sql.server import Server

_MOST_ABSENT: Final = 8
"""So many schemas may be missing; each is found out by a run that fails."""
_SUPABASE: Final = "Supabase"
_STATES: Final = "states"
"""What the folder in the user's cache is called."""
_PLATFORMS: Final = Path(programs.__file__).with_name("platforms")
_NAMESPACES: Final = """
SELECT n.nspname FROM pg_catalog.pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname = 'public' DESC, n.nspname
"""
_TABLES: Final = """
SELECT DISTINCT n.nspname, c.relname
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""


def make(
    reading: Callable[[], History],
    platform: Platform | None,
    label: str,
    server: Server,
    *,
    connection: ConnectionOptions,
    folder: Path | None,
) -> tuple[Schema, tuple[NotChecked, ...]]:
    """Run a history and read what it makes.

    Args:
        reading: reads what is run, in a thread of its own: by then the server may have started.
        platform: what is there before.
        label: what reports call it.
        server: where a database is to be had.
        connection: who hears about it.
        folder: the user's cache, if anything is kept.

    Raises:
        SourceError: a statement fails.
        UncheckedError: there is no server to run it on, or nothing is left to look at.
        Exception: whatever reading raises.
    """
    history = Beside(reading)
    absent: list[str] = []
    books: list[str] = []
    while True:
        try:
            schema, made = _make(
                history,
                with_schemas(platform, absent),
                label,
                server,
                books=books,
                connection=connection,
                folder=folder,
            )
        except SourceError as error:
            if not note_absent(error, absent, books):
                raise
        else:
            return schema, told(made, absent)


def brought(history: History, platform: Platform | None) -> Platform | None:
    """Return the platform that was stated, with what the tool's own one brings along."""
    if history.layout == _SUPABASE and (platform is None or platform.before is None):
        return replace(platform or Platform(), before=str(_PLATFORMS / "supabase.sql"))
    return platform


def bring(replay: Replay, platform: Platform) -> None:
    """Make what a platform brings along, and run the file that stands for the rest of it."""
    replay.prepare(platform)
    if platform.before is not None:
        replay.run(read_history(Path(platform.before)), marked=False)
        replay.begin_anew()


def note_absent(error: SourceError, schemas: list[str], books: list[str]) -> bool:
    """Note the schema, or the table of the migration tool itself, that a statement failed for want of."""
    cause = error.__cause__
    if not isinstance(cause, (psycopg.errors.InvalidSchemaName, psycopg.errors.UndefinedTable)):
        return False
    named = re.search(r'"(.+)"', cause.diag.message_primary or "")
    found = schemas if isinstance(cause, psycopg.errors.InvalidSchemaName) else books
    if named is None or named[1] in found or len(found) == _MOST_ABSENT:
        return False
    if found is books and not is_books(named[1].rpartition(".")[2]):
        return False
    found.append(named[1])
    return True


def with_schemas(platform: Platform | None, schemas: Sequence[str]) -> Platform | None:
    """Return a platform that brings these schemas along too."""
    if not schemas:
        return platform
    platform = platform or Platform()
    return replace(platform, schemas=(*platform.schemas, *schemas))


def _make(
    reading: Beside[History],
    stated: Platform | None,
    label: str,
    server: Server,
    *,
    books: Sequence[str],
    connection: ConnectionOptions,
    folder: Path | None,
) -> tuple[Schema, Made]:
    state = None
    if folder is not None and States.are_kept(folder / _STATES) and (kept := _states(server, stated, folder, reading)):
        state = kept.latest(reading.result())
    connection.on_phase("starting a throw-away server")
    with (
        _started(
            server.database(folder / "servers" if folder else None, state.data if state else None), reading
        ) as scratch,
        connected(scratch.admin) as admin,
    ):
        history = reading.result()
        silent = Beside(lambda: silence_of(history))
        platform = brought(history, stated)
        began = time.monotonic()
        with Replay(admin, scratch, connection.on_phase, state.made if state else None) as replay:
            before = None
            if platform is not None and state is None:
                bring(replay, platform)
                if platform.before is not None:
                    before = read_all(admin, scratch, connection)
            for table in books:
                replay.keep_books(*table.rpartition(".")[::2])
            replay.run(history, state.scripts if state else 0)
        made = replay.made()
        took = time.monotonic() - began
        states = _states(server, stated, folder, reading)
        if states and scratch.kept_at is not None and (state or took > WORTH_SECONDS) and _size(admin) < LARGEST:
            scratch.kept_at.append(states.place_for(history, made))
        connection.on_phase("reading what was made")
        if not admin.execute(_TABLES).fetchall():
            raise _nothing(label)
        whole = placed(read_all(admin, scratch, connection), admin, history)
    schema = as_made(whole, before, platform, silent.result(), made=made, scratch=scratch)
    if not schema.tables:
        raise _nothing(label)
    return replace(schema, origin=Origin("sql", label)), made


def as_made(
    whole: Schema,
    before: Schema | None,
    platform: Platform | None,
    silent: Collection[str],
    *,
    made: Made,
    scratch: Scratch,
) -> Schema:
    """Return what a history made of all that is there: without what a platform brought, and what nobody chose.

    `silent` is what no statement has a word about, as `silence_of` says it.
    """
    return as_spoken(
        _without(whole, before, platform),
        silent,
        own_roles={scratch.runner, scratch.creators},
        absent_extensions=made.absent_extensions,
    )


def silence_of(history: History) -> frozenset[str]:
    """Say which facets and kinds no statement of a history has a word about."""
    return unspoken(statement.sql for script in history.scripts for statement in script.statements)


@contextmanager
def _started(database: AbstractContextManager[Scratch], reading: Beside[History]) -> Iterator[Scratch]:
    """Begin with a database; where there is none, what is wrong with the SQL is told before that."""
    with ExitStack() as stack:
        try:
            scratch = stack.enter_context(database)
        except UncheckedError:
            reading.result()
            raise
        yield scratch


def _states(server: Server, stated: Platform | None, folder: Path | None, reading: Beside[History]) -> States | None:
    """Say where earlier runs were left off; what a platform's own file made is not known of those."""
    if folder is None or not server.keeps_states:
        return None
    platform = brought(reading.result(), stated)
    if platform is not None and platform.before is not None:
        return None
    return States(folder / _STATES, server.identity(), repr(platform))


def _size(admin: Connection) -> int:
    row = admin.execute("SELECT pg_catalog.pg_database_size(pg_catalog.current_database())").fetchone()
    return int(row[0]) if row else 0


def read_all(admin: Connection, scratch: Scratch, connection: ConnectionOptions) -> Schema:
    """Read all that is there, in all schemas but the server's own."""
    namespaces = tuple(name for (name,) in admin.execute(_NAMESPACES))
    if not admin.execute(_TABLES).fetchall():
        return Schema(Origin("sql", ""), HOME, namespaces)
    target = ConnectionInfo(scratch.owner, None, (), frozenset(), "the throw-away server")
    scope = ReadScope(HOME, namespaces, kinds=frozenset(OPTIONAL))
    return read(target, scope, connect_timeout=connection.connect_timeout)


def _without(schema: Schema, before: Schema | None, platform: Platform | None) -> Schema:
    """Leave out what a platform brought along, and the schemas in which there is nothing else."""
    if platform is None:
        return schema
    theirs = {
        kind: {item.name for item in items}
        for kind in KINDS
        if before is not None and isinstance(items := getattr(before, kind), tuple)
    }
    kept: dict[str, Any] = {
        kind: tuple(item for item in items if item.name not in theirs.get(kind, ()))
        for kind in KINDS
        if kind not in ("access", "extensions") and isinstance(items := getattr(schema, kind), tuple)
    }
    held = {item.name.schema for items in kept.values() for item in items}
    foreign = {*platform.schemas, *(before.namespaces if before is not None else ())} - {HOME}
    apart = foreign - held
    if isinstance(schema.access, tuple):
        kept["access"] = tuple(item for item in schema.access if item.name.schema not in foreign)
    if isinstance(schema.extensions, tuple):
        kept["extensions"] = tuple(item for item in schema.extensions if item.name.name not in platform.extensions)
    return replace(schema, namespaces=tuple(name for name in schema.namespaces if name not in apart), **kept)


def _nothing(label: str) -> UncheckedError:
    return UncheckedError(
        f"The statements of {label} leave no table behind: nothing to look at.",
        "Is it the right file or folder? An empty database is never called in sync.",
    )


def told(made: Made, schemas: Sequence[str]) -> tuple[NotChecked, ...]:
    """Say what is not as a real server would have it."""
    gaps = []
    if schemas:
        what = "schema" if len(schemas) == 1 else f"{len(schemas)} schemas:"
        reason = "named by the SQL and absent, made empty"
        gaps.append(NotChecked(f"{what} {', '.join(schemas)}", "not stated", reason))
    if made.roles:
        what = "role" if len(made.roles) == 1 else f"{len(made.roles)} roles:"
        reason = "named by the SQL and absent, made without login"
        gaps.append(NotChecked(f"{what} {', '.join(made.roles)}", "not stated", reason))
    if made.absent_extensions:
        what = "extension" if len(made.absent_extensions) == 1 else "extensions"
        reason = "not on the throw-away server"
        gaps.append(NotChecked(f"{what} {', '.join(made.absent_extensions)}", "not stated", reason))
    reason = "not run on the throw-away server"
    gaps += [NotChecked(f"{what} ({number:,})", "not stated", reason) for what, number in made.passed_over]
    return tuple(gaps)
