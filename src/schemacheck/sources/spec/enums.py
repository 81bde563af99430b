"""Enum types in the file: a mapping from names to labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from yaml.nodes import Node, SequenceNode

from schemacheck.model.names import QName
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.user_types import Enum
from schemacheck.sources.spec.emitter import Value
from schemacheck.sources.spec.grammar import ENUM, NAMESPACE
from schemacheck.sources.spec.reader import Reader, names
from schemacheck.sources.spec.shape import Shape

_ENTRY = cast(Shape, NAMESPACE.key("enums").shape.entries)


def read_enums(reader: Reader, node: Node, schema: str) -> Iterable[Enum]:
    """Read what stands under `enums:` of one schema."""
    for name, (key, value) in reader.entries(node, "an enum type").items():
        if not reader.fits(value, _ENTRY, f"enum {name}"):
            continue
        protected = None
        labels: Stated[tuple[str, ...]]
        if isinstance(value, SequenceNode):
            labels = names(reader, value, f"enum {name}") or ()
        else:
            fields = reader.fields(value, ENUM)
            labels = UNSTATED if fields.word("labels") == "any" else fields.names("labels") or ()
            protected = fields.text("protected")
        yield Enum(QName(schema, name), labels, protected=protected, at=reader.at(key))


def write_enum(enum: Enum) -> Value:
    """Write one enum type."""
    labels: Value = list(enum.labels) if isinstance(enum.labels, tuple) else "any"
    if isinstance(labels, list) and enum.protected is None:
        return labels
    entry: dict[str, Value] = {"labels": labels}
    if enum.protected is not None:
        entry["protected"] = enum.protected
    return entry
