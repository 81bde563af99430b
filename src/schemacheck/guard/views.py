"""Views whose rows are the rows of one table."""

from __future__ import annotations

from schemacheck.guard.conditions import always_holds
from schemacheck.guard.grammar import NotParsedError, parse
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap


def base_of(definition: str) -> tuple[str | None, str] | None:
    """Return schema and name of the one table whose rows a query shows, all of them; None if there is no such table."""
    try:
        statements = parse(definition.encode())
    except NotParsedError:
        return None
    if len(statements) != 1 or statements[0].kind != "select_stmt":
        return None
    relation = base_of_query(statements[0].node)
    return (relation.schemaname or None, relation.relname) if relation is not None else None


def base_of_query(query: Node) -> Node | None:
    """Return the one relation whose rows a SELECT shows, all of them."""
    if query.group_clause or query.distinct_clause or query.HasField("limit_count") or len(query.from_clause) != 1:
        return None
    if query.HasField("where_clause") and not always_holds(query.where_clause):
        return None
    kind, relation = unwrap(query.from_clause[0])
    return relation if kind == "range_var" else None
