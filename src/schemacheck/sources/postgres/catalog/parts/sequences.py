"""Sequences: how they count, never where they stand."""

from __future__ import annotations

from typing import Final

from schemacheck.base.names import QName
from schemacheck.model.sequences import Sequence, highest, lowest
from schemacheck.sources.postgres.catalog.parts.held import facets, held, plain_name
from schemacheck.sources.postgres.catalog.parts.part import Part, Reading, Rows
from schemacheck.sources.postgres.catalog.statements import Statement
from schemacheck.sql.types import parse_type

_STATEMENT = Statement(
    "sequences, by their options",
    f"""
SELECT n.nspname AS schema, c.relname AS name, pg_catalog.format_type(s.seqtypid, -1) AS type, s.seqstart AS start,
       s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache, s.seqcycle AS cycle,
       t.relname AS owning_table, a.attname AS owning_column,
       {held("pg_class", "c.oid", "c.relowner", "c.relacl")}
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


def _build(rows: Rows, reading: Reading) -> None:
    for row in rows:
        common = facets(row, reading, "sequence")
        owned_by = None
        if row.owning_table is not None:
            owned_by = f"{plain_name(row.owning_table)}.{plain_name(row.owning_column)}"
        options = (row.increment, row.minimum, row.maximum, row.start, row.cache, row.cycle)
        usual = (1, lowest(row.type, 1), highest(row.type, 1), 1, 1, False)
        if owned_by is not None and options == usual:
            # It comes and goes with its column, which says all there is to say.
            common["part_of"] = f"column {owned_by}"
        reading.hold(
            "sequences",
            Sequence(
                QName(row.schema, row.name),
                type=parse_type(row.type),
                start=row.start,
                increment=row.increment,
                minimum=row.minimum,
                maximum=row.maximum,
                cache=row.cache,
                cycle=row.cycle,
                owned_by=owned_by,
                **common,
            ),
        )


SEQUENCES: Final = Part("sequences", _STATEMENT, _build, schema={"sequences": ()})
