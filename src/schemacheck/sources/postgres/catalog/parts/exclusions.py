"""Exclusion constraints."""

from __future__ import annotations

from typing import Final

from schemacheck.model.constraints import Exclusion
from schemacheck.sources.postgres.catalog.parts.part import Part, Reading, Rows
from schemacheck.sources.postgres.catalog.rows import LOCKED, deferral
from schemacheck.sources.postgres.catalog.statements import LOCKED_TABLES, Statement

_STATEMENT = Statement(
    "exclusion constraints",
    LOCKED_TABLES
    + """
SELECT k.conrelid AS oid, k.conname AS name, m.amname AS method, k.condeferrable AS deferrable,
       k.condeferred AS deferred,
       ARRAY(
           SELECT o.oprname::text FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY AS u (operator, place)
           JOIN pg_catalog.pg_operator o ON o.oid = u.operator ORDER BY u.place
       ) AS operators,
       i.indpred IS NOT NULL AS partial,
       CASE WHEN k.conrelid NOT IN (SELECT relation FROM locked) THEN ARRAY(
           SELECT pg_catalog.pg_get_indexdef(i.indexrelid, place, false)
           FROM pg_catalog.generate_series(1, i.indnkeyatts) AS place ORDER BY place
       ) END AS elements,
       CASE WHEN k.conrelid NOT IN (SELECT relation FROM locked) THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid) END
           AS predicate
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = x.relam
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(namespaces)s) AND k.contype = 'x' AND c.relpersistence <> 't'
ORDER BY k.conrelid, k.conname
""",
)


def _build(rows: Rows, reading: Reading) -> None:
    for row in rows:
        pairs = zip(row.elements or (), row.operators, strict=False)
        exclusion = Exclusion(
            LOCKED if row.elements is None else tuple(f"{element} WITH {operator}" for element, operator in pairs),
            name=row.name,
            method=row.method,
            predicate=(LOCKED if row.predicate is None else row.predicate) if row.partial else None,
            deferral=deferral(row.deferrable, row.deferred),
        )
        reading.add(row.oid, "exclusions", exclusion)


EXCLUSIONS: Final = Part("exclusions", _STATEMENT, _build, tables={"exclusions": ()})
