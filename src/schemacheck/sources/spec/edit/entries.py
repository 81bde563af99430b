"""One object as its entry of the file has it, by the writer that writes whole files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from schemacheck.base.record import record
from schemacheck.model.keys import ForeignKey, Index, PrimaryKey
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import HOLDERS, Column, Table
from schemacheck.sources.spec.grammar import tables as of_tables
from schemacheck.sources.spec.grammar.keys import CHECK, COLUMN, FOREIGN_KEY, INDEX, PRIMARY_KEY, UNIQUE
from schemacheck.sources.spec.grammar.language import MATERIALIZED_VIEW, NAMESPACE, TABLE, VIEW
from schemacheck.sources.spec.grammar.types import Section
from schemacheck.sources.spec.kinds.keys import order_of_keys
from schemacheck.sources.spec.kinds.members import MEMBERS, without_what_exact_says
from schemacheck.sources.spec.kinds.objects import OBJECTS
from schemacheck.sources.spec.kinds.views import VIEWS, key_of, view_columns, write_view
from schemacheck.sources.spec.write.columns import write_column
from schemacheck.sources.spec.write.document import write_table
from schemacheck.sources.spec.write.values import Value

LISTS: Final[Mapping[str, str]] = {"uniques": "unique", "foreign_keys": "foreign_keys", "indexes": "indexes"}
"""Attributes of a table that stand in the file as lists, with their keys."""
SHORT: Final[Mapping[str, str]] = {
    "columns": "type",
    "primary_key": "columns",
    "uniques": "columns",
    "indexes": "columns",
    "checks": "expression",
    "partitions": "bounds",
    "enums": "labels",
}
"""The key whose value may stand alone for an entry, by the attribute of the object."""
_SECTIONS: Final[Mapping[str, Section]] = {
    "columns": COLUMN,
    "primary_key": PRIMARY_KEY,
    "uniques": UNIQUE,
    "indexes": INDEX,
    "foreign_keys": FOREIGN_KEY,
    "checks": CHECK,
    "exclusions": of_tables.EXCLUSION,
    "triggers": of_tables.TRIGGER,
    "rules": of_tables.RULE,
    "policies": of_tables.POLICY,
    "partitions": of_tables.PARTITION,
    "statistics": of_tables.STATISTICS,
}
_SEVERAL: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("columns", "nullable"): ("nullable", "not_null_validated", "not_null_no_inherit"),
    ("uniques", "columns"): ("parts",),
    ("indexes", "columns"): ("parts",),
    ("foreign_keys", "references"): ("target", "target_columns"),
    ("foreign_keys", "on_delete"): ("on_delete", "on_delete_columns"),
}
"""Attributes behind one key of the file, by the attribute of the object and the key."""


_OPEN_OF_OBJECTS: Final = (
    "owner", "grants", "comment", "comments", "storage_parameters", "on_delete", "on_update",
)  # fmt: skip
"""Attributes that are compared only where the file states them."""
_OPEN_OF_TABLES: Final = frozenset((*MEMBERS, "definition"))


def section_of(attribute: str) -> Section | None:
    """Return the section of the language that describes objects of a kind."""
    if attribute in _SECTIONS:
        return _SECTIONS[attribute]
    for key in (*NAMESPACE.keys, *_document_keys()):
        if key.name == attribute:
            shape = key.shape.entries or key.shape
            section: Section | None = shape.section
            return section
    return None


def _document_keys() -> tuple[Any, ...]:
    from schemacheck.sources.spec.grammar.language import DOCUMENT  # noqa: PLC0415

    return DOCUMENT.keys


def attributes_of(attribute: str, facet: str, item: Any) -> tuple[str, ...]:
    """Say which attributes of an object a key of the file stands for; none where the language has no word for them."""
    several = _SEVERAL.get((attribute, facet))
    if several is not None:
        return several
    sections = (TABLE, VIEW, MATERIALIZED_VIEW) if not attribute else (section_of(attribute),)
    for section in sections:
        key = section.by_name.get(facet) if section else None
        if key is not None and hasattr(item, key.attribute):
            return (key.attribute,)
    return (facet,) if facet in ("owner", "grants", "comment") and hasattr(item, facet) else ()


@record
class Writer:
    """Writes objects as the file at hand would have them."""

    schema: Schema
    """The expected side."""
    database: str
    exact: frozenset[str]

    def key_of_table(self, table: Table) -> str:
        """Return the key under which a relation is listed in its schema."""
        return key_of(table, self.schema) or "tables"

    def table(self, table: Table, key: str) -> Value:
        """Write a relation that stands under a key."""
        home = self.schema.home
        if key in VIEWS:
            return write_view(key, table, write_table(view_columns(table), self.exact, self.database, home))
        return write_table(table, self.exact, self.database, home)

    def member(self, attribute: str, item: Any, table: Table, *, of_view: bool = False) -> tuple[str, Value]:
        """Write something that a table holds; its key is empty where it is an item of a list."""
        if attribute == "columns":
            return item.name, self._column(item, table, of_view=of_view)
        held: Any = item if attribute == "primary_key" else (item,)
        alone = replace(Table(table.name, kind=table.kind), **{attribute: held})
        alone = without_what_exact_says(alone, self.exact)
        if attribute in ("primary_key", "uniques", "foreign_keys"):
            key = {"primary_key": "primary_key", **LISTS}[attribute]
            entry = write_table(replace(alone, columns=()), frozenset(), self.database, self.schema.home)
            written = entry[key] if isinstance(entry, dict) else entry
            return "", written if attribute == "primary_key" else written[0]  # type: ignore[index]  # uniques and foreign keys are lists
        listed = MEMBERS[attribute].write(getattr(alone, attribute), alone)
        if isinstance(listed, list):
            return "", listed[0]
        return next(iter(listed.items()))  # type: ignore[union-attr]  # a mapping where it is no list

    def rank(self, attribute: str, item: Any, table: Table) -> tuple[str, ...]:
        """Say by what a snapshot sorts the items of a list."""
        if attribute == "indexes":
            return str(item.name), ""
        return order_of_keys(self.member(attribute, item, table)[1])[:-1]

    def _column(self, column: Column, table: Table, *, of_view: bool) -> Value:
        if of_view:
            (column,) = held_by(view_columns(replace(table, columns=(column,))), "columns")
        no_comment = None if "comment" in self.exact else UNSTATED
        schema = table.name.schema
        return write_column(column, schema, self.database, no_comment, at_home=schema == self.schema.home)

    def object(self, attribute: str, item: Any) -> tuple[str, Value]:
        """Write what no table holds."""
        objects = OBJECTS[attribute]
        return objects.name(item), objects.write(item, self.exact)


class Spoken:
    """What the file says at all of the objects of each kind, so that a new entry says no more."""

    def __init__(self, schema: Schema, exact: frozenset[str], owner: str | None) -> None:
        self._schema = schema
        self._exact = exact
        self._owner = owner
        self._tables = [table for table in schema.tables if table.part_of is None]
        self._known: dict[str, frozenset[str]] = {}

    def _facets(self, attribute: str) -> frozenset[str]:
        """Return which facets of a kind the file states of any; of tables themselves where `attribute` is empty."""
        if attribute not in self._known:
            facets = _OPEN_OF_TABLES if not attribute else _OPEN_OF_OBJECTS
            items: Iterable[Any] = self._tables
            if hasattr(self._schema, attribute):
                held = getattr(self._schema, attribute)
                items = held if isinstance(held, tuple) else ()
            elif attribute:
                items = (item for table in self._tables for item in held_by(table, attribute))
            found: set[str] = set()
            for item in items:
                found.update(facet for facet in facets if getattr(item, facet, UNSTATED) is not UNSTATED)
            self._known[attribute] = frozenset(found)
        return self._known[attribute]

    def only(self, item: Any, attribute: str) -> Any:
        """Leave out of a live object what the file says of none of its kind and would not be asked for otherwise.

        Args:
            item: the live object.
            attribute: where its holder has it.
        """
        spoken = self._facets(attribute)
        silent: dict[str, Any] = {}
        for facet in _OPEN_OF_OBJECTS:
            kind = "comment" if facet == "comments" else facet
            stated = getattr(item, facet, UNSTATED)
            if stated is UNSTATED or facet in spoken or kind in self._exact:
                continue
            if facet not in ("on_delete", "on_update") or stated == "no action":
                silent[facet] = UNSTATED
        if isinstance(item, Index) and attribute == "uniques":
            silent["constraint"] = UNSTATED
        if attribute == "extensions" and not self._says_versions():
            silent["version"] = UNSTATED
        return replace(item, **silent) if silent else item

    def _says_none(self, kind: str) -> bool:
        """Whether the file says of a table that it has nothing of a kind."""
        return any(getattr(table, kind) == MEMBERS[kind].nothing for table in self._tables)

    def _says_versions(self) -> bool:
        held = self._schema.extensions
        return isinstance(held, tuple) and any(each.version is not UNSTATED for each in held)

    def table(self, table: Table) -> Table:
        """Leave out of a live relation what the file says of none, and what goes without saying in it."""
        spoken = self._facets("")
        silent: dict[str, Any] = dict.fromkeys(_OPEN_OF_TABLES - spoken - self._exact, UNSTATED)
        silent.update(
            (kind, UNSTATED)
            for kind, members in MEMBERS.items()
            if kind not in self._exact and getattr(table, kind) == members.nothing and not self._says_none(kind)
        )
        if (self._owner is None and "owner" not in spoken) or table.owner == self._owner:
            silent["owner"] = UNSTATED
        changed: dict[str, Any] = {}
        for attribute in ("columns", *HOLDERS):
            held = silent.get(attribute, getattr(table, attribute))
            if isinstance(held, tuple):
                changed[attribute] = tuple(self.only(one, attribute) for one in held)
            elif isinstance(held, PrimaryKey):
                changed[attribute] = self.only(held, attribute)
        return replace(table, **{**silent, **changed})


def held_by(table: Table, attribute: str) -> tuple[Any, ...]:
    """Return what a table holds there; a primary key is one of one."""
    held = getattr(table, attribute)
    if isinstance(held, tuple):
        return held
    return (held,) if isinstance(held, PrimaryKey) else ()


def taken(expected: Any, live: Any, attributes: tuple[str, ...]) -> Any:
    """Return the expected object with some attributes of the live one."""
    if isinstance(expected, ForeignKey) and "target" in attributes:
        live = in_order_of(expected, live)
    return replace(expected, **{name: getattr(live, name) for name in attributes})


def in_order_of(expected: ForeignKey, live: ForeignKey) -> ForeignKey:
    """Return the live key with its columns in the order of the expected one, where they are the same."""
    points = dict(zip(live.columns, live.target_columns, strict=False))
    if points.keys() != set(expected.columns):
        return live
    return replace(live, columns=expected.columns, target_columns=tuple(points[name] for name in expected.columns))
