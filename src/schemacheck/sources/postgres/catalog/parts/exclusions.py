"""Exclusion constraints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemacheck.base.names import quoted
from schemacheck.model.constraints import Exclusion
from schemacheck.sources.postgres.catalog.key_parts import COLLATIONS, OPERATOR_CLASSES, OPERATORS
from schemacheck.sources.postgres.catalog.parts.part import Part, Row, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.rows import LOCKED, deferral
from schemacheck.sources.postgres.catalog.statements import LOCKED_TABLES, Statement

_STATEMENT = Statement(
    "exclusion constraints",
    LOCKED_TABLES
    + """
SELECT k.conrelid AS oid, k.conname AS name, m.amname AS method, k.condeferrable AS deferrable,
       k.condeferred AS deferred,
       """
    + OPERATORS
    + """ AS operators,
       """
    + OPERATOR_CLASSES
    + """ AS operator_classes,
       """
    + COLLATIONS
    + """ AS collations,
       ARRAY(
           SELECT a.attname::text
           FROM pg_catalog.unnest((i.indkey::int2[])[i.indnkeyatts:]) WITH ORDINALITY AS u (attnum, place)
           JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.attnum ORDER BY u.place
       ) AS include,
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


def _elements(row: Row) -> Iterator[str]:
    """Write each element as SQL has it: what it is, its collation, its operator class, its operator."""
    for text, collation, operator_class, operator in zip(
        row.elements, row.collations, row.operator_classes, row.operators, strict=True
    ):
        words = [text]
        if collation is not None:
            words.append(f"COLLATE {quoted(collation)}")
        if operator_class is not None:
            words.append(operator_class)
        yield f"{' '.join(words)} WITH {f'OPERATOR({operator})' if '.' in operator else operator}"


def _build(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        exclusion = Exclusion(
            LOCKED if row.elements is None else tuple(_elements(row)),
            name=row.name,
            method=row.method,
            predicate=(LOCKED if row.predicate is None else row.predicate) if row.partial else None,
            include=tuple(row.include),
            deferral=deferral(row.deferrable, row.deferred),
        )
        builder.add(row.oid, "exclusions", exclusion)


EXCLUSIONS: Final = Part("exclusions", _STATEMENT, _build, tables={"exclusions": ()})
