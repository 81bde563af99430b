"""What a table holds beside columns and keys: one entry a kind, that reads and writes its key.

Each kind is an attribute of `Table` and, by the same name, a key of a table in the language. Left out, it is not
compared; but a file that lists the kind under `exact` means "none" by leaving it out, so that a file of many tables
need not say so at each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from yaml.nodes import Node

from schemacheck.base.lazy import lazy
from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.access import OWNERS_OWN
from schemacheck.model.stated import UNSTATED, Unreadable
from schemacheck.model.table import Table
from schemacheck.sources.spec.grammar.language import OPTIONAL
from schemacheck.sources.spec.read.reader import Fields, Reader
from schemacheck.sources.spec.write.values import Value


@record
class Members:
    """How one kind is read and written."""

    read: Callable[[Reader, Node, QName], Any]
    """Reads what stands under the key of the table of this name; UNSTATED for `any`."""
    write: Callable[[Any, Table], Value]
    """Writes what a table holds."""
    nothing: Any = ()
    """The attribute's value where a table has none."""


def _members(read: str, write: str, nothing: Any = ()) -> Members:
    """Name a kind's functions; they are imported when a file mentions the kind: most files mention few."""
    here = "schemacheck.sources.spec.kinds"
    return Members(lazy(f"{here}.{read}"), lazy(f"{here}.{write}"), nothing)


def _named_members(kind: str) -> Members:
    """A kind that a table holds by name."""
    return _members(f"table_kinds:{kind}.read", f"table_kinds:{kind}.write")


MEMBERS: Final[Mapping[str, Members]] = {
    "checks": _members("checks:read_checks", "checks:write_checks"),
    "indexes": _members("indexes:read_indexes", "indexes:write_indexes"),
    "exclusions": _named_members("EXCLUSIONS"),
    "triggers": _named_members("TRIGGERS"),
    "rules": _named_members("RULES"),
    "row_security": _members("table_kinds:read_word", "access:write_text", "off"),
    "policies": _named_members("POLICIES"),
    "replica_identity": _members("table_kinds:read_replica_identity", "access:write_text", "default"),
    "partition_by": _members("table_kinds:read_printed", "table_kinds:write_printed", None),
    "partitions": _named_members("PARTITIONS"),
    "inherits": _members("table_kinds:read_inherits", "table_kinds:write_inherits"),
    "statistics": _named_members("STATISTICS"),
    "owner": _members("access:read_text", "access:write_text", UNSTATED),
    "grants": _members("access:read_table_grants", "access:write_table_grants", (OWNERS_OWN,)),
    "comment": _members("access:read_text", "access:write_text", None),
}


def read_members(reader: Reader, fields: Fields, table: QName, exact: frozenset[str]) -> dict[str, Any]:
    """Return the attributes of `Table` that a table of the file states."""
    stated: dict[str, Any] = {"owner": reader.owner}
    for kind, members in MEMBERS.items():
        if kind in fields:
            stated[kind] = members.read(reader, fields[kind], table)
        elif kind in fields.stated_keys or kind in exact:
            stated[kind] = members.nothing
    return stated


def write_members(table: Table, exact: frozenset[str]) -> dict[str, Value]:
    """Write what a table states; what it has none of is left out where `exact` says so for all."""
    sections: dict[str, Value] = {}
    for kind, members in MEMBERS.items():
        held = getattr(table, kind)
        if held is UNSTATED:
            if kind in exact:
                sections[kind] = "any"
        elif isinstance(held, Unreadable):
            sections[kind] = "any"
        elif held != members.nothing or kind not in exact:
            sections[kind] = members.write(held, table)
    return sections


def exact_kinds(tables: tuple[Table, ...]) -> frozenset[str]:
    """Say which kinds so many tables state that a file is shorter with them under `exact`: more than half."""
    described = [table for table in tables if table.columns is not UNSTATED and table.part_of is None]
    return frozenset(
        kind
        for kind in OPTIONAL
        if 2 * sum(getattr(table, kind) is not UNSTATED for table in described) > len(described)
    )
