"""Every statement this tool can send to a server, constant, in one place.

What a user gives (schema names, table names, time-outs) travels as parameters, never as text. Statements differ by
major version only where a catalog column was not there before; `Statement.text` knows.

What a clause is for, where it is not plain:

- pg_catalog is named throughout, since the search_path is empty. `information_schema` is never read: it hides what the
  role has no grant on.
- Defaults are deparsed with relation 0. A default cannot name columns, so no relation is needed; given one, the server
  opens it and so waits behind a running ALTER TABLE.
- A `transaction_timeout` that runs already is not made longer but by ending it before.
- What does name columns (generated columns, predicates) is deparsed only where no other session has the table to
  itself.
- The server's own functions look at the catalog of this instant, the joins at that of the snapshot. Names of types and
  of sequences therefore come from joins; `format_type` gets only what cannot be renamed, and takes no lock.
- A foreign key sets `conindid` to the index of the table it references: only `contype` distinguishes that from an
  index that belongs to a constraint.
- A foreign key to a partitioned table has one more row for each partition, of the same table: those go.
- Extensions own objects through `pg_depend.deptype = 'e'`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from schemacheck.base.record import record

_VALUE = re.compile(r"%\((\w+)\)s")
_SINCE = re.compile(r"\{(\d+)\? (.+?) \| (.+?)\}", re.DOTALL)


@record
class Statement:
    """A constant statement. `{15? a | b}` in it expands to a on PostgreSQL 15 and later, to b before.

    Values are named, `%(namespaces)s`, and so is every column of its rows: builders ask for `row.name`.
    """

    purpose: str
    template: str
    keeps_locks: bool = False
    """Whether it prints queries: the server keeps the relations of a query it prints locked, in ACCESS SHARE, until the
    transaction ends, or is taken back to a savepoint."""

    def text(self, major: int) -> str:
        """The statement as a server of this major version gets it."""
        return _SINCE.sub(lambda m: m[2] if major >= int(m[1]) else m[3], self.template).strip()

    def asked(self, values: Mapping[str, object]) -> Request:
        """Ask it with those of the values that it names."""
        return self, {name: values[name] for name in _VALUE.findall(self.template)}


Request = tuple[Statement, Mapping[str, object]]


BEGIN: Final = Statement(
    "one snapshot that can write nothing",
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
)
END: Final = Statement("leave nothing behind", "ROLLBACK")

MARK: Final = Statement("before what makes the server lock tables to print queries", "SAVEPOINT printing")
BACK: Final = Statement("and after it: these locks end here", "ROLLBACK TO SAVEPOINT printing")

SETTINGS: Final = Statement(
    "settings of this transaction alone: names come back qualified, values in one spelling, waiting has an end, and it "
    "takes one process of the server",
    """
SELECT pg_catalog.set_config('application_name', %(application_name)s, true),
       pg_catalog.set_config('search_path', '', true),
       pg_catalog.set_config('lock_timeout', %(lock_timeout)s, true),
       pg_catalog.set_config('statement_timeout', %(statement_timeout)s, true),
       pg_catalog.set_config('idle_in_transaction_session_timeout', '2min', true),
       {17? pg_catalog.set_config('transaction_timeout', '0', true) | NULL},
       {17? pg_catalog.set_config('transaction_timeout', '2min', true) | NULL},
       pg_catalog.set_config('jit', 'off', true),
       pg_catalog.set_config('max_parallel_workers_per_gather', '0', true),
       pg_catalog.set_config('quote_all_identifiers', 'off', true),
       pg_catalog.set_config('standard_conforming_strings', 'on', true),
       pg_catalog.set_config('DateStyle', 'ISO, MDY', true),
       pg_catalog.set_config('IntervalStyle', 'postgres', true),
       pg_catalog.set_config('TimeZone', 'UTC', true),
       pg_catalog.set_config('extra_float_digits', '1', true),
       pg_catalog.set_config('bytea_output', 'hex', true),
       pg_catalog.set_config('xmlbinary', 'base64', true)
""",
)

SERVER: Final = Statement(
    "which server this is, and as whom",
    """
SELECT pg_catalog.current_database() AS database,
       session_user::text AS role,
       pg_catalog.current_setting('server_version') AS version,
       pg_catalog.pg_is_in_recovery() AS replica,
       pg_catalog.txid_current_snapshot()::text AS snapshot,
       CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.date_part(
           'epoch', pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp()
       ) END AS lag
""",
)

NAMESPACES: Final = Statement(
    "which of the wanted schemas are there",
    "SELECT oid, nspname AS name FROM pg_catalog.pg_namespace WHERE nspname = ANY (%(namespaces)s)",
)

EVERY_NAMESPACE: Final = Statement(
    "which schemas there are, in the place of the former where the wanted ones are given by a pattern",
    """
SELECT n.oid, n.nspname AS name,
       EXISTS (SELECT FROM pg_catalog.pg_depend d
               WHERE d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objid = n.oid
                 AND d.deptype = 'e') AS of_extension
