"""Schemas that are alike but for their name: one verdict, whatever they hold, and what differs is told of one alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.multi_report import MultiReport
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions
from tests.conftest import MakeDatabase

from .support import connected
from .test_dumps import TODAY


class Construct(NamedTuple):
    """Something that names its schema `{s}`, and a change of it that is drift."""

    made: str
    changed: str


_TABLE = "CREATE TABLE {s}.t (id integer PRIMARY KEY, n integer, x text);"
_FUNCTION = "CREATE FUNCTION {s}.f(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';"
_OTHER = "CREATE FUNCTION {s}.g(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';"
_LIKE_A_BUILTIN = "CREATE FUNCTION {s}.lower(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';"

CONSTRUCTS: Final[Mapping[str, Construct]] = {
    "enum": Construct(
        "CREATE TYPE {s}.m AS ENUM ('a', 'b'); CREATE TABLE {s}.t (m {s}.m DEFAULT 'a');",
        "ALTER TABLE {s}.t ALTER m TYPE text",
    ),
    "array of enum": Construct(
        "CREATE TYPE {s}.m AS ENUM ('a', 'b'); CREATE TABLE {s}.t (m {s}.m[] DEFAULT ARRAY['a'::{s}.m]);",
        "ALTER TABLE {s}.t ALTER m SET DEFAULT ARRAY['b'::{s}.m]",
    ),
    "domain": Construct(
        "CREATE DOMAIN {s}.d AS text CHECK (VALUE <> ''); CREATE TABLE {s}.t (d {s}.d);",
        "ALTER TABLE {s}.t ALTER d TYPE text",
    ),
    "domain of a domain": Construct(
        _FUNCTION
        + "CREATE DOMAIN {s}.d AS integer; CREATE DOMAIN {s}.e AS {s}.d DEFAULT {s}.f(1) CHECK ({s}.f(VALUE) > 0);",
        "ALTER DOMAIN {s}.e SET DEFAULT {s}.f(2)",
    ),
    "composite type": Construct(
        "CREATE TYPE {s}.m AS ENUM ('a'); CREATE TYPE {s}.c AS (a integer, m {s}.m); CREATE TABLE {s}.t (c {s}.c);",
        "ALTER TYPE {s}.c ADD ATTRIBUTE b {s}.m",
    ),
    "range": Construct(
        "CREATE DOMAIN {s}.d AS integer; CREATE TYPE {s}.r AS RANGE (subtype = {s}.d); CREATE TABLE {s}.t (r {s}.r);",
        "ALTER TABLE {s}.t ALTER r TYPE text",
    ),
    "collation": Construct(
        "CREATE COLLATION {s}.c (locale = 'C'); CREATE TABLE {s}.t (a text COLLATE {s}.c); CREATE INDEX ON {s}.t (a);",
        'ALTER TABLE {s}.t ALTER a TYPE text COLLATE "C"',
    ),
    "function in a check": Construct(
        _TABLE + _FUNCTION + _OTHER + "ALTER TABLE {s}.t ADD CONSTRAINT c CHECK ({s}.f(n) > 0);",
        "ALTER TABLE {s}.t DROP CONSTRAINT c; ALTER TABLE {s}.t ADD CONSTRAINT c CHECK ({s}.g(n) > 0)",
    ),
    "function in a default": Construct(
        _TABLE + _FUNCTION + _OTHER + "ALTER TABLE {s}.t ALTER n SET DEFAULT {s}.f(1);",
        "ALTER TABLE {s}.t ALTER n SET DEFAULT {s}.g(1)",
    ),
    "function called like a built-in one": Construct(
        _TABLE + _LIKE_A_BUILTIN + "ALTER TABLE {s}.t ALTER x SET DEFAULT {s}.lower('A');",
        "ALTER TABLE {s}.t ALTER x SET DEFAULT lower('A')",
    ),
    "sequence in a default": Construct(
        "CREATE SEQUENCE {s}.q; CREATE SEQUENCE {s}.p; CREATE TABLE {s}.t (n bigint DEFAULT nextval('{s}.q'));",
        "ALTER TABLE {s}.t ALTER n SET DEFAULT nextval('{s}.p')",
    ),
    "serial and identity": Construct(
        "CREATE TABLE {s}.t (a serial, b integer GENERATED ALWAYS AS IDENTITY);",
        "ALTER TABLE {s}.t ALTER b DROP IDENTITY",
    ),
    "function in an index": Construct(
        _TABLE + _FUNCTION + _OTHER + "CREATE INDEX i ON {s}.t ({s}.f(n)) WHERE {s}.f(n) > 0;",
        "DROP INDEX {s}.i; CREATE INDEX i ON {s}.t ({s}.f(n)) WHERE {s}.g(n) > 0",
    ),
    "function in a generated column": Construct(
        _FUNCTION + _OTHER + "CREATE TABLE {s}.t (n integer, g integer GENERATED ALWAYS AS ({s}.f(n)) STORED);",
        "ALTER TABLE {s}.t DROP g; ALTER TABLE {s}.t ADD g integer GENERATED ALWAYS AS ({s}.g(n)) STORED",
    ),
    "function in an exclusion": Construct(
        "CREATE FUNCTION {s}.f(circle) RETURNS circle LANGUAGE sql IMMUTABLE AS 'SELECT $1';"
        "CREATE TABLE {s}.t (c circle, CONSTRAINT e EXCLUDE USING gist ({s}.f(c) WITH &&)"
        " WHERE ({s}.f(c) IS NOT NULL));",
        "ALTER TABLE {s}.t DROP CONSTRAINT e; ALTER TABLE {s}.t ADD CONSTRAINT e EXCLUDE USING gist (c WITH &&)",
    ),
    "function in a policy": Construct(
        _TABLE + _FUNCTION + "CREATE POLICY p ON {s}.t USING ({s}.f(n) > 0) WITH CHECK ({s}.f(n) > 1);",
        "ALTER POLICY p ON {s}.t USING ({s}.f(n) > 2)",
    ),
    "subselect in a policy": Construct(
        _TABLE + "CREATE POLICY p ON {s}.t USING (n IN (SELECT id FROM {s}.t));",
        "ALTER POLICY p ON {s}.t USING (n IN (SELECT n FROM {s}.t))",
    ),
    "view": Construct(
        _TABLE + _FUNCTION + "CREATE VIEW {s}.v AS SELECT t.id, {s}.f(t.n) AS n FROM {s}.t JOIN {s}.t u USING (id);",
        "CREATE OR REPLACE VIEW {s}.v AS SELECT t.id, {s}.f(u.n) AS n FROM {s}.t JOIN {s}.t u USING (id)",
    ),
    "view of a table called like the schema": Construct(
        "CREATE TABLE {s}.tenant_0 (id integer, n integer); CREATE VIEW {s}.v AS SELECT id, n FROM {s}.tenant_0;",
        "CREATE OR REPLACE VIEW {s}.v AS SELECT n AS id, id AS n FROM {s}.tenant_0",
    ),
    "materialized view": Construct(
        _TABLE + "CREATE MATERIALIZED VIEW {s}.v AS SELECT id FROM {s}.t;",
        "DROP MATERIALIZED VIEW {s}.v; CREATE MATERIALIZED VIEW {s}.v AS SELECT id FROM {s}.t WHERE id > 1",
    ),
    "rule": Construct(
        _TABLE + "CREATE RULE r AS ON DELETE TO {s}.t WHERE old.n > 0 DO ALSO UPDATE {s}.t SET n = 1 WHERE id = old.n;",
        "CREATE OR REPLACE RULE r AS ON DELETE TO {s}.t DO ALSO UPDATE {s}.t SET n = 2",
    ),
    "trigger": Construct(
        _TABLE + _FUNCTION + "CREATE FUNCTION {s}.fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';"
        "CREATE TRIGGER tr BEFORE UPDATE ON {s}.t FOR EACH ROW WHEN ({s}.f(new.n) > 0) EXECUTE FUNCTION {s}.fire();",
        "DROP TRIGGER tr ON {s}.t",
    ),
    "arguments of a function": Construct(
        "CREATE TYPE {s}.m AS ENUM ('a', 'b');"
        "CREATE FUNCTION {s}.f(a {s}.m, b {s}.m DEFAULT 'a') RETURNS void LANGUAGE sql AS '';",
        "CREATE OR REPLACE FUNCTION {s}.f(a {s}.m, b {s}.m DEFAULT 'b') RETURNS void LANGUAGE sql AS ''",
    ),
    "result of a function": Construct(
        _TABLE + "CREATE FUNCTION {s}.f() RETURNS SETOF {s}.t LANGUAGE sql AS 'SELECT 1, 1, NULL::text';"
        "CREATE FUNCTION {s}.g() RETURNS TABLE (t {s}.t) LANGUAGE sql AS 'SELECT NULL::{s}.t';",
        "DROP FUNCTION {s}.f(); CREATE FUNCTION {s}.f() RETURNS {s}.t LANGUAGE sql AS 'SELECT 1, 1, NULL::text'",
    ),
    "body in standard SQL": Construct(
        _TABLE + "CREATE FUNCTION {s}.g() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM {s}.t; END;",
        "CREATE OR REPLACE FUNCTION {s}.g() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT 1 FROM {s}.t; END",
    ),
    "body": Construct(
        "CREATE FUNCTION {s}.g() RETURNS bigint LANGUAGE plpgsql AS"
        " $$BEGIN SET LOCAL search_path TO {s}, public; RETURN (SELECT count(*) FROM {s}.t); END$$;",
        "CREATE OR REPLACE FUNCTION {s}.g() RETURNS bigint LANGUAGE plpgsql AS $$BEGIN RETURN 1; END$$",
    ),
    "search path": Construct(
        "CREATE FUNCTION {s}.g() RETURNS void LANGUAGE sql SET search_path = {s}, public AS '';",
        "ALTER FUNCTION {s}.g() SET search_path = public",
    ),
    "aggregate": Construct(
        "CREATE FUNCTION {s}.plus(integer, integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 + $2';"
        "CREATE AGGREGATE {s}.total(integer) (SFUNC = {s}.plus, STYPE = integer);",
        "CREATE OR REPLACE AGGREGATE {s}.total(integer) (SFUNC = {s}.plus, STYPE = integer, INITCOND = '0')",
    ),
    "inheritance": Construct(_TABLE + "CREATE TABLE {s}.u () INHERITS ({s}.t);", "ALTER TABLE {s}.u NO INHERIT {s}.t"),
    "partitions": Construct(
        "CREATE TYPE {s}.m AS ENUM ('a', 'b', 'c'); CREATE TABLE {s}.t (m {s}.m) PARTITION BY LIST (m);"
        "CREATE TABLE {s}.t_a PARTITION OF {s}.t FOR VALUES IN ('a', 'b');",
        "ALTER TABLE {s}.t DETACH PARTITION {s}.t_a",
    ),
    "statistics": Construct(
        _TABLE + _FUNCTION + "CREATE STATISTICS {s}.st ON id, ({s}.f(n)) FROM {s}.t;", "DROP STATISTICS {s}.st"
    ),
    "foreign key": Construct(
        _TABLE + "ALTER TABLE {s}.t ADD FOREIGN KEY (n) REFERENCES {s}.t;", "ALTER TABLE {s}.t DROP CONSTRAINT t_n_fkey"
    ),
    "the schema itself": Construct(
        _TABLE + "COMMENT ON SCHEMA {s} IS 'a tenant'; GRANT USAGE ON SCHEMA {s} TO PUBLIC;",
        "REVOKE USAGE ON SCHEMA {s} FROM PUBLIC",
    ),
    "default privileges": Construct(
        _TABLE + "ALTER DEFAULT PRIVILEGES IN SCHEMA {s} GRANT SELECT ON TABLES TO PUBLIC;",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {s} REVOKE SELECT ON TABLES FROM PUBLIC",
    ),
}
"""What names its schema, in every way there is."""

SCHEMAS: Final = (
    *(f"tenant_{number}" for number in range(int(os.environ.get("SCHEMACHECK_ALIKE", "2")))),
    'tenant_"odd" one',
)
"""`SCHEMACHECK_ALIKE=200` makes as many."""


def made(make_database: MakeDatabase, construct: Construct, schemas: tuple[str, ...] = SCHEMAS) -> str:
    quoted = ['"' + name.replace('"', '""') + '"' for name in schemas]
    # Each has a table, as one without any would be nothing to look at.
    return make_database(
        "".join(
            f"CREATE SCHEMA {s}; CREATE TABLE {s}.plain (id integer PRIMARY KEY);" + construct.made.replace("{s}", s)
            for s in quoted
        )
    )


def run(url: str, sql: str) -> None:
    with connected(url) as connection:
        connection.execute(sql.encode())


def with_schema(url: str, schema: str) -> str:
    return f"{url}?schema={schema}" if "?" not in url else f"{url}&schema={schema}"


def told(report: Report) -> str:
    return FORMATS["text"].report(report, RenderOptions(width=160))


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_alike(name: str, make_database: MakeDatabase, tmp_path: Path) -> None:
    construct = CONSTRUCTS[name]
    url = made(make_database, construct)
    spec = tmp_path / "expected_schema.yaml"
    taken = snapshot(None, ConnectionOptions(url=with_schema(url, "tenant_0")), everything=True)
    spec.write_text(taken.replace("schema: tenant_0\n", "schema: tenant_*\n"), encoding="utf-8")

    def verdicts() -> dict[tuple[str, ...], Report]:
        both = check(str(spec), ConnectionOptions(url=url), fail_on=Severity.NOTE, today=TODAY)
        assert isinstance(both, MultiReport)
        results = {each.schemas: each.report_or_error for each in both.results}
        return {schemas: result for schemas, result in results.items() if isinstance(result, Report)}

    before = verdicts()
    for report in before.values():
        assert not report.findings, told(report)
        assert report.outcome == "in sync"
    assert tuple(sorted(SCHEMAS)) in before

    run(url, construct.changed.replace("{s}", "tenant_1"))
    drifted = {schemas: report for schemas, report in verdicts().items() if report.findings}
    assert set(drifted) == {("tenant_1",)}


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_one_against_the_other(name: str, make_database: MakeDatabase) -> None:
    construct = CONSTRUCTS[name]
    url = made(make_database, construct, ("tenant_0", "order"))

    def compared() -> Report:
        expected, live = with_schema(url, "tenant_0"), with_schema(url, "order")
        report = check(expected, ConnectionOptions(), against=live, fail_on=Severity.NOTE, today=TODAY)
        assert isinstance(report, Report)
        return report

    assert not compared().findings, told(compared())
    run(url, construct.changed.replace("{s}", '"order"'))
    assert compared().findings
