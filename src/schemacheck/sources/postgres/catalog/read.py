"""Read a live PostgreSQL into a `Schema`: one snapshot, a fixed number of statements, however many tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from schemacheck.base.errors import UncheckedError
from schemacheck.base.names import QName, fitting
from schemacheck.base.record import record
from schemacheck.model.keys import Index
from schemacheck.model.schema import Origin, Relation, Schema, Server
from schemacheck.model.table import HOLDERS, Column, Table, held
from schemacheck.sources.postgres.catalog import rows
from schemacheck.sources.postgres.catalog.catalog_state import REPLACED, ROLE
from schemacheck.sources.postgres.catalog.indexes import INDEXES, index, is_locked
from schemacheck.sources.postgres.catalog.leftovers import LEFTOVERS, counted
from schemacheck.sources.postgres.catalog.parts.part import Part, SchemaBuilder
from schemacheck.sources.postgres.catalog.pipeline import Row, Rows
from schemacheck.sources.postgres.catalog.role import powers
from schemacheck.sources.postgres.catalog.session import Session, connect
from schemacheck.sources.postgres.catalog.statements import (
    COLUMNS,
    CONSTRAINTS,
    ELSEWHERE,
    EVERY_NAMESPACE,
    NAMESPACES,
    RELATIONS,
    SERVER,
    TYPES,
    Request,
    Statement,
)
from schemacheck.sources.postgres.connect.connection_info import ConnectionInfo

if TYPE_CHECKING:
    from schemacheck.base.shard import Shard

Answers = Mapping[Statement, Rows]

_PRODUCT = "PostgreSQL"
_PHASE = "reading the catalog"
_NAMED = 5
"""How many schemas a hint names."""
_LISTED = 3
"""How often schemas are listed anew, when others fit the pattern than a moment before."""
_NAMED = 5
"""How many of the things that moved are named."""


class Reading(NamedTuple):
    """What was read, and in which snapshot."""

    schema: Schema
    snapshot: str
    """As the server writes it: `xmin:xmax:in,progress`."""


@record
class ReadScope:
    """What a reader wants to see."""

    home: str
    """The schema whose names are written without it."""
    namespaces: tuple[str, ...]
    tables: tuple[str, ...] = ()
    """Names to look for in other schemas too, for near misses."""
    kinds: frozenset[str] = frozenset()
    """The optional parts to read, by `Part.kind`."""
    patterns: tuple[str, ...] = ()
    """Also read every schema that fits one of these patterns."""
    chooses_home: bool = False
    """Whether the default schema may be another one of those that are read, where this one is not among them."""
    shard: Shard | None = None
    """Of the schemas that fit a pattern, read those of this part."""


def read(
    conninfo: ConnectionInfo,
    scope: ReadScope,
    *,
    prefetched: AbstractContextManager[Session] | None = None,
    connect_timeout: int,
    on_phase: Callable[[str], None] = lambda _phase: None,
    on_detail: Callable[[str], None] = lambda _detail: None,
) -> Schema:
    """Read all relations of the wanted schemas; `prefetched` is the session in which it has begun.

    Where another session has a table to itself, what only the server can print of it stays unreadable, after a few
    attempts.

    Raises:
        UncheckedError: no way in, no way to read, nothing there to look at, or a catalog that would not hold still.
    """
    with prefetched or connect(conninfo, connect_timeout, on_phase) as session:
        reading = read_in(session, scope, on_phase=on_phase, on_detail=on_detail)
        on_detail(session.settings(connect_timeout))
    return reading.schema


def read_in(
    session: Session,
    scope: ReadScope,
    *,
    on_phase: Callable[[str], None] = lambda _phase: None,
    on_detail: Callable[[str], None] = lambda _detail: None,
) -> Reading:
    """Read all relations of the wanted schemas in a session that stays open.

    Raises:
        UncheckedError: as `read` does, but for the way in.
    """
    parts = _wanted_parts(scope)
    on_phase(_PHASE)
    for _ in range(_LISTED):
        listed = _with_listed_schemas(session, scope)
        schema, server, answers = _read_schema(session, listed, parts, on_phase)
        if not scope.patterns or _fitting(answers[EVERY_NAMESPACE], scope) == listed.namespaces:
            break
    else:
        raise UncheckedError(
            f"Cannot go on {_PHASE} of {session.conninfo.host}: "
            f"schemas that fit {', '.join(scope.patterns)} kept coming and going.",
            "Run the check again when no tenant is being added.",
        )
    if scope.shard is None or schema.namespaces or not _fitting(answers[EVERY_NAMESPACE], replace(scope, shard=None)):
        _require_something(schema, scope, server)
    if said := powers(answers[ROLE][0]).told():
        on_detail(f'the role "{server.role}" {said}; a check needs no more than CONNECT on the database.')
    return Reading(schema, answers[SERVER][0].snapshot)


def _wanted_parts(scope: ReadScope) -> list[Part]:
    """Return the parts that are wanted; for most checks there are none, and none is imported."""
    if not scope.kinds:
        return []
    from schemacheck.sources.postgres.catalog.parts.registry import PARTS  # noqa: PLC0415

    return [part for part in PARTS if part.kind in scope.kinds]


def _with_listed_schemas(session: Session, scope: ReadScope) -> ReadScope:
    """Replace patterns by the names that fit them."""
    named = scope.namespaces
    if scope.patterns:
        (names,) = session.read([EVERY_NAMESPACE.asked({})], _PHASE)
        scope = replace(scope, namespaces=_fitting(names, scope))
    # Where several fit a pattern, and none was named, none of them is more at home than the others.
    first = named or (scope.namespaces if len(scope.namespaces) == 1 else ())
    if scope.chooses_home and first and scope.home not in scope.namespaces:
        scope = replace(scope, home=first[0])
    return scope


def _fitting(names: Rows, scope: ReadScope) -> tuple[str, ...]:
    """Return the schemas that are wanted by name or by pattern, of all that there are."""
    there = sorted(fitting((each.name for each in names if not each.of_extension), scope.patterns))
    if scope.shard is not None:
        there = list(filter(scope.shard.has, there))
    return tuple(dict.fromkeys((*scope.namespaces, *there)))


def _read_schema(
    session: Session, scope: ReadScope, parts: list[Part], on_phase: Callable[[str], None]
) -> tuple[Schema, Server, Answers]:
    requests = _requests(scope, parts)
    built: list[tuple[Schema, Server, Answers]] = []

    def judge(rows_of: list[Rows]) -> str | UncheckedError | None:
        answers = {statement: found for (statement, _), found in zip(requests, rows_of, strict=True)}
        if answers[REPLACED]:
            return _moved_error(answers[REPLACED], session.conninfo)
        server = _server(answers[SERVER][0], session)
        schema = _build_schema(answers, parts, scope, server)
        built[:] = [(schema, server, answers)]
        return "locked" if _is_locked(answers, schema, scope, parts) else None

    session.read(requests, _PHASE, judge, on_phase)
    return built[0]


def _requests(scope: ReadScope, parts: list[Part]) -> list[Request]:
    """List what is asked: first what is asked always, and last what moved meanwhile."""
    indexes = "indexes" in scope.kinds
    # Parts print more of a table than what is always read, so more of it may not have moved.
    values = {
        "namespaces": list(scope.namespaces),
        "tables": list(scope.tables),
        "deep": bool(parts) or indexes,
    }
    return [
        *first_requests(scope.namespaces, indexes=indexes, every=bool(scope.patterns)),
        *(each.asked(values) for each in (ROLE, ELSEWHERE, *(part.statement for part in parts), LEFTOVERS, REPLACED)),
    ]


def first_requests(namespaces: Sequence[str], *, indexes: bool, every: bool = False) -> list[Request]:
    """List what is asked first: for this it is enough to know the schemas, and whether all is wanted of indexes."""
    values = {"namespaces": list(namespaces), "indexes": indexes}
    listing = EVERY_NAMESPACE if every else NAMESPACES
    return [each.asked(values) for each in (SERVER, listing, RELATIONS, TYPES, COLUMNS, CONSTRAINTS, INDEXES)]


def _moved_error(moved: Rows, conninfo: ConnectionInfo) -> UncheckedError:
    told = [f"{row.schema}.{row.name}" if row.name else f"something in schema {row.schema}" for row in moved]
    names = ", ".join(told[:_NAMED])
    more = f" and {len(moved) - _NAMED} more" if len(moved) > _NAMED else ""
    return UncheckedError(
        f"Cannot go on {_PHASE} of {conninfo.host}: it kept changing during the read: {names}{more}.",
        "A migration is running; run the check again when it has finished.",
    )


def _is_locked(answers: Answers, schema: Schema, scope: ReadScope, parts: list[Part]) -> bool:
    """Whether something of a wanted table could not be printed because another session has it to itself."""
    names = frozenset(scope.tables)
    wanted = {row.oid for row in answers[RELATIONS] if not names or row.name in names}
    if any(row.relation in wanted for row in rows.with_locked_columns(answers[COLUMNS])):
        return True
    if any(row.relation in wanted for row in filter(is_locked, answers[INDEXES])):
        return True
    held = [getattr(schema, attribute) for part in parts for attribute in part.schema]
    if any(_contains(objects, rows.LOCKED) for objects in held):
        return True
    attributes = [attribute for part in parts for attribute in part.tables]
    return any(
        _contains(getattr(table, attribute), rows.LOCKED)
        for table in schema.tables
        if attributes and (not names or table.name.name in names)
        for attribute in attributes
    )


def _contains(value: object, sought: object) -> bool:
    """Whether a value of the model is, or has anywhere in it, the one that is sought."""
    if value is sought:
        return True
    if isinstance(value, tuple):
        return any(_contains(each, sought) for each in value)
    return any(_contains(getattr(value, name), sought) for name in _attributes(type(value)))  # type: ignore[arg-type]  # a class is hashable


@cache
def _attributes(kind: Any) -> tuple[str, ...]:
    """Return the names of a record's attributes; none of what is no record."""
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()


