"""What each statement of a rehearsed migration does to what is watched: the catalog's rows, locks, scans and rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import psycopg

from schemacheck.base.names import QName
from schemacheck.sources.sql.replay import CHANGES_NOTHING

if TYPE_CHECKING:
    from schemacheck.migrations.script import Statement
    from schemacheck.sources.sql.running import Connection

LOCKS: Final = (
    "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
)  # fmt: skip
"""The locks that a statement can hold on a table, the weakest first."""
_HELD: Final = """
SELECT l.relation::bigint, n.nspname, c.relname, l.mode, l.virtualtransaction
FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE l.pid = %s AND l.granted AND l.locktype = 'relation' AND l.mode <> 'SIReadLock'
  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
"""
_NUMBERS: Final = """
SELECT n.nspname, c.relname, c.oid::bigint
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN ROWS FROM (pg_catalog.unnest(%s::text[]), pg_catalog.unnest(%s::text[])) o (schema, name)
  ON o.schema = n.nspname AND o.name = c.relname
"""
_COUNTED: Final = """
SELECT o, pg_catalog.pg_stat_get_xact_numscans(o::pg_catalog.oid),
       pg_catalog.pg_stat_get_xact_tuples_inserted(o::pg_catalog.oid),
       pg_catalog.pg_stat_get_xact_tuples_updated(o::pg_catalog.oid),
       pg_catalog.pg_stat_get_xact_tuples_deleted(o::pg_catalog.oid),
       pg_catalog.pg_relation_filenode(o::pg_catalog.oid)::bigint
