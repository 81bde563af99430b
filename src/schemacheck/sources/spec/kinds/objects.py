"""What a schema holds beside tables: one entry a kind, that reads and writes its section.

Each kind is an attribute of `Schema` and, by the same name, a key of the language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from yaml.nodes import Node

from schemacheck.base.lazy import lazy
from schemacheck.base.record import record
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.read.reader import Fields, Reader
from schemacheck.sources.spec.write.values import Value


def _own_name(item: Any) -> str:
    return str(item.name.name)


@record
class Objects:
    """How one kind is read and written. Its objects have a `name: QName`, and may go without saying."""

    read: Callable[[Reader, Node, str], Iterable[Any]]
    """Reads the value of the key of one schema, given the schema's name."""
    write: Callable[[Any, frozenset[str]], Value]
    """Writes one object, given what left-out keys mean; it stands under its name."""
    name: Callable[[Any], str] = _own_name
    wide: bool = False
    """Whether the database has them, and no schema."""
    alone: bool = False
    """Whether there is one, without a name."""
    together: bool = False
    """Whether `write` gets them all at once: they do not stand under their names."""
    named_alone: bool = False
    """Whether what the file does not name is none of its business, unless `exact` lists the kind."""


_HERE: Final = "schemacheck.sources.spec.kinds"


def _objects(read: str, write: str, *, wide: bool = False, alone: bool = False) -> Objects:
    """Name a kind's functions; they are imported when a file mentions the kind: most files mention few."""
    return Objects(lazy(f"{_HERE}.{read}"), lazy(f"{_HERE}.{write}"), wide=wide, alone=alone)


def _plain_objects(kind: str, *, wide: bool = False) -> Objects:
    """Name the constant that says how a kind of plain objects is read and written."""
    return _objects(f"{kind}.read", f"{kind}.write", wide=wide)


OBJECTS: Final[Mapping[str, Objects]] = {
    "access": _objects("schemas:read_access", "schemas:write_access", alone=True),
    "default_privileges": _objects("schemas:read_default_privileges", "schemas:write_default_privileges", wide=True),
    "enums": _objects("enums:read_enums", "enums:write_enum"),
    "domains": _plain_objects("user_types:DOMAINS"),
    "composite_types": _plain_objects("user_types:COMPOSITE_TYPES"),
    "ranges": _plain_objects("user_types:RANGES"),
    "collations": _plain_objects("user_types:COLLATIONS"),
    "sequences": _plain_objects("sequences:SEQUENCES"),
    "functions": replace(_plain_objects("functions:FUNCTIONS"), name=lazy(f"{_HERE}.functions:written_signature")),
    "extensions": _plain_objects("database:EXTENSIONS", wide=True),
    "event_triggers": _plain_objects("database:EVENT_TRIGGERS", wide=True),
    "publications": _plain_objects("database:PUBLICATIONS", wide=True),
    "foreign_servers": _plain_objects("database:FOREIGN_SERVERS", wide=True),
    "database": _objects("database:read_database", "database:write_database", wide=True, alone=True),
    "roles": replace(_objects("roles:read_roles", "roles:write_role", wide=True), named_alone=True),
    "settings": replace(_objects("roles:read_settings", "roles:write_settings", wide=True), together=True),
}
WIDE: Final = ""
"""The schema of what no schema holds."""


class ObjectsRead:
    """Collects the objects of all schemas of a file."""

    def __init__(self) -> None:
        self.found: dict[str, list[Any]] = {}
        self.listed: dict[str, set[str]] = {}

    def read(self, reader: Reader, fields: Fields, schema: str) -> None:
        """Read every kind that one schema's section mentions."""
        for kind, objects in OBJECTS.items():
            if kind in fields.stated_keys:
                holder = WIDE if objects.wide else schema
                found = self.found.setdefault(kind, [])
                listed = self.listed.setdefault(kind, set())
                if not objects.named_alone or kind in reader.exact:
                    listed.add(holder)
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
        own = [item for item in held if item.name.schema == namespace and not item.goes_without_saying]
        if objects.together:
            sections[kind] = objects.write(own, exact)
            continue
        written = {objects.name(item): objects.write(item, exact) for item in sorted(own, key=objects.name)}
        if not objects.alone:
            sections[kind] = written
        elif own:
            sections[kind] = objects.write(own[0], exact)
    return sections
