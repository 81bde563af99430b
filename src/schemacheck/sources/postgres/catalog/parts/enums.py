"""Enum types."""

from __future__ import annotations

from typing import Final

from schemacheck.base.names import QName
from schemacheck.model.user_types import Enum
from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.parts.schema_object import facets, object_columns
from schemacheck.sources.postgres.catalog.statements import Statement

_STATEMENT = Statement(
    "enum types",
    f"""
SELECT n.nspname AS schema, t.typname AS name,
       ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
           AS labels,
       {object_columns("pg_type", "t.oid", "t.typowner", "t.typacl")}
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = ANY (%(namespaces)s) AND t.typtype = 'e'
ORDER BY n.nspname, t.typname
""",
)


def _build(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.hold("enums", Enum(QName(row.schema, row.name), tuple(row.labels), **facets(row, builder, "type")))


ENUMS: Final = Part("enums", _STATEMENT, _build, schema={"enums": ()})
