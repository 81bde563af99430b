"""Primary keys and uniqueness."""

from __future__ import annotations

from typing import cast

from yaml.nodes import Node, ScalarNode, SequenceNode

from schemacheck.model.keys import Deferral, Index, KeyPart, PrimaryKey
from schemacheck.model.stated import UNSTATED, Unstated
from schemacheck.sources.spec.grammar.keys import KEY_PART, PRIMARY_KEY, UNIQUE
from schemacheck.sources.spec.grammar.language import TABLE
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.read.reader import Fields, Reader, is_null, names
from schemacheck.sources.spec.write.entries import put
from schemacheck.sources.spec.write.values import Line, Value

_UNIQUE_ITEM = cast(Shape, TABLE.key("unique").shape.items)
_PART = cast(Shape, UNIQUE.key("columns").shape.items)


def read_primary_key(reader: Reader, node: Node) -> PrimaryKey | Unstated | None:
    """Read what stands under `primary_key:`; None is "there is none", and where a mistake was noted."""
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
    return PrimaryKey(
        columns,
        name=fields.name("name") or UNSTATED,
        deferral=deferral(fields),
        protected=fields.text("protected"),
        at=at,
        marks=fields.marks(deferrable="deferral"),
    )


def read_uniques(reader: Reader, node: Node) -> tuple[Index, ...] | Unstated:
    """Read what stands under `unique:`."""
    if type(node) is ScalarNode and not is_null(node):
        return UNSTATED
    found: list[Index] = []
    for item in reader.items(node):
        if not reader.fits(item, _UNIQUE_ITEM, "unique"):
            continue
        unique = _read_unique(reader, item)
        if unique is None:
            continue
        twin = next((other for other in found if _same(other, unique)), None)
        if twin is not None:
            line = f"first in line {twin.at.line}" if twin.at else None
            reader.mistake(item, "this uniqueness stands here a second time", line)
        else:
            found.append(unique)
    return tuple(found)


def _same(one: Index, other: Index) -> bool:
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
    include = UNSTATED if fields.word("include") == "any" else fields.names("include") or ()
    if parts is None:
        return None
    carrier = fields.word("as")
    return Index(
        parts,
        unique=True,
        name=fields.name("name") or UNSTATED,
        predicate=fields.stated("where"),
        nulls_distinct=fields.flag("nulls_distinct", default=True),
        deferral=deferral(fields),
        usable=fields.flag("valid", default=True),
        method=UNSTATED if fields.text("method") == "any" else fields.text("method") or "btree",
        include=include,
        constraint=UNSTATED if carrier in (None, "any") else carrier == "constraint",
        protected=fields.text("protected"),
        at=at,
        marks=fields.marks(
            columns="parts", where="predicate", deferrable="deferral", valid="usable", **{"as": "constraint"}
        ),
    )


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
    descending = fields.flag("descending", default=False)
    return KeyPart(
        column,
        expression=expression,
        operator_class=fields.stated("operator_class"),
        collation=fields.stated("collation"),
        descending=descending,
        nulls_first=fields.flag("nulls_first", default=descending),
    )


def deferral(fields: Fields) -> Deferral | Unstated:
    """Read `deferrable:`."""
    said = fields.word("deferrable")
    if said == "any":
        return UNSTATED
    if said in (None, "false"):
        return "no"
    return "deferrable" if said == "true" else cast(Deferral, said)


def write_part(part: KeyPart) -> Value:
    """Write one part of a key."""
    entry = Line()
    if part.column is not None:
        entry["column"] = part.column
    else:
        entry["expression"] = part.expression if isinstance(part.expression, str) else "any"
    put(entry, "operator_class", part.operator_class, None)
    put(entry, "collation", part.collation, None)
    put(entry, "descending", part.descending, usual=False)
    put(entry, "nulls_first", part.nulls_first, usual=part.descending)
    return part.column if part.column is not None and len(entry) == 1 else entry