def _server(row: Row, session: Session) -> Server:
    return Server(
        product=f"{_PRODUCT} {row.version.split(' ')[0]}",
        major=session.major,
        database=row.database,
        host=session.conninfo.host if session.conninfo.params.get("host") else session.host,
        role=row.role,
        port=session.port,
        replica=row.replica,
        lag_seconds=row.lag,
    )


def _build_schema(answers: Answers, parts: Sequence[Part], scope: ReadScope, server: Server) -> Schema:
    relations, columns = answers[RELATIONS], answers[COLUMNS]
    columns_of_table = rows.columns(answers[TYPES])
    columns_of = {row.relation: row for row in columns}
    constraints_of, indexes_of = _grouped(answers[CONSTRAINTS]), _grouped(answers[INDEXES])
    names = {row.relation: dict(zip(row.numbers, row.names, strict=True)) for row in columns}
    builder = SchemaBuilder(
        scope.home, server.major, {row.oid: QName(row.schema, row.name) for row in relations}, names
    )
    for part in parts:
        builder.schema.update(part.schema)
        part.build(answers[part.statement], builder)
    nothing = {attribute: value for part in parts for attribute, value in part.tables.items()}
    no_facets = {attribute: value for part in parts for attribute, value in part.columns.items()}
    no_member_facets = {attribute: value for part in parts for attribute, value in part.members.items()}
    tables = []
    for relation in relations:
        oid = relation.oid
        constraints, its_names = constraints_of.get(oid, []), names.get(oid, {})
        table = rows.table(
            relation,
            _with_part_facets(
                columns_of_table(columns_of[oid], relation.schema) if oid in columns_of else (),
                no_facets,
                builder.column_facets.get(oid, {}),
            ),
            constraints,
            _build_indexes(indexes_of.get(oid, ()), constraints, its_names),
            its_names,
        )
        if nothing:
            table = replace(table, **{**nothing, **builder.facets.get(oid, {})})
        tables.append(_with_facets(table, no_member_facets, builder.member_facets.get(oid, {})))
    (left,) = answers[LEFTOVERS]
    there = {row.name for row in answers[EVERY_NAMESPACE if scope.patterns else NAMESPACES]}
    return Schema(
        origin=Origin("postgres", f"{server.database} at {server.host}", server, is_database=True),
        home=scope.home,
        namespaces=tuple(name for name in scope.namespaces if name in there),
        tables=tuple(tables),
        elsewhere=tuple(
            Relation(QName(row.schema, row.name), rows.KINDS[row.kind])
            for row in answers[ELSEWHERE]
            if not _is_for_others(row.schema, scope)
        ),
        listed={part.kind: frozenset((*scope.namespaces, "")) for part in parts},
        uncompared=counted(left.counts),
        unread=tuple(name for name in left.unread if not _is_for_others(name, scope)),
        empty=tuple(name for name in left.others if name not in left.unread),
        complete=scope.patterns,
        deparsed_by=server.major,
        **builder.schema,
    )


