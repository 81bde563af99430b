"""A normal form of SQL expressions that survives the server's own rewriting.

PostgreSQL stores a check, a predicate or a default as a tree and prints it anew, with casts and parentheses nobody
wrote. Two texts with one normal form mean the same. Two texts with different normal forms may still mean the same,
because a text does not tell the types of its columns; `same_expression` in `sql.equivalence` says so.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from schemacheck.sql.expression_parser import parse_expression
from schemacheck.sql.expression_tree import NULL, Node, is_literal, joined, without_casts, written
from schemacheck.sql.literals import BOOLEANS, INTEGER_RANGES, array_items, bits_value, literal_value
from schemacheck.sql.token_cursor import NotUnderstoodError
from schemacheck.sql.tokens import Token, sql_name, sql_string, tokens
from schemacheck.sql.types import TypeName, is_builtin, well_known_extension_types

TEXT_TYPES: Final = frozenset({"text", "varchar", "bpchar"})

_TEXT: Final = TypeName(None, "text")
_TEXT_ARRAYS: Final = (TypeName(None, "text", (), True), TypeName(None, "varchar", (), True))
_BOOLEAN: Final = TypeName(None, "boolean")
_EQUALS: Final = frozenset({"=", "<>", "IS DISTINCT FROM"})
_PATTERNS: Final = frozenset({"~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*"})
_COMPARISONS: Final = frozenset({"<", ">", "<=", ">="}) | _EQUALS | _PATTERNS
_CONTAINMENT: Final = frozenset({"@>", "<@", "&&", "<<", ">>", "<<=", ">>=", "@@"})
_ARITHMETIC: Final = frozenset({"+", "-", "*", "/"})
_OF_PATHS: Final = frozenset({"#>", "#>>", "#-", "?|", "?&"})
_FLOATING: Final = frozenset({"random", "pi", "extract", "date_part"})
_OF_TEXT_ALONE: Final = frozenset({"char_length", "character_length", "initcap"})
_ESCAPES: Final = frozenset({"like_escape", "similar_to_escape"})
_TEXT_SEARCH: Final = frozenset(
    {"to_tsvector", "to_tsquery", "plainto_tsquery", "phraseto_tsquery", "websearch_to_tsquery", "ts_headline"}
)
_NUMERIC_TYPES: Final = frozenset({*INTEGER_RANGES, "numeric", "double precision"})
_WHOLE = re.compile(r"\s*([-+]?[0-9]+)\s*\Z", re.ASCII)
_DECIMAL = re.compile(r"\s*([-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\s*\Z", re.ASCII)
_BITS = re.compile(r"[01]+\Z", re.ASCII)
_RESPELT: Final = frozenset({"bytea", "date", "timestamp", "timestamptz", "time", "timetz", "interval", "uuid", "inet"})
# A literal spelt as the server prints its type: comparing it as text or as a value gives the same answer.
_PRINTED_ALIKE: Final = {
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII),
    "timestamp": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\Z", re.ASCII),
    "time": re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}\Z", re.ASCII),
    "uuid": re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.ASCII),
}


@lru_cache(maxsize=1 << 15)
def normal_expression(text: str, home: str = "", varchars: frozenset[str] | None = None) -> str:
    """Write an expression in its normal form; names of schema `home` lose their schema. Never raises.

    Casts go only where they cannot change the meaning:
    - a cast to text (text, varchar or bpchar without a length) on a string literal, which is what the server adds;
    - a cast of a number to the type it has anyway, and in a comparison to any type that holds its value;
    - in a comparison, the cast of a literal to an enum or to a type that prints the literal just so (dates, uuids);
    - the cast of a bare column to text, which the server adds for varchar columns, ONLY when the column is compared
      with string literals: `(status)::text = 'open'::text` is `status = 'open'`. `varchars`, the names of the columns
      that are varchar, makes this exact: these lose the cast everywhere, other columns keep it.

    A text beyond the grammar (a subquery, say) is normalised token by token: white space, comments, case.
    """
    return _fixed_point(text, home, None if varchars is None else frozenset(map(sql_name, varchars)), loose=False)


@lru_cache(maxsize=1 << 12)
def loose_expression(text: str, home: str = "") -> str:
    """Write an expression without any cast: what is left when the types are unknown."""
    return _fixed_point(text, home, None, loose=True)


def tree_of(text: str, home: str = "") -> Node | None:
    """Parse and simplify an expression; None when it is beyond the grammar."""
    try:
        return _Simplifier(None).simplified(parse_expression(text, home))
    except NotUnderstoodError:
        return None


def _fixed_point(text: str, home: str, varchars: frozenset[str] | None, *, loose: bool) -> str:
    simplifier = _Simplifier(varchars)
    given = _without_outer_parentheses(tokens(text))
    current = _token_text(given)
    for _ in range(6):
        try:
            tree = simplifier.simplified(parse_expression(current, home))
        except NotUnderstoodError:
            break
        following = written(without_casts(tree) if loose else tree)
        if following == current:
            return current
        current = following
    return _token_text(given)


def _without_outer_parentheses(found: tuple[Token, ...]) -> tuple[Token, ...]:
    opened: list[int] = []
    closes: dict[int, int] = {}
    for index, token in enumerate(found):
        if token.kind == "punct" and token.value == "(":
            opened.append(index)
        elif token.kind == "punct" and token.value == ")" and opened:
            closes[opened.pop()] = index
    layers = 0
    while closes.get(layers) == len(found) - 1 - layers and len(found) > 2 * layers + 2:
        layers += 1
    return found[layers : len(found) - layers]


def _token_text(found: tuple[Token, ...]) -> str:
    parts = []
    for token in found:
        if token.kind == "string":
            parts.append(sql_string(token.value))
        elif token.kind == "name":
            parts.append('"' + token.value.replace('"', '""') + '"')
        elif token.kind == "bits":
            parts.append(f"{token.value[0]}'{token.value[1:]}'")
        else:
            parts.append(token.value)
    return " ".join(parts)


class _Simplifier:
    """Folds what the server adds or rewrites, from the leaves up; a class only to carry what is known of columns."""

    def __init__(self, varchars: frozenset[str] | None) -> None:
        self.varchars = varchars

    def simplified(self, node: Node) -> Node:
        if node.kind == "cast":
            return self.cast(node)
        if node.kind == "bits":
            return node._replace(text="B" + bits_value(node.text))
        node = node._replace(args=tuple(self.simplified(arg) for arg in node.args))
        if node.kind == "op":
            return self.operated(node)
        if node.kind in ("any", "all"):
            return self.compared_with_any(node)
        if node.kind in ("and", "or"):
            return joined(node.kind, list(node.args))
        if node.kind == "prefix" and node.text == "-" and node.args[0].kind == "number":
            return _negated(node.args[0])
        if node.kind == "case":
            return self.case(node)
        return self.called(node) if node.kind == "call" else node

    def cast(self, node: Node) -> Node:
        target, inner = node.type, node.args[0]
        if target is None or (inner.kind == "cast" and inner.type == target):
            return self.simplified(inner)
        value = self.simplified(inner)
        to_text = target.name in TEXT_TYPES and not target.modifiers and not target.array
        if value.kind == "string" and inner.kind != "string":
            # `('now'::text)::date` reads the clock each time, `'now'::date` once: here the inner cast has a meaning.
            return value if to_text else node._replace(args=(Node("cast", "text", (value,), _TEXT),))
        if value.kind == "string":
            return _cast_string(node, value, target)
        if value.kind == "number":
            natural = target.schema is None and str(target) == natural_type(value.text)
            return value if natural else node._replace(args=(value,))
        if value.kind == "array" and target.array:
            return _cast_array(node._replace(args=(value,)), value, target)
        if value.kind == "const" and value.text in ("true", "false") and target == _BOOLEAN:
            return value
        if (value.kind == "cast" and value.type == target) or (to_text and self.is_varchar(value)):
            return value
        return node._replace(args=(value,))

    def is_varchar(self, node: Node) -> bool:
        if node.kind == "call" and node.text in ("coalesce", "nullif"):
            return all(self.is_varchar(arg) or arg.kind == "string" for arg in node.args)
        return self.varchars is not None and node.kind == "name" and node.text in self.varchars

    def called(self, node: Node) -> Node:
        args = node.args
        if node.text in _OF_TEXT_ALONE and len(args) == 1:
            args = (_without_text_cast(args[0]),)
        if node.text in _TEXT_SEARCH and args[0].kind == "cast" and args[0].text == "regconfig":
            args = (_without_catalog(args[0].args[0]), *args[1:])
        if node.text == "similar_escape" and len(args) == 2:
            # What SIMILAR TO became before PostgreSQL 13.
            given = args[:1] if args[1] == NULL or _is_null(args[1]) else args
            return self.called(Node("call", "similar_to_escape", given))
        if node.text == "setweight" and len(args) == 2 and args[1].kind == "cast" and args[1].text == '"char"':
            args = (args[0], args[1].args[0])
        return node._replace(args=tuple(arg.args[0] if _is_text_literal(arg) else arg for arg in args))

    def operated(self, node: Node) -> Node:
        left, right = node.args
        if left.kind == right.kind == "row" and node.text in ("=", "<>") and len(left.args) == len(right.args):
            pairs = [self.operated(Node("op", node.text, pair)) for pair in zip(left.args, right.args, strict=True)]
            return joined("and" if node.text == "=" else "or", pairs)
        if node.text in _COMPARISONS:
            return self.compared(node)
        if node.text in _ARITHMETIC:
            return node._replace(args=(_without_number_cast(left, right), _without_number_cast(right, left)))
        if node.text in _CONTAINMENT and self.varchars is not None:
            return node._replace(args=(self.relaxed(left, node.text), self.relaxed(right, node.text)))
        if node.text in _OF_PATHS and right.kind == "string":
            path = _TEXT_ARRAYS[0]
            return node._replace(args=(left, _cast_string(Node("cast", str(path), (right,), path), right, path)))
        return node

    def compared(self, node: Node) -> Node:
        left, right = node.args
        if is_literal(left) == is_literal(right):
            if right.kind == "call" and right.text in _ESCAPES and all(arg.kind == "string" for arg in right.args):
                return node._replace(args=(self.uncast(left, right.args, node.text), right))
            return node
        if is_literal(left):
            left = self.relaxed(left, node.text)
            right = self.uncast(right, (left,), node.text)
        else:
            right = self.relaxed(right, node.text)
            left = self.uncast(left, (right,), node.text)
        return node._replace(args=(left, right))

    def compared_with_any(self, node: Node) -> Node:
        left, array = node.args
        while array.kind == "cast" and array.type in _TEXT_ARRAYS:
            inner = array.args[0]
            if inner.kind != "array" or not all(item.kind == "string" for item in inner.args):
                break
            array = inner
        if array.kind != "array" or not all(is_literal(item) for item in array.args):
            return node._replace(args=(left, array))
        array = array._replace(args=tuple(self.relaxed(item, node.text) for item in array.args))
        left = self.uncast(left, array.args, node.text)
        if len(array.args) == 1:
            return Node("op", node.text, (left, array.args[0]))
        return node._replace(args=(left, array))

    def case(self, node: Node) -> Node:
        subject, *rest = node.args
        tests, results, otherwise = rest[:-1:2], rest[1:-1:2], rest[-1]
        if subject.kind != "nothing" and all(is_literal(test) for test in tests):
            tests = [self.relaxed(test, "=") for test in tests]
            subject = self.uncast(subject, tuple(tests), "=")
        parts = [subject]
        for test, result in zip(tests, results, strict=True):
            parts += [test, result]
        return node._replace(args=(*parts, NULL if _is_null(otherwise) else otherwise))

    def relaxed(self, literal: Node, operator: str) -> Node:
        """Drop the cast of a literal that is compared, where the other side implies it or it adds nothing."""
        target = literal.type
        if literal.kind != "cast" or target is None or target.modifiers:
            return literal
        value = literal.args[0]
        if value.kind == "number":
            return value if _fits(value.text, target) else literal
        if value.kind == "bits" and target.name == "varbit":
            return value
        if value.kind != "string":
            return NULL if _is_null(literal) else literal
        if operator in _PATTERNS and target.name in TEXT_TYPES:
            return value
        if target.array:
            return value if value.text == "{}" else literal
        if not is_builtin(target):
            # An enum compares equal as its text does, but not in the same order; citext and its like not even that.
            alike = operator in _EQUALS and target.name not in well_known_extension_types
        elif target.name in ("json", "jsonb"):
            alike = value.text[:1] in ("{", "[")
        else:
            alike = target.name in _PRINTED_ALIKE and _PRINTED_ALIKE[target.name].match(value.text) is not None
        # Where the varchar columns are known, no other cast of a column to text is dropped: nothing can collide.
        known = self.varchars is not None and target.name not in TEXT_TYPES
        return value if alike or known else literal

    def uncast(self, side: Node, literals: tuple[Node, ...], operator: str) -> Node:
        """Drop the cast of a bare column to text when it is compared with string literals alone."""
        if self.varchars is not None or not literals or any(literal.kind != "string" for literal in literals):
            return side
        if operator not in _PATTERNS and any(literal.text[:1] in ("{", "[") for literal in literals):
            return side
        return _without_text_cast(side)


def _without_text_cast(side: Node) -> Node:
    return side.args[0] if side.kind == "cast" and side.type == _TEXT and side.args[0].kind == "name" else side


def _is_null(node: Node) -> bool:
    return node.kind == "cast" and node.args[0] == NULL


def _is_text_literal(node: Node) -> bool:
    return node.kind == "cast" and node.type == _TEXT and node.args[0].kind == "string"


def _without_catalog(node: Node) -> Node:
    return node._replace(text=node.text.removeprefix("pg_catalog.")) if node.kind == "string" else node


def _negated(number: Node) -> Node:
    return Node("number", number.text[1:] if number.text.startswith("-") else "-" + number.text)


def _without_number_cast(side: Node, other: Node) -> Node:
    """Drop the cast of a number beside what forces it: a function of floating point, or an interval."""
    if side.kind != "cast" or side.args[0].kind != "number" or side.text not in ("double precision", "numeric"):
        return side
    forced = (other.kind == "call" and other.text in _FLOATING) or (
        other.kind == "cast" and other.text == "interval" and side.text == "double precision"
    )
    return side.args[0] if forced else side


def _cast_string(node: Node, value: Node, target: TypeName) -> Node:
    if target.array:
        return _expanded(value.text, target) or node._replace(args=(value,))
    if target.schema is None and target.name in _RESPELT:
        value = Node("string", literal_value(value.text, target)[1])
    plain = node._replace(args=(value,))
    if target.modifiers or target.schema is not None:
        return plain
    if target.name in TEXT_TYPES:
        # `'{a}'::text` is one text, `'{a}'` may be an array or JSON.
        kept = value.text[:1] in ("{", "[") or (target.name == "bpchar" and value.text.endswith(" "))
        return plain if kept else value
    if target.name == '"bit"' and _BITS.match(value.text):
        # The type that the server gives `b'101'`: bit, in quotes, is of any length.
        return Node("bits", f"B{value.text}")
    if target.name == "boolean" and value.text.strip().lower() in BOOLEANS:
        return Node("const", "true" if BOOLEANS[value.text.strip().lower()] else "false")
    if target.name in _NUMERIC_TYPES - {"double precision"}:
        match = (_DECIMAL if target.name == "numeric" else _WHOLE).match(value.text)
        if match:
            number = Node("number", _plain_number(match[1]))
            return number if natural_type(number.text) == target.name else plain._replace(args=(number,))
    return plain


def _plain_number(text: str) -> str:
    sign = "-" if text.startswith("-") else ""
    digits = text.lstrip("+-").lower()
    return sign + (digits.lstrip("0") or "0" if digits.isdigit() else digits)


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


def _fits(number: str, target: TypeName) -> bool:
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


def _cast_array(node: Node, value: Node, target: TypeName) -> Node:
    """`ARRAY['a']::"Mood"[]` is stored with the cast inside, on each element."""
    if not value.args:
        return node._replace(args=(Node("string", "{}"),))
    if target.modifiers or not all(item.kind in ("string", "number") or item == NULL for item in value.args):
        return node
    return _array_of(value.args, target)


def _array_of(items: tuple[Node, ...], target: TypeName) -> Node:
    element = TypeName(target.schema, target.name, target.modifiers)
    simplify = _Simplifier(None).simplified
    cast = (item if item == NULL else simplify(Node("cast", str(element), (item,), element)) for item in items)
    return Node("array", "", tuple(cast))


def _expanded(text: str, target: TypeName) -> Node | None:
    """`'{a,b}'::text[]` as the ARRAY it is, when it has one dimension, at least one element and no length."""
    items = array_items(text)
    if not items or target.modifiers or all(item is None for item in items):
        return None
    return _array_of(tuple(NULL if item is None else Node("string", item) for item in items), target)
