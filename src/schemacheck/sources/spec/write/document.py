"""Any schema as an expected schema file: canonical, and short wherever the language has a short form."""

from __future__ import annotations

from collections.abc import Sequence

from schemacheck.base.names import fitting
from schemacheck.model.conventional import without_what_nobody_chose
from schemacheck.model.keys import ForeignKey, PrimaryKey
from schemacheck.model.schema import Schema, has_words
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Table
from schemacheck.report.policy import USERS_ON_THEIRS
from schemacheck.sources.spec.grammar.language import EXACT, TABLE
from schemacheck.sources.spec.kinds.access import without_usual_owner
from schemacheck.sources.spec.kinds.codecs import write_attributes
from schemacheck.sources.spec.kinds.foreign_keys import write_foreign_keys
from schemacheck.sources.spec.kinds.keys import write_primary_key, write_uniques
from schemacheck.sources.spec.kinds.members import MEMBERS, exact_kinds, without_what_exact_says, write_members
from schemacheck.sources.spec.kinds.objects import WIDE, write_objects
from schemacheck.sources.spec.kinds.views import VIEWS, key_of, view_columns, write_view
from schemacheck.sources.spec.read.decisions import schemas_of
from schemacheck.sources.spec.write.columns import write_column
from schemacheck.sources.spec.write.emitter import plain_json, yaml
from schemacheck.sources.spec.write.entries import put
from schemacheck.sources.spec.write.values import Value
from schemacheck.sql.databases import POSTGRESQL

Mapping = dict[str, Value]


def write_spec(
    schema: Schema, *, header: Sequence[str] = (), database: str = POSTGRESQL, platform: str | None = None
) -> str:
    """Write an expected schema file that says what `schema` says; `header` are lines of comment at its top.

    `database` is the kind of database it is about, `platform` whose it is.

    Not written: what `without_what_nobody_chose` leaves out, and indexes that are not unique. What could not be read
    becomes `any`.
    """
    return yaml(_document(schema, database, platform), tuple(header))


def write_spec_json(schema: Schema, *, database: str = POSTGRESQL, platform: str | None = None) -> str:
    """Write the same document as JSON; the same reader reads it."""
    return plain_json(_document(schema, database, platform))


def _document(schema: Schema, database: str, platform: str | None = None) -> Mapping:
    document: Mapping = {"version": 1}
    put(document, "database", database, POSTGRESQL)
    put(document, "schema", schema.home, "")
    put(document, "platform", platform, None)
    if schema.deparsed_by is not None and has_words(schema):
        document["postgresql"] = schema.deparsed_by
    schema, owner = without_usual_owner(schema)
    if owner is not None:
        document["owner"] = owner
    exact = exact_kinds(schema.tables)
    exactly = exact
    if "*" in schema.complete:
        # A host's server is one database's; elsewhere others share the roles.
        exactly |= {"schemas"} if schema.roles is UNSTATED or platform is None else {"schemas", "roles"}
    if exactly:
        document["exact"] = [kind for kind in EXACT if kind in exactly]
    tables: dict[str, Mapping] = {name: {} for name in schema.namespaces}
    views: dict[str, dict[str, Mapping]] = {
        name: {key: {} for key in VIEWS if name in schema.listed.get(key, ())} for name in schema.namespaces
    }
    theirs = schemas_of(platform)

    def is_theirs(table: Table) -> bool:
        says_something = any(getattr(table, kind) is not UNSTATED for kind in MEMBERS)
        return says_something and table.columns is UNSTATED and bool(fitting((table.name.schema,), theirs))

    pointed_at = {
        key.target for table in schema.tables if table.part_of is None for key in _stated_keys(table.foreign_keys)
    }
    for stated in sorted(schema.tables, key=lambda table: table.name):
        # In a file that a person wrote, every name was chosen.
        table = stated if schema.origin.kind == "spec" else without_what_nobody_chose(stated)
        entries = tables.setdefault(table.name.schema, {})
        view = key_of(table, schema)
        if table.part_of is None and view is not None:
            as_table = write_table(view_columns(table), exact, database, schema.home)
            views[table.name.schema][view][table.name.name] = write_view(view, table, as_table)
        elif table.part_of is None:
            entries[table.name.name] = (
                {"columns": "any", **write_members(table, exact & USERS_ON_THEIRS)}
                if is_theirs(table)
                else write_table(table, exact, database, schema.home)
            )
        elif table.name in pointed_at:
            # An extension's table or a partition is nobody's to expect, but a key that points at it must find it.
            entries[table.name.name] = write_table(Table(table.name, kind=table.kind), exact, database, schema.home)
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


def _stated_keys(keys: object) -> tuple[ForeignKey, ...]:
    return keys if isinstance(keys, tuple) else ()


def write_table(table: Table, exact: frozenset[str], database: str, home: str) -> Value:
    """Write a relation as it stands under `tables:`; `home` is the schema whose names need no schema."""
    kinds = ("columns", "primary_key", "uniques", "foreign_keys", "unlogged", *MEMBERS)
    says_nothing = all(getattr(table, kind) is UNSTATED for kind in kinds) and table.kind == "table"
    if says_nothing and not table.protected and not table.more_columns:
        return "exists"
    table = without_what_exact_says(table, exact)
    entry: Mapping = {}
    put(entry, "protected", table.protected, None)
    put(entry, "kind", table.kind, "table")
    if table.kind == "foreign table":
        write_attributes(entry, table, TABLE)
    put(entry, "unlogged", table.unlogged, usual=False)
    if isinstance(table.columns, tuple):
        no_comment = None if "comment" in exact else UNSTATED
        entry["columns"] = {
            column.name: write_column(
                column, table.name.schema, database, no_comment, at_home=table.name.schema == home
            )
            for column in table.columns
        }
    else:
        entry["columns"] = "any"
    if table.more_columns:
        entry["extra_columns"] = "allow"
    if isinstance(table.primary_key, PrimaryKey):
        entry["primary_key"] = write_primary_key(table.primary_key)
    else:
        put(entry, "primary_key", table.primary_key, None)
    if isinstance(table.uniques, tuple):
        if table.uniques:
            entry["unique"] = write_uniques(table.uniques)
    else:
        entry["unique"] = "any"
    if isinstance(table.foreign_keys, tuple):
        if table.foreign_keys:
            entry["foreign_keys"] = write_foreign_keys(table.foreign_keys, table.name.schema)
    else:
        entry["foreign_keys"] = "any"
    entry.update(write_members(table, exact))
    return entry
