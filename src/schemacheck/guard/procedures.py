"""What libpg_query's own parser of PL/pgSQL finds in a body: the statements, each with its line.

It gives no places and stops at the first fault, so that bodies are cut by their words (`bodies`). It is asked all the
same: what it finds and the cutting did not is read too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from schemacheck.base.record import record
from schemacheck.sql.lexer import tokens
from schemacheck.sql.libpg_query import load

_LONGEST: Final = 1 << 20
"""A body of more bytes is cut alone."""
_ONE_TOO_MANY = re.compile(r"\{\}\}(?=,\{)")
_STATEMENTS: Final = frozenset({"PLpgSQL_stmt_execsql", "PLpgSQL_stmt_perform", "PLpgSQL_stmt_call"})
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
