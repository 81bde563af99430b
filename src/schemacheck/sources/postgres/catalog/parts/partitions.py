"""Partitions, inheritance and extended statistics."""

from __future__ import annotations

from typing import Final

from schemacheck.base.names import QName
from schemacheck.model.partitions import Partition, Statistics
from schemacheck.sources.postgres.catalog.parts.acl import acl
from schemacheck.sources.postgres.catalog.parts.part import Part, Rows, SchemaBuilder
from schemacheck.sources.postgres.catalog.parts.partitions_own import OWN
from schemacheck.sources.postgres.catalog.rows import LOCKED
from schemacheck.sources.postgres.catalog.statements import LOCKED_TABLES, Statement
from schemacheck.sql.deparsed import DeparsedText

_KEYS = Statement(
    "by what tables are partitioned",
    LOCKED_TABLES
    + """
SELECT p.partrelid AS oid,
       CASE WHEN p.partrelid NOT IN (SELECT relation FROM locked) THEN pg_catalog.pg_get_partkeydef(p.partrelid) END
           AS key
FROM pg_catalog.pg_partitioned_table p
JOIN pg_catalog.pg_class c ON c.oid = p.partrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(namespaces)s)
""",
)


def _build_keys(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.state(row.oid, "partition_by", LOCKED if row.key is None else DeparsedText(row.key, builder.major))


# Bounds hold no columns, so that no relation is named to `pg_get_expr`, and none is opened.
_PARTITIONS = Statement(
    "partitions: their bounds, and in what each differs from the table it is a partition of",
    LOCKED_TABLES.replace("WITH", "WITH RECURSIVE", 1)
    + f""", tree AS (
    SELECT p.oid AS root, pn.nspname AS home, p.oid AS parent, i.inhrelid AS leaf
    FROM pg_catalog.pg_class p
    JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
    JOIN pg_catalog.pg_inherits i ON i.inhparent = p.oid
    WHERE pn.nspname = ANY (%(namespaces)s) AND p.relkind = 'p' AND NOT p.relispartition
    UNION ALL
    SELECT t.root, t.home, t.leaf, i.inhrelid FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.leaf
), leaf AS MATERIALIZED (
    SELECT t.root, t.parent, p.relname AS parent_name, c.oid, c.relname, n.nspname, t.home AS root_home,
           c.relpartbound, c.relowner,
           pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS quoted,
           pg_catalog.quote_ident(n.nspname) AS home, c.relkind,
           c.oid NOT IN (SELECT relation FROM locked) AND t.parent NOT IN (SELECT relation FROM locked) AS is_free,
           c.relacl, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.relreplident,
           p.relowner AS parent_owner, p.relpersistence AS parent_persistence, p.relrowsecurity AS parent_security,
           p.relforcerowsecurity AS parent_forced, p.relreplident AS parent_identity
    FROM tree t
    JOIN pg_catalog.pg_class c ON c.oid = t.leaf AND c.relispartition
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_class p ON p.oid = t.parent
)
SELECT c.root, CASE WHEN c.nspname <> c.root_home THEN c.nspname END AS schema, c.relname AS name,
       pg_catalog.pg_get_expr(c.relpartbound, 0) AS bounds,
       {OWN} AS own,
       c.relpersistence <> c.parent_persistence AND c.relpersistence = 'u' AS unlogged,
       CASE WHEN (c.relrowsecurity, c.relforcerowsecurity) <> (c.parent_security, c.parent_forced)
            THEN CASE WHEN NOT c.relrowsecurity THEN 'off' WHEN c.relforcerowsecurity THEN 'forced' ELSE 'enabled' END
       END AS row_security,
       CASE WHEN c.relreplident <> c.parent_identity THEN c.relreplident::text END AS replica_identity,
       CASE WHEN c.relowner <> c.parent_owner
            THEN (SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.oid = c.relowner) END AS owner,
       {acl("c.relacl", "c.relowner")} AS grants
FROM leaf c
ORDER BY c.root, c.nspname, c.relname
""",
)

_IDENTITIES: Final = {"d": "default", "n": "nothing", "f": "full", "i": "an index"}


def _build_partitions(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        own = list(row.own)
        if row.unlogged:
            own.append("unlogged")
        if row.row_security is not None:
            own.append(f"row security {row.row_security}")
        if row.replica_identity is not None:
            own.append(f"replica identity {_IDENTITIES[row.replica_identity]}")
        if row.owner is not None:
            own.append(f"owner {row.owner}")
        own.extend(
            f"grant of {privilege} to {grantee}" + (" with grant option" if grantable == "true" else "")
            for grantee, privilege, grantable in row.grants or ()
            if grantee != "OWNER"
        )
        partition = Partition(
            row.name if row.schema is None else f"{row.schema}.{row.name}",
            DeparsedText(row.bounds.removeprefix("FOR VALUES "), builder.major),
            LOCKED if None in own else tuple(DeparsedText(each, builder.major) for each in sorted(own)),
        )
        builder.add(row.root, "partitions", partition)


_INHERITS = Statement(
    "which tables inherit from which",
    """
SELECT i.inhrelid AS oid, pn.nspname AS schema, p.relname AS name
FROM pg_catalog.pg_inherits i
JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND NOT c.relispartition AND c.relkind IN ('r', 'f')
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
WHERE n.nspname = ANY (%(namespaces)s)
ORDER BY i.inhrelid, i.inhseqno
""",
)


def _build_inherits(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.add(row.oid, "inherits", QName(row.schema, row.name))


_OF_TYPES = Statement(
    "of which types tables are",
    """
SELECT c.oid, tn.nspname AS schema, t.typname AS name
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = c.reloftype
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
WHERE n.nspname = ANY (%(namespaces)s)
""",
)


def _build_of_types(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        builder.state(row.oid, "of_type", QName(row.schema, row.name))


_STATISTICS = Statement(
    "extended statistics objects",
    LOCKED_TABLES
    + """
SELECT s.stxrelid AS oid, CASE WHEN s.stxnamespace <> c.relnamespace THEN sn.nspname END AS schema, s.stxname AS name,
       s.stxkind::text[] AS kinds,
       ARRAY(
           SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.unnest(s.stxkeys::int2[]) AS u (attnum)
           JOIN pg_catalog.pg_attribute a ON a.attrelid = s.stxrelid AND a.attnum = u.attnum
       ) AS columns,
       {14? s.stxexprs IS NOT NULL | false} AS has_expressions,
       {14? CASE WHEN s.stxrelid NOT IN (SELECT relation FROM locked)
                 THEN pg_catalog.pg_get_statisticsobjdef_expressions(s.oid) END | NULL::text[]} AS expressions
FROM pg_catalog.pg_statistic_ext s
JOIN pg_catalog.pg_class c ON c.oid = s.stxrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_namespace sn ON sn.oid = s.stxnamespace
WHERE n.nspname = ANY (%(namespaces)s)
ORDER BY s.stxrelid, s.stxname
""",
)

_STATISTICS_KINDS: Final = {"d": "ndistinct", "f": "dependencies", "m": "mcv"}


def _build_statistics(rows: Rows, builder: SchemaBuilder) -> None:
    for row in rows:
        unknown = row.has_expressions and row.expressions is None
        statistics = Statistics(
            row.name if row.schema is None else f"{row.schema}.{row.name}",
            LOCKED if unknown else tuple(sorted((*row.columns, *(row.expressions or ())))),
            tuple(word for letter, word in _STATISTICS_KINDS.items() if letter in row.kinds),
        )
        builder.add(row.oid, "statistics", statistics)


PARTITION_KEYS: Final = Part("partition_by", _KEYS, _build_keys, tables={"partition_by": None})
PARTITIONS: Final = Part("partitions", _PARTITIONS, _build_partitions, tables={"partitions": ()})
INHERITS: Final = Part("inherits", _INHERITS, _build_inherits, tables={"inherits": ()})
OF_TYPES: Final = Part("of_type", _OF_TYPES, _build_of_types, tables={"of_type": None})
STATISTICS: Final = Part("statistics", _STATISTICS, _build_statistics, tables={"statistics": ()})
