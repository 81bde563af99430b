"""Any schema as an expected schema file: canonical, and short wherever the language has a short form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from schemacheck.model.keys import ForeignKey, Index, PrimaryKey
from schemacheck.model.schema import Schema, printed_by
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.table import Column, Generated, Table
from schemacheck.sources.spec.grammar.language import OPTIONAL
from schemacheck.sources.spec.kinds.access import without_usual_owner
from schemacheck.sources.spec.kinds.column_types import written_type
from schemacheck.sources.spec.kinds.columns import FACETS, SERIAL, Facets
from schemacheck.sources.spec.kinds.keys import write_part
from schemacheck.sources.spec.kinds.members import MEMBERS, exact_kinds, write_members
from schemacheck.sources.spec.kinds.objects import WIDE, write_objects
from schemacheck.sources.spec.kinds.other_databases import dialect_of
from schemacheck.sources.spec.kinds.plain import put_facets
from schemacheck.sources.spec.kinds.references import written_name, written_target
from schemacheck.sources.spec.kinds.view_facets import OF_FOREIGN_TABLES
from schemacheck.sources.spec.kinds.views import VIEWS, key_of, view_columns, write_view
from schemacheck.sources.spec.write.conventional import without_what_nobody_chose
from schemacheck.sources.spec.write.emitter import plain_json, yaml
from schemacheck.sources.spec.write.entries import put
from schemacheck.sources.spec.write.values import Bare, Block, Line, Value
from schemacheck.sql.databases import POSTGRESQL
from schemacheck.sql.defaults import Default, parse_default
from schemacheck.sql.types import TypeName

Mapping = dict[str, Value]

_SERIALS: Final = {"integer": "serial", "bigint": "bigserial", "smallint": "smallserial"}
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")


def write_spec(schema: Schema, *, header: Sequence[str] = (), database: str = POSTGRESQL) -> str:
    """Write an expected schema file that says what `schema` says; `header` are lines of comment at its top.

    `database` is the kind of database it is about.

    Not written: what `without_what_nobody_chose` leaves out, and indexes that are not unique. What could not be read
    becomes `any`.
    """
    return yaml(_document(schema, database), tuple(header))


def write_spec_json(schema: Schema, *, database: str = POSTGRESQL) -> str:
    """Write the same document as JSON; the same reader reads it."""
    return plain_json(_document(schema, database))


def _document(schema: Schema, database: str) -> Mapping:
    document: Mapping = {"version": 1}
    put(document, "database", database, POSTGRESQL)
    put(document, "schema", schema.home, "")
    major = printed_by(schema)
    if major is not None:
        document["postgresql"] = major
    schema, owner = without_usual_owner(schema)
    if owner is not None:
        document["owner"] = owner
    exact = exact_kinds(schema.tables)
    if exact:
        document["exact"] = [kind for kind in OPTIONAL if kind in exact]
    tables: dict[str, Mapping] = {name: {} for name in schema.namespaces}
    views: dict[str, dict[str, Mapping]] = {
        name: {key: {} for key in VIEWS if name in schema.listed.get(key, ())} for name in schema.namespaces
    }
    pointed_at = {key.target for table in schema.tables if table.part_of is None for key in _stated(table.foreign_keys)}
    for stated in sorted(schema.tables, key=lambda table: table.name):
        # In a file somebody wrote every name is somebody's choice.
        table = stated if schema.origin.kind == "spec" else without_what_nobody_chose(stated)
        entries = tables.setdefault(table.name.schema, {})
        view = key_of(table, schema)
        if table.part_of is None and view is not None:
            as_table = _table(view_columns(table), exact, database)
            views[table.name.schema][view][table.name.name] = write_view(view, table, as_table)
        elif table.part_of is None:
            entries[table.name.name] = _table(table, exact, database)
        elif table.name in pointed_at:
            # An extension's table or a partition is nobody's to expect, but a key that points at it must find it.
            entries[table.name.name] = _table(Table(table.name, kind=table.kind), exact, database)
    home = tables.pop(schema.home, None)
    if home is not None:
        document["tables"] = dict(home)
        document.update(views[schema.home])
        document.update(write_objects(schema, schema.home, exact))
    document.update(write_objects(schema, WIDE, exact))
    if tables:
        document["schemas"] = {
            name: {"tables": dict(entries), **views.get(name, {}), **write_objects(schema, name, exact)}
            for name, entries in tables.items()
        }
    return document


def _stated(keys: object) -> tuple[ForeignKey, ...]:
    return keys if isinstance(keys, tuple) else ()


def _table(table: Table, exact: frozenset[str], database: str) -> Value:
    kinds = ("columns", "primary_key", "uniques", "foreign_keys", "unlogged", *MEMBERS)
    says_nothing = all(getattr(table, kind) is UNSTATED for kind in kinds) and table.kind == "table"
    if says_nothing and not table.protected and not table.more_columns:
        return "exists"
    entry: Mapping = {}
    put(entry, "protected", table.protected, None)
    put(entry, "kind", table.kind, "table")
    if table.kind == "foreign table":
        put_facets(entry, table, OF_FOREIGN_TABLES)
    put(entry, "unlogged", table.unlogged, usual=False)
    if isinstance(table.columns, tuple):
        no_comment = None if "comment" in exact else UNSTATED
        entry["columns"] = {
            column.name: _column(FACETS(column), _text_of(column), table.name.schema, database, no_comment)
            for column in table.columns
        }
    else:
        entry["columns"] = "any"
    if table.more_columns:
        entry["extra_columns"] = "allow"
    if isinstance(table.primary_key, PrimaryKey):
        entry["primary_key"] = _primary_key(table.primary_key)
    else:
        put(entry, "primary_key", table.primary_key, None)
    if isinstance(table.uniques, tuple):
        if table.uniques:
            entry["unique"] = Block(sorted(map(_unique, table.uniques), key=_order))
    else:
        entry["unique"] = "any"
    if isinstance(table.foreign_keys, tuple):
        if table.foreign_keys:
            keys = [_foreign_key(key, table.name.schema) for key in table.foreign_keys]
            entry["foreign_keys"] = Block(sorted(keys, key=_order))
    else:
        entry["foreign_keys"] = "any"
    entry.update(write_members(table, exact))
    return entry


@lru_cache(maxsize=1 << 12)
def _column(facets: Facets, text: str, home: str, database: str, no_comment: object) -> Value:
    """Write what is said of a column; one value stands for all of which the same is said.

    `text` is the default as somebody wrote it, which two defaults that are equal need not share.
    """
    type_, nullable, default, identity, generated, collation, not_null_validated, comment, protected = facets
    if all(facet is UNSTATED for facet in facets[:-1]) and not protected:
        return "any"
    written, value = _type_and_default(type_, default, text, home, database)
    entry = Line({"type": written})
    if identity not in ("always", "by default"):
        put(entry, "nullable", nullable, usual=False)
    if value is not None:
        entry["default"] = value
    put(entry, "identity", identity, None)
    if isinstance(generated, Generated):
        entry["generated"] = _generated(generated)
    else:
        put(entry, "generated", generated, None)
    put(entry, "collation", collation, None)
    put(entry, "not_null_validated", not_null_validated, usual=True)
    put(entry, "comment", comment, no_comment)
    put(entry, "protected", protected, None)
    if entry == {"type": written}:
        return written
    if entry == {"type": written, "nullable": True}:
        return f"{written}?"
    return entry


def _text_of(column: Column) -> str:
    return column.default.text if isinstance(column.default, Default) else ""


def _type_and_default(
    type_: Stated[TypeName], default: Stated[Default | None], text: str, home: str, database: str
) -> tuple[str, Value | None]:
    if not isinstance(type_, TypeName):
        return "any", _default(default, text, None, home, database)
    if default == SERIAL and str(type_) in _SERIALS:
        return _SERIALS[str(type_)], None
    return written_type(type_), _default(default, text, type_, home, database)


def _default(default: object, text: str, type_: TypeName | None, home: str, database: str) -> Value | None:
    if default is None:
        return None
    if not isinstance(default, Default):
        return "any"
    canonical = str(default)
    if default.kind == "boolean" or (default.kind == "number" and _NUMBER.match(canonical)):
        return Bare(canonical)
    dialect = dialect_of(database)
    read = dialect.default(canonical, type_) if dialect else parse_default(canonical, type_, home)
    return canonical if read == default else text


def _generated(generated: Generated) -> Value:
    expression = generated.expression if isinstance(generated.expression, str) else "any"
    if generated.stored is True and expression != "any":
        return expression
    entry: Mapping = {"expression": expression}
    put(entry, "stored", generated.stored, usual=True)
    return entry


def _primary_key(key: PrimaryKey) -> Value:
    entry = Line({"columns": list(key.columns)})
    put(entry, "name", key.name, UNSTATED)
    put(entry, "deferrable", key.deferral, "no")
    put(entry, "protected", key.protected, None)
    return entry if len(entry) > 1 else entry["columns"]


def _order(entry: Value) -> tuple[str, ...]:
    columns = entry["columns"] if isinstance(entry, dict) else entry
    parts = columns if isinstance(columns, list) else [columns]
    return (*map(str, parts), "", str(entry))


def _unique(unique: Index) -> Value:
    parts: list[Value] = [write_part(part) for part in unique.parts]
    entry: Mapping = {"columns": parts}
    put(entry, "name", unique.name, UNSTATED)
    put(entry, "where", unique.predicate, None)
    put(entry, "nulls_distinct", unique.nulls_distinct, usual=True)
    put(entry, "deferrable", unique.deferral, "no")
    if isinstance(unique.constraint, bool):
        entry["as"] = "constraint" if unique.constraint else "index"
    put(entry, "method", unique.method, "btree")
    put(entry, "include", unique.include, ())
    put(entry, "valid", unique.usable, usual=True)
    put(entry, "protected", unique.protected, None)
    if len(entry) > 1:
        return entry
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else parts


def _foreign_key(key: ForeignKey, home: str) -> Mapping:
    entry: Mapping = {
        "columns": list(key.columns),
        "references": written_target(key.target, key.target_columns, home),
    }
    put(entry, "on_delete", key.on_delete, UNSTATED)
    if isinstance(key.on_delete_columns, tuple) and key.on_delete_columns and isinstance(key.on_delete, str):
        entry["on_delete"] = f"{key.on_delete} ({', '.join(map(written_name, key.on_delete_columns))})"
    put(entry, "on_update", key.on_update, UNSTATED)
    put(entry, "name", key.name, UNSTATED)
    put(entry, "match", key.match, "simple")
    put(entry, "deferrable", key.deferral, "no")
    put(entry, "validated", key.validated, usual=True)
    put(entry, "enforced", key.enforced, usual=True)
    put(entry, "triggers_enabled", key.triggers_enabled, usual=True)
    put(entry, "protected", key.protected, None)
    return entry
