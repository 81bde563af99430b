"""What the whole database has: extensions, event triggers, publications, foreign servers, and its own facts."""

from __future__ import annotations

from typing import Final

from schemacheck.base.names import QName
from schemacheck.model.database import Database, EventTrigger, Extension, ForeignServer, Publication, PublishedTable
from schemacheck.sources.postgres.catalog.parts.held import called, facets, held, options, options_of
from schemacheck.sources.postgres.catalog.parts.part import Part, Reading, Rows
from schemacheck.sources.postgres.catalog.parts.user_types import PROVIDERS
from schemacheck.sources.postgres.catalog.rows import LOCKED
from schemacheck.sources.postgres.catalog.statements import LOCKED_TABLES, Statement
from schemacheck.sql.printed import Printed

_EXTENSIONS = Statement(
    "extensions",
    """
SELECT e.extname, n.nspname, e.extversion
FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
ORDER BY e.extname
""",
)


def _build_extensions(rows: Rows, reading: Reading) -> None:
    for name, schema, version in rows:
        part_of = "every database" if name == "plpgsql" else None
        version_here = Printed(version, reading.major)
        reading.hold("extensions", Extension(QName("", name), part_of=part_of, schema=schema, version=version_here))


_EVENT_TRIGGERS = Statement(
    "event triggers",
    f"""
SELECT t.evtname, t.evtevent, t.evttags, {called("pg_proc", "pro", "t.evtfoid")}, t.evtenabled::text,
       {held("pg_event_trigger", "t.oid", "t.evtowner")}
FROM pg_catalog.pg_event_trigger t
ORDER BY t.evtname
""",
)
_ENABLED: Final = {"O": "origin", "D": "disabled", "R": "replica", "A": "always"}


def _build_event_triggers(rows: Rows, reading: Reading) -> None:
    for row in rows:
        name, event, tags, function, enabled = row[:5]
        reading.hold(
            "event_triggers",
            EventTrigger(
                QName("", name),
                event=event,
                tags=tuple(sorted(tags or ())),
                function=function,
                enabled=_ENABLED[enabled],
                **facets(row, reading),
            ),
        )


_PUBLICATIONS = Statement(
    "publications",
    LOCKED_TABLES
    + f"""
SELECT p.pubname, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,
       {{13? p.pubviaroot | false}}, {{18? p.pubgencols::text | 'n'::text}},
       {{15? ARRAY(SELECT s.nspname::text FROM pg_catalog.pg_publication_namespace m
                  JOIN pg_catalog.pg_namespace s ON s.oid = m.pnnspid WHERE m.pnpubid = p.oid ORDER BY s.nspname)
          | ARRAY[]::text[]}},
       n.nspname, c.relname,
       {{15? CASE WHEN r.prattrs IS NOT NULL THEN ARRAY(
                 SELECT a.attname::text FROM pg_catalog.pg_attribute a
                 WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::int2[]) ORDER BY a.attname) END
          | NULL::text[]}},
       {{15? r.prqual IS NOT NULL | false}},
       {{15? CASE WHEN r.prrelid NOT IN (SELECT relation FROM locked)
                 THEN pg_catalog.pg_get_expr(r.prqual, r.prrelid) END | NULL::text}},
       {held("pg_publication", "p.oid", "p.pubowner")}
FROM pg_catalog.pg_publication p
LEFT JOIN pg_catalog.pg_publication_rel r ON r.prpubid = p.oid
LEFT JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
ORDER BY p.pubname, n.nspname, c.relname
""",
)


def _build_publications(rows: Rows, reading: Reading) -> None:
    tables: dict[str, list[PublishedTable]] = {}
    heads = {}
    for row in rows:
        heads[row[0]] = row
        schema, table, columns, filtered, where = row[9:14]
        if table is not None:
            condition = (LOCKED if where is None else where) if filtered else None
            published = PublishedTable(QName(schema, table), None if columns is None else tuple(columns), condition)
            tables.setdefault(row[0], []).append(published)
    for name, row in heads.items():
        said = dict(zip(("insert", "update", "delete", "truncate"), row[2:6], strict=True))
        reading.hold(
            "publications",
            Publication(
                QName("", name),
                all_tables=row[1],
                tables=tuple(sorted(tables.get(name, ()), key=lambda each: each.table)),
                schemas=tuple(row[8]),
                publish=tuple(each for each, sent in said.items() if sent),
                via_root=row[6],
                generated_columns="stored" if row[7] == "s" else "none",
                **facets(row, reading),
            ),
        )


_FOREIGN_SERVERS = Statement(
    "foreign servers, without what may be a secret",
    f"""
SELECT s.srvname, w.fdwname, s.srvtype, s.srvversion, {options("s.srvoptions")},
       {held("pg_foreign_server", "s.oid", "s.srvowner", "s.srvacl")}
FROM pg_catalog.pg_foreign_server s
JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
ORDER BY s.srvname
""",
)


def _build_foreign_servers(rows: Rows, reading: Reading) -> None:
    for row in rows:
        name, wrapper, type_, version, given = row[:5]
        reading.hold(
            "foreign_servers",
            ForeignServer(
                QName("", name),
                wrapper=wrapper,
                type=type_,
                version=version,
                options=options_of(given),
                **facets(row, reading, "server"),
            ),
        )


_DATABASE = Statement(
    "how the database reads and sorts text",
    """
SELECT pg_catalog.pg_encoding_to_char(d.encoding), COALESCE(j.row ->> 'datlocprovider', 'c'), d.datcollate, d.datctype,
       COALESCE(j.row ->> 'datlocale', j.row ->> 'daticulocale')
FROM pg_catalog.pg_database d
CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(d) AS row) j
WHERE d.datname = pg_catalog.current_database()
""",
)


def _build_database(rows: Rows, reading: Reading) -> None:
    for encoding, provider, collation, ctype, locale in rows:
        reading.hold(
            "database",
            Database(
                QName("", "database"),
                encoding=encoding,
                provider=PROVIDERS[provider],
                collation=collation,
                ctype=ctype,
                locale=locale,
            ),
        )


EXTENSIONS: Final = Part("extensions", _EXTENSIONS, _build_extensions, schema={"extensions": ()}, wide=True)
EVENT_TRIGGERS: Final = Part(
    "event_triggers", _EVENT_TRIGGERS, _build_event_triggers, schema={"event_triggers": ()}, wide=True
)
PUBLICATIONS: Final = Part("publications", _PUBLICATIONS, _build_publications, schema={"publications": ()}, wide=True)
FOREIGN_SERVERS: Final = Part(
    "foreign_servers", _FOREIGN_SERVERS, _build_foreign_servers, schema={"foreign_servers": ()}, wide=True
)
DATABASE: Final = Part("database", _DATABASE, _build_database, schema={"database": ()}, wide=True)
