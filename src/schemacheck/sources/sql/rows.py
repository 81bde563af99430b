"""Rows made up for tables that have none, so that it can be counted what a migration does to rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import psycopg

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.scratch import statements
from schemacheck.sources.sql.running import Connection, run
from schemacheck.sources.sql.watching import Counts, counts

if TYPE_CHECKING:
    from schemacheck.migrations.script import Script, Statement
    from schemacheck.sources.sql.replay import Replay

_WANTED: Final = 4
"""How many rows a table is given: some with NULL, so that a condition parts them."""
_ATTEMPTS: Final = 12
_MOST_TABLES: Final = 300
"""So many tables are given rows at the most."""
_TO_ROWS: Final = re.compile(
    r"(?<!\bon )(?<!\bfor )\b(?:update|delete|merge|truncate|do|call|execute|select|with)\b", re.IGNORECASE
)
"""Words without which no statement changes rows of a table that stays."""
_TABLES: Final = """
SELECT c.oid::bigint, n.nspname, c.relname, r.nspname, r.relname
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
    SELECT m.nspname, p.relname FROM pg_catalog.pg_class p JOIN pg_catalog.pg_namespace m ON m.oid = p.relnamespace
    WHERE p.oid = coalesce(pg_catalog.pg_partition_root(c.oid), c.oid)
) r
JOIN ROWS FROM (pg_catalog.unnest(%s::text[]), pg_catalog.unnest(%s::text[])) o (schema, name)
  ON o.schema = r.nspname AND o.name = r.relname
WHERE c.relkind = 'r' ORDER BY c.oid
"""
_COLUMNS: Final = """
SELECT a.attrelid::bigint, a.attname, a.attnotnull OR b.typnotnull,
       pg_catalog.format_type(coalesce(nullif(b.typbasetype, 0), b.oid), NULL), b.typcategory, ARRAY(
           SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = a.atttypid ORDER BY e.enumsortorder
       ), a.atthasdef, coalesce((
           SELECT pg_catalog.string_agg(pg_catalog.pg_get_constraintdef(k.oid), ' ') FROM pg_catalog.pg_constraint k
           WHERE k.contype = 'c' AND (k.conrelid = a.attrelid AND a.attnum = ANY (k.conkey) OR k.contypid = b.oid)
       ), '') || coalesce(' ' || pg_catalog.pg_get_partition_constraintdef(a.attrelid), '')
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type b ON b.oid = a.atttypid
WHERE a.attrelid = ANY (%s::bigint[]) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY a.attrelid, a.attnum
"""
_LITERAL: Final = re.compile(r"'((?:[^']|'')*)'|(?<![\w.])(-?\d+(?:\.\d+)?)")
_PLAIN: Final[dict[str, Sequence[str]]] = {
    "boolean": ("false", "true"),
    "date": ("2001-02-03", "2101-02-03", "2021-02-03"),
    "timestamp without time zone": ("2001-02-03", "2101-02-03", "2021-02-03"),
    "timestamp with time zone": ("2001-02-03", "2101-02-03", "2021-02-03"),
    "time without time zone": ("01:02", "03:04", "05:06"),
    "time with time zone": ("01:02", "03:04", "05:06"),
    "interval": ("1 day", "2 days", "3 days"),
    "json": ("{}", '{"a": 1}', "[]"),
    "jsonb": ("{}", '{"a": 1}', "[]"),
    "bytea": ("", "a", "b"),
    "uuid": tuple(f"00000000-0000-4000-8000-00000000000{n}" for n in range(_WANTED)),
    "inet": ("10.0.0.1", "10.0.0.2", "10.0.0.3"),
    "cidr": ("10.0.0.1", "10.0.0.2", "10.0.0.3"),
    "macaddr": ("08:00:2b:01:02:03", "08:00:2b:01:02:04", "08:00:2b:01:02:05"),
    "xml": ("<a/>", "<b/>", "<c/>"),
    "point": ("(0,0)", "(1,1)", "(2,2)"),
    "bit": ("0", "1"),
    "bit varying": ("0", "1", "01"),
    "tsvector": ("a", "b", "c"),
    "ltree": ("a", "b", "a.b"),
}
_BY_CATEGORY: Final[dict[str, Sequence[str]]] = {
    "N": ("1", "2", "3", "4"),
    "S": ("a", "b", "c", "d"),
    "A": ("{}",),
    "R": ("empty",),
}
_ENDS_OR_BEGINS: Final = re.compile(
    r"\s*(?:begin|start|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b", re.IGNORECASE
)


class RowChange(NamedTuple):
    """What a statement did to the rows of a table."""

    before: int
    """How many there were."""
    updated: int
    deleted: int
    left: int
    emptied: bool
    """Whether they are gone with their file, as TRUNCATE does it."""


@record
class _Table:
    number: int
    itself: QName
    whose: QName
    """The table that it is a partition of, or itself."""


class _Column(NamedTuple):
    name: str
    required: bool
    kind: str
    """The type, below its domain and without its limits."""
    category: str
    labels: list[str]
    has_default: bool
    rules: str
    """The conditions that it is named in."""


class Rows:
    """Makes rows up, runs a migration on them, counts, and takes all of it back."""

    def __init__(self, admin: Connection, watched: Collection[QName]) -> None:
        """Count the rows of these tables."""
        self._admin = admin
        self._watched = watched
        self._tables: dict[int, _Table] = {}
        self._left: dict[int, int] = {}
        self._counts: dict[int, Counts] = {}
        self._told: dict[Statement, dict[QName, RowChange]] = {}

    def rehearse(self, replay: Replay, script: Script) -> dict[Statement, dict[QName, RowChange]]:
        """Run a script on made-up rows and take it back; what cannot run in one transaction is passed over."""
        if not any(map(_may_change_rows, script.statements)):
            return {}
        names = sorted(self._watched)
        found = self._admin.execute(_TABLES, ([each.schema for each in names], [each.name for each in names]))
        tables = [_Table(number, QName(*own), QName(*root)) for number, *own, root in _grouped(found)]
        self._tables = {table.number: table for table in tables[:_MOST_TABLES]}
        made = list(self._make())
        try:
            replay.try_out(script, self)
        finally:
            with self._admin.transaction(), self._unchecked():
                for table in made:
                    run(self._admin, statements.no_rows(*table.itself))
        return self._told

    def fits(self, statement: Statement) -> bool:
        """Whether it neither ends nor begins a transaction."""
        return _ENDS_OR_BEGINS.match(statement.sql) is None

    def ran(self, session: Connection, statement: Statement) -> None:
        """Count what a statement did."""
        found = self._counted(session)
        if found:
            self._told[statement] = found

    def helped(self, session: Connection, error: psycopg.Error) -> bool:
        """Take away the rows that a statement failed for; say whether there were any."""
        table = QName(error.diag.schema_name or "", error.diag.table_name or "")
        if not any(known.itself == table and self._left[number] for number, known in self._tables.items()):
            return False
        run(session, statements.emptied(*table))
        self._left = {number: self._count(session, known) for number, known in self._tables.items()}
        self.failed(session)
        return True

    def failed(self, session: Connection) -> None:
        """What was counted of a statement that failed is none of the next one's."""
        self._counts = counts(session, self._tables)

    def _unchecked(self) -> _Unchecked:
        return _Unchecked(self._admin)

    def _make(self) -> Iterator[_Table]:
        """Give rows to the tables that have none, as far as their constraints let it be done; yield which."""
        columns: dict[int, list[_Column]] = {}
        for number, *column in self._admin.execute(_COLUMNS, (list(self._tables),)):
            columns.setdefault(number, []).append(_Column(*column))
        self._left = {}
        with self._admin.transaction(), self._unchecked():
            for number, table in self._tables.items():
                self._left[number] = there = self._count(self._admin, table)
                if there or number not in columns:
                    continue
                for attempt in range(_ATTEMPTS):
                    self._left[number] += self._insert(table, columns[number], attempt)
                    if self._left[number] == _WANTED:
                        break
                if self._left[number]:
                    yield table

    def _insert(self, table: _Table, columns: Sequence[_Column], attempt: int) -> int:
        values = [(column.name, value) for column in columns if (value := _value(attempt, column)) is not None]
        with_values = [(name, value) for name, value in values if value != _DEFAULT]
        sql = statements.made_up_row(*table.itself, with_values)
        try:
            with self._admin.transaction():
                return max(self._admin.execute(sql.encode()).rowcount, 0)
        except psycopg.Error:
            return 0

    def _count(self, session: Connection, table: _Table) -> int:
        row = session.execute(statements.count_of(*table.itself).encode()).fetchone()
        return int(row[0]) if row else 0

    def _counted(self, session: Connection) -> dict[QName, RowChange]:
        """Say what was done to rows since this was asked last."""
        found: dict[QName, RowChange] = {}
        now = counts(session, self._tables)
        for number, new in now.items():
            old = self._counts.get(number)
            if new == old or (old is None and new.is_nothing):
                continue
            old = old or Counts(file=new.file)
            table, before = self._tables[number], self._left[number]
            if new.file is None:
                self._left[number] = 0
                continue
            self._left[number] = left = self._count(session, table)
            emptied = new.file != old.file and not left
            change = RowChange(
                before, max(new.updated - old.updated, 0), max(new.deleted - old.deleted, 0), left, emptied
            )
            if before and (change.updated or change.deleted or left < before):
                so_far = found.get(table.whose)
                found[table.whose] = change if so_far is None else _sum(so_far, change)
        self._counts = now
        return found


