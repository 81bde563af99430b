"""Check constraints."""

from __future__ import annotations

from typing import Final

from schemacheck.model.constraints import Check
from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.rows import LOCKED
from schemacheck.sources.postgres.catalog.statements import LOCKED_TABLES, Statement

_STATEMENT = Statement(
    "check constraints",
    LOCKED_TABLES
    + """
SELECT k.conrelid AS oid, k.conname AS name,
       CASE WHEN k.conrelid NOT IN (SELECT relation FROM locked) THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END
           AS expression,
       k.convalidated AS validated, {18? k.conenforced | true} AS enforced, k.connoinherit AS no_inherit
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(namespaces)s) AND k.contype = 'c' AND c.relpersistence <> 't'
ORDER BY k.conrelid, k.conname
""",
)


def _build(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        check = Check(
            LOCKED if row.expression is None else row.expression,
            name=row.name,
            validated=row.validated,
            enforced=row.enforced,
            no_inherit=row.no_inherit,
        )
        builder.add(row.oid, "checks", check)


CHECKS: Final = Part("checks", _STATEMENT, _build, tables={"checks": ()})
