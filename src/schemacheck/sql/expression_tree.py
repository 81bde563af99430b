"""The tree of an SQL expression, and how it is written: one text for one tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from schemacheck.sql.literals import array_items, loose_value, number_value
from schemacheck.sql.tokens import sql_string

if TYPE_CHECKING:
    from schemacheck.sql.types import TypeName

OR, AND, NOT, IS, COMPARISON, MATCH, OTHER, SUM, PRODUCT, POWER, AT, COLLATE, SIGN, INDEX, CAST, ATOM = range(1, 17)
"""Levels of precedence, the loosest first."""

_LEVELS: Final = {
    **dict.fromkeys(("=", "<", ">", "<=", ">=", "<>"), COMPARISON),
    **dict.fromkeys(("+", "-"), SUM),
    **dict.fromkeys(("*", "/", "%"), PRODUCT),
    "^": POWER,
    # Printed as LIKE and its kin, which bind tighter than a comparison and looser than an operator.
    **dict.fromkeys(("~~", "!~~", "~~*", "!~~*"), MATCH),
}

_SHOWN: Final = {"~~": "LIKE", "!~~": "NOT LIKE", "~~*": "ILIKE", "!~~*": "NOT ILIKE"}


class Node(NamedTuple):
    """A node of the tree; what `text` and `args` hold depends on the kind, see `written`."""

    kind: str
    text: str = ""
    args: tuple[Node, ...] = ()
    type: TypeName | None = None


def level_of(operator: str) -> int:
    """Return the level of precedence of an infix operator."""
    return _LEVELS.get(operator, OTHER)


NULL: Final = Node("const", "NULL")


def has_column(node: Node) -> bool:
    """Whether any column is named in the tree."""
    pending = [node]
    while pending:
        node = pending.pop()
        if node.kind == "name":
            return True
        pending += node.args
    return False


def is_literal(node: Node) -> bool:
    """Whether a node is a constant, with or without casts."""
    while node.kind == "cast":
        node = node.args[0]
    return node.kind in ("string", "number", "bits", "const")


def joined(kind: str, parts: list[Node]) -> Node:
    """Join conditions with AND or OR, which are associative: nested ones are flattened."""
    flat: list[Node] = []
    for part in parts:
        flat += part.args if part.kind == kind else (part,)
    return flat[0] if len(flat) == 1 else Node(kind, "", tuple(flat))


def written(tree: Node) -> str:
    """Write a tree as SQL."""
    return _node_text(tree)[0]


def _node_text(node: Node) -> tuple[str, int]:
    """Return the text of a node and how tightly it holds together."""
    kind, text, args = node.kind, node.text, node.args
    if kind in ("name", "const", "param"):
        return text, ATOM
    if kind == "number":
        return text, SIGN if text.startswith("-") else ATOM
    if kind == "string":
        return sql_string(text), ATOM
    if kind == "bits":
        return f"{text[0]}'{text[1:]}'", ATOM
    if kind == "star":
        return "*", ATOM
    if kind == "call":
        if text == "extract":
            field = args[0].text if args[0].text.isalpha() else sql_string(args[0].text)
            return f"extract({field} FROM {written(args[1])})", ATOM
        return f"{text}({_listed_nodes(args)})", ATOM
    if kind == "array":
        return f"ARRAY[{_listed_nodes(args)}]", ATOM
    if kind == "row":
        return f"ROW({_listed_nodes(args)})", ATOM
    if kind == "case":
        return _written_case(args), ATOM
    if kind == "cast":
        return f"{_in_parentheses(args[0], CAST)}::{text}", CAST
    if kind == "index":
        return f"{_in_parentheses(args[0], INDEX)}[{written(args[1])}]", INDEX
    if kind == "slice":
        low, high = (("" if arg.kind == "nothing" else _in_parentheses(arg, ATOM)) for arg in args[1:])
        return f"{_in_parentheses(args[0], INDEX)}[{low} : {high}]", INDEX
    if kind == "field":
        return f"({written(args[0])}).{text}", ATOM
    if kind == "collate":
        return f"{_in_parentheses(args[0], COLLATE)} COLLATE {text}", COLLATE
    if kind == "prefix":
        return f"{text} {_in_parentheses(args[0], SIGN + 1)}", SIGN if text in "+-" else OTHER
    return _written_infix(kind, text, args)


def _written_infix(kind: str, text: str, args: tuple[Node, ...]) -> tuple[str, int]:
    if kind == "not":
        return f"NOT {_in_parentheses(args[0], NOT + 1)}", NOT
    if kind in ("and", "or"):
        level = AND if kind == "and" else OR
        return f" {kind.upper()} ".join(_in_parentheses(arg, level + 1) for arg in args), level
    if kind == "is":
        return f"{_in_parentheses(args[0], IS + 1)} IS {text}", IS
    if kind in ("any", "all"):
        level = _level(text)
        return (
            f"{_in_parentheses(args[0], level + 1)} {_SHOWN.get(text, text)} {kind.upper()} ({written(args[1])})",
            level,
        )
    level = _level(text)
    return (
        f"{_in_parentheses(args[0], level + 1)} {_SHOWN.get(text, text)} {_in_parentheses(args[1], level + 1)}",
        level,
    )


def _level(operator: str) -> int:
    return IS if operator.startswith("IS ") else level_of(operator)


def _in_parentheses(node: Node, level: int) -> str:
    text, own = _node_text(node)
    return text if own >= level else f"({text})"


def _listed_nodes(nodes: tuple[Node, ...]) -> str:
    return ", ".join(written(node) for node in nodes)


def _written_case(args: tuple[Node, ...]) -> str:
    subject, *rest = args
    parts = ["CASE"] if subject.kind == "nothing" else ["CASE", written(subject)]
    for test, result in zip(rest[:-1:2], rest[1:-1:2], strict=True):
        parts += ["WHEN", written(test), "THEN", written(result)]
    return " ".join([*parts, "ELSE", written(rest[-1]), "END"])


def without_casts(node: Node) -> Node:
    """Drop every cast, and write literals that look alike in one way, whatever they are cast to."""
    if node.kind in ("string", "number"):
        number = number_value(node.text)
        if number is not None and not number[-1].isalpha():
            return Node("number", number)
        items = array_items(node.text)
        if items:
            return Node("array", "", tuple(NULL if item is None else Node("string", item) for item in items))
        if node.text in ("true", "false"):
            return Node("const", node.text)
        return node._replace(text=loose_value(node.text))
    node = node._replace(args=tuple(without_casts(arg) for arg in node.args))
    if node.kind == "call" and node.text == "extract":
        # What EXTRACT became before PostgreSQL 14.
        return node._replace(text="date_part")
    return node.args[0] if node.kind == "cast" else node
