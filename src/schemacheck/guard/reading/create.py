"""Statements that make something new, or something that is there already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from schemacheck.base.names import QName
from schemacheck.guard.reading.constraints import references
from schemacheck.guard.session import TEMPORARY, Session
from schemacheck.guard.statements import Statement
from schemacheck.guard.touches import Touch
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
    yield from _new(statement, session, statement.node.view, verb)


def _new(statement: Statement, session: Session, relation: Node, says: str, *, hides: bool = False) -> Iterator[Touch]:
    named = statement.named(relation)
    if relation.relpersistence == "t" or relation.schemaname in (TEMPORARY, "pg_temporary"):
        session.new.add(QName(TEMPORARY, named.name))
        return
    table = session.place(named)
    if table not in session.known:
        session.new.add(table)
        return
    if hides:
        says += " if it is not there, which hides every difference from the one that is"
    yield Touch("guard-table-recreated", says, table, named.at, whole=True)


def _index(statement: Statement, session: Session) -> Iterator[Touch]:
    node = statement.node
    named = statement.named(node.relation)
    table = session.resolve(named)
    at = statement.find([node.idxname])[0] if node.idxname else named.at
    columns = tuple(each.index_elem.name for each in node.index_params)
    if node.idxname:
        session.new_indexes[QName(table.schema, node.idxname)] = table
    what = "a unique index" if node.unique else "an index"
    said = f"{what} {{part}}" if node.idxname else what
    yield Touch("guard-index-added", f"adds {said} to {{table}}", table, at, "index", node.idxname, columns)


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
        "guard-trigger-changed", "adds rule {part} to {table}", session.resolve(named), at, "trigger", node.rulename
    )


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
}
