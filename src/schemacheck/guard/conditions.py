"""Conditions that hold for every row, whatever is in it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from schemacheck.guard.grammar import name_of, strings, walk
from schemacheck.sql.libpg_query import Message as Node
from schemacheck.sql.libpg_query import unwrap

Holder = Callable[[Node], "tuple[Any, str] | None"]
"""Says of a column reference which column of which table it is; None if that is not known."""

_COMPARES: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_WORDS: Final = {
    **dict.fromkeys(("t", "true", "on", "yes", "1"), True),
    **dict.fromkeys(("f", "false", "off", "no", "0"), False),
}
_REFLEXIVE: Final = frozenset({"=", "<=", ">="})
_SYSTEM: Final = frozenset({"ctid", "tableoid", "xmin", "xmax", "cmin", "cmax"})
"""Columns that every row has."""
_OPPOSITES: Final = {"=": "<>", "<": ">=", ">": "<=", "<>": "=", ">=": "<", "<=": ">"}
_UNKNOWN: Final = object()
_NULL: Final = None


class Rows:
    """What is known of the columns a condition may name."""

    def __init__(self, column: Holder, is_required: Callable[[tuple[Any, str]], bool]) -> None:
        self.column = column
        self.is_required = is_required
        """Whether a column is never NULL."""


NOTHING_KNOWN: Final = Rows(lambda _node: None, lambda _column: False)


def always_holds(condition: Node, rows: Rows = NOTHING_KNOWN) -> bool:
    """Whether a condition holds for all rows or for none, and not obviously for none.

    What names no column of a row cannot tell one row from another: `1 < 2`, `now() > '2020-01-01'`.
    """
    found = _truth(condition, rows)
    if found is _UNKNOWN:
        return not any(kind in ("ColumnRef", "SubLink", "CurrentOfExpr", "ParamRef") for kind, _ in walk(condition))
    return found is True


def never_holds(condition: Node, rows: Rows = NOTHING_KNOWN) -> bool:
    """Whether a condition obviously holds for no row."""
    found = _truth(condition, rows)
    return found is False or found is _NULL


def _truth(condition: Node, rows: Rows) -> Any:
    """Return True, False, None for NULL, or _UNKNOWN."""
    kind, node = unwrap(condition)
    if kind == "bool_expr":
        return _joined(node, rows)
    if kind == "null_test":
        return _null_test(node, rows)
    if kind == "boolean_test":
        return _boolean_test(node, rows)
    if kind == "sub_link":
        return _sub_link(node, rows)
    if kind == "a_expr":
        return _comparison(node, rows)
    value = _value(condition)
    return _as_truth(value)


def _as_truth(value: Any) -> Any:
    if isinstance(value, str):
        return _WORDS.get(value.strip().lower(), _UNKNOWN)
    if value is _UNKNOWN or value is _NULL or isinstance(value, bool):
        return value
    return value != 0


def _joined(node: Node, rows: Rows) -> Any:
    operator_ = name_of(node, "boolop")
    values = [_truth(each, rows) for each in node.args]
    if operator_ == "NOT_EXPR":
        return (not values[0]) if isinstance(values[0], bool) else values[0]
    decisive = operator_ == "OR_EXPR"
    if decisive in values:
        return decisive
    if decisive and _complementary(node.args, rows):
        return True
    return next((each for each in values if each is _UNKNOWN or each is _NULL), not decisive)


def _complementary(nodes: Any, rows: Rows) -> bool:
    """`a IS NULL OR a IS NOT NULL`, and `a = 1 OR a <> 1` of a column that is never NULL."""
    tests: set[tuple[Any, Any]] = set()
    compared: set[tuple[Any, str, Any]] = set()
    for each in nodes:
        kind, node = unwrap(each)
        if kind == "null_test":
            column = rows.column(node.arg) or _spelt(node.arg)
            tests.add((column, name_of(node, "nulltesttype")))
        elif kind == "a_expr" and name_of(node, "kind") == "AEXPR_OP":
            found, value = rows.column(node.lexpr), _value(node.rexpr)
            name = "".join(strings(node.name)[-1:]).replace("!=", "<>")
            if found is not None and rows.is_required(found) and value not in (_UNKNOWN, _NULL):
                compared.add((found, name, value))
    if any((column, _OPPOSITES.get(name), value) in compared for column, name, value in compared):
        return True
    return any((column, "IS_NULL") in tests and (column, "IS_NOT_NULL") in tests for column, _ in tests)


def _spelt(node: Node) -> str:
    kind, inner = unwrap(node)
    return ".".join(strings(inner.fields)) if kind == "column_ref" else ""


def _null_test(node: Node, rows: Rows) -> Any:
    wanted = name_of(node, "nulltesttype") == "IS_NULL"
    value = _value(node.arg)
    if value is not _UNKNOWN:
        return (value is _NULL) == wanted
    kind, inner = unwrap(node.arg)
    if kind == "coalesce_expr" and any(_value(each) not in (_UNKNOWN, _NULL) for each in inner.args):
        return not wanted
    column = rows.column(node.arg)
    if column is not None and (rows.is_required(column) or column[1] in _SYSTEM):
        return not wanted
    return _UNKNOWN


def _boolean_test(node: Node, rows: Rows) -> Any:
    value = _truth(node.arg, rows)
    if value is _UNKNOWN:
        return _UNKNOWN
    test = name_of(node, "booltesttype")
    expected = {"TRUE": True, "FALSE": False, "UNKNOWN": None}[test.rsplit("_", 1)[-1]]
    return (value is expected) != ("_NOT_" in test)


def _sub_link(node: Node, rows: Rows) -> Any:
    """`EXISTS (SELECT 1)`, and `id IN (SELECT id FROM the same table)`."""
    kind, query = unwrap(node.subselect)
    if kind != "select_stmt":
        return _UNKNOWN
    bare = not query.HasField("where_clause") and not query.group_clause and not query.HasField("limit_count")
    if name_of(node, "sub_link_type") == "EXISTS_SUBLINK":
        return True if bare and not query.from_clause and not query.HasField("having_clause") else _UNKNOWN
    if name_of(node, "sub_link_type") == "EXPR_SUBLINK":
        plain = bare and not query.from_clause and len(query.target_list) == 1
        return _truth(query.target_list[0].res_target.val, rows) if plain else _UNKNOWN
    if name_of(node, "sub_link_type") != "ANY_SUBLINK" or not node.HasField("testexpr"):
        return _UNKNOWN
    return _is_among(node.testexpr, query, rows)


def _is_among(tested: Node, query: Node, rows: Rows) -> Any:
    """Whether a column is among all values that it has in the same table, or in the same row."""
    bare = not query.HasField("where_clause") and not query.group_clause and not query.HasField("limit_count")
    if not bare or len(query.from_clause) > 1 or len(query.target_list) != 1:
        return _UNKNOWN
    outer = rows.column(tested)
    if not query.from_clause:
        return True if outer is not None and rows.column(query.target_list[0].res_target.val) == outer else _UNKNOWN
    from_kind, relation = unwrap(query.from_clause[0])
    target_kind, target = unwrap(query.target_list[0].res_target.val)
    if from_kind != "range_var" or target_kind != "column_ref" or outer is None:
        return _UNKNOWN
    return True if (relation.relname, strings(target.fields)[-1:]) == (outer[0].name, [outer[1]]) else _UNKNOWN


def _comparison(node: Node, rows: Rows) -> Any:
    kind, name = name_of(node, "kind"), "".join(strings(node.name)[-1:])
    if kind in ("AEXPR_OP", "AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT"):
        left, right = rows.column(node.lexpr), rows.column(node.rexpr)
        if left is not None and left == right:
            if kind == "AEXPR_NOT_DISTINCT" or (kind == "AEXPR_OP" and name in _REFLEXIVE):
                return True
            return False if name in ("<>", "!=", "<", ">") and kind != "AEXPR_NOT_DISTINCT" else _UNKNOWN
        return _compared(kind, name, _value(node.lexpr), _value(node.rexpr))
    if kind == "AEXPR_OP_ANY" and name == "=":
        inner_kind, inner = unwrap(node.rexpr)
        if inner_kind == "sub_link" and name_of(inner, "sub_link_type") == "ARRAY_SUBLINK":
            query_kind, query = unwrap(inner.subselect)
            return _is_among(node.lexpr, query, rows) if query_kind == "select_stmt" else _UNKNOWN
    if kind in ("AEXPR_LIKE", "AEXPR_ILIKE") and name in ("~~", "~~*"):
        column = rows.column(node.lexpr)
        if column is not None and _value(node.rexpr) in ("%", "%%"):
            return True
    return _UNKNOWN


def _compared(kind: str, name: str, left: Any, right: Any) -> Any:
    if left is _UNKNOWN or right is _UNKNOWN:
        return _UNKNOWN
    if kind == "AEXPR_NOT_DISTINCT":
        return left == right
    if kind == "AEXPR_DISTINCT":
        return left != right
    if left is _NULL or right is _NULL:
        return _NULL
    compare = _COMPARES.get(name)
    if isinstance(left, str) and isinstance(right, int | float):
        left = _number(left)
    if isinstance(right, str) and isinstance(left, int | float):
        right = _number(right)
    if compare is None or isinstance(left, str) != isinstance(right, str) or _UNKNOWN in (left, right):
        return _UNKNOWN
    if isinstance(left, str) and name not in ("=", "<>", "!="):
        # In which order texts stand is a matter of the collation.
        return _UNKNOWN
    return compare(left, right)


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return _UNKNOWN


def _value(node: Node) -> Any:
    """Return the value of a constant: a number, a text, a truth value, NULL; _UNKNOWN for anything else."""
    kind, inner = unwrap(node)
    if kind == "a_const":
        if inner.isnull:
            return _NULL
        which = inner.WhichOneof("val")
        if which == "boolval":
            return bool(inner.boolval.boolval)
        if which == "ival":
            return int(inner.ival.ival)
        if which == "fval":
            return _number(inner.fval.fval)
        return str(inner.sval.sval) if which == "sval" else _UNKNOWN
    if kind == "type_cast":
        return _cast(_value(inner.arg), strings(inner.type_name.names)[-1:])
    return _UNKNOWN


def _cast(value: Any, names: list[str]) -> Any:
    if value is _UNKNOWN or value is _NULL:
        return value
    if names in (["bool"], ["boolean"]):
        return _as_truth(value)
    if isinstance(value, str) and names[:1] and names[0] in ("int2", "int4", "int8", "numeric", "float8", "float4"):
        return _number(value)
    return value
