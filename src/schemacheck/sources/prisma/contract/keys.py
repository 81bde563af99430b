"""Keys, indexes, foreign keys and checks of a table of a contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemacheck.base.names import Position, QName, truncated
from schemacheck.model.constraints import Check
from schemacheck.model.keys import Action, ForeignKey, Index, KeyPart, PrimaryKey
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.sources.prisma.contract.nodes import Node, Number
from schemacheck.sources.prisma.contract.shape import Shape
from schemacheck.sql.scanner import scan
from schemacheck.sql.tokens import tokens

_ACTIONS: Final[dict[str, Action]] = {
    "noAction": "no action",
    "restrict": "restrict",
    "cascade": "cascade",
    "setNull": "set null",
    "setDefault": "set default",
}
_KEY: Final = frozenset({"columns", "name"})
_INDEX: Final = frozenset({"name", "prefix", "columns", "expression", "where", "unique", "type", "options"})
_FOREIGN_KEY: Final = frozenset({"source", "target", "name", "onDelete", "onUpdate"})
_END: Final = frozenset({"namespaceId", "tableName", "columns", "spaceId"})
_CHECK: Final = frozenset({"name", "prefix", "expression"})


def primary_key(shape: Shape, node: Node | None, what: str) -> PrimaryKey | None:
    """The primary key; None where there is none."""
    if node is None:
        return None
    written = shape.fields(node, "a primary key", _KEY)
    columns = _columns(shape, node, f"the primary key of {what}")
    return PrimaryKey(columns, name=_name(shape, written.get("name"), what), include=UNSTATED, at=_place(shape, node))


def uniques(shape: Shape, node: Node | None, what: str) -> Iterator[Index]:
    """Unique constraints."""
    for item in shape.items(node, f"uniques of {what}"):
        written = shape.fields(item, "a unique", _KEY)
        columns = _columns(shape, item, f"a unique of {what}")
        name = _name(shape, written.get("name"), what)
        yield Index(tuple(map(KeyPart, columns)), unique=True, name=name, include=UNSTATED, at=_place(shape, item))


def indexes(shape: Shape, node: Node | None, what: str) -> Iterator[Index]:
    """Indexes, the unique ones among them."""
    for item in shape.items(node, f"indexes of {what}"):
        written = shape.fields(item, "an index", _INDEX)
        name = truncated(shape.name(item, "name", f"an index of {what}"))
        called = f"index {name} of {what}"
        expression = shape.text(written.get("expression"), f"expression of {called}")
        if (expression is None) == ("columns" not in written):
            shape.mistake(item, f"{called} has to have either columns or an expression")
            continue
        parts = (
            tuple(map(KeyPart, _columns(shape, item, called)))
            if expression is None
            else tuple(key_part(element) for element in elements(expression))
        )
        options = shape.fields(written["options"], f"options of {called}") if "options" in written else {}
        yield Index(
            parts,
            unique=shape.flag(written.get("unique"), f"unique of {called}", default=False),
            name=name,
            predicate=shape.text(written.get("where"), f"where of {called}") or None,
            method=shape.text(written.get("type"), f"type of {called}") or "btree",
            include=UNSTATED,
            storage_parameters=tuple(sorted((key, _setting(value)) for key, value in options.items())),
            at=_place(shape, item),
            marks={"where": shape.at(written["where"])} if "where" in written else {},
        )


def foreign_keys(shape: Shape, node: Node | None, what: str, homes: dict[str, str]) -> Iterator[ForeignKey]:
    """Foreign keys; what the contract leaves out of ON DELETE and ON UPDATE is PostgreSQL's NO ACTION.

    Args:
        shape: the contract.
        node: the list of them.
        what: the table that has them.
        homes: the PostgreSQL schema of each namespace.
    """
    for item in shape.items(node, f"foreignKeys of {what}"):
        written = shape.fields(item, "a foreign key", _FOREIGN_KEY)
        called = f"a foreign key of {what}"
        source, target = shape.part(item, "source", called), shape.part(item, "target", called)
        if source is None or target is None:
            continue
        shape.fields(source, "the source of a foreign key", _END)
        shape.fields(target, "the target of a foreign key", _END)
        namespace = shape.name(target, "namespaceId", f"the target of {called}")
        table = truncated(shape.name(target, "tableName", f"the target of {called}"))
        columns = _columns(shape, source, called)
        target_columns = _columns(shape, target, f"the target of {called}")
        if len(columns) != len(target_columns):
            shape.mistake(item, f"{called} has {len(columns)} columns and points at {len(target_columns)}")
            continue
        yield ForeignKey(
            columns,
            QName(homes.get(namespace, truncated(namespace)), table),
            target_columns,
            name=_name(shape, written.get("name"), what),
            on_delete=_action(shape, written.get("onDelete"), f"onDelete of {called}"),
            on_delete_columns=(),
            on_update=_action(shape, written.get("onUpdate"), f"onUpdate of {called}"),
            at=_place(shape, item),
            marks={
                facet: shape.at(written[key])
                for key, facet in (("onDelete", "on_delete"), ("onUpdate", "on_update"))
                if key in written
            },
        )


def checks(shape: Shape, node: Node | None, what: str) -> Iterator[Check]:
    """Check constraints, those that Prisma 8 makes for its own enums and lists among them."""
    for item in shape.items(node, f"checks of {what}"):
        shape.fields(item, "a check", _CHECK)
        name = truncated(shape.name(item, "name", f"a check of {what}"))
        expression = shape.name(item, "expression", f"check {name} of {what}")
        yield Check(expression, name=name, no_inherit=UNSTATED, at=_place(shape, item))


def _place(shape: Shape, node: Node) -> Position:
    """Where it says most of itself in one line."""
    parts = node.value if isinstance(node.value, dict) else {}
    return shape.at(next((parts[key] for key in ("name", "expression", "columns", "source") if key in parts), node))


def _columns(shape: Shape, node: Node, what: str) -> tuple[str, ...]:
    found = shape.part(node, "columns", what)
    names = shape.names(found, f"columns of {what}")
    if found is not None and not names:
        shape.mistake(found, f"{what} has no columns")
    return tuple(map(truncated, names))


def _name(shape: Shape, node: Node | None, what: str) -> Stated[str]:
    """The name that was chosen; without one the database has chosen, and any will do."""
    text = shape.text(node, f"a name in {what}")
    return truncated(text) if text else UNSTATED


def _action(shape: Shape, node: Node | None, what: str) -> Action:
    text = shape.text(node, what)
    if node is None or text is None:
        return "no action"
    if text not in _ACTIONS:
        shape.mistake(node, f"{what} is {', '.join(list(_ACTIONS)[:-1])} or {list(_ACTIONS)[-1]}, not {text}")
    return _ACTIONS.get(text, "no action")


def _setting(node: Node) -> str:
    value = node.value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.text if isinstance(value, Number) else str(value)


def elements(expression: str) -> Iterator[str]:
    """Cut what stands between the parentheses of an index into its elements."""
    depth = begin = 0
    for _, start, end in scan(expression):
        mark = expression[start:end]
        depth += (mark in "([") - (mark in ")]")
        if mark == "," and depth == 0:
            yield expression[begin:start].strip()
            begin = end
    yield expression[begin:].strip()


def key_part(element: str) -> KeyPart:
    """One element of an index: a column or an expression, perhaps with an operator class and an order behind it."""
    found = [(start, element[start:end]) for _, start, end in scan(element)]
    words = [text.lower() for _, text in found]
    nulls_first = collation = class_ = None
    if words[-2:] in (["nulls", "first"], ["nulls", "last"]) and len(words) > 2:
        nulls_first = words[-1] == "first"
        del words[-2:]
    descending = len(words) > 1 and words[-1] == "desc"
    if len(words) > 1 and words[-1] in ("asc", "desc"):
        del words[-1]
    if len(words) > 1 and words[-1].endswith("_ops"):
        class_ = words.pop()
    if len(words) > 2 and words[-2] == "collate":
        collation = tokens(found[len(words) - 1][1])[0].value
        del words[-2:]
    text = element[: found[len(words)][0]].strip() if len(words) < len(found) else element
    first = tokens(text)
    column = first[0].value if len(first) == 1 and first[0].kind in ("word", "name") else None
    return KeyPart(
        column,
        expression=None if column is not None else text,
        operator_class=class_,
        collation=collation,
        descending=descending,
        nulls_first=descending if nulls_first is None else nulls_first,
    )
