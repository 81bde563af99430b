"""Indexes, and the uniqueness that they guarantee: what is asked of them, and what becomes of the answer.

Unlike other kinds they are always read: their structure decides what is unique. `%(indexes)s` is whether all there is
to say of them is wanted.
"""

from __future__ import annotations

from typing import Final

from schemacheck.model.keys import Deferral, Index, KeyPart
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.sources.postgres.catalog.key_parts import COLLATIONS, OPERATOR_CLASSES
from schemacheck.sources.postgres.catalog.pipeline import Row
from schemacheck.sources.postgres.catalog.rows import LOCKED, Names, deferral
from schemacheck.sources.postgres.catalog.statements import LOCKED_TABLES, Statement

INDEXES: Final = Statement(
    "indexes, by structure; predicates and expressions as text where they decide a uniqueness; or all there is to say",
    LOCKED_TABLES
    + """
SELECT i.indrelid AS relation, i.indexrelid AS oid, x.relname AS name, m.amname AS method,
       i.indisunique AS is_unique, i.indisprimary AS is_primary, i.indisvalid AND i.indisready AS usable,
       i.indimmediate AS immediate, {15? i.indnullsnotdistinct | false} AS nulls_not_distinct,
       i.indnkeyatts AS key_length, i.indkey::int2[] AS columns, i.indoption::int2[] AS options,
       i.indpred IS NOT NULL AS partial,
       CASE WHEN (i.indisunique OR %(indexes)s) AND i.indpred IS NOT NULL
                 AND i.indrelid NOT IN (SELECT relation FROM locked)
            THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid) END AS predicate,
       CASE WHEN (i.indisunique OR %(indexes)s) AND i.indexprs IS NOT NULL
                 AND i.indrelid NOT IN (SELECT relation FROM locked)
            THEN ARRAY(
                SELECT pg_catalog.pg_get_indexdef(i.indexrelid, place, false)
                FROM pg_catalog.generate_series(1, i.indnkeyatts) AS place ORDER BY place
            ) END AS key_texts,
       CASE WHEN %(indexes)s THEN """
    + OPERATOR_CLASSES
    + """ END AS operator_classes,
       CASE WHEN %(indexes)s THEN """
    + COLLATIONS
    + """ END AS collations
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = x.relam
JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(namespaces)s) AND c.relkind IN ('r', 'p', 'm', 'f') AND c.relpersistence <> 't'
  AND (i.indisunique OR NOT i.indisexclusion)
ORDER BY i.indrelid, x.relname
""",
)


def index(row: Row, names: Names, constraint: Row | None) -> Index:
    """Build an index; `constraint` is the row of the constraint that it carries, if any."""
    # The text of a predicate or an expression is asked for only where it decides a uniqueness, or all are asked for.
    unknown: Stated[str | None] = LOCKED if row.is_unique or row.operator_classes else UNSTATED
    where = (unknown if row.predicate is None else row.predicate) if row.partial else None
    checked: Deferral = "no" if row.immediate else "deferrable"
    if constraint is not None:
        checked = deferral(constraint.deferrable, constraint.deferred)
    return Index(
        parts=tuple([_key_part(row, place, names, unknown) for place in range(row.key_length)]),
        unique=row.is_unique,
        name=row.name,
        predicate=where,
        nulls_distinct=not row.nulls_not_distinct,
        deferral=checked,
        usable=row.usable,
        without_overlaps=constraint is not None and constraint.over_time,
        method=row.method,
        include=tuple([names[number] for number in row.columns[row.key_length :]]),
        constraint=constraint is not None,
    )


def _key_part(row: Row, place: int, names: Names, unknown: Stated[str | None]) -> KeyPart:
    """Build one part of its key; the bits of an option are DESC (1) and NULLS FIRST (2)."""
    number, options = row.columns[place], row.options[place]
    text = row.key_texts[place] if row.key_texts else unknown
    return KeyPart(
        names[number] if number else None,
        expression=None if number else text,
        operator_class=row.operator_classes[place] if row.operator_classes else None,
        collation=row.collations[place] if row.collations else None,
        descending=bool(options & 1),
        nulls_first=bool(options & 2),
    )


def is_locked(row: Row) -> bool:
    """Whether the predicate or the key of an index that was asked for could not be printed: another session has it."""
    if not (row.is_unique or row.operator_classes):
        return False
    without_predicate = row.partial and row.predicate is None
    return bool(without_predicate or (0 in row.columns[: row.key_length] and row.key_texts is None))
