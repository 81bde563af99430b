"""Column defaults: what a default means, so that what a person wrote equals what the server made of it.

PostgreSQL stores `DEFAULT 'draft'` as `'draft'::character varying`, `'a'::public."Mood"` or the like; both sides are
parsed to a kind and a value here, and these are compared.
"""

from __future__ import annotations

import re
from dataclasses import field
from functools import lru_cache
from typing import Final

from schemacheck.base.record import record
from schemacheck.sql.expression_tree import NULL, Node, written
from schemacheck.sql.expressions import loose_expression, natural_type, normal_expression, tree_of
from schemacheck.sql.literals import (
    BITS,
    INTEGER_RANGES,
    JSON,
    NUMERIC,
    TEXTUAL,
    array_items,
    bits_value,
    literal_value,
    number_value,
)
from schemacheck.sql.tokens import sql_string, tokens, words
from schemacheck.sql.types import TypeName, is_builtin

_WORDS_WITH_MEANING: Final = words(
    """true false null current_catalog current_date current_role current_schema current_time current_timestamp
    current_user localtime localtimestamp session_user system_user user"""
)
_NOW: Final = Node("const", "CURRENT_TIMESTAMP")
_TIMESTAMPTZ: Final = TypeName(None, "timestamptz")
_WHOLE: Final = re.compile(r"(?:0|-?[1-9][0-9]{0,17})\Z", re.ASCII)
_NEEDS_QUOTES: Final = frozenset('{}",\\ \t\n\r\v\f')


@record
class Default:
    """What a column gets when an INSERT does not say; equal ones give the same value.

    kind is one of text, number, boolean, json, array, bytes, bits, respelt (a literal that the server spells anew, in a
    way not known here), now, nextval, expression; a source that knows the sequence to be the column's own says serial.
    `value` is canonical for the kind; `text` is the default as written.
    """

    kind: str
    value: str
    text: str = field(compare=False, default="")

    def __str__(self) -> str:
        if self.kind == "now":
            return "CURRENT_TIMESTAMP"
        if self.kind == "serial":
            return "serial"
        if self.kind == "nextval":
            return f"nextval({sql_string(self.value)})"
        if self.kind in ("boolean", "expression") or (self.kind == "number" and self.value[-1].isdigit()):
            return self.value
        return sql_string(self.value)


@lru_cache(maxsize=1 << 16)
def parse_default(text: str, type: TypeName | None, home: str = "") -> Default | None:  # noqa: A002
    """Read a default as a person or `pg_get_expr` writes it; None for NULL, which is no default.

    `type` is the type of the column: casts to it say nothing. Without it, the outermost cast stands for it.
    Names of schema `home` lose their qualification. Never raises: what is no plain value is an "expression".
    """
    tree = tree_of(text, home)
    if tree is None:
        return Default("expression", normal_expression(text, home), text)
    if _core(tree) == NULL:
        return None
    target = type if type is not None else tree.type
    if target is not None and target.schema == home:
        target = TypeName(None, target.name, target.modifiers, target.array)
    found = _literal_value(tree, target)
    if found is not None:
        return Default(*found, text)
    tree = _stripped(tree, target)
    if tree == _NOW:
        return Default("now", "", text)
    sequence = _sequence_of(tree)
    if sequence is not None:
        return Default("nextval", sequence, text)
    return Default("expression", normal_expression(written(tree), home), text)


def cannot_tell(expected: Default, live: Default) -> bool:
    """Whether two unequal defaults differ in what may be the server's own: casts alone, or how it spells a literal."""
    if expected == live or (expected.kind, live.kind) == ("respelt", "respelt"):
        return expected != live
    if (expected.kind, live.kind) != ("expression", "expression"):
        return False
    return loose_expression(expected.value) == loose_expression(live.value)


def looks_like_unquoted_text(text: str) -> bool:
    """Whether a default is a bare word or words (`draft`, `not started`, `in-progress`), which SQL takes for columns.

    False for literals, numbers, calls, and the words that have a meaning of their own (CURRENT_DATE, true, null).
    """
    found = tokens(text)
    named = [token for token in found if token.kind in ("word", "name")]
    between = [token.text for token in found if token.kind not in ("word", "name")]
    if not named or len(between) >= len(named) or any(mark not in ("-", ".", "/", "&") for mark in between):
        return False
    return not any(token.kind == "word" and token.value in _WORDS_WITH_MEANING for token in named)


def _core(tree: Node) -> Node:
    while tree.kind == "cast":
        tree = tree.args[0]
    return tree


def _literal_value(tree: Node, target: TypeName | None) -> tuple[str, str] | None:
    """Return kind and value of a literal that a column of type `target` takes as it stands."""
    core = _core(tree)
    if target is not None and target.array:
        return _array(tree, core, target)
    if not _casts_add_nothing(tree, core, target):
        return None
    if core.kind == "string":
        if target is None or not is_builtin(target):
            # Of a domain the type beneath is unknown, and the server prints its whole numbers without quotes.
            return ("number" if _WHOLE.match(core.text) else "text"), core.text
        return literal_value(core.text, target)
    if core.kind == "number":
        return _number_value(core.text, target)
    if core.kind == "const" and core.text in ("true", "false"):
        return ("text" if target is not None and target.name in TEXTUAL else "boolean"), core.text
    if core.kind == "bits" and (target is None or target.name in BITS):
        return "bits", bits_value(core.text)
    return None


