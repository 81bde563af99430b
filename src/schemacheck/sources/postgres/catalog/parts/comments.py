"""Comments on tables, on their columns, and on all that they hold by name."""

from __future__ import annotations

from typing import Final

from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.statements import Statement

_STATEMENT = Statement(
    "comments on tables and columns, constraints, indexes, triggers, rules, policies and statistics objects",
    """
WITH wanted AS MATERIALIZED (
    SELECT c.oid, c.relnamespace, c.relkind
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY (%(namespaces)s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'i', 'I')
), said AS MATERIALIZED (
    SELECT d.classoid AS catalog, d.objoid, d.objsubid, d.description
    FROM pg_catalog.pg_description d
)
SELECT c.oid, 'table' AS kind, NULL::text AS name, s.objsubid AS column_number, s.description AS comment
FROM said s JOIN wanted c ON c.oid = s.objoid
WHERE s.catalog = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.relkind NOT IN ('i', 'I')
UNION ALL
SELECT i.indrelid, 'index', x.relname::text, 0, s.description
FROM said s JOIN pg_catalog.pg_index i ON i.indexrelid = s.objoid JOIN wanted c ON c.oid = i.indrelid
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
WHERE s.catalog = 'pg_catalog.pg_class'::pg_catalog.regclass
UNION ALL
SELECT k.conrelid, k.contype::text, k.conname::text, 0, s.description
FROM said s JOIN pg_catalog.pg_constraint k ON k.oid = s.objoid JOIN wanted c ON c.oid = k.conrelid
WHERE s.catalog = 'pg_catalog.pg_constraint'::pg_catalog.regclass
UNION ALL
SELECT t.tgrelid, 'trigger', t.tgname::text, 0, s.description
FROM said s JOIN pg_catalog.pg_trigger t ON t.oid = s.objoid JOIN wanted c ON c.oid = t.tgrelid
WHERE s.catalog = 'pg_catalog.pg_trigger'::pg_catalog.regclass
UNION ALL
SELECT r.ev_class, 'rule', r.rulename::text, 0, s.description
FROM said s JOIN pg_catalog.pg_rewrite r ON r.oid = s.objoid JOIN wanted c ON c.oid = r.ev_class
WHERE s.catalog = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
UNION ALL
SELECT p.polrelid, 'policy', p.polname::text, 0, s.description
FROM said s JOIN pg_catalog.pg_policy p ON p.oid = s.objoid JOIN wanted c ON c.oid = p.polrelid
WHERE s.catalog = 'pg_catalog.pg_policy'::pg_catalog.regclass
UNION ALL
SELECT x.stxrelid, 'statistics',
       CASE WHEN x.stxnamespace <> c.relnamespace THEN n.nspname || '.' ELSE '' END || x.stxname, 0, s.description
FROM said s JOIN pg_catalog.pg_statistic_ext x ON x.oid = s.objoid JOIN wanted c ON c.oid = x.stxrelid
JOIN pg_catalog.pg_namespace n ON n.oid = x.stxnamespace
WHERE s.catalog = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass
""",
)

_HELD_IN: Final = {
    "index": ("primary_key", "uniques", "indexes", "exclusions"),
    "p": ("primary_key",),
    "u": ("uniques",),
    "f": ("foreign_keys",),
    "c": ("checks",),
    "x": ("exclusions",),
    "trigger": ("triggers",),
    "rule": ("rules",),
    "policy": ("policies",),
    "statistics": ("statistics",),
}
"""Where a table holds what has the comment: constraints by the letter of their type."""


def _build(rows: Rows, builder: SchemaBuilder) -> None:
    # A constraint has its own comment, or else that of its index.
    for row in sorted(rows, key=lambda row: row.kind != "index"):
        if row.kind != "table":
            builder.state_of_member(row.oid, _HELD_IN.get(row.kind, ()), row.name, "comment", row.comment)
        elif row.column_number:
            builder.state_of_column(row.oid, row.column_number, "comment", row.comment)
        else:
            builder.state(row.oid, "comment", row.comment)


COMMENTS: Final = Part(
    "comment",
    _STATEMENT,
    _build,
    tables={"comment": None},
    columns={"comment": None},
    members={"comment": None},
)