class _Unchecked:
    """Lets rows in that no trigger and no foreign key looks at, where the role may ask for that."""

    def __init__(self, admin: Connection) -> None:
        self._admin = admin

    def __enter__(self) -> None:
        try:
            with self._admin.transaction():
                run(self._admin, statements.WITHOUT_TRIGGERS)
        except psycopg.Error:
            pass

    def __exit__(self, *_error: object) -> None:
        pass


_DEFAULT: Final = "DEFAULT"


def _may_change_rows(statement: Statement) -> bool:
    return _TO_ROWS.search(statement.sql) is not None


def _grouped(rows: Any) -> Iterator[tuple[int, str, str, tuple[str, str]]]:
    for number, schema, name, root_schema, root in rows:
        yield number, schema, name, (root_schema, root)


def _value(attempt: int, column: _Column) -> str | None:
    """Make a value up: the same for the same kind and attempt, so that foreign keys find their targets.

    Returns:
        The text of the value, None for NULL, or what stands for the default.
    """
    if not column.required and attempt % _WANTED == _WANTED - 1:
        return None
    said = [one.replace("''", "'") or two for one, two in _LITERAL.findall(column.rules)]
    usual: Sequence[str] = column.labels or _PLAIN.get(column.kind) or _BY_CATEGORY.get(column.category) or ()
    choices: list[str] = [*said, *usual]
    if choices:
        return choices[attempt % len(choices)]
    return _DEFAULT if column.has_default else None


def _sum(one: RowChange, other: RowChange) -> RowChange:
    return RowChange(
        one.before + other.before,
        one.updated + other.updated,
        one.deleted + other.deleted,
        one.left + other.left,
        one.emptied or other.emptied,
    )