def _is_for_others(name: str, scope: ReadScope) -> bool:
    """Whether another of several runs looks at a schema."""
    return scope.shard is not None and bool(fitting([name], scope.patterns))


def _build_indexes(listed: Sequence[Row], constraints: Sequence[Row], names: rows.Names) -> list[Index]:
    """Build the indexes of one table; that of its primary key says no more than its constraint."""
    carried = {constraint.index_oid: constraint for constraint in constraints if constraint.type in "pu"}
    return [index(row, names, carried.get(row.oid)) for row in listed if not row.is_primary]


def _with_part_facets(
    columns: tuple[Column, ...], nothing: Mapping[str, Any], facets: Mapping[str, Mapping[str, Any]]
) -> tuple[Column, ...]:
    """Return the columns of one table with what parts state of them."""
    if not nothing:
        return columns
    return tuple(replace(column, **{**nothing, **facets.get(column.name, {})}) for column in columns)


def _with_facets(
    table: Table, nothing: Mapping[str, Any], facets: Mapping[tuple[str, str], Mapping[str, Any]]
) -> Table:
    """Return the table with what parts state of all that it holds beside columns."""
    changed: dict[str, Any] = {}
    for held_in in HOLDERS if nothing else ():
        members = tuple(
            replace(
                member,
                **{
                    **{name: value for name, value in nothing.items() if hasattr(member, name)},
                    **facets.get((held_in, str(member.name)), {}),
                },
            )
            for member in held(table, held_in)
        )
        if members:
            changed[held_in] = members[0] if held_in == "primary_key" else members
    return replace(table, **changed) if changed else table


