"""Rows: deletes and updates that name no condition, anywhere in a statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from schemacheck.base.names import QName
from schemacheck.guard.conditions import Rows, always_holds, never_holds
from schemacheck.guard.grammar import name_of, strings, walk
from schemacheck.guard.session import Session
from schemacheck.guard.statements import Statement
from schemacheck.guard.touches import Touch
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap

_WORDS: Final = (b"delete", b"update")
_MERGED: Final = {"CMD_DELETE": "DeleteStmt", "CMD_UPDATE": "UpdateStmt"}


def read(statement: Statement, session: Session) -> Iterator[Touch]:
    """Yield the deletes and updates that reach every row: no WHERE, or one that is always true."""
    words = statement.excerpt.data[statement.start : statement.end].lower()
    if not any(word in words for word in _WORDS):
        return
    for kind, node in walk(statement.node):
        if kind == "MergeStmt":
            yield from _merge(statement, session, node)
        elif kind in ("DeleteStmt", "UpdateStmt"):
            others = node.using_clause if kind == "DeleteStmt" else node.from_clause
            rows = _rows(statement, session, node.relation, others)
            if not node.HasField("where_clause") or always_holds(node.where_clause, rows):
                targets = node.target_list if kind == "UpdateStmt" else ()
                yield _touch(statement, session, node.relation, kind, targets)


def _touch(statement: Statement, session: Session, relation: Node, kind: str, targets: Any) -> Touch:
    named = statement.named(relation)
    table = session.base(session.resolve(named))
    only = not relation.inh
    if kind == "DeleteStmt":
        return Touch(
            "guard-delete-without-where", "deletes all rows of {table}", table, named.at, whole=True, only=only
        )
    columns = tuple(each.res_target.name for each in targets)
    return Touch(
        "guard-update-without-where", "updates all rows of {table}", table, named.at, columns=columns, only=only
    )


def _merge(statement: Statement, session: Session, node: Node) -> Iterator[Touch]:
    """MERGE deletes or updates all rows where its join holds for all, or for none."""
    rows = _rows(statement, session, node.relation, [node.source_relation])
    joins_all = always_holds(node.join_condition, rows)
    joins_none = never_holds(node.join_condition, rows)
    for each in node.merge_when_clauses:
        clause = each.merge_when_clause
        command = _MERGED.get(name_of(clause, "command_type"))
        if command is None or (clause.HasField("condition") and not always_holds(clause.condition, rows)):
            continue
        by_source = name_of(clause, "match_kind") == "MERGE_WHEN_NOT_MATCHED_BY_SOURCE"
        if (joins_none and by_source) or (
            joins_all and name_of(clause, "match_kind") != "MERGE_WHEN_NOT_MATCHED_BY_TARGET"
        ):
            yield _touch(statement, session, node.relation, command, clause.target_list)


def _rows(statement: Statement, session: Session, relation: Node, others: Any) -> Rows:
    """What the columns in a condition are: of the table itself, or of the same table under another name."""
    target = session.resolve(statement.named(relation))
    names: dict[str, QName] = {relation.alias.aliasname or relation.relname: target}
    alone = True
    for each in others:
        kind, inner = unwrap(each)
        alone = False
        if kind == "range_var":
            names[inner.alias.aliasname or inner.relname] = session.resolve(statement.named(inner))

    def column(node: Node) -> tuple[QName, str] | None:
        kind, inner = unwrap(node)
        parts = strings(inner.fields) if kind == "column_ref" else []
        if len(parts) == 1 and alone:
            return target, parts[0]
        holder = names.get(parts[-2]) if len(parts) > 1 else None
        return (holder, parts[-1]) if holder is not None else None

    return Rows(column, lambda found: session.expected.is_required(*found))
