"""Every table a statement names, for its spelling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemacheck.guard.grammar import name_of, strings, walk
from schemacheck.guard.session import Session
from schemacheck.guard.statements import Statement
from schemacheck.guard.touches import Mention
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap

TABLES: Final = frozenset({"OBJECT_TABLE", "OBJECT_FOREIGN_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW"})
OF_A_TABLE: Final = frozenset(
    {"OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE", "OBJECT_TABCONSTRAINT", "OBJECT_COLUMN"}
)

_NO_TABLES: Final = frozenset(
    {"create_seq_stmt", "alter_seq_stmt", "composite_type_stmt", "create_function_stmt", "do_stmt", "create_enum_stmt"}
)
"""Statements whose relations are no tables, or whose tables stand in a body of its own."""
_SUBQUERY: Final = (b"select", b"table", b"with")


def mentions(statement: Statement, session: Session) -> Iterator[Mention]:
    """Yield the tables a statement names. Queries' own names (WITH) are none."""
    node, kind = statement.node, statement.kind
    if kind in _NO_TABLES:
        return
    if kind in ("drop_stmt", "comment_stmt", "sec_label_stmt"):
        yield from _listed(statement, session)
        return
    if kind == "rename_stmt" and name_of(node, "rename_type") not in TABLES | OF_A_TABLE:
        return
    if kind in ("alter_table_stmt", "alter_object_schema_stmt"):
        field = "objtype" if kind == "alter_table_stmt" else "object_type"
        if name_of(node, field) not in TABLES:
            return
    own = {each.location for each in _created_elsewhere(statement)}
    made = _made(statement)
    relations, targets, names = _relations(statement)
    for relation in relations:
        if relation.location in own or (not relation.schemaname and relation.relname in names):
            continue
        named = statement.named(relation)
        creates = made is not None and relation == made
        table = session.place(named) if creates else session.resolve(named)
        yield Mention(named, table, "creates" if creates else "points at" if relation.location in targets else "")


def _relations(statement: Statement) -> tuple[list[Node], set[int], set[str]]:
    """Collect relations, those among them a foreign key points at, and the names WITH gives to queries.

    A place tells relations apart: protobuf makes a new object of the same node whenever it is asked for one.
    """
    node = statement.node
    if statement.kind == "insert_stmt":
        # Most of a large file is rows, and rows name no tables.
        words = statement.excerpt.data[statement.start : statement.end].lower()
        if not any(word in words for word in _SUBQUERY):
            return [node.relation], set(), set()
    relations, targets, names = [], set(), set()
    for part in _parts(statement):
        for name, each in walk(part):
            if name == "RangeVar":
                relations.append(each)
            elif name == "Constraint" and each.HasField("pktable"):
                targets.add(each.pktable.location)
            elif name == "CommonTableExpr":
                names.add(each.ctename)
    return relations, targets, names


def _parts(statement: Statement) -> Iterator[Node]:
    """The parts of a statement that can name tables. Columns of a new table are many, and few of them do."""
    node = statement.node
    if statement.kind != "create_stmt":
        yield node
        return
    yield node.relation
    yield from node.inh_relations
    for each in node.table_elts:
        kind, element = unwrap(each)
        if kind != "column_def":
            yield each
        else:
            yield from (one for one in element.constraints if one.constraint.HasField("pktable"))


def _made(statement: Statement) -> Node | None:
    """The table a statement creates."""
    node = statement.node
    if statement.kind == "create_stmt":
        return node.relation
    if statement.kind == "create_foreign_table_stmt":
        return node.base_stmt.relation
    if statement.kind == "create_table_as_stmt" and name_of(node, "objtype") == "OBJECT_TABLE":
        return node.into.rel
    return None


def _created_elsewhere(statement: Statement) -> Iterator[Node]:
    """Relations that are made under a name of their own and are no tables."""
    node = statement.node
    if statement.kind == "view_stmt":
        yield node.view
    elif statement.kind == "create_table_as_stmt" and name_of(node, "objtype") == "OBJECT_MATVIEW":
        yield node.into.rel


def _listed(statement: Statement, session: Session) -> Iterator[Mention]:
    node = statement.node
    kind = name_of(node, "remove_type" if statement.kind == "drop_stmt" else "objtype")
    if kind not in TABLES | OF_A_TABLE:
        return
    objects = node.objects if statement.kind == "drop_stmt" else [node.object]
    after = None
    for each in objects:
        inner_kind, inner = unwrap(each)
        parts = strings(inner.items) if inner_kind == "list" else []
        if kind in OF_A_TABLE:
            parts = parts[:-1]
        if parts:
            named = statement.listed(parts, after)
            yield Mention(named, session.resolve(named))
