"""Read a live PostgreSQL into a `Schema`: one snapshot, a fixed number of statements, however many tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from schemacheck.errors import UncheckedError
from schemacheck.model.names import QName
from schemacheck.model.schema import Origin, Relation, Schema, Server

from . import rows
from .parts import PARTS, Part, Reading
from .session import Request, Rows, Session, connect
from .statements import (
    COLUMNS,
    CONSTRAINTS,
    ELSEWHERE,
    EXTENSION_TYPES,
    INDEXES,
    NAMESPACES,
    RELATIONS,
    SERVER,
)
from .target import Target

_PRODUCT = "PostgreSQL"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader wants to see."""

    home: str
    """The schema whose names are written without it."""
    namespaces: tuple[str, ...]
    tables: tuple[str, ...] = ()
    """Names to look for in other schemas too, for near misses."""
    kinds: frozenset[str] = frozenset()
    """The optional parts to read, by `Part.kind`."""


def read(
    target: Target, scope: Scope, *, connect_timeout: int, on_phase: Callable[[str], None] = lambda _phase: None
) -> Schema:
    """Read all relations of the wanted schemas.

    Raises:
        UncheckedError: no way in, no way to read, or nothing there to look at.
    """
    with connect(target, connect_timeout, on_phase) as session:
        on_phase("reading the catalog")
        wanted = list(scope.namespaces)
        requests: list[Request] = [
            (SERVER, ()),
            (NAMESPACES, (wanted,)),
            (RELATIONS, (wanted,)),
            (ELSEWHERE, (list(scope.tables), wanted)),
            (EXTENSION_TYPES, ()),
            (COLUMNS, (wanted,)),
            (CONSTRAINTS, (wanted,)),
            (INDEXES, ("indexes" in scope.kinds, "indexes" in scope.kinds, wanted)),
        ]
        core = len(requests)
        parts = [part for part in PARTS if part.kind in scope.kinds]
        requests += [(part.statement, (wanted,)) for part in parts]
        answers = session.read(requests, "reading the catalog")
        server = _server(answers[0][0], session)
    schema = _schema(answers[:core], list(zip(parts, answers[core:], strict=True)), scope, server)
    _require_something(schema, scope, server)
    return schema


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
    _, namespaces, relations, elsewhere, extension_types, columns, constraints, indexes = answers
    of_extensions = frozenset((schema, name) for schema, name in extension_types)
    columns_of, constraints_of, indexes_of = _grouped(columns), _grouped(constraints), _grouped(indexes)
    names = {oid: {row[1]: row[2] for row in own} for oid, own in columns_of.items()}
    reading = Reading(scope.home, server.major, {row[0]: QName(row[1], row[2]) for row in relations}, names)
    for part, answer in extra:
        reading.schema.update(part.schema)
        part.build(answer, reading)
    nothing = {attribute: value for part, _ in extra for attribute, value in part.tables.items()}
    tables = []
    for relation in relations:
        oid, home = relation[0], relation[1]
        table = rows.table(
            relation,
            tuple(rows.column(row, of_extensions, home) for row in columns_of.get(oid, ())),
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
        **reading.schema,
    )


def _grouped(answer: Rows) -> dict[int, Rows]:
    """Group rows by their first value, the table's oid."""
    groups: dict[int, Rows] = {}
    for row in answer:
        groups.setdefault(row[0], []).append(row)
    return groups


def _require_something(schema: Schema, scope: Scope, server: Server) -> None:
    """Green means looked: a schema that is not there, or an empty one, is no database to be in sync with."""
    where = f"database {server.database} at {server.host}"
    if not schema.namespaces:
        names = ", ".join(scope.namespaces)
        several = "schemas" if len(scope.namespaces) > 1 else "schema"
        raise UncheckedError(
            f"There is no {several} {names} in {where}.",
            "Is this the right database? The expected schema names its PostgreSQL schema under `schema:`.",
        )
    if not any(table.part_of is None for table in schema.tables):
        names = ", ".join(schema.namespaces)
        raise UncheckedError(
            f"There is no table in schema {names} of {where}: nothing to look at.",
            "Is this the right database? An empty one is never called in sync.",
        )
