"""Primary keys and uniqueness."""

from __future__ import annotations

from typing import Final, cast

from yaml.nodes import Node, ScalarNode, SequenceNode

from schemacheck.model.keys import Index, KeyPart, PrimaryKey
from schemacheck.model.stated import UNSTATED, Unstated
from schemacheck.sources.spec.grammar.keys import KEY_PART, PRIMARY_KEY, UNIQUE
from schemacheck.sources.spec.grammar.language import TABLE
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.kinds.codecs import Codec, read_attributes, write_attributes
from schemacheck.sources.spec.read.reader import Fields, Reader, is_null, names
from schemacheck.sources.spec.write.entries import put
from schemacheck.sources.spec.write.values import Block, Line, Value

_UNIQUE_ITEM = cast(Shape, TABLE.key("unique").shape.items)
_PART = cast(Shape, UNIQUE.key("columns").shape.items)


def read_primary_key(reader: Reader, node: Node) -> PrimaryKey | Unstated | None:
    """Read the value of `primary_key:`; None is "there is none", and where a mistake was noted."""
    if type(node) is ScalarNode:
        if node.value == "any":
            return UNSTATED
        if node.value == "none":
            return None
    at = reader.at(node)
    if type(node) is ScalarNode or isinstance(node, SequenceNode):
        columns = names(reader, node, "primary_key")
        return None if columns is None else PrimaryKey(columns, at=at)
    fields = reader.fields(node, PRIMARY_KEY)
    columns = fields.names("columns")
    if columns is None:
        return None
    stated = read_attributes(reader, fields)
    return PrimaryKey(columns, at=at, marks=fields.marks(), **stated)


def read_uniques(reader: Reader, node: Node) -> tuple[Index, ...] | Unstated:
    """Read the value of `unique:`."""
    if type(node) is ScalarNode and not is_null(node):
        return UNSTATED
    found: list[Index] = []
    by_columns: dict[tuple[str | None, ...], list[Index]] = {}
    for item in reader.items(node):
        if not reader.fits(item, _UNIQUE_ITEM, "unique"):
            continue
        unique = _read_unique(reader, item)
        if unique is None:
            continue
        alike = by_columns.setdefault(unique.columns, [])
        twin = next((other for other in alike if _same_entry(other, unique)), None)
        if twin is not None:
            line = f"first in line {twin.at.line}" if twin.at else None
            reader.mistake(item, "this uniqueness stands here a second time", line)
        else:
            found.append(unique)
            alike.append(unique)
    return tuple(found)


def _same_entry(one: Index, other: Index) -> bool:
    """Whether two entries say the same; two indexes of different names may well do the same work."""
    if (one.parts, one.predicate, one.method, one.nulls_distinct) != (
        other.parts, other.predicate, other.method, other.nulls_distinct,
    ):  # fmt: skip
        return False
    return one.name is UNSTATED or other.name is UNSTATED or one.name == other.name


def _read_unique(reader: Reader, node: Node) -> Index | None:
    at = reader.at(node)
    if type(node) is ScalarNode or isinstance(node, SequenceNode):
        parts = read_parts(reader, node, "unique")
        return None if parts is None else Index(parts, unique=True, at=at)
    fields = reader.fields(node, UNIQUE)
    parts = read_parts(reader, fields["columns"], "columns") if "columns" in fields else None
    stated = read_attributes(reader, fields, _OWN)
    if parts is None:
        return None
    # Ranges are kept apart by a gist index, and no other uniqueness has one: either word says both.
    if "method" not in fields and stated["without_overlaps"] is True:
        stated["method"] = "gist"
    elif "without_overlaps" not in fields and stated["method"] == "gist":
        stated["without_overlaps"] = True
    return Index(parts, unique=True, at=at, marks=fields.marks(), **stated)


