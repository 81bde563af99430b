"""What a part is, and what it builds into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.sources.postgres.catalog.pipeline import Row, Rows
from schemacheck.sources.postgres.catalog.statements import Statement

__all__ = ["Part", "Row", "Rows", "SchemaBuilder"]


@dataclass(slots=True, eq=False, repr=False)
class SchemaBuilder:
    """A read in the making: what is known of all relations, and what the parts add to them."""

    home: str
    """The schema whose names are written without it."""
    major: int
    relations: Mapping[int, QName]
    """Names of the relations that were read, by oid."""
    columns: Mapping[int, Mapping[int, str]]
    """Names of columns, by relation and number."""
    facets: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What parts state of tables: values of `Table` attributes, by oid."""
    column_facets: dict[int, dict[str, dict[str, Any]]] = field(default_factory=dict)
    """The same of columns: values of `Column` attributes, by oid and name."""
    member_facets: dict[int, dict[tuple[str, str], dict[str, Any]]] = field(default_factory=dict)
    """The same of what tables hold: values of their attributes, by oid, by where the table holds them, and by name."""
    schema: dict[str, Any] = field(default_factory=dict)
    """What parts state of the schema: values of `Schema` attributes."""

    def state(self, oid: int, attribute: str, value: object) -> None:
        """State one attribute of a table; of a relation that was not read, nothing is stated."""
        if oid in self.relations:
            self.facets.setdefault(oid, {})[attribute] = value

    def state_of_column(self, oid: int, number: int, attribute: str, value: object) -> None:
        """State one attribute of a column, by the column's number."""
        if number in self.columns.get(oid, {}):
            self.column_facets.setdefault(oid, {}).setdefault(self.columns[oid][number], {})[attribute] = value

    def state_of_member(self, oid: int, held_in: Iterable[str], name: str, attribute: str, value: object) -> None:
        """State one attribute of what a table holds by this name in one of these attributes of its own."""
        if oid in self.relations:
            mine = self.member_facets.setdefault(oid, {})
            for each in held_in:
                mine.setdefault((each, name), {})[attribute] = value

    def add(self, oid: int, attribute: str, item: object) -> None:
        """Add an object to one that a table holds in a tuple."""
        if oid in self.relations:
            held = self.facets.setdefault(oid, {})
            held[attribute] = (*held.get(attribute, ()), item)

    def hold(self, attribute: str, item: object) -> None:
        """Add an object to one that the schema holds in a tuple."""
        self.schema[attribute] = (*self.schema.get(attribute, ()), item)


@record
class Part:
    """One kind of object, or one facet of many, that is read on demand."""

    kind: str
    """The key of the spec that turns it on, such as "checks"."""
    statement: Statement
    """Takes one value, the schemas' names as `%(namespaces)s`; none where it is about the whole database."""
    build: Callable[[Rows, SchemaBuilder], None]
    tables: Mapping[str, Any] = field(default_factory=dict)
    """Attributes of `Table` that it states, with their value where a table has no such object: `()` or None."""
    schema: Mapping[str, Any] = field(default_factory=dict)
    """The same of `Schema`."""
    columns: Mapping[str, Any] = field(default_factory=dict)
    """The same of `Column`."""
    members: Mapping[str, Any] = field(default_factory=dict)
    """The same of whatever else a table holds and has such an attribute."""
