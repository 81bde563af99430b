"""Rows: deletes and updates that name no condition, anywhere in a statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemacheck.guard.grammar import name_of, walk
from schemacheck.guard.session import Session
from schemacheck.guard.statements import Statement
from schemacheck.guard.touches import Touch
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap

_WORDS: Final = (b"delete", b"update")


def read(statement: Statement, session: Session) -> Iterator[Touch]:
    """Yield the deletes and updates that reach every row: no WHERE, or one that is always true."""
    words = statement.excerpt.data[statement.start : statement.end].lower()
    if not any(word in words for word in _WORDS):
        return
    for kind, node in walk(statement.node):
        if kind not in ("DeleteStmt", "UpdateStmt") or not _reaches_all(node):
            continue
        named = statement.named(node.relation)
        table = session.resolve(named)
        if kind == "DeleteStmt":
            yield Touch("guard-delete-without-where", "deletes all rows of {table}", table, named.at, whole=True)
        else:
            columns = tuple(each.res_target.name for each in node.target_list)
            yield Touch("guard-update-without-where", "updates all rows of {table}", table, named.at, columns=columns)


def _reaches_all(node: Node) -> bool:
    return not node.HasField("where_clause") or _is_true(node.where_clause)


def _is_true(condition: Node) -> bool:
    """Whether a condition holds for every row whatever is in it, such as `true` and `1 = 1`."""
    kind, node = unwrap(condition)
    if kind == "a_const":
        return bool(node.HasField("boolval") and node.boolval.boolval)
    if kind == "type_cast":
        inner_kind, inner = unwrap(node.arg)
        return (
            inner_kind == "a_const" and inner.HasField("sval") and inner.sval.sval.lower() in ("t", "true", "on", "1")
        )
    if kind == "a_expr":
        left, right = unwrap(node.lexpr), unwrap(node.rexpr)
        same = left[0] == right[0] == "a_const" and _value(left[1]) == _value(right[1])
        return same and not left[1].isnull and [each.string.sval for each in node.name] == ["="]
    if kind == "bool_expr" and name_of(node, "boolop") == "AND_EXPR":
        return all(_is_true(each) for each in node.args)
    if kind == "bool_expr" and name_of(node, "boolop") == "OR_EXPR":
        return any(_is_true(each) for each in node.args)
    return False


def _value(constant: Node) -> str:
    return str([(field.name, str(value)) for field, value in constant.ListFields() if field.name != "location"])
