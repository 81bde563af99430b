"""Columns as the file has them: the shorthand `email: text?` where it says all, else a mapping on one line."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.table import Column
from schemacheck.sources.spec.grammar.keys import COLUMN
from schemacheck.sources.spec.kinds.codecs import write_attributes
from schemacheck.sources.spec.kinds.column_types import written_type
from schemacheck.sources.spec.kinds.columns import FACETS, OWN, SERIAL, Facets, new_column
from schemacheck.sources.spec.kinds.other_databases import dialect_of
from schemacheck.sources.spec.write.entries import put
from schemacheck.sources.spec.write.values import Bare, Line, Value
from schemacheck.sql.defaults import Default, parse_default
from schemacheck.sql.types import TypeName, well_known_extension_types, within

_SERIALS: Final = {"integer": "serial", "bigint": "bigserial", "smallint": "smallserial"}
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")


def write_column(column: Column, home: str, database: str, no_comment: object, *, at_home: bool) -> Value:
    """Write a column of a table in schema `home` of a kind of database.

    `no_comment` is what leaving out its comment means. `at_home` says whether that schema is the file's own too: then
    its types need no schema.
    """
    text = column.default.text if isinstance(column.default, Default) else ""
    type_ = column.type
    if isinstance(type_, TypeName) and type_.schema is not None:
        if type_.of_extension:
            column = replace(column, type=within(type_, type_.schema))
        elif at_home and type_.name not in well_known_extension_types:
            column = replace(column, type=within(type_, home))
    return _write_facets(FACETS(column), text, home, database, no_comment)


@lru_cache(maxsize=1 << 12)
def _write_facets(facets: Facets, text: str, home: str, database: str, no_comment: object) -> Value:
    """Write what is stated of a column; columns with equal statements share one value.

    `text` is the default as it was written: equal defaults may be written differently.
    """
    column = new_column("", *facets)
    if all(facet is UNSTATED for facet in facets[:-1]) and not column.protected:
        return "any"
    written, value = _type_and_default(column.type, column.default, text, home, database)
    entry = Line({"type": written})
    if column.identity not in ("always", "by default"):
        put(entry, "nullable", column.nullable, usual=False)
    if value is not None:
        entry["default"] = value
    write_attributes(entry, column, COLUMN, OWN)
    protected = entry.pop("protected", None)
    put(entry, "comment", column.comment, no_comment)
    put(entry, "protected", protected, None)
    if written == "any":
        return entry  # in short it would leave all the rest open too
    if entry == {"type": written}:
        return written
    if entry == {"type": written, "nullable": True}:
        return f"{written}?"
    return entry


def _type_and_default(
    type_: Stated[TypeName], default: Stated[Default | None], text: str, home: str, database: str
) -> tuple[str, Value | None]:
    if not isinstance(type_, TypeName):
        return "any", _write_default(default, text, None, home, database)
    if default == SERIAL and str(type_) in _SERIALS:
        return _SERIALS[str(type_)], None
    return written_type(type_), _write_default(default, text, type_, home, database)


def _write_default(default: object, text: str, type_: TypeName | None, home: str, database: str) -> Value | None:
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
