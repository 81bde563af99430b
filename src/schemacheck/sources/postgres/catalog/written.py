"""Who last wrote the catalog rows behind findings, and when: the one look that a check takes after comparing.

A check that finds nothing never takes it. It is a transaction of its own, of one statement, and yet it is about what
the check has read: a row is believed only if its writer had committed before the snapshot of the read was taken. Such a
row is there now, so it was there then, and no other version of it was.

What the catalog cannot know is not told:

- Numbers of transactions go round after 4,294,967,296. A server that has been round once may show an old row's number
  as a young one's, so from then on nothing is told.
- 1 and 2 are no transactions: rows of initdb and of old freezing. What initdb wrote under other numbers is older than
  the row of the database template0.
- One transaction that made at least half of the tables, or of those without findings, made the database or restored
  it: when its rows were written says nothing of when they began to differ.
- A replica is not asked. What is missing has no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from typing import Final, NamedTuple

from schemacheck.report.finding import Finding
from schemacheck.report.written import Written
from schemacheck.sources.postgres.catalog.pipeline import Row
from schemacheck.sources.postgres.catalog.session import Session
from schemacheck.sources.postgres.catalog.statements import Statement

FIRST: Final = 3
"""The first number that a transaction can have."""
ROUND: Final = 2**32
"""How many numbers there are."""

WRITTEN: Final = Statement(
    "after a comparison that found something: which transaction last wrote the rows that it is about, and when",
    """
