"""Read a live PostgreSQL into a `Schema`: one snapshot, a fixed number of statements, however many tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields, is_dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from schemacheck.base.errors import UncheckedError
from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.schema import Origin, Relation, Schema, Server
from schemacheck.model.table import Column
from schemacheck.sources.postgres.catalog import rows
from schemacheck.sources.postgres.catalog.circumstances import MOVED, ROLE
from schemacheck.sources.postgres.catalog.parts.part import Part, Reading
from schemacheck.sources.postgres.catalog.pipeline import Request, Rows
from schemacheck.sources.postgres.catalog.role import powers
from schemacheck.sources.postgres.catalog.session import Session, connect
from schemacheck.sources.postgres.catalog.statements import (
    COLUMNS,
    CONSTRAINTS,
    ELSEWHERE,
    EVERY_NAMESPACE,
    INDEXES,
    NAMESPACES,
    RELATIONS,
    SERVER,
    TYPES,
)
from schemacheck.sources.postgres.connect.target import Target

_PRODUCT = "PostgreSQL"
_PHASE = "reading the catalog"
_LISTED = 3
"""How often schemas are listed anew, when others fit the pattern than a moment before."""
_NAMED = 5
"""How many of the things that moved are named."""


@record
class Scope:
    """What a reader wants to see."""

    home: str
    """The schema whose names are written without it."""
    namespaces: tuple[str, ...]
    tables: tuple[str, ...] = ()
    """Names to look for in other schemas too, for near misses."""
    kinds: frozenset[str] = frozenset()
    """The optional parts to read, by `Part.kind`."""
    pattern: str | None = None
    """Also read every schema that fits this pattern."""


def read(
    target: Target,
    scope: Scope,
    *,
    prefetched: AbstractContextManager[Session] | None = None,
    connect_timeout: int,
    on_phase: Callable[[str], None] = lambda _phase: None,
    on_note: Callable[[str], None] = lambda _note: None,
    on_detail: Callable[[str], None] = lambda _detail: None,
) -> Schema:
    """Read all relations of the wanted schemas; `prefetched` is the session in which it has begun.

    Where another session has a table to itself, what only the server can print of it stays unreadable, after a few
    attempts.

    Raises:
        UncheckedError: no way in, no way to read, nothing there to look at, or a catalog that would not hold still.
    """
    parts = _parts(scope)
    with prefetched or connect(target, connect_timeout, on_phase) as session:
        on_phase(_PHASE)
        for _ in range(_LISTED):
            listed = _listed(session, scope)
            schema, server, answers = _read(session, listed, parts, on_phase)
            if scope.pattern is None or _fitting(answers[1], scope) == listed.namespaces:
                break
        else:
            raise UncheckedError(
                f"Cannot go on {_PHASE} of {target.host}: schemas that fit {scope.pattern} kept coming and going.",
                "Run the check again when no tenant is being added.",
            )
        on_detail(session.settings(connect_timeout))
    _require_something(schema, scope, server)
    if said := powers(answers[7][0]).told():
        on_note(f'the role "{server.role}" {said}; a check needs no more than CONNECT on the database.')
    return schema


def _parts(scope: Scope) -> list[Part]:
    """Return the parts that are wanted; for most checks there are none, and none is imported."""
    if not scope.kinds:
        return []
    from schemacheck.sources.postgres.catalog.parts.registry import PARTS  # noqa: PLC0415

    return [part for part in PARTS if part.kind in scope.kinds]


def _listed(session: Session, scope: Scope) -> Scope:
    """Put names in the place of a pattern."""
    if scope.pattern is None:
        return scope
    (names,) = session.read([(EVERY_NAMESPACE, ())], _PHASE)
    return replace(scope, namespaces=_fitting(names, scope))


def _fitting(names: Rows, scope: Scope) -> tuple[str, ...]:
    """Return the schemas that are wanted by name or by pattern, of all that there are."""
    there = sorted(name for _, name in names if fnmatchcase(name, scope.pattern or ""))
    return tuple(dict.fromkeys((*there, *scope.namespaces)))


def _read(
    session: Session, scope: Scope, parts: list[Part], on_phase: Callable[[str], None]
) -> tuple[Schema, Server, list[Rows]]:
    requests, core = _requests(scope, parts)
    built: list[tuple[Schema, Server]] = []

    def judge(answers: list[Rows]) -> str | UncheckedError | None:
        if answers[-1]:
            return _moving(answers[-1], session.target)
        server = _server(answers[0][0], session)
        schema = _schema(answers[:core], list(zip(parts, answers[core:-1], strict=True)), scope, server)
        built[:] = [(schema, server)]
        return "locked" if _is_locked(answers, schema, scope, parts) else None

    answers = session.read(requests, _PHASE, judge, on_phase)
    ((schema, server),) = built
    return schema, server, answers


def _requests(scope: Scope, parts: list[Part]) -> tuple[list[Request], int]:
    """List what is asked, and how much of it is asked always and first."""
    wanted, tables, indexes = list(scope.namespaces), list(scope.tables), "indexes" in scope.kinds
    core: list[Request] = [
        *first_requests(wanted, indexes=indexes, every=scope.pattern is not None),
        (ROLE, (wanted, tables, tables, wanted)),
        (ELSEWHERE, (tables, wanted)),
    ]
    # Parts print more of a table than what is always read, so more of it may not have moved.
    deep = bool(parts) or indexes
    return [
        *core,
        *((part.statement, () if part.wide else (wanted,)) for part in parts),
        (MOVED, (deep, wanted, deep)),
    ], len(core)


def first_requests(namespaces: Sequence[str], *, indexes: bool, every: bool = False) -> list[Request]:
    """List what is asked first: for this it is enough to know the schemas, and whether all is wanted of indexes."""
    wanted = list(namespaces)
    return [
        (SERVER, ()),
        (EVERY_NAMESPACE, ()) if every else (NAMESPACES, (wanted,)),
        (RELATIONS, (wanted,)),
        (TYPES, (wanted,)),
        (COLUMNS, (wanted,)),
        (CONSTRAINTS, (wanted,)),
        (INDEXES, (indexes, indexes, indexes, indexes, wanted)),
    ]


def _moving(moved: Rows, target: Target) -> UncheckedError:
    told = [f"{schema}.{name}" if name else f"something in schema {schema}" for schema, name in moved]
    names = ", ".join(told[:_NAMED])
    more = f" and {len(moved) - _NAMED} more" if len(moved) > _NAMED else ""
    return UncheckedError(
        f"Cannot go on {_PHASE} of {target.host}: it kept changing during the read: {names}{more}.",
        "A migration is running; run the check again when it has finished.",
    )


def _is_locked(answers: list[Rows], schema: Schema, scope: Scope, parts: list[Part]) -> bool:
    """Whether something of a wanted table could not be printed because another session has it to itself."""
    relations, columns, indexes = answers[2], answers[4], answers[6]
    names = frozenset(scope.tables)
    wanted = {row[0] for row in relations if not names or row[2] in names}
    if any(row[0] in wanted for row in rows.with_locked_columns(columns)):
        return True
    if any(row[0] in wanted for row in filter(rows.is_locked_index, indexes)):
        return True
    held = [getattr(schema, attribute) for part in parts for attribute in part.schema]
    if any(_holds(objects, rows.LOCKED) for objects in held):
        return True
    attributes = [attribute for part in parts for attribute in part.tables]
    return any(
        _holds(getattr(table, attribute), rows.LOCKED)
        for table in schema.tables
        if attributes and (not names or table.name.name in names)
        for attribute in attributes
    )


def _holds(value: object, sought: object) -> bool:
    """Whether a value of the model is, or has anywhere in it, the one that is sought."""
    if value is sought:
        return True
    if isinstance(value, tuple):
        return any(_holds(each, sought) for each in value)
    if is_dataclass(value):
        return any(_holds(getattr(value, each.name), sought) for each in fields(value))
    return False


def _server(row: tuple[Any, ...], session: Session) -> Server:
    database, role, version, replica, lag = row
    return Server(
        product=f"{_PRODUCT} {version.split(' ')[0]}",
        major=session.major,
        database=database,
        host=session.target.host if session.target.params.get("host") else session.host,
        role=role,
        replica=replica,
        lag_seconds=lag,
    )


def _schema(answers: list[Rows], extra: list[tuple[Part, Rows]], scope: Scope, server: Server) -> Schema:
    _, namespaces, relations, types, columns, constraints, indexes, _, elsewhere = answers
    columns_of_table = rows.columns(types)
    columns_of = {row[0]: row for row in columns}
    constraints_of, indexes_of = _grouped(constraints), _grouped(indexes)
    names = {row[0]: dict(zip(row[1], row[2], strict=True)) for row in columns}
    reading = Reading(scope.home, server.major, {row[0]: QName(row[1], row[2]) for row in relations}, names)
    for part, answer in extra:
        reading.schema.update(part.schema)
        part.build(answer, reading)
    nothing = {attribute: value for part, _ in extra for attribute, value in part.tables.items()}
    no_facets = {attribute: value for part, _ in extra for attribute, value in part.columns.items()}
    tables = []
    for relation in relations:
        oid, home = relation[0], relation[1]
        table = rows.table(
            relation,
            _stated(
                columns_of_table(columns_of[oid], home) if oid in columns_of else (),
                no_facets,
                reading.column_facets.get(oid, {}),
            ),
            constraints_of.get(oid, []),
            indexes_of.get(oid, []),
            names.get(oid, {}),
        )
        tables.append(replace(table, **{**nothing, **reading.facets.get(oid, {})}) if nothing else table)
    there = {name for _, name in namespaces}
    return Schema(
        origin=Origin("postgres", f"{server.database} at {server.host}", server),
        home=scope.home,
        namespaces=tuple(name for name in scope.namespaces if name in there),
        tables=tuple(tables),
        elsewhere=tuple(Relation(QName(schema, name), rows.KINDS[kind]) for schema, name, kind in elsewhere),
        listed={part.kind: frozenset((*scope.namespaces, "")) for part, _ in extra},
        **reading.schema,
    )


def _stated(
    columns: tuple[Column, ...], nothing: Mapping[str, Any], facets: Mapping[str, Mapping[str, Any]]
) -> tuple[Column, ...]:
    """Return the columns of one table with what parts state of them."""
    if not nothing:
        return columns
    return tuple(replace(column, **{**nothing, **facets.get(column.name, {})}) for column in columns)


def _grouped(answer: Rows) -> dict[int, Rows]:
    """Group rows by their first value, the table's oid."""
    groups: dict[int, Rows] = {}
    for row in answer:
        groups.setdefault(row[0], []).append(row)
    return groups


def _require_something(schema: Schema, scope: Scope, server: Server) -> None:
    """Green means looked: a schema that is not there, or an empty one, is no database to be in sync with."""
    where = f"database {server.database} at {server.host}"
    if not schema.namespaces and scope.pattern:
        raise UncheckedError(
            f"No schema of {where} fits {scope.pattern}.",
            "Is this the right database? The expected schema has its pattern under `schema:`.",
        )
    if not schema.namespaces:
        names = ", ".join(scope.namespaces)
        several = "schemas" if len(scope.namespaces) > 1 else "schema"
        raise UncheckedError(
            f"There is no {several} {names} in {where}.",
            "Is this the right database? The expected schema names its PostgreSQL schema under `schema:`.",
        )
    if not any(table.part_of is None for table in schema.tables):
        names = scope.pattern or ", ".join(schema.namespaces)
        raise UncheckedError(
            f"There is no table in schema {names} of {where}: nothing to look at.",
            "Is this the right database? An empty one is never called in sync.",
        )