def _grouped(answer: Rows) -> dict[int, Rows]:
    """Group rows by the table that they are about."""
    groups: dict[int, Rows] = {}
    for row in answer:
        groups.setdefault(row.relation, []).append(row)
    return groups


def _require_something(schema: Schema, scope: ReadScope, server: Server) -> None:
    """Green means looked: a schema that is not there, or an empty one, is no database to be in sync with."""
    where = f"database {server.database} at {server.host}"
    if not schema.namespaces and scope.patterns:
        raise UncheckedError(
            f"No schema of {where} fits {', '.join(scope.patterns)}.",
            "Is this the right database? The expected schema has its pattern under `schema:`, or --schema names it.",
        )
    if not schema.namespaces:
        names = ", ".join(scope.namespaces)
        several = "schemas" if len(scope.namespaces) > 1 else "schema"
        raise UncheckedError(
            f"There is no {several} {names} in {where}.",
            "Is this the right database? The expected schema names its PostgreSQL schema under `schema:`, and --schema "
            "one or several.",
        )
    if not any(table.part_of is None for table in schema.tables):
        names = ", ".join(scope.patterns) or ", ".join(schema.namespaces)
        raise UncheckedError(
            f"There is no table in schema {names} of {where}: nothing to look at.",
            f"Is it in another schema? There is something in {', '.join(schema.unread[:_NAMED])}; --schema names one."
            if schema.unread
            else "Is this the right database? An empty one is never called in sync.",
        )
