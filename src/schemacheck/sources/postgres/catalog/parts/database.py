"""What the whole database has: extensions, event triggers, publications, foreign servers, and its own facts."""

from __future__ import annotations

from typing import Final

from schemacheck.base.names import QName
from schemacheck.model.database import Database, EventTrigger, Extension, ForeignServer, Publication, PublishedTable
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.postgres.catalog.parts.acl import acl, grants_of, owner
from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.parts.schema_object import (
    called,
    facets,
    object_columns,
    options,
    options_of,
    usual_grants,
)
from schemacheck.sources.postgres.catalog.parts.user_types import PROVIDERS
from schemacheck.sources.postgres.catalog.rows import LOCKED
from schemacheck.sources.postgres.catalog.statements import LOCKED_TABLES, Statement
from schemacheck.sql.deparsed import DeparsedText

_EXTENSIONS = Statement(
    "extensions",
    """
SELECT e.extname AS name, n.nspname AS schema, e.extversion AS version
FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
ORDER BY e.extname
""",
)


def _build_extensions(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        part_of = "every database" if row.name == "plpgsql" else None
        version = DeparsedText(row.version, builder.major)
        builder.hold("extensions", Extension(QName("", row.name), part_of=part_of, schema=row.schema, version=version))


_EVENT_TRIGGERS = Statement(
    "event triggers",
    f"""
SELECT t.evtname AS name, t.evtevent AS event, t.evttags AS tags, {called("pg_proc", "pro", "t.evtfoid")} AS function,
       t.evtenabled::text AS enabled,
       {object_columns("pg_event_trigger", "t.oid", "t.evtowner")}
FROM pg_catalog.pg_event_trigger t
ORDER BY t.evtname
""",
)
_ENABLED: Final = {"O": "origin", "D": "disabled", "R": "replica", "A": "always"}


def _build_event_triggers(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.hold(
            "event_triggers",
            EventTrigger(
                QName("", row.name),
                event=row.event,
                tags=tuple(sorted(row.tags or ())),
                function=row.function,
                enabled=_ENABLED[row.enabled],
                **facets(row, builder),
            ),
        )


_PUBLICATIONS = Statement(
    "publications",
    LOCKED_TABLES
    + f"""
SELECT p.pubname AS name, p.puballtables AS all_tables, p.pubinsert AS "insert", p.pubupdate AS "update",
       p.pubdelete AS "delete", p.pubtruncate AS "truncate", {{13? p.pubviaroot | false}} AS via_root,
       {{18? p.pubgencols::text | 'n'::text}} AS generated_columns,
       {{15? ARRAY(SELECT s.nspname::text FROM pg_catalog.pg_publication_namespace m
                  JOIN pg_catalog.pg_namespace s ON s.oid = m.pnnspid WHERE m.pnpubid = p.oid ORDER BY s.nspname)
          | ARRAY[]::text[]}} AS schemas,
       n.nspname AS table_schema, c.relname AS table_name,
       {{15? CASE WHEN r.prattrs IS NOT NULL THEN ARRAY(
                 SELECT a.attname::text FROM pg_catalog.pg_attribute a
                 WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::int2[]) ORDER BY a.attname) END
          | NULL::text[]}} AS columns,
       {{15? r.prqual IS NOT NULL | false}} AS filtered,
       {{15? CASE WHEN r.prrelid NOT IN (SELECT relation FROM locked)
                 THEN pg_catalog.pg_get_expr(r.prqual, r.prrelid) END | NULL::text}} AS predicate,
       {object_columns("pg_publication", "p.oid", "p.pubowner")}
FROM pg_catalog.pg_publication p
LEFT JOIN pg_catalog.pg_publication_rel r ON r.prpubid = p.oid
LEFT JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
ORDER BY p.pubname, n.nspname, c.relname
""",
)


def _build_publications(rows: Rows, builder: SchemaBuilder) -> None:
    tables: dict[str, list[PublishedTable]] = {}
    heads = {}
    for row in rows:
        heads[row.name] = row
        if row.table_name is not None:
            condition = (LOCKED if row.predicate is None else row.predicate) if row.filtered else None
            columns = None if row.columns is None else tuple(row.columns)
            published = PublishedTable(QName(row.table_schema, row.table_name), columns, condition)
            tables.setdefault(row.name, []).append(published)
    for name, row in heads.items():
        builder.hold(
            "publications",
            Publication(
                QName("", name),
                all_tables=row.all_tables,
                tables=tuple(sorted(tables.get(name, ()), key=lambda each: each.table)),
                schemas=tuple(row.schemas),
                publish=tuple(each for each in ("insert", "update", "delete", "truncate") if getattr(row, each)),
                via_root=row.via_root,
                generated_columns="stored" if row.generated_columns == "s" else "none",
                **facets(row, builder),
            ),
        )


_FOREIGN_SERVERS = Statement(
    "foreign servers, without what may be a secret",
    f"""
SELECT s.srvname AS name, w.fdwname AS wrapper, s.srvtype AS type, s.srvversion AS version,
       {options("s.srvoptions")} AS options,
       {object_columns("pg_foreign_server", "s.oid", "s.srvowner", "s.srvacl")}
FROM pg_catalog.pg_foreign_server s
JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
ORDER BY s.srvname
""",
)


def _build_foreign_servers(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.hold(
            "foreign_servers",
            ForeignServer(
                QName("", row.name),
                wrapper=row.wrapper,
                type=row.type,
                version=row.version,
                options=options_of(row.options),
                **facets(row, builder, "server"),
            ),
        )


_DATABASE = Statement(
    "how the database reads and sorts text, whose it is and who may connect",
    f"""
SELECT pg_catalog.pg_encoding_to_char(d.encoding) AS encoding, COALESCE(j.row ->> 'datlocprovider', 'c') AS provider,
       d.datcollate AS collation, d.datctype AS ctype,
       COALESCE(j.row ->> 'datlocale', j.row ->> 'daticulocale') AS locale,
       d.datconnlimit AS connection_limit, {{15? d.datcollversion | NULL::text}} AS recorded_version,
       {{15? pg_catalog.pg_database_collation_actual_version(d.oid) | NULL::text}} AS actual_version,
       {owner("d.datdba")} AS owner, {acl("d.datacl", "d.datdba")} AS grants
FROM pg_catalog.pg_database d
CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(d) AS row) j
WHERE d.datname = pg_catalog.current_database()
""",
)


def _version(recorded: str | None, actual: str | None) -> str:
    """Say whether the library still sorts as it did; where there is no version, nothing can be outdated."""
    if recorded is None or actual is None or recorded == actual:
        return "current"
    return f"outdated: made with version {recorded}, now {actual}"


def _build_database(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.hold(
            "database",
            Database(
                QName("", "database"),
                encoding=row.encoding,
                provider=PROVIDERS[row.provider],
                collation=row.collation,
                ctype=row.ctype,
                locale=row.locale,
                # Before PostgreSQL 15 nobody wrote down the version.
                collation_version=_version(row.recorded_version, row.actual_version)
                if builder.major >= 15
                else UNSTATED,
                connection_limit=row.connection_limit,
                owner=row.owner,
                grants=grants_of(row.grants, "database", builder.major) or usual_grants("database"),
            ),
        )


EXTENSIONS: Final = Part("extensions", _EXTENSIONS, _build_extensions, schema={"extensions": ()})
EVENT_TRIGGERS: Final = Part("event_triggers", _EVENT_TRIGGERS, _build_event_triggers, schema={"event_triggers": ()})
PUBLICATIONS: Final = Part("publications", _PUBLICATIONS, _build_publications, schema={"publications": ()})
FOREIGN_SERVERS: Final = Part(
    "foreign_servers", _FOREIGN_SERVERS, _build_foreign_servers, schema={"foreign_servers": ()}
)
DATABASE: Final = Part("database", _DATABASE, _build_database, schema={"database": ()})
