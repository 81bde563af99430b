"""Which statement made an object what it is: the catalog's rows say which command of which transaction wrote them.

Before each statement a large object is made whose number says which statement follows: its row in the catalog is
written by the same transaction, one command earlier. So all that a statement writes, itself or by a function that it
calls, is known to be its work. Large objects survive what a script may do to its session, such as `DISCARD ALL`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import psycopg

from schemacheck.base.names import Position
from schemacheck.model.keys import PrimaryKey
from schemacheck.model.routines import Routine
from schemacheck.model.schema import Schema
from schemacheck.model.schema_object import SchemaObject
from schemacheck.model.table import Table
from schemacheck.sources.sql.running import Connection, run

if TYPE_CHECKING:
    from schemacheck.migrations.script import History, Statement

_FIRST: Final = 4_000_000_000
"""The number of the large object before the first statement: no script makes as many by itself."""
_MARK: Final = (
    "SELECT pg_catalog.lo_create({0}) WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata WHERE oid = {0})"
)
_MARKS: Final = f"""
SELECT xmin::text::bigint, cmin::text::bigint, oid::bigint - {_FIRST}
FROM pg_catalog.pg_largeobject_metadata WHERE oid >= {_FIRST} ORDER BY 1, 2
"""
# Each row: a table or another object, what of it, who wrote it, and whether somebody has tried to write it since and
# failed, which takes the number of the command away.
WRITTEN: Final = """
WITH r AS (
    SELECT c.oid, n.nspname AS schema, c.relname AS name, c.xmin, c.cmin, c.xmax
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
)
SELECT schema, name, '', xmin::text::bigint, cmin::text::bigint, xmax::text <> '0' FROM r
UNION ALL
SELECT r.schema, r.name, '', w.xmin::text::bigint, w.cmin::text::bigint, w.xmax::text <> '0'
FROM pg_catalog.pg_rewrite w JOIN r ON r.oid = w.ev_class WHERE w.rulename = '_RETURN'
UNION ALL
SELECT r.schema, r.name, 'column ' || a.attname, a.xmin::text::bigint, a.cmin::text::bigint, a.xmax::text <> '0'
FROM pg_catalog.pg_attribute a JOIN r ON r.oid = a.attrelid WHERE a.attnum > 0
UNION ALL
SELECT r.schema, r.name, 'column ' || a.attname, d.xmin::text::bigint, d.cmin::text::bigint, d.xmax::text <> '0'
FROM pg_catalog.pg_attrdef d JOIN r ON r.oid = d.adrelid
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
UNION ALL
SELECT r.schema, r.name, 'member ' || k.conname, k.xmin::text::bigint, k.cmin::text::bigint, k.xmax::text <> '0'
FROM pg_catalog.pg_constraint k JOIN r ON r.oid = k.conrelid
UNION ALL
SELECT r.schema, r.name, 'member ' || i.name, i.xmin::text::bigint, i.cmin::text::bigint, i.xmax::text <> '0'
FROM pg_catalog.pg_index x JOIN r ON r.oid = x.indrelid JOIN r i ON i.oid = x.indexrelid
UNION ALL
SELECT r.schema, r.name, 'trigger ' || t.tgname, t.xmin::text::bigint, t.cmin::text::bigint, t.xmax::text <> '0'
FROM pg_catalog.pg_trigger t JOIN r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
UNION ALL
SELECT r.schema, r.name, 'policy ' || p.polname, p.xmin::text::bigint, p.cmin::text::bigint, p.xmax::text <> '0'
FROM pg_catalog.pg_policy p JOIN r ON r.oid = p.polrelid
UNION ALL
SELECT r.schema, r.name, 'rule ' || w.rulename, w.xmin::text::bigint, w.cmin::text::bigint, w.xmax::text <> '0'
FROM pg_catalog.pg_rewrite w JOIN r ON r.oid = w.ev_class
UNION ALL
SELECT n.nspname, t.typname, '', t.xmin::text::bigint, t.cmin::text::bigint, t.xmax::text <> '0'
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
UNION ALL
SELECT n.nspname, t.typname, '', e.xmin::text::bigint, e.cmin::text::bigint, e.xmax::text <> '0'
FROM pg_catalog.pg_enum e JOIN pg_catalog.pg_type t ON t.oid = e.enumtypid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
UNION ALL
SELECT n.nspname, t.typname, '', k.xmin::text::bigint, k.cmin::text::bigint, k.xmax::text <> '0'
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_type t ON t.oid = k.contypid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
UNION ALL
SELECT n.nspname, p.proname, 'function (' || pg_catalog.array_to_string(ARRAY(
           SELECT pg_catalog.format_type(i.type, NULL)
           FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY i(type, place) ORDER BY i.place
       ), ', ') || ')', p.xmin::text::bigint, p.cmin::text::bigint, p.xmax::text <> '0'
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""

_WRITES_COLUMNS: Final = re.compile(r"create\s+(?:\w+\s+)?(?:table|view)|(?:alter|do|call|select)\b", re.IGNORECASE)

_Key = tuple[str, str, str]