FROM pg_catalog.unnest(%s::bigint[]) o
"""

# Each row: the number of the table it belongs to, if any; whose it is, by schema and name, and what of it; who wrote
# it; and what it says, so that a row that is written anew and says the same is known as such.
_WATCHED: Final = """
WITH o AS (
    SELECT * FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[]))
    o (schema, name)
), r AS (
    SELECT c.oid, n.nspname AS schema, c.relname AS name, c.xmin, c.cmin, pg_catalog.md5(pg_catalog.concat_ws(
        '|', c.oid, n.nspname, c.relname, c.relkind, c.relowner, c.relacl, c.reloptions, c.relrowsecurity,
        c.relforcerowsecurity, c.relpersistence, c.relreplident, c.reltablespace, c.reloftype, c.relispartition,
        c.relpartbound, c.relam)) AS says
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND ((n.nspname::text, c.relname::text) IN (SELECT o.schema, o.name FROM o)
           OR c.oid = ANY (%(numbers)s::bigint[]))
), t AS (
    SELECT t.oid, n.nspname AS schema, t.typname AS name, t.xmin, t.cmin, pg_catalog.md5(t::text) AS says
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    WHERE (n.nspname::text, t.typname::text) IN (SELECT o.schema, o.name FROM o)
), f AS (
    SELECT p.oid, n.nspname AS schema, p.proname AS name, 'function (' || pg_catalog.array_to_string(ARRAY(
               SELECT pg_catalog.format_type(i.type, NULL)
               FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY i (type, place) ORDER BY i.place
           ), ', ') || ')' AS what, p.xmin, p.cmin, pg_catalog.md5(p::text) AS says
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    WHERE (n.nspname::text, p.proname::text) IN (SELECT o.schema, o.name FROM o)
)
SELECT w.number::bigint, w.schema, w.name, w.what, w.xmin::text::bigint, w.cmin::text::bigint, w.says FROM (
    SELECT r.oid, r.schema, r.name, '', r.xmin, r.cmin, r.says FROM r
    UNION ALL
    SELECT r.oid, r.schema, r.name, '', w.xmin, w.cmin, pg_catalog.md5(w::text)
    FROM pg_catalog.pg_rewrite w JOIN r ON r.oid = w.ev_class WHERE w.rulename = '_RETURN'
    UNION ALL
    SELECT r.oid, r.schema, r.name, 'column ' || a.attname, a.xmin, a.cmin, pg_catalog.md5(a::text)
    FROM pg_catalog.pg_attribute a JOIN r ON r.oid = a.attrelid WHERE a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT r.oid, r.schema, r.name, 'column ' || a.attname, d.xmin, d.cmin,
           pg_catalog.md5(pg_catalog.pg_get_expr(d.adbin, d.adrelid))
    FROM pg_catalog.pg_attrdef d JOIN r ON r.oid = d.adrelid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
    UNION ALL
    SELECT r.oid, r.schema, r.name, 'member ' || k.conname, k.xmin, k.cmin, pg_catalog.md5(k::text)
    FROM pg_catalog.pg_constraint k JOIN r ON r.oid = k.conrelid
    UNION ALL
    SELECT r.oid, r.schema, r.name, 'member ' || i.relname, x.xmin, x.cmin,
           pg_catalog.md5(pg_catalog.concat_ws('|', x::text, i.relname, i.reloptions, i.reltablespace))
    FROM pg_catalog.pg_index x JOIN r ON r.oid = x.indrelid JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    UNION ALL
    SELECT r.oid, r.schema, r.name, 'trigger ' || g.tgname, g.xmin, g.cmin, pg_catalog.md5(g::text)
    FROM pg_catalog.pg_trigger g JOIN r ON r.oid = g.tgrelid WHERE NOT g.tgisinternal
    UNION ALL
    SELECT r.oid, r.schema, r.name, 'enforcement', g.xmin, g.cmin, g.tgname || ' ' || g.tgenabled::text
    FROM pg_catalog.pg_trigger g JOIN r ON r.oid = g.tgrelid WHERE g.tgisinternal AND g.tgenabled <> 'O'
    UNION ALL
    SELECT r.oid, r.schema, r.name, 'policy ' || p.polname, p.xmin, p.cmin, pg_catalog.md5(p::text)
    FROM pg_catalog.pg_policy p JOIN r ON r.oid = p.polrelid
    UNION ALL
    SELECT r.oid, r.schema, r.name, 'rule ' || w.rulename, w.xmin, w.cmin, pg_catalog.md5(w::text)
    FROM pg_catalog.pg_rewrite w JOIN r ON r.oid = w.ev_class
    UNION ALL
    SELECT r.oid, r.schema, r.name, '', s.xmin, s.cmin, pg_catalog.md5(s::text)
    FROM pg_catalog.pg_sequence s JOIN r ON r.oid = s.seqrelid
    UNION ALL
    SELECT r.oid, r.schema, r.name, 'comment', d.xmin, d.cmin, pg_catalog.md5(d::text)
    FROM pg_catalog.pg_description d JOIN r ON r.oid = d.objoid
    WHERE d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
    UNION ALL
    SELECT r.oid, r.schema, r.name, 'statistics object ' || s.stxname, s.xmin, s.cmin, pg_catalog.md5(s::text)
    FROM pg_catalog.pg_statistic_ext s JOIN r ON r.oid = s.stxrelid
    UNION ALL
    SELECT r.oid, r.schema, r.name, 'partition ' || k.relname, i.xmin, i.cmin, pg_catalog.md5(i::text)
    FROM pg_catalog.pg_inherits i JOIN r ON r.oid = i.inhparent JOIN pg_catalog.pg_class k ON k.oid = i.inhrelid
    UNION ALL
    SELECT 0, t.schema, t.name, '', t.xmin, t.cmin, t.says FROM t
    UNION ALL
    SELECT 0, t.schema, t.name, '', e.xmin, e.cmin, pg_catalog.md5(e::text)
    FROM pg_catalog.pg_enum e JOIN t ON t.oid = e.enumtypid
    UNION ALL
    SELECT 0, t.schema, t.name, '', k.xmin, k.cmin, pg_catalog.md5(k::text)
    FROM pg_catalog.pg_constraint k JOIN t ON t.oid = k.contypid
    UNION ALL
    SELECT 0, f.schema, f.name, f.what, f.xmin, f.cmin, f.says FROM f
    UNION ALL
    SELECT 0, x.schema, x.name, 'comment', d.xmin, d.cmin, pg_catalog.md5(d::text)
    FROM pg_catalog.pg_description d JOIN (
        SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.schema, t.name FROM t
        UNION ALL
        SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, f.oid, f.schema, f.name FROM f
        UNION ALL
        SELECT 'pg_catalog.pg_extension'::pg_catalog.regclass, e.oid, '', e.extname FROM pg_catalog.pg_extension e
        UNION ALL
        SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid, '', n.nspname FROM pg_catalog.pg_namespace n
    ) x (class, oid, schema, name) ON d.classoid = x.class AND d.objoid = x.oid
    UNION ALL
    SELECT 0, '', e.extname, '', e.xmin, e.cmin, pg_catalog.md5(e::text) FROM pg_catalog.pg_extension e
    UNION ALL
    SELECT 0, '', p.pubname, '', p.xmin, p.cmin, pg_catalog.md5(p::text) FROM pg_catalog.pg_publication p
    UNION ALL
    SELECT 0, '', p.pubname, '', m.xmin, m.cmin, pg_catalog.md5(m::text)
    FROM pg_catalog.pg_publication p JOIN pg_catalog.pg_publication_rel m ON m.prpubid = p.oid
    UNION ALL
    SELECT 0, '', e.evtname, '', e.xmin, e.cmin, pg_catalog.md5(e::text) FROM pg_catalog.pg_event_trigger e
    UNION ALL
    SELECT 0, '', s.srvname, '', s.xmin, s.cmin, pg_catalog.md5(s::text) FROM pg_catalog.pg_foreign_server s
    UNION ALL
    SELECT 0, n.nspname, c.collname, '', c.xmin, c.cmin, pg_catalog.md5(c::text)
    FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
    WHERE n.nspname <> 'pg_catalog'
    UNION ALL
    SELECT 0, '', n.nspname, 'schema', n.xmin, n.cmin, pg_catalog.md5(n::text) FROM pg_catalog.pg_namespace n
    WHERE n.nspname !~ '^pg_'
    UNION ALL
    SELECT 0, '', '', 'default privileges', d.xmin, d.cmin, pg_catalog.md5(d::text) FROM pg_catalog.pg_default_acl d
    UNION ALL
    SELECT 0, '', '', 'database', d.xmin, d.cmin, pg_catalog.concat_ws('|', d.datacl, d.datdba)
    FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
    UNION ALL
    SELECT 0, '', '', 'database', s.xmin, s.cmin, pg_catalog.md5(s::text) FROM pg_catalog.pg_db_role_setting s
) w (number, schema, name, what, xmin, cmin, says)
"""

What = tuple[str, str, str]
"""A schema, the name of a table or another object, and what of it: "", "column x", "member x", "trigger x" and so on.

