"""Messages that a real server sends, as drivers print them, and what is made of each: the problem and its objects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import psycopg
import pytest

from schemacheck.app.explain import Whom, explain
from schemacheck.base.errors import UsageError
from schemacheck.model.schema import Schema
from schemacheck.report.answer import Answer
from schemacheck.sources.opening import open_source
from schemacheck.sources.source import ConnectionOptions, Counterpart
from tests.conftest import MakeDatabase
from tests.servers import Server

TODAY = date(2026, 11, 22)

MADE = """
CREATE ROLE schemacheck_writer;
CREATE TYPE "Mood" AS ENUM ('calm', 'tired');
CREATE DOMAIN short AS text CHECK (length(VALUE) < 5);
CREATE SEQUENCE ends MAXVALUE 2;
CREATE TABLE company (id text PRIMARY KEY, slug text NOT NULL, "a.b" text, UNIQUE (slug));
CREATE TABLE "Runner" (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "companyId" text NOT NULL REFERENCES company (id) ON DELETE RESTRICT,
    mood "Mood",
    nick varchar(5),
    age smallint CHECK (age > 0),
    "we""ird" text,
    twice integer GENERATED ALWAYS AS (1) STORED,
    tag short,
    during int4range,
    EXCLUDE USING gist (during WITH &&)
);
CREATE TABLE "odd.table" (id integer PRIMARY KEY);
CREATE TABLE days (day date NOT NULL) PARTITION BY RANGE (day);
CREATE VIEW counted AS SELECT count(*) AS n FROM company;
CREATE VIEW calm AS SELECT * FROM company WHERE slug = 'calm' WITH CHECK OPTION;
CREATE TABLE secured (id integer PRIMARY KEY);
ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION doubled(n integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * n';
GRANT SELECT, INSERT ON secured, "odd.table" TO schemacheck_writer;
INSERT INTO company VALUES ('hunter2', 'hunter2', 'hunter2');
INSERT INTO "Runner" ("companyId", during) VALUES ('hunter2', '[1,5)');
"""

ROW = 'INSERT INTO "Runner" ("companyId") VALUES (\'hunter2\')'
CASES: tuple[tuple[str, str, str], ...] = (
    ("SELECT runner.fivekpace FROM \"Runner\" runner WHERE nick = 'hunter2'", "undefined-column", "Runner.fivekpace"),
    ('SELECT companyid FROM "Runner"', "undefined-column", "Runner.companyid"),
    ('SELECT "companyid" FROM company', "undefined-column", "company.companyid|Runner.companyid"),
    ("SELECT \"wei\"\"rd\" FROM \"Runner\"", "undefined-column", ""),
    ('INSERT INTO company (slog) VALUES (1)', "undefined-column", "company.slog"),
    ('SELECT "x.y" FROM company', "undefined-column", "company.x.y|x.y"),
    ("SELECT * FROM runner", "undefined-table", "runner"),
    ("SELECT * FROM public.runner", "undefined-table", "runner"),
    ('SELECT * FROM "odd.tables"', "undefined-table", "odd.tables"),
    ("SELECT nextval('nothing')", "undefined-table", "nothing"),
    ("SELECT doubled('a', 'hunter2')", "undefined-function", "doubled"),
    ("SELECT id FROM \"Runner\" WHERE age = 'hunter2'::text", "undefined-operator", ""),
    ("SELECT 'hunter2'::mood", "undefined-type", "mood"),
    ("SELECT * FROM nowhere.company", "undefined-table", "nowhere.company"),
    ("CREATE TABLE nowhere.x ()", "undefined-schema", "nowhere"),
    ("INSERT INTO company VALUES ('a', 'b') ON CONFLICT ON CONSTRAINT company_slug_ky DO NOTHING", "undefined-object",
     "company.company_slug_ky"),
    ("SELECT id FROM company a, company b", "ambiguous-column", "company.id|Runner.id"),
    ("INSERT INTO \"Runner\" (nick) VALUES ('hunt')", "not-null-violation", "Runner.companyId"),
    ("INSERT INTO \"Runner\" (\"companyId\") VALUES ('hunter3')", "foreign-key-violation",
     "Runner.Runner_companyId_fkey"),
    ("DELETE FROM company", "foreign-key-violation", "Runner.Runner_companyId_fkey"),
    ("INSERT INTO company VALUES ('hunter3', 'hunter2')", "unique-violation", "company.company_slug_key"),
    ("INSERT INTO company VALUES ('hunter2', 'hunter3')", "unique-violation", "company.company_pkey"),
    ("INSERT INTO \"Runner\" (\"companyId\", age) VALUES ('hunter2', 0)", "check-violation", "Runner.Runner_age_check"),
    ("SELECT 'hunter2'::short", "check-violation", "short"),
    ("INSERT INTO days VALUES ('2026-01-01')", "no-partition", "days"),
    ("INSERT INTO \"Runner\" (\"companyId\", during) VALUES ('hunter2', '[2,3)')", "exclusion-violation",
     "Runner.Runner_during_excl"),
    ("INSERT INTO \"Runner\" (nick) VALUES ('hunt') ON CONFLICT (nick) DO NOTHING", "on-conflict-without-constraint",
     ""),
    ("CREATE TABLE z (s text REFERENCES company (\"a.b\"))", "missing-referenced-key", "company"),
    ("SET ROLE schemacheck_writer; INSERT INTO secured VALUES (1)", "row-security-violation", "secured"),
    ("SET ROLE schemacheck_writer; SELECT * FROM company", "permission-denied", "company"),
    ("SET ROLE schemacheck_writer; DELETE FROM \"odd.table\"", "permission-denied", '"odd.table"'),
    ("SET ROLE schemacheck_writer; DROP TABLE company", "permission-denied", "company"),
    ("INSERT INTO \"Runner\" (\"companyId\", mood) VALUES ('hunter2', 'hunter2')", "invalid-enum-value", "Mood"),
    ("SELECT 'hunter2'::integer", "invalid-input", ""),
    ("INSERT INTO \"Runner\" (\"companyId\", nick) VALUES ('hunter2', 'hunter2')", "value-too-long", "Runner.nick"),
    ("INSERT INTO \"Runner\" (\"companyId\", age) VALUES ('hunter2', 99999)", "out-of-range", ""),
    ("SELECT 99999999999::integer", "out-of-range", ""),
    ("SELECT 1000::numeric(3, 1)", "out-of-range", ""),
    ("SELECT nextval('ends'), nextval('ends'), nextval('ends')", "sequence-exhausted", "ends"),
    ("SET TRANSACTION READ ONLY; DELETE FROM company", "read-only", ""),
    ("INSERT INTO \"Runner\" (id, \"companyId\") VALUES (1, 'hunter2')", "generated-column", "Runner.id"),
    ('UPDATE "Runner" SET twice = 4', "generated-column", "Runner.twice"),
    ('UPDATE "Runner" SET age = now()', "type-mismatch", "Runner.age"),
    ("INSERT INTO counted VALUES (1)", "wrong-kind", "counted"),
    ("CREATE TABLE company ()", "already-there", "company"),
    ("ALTER TABLE company ADD COLUMN slug text", "already-there", "company.slug"),
    ('CREATE TYPE "Mood" AS ENUM ()', "already-there", "Mood"),
    ("DROP TABLE company", "dependents", "company"),
    ("INSERT INTO calm VALUES ('hunter3', 'hunter3')", "view-check-option", "calm"),
    ("SELECT x.id FROM company y", "unlisted-table", ""),
    ("SELEC 1", "syntax-error", ""),
)  # fmt: skip
"""A statement, the problem that its message tells of, and the path of the first object; "" where it has
none, and several where the statement is not always printed with it."""


def printed(error: psycopg.Error) -> Iterator[str]:
    """A message as those print it who know the server's fields."""
    diag = error.diag
    said, detail = diag.message_primary, f"\nDETAIL:  {diag.message_detail}" if diag.message_detail else ""
    state = type(error).__name__
    yield f"psycopg.errors.{state}: {error}"
    yield f"PG::{state}: ERROR:  {said}{detail}\n: INSERT INTO \"x\" VALUES ('hunter2')"
    yield f"ERROR: {said} (SQLSTATE {error.sqlstate})"
    yield f"org.postgresql.util.PSQLException: ERROR: {said}\n  Detail: {diag.message_detail or ''}\n  Position: 8"
    yield f"ERROR:  {error.sqlstate}: {said}{detail}\nLOCATION:  x, y.c:1"
    yield f"asyncpg.exceptions.{state}Error: {said}{detail}"
    dumped = "\n".join(
        f"  {name}: {value!r},"
        for name, value in (
            ("code", error.sqlstate), ("detail", diag.message_detail), ("schema", diag.schema_name),
            ("table", diag.table_name), ("column", diag.column_name), ("constraint", diag.constraint_name),
        )
    )  # fmt: skip
    yield f"error: {said}\n    at Parser.parseErrorMessage (/app/parser.js:283:98)\n{dumped}\n}}"


def failure(connection: psycopg.Connection, statement: str) -> psycopg.Error:
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(statement)  # type: ignore[arg-type]  # a text of ours
    connection.rollback()
    return caught.value


def schema_of(url: str) -> Schema:
    return open_source(url, ConnectionOptions()).read(Counterpart()).schema


def asked(text: str, expected: Schema) -> tuple[Answer, ...]:
    with suppress(UsageError):
        return explain(text, Whom(ConnectionOptions(), TODAY, expected)).answers
    return ()


def test_each_message_is_understood_however_it_is_printed(any_server: Server, make_database: MakeDatabase) -> None:
    database = make_database(MADE, server=any_server)
    expected = schema_of(database)
    wrong = []
    with psycopg.connect(database) as connection:
        for statement, problem, path in CASES:
            for text in printed(failure(connection, statement)):
                answers = asked(text, expected)
                told = [(each.problem, *(one.path for one in each.objects[:1])) for each in answers]
                if told not in [[(problem, *([each] if each else []))] for each in path.split("|")]:
                    wrong.append((text, told))
                if "hunter" in repr(answers):
                    wrong.append((text, "a value is repeated"))
    assert not wrong, "\n".join(f"{told}  <- {text}" for text, told in wrong)