FROM pg_catalog.pg_namespace n WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
""",
)

RELATIONS: Final = Statement(
    "tables and everything that can stand in the place of one",
    """
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind, c.relpersistence = 'u' AS unlogged,
       CASE WHEN c.relispartition THEN (
           SELECT p.relname FROM pg_catalog.pg_inherits i
           JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
           WHERE i.inhrelid = c.oid
       ) END AS partition_of,
       (SELECT e.extname FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.objsubid = 0
          AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e')
           AS extension
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%(namespaces)s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'
ORDER BY n.nspname, c.relname
""",
)

ELSEWHERE: Final = Statement(
    "relations of an expected name in other schemas, to name near misses",
    """
SELECT n.nspname AS schema, c.relname AS name, c.relkind::text AS kind
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = ANY (%(tables)s) AND NOT n.nspname = ANY (%(namespaces)s)
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, c.relname
""",
)

TYPES: Final = Statement(
    "types that columns have, each once, with their collations where they are not those of the type",
    """
SELECT u.atttypid AS type, u.atttypmod AS modifier, u.attcollation AS collation_oid,
       CASE WHEN b.typnamespace = 'pg_catalog'::pg_catalog.regnamespace OR u.atttypmod <> -1
            THEN pg_catalog.format_type(u.atttypid, u.atttypmod) END AS printed,
       tn.nspname AS schema, b.typname AS name, b.oid <> t.oid AS is_array,
       EXISTS (
           SELECT FROM pg_catalog.pg_depend d
           WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = b.oid AND d.deptype = 'e'
       ) AS of_extension,
       cn.nspname AS collation_schema, co.collname AS collation
FROM (
    SELECT DISTINCT a.atttypid, a.atttypmod, a.attcollation
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY (%(namespaces)s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'
      AND a.attnum > 0 AND NOT a.attisdropped
) u
JOIN pg_catalog.pg_type t ON t.oid = u.atttypid
JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN t.typlen = -1 AND t.typelem <> 0 THEN t.typelem ELSE t.oid END
JOIN pg_catalog.pg_namespace tn ON tn.oid = b.typnamespace
LEFT JOIN pg_catalog.pg_collation co ON co.oid = u.attcollation AND u.attcollation <> t.typcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
""",
)

LOCKED_TABLES = """
WITH locked AS MATERIALIZED (
    SELECT l.relation FROM pg_catalog.pg_locks l
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_catalog.pg_backend_pid()
      AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
)"""
"""Relations that another session holds or awaits for itself alone: printing their expressions would wait for it."""

COLUMNS: Final = Statement(
    "columns by table: their numbers, names, and all else that is said of each, as one text that repeats",
    LOCKED_TABLES
    + """
SELECT a.attrelid AS relation,
       pg_catalog.array_agg(a.attnum ORDER BY a.attnum) AS numbers,
       pg_catalog.array_agg(a.attname::text ORDER BY a.attnum) AS names,
       pg_catalog.array_agg(pg_catalog.concat_ws(
           ' ', a.atttypid, a.atttypmod, a.attcollation, a.attnotnull, a.attidentity, a.attgenerated,
           a.atthasdef AND EXISTS (
               SELECT FROM pg_catalog.pg_depend used
               JOIN pg_catalog.pg_depend owned ON owned.classid = used.refclassid AND owned.objid = used.refobjid
               WHERE used.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND used.objid = d.oid
                 AND used.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                 AND owned.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND owned.deptype = 'a'
                 AND owned.refobjid = a.attrelid AND owned.refobjsubid = a.attnum
           ),
           CASE WHEN nn.oid IS NULL THEN 't' ELSE
               CASE WHEN nn.convalidated THEN 't' ELSE 'f' END || CASE WHEN nn.connoinherit THEN 'n' ELSE '' END
               || CASE WHEN nn.conname::text <> c.relname::text || '_' || a.attname::text || '_not_null'
                       THEN ':' || pg_catalog.encode(pg_catalog.convert_to(nn.conname::text, 'UTF8'), 'hex')
                       ELSE '' END
           END,
           CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, 0)
                WHEN a.attrelid NOT IN (SELECT relation FROM locked) THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid)
           END
       ) ORDER BY a.attnum) AS texts
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_constraint nn
  ON nn.contype = 'n' AND nn.conrelid = a.attrelid AND nn.conkey[1] = a.attnum AND a.attnotnull
WHERE n.nspname = ANY (%(namespaces)s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'
  AND a.attnum > 0 AND NOT a.attisdropped
GROUP BY a.attrelid
""",
)

CONSTRAINTS: Final = Statement(
    "foreign keys, and when the other keys are checked",
    """
SELECT k.conrelid AS relation, k.conname AS name, k.contype::text AS type, k.condeferrable AS deferrable,
       k.condeferred AS deferred, k.convalidated AS validated, {18? k.conenforced | true} AS enforced,
       {18? k.conperiod | false} AS over_time, k.conindid AS index_oid, k.conkey AS columns,
       CASE WHEN k.contype = 'p' THEN (
           SELECT (i.indkey::int2[])[i.indnkeyatts:] FROM pg_catalog.pg_index i WHERE i.indexrelid = k.conindid
       ) END AS include, fn.nspname AS target_schema, f.relname AS target,
       CASE WHEN k.contype = 'f' THEN ARRAY(
           SELECT a.attname FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS u (attnum, place)
           JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum
           ORDER BY u.place
       )::text[] END AS target_columns,
       k.confdeltype::text AS on_delete, k.confupdtype::text AS on_update, k.confmatchtype::text AS match,
       {15? k.confdelsetcols | NULL::int2[]} AS on_delete_columns,
       CASE WHEN k.contype = 'f' THEN ARRAY(
           SELECT DISTINCT CASE WHEN pg_catalog.starts_with(p.proname::text, 'RI_FKey_check')
                                THEN 'referencing' ELSE 'referenced' END
           FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_proc p ON p.oid = g.tgfoid
           WHERE g.tgconstraint = k.oid AND g.tgenabled IN ('D', 'R')
       )::text[] END AS triggers_off_on
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
LEFT JOIN pg_catalog.pg_constraint parent ON parent.oid = k.conparentid
WHERE n.nspname = ANY (%(namespaces)s) AND k.contype IN ('p', 'u', 'f') AND c.relpersistence <> 't'
  AND (k.contype <> 'f' OR k.conparentid = 0 OR parent.conrelid <> k.conrelid)
ORDER BY k.conrelid, k.conname
""",
)
