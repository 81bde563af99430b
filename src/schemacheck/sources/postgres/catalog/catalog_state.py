"""Statements about the state of the catalog during a read: the role, the locks of others, what was replaced meanwhile.

How `REPLACED` finds what moved: deparsed texts show names as they are at that instant, and everything else is of the
snapshot. A read during a rename could therefore mix two moments. Sent last, `REPLACED` looks for catalog rows that such
a text may name and that were replaced since. The system column `xmax` of a row that the snapshot sees is read from the
page itself, so it shows who replaced the row, even where the snapshot must not see that. A row replaced by a
transaction that is still open, or that was rolled back, has changed for nobody. A row that was not replaced until after
the last text was printed has one name only, so a rename there and back cannot hide.
"""

from __future__ import annotations

from typing import Final

from schemacheck.sources.postgres.catalog.statements import Statement

LOCKED_ELSEWHERE: Final = Statement(
    "after a lock time-out: which tables another session holds or awaits for itself alone",
    """
SELECT DISTINCT n.nspname AS schema, c.relname AS name
FROM pg_catalog.pg_locks l
JOIN pg_catalog.pg_class c ON c.oid = l.relation
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_catalog.pg_backend_pid()
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
  AND c.relkind IN ('r', 'p', 'm', 'f') AND n.nspname !~ '^pg_'
ORDER BY n.nspname, c.relname
""",
)

REPLACED: Final = Statement(
    "what was replaced since the snapshot: names in expressions may be of a later moment",
    """
WITH replaced AS MATERIALIZED (
    SELECT xmax AS by, typnamespace AS namespace, oid AS type, 0::pg_catalog.oid AS relation FROM pg_catalog.pg_type
    WHERE xmax <> '0'::pg_catalog.xid AND typrelid = 0 AND typelem = 0
    UNION ALL
    SELECT xmax, 0, enumtypid, 0 FROM pg_catalog.pg_enum WHERE xmax <> '0'::pg_catalog.xid
    UNION ALL
    SELECT xmax, pronamespace, 0, 0 FROM pg_catalog.pg_proc WHERE xmax <> '0'::pg_catalog.xid
    UNION ALL
    SELECT xmax, oprnamespace, 0, 0 FROM pg_catalog.pg_operator WHERE xmax <> '0'::pg_catalog.xid
    UNION ALL
    SELECT xmax, collnamespace, 0, 0 FROM pg_catalog.pg_collation WHERE xmax <> '0'::pg_catalog.xid
    UNION ALL
    SELECT xmax, oid, 0, 0 FROM pg_catalog.pg_namespace WHERE xmax <> '0'::pg_catalog.xid
    UNION ALL
    SELECT xmax, relnamespace, 0, CASE WHEN relkind = 'S' THEN 0 ELSE oid END FROM pg_catalog.pg_class
    WHERE xmax <> '0'::pg_catalog.xid AND (relkind = 'S' OR %(deep)s AND relkind IN ('r', 'p', 'v', 'm', 'f'))
    UNION ALL
    SELECT xmax, 0, 0, attrelid FROM pg_catalog.pg_attribute WHERE xmax <> '0'::pg_catalog.xid AND attnum > 0
    UNION ALL
    SELECT xmax, 0, 0, indrelid FROM pg_catalog.pg_index WHERE xmax <> '0'::pg_catalog.xid
    UNION ALL
    SELECT xmax, 0, 0, conrelid FROM pg_catalog.pg_constraint WHERE xmax <> '0'::pg_catalog.xid
    UNION ALL
    SELECT xmax, 0, 0, ev_class FROM pg_catalog.pg_rewrite WHERE xmax <> '0'::pg_catalog.xid
    UNION ALL
    SELECT xmax, 0, 0, tgrelid FROM pg_catalog.pg_trigger WHERE xmax <> '0'::pg_catalog.xid
    UNION ALL
    SELECT xmax, 0, 0, polrelid FROM pg_catalog.pg_policy WHERE xmax <> '0'::pg_catalog.xid
)
SELECT DISTINCT n.nspname AS schema, COALESCE(c.relname, t.typname) AS name
FROM replaced m
LEFT JOIN pg_catalog.pg_class c ON c.oid = m.relation
LEFT JOIN pg_catalog.pg_type t ON t.oid = m.type
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = COALESCE(c.relnamespace, t.typnamespace, m.namespace)
CROSS JOIN LATERAL (
    SELECT pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) AS xmax
) AS here
CROSS JOIN LATERAL (
    SELECT (m.by::text::int8 - here.xmax) & 4294967295 AS ahead
) AS distance
WHERE n.nspname !~ '^pg_(temp|toast)'
  AND (m.relation = 0 OR n.nspname = ANY (%(namespaces)s) AND (
      %(deep)s
      OR EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = m.relation AND a.attgenerated <> '')
      OR EXISTS (
          SELECT FROM pg_catalog.pg_index i
          WHERE i.indrelid = m.relation AND (i.indpred IS NOT NULL OR i.indexprs IS NOT NULL)
      )
  ))
  AND pg_catalog.txid_status(
      here.xmax + distance.ahead - CASE WHEN distance.ahead >= 2147483648 THEN 4294967296 ELSE 0 END
  ) = 'committed'
ORDER BY 1, 2
""",
)

