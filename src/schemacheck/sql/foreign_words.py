"""Expressions with words that our own grammar does not know, said in those that it knows.

PostgreSQL's own grammar reads them. What ours has no word for (`IS JSON`, VARIADIC, a subquery) becomes the call of a
function whose name says everything about it but its operands, which are the arguments. So one normal form serves for
all expressions, and one parser of ours stays small.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from schemacheck.sql.expression_tree import Node
from schemacheck.sql.libpg_query import Message, load, repeated, unwrap

MARK: Final = '"?'
"""What the name of such a call begins with, as trees have it."""

_KNOWN: Final = frozenset(
    {
        "a_array_expr",
        "a_const",
        "a_expr",
        "a_indices",
        "a_indirection",
        "bool_expr",
        "boolean_test",
        "case_expr",
        "case_when",
        "coalesce_expr",
        "collate_clause",
        "column_ref",
        "func_call",
        "list",
        "min_max_expr",
        "null_test",
        "param_ref",
        "row_expr",
        "sqlvalue_function",
        "string",
        "type_cast",
    }
)
"""Kinds of nodes that our own grammar understands."""
_PARTS: Final = frozenset({"a_indices", "case_when", "list", "string"})
"""Those of them that are no expression of their own."""
_PLAIN_CALL: Final = frozenset({"funcname", "args", "funcformat", "location", "agg_star"})
_SPOKEN: Final = frozenset({"extract", "position", "overlay", "btrim", "ltrim", "rtrim", "timezone"})
"""Functions whose arguments our own grammar reads with words between them."""
_CALLED: Final = 1
"""What libpg_query calls COERCE_EXPLICIT_CALL: with commas between the arguments."""
_PLACES: Final = frozenset({"rexpr_list_start", "rexpr_list_end", "list_start", "list_end"})
"""Fields with a position in the text, besides those called location."""
_LAYERS: Final = 50


@lru_cache(maxsize=1 << 10)
def in_known_words(text: str, home: str = "") -> str | None:
    """Write an expression so that our own grammar can read it; None where nobody can, or the library is not there.

    Names of schema `home` are those without a schema.
    """
    try:
        postgast = load()
    except (ImportError, OSError):
        return None
    try:
        tree = postgast.parse(f"SELECT (\n{text}\n)")
        value = _only_value(tree)
        if value is None:
            return None
        _say(value, home, _LAYERS)
        return str(postgast.deparse(tree)).removeprefix("SELECT ")
    except (postgast.PgQueryError, RecursionError):
        return None
    except Exception as error:
        # Protobuf reads no more than a hundred layers.
        if type(error).__name__ != "DecodeError":
            raise
        return None


def is_foreign(node: Node) -> bool:
    """Whether a node of a tree stands for something that our own grammar does not know."""
    return node.kind == "call" and node.text.startswith(MARK)


def _only_value(tree: Message) -> Message | None:
    """Return the one expression a text is; None where it goes on after it."""
    if len(tree.stmts) != 1:
        return None
    select = tree.stmts[0].stmt.select_stmt
    said = {descriptor.name for descriptor, _ in select.ListFields()} - {"limit_option", "op"}
    if said != {"target_list"} or len(select.target_list) != 1:
        return None
    target = select.target_list[0].res_target
    return None if target.name or target.indirection else target.val


def _say(node: Message, home: str, layers: int) -> None:
    """Replace what is not known in and below a node, in place."""
    if layers == 0:
        raise RecursionError
    kind, inner = unwrap(node)
    if inner is None:
        return
    if kind in _KNOWN and _is_ordinary(kind, inner):
        if kind == "func_call" and inner.funcname[-1].string.sval not in _SPOKEN:
            inner.funcformat = _CALLED
        for child in _nodes(inner):
            _say(child, home, layers - 1)
        return
    operands: list[Message] = []
    name = f"{MARK[1:]}{kind} {_describe_expression(inner, home, operands)}"
    for operand in operands:
        _say(operand, home, layers - 1)
    call = type(node)()
    call.func_call.funcname.add().string.sval = name
    call.func_call.args.extend(operands)
    call.func_call.funcformat = _CALLED
    node.CopyFrom(call)


def _is_ordinary(kind: str, inner: Message) -> bool:
    if kind == "func_call":
        return {descriptor.name for descriptor, _ in inner.ListFields()} <= _PLAIN_CALL
    if kind in ("column_ref", "a_indirection"):
        parts = inner.fields if kind == "column_ref" else inner.indirection
        return all(part.WhichOneof("node") != "a_star" for part in parts)
    return True


def _nodes(inner: Message) -> list[Message]:
    """Return the nodes right below one, those of a type's name apart."""
    found = []
    for descriptor, value in inner.ListFields():
        if descriptor.type == descriptor.TYPE_MESSAGE and descriptor.message_type.name == "Node":
            found += list(value) if repeated(descriptor) else [value]
    return found


def _describe_expression(message: Message, home: str, operands: list[Message]) -> str:
    """Say all that a message holds; where an expression stands, its number among the operands."""
    if message.DESCRIPTOR.name == "Node":
        kind, inner = unwrap(message)
        if kind in _KNOWN - _PARTS:
            operands.append(message)
            return f"${len(operands)}"
        return f"{kind}({_describe_expression(inner, home, operands)})" if inner is not None else ""
    words = []
    for descriptor, value in message.ListFields():
        name = descriptor.name
        if "location" in name or name in _PLACES or (name == "schemaname" and value == home):
            continue
        values = list(value) if repeated(descriptor) else [value]
        if descriptor.type == descriptor.TYPE_MESSAGE:
            values = [_describe_expression(each, home, operands) for each in values]
        words.append(f"{name}={','.join(map(str, values))}")
    return " ".join(words)
