"""One side of an answer, laid out so that a name is found however a message prints it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from schemacheck.base.names import QName, made_name
from schemacheck.base.near import Names, same_word
from schemacheck.compare.objects import OBJECTS
from schemacheck.compare.tables import MEMBERS
from schemacheck.model.keys import PrimaryKey
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Column, Table, held

_SUFFIXES: Final = {"primary_key": ("pkey",), "uniques": ("key", "idx"), "foreign_keys": ("fkey",)}
_NAMED: Final = tuple(each for each in MEMBERS if each.attribute not in ("columns", "partitions", "grants"))
TYPES: Final = ("enums", "domains", "composite_types", "ranges")
"""Where a schema has the types of its own."""


class HeldMember(NamedTuple):
    """Something that a table holds beside its columns."""

    attribute: str
    table: Table
    item: Any

    @property
    def columns(self) -> frozenset[str]:
        """The columns that it is on; nothing where expressions or texts say what it is on."""
        columns = [each for each in getattr(self.item, "columns", ()) if each is not None]
        return frozenset(columns)


class SideIndex:
    """A schema, by the names in it."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    @cached_property
    def tables(self) -> dict[QName, Table]:
        """Every relation that is stated."""
        return {table.name: table for table in self.schema.tables}

    @cached_property
    def by_name(self) -> dict[str, list[QName]]:
        """Relations by their name alone, those that are known by name only among them."""
        found: dict[str, list[QName]] = {}
        for name in (*self.tables, *(relation.name for relation in self.schema.elsewhere)):
            if name not in (known := found.setdefault(name.name, [])):
                known.append(name)
        return found

    @cached_property
    def table_names(self) -> Names:
        """All names of tables, for near misses."""
        return Names(self.by_name)

    @cached_property
    def columns(self) -> dict[str, list[Table]]:
        """The tables that have a column of a name."""
        found: dict[str, list[Table]] = {}
        for table in self.schema.tables:
            for column in columns_of(table):
                found.setdefault(column.name, []).append(table)
        return found

    @cached_property
    def column_names(self) -> Names:
        """All names of columns, for near misses."""
        return Names(self.columns)

    @cached_property
    def members(self) -> dict[str, list[HeldMember]]:
        """What tables hold, by its name, or by the one PostgreSQL gives it where none is stated."""
        found: dict[str, list[HeldMember]] = {}
        for member in self.every_member():
            for name in _names_of(member):
                found.setdefault(name, []).append(member)
        return found

    def every_member(self) -> Iterator[HeldMember]:
        """Yield all that tables hold beside their columns."""
        for table in self.schema.tables:
            for kind in _NAMED:
                for item in held(table, kind.attribute):
                    yield HeldMember(kind.attribute, table, item)

    def of_table(self, table: QName, attribute: str) -> list[HeldMember]:
        """Return what one table holds of a kind."""
        found = self.tables.get(table)
        return [] if found is None else [HeldMember(attribute, found, item) for item in held(found, attribute)]

    def objects(self, attribute: str) -> Sequence[Any]:
        """Return the objects of an optional kind, such as `enums`; none where nobody speaks of them."""
        found = getattr(self.schema, attribute)
        return found if isinstance(found, tuple) else ()

    def speaks_of(self, attribute: str, table: QName | None = None) -> bool:
        """Whether the side lists a kind of object: those of a table where one is given, else those of the schema."""
        if table is None:
            return isinstance(getattr(self.schema, attribute), tuple)
        held_in = self.tables.get(table)
        return held_in is not None and getattr(held_in, attribute) is not UNSTATED

    @cached_property
    def namespaces(self) -> frozenset[str]:
        """The PostgreSQL schemas that are known to be there."""
        return frozenset((*self.schema.namespaces, *self.schema.unread))


def columns_of(table: Table) -> tuple[Column, ...]:
    """Return a table's columns; none where nobody states any."""
    return table.columns if isinstance(table.columns, tuple) else ()


def kinds() -> dict[str, Any]:
    """Return how the comparison shows the objects of each kind, by the attribute that holds them."""
    return {each.attribute: each for each in (*MEMBERS, *OBJECTS)}


def in_other_words(name: str, tables: dict[str, list[QName]]) -> QName | None:
    """Return the table that a client calls by another form of its name: GoFastCompany for go_fast_companies."""
    if name in tables:
        return tables[name][0]
    return next((found[0] for other, found in tables.items() if same_word(name, other)), None)


def _names_of(member: HeldMember) -> Iterator[str]:
    name = getattr(member.item, "name", None)
    if isinstance(name, str):
        yield name
    elif name is UNSTATED or name is None:
        columns = [column or "expr" for column in getattr(member.item, "columns", ())]
        told = "" if isinstance(member.item, PrimaryKey) else "_".join(columns)
        for suffix in _SUFFIXES.get(member.attribute, ()):
            yield made_name(member.table.name.name, told, suffix)
