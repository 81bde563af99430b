"""Enum types."""

from __future__ import annotations

from typing import Final

from schemacheck.model.names import QName
from schemacheck.model.user_types import Enum
from schemacheck.sources.postgres.statements import Statement

from .part import Part, Reading, Rows

_STATEMENT = Statement(
    "enum types",
    """
SELECT n.nspname, t.typname,
       ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder),
       (SELECT x.extname FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_extension x ON x.oid = d.refobjid
        WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = t.oid AND d.deptype = 'e')
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = ANY (%s) AND t.typtype = 'e'
ORDER BY n.nspname, t.typname
""",
)


def _build(rows: Rows, reading: Reading) -> None:
    for schema, name, labels, extension in rows:
        part_of = None if extension is None else f"extension {extension}"
        reading.hold("enums", Enum(QName(schema, name), tuple(labels), part_of=part_of))


ENUMS: Final = Part("enums", _STATEMENT, _build, schema={"enums": ()})