def read_parts(reader: Reader, node: Node, what: str, *, distinct: bool = True) -> tuple[KeyPart, ...] | None:
    """Read the parts of a key, `distinct` columns perhaps; None where a mistake was noted."""
    parts: list[KeyPart] = []
    sound = True
    for item in reader.items(node):
        part = _read_part(reader, item, what) if reader.fits(item, _PART, what) else None
        if part is None:
            sound = False
        elif distinct and part.column is not None and any(part.column == other.column for other in parts):
            reader.mistake(item, f"{what} lists {part.column} twice")
            sound = False
        else:
            parts.append(part)
    if sound and not parts:
        reader.mistake(node, f"{what}: expected at least one column, found an empty list")
        sound = False
    return tuple(parts) if sound else None


def _read_part(reader: Reader, node: Node, what: str) -> KeyPart | None:
    if type(node) is ScalarNode:
        name = reader.name(node, what)
        return None if name is None else KeyPart(name)
    fields = reader.fields(node, KEY_PART)
    column, expression = fields.name("column"), fields.stated("expression")
    if (column is None) == (expression is None):
        reader.mistake(node, "a part of a key is a column or an expression", "such as {expression: lower(email)}")
        return None
    stated = read_attributes(reader, fields)
    if isinstance(expression, str):
        column, expression, collation = _as_kept(expression)
        if collation is not None and stated["collation"] is None:
            stated["collation"] = collation
    nulls_first = fields.flag("nulls_first", default=stated["descending"])
    return KeyPart(column, expression=expression, nulls_first=nulls_first, **stated)


def _as_kept(expression: str) -> tuple[str | None, str | None, str | None]:
    """Take an expression apart as the server does: a mere column is that, an outer COLLATE the key's own."""
    from schemacheck.sql.expression_tree import written  # noqa: PLC0415
    from schemacheck.sql.expressions import tree_of  # noqa: PLC0415 - few keys have an expression

    tree = tree_of(expression)
    collation = _plain(tree.text) if tree is not None and tree.kind == "collate" else None
    if tree is not None and collation is not None:
        (tree,) = tree.args
        expression = written(tree)
    column = _plain(tree.text) if tree is not None and tree.kind == "name" else None
    return (None, expression, collation) if column is None else (column, None, collation)


def _plain(name: str) -> str | None:
    """Give what a name in an expression names; None where it has a schema or a table before it."""
    if name[:1] == name[-1:] == '"' and '"."' not in name:
        return name[1:-1].replace('""', '"')
    return None if "." in name else name


def _read_carrier(_reader: Reader, fields: Fields, key: str) -> bool | Unstated:
    word = fields.word(key)
    return UNSTATED if word == "any" else word == "constraint"


_OWN: Final = {"as": Codec(_read_carrier, lambda constraint: "constraint" if constraint else "index")}


def write_part(part: KeyPart) -> Value:
    """Write one part of a key."""
    entry = Line()
    if part.column is not None:
        entry["column"] = part.column
    else:
        entry["expression"] = part.expression if isinstance(part.expression, str) else "any"
    write_attributes(entry, part, KEY_PART)
    put(entry, "nulls_first", part.nulls_first, usual=part.descending)
    return part.column if part.column is not None and len(entry) == 1 else entry


def write_primary_key(key: PrimaryKey) -> Value:
    """Write a primary key."""
    entry = Line({"columns": list(key.columns)})
    write_attributes(entry, key, PRIMARY_KEY)
    return entry if len(entry) > 1 else entry["columns"]


def write_uniques(uniques: tuple[Index, ...]) -> Value:
    """Write what is unique, in the order of columns."""
    return Block(sorted(map(_write_unique, uniques), key=order_of_keys))


def _write_unique(unique: Index) -> Value:
    parts: list[Value] = [write_part(part) for part in unique.parts]
    entry: dict[str, Value] = {"columns": parts}
    write_attributes(entry, unique, UNIQUE, _OWN)
    if len(entry) > 1:
        return entry
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else parts


def order_of_keys(entry: Value) -> tuple[str, ...]:
    """Sort written keys by their columns."""
    columns = entry["columns"] if isinstance(entry, dict) else entry
    parts = columns if isinstance(columns, list) else [columns]
    return (*map(str, parts), "", str(entry))
