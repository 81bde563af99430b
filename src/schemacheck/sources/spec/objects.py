"""What a schema holds beside tables: one entry a kind, that reads and writes its section.

Each kind is an attribute of `Schema` and, by the same name, a key of the language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from yaml.nodes import Node

from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.emitter import Value
from schemacheck.sources.spec.enums import read_enums, write_enum
from schemacheck.sources.spec.reader import Fields, Reader


@dataclass(frozen=True, slots=True)
class Objects:
    """How one kind is read and written. Its objects have a `name: QName` and a `part_of`."""

    read: Callable[[Reader, Node, str], Iterable[Any]]
    """Reads what stands under the key of one schema, given the schema's name."""
    write: Callable[[Any], Value]
    """Writes one object; it stands under its name."""


OBJECTS: Final[Mapping[str, Objects]] = {
    "enums": Objects(read_enums, write_enum),
}


class ObjectsRead:
    """Collects the objects of all schemas of a file."""

    def __init__(self) -> None:
        self.found: dict[str, list[Any]] = {}
        self.listed: dict[str, set[str]] = {}

    def read(self, reader: Reader, fields: Fields, schema: str) -> None:
        """Read every kind that one schema's section speaks of."""
        for kind, objects in OBJECTS.items():
            if kind in fields.stated_keys:
                found = self.found.setdefault(kind, [])
                self.listed.setdefault(kind, set()).add(schema)
                if kind in fields:
                    found.extend(objects.read(reader, fields[kind], schema))

    def stated(self) -> dict[str, Any]:
        """Return the attributes of `Schema` that the file states."""
        return {kind: tuple(items) for kind, items in self.found.items()}


def write_objects(schema: Schema, namespace: str) -> dict[str, Value]:
    """Write what one PostgreSQL schema holds beside tables, so far as it is stated."""
    sections: dict[str, Value] = {}
    for kind, objects in OBJECTS.items():
        held = getattr(schema, kind)
        if held is UNSTATED or namespace not in schema.listed.get(kind, schema.namespaces):
            continue
        own = [item for item in held if item.name.schema == namespace and item.part_of is None]
        sections[kind] = {item.name.name: objects.write(item) for item in sorted(own, key=lambda item: item.name)}
    return sections
