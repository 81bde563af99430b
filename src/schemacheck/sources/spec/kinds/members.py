"""What a table holds beside columns and keys: one entry a kind, that reads and writes its key.

Each kind is an attribute of `Table` and, by the same name, a key of a table in the language. Left out, it is not
compared; but a file that lists the kind under `exact` means "none" by leaving it out, so that a file of many tables
need not say so at each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from yaml.nodes import Node

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.access import OWNERS_OWN
from schemacheck.model.stated import UNSTATED, Unreadable
from schemacheck.model.table import Table
from schemacheck.sources.spec.grammar.language import OPTIONAL
from schemacheck.sources.spec.read.reader import Fields, Reader
from schemacheck.sources.spec.write.values import Value


class Language(NamedTuple):
    """How one kind is read and written."""

    read: Callable[[Reader, Node, QName], Any]
    """Reads what stands under the key of the table of this name; UNSTATED for `any`."""
    write: Callable[[Any, Table], Value]
    """Writes what a table holds."""


@record
class Members:
    """One kind. Its language is loaded when a file speaks of it: most speak of few."""

    language: Callable[[], Language]
    nothing: Any = ()
    """The attribute's value where a table has none."""


def _checks() -> Language:
    from schemacheck.sources.spec.kinds import checks  # noqa: PLC0415

    return Language(checks.read_checks, checks.write_checks)


def _indexes() -> Language:
    from schemacheck.sources.spec.kinds import indexes  # noqa: PLC0415

    return Language(indexes.read_indexes, indexes.write_indexes)


def _named(name: str) -> Callable[[], Language]:
    """Load the language of a kind that a table holds by name."""

    def load() -> Language:
        from schemacheck.sources.spec.kinds import table_kinds  # noqa: PLC0415

        kind: table_kinds.Named = getattr(table_kinds, name)
        return Language(kind.read, kind.write)

    return load


def _word() -> Language:
    from schemacheck.sources.spec.kinds import access, table_kinds  # noqa: PLC0415

    return Language(table_kinds.read_word, access.write_text)


def _replica_identity() -> Language:
    from schemacheck.sources.spec.kinds import access, table_kinds  # noqa: PLC0415

    return Language(table_kinds.read_replica_identity, access.write_text)


def _printed() -> Language:
    from schemacheck.sources.spec.kinds import table_kinds  # noqa: PLC0415

    return Language(table_kinds.read_printed, table_kinds.write_printed)


def _inherits() -> Language:
    from schemacheck.sources.spec.kinds import table_kinds  # noqa: PLC0415

    return Language(table_kinds.read_inherits, table_kinds.write_inherits)


def _text() -> Language:
    from schemacheck.sources.spec.kinds import access  # noqa: PLC0415

    return Language(access.read_text, access.write_text)


def _grants() -> Language:
    from schemacheck.sources.spec.kinds import access  # noqa: PLC0415

    return Language(access.read_table_grants, access.write_table_grants)


MEMBERS: Final[Mapping[str, Members]] = {
    "checks": Members(_checks),
    "indexes": Members(_indexes),
    "exclusions": Members(_named("EXCLUSIONS")),
    "triggers": Members(_named("TRIGGERS")),
    "rules": Members(_named("RULES")),
    "row_security": Members(_word, "off"),
    "policies": Members(_named("POLICIES")),
    "replica_identity": Members(_replica_identity, "default"),
    "partition_by": Members(_printed, None),
    "partitions": Members(_named("PARTITIONS")),
    "inherits": Members(_inherits),
    "statistics": Members(_named("STATISTICS")),
    "owner": Members(_text, UNSTATED),
    "grants": Members(_grants, (OWNERS_OWN,)),
    "comment": Members(_text, None),
}


def read_members(reader: Reader, fields: Fields, table: QName, exact: frozenset[str]) -> dict[str, Any]:
    """Return the attributes of `Table` that a table of the file states."""
    stated: dict[str, Any] = {"owner": reader.owner}
    for kind, members in MEMBERS.items():
        if kind in fields:
            stated[kind] = members.language().read(reader, fields[kind], table)
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
            sections[kind] = members.language().write(held, table)
    return sections


def exact_kinds(tables: tuple[Table, ...]) -> frozenset[str]:
    """Say which kinds so many tables state that a file is shorter with them under `exact`: more than half."""
    described = [table for table in tables if table.columns is not UNSTATED and table.part_of is None]
    return frozenset(
        kind
        for kind in OPTIONAL
        if 2 * sum(getattr(table, kind) is not UNSTATED for table in described) > len(described)
    )
