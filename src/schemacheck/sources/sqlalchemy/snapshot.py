"""What goes into an expected schema of what SQLAlchemy reads, which is always everything."""

from __future__ import annotations

from dataclasses import replace

from schemacheck.model.stated import UNSTATED
from schemacheck.sources.source import Side, limited


def written(side: Side, kinds: frozenset[str]) -> Side:
    """Leave out the optional kinds that were not asked for, and name the checks that have no name."""
    from schemacheck.sources.sqlalchemy.naming import with_named_checks  # noqa: PLC0415 - for snapshots alone

    schema = with_named_checks(side.schema)
    tables = schema.tables
    if "checks" not in kinds:
        tables = tuple(replace(table, checks=UNSTATED) for table in tables)
    if "comments" not in kinds:
        tables = tuple(
            replace(
                table,
                comment=UNSTATED,
                columns=tuple(replace(column, comment=UNSTATED) for column in table.columns)
                if isinstance(table.columns, tuple)
                else table.columns,
            )
            for table in tables
        )
    schema = replace(schema, tables=tables, enums=schema.enums if "enums" in kinds else UNSTATED)
    return limited(replace(side, schema=schema), kinds)
