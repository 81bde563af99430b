"""What libpg_query's own parser of PL/pgSQL finds in a body: the statements, each with its line.

It gives no places and stops at the first fault, so that bodies are cut by their words (`bodies`). It is asked all the
same: what it finds and the cutting did not is read too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from schemacheck.base.record import record
from schemacheck.sql.lexer import tokens
from schemacheck.sql.libpg_query import load

_LONGEST: Final = 1 << 20
"""A body of more bytes is cut alone."""
_ONE_TOO_MANY = re.compile(r"\{\}\}(?=,\{)")
_STATEMENTS: Final = frozenset({"PLpgSQL_stmt_execsql", "PLpgSQL_stmt_perform", "PLpgSQL_stmt_call"})
_ASSIGNED: Final = re.compile(
    r"\A(?!\s*(?:select|with)\b)(?:[^'():=]|\([^()']*\))*:?=(?!=)|\A(?!\s*(?:select|with)\b)", re.IGNORECASE
)
"""What stands before the value that is assigned, or before an expression."""
_TEXTS: Final = frozenset({"sqlstmt", "expr", "query"})


@record
class Found:
    """A statement of a body."""

    line: int
    """Counted from 1, in the body."""
    text: str


def statements(statement: bytes) -> list[Found]:
    """Return the statements in the PL/pgSQL body of a DO block or a function; none where it is not accepted."""
    if len(statement) > _LONGEST:
        return []
    return list(_walk(_parsed(statement)))


def expressions(statement: bytes, runners: Collection[str]) -> list[Found]:
    """Return conditions, values and defaults in such a body that may call one of some functions, each as a query.

    Args:
        statement: the statement that has the body.
        runners: functions that run a text they are given: an expression that calls one is as good as a statement.
    """
    if len(statement) > _LONGEST or not any(each.encode() in statement for each in runners):
        return []
    return list(_expressions(_parsed(statement), runners))


def words(text: bytes) -> tuple[bytes, ...]:
    """Return the words of a statement, by which it is the same as another one."""
    return tuple(token.word.encode() or token.raw for token in tokens(text))


def _parsed(statement: bytes) -> Any:
    postgast = load()
    native = postgast.native
    result = native.lib.pg_query_parse_plpgsql(statement)
    try:
        if result.error:
            return None
        written = result.plpgsql_funcs.decode(errors="replace")
    finally:
        native.lib.pg_query_free_plpgsql_parse_result(result)
    # It closes a brace too many behind each variable of a trigger that it has no words for.
    for each in (written, _ONE_TOO_MANY.sub("{}", written)):
        try:
            return json.loads(each)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(root: Any) -> Iterator[Found]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            for kind, inner in node.items():
                if kind in _STATEMENTS and isinstance(inner, dict):
                    yield from _statement(inner)
            waiting += reversed(list(node.values()))


def _statement(node: dict[str, Any]) -> Iterator[Found]:
    for key in _TEXTS & node.keys():
        query = node[key].get("PLpgSQL_expr", {}).get("query")
        if isinstance(query, str):
            yield Found(int(node.get("lineno", 1)), query)


def _expressions(root: Any, runners: Collection[str]) -> Iterator[Found]:
    waiting: list[tuple[Any, int]] = [(root, 1)]
    while waiting:
        node, line = waiting.pop()
        if isinstance(node, list):
            waiting += ((each, line) for each in reversed(node))
        elif isinstance(node, dict):
            line = int(node.get("lineno", line))
            text = node.get("PLpgSQL_expr", {}).get("query")
            if isinstance(text, str) and any(each in text for each in runners):
                yield Found(line, _ASSIGNED.sub("SELECT ", text, count=1))
            waiting += ((each, line) for kind, each in reversed(node.items()) if kind not in _STATEMENTS)