WITH asked AS MATERIALIZED (
    SELECT a.number, a.rank, a.sort, a.namespace, a.name, a.member
    FROM ROWS FROM (
        pg_catalog.unnest(%(numbers)s::int4[]), pg_catalog.unnest(%(ranks)s::int4[]),
        pg_catalog.unnest(%(sorts)s::text[]), pg_catalog.unnest(%(schemas)s::text[]),
        pg_catalog.unnest(%(names)s::text[]), pg_catalog.unnest(%(members)s::text[])
    ) AS a (number, rank, sort, namespace, name, member)
), relations AS MATERIALIZED (
    SELECT a.number, a.rank, a.sort, a.member, c.oid, c.relnamespace, c.tableoid, c.ctid, c.xmin, c.cmin, c.xmax
    FROM asked a
    JOIN pg_catalog.pg_namespace n ON n.nspname = a.namespace
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = a.name
), types AS MATERIALIZED (
    SELECT a.number, a.rank, a.sort, t.oid, t.typrelid, t.tableoid, t.ctid, t.xmin, t.cmin, t.xmax
    FROM asked a
    JOIN pg_catalog.pg_namespace n ON n.nspname = a.namespace
    JOIN pg_catalog.pg_type t ON t.typnamespace = n.oid AND t.typname = a.name
    WHERE a.sort = 'type'
), found AS (
    SELECT number, rank, oid AS owner, tableoid AS catalog, ctid AS place, xmin AS by, cmin AS command, xmax AS gone
    FROM relations WHERE sort = 'relation'
    UNION ALL
    SELECT r.number, r.rank, r.oid, t.tableoid, t.ctid, t.xmin, t.cmin, t.xmax
    FROM relations r JOIN pg_catalog.pg_attribute t ON t.attrelid = r.oid AND t.attname = r.member
    WHERE r.sort = 'column'
    UNION ALL
    SELECT r.number, r.rank, d.oid, d.tableoid, d.ctid, d.xmin, d.cmin, d.xmax
    FROM relations r
    JOIN pg_catalog.pg_attribute t ON t.attrelid = r.oid AND t.attname = r.member
    JOIN pg_catalog.pg_attrdef d ON d.adrelid = t.attrelid AND d.adnum = t.attnum
    WHERE r.sort = 'default'
    UNION ALL
    SELECT r.number, r.rank, k.oid, k.tableoid, k.ctid, k.xmin, k.cmin, k.xmax
    FROM relations r
    JOIN pg_catalog.pg_attribute t ON t.attrelid = r.oid AND t.attname = r.member
    JOIN pg_catalog.pg_constraint k ON k.conrelid = t.attrelid AND k.contype = 'n' AND k.conkey[1] = t.attnum
    WHERE r.sort = 'not null'
    UNION ALL
    SELECT r.number, r.rank, k.oid, k.tableoid, k.ctid, k.xmin, k.cmin, k.xmax
    FROM relations r JOIN pg_catalog.pg_constraint k ON k.conrelid = r.oid AND k.conname = r.member
    WHERE r.sort = 'constraint' OR r.sort = 'key' AND k.contype IN ('p', 'u', 'x')
    UNION ALL
    SELECT r.number, r.rank, i.indexrelid, v.tableoid, v.ctid, v.xmin, v.cmin, v.xmax
    FROM relations r
    JOIN pg_catalog.pg_class c ON c.relnamespace = r.relnamespace AND c.relname = r.member
    JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid AND i.indrelid = r.oid
    CROSS JOIN LATERAL (VALUES
        (c.tableoid, c.ctid, c.xmin, c.cmin, c.xmax), (i.tableoid, i.ctid, i.xmin, i.cmin, i.xmax)
    ) AS v (tableoid, ctid, xmin, cmin, xmax)
    WHERE r.sort = 'key'
    UNION ALL
    SELECT r.number, r.rank, g.oid, g.tableoid, g.ctid, g.xmin, g.cmin, g.xmax
    FROM relations r
    JOIN pg_catalog.pg_constraint k ON k.conrelid = r.oid AND k.conname = r.member AND k.contype = 'f'
    JOIN pg_catalog.pg_trigger g ON g.tgconstraint = k.oid AND g.tgenabled IN ('D', 'R')
    WHERE r.sort = 'triggers of key'
    UNION ALL
    SELECT r.number, r.rank, g.oid, g.tableoid, g.ctid, g.xmin, g.cmin, g.xmax
    FROM relations r JOIN pg_catalog.pg_trigger g ON g.tgrelid = r.oid AND g.tgname = r.member
    WHERE r.sort = 'trigger'
    UNION ALL
    SELECT r.number, r.rank, p.oid, p.tableoid, p.ctid, p.xmin, p.cmin, p.xmax
    FROM relations r JOIN pg_catalog.pg_policy p ON p.polrelid = r.oid AND p.polname = r.member
    WHERE r.sort = 'policy'
    UNION ALL
    SELECT r.number, r.rank, w.oid, w.tableoid, w.ctid, w.xmin, w.cmin, w.xmax
    FROM relations r JOIN pg_catalog.pg_rewrite w ON w.ev_class = r.oid AND w.rulename = r.member
    WHERE r.sort = 'rule'
    UNION ALL
    SELECT r.number, r.rank, r.oid, d.tableoid, d.ctid, d.xmin, d.cmin, d.xmax
    FROM relations r
    LEFT JOIN pg_catalog.pg_attribute t ON t.attrelid = r.oid AND t.attname = r.member
    JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = r.oid
     AND d.objsubid = CASE WHEN r.member IS NULL THEN 0 ELSE t.attnum END
    WHERE r.sort = 'comment'
    UNION ALL
    SELECT r.number, r.rank, r.oid, i.tableoid, i.ctid, i.xmin, i.cmin, i.xmax
    FROM relations r JOIN pg_catalog.pg_inherits i ON i.inhrelid = r.oid
    WHERE r.sort = 'inherits'
    UNION ALL
    SELECT r.number, r.rank, r.oid, p.tableoid, p.ctid, p.xmin, p.cmin, p.xmax
    FROM relations r JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = r.oid
    WHERE r.sort = 'partition key'
    UNION ALL
    SELECT r.number, r.rank, r.oid, f.tableoid, f.ctid, f.xmin, f.cmin, f.xmax
    FROM relations r JOIN pg_catalog.pg_foreign_table f ON f.ftrelid = r.oid
    WHERE r.sort = 'foreign table'
    UNION ALL
    SELECT r.number, r.rank, r.oid, s.tableoid, s.ctid, s.xmin, s.cmin, s.xmax
    FROM relations r JOIN pg_catalog.pg_sequence s ON s.seqrelid = r.oid
    WHERE r.sort = 'sequence'
    UNION ALL
    SELECT r.number, r.rank, r.oid, t.tableoid, t.ctid, t.xmin, t.cmin, t.xmax
    FROM relations r JOIN pg_catalog.pg_attribute t ON t.attrelid = r.oid AND t.attacl IS NOT NULL
    WHERE r.sort = 'grants'
    UNION ALL
    SELECT number, rank, oid, tableoid, ctid, xmin, cmin, xmax FROM relations WHERE sort = 'grants'
    UNION ALL
    SELECT r.number, r.rank, s.oid, s.tableoid, s.ctid, s.xmin, s.cmin, s.xmax
    FROM relations r JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = r.oid AND s.stxname = r.member
    WHERE r.sort = 'statistics'
    UNION ALL
    SELECT number, rank, oid, tableoid, ctid, xmin, cmin, xmax FROM types
    UNION ALL
    SELECT t.number, t.rank, e.oid, e.tableoid, e.ctid, e.xmin, e.cmin, e.xmax
    FROM types t JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid
    UNION ALL
    SELECT t.number, t.rank, k.oid, k.tableoid, k.ctid, k.xmin, k.cmin, k.xmax
    FROM types t JOIN pg_catalog.pg_constraint k ON k.contypid = t.oid
    UNION ALL
    SELECT t.number, t.rank, t.oid, a.tableoid, a.ctid, a.xmin, a.cmin, a.xmax
    FROM types t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.typrelid AND t.typrelid <> 0
    UNION ALL
    SELECT a.number, a.rank, p.oid, p.tableoid, p.ctid, p.xmin, p.cmin, p.xmax
    FROM asked a
    JOIN pg_catalog.pg_namespace n ON n.nspname = a.namespace
    JOIN pg_catalog.pg_proc p ON p.pronamespace = n.oid AND p.proname = a.name
    WHERE a.sort = 'function' AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_proc o WHERE o.pronamespace = n.oid AND o.proname = a.name AND o.oid <> p.oid
    )
    UNION ALL
    SELECT a.number, a.rank, c.oid, c.tableoid, c.ctid, c.xmin, c.cmin, c.xmax
    FROM asked a
    JOIN pg_catalog.pg_namespace n ON n.nspname = a.namespace
    JOIN pg_catalog.pg_collation c ON c.collnamespace = n.oid AND c.collname = a.name
    WHERE a.sort = 'collation'
    UNION ALL
    SELECT a.number, a.rank, n.oid, n.tableoid, n.ctid, n.xmin, n.cmin, n.xmax
    FROM asked a JOIN pg_catalog.pg_namespace n ON n.nspname = a.name WHERE a.sort = 'schema'
    UNION ALL
    SELECT a.number, a.rank, e.oid, e.tableoid, e.ctid, e.xmin, e.cmin, e.xmax
    FROM asked a JOIN pg_catalog.pg_extension e ON e.extname = a.name WHERE a.sort = 'extension'
    UNION ALL
    SELECT a.number, a.rank, e.oid, e.tableoid, e.ctid, e.xmin, e.cmin, e.xmax
    FROM asked a JOIN pg_catalog.pg_event_trigger e ON e.evtname = a.name WHERE a.sort = 'event trigger'
    UNION ALL
    SELECT a.number, a.rank, s.oid, s.tableoid, s.ctid, s.xmin, s.cmin, s.xmax
    FROM asked a JOIN pg_catalog.pg_foreign_server s ON s.srvname = a.name WHERE a.sort = 'foreign server'
    UNION ALL
    SELECT a.number, a.rank, p.oid, p.tableoid, p.ctid, p.xmin, p.cmin, p.xmax
    FROM asked a JOIN pg_catalog.pg_publication p ON p.pubname = a.name WHERE a.sort = 'publication'
), numbered AS (
    SELECT number, rank, owner, catalog::text || ' ' || place::text AS in_row, by::text::int8 AS transaction, by AS xid,
           CASE WHEN gone::text = '0' THEN command::text::int8 END AS command
    FROM found
), newest AS (
    SELECT DISTINCT ON (number) number, owner, in_row, transaction, xid, command
    FROM numbered ORDER BY number, rank, transaction DESC, command DESC NULLS LAST
), tables AS MATERIALIZED (
    SELECT c.oid, t.xmin::text::int8 AS made_by, c.oid IN (SELECT oid FROM relations) AS concerned
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute t ON t.attrelid = c.oid AND t.attnum = -1
    WHERE n.nspname IN (SELECT namespace FROM asked) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
), births AS (
    SELECT DISTINCT r.number, t.made_by FROM relations r JOIN tables t ON t.oid = r.oid
), counts AS MATERIALIZED (
    SELECT pg_catalog.count(*) AS tables, pg_catalog.count(*) FILTER (WHERE NOT concerned) AS others FROM tables
), made_everything AS MATERIALIZED (
    SELECT made_by FROM tables CROSS JOIN counts c GROUP BY made_by, c.tables, c.others
    HAVING pg_catalog.count(*) > 1 AND 2 * pg_catalog.count(*) >= c.tables
        OR c.others > 0 AND 2 * pg_catalog.count(*) FILTER (WHERE NOT concerned) >= c.others
)
SELECT w.number, w.in_row, w.transaction, w.command, COALESCE(w.transaction = b.made_by, false) AS with_table,
       CASE WHEN pg_catalog.current_setting('track_commit_timestamp') = 'on'
            THEN pg_catalog.date_part('epoch', pg_catalog.pg_xact_commit_timestamp(w.xid)) END AS at,
       pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) AS clock,
       pg_catalog.txid_current_snapshot()::text AS snapshot
