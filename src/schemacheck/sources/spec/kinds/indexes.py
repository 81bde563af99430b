"""Indexes in the file: a list like that of what is unique."""

from __future__ import annotations

from typing import cast

from yaml.nodes import Node, ScalarNode, SequenceNode

from schemacheck.base.names import QName
from schemacheck.model.keys import Index
from schemacheck.model.stated import UNSTATED, Unstated
from schemacheck.sources.spec.grammar.keys import INDEX
from schemacheck.sources.spec.grammar.language import TABLE
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.kinds.codecs import read_attributes, write_attributes
from schemacheck.sources.spec.kinds.keys import read_parts, write_part
from schemacheck.sources.spec.read.reader import Reader, is_null
from schemacheck.sources.spec.write.values import Block, Line, Value

_ITEM = cast(Shape, TABLE.key("indexes").shape.items)


def read_indexes(reader: Reader, node: Node, _table: QName) -> tuple[Index, ...] | Unstated:
    """Read the value of `indexes:` of a table."""
    if type(node) is ScalarNode and not is_null(node):
        return UNSTATED
    found = (_read_index(reader, item) for item in reader.items(node) if reader.fits(item, _ITEM, "indexes"))
    return tuple(index for index in found if index is not None)


def _read_index(reader: Reader, node: Node) -> Index | None:
    at = reader.at(node)
    if type(node) is ScalarNode or isinstance(node, SequenceNode):
        parts = read_parts(reader, node, "indexes", distinct=False)
        return None if parts is None else Index(parts, at=at)
    fields = reader.fields(node, INDEX)
    parts = read_parts(reader, fields["columns"], "columns", distinct=False) if "columns" in fields else None
    if parts is None:
        return None
    return Index(parts, at=at, marks=fields.marks(), **read_attributes(reader, fields))


def write_indexes(indexes: tuple[Index, ...], _table: object) -> Value:
    """Write indexes by their names."""
    return Block([_write_index(index) for index in sorted(indexes, key=lambda index: (str(index.name), str(index)))])


def _write_index(index: Index) -> Value:
    parts = [write_part(part) for part in index.parts]
    entry = Line({"columns": parts[0] if len(parts) == 1 and isinstance(parts[0], str) else parts})
    write_attributes(entry, index, INDEX)
    return entry if len(entry) > 1 else entry["columns"]
