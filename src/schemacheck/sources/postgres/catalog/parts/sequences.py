"""Sequences: how they count, never their current value."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from schemacheck.base.names import QName, made_name
from schemacheck.model.sequences import Sequence, highest, is_narrower, lowest
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.postgres.catalog.parts.part import Part, Row, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.parts.schema_object import facets, object_columns, plain_name, usual_grants
from schemacheck.sources.postgres.catalog.statements import Statement
from schemacheck.sql.types import parse_type

_STATEMENT = Statement(
    "sequences, by their options",
    f"""
SELECT n.nspname AS schema, c.relname AS name, pg_catalog.format_type(s.seqtypid, -1) AS type, s.seqstart AS start,
       s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache, s.seqcycle AS cycle,
       c.relpersistence = 'u' AS unlogged, t.relpersistence = 'u' AS of_unlogged,
       t.relname AS owning_table, a.attname AS owning_column,
       pg_catalog.format_type(a.atttypid, -1) AS column_type,
       {object_columns("pg_class", "c.oid", "c.relowner", "c.relacl")}
FROM pg_catalog.pg_sequence s
JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_depend w ON w.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND w.objid = c.oid
     AND w.objsubid = 0 AND w.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND w.refobjsubid > 0
     AND w.deptype IN ('a', 'i')
LEFT JOIN pg_catalog.pg_class t ON t.oid = w.refobjid
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = w.refobjid AND a.attnum = w.refobjsubid
WHERE n.nspname = ANY (%(namespaces)s) AND c.relpersistence <> 't'
ORDER BY n.nspname, c.relname
""",
)


def _build(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        common = facets(row, builder, "sequence")
        owned_by = None
        if row.owning_table is not None:
            owned_by = f"{plain_name(row.owning_table)}.{plain_name(row.owning_column)}"
        options = (row.increment, row.minimum, row.maximum, row.start, row.cache, row.cycle)
        usual = (1, lowest(row.type, 1), highest(row.type, 1), 1, 1, False)
        found = Sequence(
            QName(row.schema, row.name),
            type=parse_type(row.type),
            start=row.start,
            increment=row.increment,
            minimum=row.minimum,
            maximum=row.maximum,
            cache=row.cache,
            cycle=row.cycle,
            unlogged=row.unlogged,
            owned_by=owned_by,
            **common,
        )
        if owned_by is not None and options == usual and not is_narrower(row.type, row.column_type):
            # It comes and goes with its column.
            found = replace(found, part_of=f"column {owned_by}", as_made=_as_made(found, row))
        builder.hold("sequences", found)


def _as_made(found: Sequence, row: Row) -> Sequence:
    """Return the sequence that a column makes by itself; where its name was taken, it got a number behind it."""
    name = made_name(row.owning_table, row.owning_column, "seq")
    if found.name.name.startswith(name) and found.name.name[len(name) :].isdecimal():
        name = found.name.name
    type_ = row.column_type if row.column_type in ("smallint", "integer") else "bigint"
    return replace(
        found,
        name=found.name._replace(name=name),
        type=parse_type(type_),
        maximum=highest(type_, 1),
        # Of an unlogged table it is unlogged since PostgreSQL 15; what was made before stays as it was.
        unlogged=row.unlogged and row.of_unlogged,
        owner=UNSTATED,
        grants=usual_grants("sequence"),
        comment=None,
    )


SEQUENCES: Final = Part("sequences", _STATEMENT, _build, schema={"sequences": ()})
