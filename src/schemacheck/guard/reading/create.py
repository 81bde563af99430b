"""Statements that make something new, or something that is there already."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Final, cast

from schemacheck.base.names import QName
from schemacheck.guard.grammar import name_of, strings
from schemacheck.guard.reading.constraints import references
from schemacheck.guard.reading.objects import OBJECTS, named_object, parameter_types
from schemacheck.guard.session import TEMPORARY, Session
from schemacheck.guard.statements import HOLE, Statement
from schemacheck.guard.touches import Part, Touch
from schemacheck.guard.views import base_of_query
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap


def _table(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    yield from _new(statement, session, node.relation, "creates {table}", hides=node.if_not_exists)
    table = session.place(statement.named(node.relation))
    for each in node.inh_relations:
        parent = statement.named(each.range_var)
        verb = (
            "adds a partition to {table}" if node.HasField("partbound") else "adds a table that inherits from {table}"
        )
        yield Touch("guard-table-altered", verb, session.resolve(parent), parent.at)
    for each in node.table_elts:
        kind, element = unwrap(each)
        if kind == "column_def":
            yield from references(statement, session, table, [inner.constraint for inner in element.constraints])
        elif kind == "constraint":
            yield from references(statement, session, table, [element])


def _foreign_table(statement: Statement, session: Session) -> Iterator[Touch]:
    base = statement.node.base_stmt
    yield from _new(statement, session, base.relation, "creates a foreign table {table}", hides=base.if_not_exists)


def _table_as(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    yield from _new(statement, session, node.into.rel, "creates {table} from a query", hides=node.if_not_exists)


def _select_into(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    # In a body, INTO names variables.
    if node.HasField("into_clause") and not statement.inside:
        yield from _new(statement, session, node.into_clause.rel, "creates {table} from a query")


def _view(statement: Statement, session: Session) -> Iterator[Touch]:
    verb = "replaces {table} by a view" if statement.node.replace else "creates a view {table}"
    kind, query = unwrap(statement.node.query)
    below = base_of_query(query) if kind == "select_stmt" else None
    named = statement.named(statement.node.view)
    temporary = statement.node.view.relpersistence == "t"
    view = QName(TEMPORARY, named.name) if temporary else session.place(named)
    session.views.pop(view, None)
    if below is not None:
        session.views[view] = session.base(session.resolve(statement.named(below)))
    yield from _new(statement, session, statement.node.view, verb)


def _new(statement: Statement, session: Session, relation: Node, says: str, *, hides: bool = False) -> Iterator[Touch]:
    named = statement.named(relation)
    if relation.relpersistence == "t" or relation.schemaname in (TEMPORARY, "pg_temporary"):
        session.make_temporary(named.name, on_commit_drop=_drops_on_commit(statement))
        return
    table = session.place(named)
    if table not in session.known:
        if HOLE in named.name and says.startswith("replaces"):
            yield Touch("guard-table-recreated", says, table, named.at, whole=True)
        session.new.add(table)
        return
    if hides:
        says += " if it is not there, which hides every difference from the one that is"
    yield Touch("guard-table-recreated", says, table, named.at, whole=True)


def _drops_on_commit(statement: Statement) -> bool:
    node = statement.node
    if statement.kind == "create_stmt":
        return name_of(node, "oncommit") == "ONCOMMIT_DROP"
    into = getattr(node, "into", None) or getattr(node, "into_clause", None)
    return into is not None and name_of(into, "on_commit") == "ONCOMMIT_DROP"


def _index(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    named = statement.named(node.relation)
    table = session.resolve(named)
    at = statement.find([node.idxname])[0] if node.idxname else named.at
    columns = tuple(each.index_elem.name for each in node.index_params)
    plain = not node.HasField("where_clause") and node.access_method in ("", "btree")
    plain = plain and all(_is_plain(each.index_elem) for each in node.index_params)
    if node.idxname:
        session.new_indexes[QName(table.schema, node.idxname)] = table
    what = "a unique index" if node.unique else "an index"
    said = f"{what} {{part}}" if node.idxname else what
    yield Touch(
        "guard-index-added", f"adds {said} to {{table}}", table, at, "index", node.idxname, columns, plain=plain
    )


def _is_plain(element: Node) -> bool:
    """Whether a part of an index is just a column."""
    usual = name_of(element, "ordering") in ("SORTBY_DEFAULT", "SORTBY_ASC")
    return bool(element.name) and usual and not (element.opclass or element.collation)


def _trigger(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    named = statement.named(node.relation)
    at = statement.find([node.trigname])[0]
    yield Touch(
        "guard-trigger-changed", "adds trigger {part} to {table}", session.resolve(named), at, "trigger", node.trigname
    )


def _rule(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    named = statement.named(node.relation)
    at = statement.find([node.rulename])[0]
    yield Touch(
        "guard-trigger-changed", "adds rule {part} to {table}", session.resolve(named), at, "rule", node.rulename
    )


def _function(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    noun = "procedure" if node.is_procedure else "function"
    made = _made(statement, session, "function", noun, strings(node.funcname), replaces=node.replace)
    yield dataclasses.replace(made, inputs=parameter_types(node.parameters))


def _made(
    statement: Statement, session: Session, part: Part, noun: str, parts: list[str], *, replaces: bool = False
) -> Touch:
    """Say that something is made, or made anew; it matters where the expected schema has it."""
    found = named_object(statement, session, part, noun, parts)
    touch = found.touch("guard-object-altered", "replaces {0}" if replaces else "creates {0} anew")
    return dataclasses.replace(touch, makes=True)


def _type(statement: Statement, session: Session) -> Iterator[Touch]:
    yield _made(statement, session, "type", "type", strings(statement.node.type_name))


def _domain(statement: Statement, session: Session) -> Iterator[Touch]:
    yield _made(statement, session, "type", "domain", strings(statement.node.domainname))


def _composite_type(statement: Statement, session: Session) -> Iterator[Touch]:
    yield _made(statement, session, "type", "type", _relation_parts(statement.node.typevar))


def _sequence(statement: Statement, session: Session) -> Iterator[Touch]:
    yield _made(statement, session, "sequence", "sequence", _relation_parts(statement.node.sequence))


def _relation_parts(relation: Node) -> list[str]:
    return [*filter(None, (relation.schemaname,)), relation.relname]


def _define(statement: Statement, session: Session) -> Iterator[Touch]:
    """CREATE AGGREGATE, COLLATION, TYPE, and what nobody protects: operators, text search."""
    node = statement.node
    what, noun = OBJECTS[name_of(node, "kind")]
    if what in ("function", "type", "collation"):
        yield _made(statement, session, cast(Part, what), noun, strings(node.defnames), replaces=node.replace)


def _statistics(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    for each in node.relations:
        kind, relation = unwrap(each)
        if kind == "range_var":
            named = statement.named(relation)
            says = "adds a statistics object to {table}"
            name = (strings(node.defnames) or ["a statistics object"])[-1]
            yield Touch("guard-table-altered", says, session.resolve(named), named.at, name=name)


def _of_the_database(part: Part, field: str) -> Callable[[Statement, Session], Iterator[Touch]]:
    """Read a statement that makes something of the whole database, whose name is in a field of its node."""

    def read(statement: Statement, session: Session) -> Iterator[Touch]:
        node = statement.node
        if "if_not_exists" not in node.DESCRIPTOR.fields_by_name or not node.if_not_exists:
            yield _made(statement, session, part, part, [getattr(node, field)])

    return read


def _schema(statement: Statement, session: Session) -> Iterator[Touch]:
    """What stands inside CREATE SCHEMA is made in that schema."""
    before, name = session.path, statement.node.schemaname
    session.path = (name, *before) if name else before
    try:
        for element in statement.node.schema_elts:
            kind, node = unwrap(element)
            reader = READERS.get(kind)
            if reader is not None:
                inner = Statement(kind, node, statement.excerpt, statement.start, statement.end, statement.inside)
                yield from reader(inner, session)
    finally:
        session.path = before


READERS: Final[Mapping[str, Callable[[Statement, Session], Iterator[Touch]]]] = {
    "create_stmt": _table,
    "create_foreign_table_stmt": _foreign_table,
    "create_table_as_stmt": _table_as,
    "select_stmt": _select_into,
    "view_stmt": _view,
    "index_stmt": _index,
    "create_trig_stmt": _trigger,
    "rule_stmt": _rule,
    "create_schema_stmt": _schema,
    "create_function_stmt": _function,
    "create_enum_stmt": _type,
    "create_range_stmt": _type,
    "create_domain_stmt": _domain,
    "composite_type_stmt": _composite_type,
    "create_seq_stmt": _sequence,
    "define_stmt": _define,
    "create_stats_stmt": _statistics,
    "create_extension_stmt": _of_the_database("extension", "extname"),
    "create_event_trig_stmt": _of_the_database("event trigger", "trigname"),
    "create_publication_stmt": _of_the_database("publication", "pubname"),
    "create_foreign_server_stmt": _of_the_database("foreign server", "servername"),
}
