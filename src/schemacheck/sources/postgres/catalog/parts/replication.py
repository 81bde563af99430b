"""The replica identity of tables."""

from __future__ import annotations

from typing import Final

from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.statements import Statement

_STATEMENT = Statement(
    "replica identities other than the usual one",
    """
SELECT c.oid, c.relreplident::text AS identity, x.relname AS index_name
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisreplident AND c.relreplident = 'i'
LEFT JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
WHERE n.nspname = ANY (%(namespaces)s) AND c.relkind IN ('r', 'p') AND c.relreplident <> 'd'
""",
)


def _build(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        words = {"n": "nothing", "f": "full"}
        # An index that was dropped leaves a table that identifies its rows by nothing.
        by_index = "nothing" if row.index_name is None else f"index {row.index_name}"
        builder.state(row.oid, "replica_identity", words.get(row.identity) or by_index)


REPLICA_IDENTITY: Final = Part("replica_identity", _STATEMENT, _build, tables={"replica_identity": "default"})