def _number_value(text: str, target: TypeName | None) -> tuple[str, str] | None:
    number = number_value(text)
    if number is None:
        return None
    if target is not None and target.schema is None:
        if target.name in TEXTUAL:
            return "text", text
        if target.name == "boolean":
            return ("boolean", "false" if number == "0" else "true") if "." not in number else None
    return "number", number


def _casts_add_nothing(tree: Node, core: Node, target: TypeName | None) -> bool:
    while tree.kind == "cast":
        if tree.type is not None and target is not None and not _adds_nothing(tree.type, core, target):
            return False
        tree = tree.args[0]
        if tree.kind == "cast" and core.kind == "string":
            # `('now'::text)::date` is worked out at each INSERT.
            return False
    return True


def _adds_nothing(cast: TypeName, core: Node, target: TypeName) -> bool:
    if cast.array:
        return False
    if not is_builtin(target):
        # An enum casts to itself, a domain to the type beneath it.
        return is_builtin(cast) or (
            cast.name == target.name and (None in (cast.schema, target.schema) or cast == target)
        )
    if cast.schema is not None:
        return False
    if cast.modifiers and cast.modifiers != target.modifiers:
        return cast.name in ("varchar", "char") and core.kind == "string" and len(core.text) <= int(cast.modifiers[0])
    pair = {cast.name, target.name}
    if len(pair) == 1 or pair <= TEXTUAL or pair <= BITS or pair <= JSON:
        return True
    if pair <= NUMERIC and core.kind == "number":
        # Rounding apart: `0.1::real` is another number, `1.5::integer` too.
        return cast.name in ("numeric", "double precision") or (
            natural_type(core.text) in INTEGER_RANGES and cast.name in INTEGER_RANGES
        )
    return cast.name == "date" and target.name == "timestamp"


def _array(tree: Node, core: Node, target: TypeName) -> tuple[str, str] | None:
    if tree.kind == "cast":
        cast = tree.type
        if tree.args[0] is not core or cast is None or not cast.array or cast.modifiers not in ((), target.modifiers):
            return None
        both_textual = cast.name in TEXTUAL and target.name in TEXTUAL
        if not both_textual and cast.name != target.name and is_builtin(target):
            return None
    element = TypeName(target.schema, target.name, target.modifiers)
    if core.kind == "array":
        items = [_element(item, element) for item in core.args]
        return None if None in items else ("array", "{" + ",".join(item or "" for item in items) + "}")
    if core.kind != "string":
        return None
    given = array_items(core.text)
    if given is None:
        # More than one dimension, or explicit bounds: the text is compared as it is.
        return "array", core.text.strip()
    quoted = ("NULL" if item is None else _array_quoted(literal_value(item, element)[1]) for item in given)
    return "array", "{" + ",".join(quoted) + "}"


def _element(item: Node, element: TypeName) -> str | None:
    if _core(item) == NULL:
        return "NULL"
    if item.kind == "array":
        inner = [_element(part, element) for part in item.args]
        return None if None in inner else "{" + ",".join(part or "" for part in inner) + "}"
    found = _literal_value(item, element)
    return None if found is None else _array_quoted(found[1])


def _array_quoted(value: str) -> str:
    """Quote an element of an array literal as the server does."""
    if value and value.lower() != "null" and not _NEEDS_QUOTES & set(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _stripped(tree: Node, target: TypeName | None) -> Node:
    """Drop the outer casts that the assignment to the column does anyway; those of a literal have been judged."""
    if _core(tree).kind in ("string", "number", "bits"):
        return tree
    while tree.kind == "cast" and tree.type is not None and target is not None:
        cast = tree.type
        same = (cast.name, cast.array) == (target.name, target.array) and (
            cast.schema == target.schema or None in (cast.schema, target.schema)
        )
        # A cast to varchar(3) cuts, the assignment to such a column fails: with a length, the cast has a meaning.
        fits = not cast.modifiers or (cast.modifiers == target.modifiers and cast.name.startswith("time"))
        textual = {cast.name, target.name} <= {"text", "varchar"} and not cast.array and not target.array
        is_now = tree.args[0] == _NOW and cast == _TIMESTAMPTZ
        if not (fits and (same or textual or is_now)):
            break
        tree = tree.args[0]
    return tree


def _sequence_of(tree: Node) -> str | None:
    """Return the sequence a call of nextval names."""
    if _core(tree).kind == "call":
        tree = _core(tree)
    if (tree.kind, tree.text) != ("call", "nextval") or len(tree.args) != 1:
        return None
    argument = tree.args[0]
    if argument.kind != "string":
        return None
    return argument.text