FROM newest w
LEFT JOIN births b ON b.number = w.number
WHERE w.transaction >= 3 AND w.transaction NOT IN (SELECT made_by FROM made_everything)
  AND (w.owner >= 16384 OR w.transaction > (
      SELECT pg_catalog.max(xmin::text::int8) FROM pg_catalog.pg_database WHERE datname = 'template0'
  ))
ORDER BY w.number
""",
)


class _Place(NamedTuple):
    """Where a catalog has a row: which catalog, in the words of the statement, and whose row."""

    sort: str
    namespace: str
    name: str
    member: str | None


_BY_RULE: Final[dict[str, tuple[str, ...]]] = {
    "column-default": ("default", "column"),
    "column-generated": ("default", "column"),
    "column-not-null-": ("not null", "column"),
    "column-": ("column",),
    "foreign-key-disabled": ("triggers of key",),
    "foreign-key-": ("constraint",),
    "check-": ("constraint",),
    "primary-key-": ("key",),
    "unique-": ("key",),
    "exclusion-": ("key",),
    "index-": ("key",),
    "trigger-": ("trigger",),
    "policy-": ("policy",),
    "rule-": ("rule",),
    "statistics-": ("statistics",),
    "grant-": ("grants",),
    "partition-key": ("partition key",),
    "partition-differs": (),
    "table-inherits": ("inherits",),
    "view-definition": ("rule",),
    "foreign-table-": ("foreign table",),
    "sequence-owner-column": (),
    "sequence-of-column-unexpected": ("relation",),
    "sequence-unexpected": ("relation",),
    "sequence-logged": ("relation",),
    "sequence-unlogged": ("relation",),
    "sequence-": ("sequence",),
    "aggregate-parts": (),
    "enum-": ("type",),
    "domain-": ("type",),
    "composite-type-": ("type",),
    "range-": ("type",),
    "comments-": (),
    "not-comparable": (),
}
"""Where the row is that a rule is about, by how the rule's name begins, the longest first; more than one in the order
in which they are looked for."""
_BY_KIND: Final[dict[str, str]] = {
    "table": "relation",
    "partition": "relation",
    "sequence": "relation",
    "index": "key",
    "primary key": "key",
    "unique": "key",
    "exclusion": "key",
    "enum": "type",
    "domain": "type",
    "composite type": "type",
    "range": "type",
    "collation": "collation",
    "function": "function",
    "schema": "schema",
    "extension": "extension",
    "event trigger": "event trigger",
    "publication": "publication",
    "foreign server": "foreign server",
}
"""And by the kind of object, for rules that many kinds share, or that are about all that a row holds."""


def written(session: Session, snapshot: str, findings: Sequence[Finding]) -> list[Written | None]:
    """Look who last wrote the rows behind findings.

    Args:
        session: the one that read the schema; it may be in no transaction.
        snapshot: that of the read, as the server writes it: `xmin:xmax:in,progress`.
        findings: what a comparison with that schema found.

    Returns:
        What is known of each finding; None where nothing is.

    Raises:
        UncheckedError: the server did not answer.
    """
    told: list[Written | None] = [None] * len(findings)
    if _parts(snapshot)[0] >= ROUND:
        return told
    asked = [
        (number, rank, *place) for number, finding in enumerate(findings) for rank, place in enumerate(_places(finding))
    ]
    if not asked:
        return told
    columns = ("numbers", "ranks", "sorts", "schemas", "names", "members")
    values = dict(zip(columns, map(list, zip(*asked, strict=True)), strict=True))
    (rows,) = session.read([WRITTEN.asked(values)], "looking who wrote it")
    seen = Seen.of(snapshot, rows[0].snapshot if rows else snapshot)
    for row in rows:
        if seen.has(row.transaction):
            told[row.number] = _told(row)
    return told


class Seen(NamedTuple):
    """Which transactions the snapshot of a read saw, as known from the two looks together."""

    below: int
    """This one and all after it had not begun."""
    open: frozenset[int]
    """These had not ended."""
    ended: int | None
    """The oldest of those that ended between the two looks. A snapshot lists no savepoints, which have numbers of their
    own, and later ones than their transaction: those of one that is still open are not visible now, but those of one
    that has ended meanwhile look like any other."""

    @classmethod
    def of(cls, first: str, now: str) -> Seen:
        """Read the snapshots of both looks, in the server's own form."""
        (below, then), (_, still) = _parts(first), _parts(now)
        return cls(below, then, min(then - still, default=None))

    def has(self, transaction: int) -> bool:
        """Whether it surely saw a transaction whose row is there now."""
        if not FIRST <= transaction < self.below or transaction in self.open:
            return False
        return self.ended is None or transaction < self.ended


