"""Views and materialized views, and what foreign tables tell their servers."""

from __future__ import annotations

from typing import Final

from schemacheck.model.stated import Stated
from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.parts.schema_object import may_be_secret, options, options_of
from schemacheck.sources.postgres.catalog.rows import LOCKED
from schemacheck.sources.postgres.catalog.statements import LOCKED_TABLES, Statement
from schemacheck.sql.deparsed import DeparsedText

_DEFINITION = """CASE WHEN c.oid NOT IN (SELECT relation FROM locked) AND NOT EXISTS (
           SELECT FROM pg_catalog.pg_rewrite r
           JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
           WHERE r.ev_class = c.oid AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
             AND d.refobjid IN (SELECT relation FROM locked)
       ) THEN pg_catalog.pg_get_viewdef(c.oid) END"""
"""Printing a view opens every relation it reads."""

_VIEWS = Statement(
    "views",
    LOCKED_TABLES
    + f"""
SELECT c.oid, {_DEFINITION} AS definition,
       COALESCE((SELECT o.option_value::boolean FROM pg_catalog.pg_options_to_table(c.reloptions) o
                 WHERE o.option_name = 'security_invoker'), false) AS security_invoker,
       COALESCE((SELECT o.option_value::boolean FROM pg_catalog.pg_options_to_table(c.reloptions) o
                 WHERE o.option_name = 'security_barrier'), false) AS security_barrier,
       COALESCE((SELECT pg_catalog.lower(o.option_value) FROM pg_catalog.pg_options_to_table(c.reloptions) o
                 WHERE o.option_name = 'check_option'), 'none') AS check_option
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(namespaces)s) AND c.relkind = 'v' AND c.relpersistence <> 't'
ORDER BY c.oid
""",
    keeps_locks=True,
)

_MATERIALIZED_VIEWS = Statement(
    "materialized views",
    LOCKED_TABLES
    + f"""
SELECT c.oid, {_DEFINITION} AS definition, c.relispopulated AS populated
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(namespaces)s) AND c.relkind = 'm'
ORDER BY c.oid
""",
    keeps_locks=True,
)

_FOREIGN_TABLES = Statement(
    "what foreign tables tell their servers, without what may be a secret",
    f"""
SELECT f.ftrelid AS oid, s.srvname AS server, {options("f.ftoptions")} AS options,
       (SELECT pg_catalog.json_object_agg(
                   pg_catalog.quote_ident(a.attname) || '.' || o.option_name,
                   CASE WHEN {may_be_secret("o.option_name")} THEN '(not read)' ELSE COALESCE(o.option_value, '') END
               )::text
        FROM pg_catalog.pg_attribute a, pg_catalog.pg_options_to_table(a.attfdwoptions) o
        WHERE a.attrelid = f.ftrelid AND a.attnum > 0 AND NOT a.attisdropped) AS column_options
FROM pg_catalog.pg_foreign_table f
JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
JOIN pg_catalog.pg_class c ON c.oid = f.ftrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(namespaces)s)
ORDER BY f.ftrelid
""",
)


def _definition(printed: str | None, builder: SchemaBuilder) -> Stated[DeparsedText | None]:
    return LOCKED if printed is None else DeparsedText(printed, builder.major)


def _build_views(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.state(row.oid, "definition", _definition(row.definition, builder))
        for facet in ("security_invoker", "security_barrier", "check_option"):
            builder.state(row.oid, facet, getattr(row, facet))


def _build_materialized_views(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.state(row.oid, "definition", _definition(row.definition, builder))
        builder.state(row.oid, "populated", row.populated)


def _build_foreign_tables(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.state(row.oid, "server", row.server)
        builder.state(row.oid, "options", options_of(row.options))
        builder.state(row.oid, "column_options", options_of(row.column_options))


VIEWS: Final = Part(
    "views",
    _VIEWS,
    _build_views,
    tables={"definition": None, "security_invoker": False, "security_barrier": False, "check_option": "none"},
)
MATERIALIZED_VIEWS: Final = Part(
    "materialized_views", _MATERIALIZED_VIEWS, _build_materialized_views, tables={"definition": None, "populated": True}
)
FOREIGN_TABLES: Final = Part(
    "foreign_tables",
    _FOREIGN_TABLES,
    _build_foreign_tables,
    tables={"server": None, "options": (), "column_options": ()},
)