class Marks:
    """Marks statements as they are run, and says afterwards who wrote what."""

    def __init__(self, session: Connection) -> None:
        """Try it once: where it is not to be had, nothing is said of statements."""
        self._next: int | None = 0
        self._works = True
        try:
            self.set(session)
        except psycopg.Error:
            if session.closed:
                raise
            self._works = False

    def announce(self, number: int | None) -> None:
        """Say which statement comes next, counted from 1 and over all scripts; None for one that makes nothing."""
        self._next = number if self._works else None

    def of(self, number: int | None) -> str:
        """Return what marks a statement that is sent among others and has not been sent before."""
        return f"SELECT pg_catalog.lo_create({_FIRST + number});" if number is not None and self._works else ""

    def set(self, session: Connection) -> None:
        """Mark what comes next by a message of its own."""
        mark = self.taken()
        if mark:
            run(session, mark)

    def taken(self) -> str:
        """Return what marks the next statement, to be sent before it in one message; "" where nothing is marked."""
        number, self._next = self._next, None
        return "" if number is None else f"{_MARK.format(_FIRST + number)};"


def placed(schema: Schema, admin: Connection, history: History) -> Schema:
    """Return a schema in which objects stand where the last statement stands that made them what they are."""
    statements = [statement for script in history.scripts for statement in script.statements]
    marks = admin.execute(_MARKS).fetchall()
    if not statements or not marks:
        return schema
    author = _author(marks)
    numbers: dict[_Key, int] = {}
    for holder, name, what, transaction, command, is_lost in admin.execute(WRITTEN):
        found = author(transaction, None if is_lost else command)
        number = found[-1] if len(found) < 2 else _last_about(found, statements, name, what)
        if number:
            key = holder, name, what
            numbers[key] = max(number, numbers.get(key, 0))

    def at(*key: str) -> Position | None:
        number = numbers.get((key[0], key[1], key[2]))
        return statements[number - 1].position if number else None

    return _with_places(_without_marks(schema, len(marks)), at)


def _without_marks(schema: Schema, marks: int) -> Schema:
    """Do not count the marks among what nobody compares."""
    counts = {what: number - marks * (what == "large objects") for what, number in schema.uncompared.items()}
    return replace(schema, uncompared={what: number for what, number in counts.items() if number})


def _author(marks: Sequence[tuple[int, int, int]]) -> Callable[[int, int | None], Sequence[int]]:
    """Return a function from transaction and command to the number of the statement, 0 where nobody knows.

    Where the command is not known, there may be several. A block of a function that catches errors is a transaction of
    its own, which begins within that of the statement and goes on with its commands.
    """
    of_transaction: dict[int, tuple[list[int], list[int]]] = {}
    for transaction, command, number in marks:
        commands, numbers = of_transaction.setdefault(transaction, ([], []))
        commands.append(command)
        numbers.append(number)
    transactions = sorted(of_transaction)

    def numbers_of(transaction: int, command: int | None) -> Sequence[int]:
        place = bisect_right(transactions, transaction)
        if not place:
            return (0,)
        commands, numbers = of_transaction[transactions[place - 1]]
        if command is None:
            return numbers
        last = bisect_right(commands, command)
        return numbers[last - 1 : last] or (0,)

    return numbers_of


def _last_about(numbers: Sequence[int], statements: Sequence[Statement], name: str, what: str) -> int:
    """Return the last of several statements that names a table or another object, and what of it; 0 if none does."""
    kind, _, part = what.partition(" ")
    if kind == "function":
        part = ""  # the types of its arguments have other names as well
    for number in reversed(numbers):
        sql = statements[number - 1].sql if number else ""
        if kind == "column" and not _WRITES_COLUMNS.match(sql):
            continue
        if all(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", sql) for each in (name, part) if each):
            return number
    return 0


def _with_places(schema: Schema, at: Callable[..., Position | None]) -> Schema:
    kinds: dict[str, Any] = {"tables": tuple(_placed_table(table, at) for table in schema.tables)}
    for kind in ("enums", "domains", "composite_types", "ranges", "sequences", "functions"):
        items = getattr(schema, kind)
        if isinstance(items, tuple):
            kinds[kind] = tuple(_placed_object(item, at) for item in items)
    return replace(schema, **kinds)


def _placed_object(item: SchemaObject, at: Callable[..., Position | None]) -> SchemaObject:
    what = f"function {item.signature}" if isinstance(item, Routine) else ""
    return replace(item, at=at(item.name.schema, item.name.name, what))


def _placed_table(table: Table, at: Callable[..., Position | None]) -> Table:
    name = table.name.schema, table.name.name
    whole = at(*name, "")

    def all_of(attribute: str, what: str) -> dict[str, Any]:
        items = getattr(table, attribute)
        if not isinstance(items, tuple):
            return {}
        return {attribute: tuple(replace(each, at=at(*name, f"{what} {each.name}") or whole) for each in items)}

    changes = {"at": whole, **all_of("columns", "column"), **all_of("triggers", "trigger")}
    changes |= {**all_of("policies", "policy"), **all_of("rules", "rule")}
    for attribute in ("uniques", "foreign_keys", "indexes", "checks", "exclusions"):
        changes |= all_of(attribute, "member")
    if isinstance(table.primary_key, PrimaryKey):
        key = table.primary_key
        changes["primary_key"] = replace(key, at=at(*name, f"member {key.name}") or whole)
    return replace(table, **changes)
