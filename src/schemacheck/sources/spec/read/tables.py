"""Tables: their own facets, and that their keys name columns they have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from yaml.nodes import Node, ScalarNode

from schemacheck.base.names import Position, QName
from schemacheck.model.keys import ForeignKey, Index, PrimaryKey
from schemacheck.model.stated import UNSTATED, Unstated
from schemacheck.model.table import RelationKind, Table
from schemacheck.report.policy import USERS_ON_THEIRS
from schemacheck.sources.spec.grammar.language import NAMESPACE, TABLE
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.kinds.codecs import read_attributes
from schemacheck.sources.spec.kinds.columns import Columns
from schemacheck.sources.spec.kinds.foreign_keys import read_foreign_keys
from schemacheck.sources.spec.kinds.keys import read_primary_key, read_uniques
from schemacheck.sources.spec.kinds.members import read_members, with_what_exact_says
from schemacheck.sources.spec.read.reader import Fields, Reader

_ENTRY = cast(Shape, NAMESPACE.key("tables").shape.entries)


def read_tables(reader: Reader, node: Node, schema: str, columns: Columns, exact: frozenset[str]) -> Iterable[Table]:
    """Read the value of `tables:` of one schema; `exact` names the kinds that left out means none of."""
    for name, (key, value) in reader.entries(node, "a table").items():
        at = reader.at(key)
        if not reader.fits(value, _ENTRY, f"table {name}"):
            # It is listed all the same: foreign keys that point at it are no further mistake.
            yield Table(QName(schema, name), at=at)
        elif type(value) is ScalarNode:
            yield Table(QName(schema, name), at=at)
        else:
            fields = reader.fields(value, TABLE)
            if reader.is_platforms(schema):
                yield _read_platforms(reader, fields, QName(schema, name), at, columns)
                continue
            table = read_table(reader, fields, QName(schema, name), at, columns, exact=exact)
            stated = read_attributes(reader, fields)
            yield replace(table, **stated) if table.kind == "foreign table" else table


def _read_platforms(reader: Reader, fields: Fields, name: QName, at: Position, columns: Columns) -> Table:
    """Read a table that a platform makes: the file says no more of it than what stands there."""
    owner, reader.owner = reader.owner, UNSTATED
    table = read_table(reader, fields, name, at, columns, exact=reader.exact & USERS_ON_THEIRS)
    reader.owner = owner
    facets = {"primary_key": "primary_key", "uniques": "unique", "foreign_keys": "foreign_keys", "unlogged": "unlogged"}
    open_: dict[str, Any] = {attribute: UNSTATED for attribute, key in facets.items() if key not in fields.stated_keys}
    return replace(table, **open_)


def read_table(
    reader: Reader, fields: Fields, name: QName, at: Position, columns: Columns, *, exact: frozenset[str]
) -> Table:
    """Read one relation, a view too: keys that its section does not have are left out of it."""
    kind = (fields.word("kind") if "kind" in fields else None) or "table"
    listed = columns.read(fields["columns"], name.schema) if "columns" in fields else UNSTATED
    primary_key: PrimaryKey | Unstated | None = None
    uniques: tuple[Index, ...] | Unstated = ()
    foreign_keys: tuple[ForeignKey, ...] | Unstated = ()
    if "primary_key" in fields:
        primary_key = read_primary_key(reader, fields["primary_key"])
    if "unique" in fields:
        uniques = read_uniques(reader, fields["unique"])
    if "foreign_keys" in fields:
        foreign_keys = read_foreign_keys(reader, fields["foreign_keys"], name.schema)
    table = Table(
        name,
        kind=UNSTATED if kind == "any" else cast(RelationKind, kind),
        columns=listed,
        primary_key=primary_key,
        uniques=uniques,
        foreign_keys=foreign_keys,
        unlogged=fields.flag("unlogged", default=False),
        more_columns=fields.word("extra_columns") == "allow",
        protected=fields.text("protected"),
        at=at,
        marks=fields.marks(),
        **read_members(reader, fields, name, exact),
    )
    table = with_what_exact_says(table, exact)
    if isinstance(table.columns, tuple) and not table.more_columns:
        _check_key_columns(reader, table, {column.name: None for column in table.columns})
    return table


def _check_key_columns(reader: Reader, table: Table, known: dict[str, None]) -> None:
    """Check that the keys of a table name columns it has."""

    def check(names: Iterable[str | None], at: Position | None) -> None:
        for name in names:
            if name is not None and name not in known and at is not None:
                reader.mistake(at, f"{table.name.name} has no column {name}", reader.did_you_mean(name, known))

    if isinstance(table.primary_key, PrimaryKey):
        check(table.primary_key.columns, table.primary_key.at)
    for unique in table.uniques if isinstance(table.uniques, tuple) else ():
        check(unique.columns, unique.at)
        if isinstance(unique.include, tuple):
            check(unique.include, unique.marks.get("include"))
    for key in table.foreign_keys if isinstance(table.foreign_keys, tuple) else ():
        check(key.columns, key.marks.get("columns"))
