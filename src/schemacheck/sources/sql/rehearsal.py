"""Migrations run on a throw-away server, and what each of them did: the catalog before it and after it, and who did it.

What came before is run too, so that each migration meets what it will meet. Nobody's rows are there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from schemacheck.base.errors import SourceError, UncheckedError
from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.migrations.folder import read_history
from schemacheck.migrations.script import History, Script, Statement
from schemacheck.model.schema import Schema
from schemacheck.report.finding import NotChecked
from schemacheck.scratch.database import Scratch, connected
from schemacheck.sources.sql.making import (
    as_made,
    bring,
    brought,
    note_absent,
    read_all,
    silence_of,
    told,
    with_schemas,
)
from schemacheck.sources.sql.replay import Replay
from schemacheck.sources.sql.rows import RowChange, Rows
from schemacheck.sources.sql.server import chosen_server
from schemacheck.sources.sql.watching import Watch, What

if TYPE_CHECKING:
    from schemacheck.report.policy import Platform
    from schemacheck.sources.source import ConnectionOptions
    from schemacheck.sources.sql.running import Connection
    from schemacheck.sources.sql.server import Server

_RELATIONS: Final = """
SELECT n.nspname, c.relname, c.oid::bigint, c.relfilenode::bigint
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""
_COLUMNS: Final = """
SELECT a.attrelid::bigint, a.attname, a.attnum
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND a.attnum > 0 AND NOT a.attisdropped
"""


@record
class State:
    """What was there at one time."""

    schema: Schema
    tables: Mapping[QName, int]
    """The number by which the server knows each table, whatever it is called."""
    columns: Mapping[tuple[int, str], int]
    """The number of each column, by that of its table and its name."""
    files: Mapping[int, int]
    """The number of the file that holds each table's rows, by that of the table."""


@record
class Step:
    """What one migration did."""

    script: Script
    before: State
    after: State
    wrote: Mapping[What, Statement]
    """The last statement that wrote, or removed, each thing that was watched."""
    removed: Mapping[What, Statement]
    """The last statement after which each thing was not there any more."""
    changed: Mapping[Statement, frozenset[What]]
    """What each statement changed, of what is other than it was before the migration."""
    locks: Mapping[Statement, Mapping[QName, str]]
    """The strongest lock on each table that was held once a statement had run."""
    took: Mapping[Statement, frozenset[QName]]
    """The tables on which a statement took a lock that is stronger than what its transaction held before."""
    scans: Mapping[Statement, frozenset[QName]]
    """The tables of which a statement read all rows, as far as the server counts that."""
    rewrote: Mapping[Statement, frozenset[QName]]
    """The tables whose rows are in another file once a statement has run."""
    rows: Mapping[Statement, Mapping[QName, RowChange]]
    """What a statement did to the rows of tables, on rows that were made up."""


@record
class Rehearsal:
    """What the judged migrations did, and what was not as on a real server."""

    steps: tuple[Step, ...]
    gaps: tuple[NotChecked, ...]
    ends: tuple[Schema, ...] = ()
    """What the migrations made up to the last judged one; then, where there are others behind it, what all made."""


