"""Statements that take something away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from schemacheck.base.names import QName
from schemacheck.guard.grammar import dotted, name_of
from schemacheck.guard.reading.mentions import TABLES
from schemacheck.guard.session import Session
from schemacheck.guard.statements import Statement
from schemacheck.guard.touches import Touch


def _drop(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    kind = name_of(node, "remove_type")
    cascade = name_of(node, "behavior") == "DROP_CASCADE"
    after = None
    for each in node.objects:
        parts = [each.type_name.names[-1].string.sval] if each.WhichOneof("node") == "type_name" else dotted(each)
        if not parts:
            continue
        named = statement.listed(parts, after)
        after = named.at if named.at > statement.start else after
        if kind in TABLES:
            table = session.resolve(named)
            if kind == "OBJECT_TABLE" or table in session.known:
                yield Touch("guard-table-dropped", "drops {table}", table, named.at, whole=True, cascade=cascade)
            session.new.discard(table)
        elif kind == "OBJECT_INDEX":
            place = session.place(named)
            touch = Touch(
                "guard-index-dropped",
                "drops index {part}{of}",
                None,
                named.at,
                "index",
                named.name,
                cascade=cascade,
                schema=place.schema,
            )
            owner = session.new_indexes.pop(place, None)
            yield touch.on(owner) if owner is not None else touch
        elif kind == "OBJECT_SCHEMA":
            yield from _drop_schema(session, named.name, named.at, cascade=cascade)
        elif kind in ("OBJECT_TYPE", "OBJECT_DOMAIN") and cascade:
            yield Touch("guard-column-dropped", "drops type {part}", None, named.at, "type", named.name, cascade=True)
        elif kind in ("OBJECT_TRIGGER", "OBJECT_RULE", "OBJECT_POLICY") and len(parts) > 1:
            owner_name = statement.listed(parts[:-1], after)
            yield _drop_from_table(kind, session.resolve(owner_name), parts[-1], statement.find(parts[-1:])[0])


def _drop_from_table(kind: str, table: QName, name: str, at: int) -> Touch:
    if kind == "OBJECT_POLICY":
        return Touch("guard-access-changed", "drops policy {part} of {table}", table, at, "policy", name)
    what = "trigger" if kind == "OBJECT_TRIGGER" else "rule"
    return Touch("guard-trigger-changed", f"drops {what} {{part}} of {{table}}", table, at, "trigger", name)


def _drop_schema(session: Session, schema: str, at: int, *, cascade: bool) -> Iterator[Touch]:
    yield Touch("guard-table-dropped", "drops schema {part}", None, at, "schema", schema, cascade=cascade)
    if cascade:
        for table in sorted(each for each in session.known if each.schema == schema):
            yield Touch(
                "guard-table-dropped",
                f"drops schema {schema} and {{table}} with it",
                table,
                at,
                whole=True,
                cascade=True,
                by="CASCADE",
            )


def _drop_owned(statement: Statement, session: Session) -> Iterator[Touch]:
    at = next((role.role_spec.location for role in statement.node.roles), statement.start)
    names = ", ".join(role.role_spec.rolename or "CURRENT_USER" for role in statement.node.roles)
    yield Touch("guard-table-dropped", "drops all that role {part} owns", None, at, "role", names, cascade=True)
    for table in sorted(session.known):
        says = "drops all that a role owns, {table} among it if that role owns it, and takes away what it may do there"
        yield Touch("guard-table-dropped", says, table, at, whole=True, by="ownership")


def _drop_database(statement: Statement, session: Session) -> Iterator[Touch]:
    name = statement.node.dbname
    yield Touch("guard-table-dropped", "drops database {part}", None, statement.start, "database", name)
    for table in sorted(session.known):
        says = f"drops database {name}, with {{table}} if it is this one"
        yield Touch("guard-table-dropped", says, table, statement.start, whole=True, by="database")


def _truncate(statement: Statement, session: Session) -> Iterator[Touch]:
    cascade = name_of(statement.node, "behavior") == "DROP_CASCADE"
    for each in statement.node.relations:
        named = statement.named(each.range_var)
        yield Touch(
            "guard-table-truncated", "empties {table}", session.resolve(named), named.at, whole=True, cascade=cascade
        )


READERS: Final[Mapping[str, Callable[[Statement, Session], Iterator[Touch]]]] = {
    "drop_stmt": _drop,
    "drop_owned_stmt": _drop_owned,
    "dropdb_stmt": _drop_database,
    "truncate_stmt": _truncate,
}
