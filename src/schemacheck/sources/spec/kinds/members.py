"""What a table holds beside columns and keys: one entry a kind, that reads and writes its key.

Each kind is an attribute of `Table` and, by the same name, a key of a table in the language. Left out, it is not
compared; but a file that lists the kind under `exact` means "none" by leaving it out, so that a file of many tables
need not say so at each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from yaml.nodes import MappingNode, Node

from schemacheck.base.lazy import lazy, load
from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.access import OWNERS_OWN
from schemacheck.model.stated import UNSTATED, Unreadable
from schemacheck.model.table import HOLDERS, Table, held
from schemacheck.sources.spec.grammar.language import OPTIONAL
from schemacheck.sources.spec.grammar.tables import PARTITION_RULE
from schemacheck.sources.spec.read.reader import Fields, Reader
from schemacheck.sources.spec.write.values import Value

if TYPE_CHECKING:
    # For annotations alone: few files mention partitions.
    from schemacheck.model.partitions import PartitionRule


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
    "of_type": _members("table_kinds:read_of_type", "table_kinds:write_of_type", None),
    "storage_parameters": _members("table_kinds:read_parameters", "table_kinds:write_parameters"),
    "statistics": _named_members("STATISTICS"),
    "owner": _members("access:read_text", "access:write_text", UNSTATED),
    "grants": _members("access:read_table_grants", "access:write_table_grants", (OWNERS_OWN,)),
    "comment": _members("access:read_text", "access:write_text", None),
}


_RULES: Final = "schemacheck.sources.spec.kinds.partition_rules"


def partition_rule(reader: Reader, fields: Fields) -> PartitionRule | None:
    """Read what holds for all partitions of a table, where its key says that and lists none."""
    node = fields.values.get("partitions")
    if not isinstance(node, MappingNode) or not any(key.value in PARTITION_RULE.by_name for key, _ in node.value):
        return None
    rule: PartitionRule | None = load(f"{_RULES}:read_rule")(reader, node)
    return rule


def read_members(reader: Reader, fields: Fields, table: QName, exact: frozenset[str]) -> dict[str, Any]:
    """Return the attributes of `Table` that a table of the file states."""
    stated: dict[str, Any] = {"owner": reader.owner}
    rule = partition_rule(reader, fields)
    if rule is not None:
        stated["partition_rule"] = rule
    for kind, members in MEMBERS.items():
        if kind == "partitions" and rule is not None:
            continue
        if kind in fields:
            stated[kind] = members.read(reader, fields[kind], table)
        elif kind in fields.stated_keys or kind in exact:
            stated[kind] = members.nothing
    return stated


def write_members(table: Table, exact: frozenset[str]) -> dict[str, Value]:
    """Write what a table states; what it has none of is left out where `exact` says so for all."""
    sections: dict[str, Value] = {}
    for kind, members in MEMBERS.items():
        if kind == "partitions" and table.partition_rule is not None:
            sections[kind] = load(f"{_RULES}:write_rule")(table.partition_rule)
            continue
        held = getattr(table, kind)
        if held is UNSTATED:
            if kind in exact:
                sections[kind] = "any"
        elif isinstance(held, Unreadable):
            sections[kind] = "any"
        elif held != members.nothing or kind not in exact:
            sections[kind] = members.write(held, table)
    return sections


_OPEN: Final = Unreadable("it was left open")
OF_MEMBERS: Final = ("storage_parameters", "comment")
"""Kinds that are a facet of a table and, by the same name, of things that it holds."""


def with_what_exact_says(table: Table, exact: frozenset[str]) -> Table:
    """Say of what a table holds that it has nothing of a kind, where `exact` lists that and the entry says nothing."""

    def said(member: Any, kind: str) -> Any:
        value = getattr(member, kind)
        return MEMBERS[kind].nothing if value is UNSTATED and kind not in member.marks else value

    return _with_facets(table, exact, said)


def without_what_exact_says(table: Table, exact: frozenset[str]) -> Table:
    """Take away what `exact` says of what a table holds, so that no entry repeats it; what is open becomes `any`."""

    def left(member: Any, kind: str) -> Any:
        value = getattr(member, kind)
        return _OPEN if value is UNSTATED else UNSTATED if value == MEMBERS[kind].nothing else value

    return _with_facets(table, exact, left)


def _with_facets(table: Table, exact: frozenset[str], facet: Callable[[Any, str], Any]) -> Table:
    """Return the table with what `facet` makes of each facet in OF_MEMBERS that `exact` lists."""
    kinds = [kind for kind in OF_MEMBERS if kind in exact]
    changed: dict[str, Any] = {}
    for held_in in HOLDERS if kinds else ():
        members = tuple(
            replace(member, **{kind: facet(member, kind) for kind in kinds if hasattr(member, kind)})
            for member in held(table, held_in)
        )
        if members:
            changed[held_in] = members[0] if held_in == "primary_key" else members
    return replace(table, **changed) if changed else table


def exact_kinds(tables: tuple[Table, ...]) -> frozenset[str]:
    """Say which kinds so many tables state that a file is shorter with them under `exact`: more than half."""
    described = [table for table in tables if table.columns is not UNSTATED and table.part_of is None]
    return frozenset(
        kind
        for kind in OPTIONAL
        if 2 * sum(getattr(table, kind) is not UNSTATED for table in described) > len(described)
    )
