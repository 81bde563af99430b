"""Storage parameters of tables, their TOAST tables, and indexes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.statements import Statement
from schemacheck.sql.parameters import TOAST

_STATEMENT = Statement(
    "storage parameters",
    """
SELECT c.oid, NULL::text AS index_name, c.reloptions AS parameters, t.reloptions AS of_toast
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
WHERE n.nspname = ANY (%(namespaces)s) AND c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
  AND (c.reloptions IS NOT NULL OR t.reloptions IS NOT NULL)
UNION ALL
SELECT i.indrelid, x.relname::text, x.reloptions, NULL
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
WHERE n.nspname = ANY (%(namespaces)s) AND x.relpersistence <> 't' AND x.reloptions IS NOT NULL
""",
)

_WITH_INDEX: Final = ("primary_key", "uniques", "indexes", "exclusions")
"""Where a table holds what is an index or has one of its name."""


def _build(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        own = tuple(sorted((*_pairs("", row.parameters or ()), *_pairs(TOAST, row.of_toast or ()))))
        if row.index_name is None:
            builder.state(row.oid, "storage_parameters", own)
        else:
            builder.state_of_member(row.oid, _WITH_INDEX, row.index_name, "storage_parameters", own)


def _pairs(prefix: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, _, value = text.partition("=")
        yield prefix + name, value


STORAGE_PARAMETERS: Final = Part(
    "storage_parameters",
    _STATEMENT,
    _build,
    tables={"storage_parameters": ()},
    members={"storage_parameters": ()},
)