def rehearse(
    folder: Path,
    judged: Collection[Path],
    watched: Collection[QName],
    platform: Platform | None,
    connection: ConnectionOptions,
) -> Rehearsal:
    """Run the migrations of a folder up to the last of those that are judged.

    Args:
        folder: holds the migrations.
        judged: those of which is told what they did.
        watched: the objects of which is told which statement changed them.
        platform: what is there before.
        connection: who hears about it, and which server is named for it.

    Raises:
        SourceError: a statement fails.
        UsageError: the folder holds no SQL.
        UncheckedError: there is no server to run them on.
    """
    server = chosen_server(connection)
    history = read_history(folder)
    wanted = {path.resolve() for path in judged}
    numbers = [n for n, script in enumerate(history.scripts) if Path(script.path).resolve() in wanted]
    if not numbers:
        return Rehearsal((), ())
    platform = brought(history, platform)
    absent: list[str] = []
    books: list[str] = []
    while True:
        try:
            with _replay(server, with_schemas(platform, absent), books, connection) as run:
                steps = _steps(history, numbers, run, watched)
                gaps = told(run.replay.made(), absent)
                try:
                    return Rehearsal(tuple(steps), gaps, _ends(history, numbers[-1] + 1, steps[-1].after.schema, run))
                except (SourceError, UncheckedError) as error:
                    reason = f"a migration after those that are rehearsed fails: {error}"
                    gap = NotChecked("whether the end state fits the expected schema", "not stated", reason)
                    return Rehearsal(tuple(steps), (*gaps, gap))
        except SourceError as error:
            if not note_absent(error, absent, books):
                raise


@record
class _Run:
    replay: Replay
    admin: Connection
    scratch: Scratch
    connection: ConnectionOptions
    platform: Platform | None
    before: Schema | None
    """What a platform's own file has made."""

    def state(self) -> State:
        """Read what is there."""
        tables: dict[QName, int] = {}
        files: dict[int, int] = {}
        for schema, name, number, file in self.admin.execute(_RELATIONS):
            tables[QName(schema, name)] = number
            files[number] = file
        columns = {(table, name): number for table, name, number in self.admin.execute(_COLUMNS)}
        return State(read_all(self.admin, self.scratch, self.connection), tables, columns, files)


@contextmanager
def _replay(
    server: Server, platform: Platform | None, books: Sequence[str], connection: ConnectionOptions
) -> Iterator[_Run]:
    connection.on_phase("starting a throw-away server")
    folder = None
    if connection.keeps:
        from schemacheck.base.cache import cache_folder  # noqa: PLC0415

        folder = cache_folder(connection.environ)
    with (
        server.database(folder / "servers" if folder else None, None) as scratch,
        connected(scratch.admin) as admin,
        Replay(admin, scratch, connection.on_phase) as replay,
    ):
        before = None
        if platform is not None:
            bring(replay, platform)
            before = read_all(admin, scratch, connection) if platform.before is not None else None
        for table in books:
            replay.keep_books(*table.rpartition(".")[::2])
        yield _Run(replay, admin, scratch, connection, platform, before)


def _steps(history: History, judged: Sequence[int], run: _Run, watched: Collection[QName]) -> list[Step]:
    steps: list[Step] = []
    done = 0
    state: State | None = None
    for number in judged:
        if number > done or state is None:
            if number > done:
                run.replay.run(_up_to(history, number), done, marked=False)
            state = run.state()
        rows = Rows(run.admin, watched).rehearse(run.replay, history.scripts[number])
        watch = Watch(run.admin, watched)
        watch.begin()
        run.replay.watch = watch
        run.replay.run(_up_to(history, number + 1), number, marked=False)
        run.replay.watch = None
        done, before = number + 1, state
        state = run.state()
        steps.append(
            Step(
                history.scripts[number],
                before,
                state,
                watch.wrote,
                watch.removed,
                watch.changed(),
                watch.locks,
                watch.took,
                watch.scans,
                watch.rewrote,
                rows,
            )
        )
    return steps


def _ends(history: History, done: int, whole: Schema, run: _Run) -> tuple[Schema, ...]:
    """Run what is left of a history, and say what all of it made, before that and after it."""

    def made(schema: Schema, end: int) -> Schema:
        parts = run.before, run.platform, silence_of(_up_to(history, end))
        return as_made(schema, *parts, made=run.replay.made(), scratch=run.scratch)

    first = made(whole, done)
    if done == len(history.scripts):
        return (first,)
    run.replay.run(history, done, marked=False)
    return (first, made(read_all(run.admin, run.scratch, run.connection), len(history.scripts)))


def _up_to(history: History, end: int) -> History:
    return replace(history, scripts=history.scripts[:end])