def _parts(snapshot: str) -> tuple[int, frozenset[int]]:
    _, below, running = snapshot.split(":")
    return int(below), frozenset(map(int, filter(None, running.split(","))))


def _told(row: Row) -> Written:
    at = None if row.at is None else datetime.fromtimestamp(row.at, timezone.utc)
    age = None if row.at is None else timedelta(seconds=max(0.0, row.clock - row.at))
    return Written(row.transaction, row.in_row, row.command, row.with_table, at, age)


def _places(finding: Finding) -> Iterator[_Place]:
    """Yield where the catalog has the row that a finding is about, the best first; nowhere where that is nothing."""
    subject, rule = finding.subject, finding.rule.name
    if finding.change is None or (finding.change == "missing" and not rule.startswith(_IN_ROWS_OF_OTHERS)):
        return
    if rule == "comment-differs":
        if subject.kind in ("table", "column") and subject.table is not None:
            yield _Place("comment", subject.schema, subject.name, subject.member_name)
        return
    kind = _BY_KIND.get(subject.kind)
    begins = max((each for each in _BY_RULE if rule.startswith(each)), key=len, default="")
    if begins == "grant-" and subject.kind not in ("grant", "sequence"):
        begins = ""
    for sort in _BY_RULE[begins] if begins else (kind,) if kind else ():
        if rule == "view-definition":
            yield _Place(sort, subject.schema, subject.name, "_RETURN")
        elif subject.kind == "partition":
            yield _Place("relation", subject.schema, subject.member_name or "", None)
        elif sort in ("relation", "grants", "partition key", "inherits", "foreign table") or subject.member is None:
            yield _Place(sort, subject.schema, subject.name, None)
        elif (member := finding.live_name or subject.member_name) is not None:
            yield _Place(sort, subject.schema, subject.name, member)


_IN_ROWS_OF_OTHERS: Final = ("grant-", "enum-label-")
"""Rules about what is no row of its own: where it is missing, the row that should say it is there."""
