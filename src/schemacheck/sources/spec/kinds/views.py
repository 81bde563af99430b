"""Views and materialized views in the file: relations with keys of their own.

In the model they are tables of another kind. A view may also stand among the tables, with `kind: view`; there nothing
is said of its query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, cast

from yaml.nodes import MappingNode

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Column, RelationKind, Table
from schemacheck.sources.spec.grammar.language import MATERIALIZED_VIEW, NAMESPACE, VIEW
from schemacheck.sources.spec.grammar.types import Section, Shape
from schemacheck.sources.spec.kinds.codecs import read_attributes, write_attributes
from schemacheck.sources.spec.kinds.columns import Columns
from schemacheck.sources.spec.read.reader import Fields, Reader
from schemacheck.sources.spec.read.tables import read_table
from schemacheck.sources.spec.write.values import Value


@record
class Views:
    """How one kind of views is read and written."""

    kind: RelationKind
    section: Section


VIEWS: Final[Mapping[str, Views]] = {
    "views": Views("view", VIEW),
    "materialized_views": Views("materialized view", MATERIALIZED_VIEW),
}
"""By key."""


def read_views(reader: Reader, fields: Fields, schema: str, columns: Columns, exact: frozenset[str]) -> Iterable[Table]:
    """Read the value of the keys for views of one schema."""
    for key, views in VIEWS.items():
        if key not in fields:
            continue
        entry = cast(Shape, NAMESPACE.key(key).shape.entries)
        for written, (mark, value) in reader.entries(fields[key], views.section.title).items():
            name, at = QName(schema, written), reader.at(mark)
            if not reader.fits(value, entry, f"{views.kind} {written}") or not isinstance(value, MappingNode):
                yield Table(name, kind=views.kind, at=at)
                continue
            inner = reader.fields(value, views.section)
            table = read_table(reader, inner, name, at, columns, exact=exact)
            listed = table.columns if isinstance(table.columns, tuple) else None
            yield replace(
                table,
                kind=views.kind,
                columns=table.columns if listed is None else tuple(map(_open_column, listed)),
                **read_attributes(reader, inner),
            )


def _open_column(column: Column) -> Column:
    """A view's column is never NOT NULL, whatever the column it shows."""
    return replace(column, nullable=UNSTATED, not_null_validated=UNSTATED, not_null_no_inherit=UNSTATED)


def key_of(table: Table, schema: Schema) -> str | None:
    """Say under which key a relation is written; None for one that stands among the tables.

    It stands there too where it says what only a table can have, or `any` in its place.
    """
    for key, views in VIEWS.items():
        if table.kind == views.kind and table.name.schema in schema.listed.get(key, ()):
            keyless = table.primary_key in (None, UNSTATED) and table.foreign_keys in ((), UNSTATED)
            return key if keyless and (table.uniques in ((), UNSTATED) or "unique" in views.section.by_name) else None
    return None


def view_columns(table: Table) -> Table:
    """Return the view with columns that are written without `?`."""
    if not isinstance(table.columns, tuple):
        return table
    return replace(
        table,
        columns=tuple(
            replace(column, nullable=False, not_null_validated=True, not_null_no_inherit=False)
            for column in table.columns
        ),
    )


def write_view(key: str, table: Table, entry: Value) -> Value:
    """Write a view, given its entry as a table."""
    views = VIEWS[key]
    facts = (key.attribute for key in views.section.attributes if key.name != "protected")
    if table.columns is UNSTATED and all(getattr(table, fact) is UNSTATED for fact in facts):
        return "exists"
    kept = entry if isinstance(entry, dict) else {}
    kept = {name: value for name, value in kept.items() if name in views.section.by_name}
    write_attributes(kept, table, views.section)
    return kept
