"""A normal form of SQL expressions that survives the server's own rewriting.

PostgreSQL stores a check, a predicate or a default as a tree and prints it anew, with casts and parentheses nobody
wrote. Two texts with one normal form mean the same. Two texts with different normal forms may still mean the same,
because a text does not tell the types of its columns: `loose_expression` tells apart what surely differs.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from schemacheck.model.expression_tree import (
    AND,
    ATOM,
    CAST,
    COLLATE,
    INDEX,
    IS,
    NOT,
    OR,
    OTHER,
    SIGN,
    Node,
    NotUnderstoodError,
    joined,
    level_of,
    parse_expression,
)
from schemacheck.model.tokens import sql_string, tokens
from schemacheck.model.types import TypeName, is_builtin, well_known_extension_types

TEXT_TYPES: Final = frozenset({"text", "varchar", "bpchar"})
INTEGER_RANGES: Final = {"smallint": 1 << 15, "integer": 1 << 31, "bigint": 1 << 63}
BOOLEANS: Final = {
    **{word[:n]: True for word in ("true", "yes") for n in range(1, len(word) + 1)},
    **{word[:n]: False for word in ("false", "no") for n in range(1, len(word) + 1)},
    "on": True,
    "1": True,
    "of": False,
    "off": False,
    "0": False,
}
"""What the input of type boolean understands: any unambiguous beginning, in lower case."""

_ORDERS: Final = frozenset({"<", ">", "<=", ">="})
_EQUALS: Final = frozenset({"=", "<>", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"})
_PATTERNS: Final = frozenset({"~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*"})
_COMPARISONS: Final = _ORDERS | _EQUALS | _PATTERNS
_SHOWN: Final = {"~~": "LIKE", "!~~": "NOT LIKE", "~~*": "ILIKE", "!~~*": "NOT ILIKE"}
_NUMERIC_TYPES: Final = frozenset({*INTEGER_RANGES, "numeric", "double precision"})
_WHOLE = re.compile(r"\s*([-+]?[0-9]+)\s*\Z", re.ASCII)
_DECIMAL = re.compile(r"\s*([-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\s*\Z", re.ASCII)
_ARRAY_ITEM = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^{}",\\]*?))\s*([,}])', re.DOTALL)
# A literal spelt as the server prints its type: comparing it as text or as a value gives the same answer.
_PRINTED_ALIKE: Final = {
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII),
    "timestamp": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\Z", re.ASCII),
    "uuid": re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.ASCII),
}


@lru_cache(maxsize=1 << 15)
def normal_expression(text: str, home: str = "") -> str:
    """Write an expression in its normal form; names of schema `home` lose their schema. Never raises.

    Casts go only where they cannot change the meaning:
    - a cast to text (text, varchar or bpchar without a length) on a string literal, which is what the server adds;
    - a cast of a number to the type it has anyway, and in a comparison to any type that holds its value;
    - in a comparison, the cast of a literal to an enum or to a type that prints the literal just so (dates, uuids);
    - the cast of a bare column to text, which the server adds for varchar columns, ONLY when the column is compared
      with string literals: `(status)::text = 'open'::text` is `status = 'open'`.

    A text beyond the grammar (a subquery, say) is normalised token by token: white space, comments, case, quoting.
    """
    return _fixed_point(text, home, loose=False)


@lru_cache(maxsize=1 << 12)
def loose_expression(text: str, home: str = "") -> str:
    """Write an expression without any cast to text and without any cast of a literal.

    Two expressions whose loose forms differ surely differ in more than what the server adds. Two whose loose forms
    agree and whose normal forms do not cannot be told apart without the types of the columns.
    """
    return _fixed_point(text, home, loose=True)


def tree_of(text: str, home: str = "") -> Node | None:
    """Parse and simplify an expression; None when it is beyond the grammar."""
    try:
        return simplified(parse_expression(text, home))
    except NotUnderstoodError:
        return None


def written(tree: Node) -> str:
    """Write a tree as SQL."""
    return _written(tree)[0]


def _fixed_point(text: str, home: str, *, loose: bool) -> str:
    current = text
    for _ in range(6):
        try:
            tree = simplified(parse_expression(current, home))
        except NotUnderstoodError:
            break
        following = written(_without_casts(tree) if loose else tree)
        if following == current:
            return current
        current = following
    return _token_text(text)


def _token_text(text: str) -> str:
    parts = []
    for token in tokens(text):
        if token.kind == "string":
            parts.append(sql_string(token.value))
        elif token.kind == "name":
            parts.append('"' + token.value.replace('"', '""') + '"')
        elif token.kind == "bits":
            parts.append(f"{token.value[0]}'{token.value[1:]}'")
        else:
            parts.append(token.value)
    return " ".join(parts)


# Simplifying


def simplified(node: Node) -> Node:
    """Fold what the server adds or rewrites, from the leaves up."""
    if node.kind == "cast":
        return _simplified_cast(node)
    node = node._replace(args=tuple(simplified(arg) for arg in node.args))
    if node.kind == "op" and node.text in _COMPARISONS:
        return _compared(node)
    if node.kind in ("any", "all"):
        return _compared_with_any(node)
    if node.kind in ("and", "or"):
        return joined(node.kind, list(node.args))
    if node.kind == "prefix" and node.text == "-" and node.args[0].kind == "number":
        return _negated(node.args[0])
    if node.kind == "case":
        return _simplified_case(node)
    return node


def _simplified_cast(node: Node) -> Node:
    target = node.type
    inner = node.args[0]
    if target is None:
        return node
    if inner.kind == "cast" and inner.type == target:
        return simplified(inner)
    value = simplified(inner)
    if value.kind == "string" and inner.kind != "string":
        # `('now'::text)::date` reads the clock each time, `'now'::date` once: here the inner cast has a meaning.
        if target.name in TEXT_TYPES and not target.modifiers and not target.array:
            return value
        return node._replace(args=(Node("cast", "text", (value,), _TEXT),))
    if value.kind == "string":
        return _cast_string(node, value, target)
    if value.kind == "number":
        return _cast_number(node._replace(args=(value,)), value, target)
    if value.kind == "array" and target.array:
        return _cast_array(node._replace(args=(value,)), value, target)
    if value.kind == "const" and value.text in ("true", "false") and target == _BOOLEAN:
        return value
    if value.kind == "cast" and value.type == target:
        return value
    return node._replace(args=(value,))


_TEXT: Final = TypeName(None, "text")
_BOOLEAN: Final = TypeName(None, "boolean")
_NULL: Final = Node("const", "NULL")


def _cast_string(node: Node, value: Node, target: TypeName) -> Node:
    plain = node._replace(args=(value,))
    if target.array:
        return _expanded(value.text, target) or plain
    if target.modifiers or target.schema is not None:
        return plain
    if target.name in TEXT_TYPES:
        kept = value.text[:1] in ("{", "[") or (target.name == "bpchar" and value.text.endswith(" "))
        return plain if kept else value
    if target.name == "boolean" and value.text.strip().lower() in BOOLEANS:
        return Node("const", "true" if BOOLEANS[value.text.strip().lower()] else "false")
    if target.name in INTEGER_RANGES and (match := _WHOLE.match(value.text)):
        number = Node("number", _plain_number(match[1]))
        return plain._replace(args=(number,)) if natural_type(number.text) != target.name else number
    if target.name == "numeric" and (match := _DECIMAL.match(value.text)):
        number = Node("number", _plain_number(match[1]))
        return plain._replace(args=(number,)) if natural_type(number.text) != target.name else number
    return plain


def _plain_number(text: str) -> str:
    sign = "-" if text.startswith("-") else ""
    digits = text.lstrip("+-").lower()
    return sign + (digits.lstrip("0") or "0" if digits.isdigit() else digits)


def _cast_number(node: Node, value: Node, target: TypeName) -> Node:
    if target.schema is None and not target.array and not target.modifiers and natural_type(value.text) == target.name:
        return value
    return node


def natural_type(number: str) -> str:
    """Return the type PostgreSQL gives a number literal, "" for the hexadecimal ones and their kin."""
    if _WHOLE.match(number) is None:
        return "numeric" if _DECIMAL.match(number) else ""
    if len(number) > 20:
        return "numeric"
    size = int(number)
    for name in ("integer", "bigint"):
        if -INTEGER_RANGES[name] <= size < INTEGER_RANGES[name]:
            return name
    return "numeric"


def _negated(number: Node) -> Node:
    return Node("number", number.text[1:] if number.text.startswith("-") else "-" + number.text)


def _cast_array(node: Node, value: Node, target: TypeName) -> Node:
    """`ARRAY['a']::"Mood"[]` is stored with the cast inside, on each element."""
    if not value.args:
        return node._replace(args=(Node("string", "{}"),))
    if target.modifiers or not all(item.kind in ("string", "number") or item == _NULL for item in value.args):
        return node
    return _array_of(value.args, target)


def _array_of(items: tuple[Node, ...], target: TypeName) -> Node:
    element = TypeName(target.schema, target.name, target.modifiers)
    return Node(
        "array",
        "",
        tuple(item if item == _NULL else simplified(Node("cast", str(element), (item,), element)) for item in items),
    )


def _expanded(text: str, target: TypeName) -> Node | None:
    """`'{a,b}'::text[]` as the ARRAY it is, when it has one dimension, at least one element and no length."""
    items = array_items(text)
    if not items or target.modifiers:
        return None
    nodes = tuple(_NULL if item is None else Node("string", item) for item in items)
    array = _array_of(nodes, target)
    # An ARRAY of nulls alone has no type of its own.
    return None if all(item == _NULL for item in nodes) else array


def array_items(text: str) -> list[str | None] | None:
    """Read an array literal of one dimension; None when it is another thing."""
    text = text.strip()
    if not text.startswith("{") or not text.endswith("}"):
        return None
    if not text[1:-1].strip():
        return []
    items: list[str | None] = []
    at = 1
    while True:
        match = _ARRAY_ITEM.match(text, at)
        if match is None or (match[1] is None and not match[2]):
            return None
        if match[1] is not None:
            items.append(re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL))
        else:
            items.append(None if match[2].lower() == "null" else match[2])
        at = match.end()
        if match[3] == "}":
            return items if at == len(text) else None


def _is_literal(node: Node) -> bool:
    while node.kind == "cast":
        node = node.args[0]
    return node.kind in ("string", "number", "bits", "const")


def _compared(node: Node) -> Node:
    left, right = node.args
    if _is_literal(left) == _is_literal(right):
        return node
    if _is_literal(left):
        left = _relaxed(left, node.text)
        right = _uncast(right, (left,))
    else:
        right = _relaxed(right, node.text)
        left = _uncast(left, (right,))
    return node._replace(args=(left, right))


def _compared_with_any(node: Node) -> Node:
    left, array = node.args
    while array.kind == "cast" and array.type in (
        TypeName(None, "text", (), True),
        TypeName(None, "varchar", (), True),
    ):
        inner = array.args[0]
        if inner.kind != "array" or not all(item.kind == "string" for item in inner.args):
            break
        array = inner
    if array.kind != "array" or not all(_is_literal(item) for item in array.args):
        return node._replace(args=(left, array))
    array = array._replace(args=tuple(_relaxed(item, node.text) for item in array.args))
    left = _uncast(left, array.args)
    if len(array.args) == 1:
        return Node("op", node.text, (left, array.args[0]))
    return node._replace(args=(left, array))


def _relaxed(literal: Node, operator: str) -> Node:
    """Drop the cast of a literal that is compared, where the other side implies it or it adds nothing."""
    target = literal.type
    if literal.kind != "cast" or target is None or target.modifiers:
        return literal
    value = literal.args[0]
    if value == _NULL:
        return value
    if value.kind == "number":
        return value if _holds(value.text, target) else literal
    if value.kind != "string" or target.array:
        return literal
    if is_builtin(target):
        if target.name in ("json", "jsonb"):
            return value if value.text[:1] in ("{", "[") else literal
        pattern = _PRINTED_ALIKE.get(target.name)
        return value if pattern is not None and pattern.match(value.text) else literal
    # An enum compares equal as its text does, but not in the same order; citext and its like not even that.
    return value if operator in _EQUALS and target.name not in well_known_extension_types else literal


def _holds(number: str, target: TypeName) -> bool:
    if target.schema is not None or target.array or target.name not in _NUMERIC_TYPES:
        return False
    if target.name not in INTEGER_RANGES:
        return True
    try:
        value = Decimal(number)
    except InvalidOperation:
        return False
    limit = INTEGER_RANGES[target.name]
    return -limit <= value < limit and _WHOLE.match(number) is not None


def _uncast(side: Node, literals: tuple[Node, ...]) -> Node:
    """Drop the cast of a bare column to text when it is compared with string literals alone."""
    if side.kind != "cast" or side.type != _TEXT or side.args[0].kind != "name":
        return side
    alike = all(literal.kind == "string" and literal.text[:1] not in ("{", "[") for literal in literals)
    return side.args[0] if literals and alike else side


def _simplified_case(node: Node) -> Node:
    subject, *rest = node.args
    tests, results, otherwise = rest[:-1:2], rest[1:-1:2], rest[-1]
    if subject.kind != "nothing" and all(_is_literal(test) for test in tests):
        tests = [_relaxed(test, "=") for test in tests]
        subject = _uncast(subject, tuple(tests))
    parts = [subject]
    for test, result in zip(tests, results, strict=True):
        parts += [test, result]
    if otherwise.kind == "cast" and otherwise.args[0] == _NULL:
        otherwise = _NULL
    return node._replace(args=(*parts, otherwise))


def _without_casts(node: Node) -> Node:
    node = node._replace(args=tuple(_without_casts(arg) for arg in node.args))
    if node.kind == "cast" and node.type is not None:
        value = node.args[0]
        if _is_literal(value) or value.kind == "array" or node.type.name in TEXT_TYPES:
            return value
    return node


# Writing


def _written(node: Node) -> tuple[str, int]:
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
        return f"{text}({_listed(args)})", ATOM
    if kind == "array":
        return f"ARRAY[{_listed(args)}]", ATOM
    if kind == "row":
        return f"ROW({_listed(args)})", ATOM
    if kind == "case":
        return _written_case(args), ATOM
    if kind == "cast":
        return f"{_held(args[0], CAST)}::{text}", CAST
    if kind == "index":
        return f"{_held(args[0], INDEX)}[{written(args[1])}]", INDEX
    if kind == "slice":
        low, high = (("" if arg.kind == "nothing" else _held(arg, ATOM)) for arg in args[1:])
        return f"{_held(args[0], INDEX)}[{low} : {high}]", INDEX
    if kind == "field":
        return f"({written(args[0])}).{text}", ATOM
    if kind == "collate":
        return f"{_held(args[0], COLLATE)} COLLATE {text}", COLLATE
    if kind == "prefix":
        return f"{text} {_held(args[0], SIGN + 1)}", SIGN if text in "+-" else OTHER
    return _written_infix(kind, text, args)


def _written_infix(kind: str, text: str, args: tuple[Node, ...]) -> tuple[str, int]:
    if kind == "not":
        return f"NOT {_held(args[0], NOT + 1)}", NOT
    if kind in ("and", "or"):
        level = AND if kind == "and" else OR
        return f" {kind.upper()} ".join(_held(arg, level + 1) for arg in args), level
    if kind == "is":
        return f"{_held(args[0], IS + 1)} IS {text}", IS
    if kind in ("any", "all"):
        level = _level(text)
        return f"{_held(args[0], level + 1)} {_SHOWN.get(text, text)} {kind.upper()} ({written(args[1])})", level
    level = _level(text)
    return f"{_held(args[0], level + 1)} {_SHOWN.get(text, text)} {_held(args[1], level + 1)}", level


def _level(operator: str) -> int:
    return IS if operator.startswith("IS ") else level_of(operator)


def _held(node: Node, level: int) -> str:
    text, own = _written(node)
    return text if own >= level else f"({text})"


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join(written(node) for node in nodes)


def _written_case(args: tuple[Node, ...]) -> str:
    subject, *rest = args
    parts = ["CASE"] if subject.kind == "nothing" else ["CASE", written(subject)]
    for test, result in zip(rest[:-1:2], rest[1:-1:2], strict=True):
        parts += ["WHEN", written(test), "THEN", written(result)]
    return " ".join([*parts, "ELSE", written(rest[-1]), "END"])
