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
from schemacheck.sources.spec.database import (
    EVENT_TRIGGERS,
    EXTENSIONS,
    FOREIGN_SERVERS,
    PUBLICATIONS,
    read_database,
    write_database,
)
from schemacheck.sources.spec.emitter import Value
from schemacheck.sources.spec.enums import read_enums, write_enum
from schemacheck.sources.spec.functions import FUNCTIONS, written_signature
from schemacheck.sources.spec.reader import Fields, Reader
from schemacheck.sources.spec.schemas import (
    read_access,
    read_default_privileges,
    write_access,
    write_default_privileges,
)
from schemacheck.sources.spec.sequences import SEQUENCES
from schemacheck.sources.spec.types_ import COLLATIONS, COMPOSITE_TYPES, DOMAINS, RANGES


@dataclass(frozen=True, slots=True)
class Objects:
    """How one kind is read and written. Its objects have a `name: QName` and a `part_of`."""

    read: Callable[[Reader, Node, str], Iterable[Any]]
    """Reads what stands under the key of one schema, given the schema's name."""
    write: Callable[[Any, frozenset[str]], Value]
    """Writes one object, given what left-out keys mean; it stands under its name."""
    name: Callable[[Any], str] = lambda item: str(item.name.name)
    wide: bool = False
    """Whether the database has them, and no schema."""
    alone: bool = False
    """Whether there is one, without a name."""


OBJECTS: Final[Mapping[str, Objects]] = {
    "access": Objects(read_access, write_access, alone=True),
    "default_privileges": Objects(read_default_privileges, write_default_privileges, wide=True),
    "enums": Objects(read_enums, write_enum),
    "domains": Objects(DOMAINS.read, DOMAINS.write),
    "composite_types": Objects(COMPOSITE_TYPES.read, COMPOSITE_TYPES.write),
    "ranges": Objects(RANGES.read, RANGES.write),
    "collations": Objects(COLLATIONS.read, COLLATIONS.write),
    "sequences": Objects(SEQUENCES.read, SEQUENCES.write),
    "functions": Objects(FUNCTIONS.read, FUNCTIONS.write, written_signature),
    "extensions": Objects(EXTENSIONS.read, EXTENSIONS.write, wide=True),
    "event_triggers": Objects(EVENT_TRIGGERS.read, EVENT_TRIGGERS.write, wide=True),
    "publications": Objects(PUBLICATIONS.read, PUBLICATIONS.write, wide=True),
    "foreign_servers": Objects(FOREIGN_SERVERS.read, FOREIGN_SERVERS.write, wide=True),
    "database": Objects(read_database, write_database, wide=True, alone=True),
}
WIDE: Final = ""
"""The schema of what no schema holds."""


class ObjectsRead:
    """Collects the objects of all schemas of a file."""

    def __init__(self) -> None:
        self.found: dict[str, list[Any]] = {}
        self.listed: dict[str, set[str]] = {}

    def read(self, reader: Reader, fields: Fields, schema: str) -> None:
        """Read every kind that one schema's section speaks of."""
        for kind, objects in OBJECTS.items():
            if kind in fields.stated_keys:
                holder = WIDE if objects.wide else schema
                found = self.found.setdefault(kind, [])
                self.listed.setdefault(kind, set()).add(holder)
                if kind in fields:
                    found.extend(objects.read(reader, fields[kind], holder))

    def stated(self) -> dict[str, Any]:
        """Return the attributes of `Schema` that the file states."""
        return {kind: tuple(items) for kind, items in self.found.items()}


def write_objects(schema: Schema, namespace: str, exact: frozenset[str]) -> dict[str, Value]:
    """Write what one PostgreSQL schema, or the database (`WIDE`), holds beside tables, so far as it is stated."""
    sections: dict[str, Value] = {}
    for kind, objects in OBJECTS.items():
        held = getattr(schema, kind)
        if held is UNSTATED or objects.wide != (namespace == WIDE):
            continue
        if not objects.wide and namespace not in schema.listed.get(kind, schema.namespaces):
            continue
        own = [item for item in held if item.name.schema == namespace and item.part_of is None]
        written = {objects.name(item): objects.write(item, exact) for item in sorted(own, key=objects.name)}
        if not objects.alone:
            sections[kind] = written
        elif own:
            sections[kind] = objects.write(own[0], exact)
    return sections