ROLE: Final = Statement(
    "whether the role may do more than a check needs",
    """
WITH checked AS MATERIALIZED (
    SELECT c.oid, c.relname::text, c.relowner
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY (%(namespaces)s)
      AND (c.relname = ANY (%(tables)s) OR pg_catalog.cardinality(%(tables)s::text[]) = 0)
      AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'
)
SELECT r.rolsuper AS superuser,
       CASE WHEN NOT r.rolsuper THEN (
           SELECT pg_catalog.min(relname) FROM checked WHERE pg_catalog.pg_has_role(relowner, 'USAGE')
       ) END AS owns,
       CASE WHEN NOT r.rolsuper THEN (
           SELECT pg_catalog.min(relname) FROM checked
           WHERE pg_catalog.has_table_privilege(oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
       ) END AS writes,
       CASE WHEN NOT r.rolsuper THEN (
           SELECT pg_catalog.min(nspname::text) FROM pg_catalog.pg_namespace
           WHERE nspname = ANY (%(namespaces)s) AND pg_catalog.has_schema_privilege(oid, 'CREATE')
       ) END AS creates
FROM pg_catalog.pg_roles r
WHERE r.rolname = current_user
""",
)

SURROUNDINGS: Final = Statement(
    "for `doctor`: the session as the server sees it, and the server's clock",
    """
SELECT pg_catalog.pg_backend_pid() AS pid,
       pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) AS clock,
       (SELECT s.ssl FROM pg_catalog.pg_stat_ssl s WHERE s.pid = pg_catalog.pg_backend_pid()) AS tls
""",
)

STARTED: Final = Statement(
    "beside `sql:` sources: which run of which server this is, and whether it says that it is a throw-away",
    """
SELECT pg_catalog.pg_postmaster_start_time()::text AS started,
       pg_catalog.current_setting('schemacheck.throwaway', true) AS throwaway
""",
)

CLUSTER: Final = Statement(
    "beside `sql:` sources: the identity of the cluster, where a plain role may ask for it",
    """
SELECT system_identifier::text AS cluster FROM pg_catalog.pg_control_system()
""",
)

SCHEMAS: Final = Statement(
    "for `doctor`: which schemas there are, and how many tables each has",
    """
SELECT n.nspname AS name, pg_catalog.count(c.oid) AS tables
FROM pg_catalog.pg_namespace n
LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND NOT c.relispartition
WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
GROUP BY n.nspname
ORDER BY n.nspname
""",
)
