"""The casts that the server writes into an expression because of the types of its operands.

`pieces * price` of an integer and a numeric is stored as `((pieces)::numeric * price)`. Where the types of both
operands are known, so is the cast, and what a person wrote can be given it before it is compared. Only what is certain
is here: numbers, char(n) where a text is wanted, and the literals that the server spells anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schemacheck.sql.expression_tree import Node
from schemacheck.sql.expressions import natural_type
from schemacheck.sql.types import TypeName

_NUMBERS: Final = ("smallint", "integer", "bigint", "numeric", "real", "double precision")
"""Each is implicitly cast to those after it."""
_INTEGERS: Final = frozenset(_NUMBERS[:3])
_FLOATS: Final = frozenset(_NUMBERS[4:])
_ARITHMETIC: Final = frozenset({"+", "-", "*", "/", "%"})
_COMPARISONS: Final = frozenset({"=", "<>", "<", ">", "<=", ">=", "IS DISTINCT FROM"})
_SPELT: Final = frozenset({"date", "timestamp", "time", "interval", "uuid", "inet"})
"""Types whose literals the server spells in its own way, whatever the time zone."""
_TEXTUAL: Final = frozenset({"text", "varchar", "char"})
_OF_ONE_TYPE: Final = frozenset({"coalesce", "greatest", "least"})
_OF_TEXT: Final = frozenset({"lower", "upper", "initcap", "btrim", "ltrim", "rtrim", "md5", "reverse"})
"""Functions of texts alone: no one of these takes a char(n)."""


def with_implied_casts(tree: Node, types: Mapping[str, TypeName]) -> Node:
    """Write the casts into a tree that the server would; `types` are those of columns, by their names as SQL has them.

    A cast that is there stays as it is.
    """
    return _with_implied_casts(tree, types)[0]


def _with_implied_casts(node: Node, types: Mapping[str, TypeName]) -> tuple[Node, str | None]:
    """Return a node with its casts, and its type where that is certain."""
    typed = [_with_implied_casts(arg, types) for arg in node.args]
    args, kinds = tuple(arg for arg, _ in typed), [kind for _, kind in typed]
    node = node._replace(args=args)
    if node.kind == "name":
        column = types.get(node.text)
        return node, None if column is None or column.schema is not None or column.array else column.name
    if node.kind == "number":
        return node, natural_type(node.text) or None
    if node.kind == "cast":
        target = node.type
        return node, None if target is None or target.schema is not None or target.array else target.name
    if node.kind == "prefix" and node.text in "+-":
        return node, kinds[0] if kinds[0] in _NUMBERS else None
    if node.kind == "op":
        return _operated(node, kinds)
    if node.kind == "call" and node.text in _OF_ONE_TYPE:
        return _widened_arguments(node, kinds)
    if node.kind == "call" and node.text in _OF_TEXT:
        return node._replace(args=tuple(map(_as_text, args, kinds))), "text"
    return node, None


def _operated(node: Node, kinds: list[str | None]) -> tuple[Node, str | None]:
    left, right = node.args
    one, other = kinds
    if node.text == "||":
        texts = [kind in _TEXTUAL or arg.kind == "string" for arg, kind in zip(node.args, kinds, strict=True)]
        if all(texts):
            return node._replace(args=(_as_text(left, one), _as_text(right, other))), "text"
        return node, None
    if node.text in _COMPARISONS:
        if left.kind == "string" and other in _SPELT:
            return node._replace(args=(_cast(left, other), right)), None
        if right.kind == "string" and one in _SPELT:
            return node._replace(args=(left, _cast(right, one))), None
    if node.text not in _ARITHMETIC | _COMPARISONS or one not in _NUMBERS or other not in _NUMBERS:
        return node, None
    wanted = _operand_type(one, other)
    if wanted is not None:
        node = node._replace(args=(_as_number(left, one, wanted), _as_number(right, other, wanted)))
        one, other = (kind if kind in _FLOATS and wanted in _FLOATS else wanted for kind in (one, other))
    result = max(one, other, key=_NUMBERS.index)
    return node, result if node.text in _ARITHMETIC else None


def _operand_type(one: str, other: str) -> str | None:
    """What the server casts one of two numbers to; None where it has an operator for the two as they are."""
    if (one in _INTEGERS and other in _INTEGERS) or (one in _FLOATS and other in _FLOATS) or one == other:
        return None
    return "double precision" if _FLOATS & {one, other} else "numeric"


def _widened_arguments(node: Node, kinds: list[str | None]) -> tuple[Node, str | None]:
    """Give arguments that have to be of one type the widest there is."""
    numbers = [kind for kind in kinds if kind in _NUMBERS]
    if len(numbers) < len(kinds) or not numbers:
        return node, None
    widest = max(numbers, key=_NUMBERS.index)
    args = (arg if kind == widest else _cast(arg, widest) for arg, kind in zip(node.args, numbers, strict=True))
    return node._replace(args=tuple(args)), widest


def _as_number(node: Node, kind: str, wanted: str) -> Node:
    return node if kind == wanted or (kind in _FLOATS and wanted in _FLOATS) else _cast(node, wanted)


def _as_text(node: Node, kind: str | None) -> Node:
    return _cast(node, "text") if kind == "char" else node


def _cast(node: Node, to: str) -> Node:
    return Node("cast", to, (node,), TypeName(None, to))
