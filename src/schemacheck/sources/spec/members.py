"""What a table holds beside columns and keys: one entry a kind, that reads and writes its key.

Each kind is an attribute of `Table` and, by the same name, a key of a table in the language. Left out, it is not
compared; but a file that lists the kind under `exact` means "none" by leaving it out, so that a file of many tables
need not say so at each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from yaml.nodes import Node

from schemacheck.model.access import OWNERS_OWN
from schemacheck.model.names import QName
from schemacheck.model.stated import UNSTATED, Unreadable
from schemacheck.model.table import Table
from schemacheck.sources.spec.access import read_table_grants, read_text, write_table_grants, write_text
from schemacheck.sources.spec.checks import read_checks, write_checks
from schemacheck.sources.spec.emitter import Value
from schemacheck.sources.spec.grammar import OPTIONAL
from schemacheck.sources.spec.indexes import read_indexes, write_indexes
from schemacheck.sources.spec.reader import Fields, Reader
from schemacheck.sources.spec.table_kinds import (
    EXCLUSIONS,
    PARTITIONS,
    POLICIES,
    RULES,
    STATISTICS,
    TRIGGERS,
    read_inherits,
    read_printed,
    read_replica_identity,
    read_word,
    write_inherits,
    write_printed,
)


@dataclass(frozen=True, slots=True)
class Members:
    """How one kind is read and written."""

    read: Callable[[Reader, Node, QName], Any]
    """Reads what stands under the key of the table of this name; UNSTATED for `any`."""
    write: Callable[[Any, Table], Value]
    """Writes what a table holds."""
    nothing: Any = ()
    """The attribute's value where a table has none."""


MEMBERS: Final[Mapping[str, Members]] = {
    "checks": Members(read_checks, write_checks),
    "indexes": Members(read_indexes, write_indexes),
    "exclusions": Members(EXCLUSIONS.read, EXCLUSIONS.write),
    "triggers": Members(TRIGGERS.read, TRIGGERS.write),
    "rules": Members(RULES.read, RULES.write),
    "row_security": Members(read_word, write_text, "off"),
    "policies": Members(POLICIES.read, POLICIES.write),
    "replica_identity": Members(read_replica_identity, write_text, "default"),
    "partition_by": Members(read_printed, write_printed, None),
    "partitions": Members(PARTITIONS.read, PARTITIONS.write),
    "inherits": Members(read_inherits, write_inherits),
    "statistics": Members(STATISTICS.read, STATISTICS.write),
    "owner": Members(read_text, write_text, UNSTATED),
    "grants": Members(read_table_grants, write_table_grants, (OWNERS_OWN,)),
    "comment": Members(read_text, write_text, None),
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
