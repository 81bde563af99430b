"""Enum types in the file: a mapping from names to labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from yaml.nodes import Node, SequenceNode

from schemacheck.base.names import QName
from schemacheck.model.user_types import Enum
from schemacheck.sources.spec.grammar.language import ENUM, NAMESPACE
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.kinds.plain import PlainObjects
from schemacheck.sources.spec.kinds.user_types import TYPES_OWN
from schemacheck.sources.spec.read.reader import Reader
from schemacheck.sources.spec.read.reader import labels as read_labels
from schemacheck.sources.spec.write.values import Value

_ENTRY = cast(Shape, NAMESPACE.key("enums").shape.entries)
_ENUMS = PlainObjects(ENUM, _ENTRY, Enum, grants=TYPES_OWN)


def read_enums(reader: Reader, node: Node, schema: str) -> Iterable[Enum]:
    """Read the value of `enums:` of one schema."""
    for name, (key, value) in reader.entries(node, "an enum type").items():
        if not reader.fits(value, _ENTRY, f"enum {name}"):
            continue
        if isinstance(value, SequenceNode):
            labels = read_labels(reader, value, f"enum {name}")
            yield Enum(QName(schema, name), labels, at=reader.at(key), **_ENUMS.access(reader, None))
        else:
            yield Enum(QName(schema, name), at=reader.at(key), **_ENUMS.stated(reader, value))


def write_enum(enum: Enum, exact: frozenset[str]) -> Value:
    """Write one enum type; only its labels if nothing else is stated."""
    written = _ENUMS.write(enum, exact)
    if written == "exists":
        return {"labels": "any"}
    return written["labels"] if isinstance(written, dict) and set(written) == {"labels"} else written
