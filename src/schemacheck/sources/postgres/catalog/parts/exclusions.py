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
SELECT k.conrelid, k.conname, m.amname, k.condeferrable, k.condeferred,
       ARRAY(
           SELECT o.oprname::text FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY AS u (operator, place)
           JOIN pg_catalog.pg_operator o ON o.oid = u.operator ORDER BY u.place
       ),
       i.indpred IS NOT NULL,
       CASE WHEN k.conrelid NOT IN (SELECT relation FROM locked) THEN ARRAY(
           SELECT pg_catalog.pg_get_indexdef(i.indexrelid, place, false)
           FROM pg_catalog.generate_series(1, i.indnkeyatts) AS place ORDER BY place
       ) END,
       CASE WHEN k.conrelid NOT IN (SELECT relation FROM locked) THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid) END
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = x.relam
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%s) AND k.contype = 'x' AND c.relpersistence <> 't'
ORDER BY k.conrelid, k.conname
""",
)


def _build(rows: Rows, reading: Reading) -> None:
    for oid, name, method, deferrable, deferred, operators, partial, elements, predicate in rows:
        pairs = zip(elements or (), operators, strict=False)
        exclusion = Exclusion(
            LOCKED if elements is None else tuple(f"{element} WITH {operator}" for element, operator in pairs),
            name=name,
            method=method,
            predicate=(LOCKED if predicate is None else predicate) if partial else None,
            deferral=deferral(deferrable, deferred),
        )
        reading.add(oid, "exclusions", exclusion)


EXCLUSIONS: Final = Part("exclusions", _STATEMENT, _build, tables={"exclusions": ()})
