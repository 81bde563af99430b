"""Statements that take something away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, cast

from schemacheck.base.names import QName
from schemacheck.guard.grammar import dotted, name_of
from schemacheck.guard.reading.objects import (
    OBJECTS,
    OF_RELATION,
    OTHER,
    RELATION,
    function_inputs,
    named_object,
    object_parts,
    unread_cascade,
)
from schemacheck.guard.session import Session
from schemacheck.guard.statements import HOLE, Named, Statement
from schemacheck.guard.touches import OfTable, Part, Touch, Unknown


def _drop(statement: Statement, session: Session) -> Iterator[Touch | Unknown]:
    node = statement.node
    cascade = name_of(node, "behavior") == "DROP_CASCADE"
    what, noun = OBJECTS[name_of(node, "remove_type")]
    after = None
    for each in node.objects:
        if what == OTHER:
            if cascade:
                yield from unread_cascade(session, f"a {noun}", statement.start)
            continue
        parts = object_parts(each) if what != OF_RELATION else dotted(each)
        if not parts:
            continue
        if what == RELATION:
            named = statement.listed(parts, after)
            after = named.at if named.at > statement.start else after
            yield from _drop_relation(session, noun, named, cascade=cascade)
        elif what == OF_RELATION:
            if len(parts) > 1:
                owner = session.resolve(statement.listed(parts[:-1], after))
                yield _drop_from_table(noun, owner, parts[-1], statement.find(parts[-1:])[0])
        elif what == "schema":
            at = statement.find(parts, after)[0]
            yield from _drop_schema(session, parts[-1], at, cascade=cascade)
        else:
            found = named_object(statement, session, cast(Part, what), noun, parts, after)
            after = found.at if found.at > statement.start else after
            found = found._replace(inputs=function_inputs(each))
            yield found.touch("guard-object-dropped", "drops {0}", cascade=cascade)
            if cascade and (what == "extension" or session.expected.leaves_open(what)):
                yield from unread_cascade(session, f"{noun} {found.name}", found.at)


def _drop_relation(session: Session, noun: str, named: Named, *, cascade: bool) -> Iterator[Touch]:
    if noun == "index":
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
    elif noun == "statistics object":
        yield from statistics(session, named, "drops statistics object {part} of {table}")
    else:
        table = session.resolve(named)
        if noun == "table" or table in session.known or HOLE in named.name:
            yield Touch("guard-table-dropped", "drops {table}", table, named.at, whole=True, cascade=cascade)
        session.forget(table)


def statistics(session: Session, named: Named, says: str) -> Iterator[Touch]:
    """Yield what is done to a statistics object: its name alone tells the table."""
    table = session.expected.table_of_statistics(session.place(named))
    if HOLE in named.name:
        table = session.place(named)
    if table is not None:
        yield Touch("guard-table-altered", says.replace("{part}", named.name), table, named.at, name=named.name)


def _drop_from_table(noun: str, table: QName, name: str, at: int) -> Touch:
    rule = "guard-access-changed" if noun == "policy" else "guard-trigger-changed"
    return Touch(rule, f"drops {noun} {{part}} of {{table}}", table, at, cast(OfTable, noun), name)


def _drop_schema(session: Session, schema: str, at: int, *, cascade: bool) -> Iterator[Touch]:
    says = "drops schema {part}"
    yield Touch("guard-table-dropped", says, None, at, "schema", schema, cascade=cascade, of_schema=schema)
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
                of_schema=schema,
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
            "guard-table-truncated",
            "empties {table}",
            session.resolve(named),
            named.at,
            whole=True,
            cascade=cascade,
            only=not each.range_var.inh,
        )


def _user_mapping(statement: Statement, session: Session) -> Iterator[Touch]:
    """Who may log in at a foreign server, and as whom."""
    name = statement.node.servername
    found = named_object(statement, session, "foreign server", "foreign server", [name])
    yield found.touch("guard-access-changed", "changes who logs in at {0}")


READERS: Final[Mapping[str, Callable[[Statement, Session], Iterator[Touch | Unknown]]]] = {
    "drop_stmt": _drop,
    "drop_owned_stmt": _drop_owned,
    "dropdb_stmt": _drop_database,
    "truncate_stmt": _truncate,
    "create_user_mapping_stmt": _user_mapping,
    "alter_user_mapping_stmt": _user_mapping,
    "drop_user_mapping_stmt": _user_mapping,
}
