"""Whether two expressions mean the same: yes, no, or nobody can tell from their texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schemacheck.sql.expression_tree import Node, without_casts, written
from schemacheck.sql.expressions import loose_expression, normal_expression, tree_of
from schemacheck.sql.foreign_words import in_known_words, is_foreign
from schemacheck.sql.implied_casts import with_implied_casts
from schemacheck.sql.literals import RESPELT
from schemacheck.sql.tokens import sql_name
from schemacheck.sql.types import TypeName

_OF_PATHS: Final = frozenset({"json_exists", "json_value", "json_query"})
"""What looks like the call of a function and has a path of JSON, which the server spells anew too."""
_LITERALS: Final = frozenset({"string", "number", "array", "const"})


def same_expression(
    expected: str,
    live: str,
    home: str = "",
    varchars: frozenset[str] | None = None,
    types: Mapping[str, TypeName] | None = None,
) -> bool | None:
    """Whether two expressions mean the same; None when that cannot be told.

    `varchars` and `types` are the varchar columns and the types of all columns of the live side, where they are known.

    It cannot be told when they differ in casts alone, which may be the server's own, in literals that it spells anew,
    or in what is beyond our grammar.
    """
    if normal_expression(expected, home, varchars) == normal_expression(live, home, varchars):
        return True
    if tree_of(expected, home) is not None and tree_of(live, home) is not None:
        return _same_but_for_casts(expected, live, home, varchars, types)
    wanted, found = in_known_words(expected, home), in_known_words(live, home)
    if wanted is None or found is None:
        return None
    if normal_expression(wanted, home, varchars) == normal_expression(found, home, varchars):
        return True
    return _same_but_for_casts(wanted, found, home, varchars, types)


def demand_of(text: str, home: str = "") -> str:
    """Write an expression so that two of them can be paired by it: its normal form, whatever words it uses."""
    return normal_expression(text if tree_of(text, home) else in_known_words(text, home) or text, home)


def _same_but_for_casts(
    expected: str, live: str, home: str, varchars: frozenset[str] | None, types: Mapping[str, TypeName] | None
) -> bool | None:
    """Judge two expressions that our own grammar knows, and whose normal forms differ."""
    if loose_expression(expected, home) != loose_expression(live, home):
        one, other = _without_casts(expected, home), _without_casts(live, home)
        return None if one is None or other is None else _same_trees(one, other)
    if types is None:
        return None
    known = {sql_name(name): type_ for name, type_ in types.items()}
    forms = []
    for text in (expected, live):
        tree = tree_of(normal_expression(text, home, varchars), home)
        if tree is None:
            return None
        forms.append(normal_expression(written(with_implied_casts(tree, known)), home, varchars))
    return True if forms[0] == forms[1] else None


def _without_casts(text: str, home: str) -> Node | None:
    tree = tree_of(normal_expression(text, home), home)
    return None if tree is None else without_casts(_with_server_literals(tree))


def _with_server_literals(node: Node) -> Node:
    """Mark the literals that the server has spelt in its own way."""
    if node.kind == "cast" and node.type is not None and node.type.schema is None and node.type.name in RESPELT:
        value = node.args[0]
        if value.kind in _LITERALS:
            return Node("respelt", value.text)
    return node._replace(args=tuple(map(_with_server_literals, node.args)))


def _same_trees(expected: Node, live: Node) -> bool | None:
    """Compare two trees without casts; None where they differ in nothing but what the server may have rewritten."""
    if expected == live:
        return True
    if "respelt" in (expected.kind, live.kind) and {expected.kind, live.kind} <= {"respelt", *_LITERALS}:
        return None
    if is_foreign(expected) or is_foreign(live) or expected.text in _OF_PATHS:
        # The server says some of it in other words: paths of JSON, the tables of a query.
        return None
    if (expected.kind, expected.text, len(expected.args)) != (live.kind, live.text, len(live.args)):
        return False
    answers = [_same_trees(wanted, found) for wanted, found in zip(expected.args, live.args, strict=True)]
    return False if False in answers else None
