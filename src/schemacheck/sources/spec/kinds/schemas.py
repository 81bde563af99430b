"""The keys `access:` of a schema and `default_privileges:` of the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from yaml.nodes import MappingNode, Node

from schemacheck.base.names import QName
from schemacheck.model.access import AS_INSTALLED, OWNER, OWNERS_OWN, PUBLIC, Grants
from schemacheck.model.schemas import DefaultPrivileges, SchemaAccess
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.grammar.tables import SCHEMA_ACCESS
from schemacheck.sources.spec.kinds.access import access_of, put_access, read_grants, write_grants
from schemacheck.sources.spec.read.reader import Reader
from schemacheck.sources.spec.write.values import Value


def read_access(reader: Reader, node: Node, schema: str) -> Iterator[SchemaAccess]:
    """Read the value of `access:` of one schema."""
    fields = reader.fields(node, SCHEMA_ACCESS)
    stated = {"grants": (OWNERS_OWN,), **access_of(reader, fields)}
    held = stated["grants"]
    if schema == "public" and isinstance(held, tuple) and not any(each.grantee == PUBLIC for each in held):
        stated["grants"] = (*held, AS_INSTALLED)
    if "owner" not in fields:
        stated["owner"] = UNSTATED  # the usual owner of a file is that of tables; schemas have another more often
    yield SchemaAccess(QName(schema, schema), at=reader.at(node), marks=fields.marks(), **stated)


def write_access(item: SchemaAccess, _exact: frozenset[str]) -> Value:
    """Write who owns a schema and may use it."""
    entry: dict[str, Value] = {}
    grants = item.grants
    if isinstance(grants, tuple):
        grants = tuple(each for each in grants if each != AS_INSTALLED)
    put_access(entry, replace(item, grants=grants))
    if entry.get("grants") == {}:
        del entry["grants"]
    return entry


def read_default_privileges(reader: Reader, node: Node, _schema: str) -> Iterator[DefaultPrivileges]:
    """Read the value of `default_privileges:`. Names are of several names, and so longer than one may be."""
    if not isinstance(node, MappingNode):
        return
    for name, (key, value) in reader.pairs(node).items():
        if not isinstance(value, MappingNode):
            reader.mistake(value, f"{name}: expected a mapping from roles to lists of privileges")
            continue
        grants = read_grants(reader, value)
        held = tuple(each for each in cast("tuple[Grants, ...]", grants) if each.grantee != OWNER)
        yield DefaultPrivileges(QName("", name), grants=held, at=reader.at(key))


def write_default_privileges(item: DefaultPrivileges, _exact: frozenset[str]) -> Value:
    """Write what is granted on objects of one kind that a role will make."""
    return write_grants(cast("tuple[Grants, ...]", item.grants))