A table that inherits is a "partition x" of the one it inherits from. A table that was renamed goes by its first name.
"""
_Rows = Mapping[What, frozenset[tuple[int, int, str]]]


class Counts(NamedTuple):
    """How often something was done to a table since its transaction began."""

    scans: int = 0
    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    file: int | None = None
    """The number of the file that holds its rows; None where it is gone."""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was done to its rows."""
        return not (self.inserted or self.updated or self.deleted)


class Watch:
    """Looks after each statement who wrote which rows of the catalog, what the session has locked and has scanned."""

    def __init__(self, admin: Connection, watched: Collection[QName]) -> None:
        """Watch these tables and other objects; `admin` is a session that nothing is run in."""
        self._admin = admin
        self._names = [name.schema for name in watched], [name.name for name in watched]
        self._watched = frozenset(watched)
        self._tables: dict[int, QName] = {}
        self._first: _Rows = {}
        self._seen: _Rows = {}
        self._counts: dict[int, Counts] = {}
        self._files: dict[int, int | None] = {}
        self._by: dict[Statement, set[What]] = {}
        self.wrote: dict[What, Statement] = {}
        """The last statement that wrote each thing."""
        self.removed: dict[What, Statement] = {}
        """The last statement after which each thing was not there any more."""
        self.locks: dict[Statement, dict[QName, str]] = {}
        """The strongest lock on each table that was held once a statement had run."""
        self.took: dict[Statement, frozenset[QName]] = {}
        """The tables on which a statement took a lock that is stronger than what its transaction held before."""
        self._in_transaction: tuple[str, dict[QName, str]] = "", {}
        self.scans: dict[Statement, frozenset[QName]] = {}
        """The tables of which a statement read all rows, as far as the server counts that."""
        self.rewrote: dict[Statement, frozenset[QName]] = {}
        """The tables whose rows are in another file once a statement has run."""

    def begin(self) -> None:
        """See what is there."""
        self._tables = {
            number: QName(schema, name) for schema, name, number in self._admin.execute(_NUMBERS, self._names)
        }
        self._first = self._seen = self._look(self._admin)
        self._files = {number: each.file for number, each in counts(self._admin, self._tables).items()}

    def __call__(self, session: Connection, statement: Statement) -> None:
        """See what a statement changed, in its own session: nobody else sees it before the transaction ends."""
        self._lock(session, statement)
        if session.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
            return
        self._count(session, statement)
        if CHANGES_NOTHING.match(statement.sql) and not _goes_back(statement):
            return
        now = self._look(session)
        for key in self._seen.keys() | now.keys():
            was, rows = self._seen.get(key), now.get(key)
            if was != rows:
                self.wrote[key] = statement
                if rows is None:
                    self.removed[key] = statement
                if _says(was) != _says(rows):
                    self._by.setdefault(statement, set()).add(key)
        self._seen = now

    def changed(self) -> dict[Statement, frozenset[What]]:
        """Say what each statement changed of what is other than it was in the beginning."""
        lasting = {
            key
            for key in self._first.keys() | self._seen.keys()
            if _says(self._first.get(key)) != _says(self._seen.get(key))
        }
        return {statement: frozenset(keys & lasting) for statement, keys in self._by.items()}

    def _lock(self, session: Connection, statement: Statement) -> None:
        """See what is locked once a statement has run, and what of that was not before."""
        found: dict[QName, str] = {}
        before, last = self._in_transaction
        for number, schema, name, mode, transaction in self._admin.execute(_HELD, (session.info.backend_pid,)):
            table, lock = self._tables.get(number, QName(schema, name)), _lock(mode)
            if transaction != before:
                before, last = transaction, {}
            if table in self._watched and (table not in found or LOCKS.index(lock) > LOCKS.index(found[table])):
                found[table] = lock
        self.locks[statement] = found
        self.took[statement] = frozenset(
            table for table, lock in found.items() if table not in last or LOCKS.index(lock) > LOCKS.index(last[table])
        )
        self._in_transaction = before, found

    def _count(self, session: Connection, statement: Statement) -> None:
        """See what was rewritten, and what was scanned: of a transaction that has ended, that is not told."""
        now = counts(session, self._tables)
        files = {number: each.file for number, each in now.items()}
        self.rewrote[statement] = frozenset(
            self._tables[number]
            for number, file in files.items()
            if file is not None and file != self._files.get(number)
        )
        self._files = files
        before, self._counts = self._counts, now
        if session.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS:
            self.scans[statement] = frozenset(
                table
                for number, table in self._tables.items()
                if _is_more(now[number].scans, before.get(number, Counts()).scans)
            )

    def _look(self, connection: Connection) -> _Rows:
        schemas, names = self._names
        found: dict[What, list[tuple[int, int, str]]] = {}
        numbers = list(self._tables)
        rows: Any = connection.execute(_WATCHED, {"schemas": schemas, "names": names, "numbers": numbers})
        for number, schema, name, what, by, command, says in rows:
            table = self._tables.get(number)
            key = (schema, name, what) if table is None else (table.schema, table.name, what)
            found.setdefault(key, []).append((by, command, says))
        return {key: frozenset(each) for key, each in found.items()}


def counts(session: Connection, numbers: Collection[int]) -> dict[int, Counts]:
    """Read what the server has counted for tables, by their numbers, since the session's transaction began."""
    rows: Any = session.execute(_COUNTED, (list(numbers),))
    return {number: _counts(*found) for number, *found in rows}


def _counts(scans: int | None, inserted: int | None, updated: int | None, deleted: int | None, file: Any) -> Counts:
    return Counts(scans or 0, inserted or 0, updated or 0, deleted or 0, file)


def _is_more(now: int, before: int) -> bool:
    """Whether there was something more to count; the server hands over what it has counted, now and then."""
    return now > before or 0 < now < before


def _goes_back(statement: Statement) -> bool:
    return statement.sql.lstrip()[:8].upper().startswith(("ROLLBACK", "ABORT"))


def _says(rows: frozenset[tuple[int, int, str]] | None) -> frozenset[str]:
    return frozenset(says for _by, _command, says in rows or ())


def _lock(mode: str) -> str:
    """Write a lock as SQL does: AccessExclusiveLock is ACCESS EXCLUSIVE."""
    words = "".join(f" {letter}" if letter.isupper() else letter for letter in mode.removesuffix("Lock"))
    return words.strip().upper()
