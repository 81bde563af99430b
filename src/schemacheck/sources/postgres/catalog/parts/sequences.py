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
SELECT n.nspname, c.relname, pg_catalog.format_type(s.seqtypid, -1), s.seqstart, s.seqincrement, s.seqmin, s.seqmax,
       s.seqcache, s.seqcycle, t.relname, a.attname,
       {held("pg_class", "c.oid", "c.relowner", "c.relacl")}
FROM pg_catalog.pg_sequence s
JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_depend w ON w.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND w.objid = c.oid
     AND w.objsubid = 0 AND w.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND w.refobjsubid > 0
     AND w.deptype IN ('a', 'i')
LEFT JOIN pg_catalog.pg_class t ON t.oid = w.refobjid
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = w.refobjid AND a.attnum = w.refobjsubid
WHERE n.nspname = ANY (%s) AND c.relpersistence <> 't'
ORDER BY n.nspname, c.relname
""",
)


def _build(rows: Rows, reading: Reading) -> None:
    for row in rows:
        schema, name, type_, start, increment, minimum, maximum, cache, cycle, table, column = row[:11]
        common = facets(row, reading, "sequence")
        owned_by = None if table is None else f"{plain_name(table)}.{plain_name(column)}"
        usual = (increment, minimum, maximum, start) == (1, lowest(type_, 1), highest(type_, 1), 1)
        if owned_by is not None and usual and not cycle and cache == 1:
            # It comes and goes with its column, which says all there is to say.
            common["part_of"] = f"column {owned_by}"
        reading.hold(
            "sequences",
            Sequence(
                QName(schema, name),
                type=parse_type(type_),
                start=start,
                increment=increment,
                minimum=minimum,
                maximum=maximum,
                cache=cache,
                cycle=cycle,
                owned_by=owned_by,
                **common,
            ),
        )


SEQUENCES: Final = Part("sequences", _STATEMENT, _build, schema={"sequences": ()})
