"""What a schema holds beside tables: one entry a kind, that reads and writes its section.

Each kind is an attribute of `Schema` and, by the same name, a key of the language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from yaml.nodes import Node

from schemacheck.base.record import record
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.read.reader import Fields, Reader
from schemacheck.sources.spec.write.values import Value


def _own_name(item: Any) -> str:
    return str(item.name.name)


class Language(NamedTuple):
    """How one kind is read and written. Its objects have a `name: QName` and a `part_of`."""

    read: Callable[[Reader, Node, str], Iterable[Any]]
    """Reads what stands under the key of one schema, given the schema's name."""
    write: Callable[[Any, frozenset[str]], Value]
    """Writes one object, given what left-out keys mean; it stands under its name."""
    name: Callable[[Any], str] = _own_name


@record
class Objects:
    """One kind. Its language is loaded when a file speaks of it: most speak of few."""

    language: Callable[[], Language]
    wide: bool = False
    """Whether the database has them, and no schema."""
    alone: bool = False
    """Whether there is one, without a name."""


def _access() -> Language:
    from schemacheck.sources.spec.kinds import schemas  # noqa: PLC0415

    return Language(schemas.read_access, schemas.write_access)


def _default_privileges() -> Language:
    from schemacheck.sources.spec.kinds import schemas  # noqa: PLC0415

    return Language(schemas.read_default_privileges, schemas.write_default_privileges)


def _enums() -> Language:
    from schemacheck.sources.spec.kinds import enums  # noqa: PLC0415

    return Language(enums.read_enums, enums.write_enum)


def _types(name: str) -> Callable[[], Language]:
    def load() -> Language:
        from schemacheck.sources.spec.kinds import user_types as types_  # noqa: PLC0415

        kind = getattr(types_, name)
        return Language(kind.read, kind.write)

    return load


def _sequences() -> Language:
    from schemacheck.sources.spec.kinds.sequences import SEQUENCES  # noqa: PLC0415

    return Language(SEQUENCES.read, SEQUENCES.write)


def _functions() -> Language:
    from schemacheck.sources.spec.kinds.functions import FUNCTIONS, written_signature  # noqa: PLC0415

    return Language(FUNCTIONS.read, FUNCTIONS.write, written_signature)


def _of_database(name: str) -> Callable[[], Language]:
    def load() -> Language:
        from schemacheck.sources.spec.kinds import database  # noqa: PLC0415

        kind = getattr(database, name)
        return Language(kind.read, kind.write)

    return load


def _database() -> Language:
    from schemacheck.sources.spec.kinds import database  # noqa: PLC0415

    return Language(database.read_database, database.write_database)


OBJECTS: Final[Mapping[str, Objects]] = {
    "access": Objects(_access, alone=True),
    "default_privileges": Objects(_default_privileges, wide=True),
    "enums": Objects(_enums),
    "domains": Objects(_types("DOMAINS")),
    "composite_types": Objects(_types("COMPOSITE_TYPES")),
    "ranges": Objects(_types("RANGES")),
    "collations": Objects(_types("COLLATIONS")),
    "sequences": Objects(_sequences),
    "functions": Objects(_functions),
    "extensions": Objects(_of_database("EXTENSIONS"), wide=True),
    "event_triggers": Objects(_of_database("EVENT_TRIGGERS"), wide=True),
    "publications": Objects(_of_database("PUBLICATIONS"), wide=True),
    "foreign_servers": Objects(_of_database("FOREIGN_SERVERS"), wide=True),
    "database": Objects(_database, wide=True, alone=True),
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
                    found.extend(objects.language().read(reader, fields[kind], holder))

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
        language = objects.language()
        written = {language.name(item): language.write(item, exact) for item in sorted(own, key=language.name)}
        if not objects.alone:
            sections[kind] = written
        elif own:
            sections[kind] = language.write(own[0], exact)
    return sections
