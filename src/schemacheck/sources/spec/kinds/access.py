"""Grants, owners and comments in the file, whatever kind of object has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any, Final

from yaml.nodes import Node, ScalarNode

from schemacheck.base.names import QName
from schemacheck.model.access import EVERY_PRIVILEGE, OF_COLUMNS, OWNER, OWNERS_OWN, Grants, Privilege
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED, Unstated
from schemacheck.sources.spec.grammar.common import GRANTED
from schemacheck.sources.spec.kinds.references import NotATargetError, parse_columns, written_name
from schemacheck.sources.spec.read.reader import Fields, Reader, is_null
from schemacheck.sources.spec.write.entries import is_open
from schemacheck.sources.spec.write.values import Value

_PRIVILEGE: Final = re.compile(r"\s*(\w+)\s*(?:\((.*)\))?\s*(with grant option)?\s*\Z", re.IGNORECASE | re.DOTALL)
_KNOWN: Final = ("all", *dict.fromkeys(name for names in EVERY_PRIVILEGE.values() for name in names), "maintain")


def read_grants(reader: Reader, node: Node) -> tuple[Grants, ...] | Unstated:
    """Read the value of `grants:`: a mapping from roles to lists of privileges."""
    if type(node) is ScalarNode and not is_null(node):
        return UNSTATED
    found = []
    for grantee, (key, value) in reader.entries(node, "a role").items():
        if reader.fits(value, GRANTED, f"grants to {grantee}"):
            privileges = frozenset(each for item in reader.items(value) for each in _privileges(reader, item))
            found.append(Grants(grantee, privileges, at=reader.at(key)))
    if not any(grants.grantee == OWNER for grants in found):
        found.append(replace(OWNERS_OWN, at=reader.at(node)))
    return tuple(found)


def _privileges(reader: Reader, node: Node) -> Iterator[Privilege]:
    text = node.value if type(node) is ScalarNode else ""
    said = _PRIVILEGE.match(text)
    name = said.group(1).lower() if said else ""
    if said is None or name not in _KNOWN:
        hint = reader.did_you_mean(name, _KNOWN) if said else "such as select, update(a, b) or insert with grant option"
        reader.mistake(node, f"grants: expected a privilege, found {text or 'no text'}", hint)
        return
    grantable = bool(said.group(3))
    if said.group(2) is None:
        yield Privilege(name, None, grantable)
        return
    if name not in ("all", *OF_COLUMNS):
        reader.mistake(node, f"grants: {name} is not granted on single columns", f"these are: {', '.join(OF_COLUMNS)}")
        return
    try:
        columns = parse_columns(said.group(2))
    except NotATargetError:
        reader.mistake(node, f"grants: expected {name}(column, ...), found {text}")
        return
    for each in OF_COLUMNS if name == "all" else (name,):
        for column in columns:
            yield Privilege(each, column, grantable)


def write_grants(grants: tuple[Grants, ...]) -> Value:
    """Write grants by role; an owner that may do everything is left out."""
    return {
        each.grantee: list(_write_privileges(each.privileges))
        for each in sorted(grants, key=lambda each: each.grantee)
        if each != OWNERS_OWN
    }


def _write_privileges(privileges: frozenset[Privilege]) -> Iterator[str]:
    """Write privileges in the server's own order, columns of one privilege together."""
    columns: dict[tuple[int, str, bool, bool], list[str]] = {}
    for name, column, grantable in privileges:
        of = columns.setdefault((_KNOWN.index(name), name, column is not None, grantable), [])
        if column is not None:
            of.append(written_name(column))
    for (_, name, _, grantable), of in sorted(columns.items()):
        yield name + (f"({', '.join(sorted(of))})" if of else "") + " with grant option" * grantable


def read_table_grants(reader: Reader, node: Node, _table: QName) -> tuple[Grants, ...] | Unstated:
    """Read the `grants:` of a table."""
    return read_grants(reader, node)


def write_table_grants(grants: tuple[Grants, ...], _table: object) -> Value:
    """Write the grants on a table."""
    return write_grants(grants)


def read_text(_reader: Reader, node: Node, _table: object) -> str | Unstated | None:
    """Read a facet that is one text, such as `comment:`; `any` is not compared, `none` is none."""
    text: str = node.value
    if text == "any":
        return UNSTATED
    return None if text == "none" or is_null(node) else text


def write_text(text: str | None, _table: object) -> Value:
    """Write such a facet."""
    return "none" if text is None else text


def access_of(reader: Reader, fields: Fields) -> dict[str, Any]:
    """Read the keys `owner`, `grants` and `comment` of any object, as attributes of its class.

    A key that is left out is not compared; but an owner that the file names for all objects holds here too.
    """
    stated: dict[str, Any] = {"owner": reader.owner}
    if "owner" in fields:
        stated["owner"] = fields.stated("owner")
    if "grants" in fields:
        stated["grants"] = read_grants(reader, fields["grants"])
    if "comment" in fields:
        stated["comment"] = read_text(reader, fields["comment"], None)
    return stated


def put_access(entry: dict[str, Value], item: Any) -> None:
    """Write the owner, the grants and the comment of any object whose class has them, so far as they are stated."""
    facets: Mapping[str, Any] = {name: getattr(item, name, UNSTATED) for name in ("owner", "grants", "comment")}
    if not is_open(facets["owner"]):
        entry["owner"] = facets["owner"]
    if not is_open(facets["grants"]):
        entry["grants"] = write_grants(facets["grants"])
    if not is_open(facets["comment"]):
        entry["comment"] = write_text(facets["comment"], None)


def without_usual_owner(schema: Schema) -> tuple[Schema, str | None]:
    """Take the owner that most objects have out of them all, to be named once for the whole file.

    Where a table is silent about its owner, nothing is taken out: the file would speak for it.
    """
    tables = [table for table in schema.tables if table.columns is not UNSTATED and table.part_of is None]
    held: dict[str, tuple[Any, ...]] = {"tables": schema.tables}
    for each in fields_of(schema):
        value = getattr(schema, each.name)
        if each.name in ("access", "database"):
            continue  # The owner that a file names for all objects is not theirs, so each says its own.
        if isinstance(value, tuple) and value and hasattr(value[0], "owner") and each.name not in held:
            held[each.name] = value
    owners = Counter(item.owner for items in held.values() for item in items if isinstance(item.owner, str))
    if not owners or any(not isinstance(table.owner, str) for table in tables):
        return schema, None
    usual = min(owners, key=lambda owner: (-owners[owner], owner))
    without: dict[str, Any] = {
        name: tuple(replace(item, owner=UNSTATED) if item.owner == usual else item for item in items)
        for name, items in held.items()
    }
    return replace(schema, **without), usual
