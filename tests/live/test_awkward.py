"""Objects whose texts are awkward: a snapshot of them reads back, is in sync, and is written to the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from psycopg import sql

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions
from tests.conftest import MakeDatabase

from .support import schemacheck
from .test_dumps import TODAY

BLANKS = ["\r", "\r\n", "\n", "\t", " ", "  ", "\u3000", "\u2028", "\x85", "\x7f", "\ufeff"]
SIGNS = ["'", '"', "\\", "#", ": ", "- ", "{", "]", ",", "|", "%", "$", "--", "/*", ";", "\\ud83d\\ude00"]
WORDS = ["a", "B", "\u00e9", "\U0001f600", "null", "~", "1", "true"]
PIECES = st.sampled_from([*BLANKS, *SIGNS, *WORDS])
TEXTS = st.lists(PIECES, max_size=6).map("".join)
NAMES = TEXTS.filter(lambda text: 0 < len(text.encode()) <= 40)

OBJECTS = """
CREATE TYPE {name} AS ENUM ({text}, {other}, 'x');
CREATE TABLE t (
    id integer PRIMARY KEY, {column} text DEFAULT {text} CHECK ({column} <> {other}),
    g text GENERATED ALWAYS AS ({column} || {text}) STORED
);
COMMENT ON TABLE t IS {comment};
COMMENT ON COLUMN t.{column} IS {comment};
CREATE INDEX ON t (({column} || {text})) WHERE {column} <> {other};
CREATE VIEW v AS SELECT {text}::text AS x, {column} AS {name} FROM t;
CREATE MATERIALIZED VIEW m AS SELECT {text}::text || {other} AS x;
CREATE POLICY {name} ON t USING ({column} <> {text}) WITH CHECK ({column} = {other});
CREATE RULE {name} AS ON UPDATE TO t WHERE old.{column} = {text} DO ALSO DELETE FROM t WHERE {column} = {other};
CREATE FUNCTION f(a text DEFAULT {text}) RETURNS text LANGUAGE sql AS {body};
CREATE FUNCTION g() RETURNS void LANGUAGE sql SET application_name = {text} AS {other};
CREATE FUNCTION h() RETURNS text LANGUAGE sql RETURN {text}::text || {other};
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER {name} BEFORE UPDATE ON t FOR EACH ROW WHEN (old.{column} <> {text})
    EXECUTE FUNCTION fire({text}, {other});
CREATE AGGREGATE ag(text) (SFUNC = textcat, STYPE = text, INITCOND = {text});
CREATE DOMAIN d AS text DEFAULT {text} CHECK (VALUE <> {other});
CREATE TABLE p ({column} text) PARTITION BY LIST ({column});
CREATE TABLE {partition} PARTITION OF p FOR VALUES IN ({text}, {other}, NULL);
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s TYPE {text} VERSION {other} FOREIGN DATA WRAPPER w OPTIONS ({name} {text});
CREATE FOREIGN TABLE ft (a integer) SERVER s OPTIONS ({name} {other});
CREATE TYPE nothing AS ();
CREATE TYPE no_label AS ENUM ();
CREATE TABLE no_column ();
"""
CLEAN = "DROP FOREIGN DATA WRAPPER IF EXISTS w CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public;"


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, other=TEXTS, name=NAMES, column=NAMES)
@example(text="", other=" ", name=" ", column="\t")
@example(text="\r\n", other="a\r\nb", name="a\r\nb", column="a\rb")
@example(text="  x\n y\n", other="\n  x\n", name="no", column="null")
@example(text="\r\r\nx", other=" \n\n x\r\n\r\n", name="\\ud83d\\ude00", column="\U0001f600")
def test_awkward_texts(database: str, tmp_path: Path, text: str, other: str, name: str, column: str) -> None:
    if text == other or "x" in (text, other) or column in ("id", "g"):
        other, text = f"{other}+", f"{text}-"
    pieces = {
        "name": sql.Identifier(name),
        "column": sql.Identifier(column),
        "partition": sql.Identifier(f"p{name}"),
        "text": sql.Literal(text),
        "other": sql.Literal(other),
        "comment": sql.Literal(text),
        "body": sql.Literal(other),
    }
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(CLEAN)
        connection.execute("SET check_function_bodies = off")
        for statement in OBJECTS.split(";\n"):
            connection.execute(sql.SQL(statement).format(**pieces))
    taken = snapshot(None, ConnectionOptions(url=database), everything=True)
    spec = tmp_path / "expected_schema.yaml"
    spec.write_bytes(taken.encode())
    linted = schemacheck("lint", str(spec))
    assert linted.code == 0, linted.all
    report = check(str(spec), ConnectionOptions(url=database), fail_on=Severity.NOTE, today=TODAY)
    assert not report.findings, FORMATS["text"].report(report, RenderOptions())
    assert report.outcome == "in sync"
    again = snapshot(str(spec), ConnectionOptions(), everything=True)
    assert again.partition("\n")[2] == taken.partition("\n")[2]  # the first line says of what it is
    in_json = snapshot(None, ConnectionOptions(url=database), everything=True, as_json=True)
    spec.write_text(json.dumps(json.loads(in_json)), encoding="ascii")
    assert snapshot(str(spec), ConnectionOptions(), everything=True, as_json=True) == in_json


@pytest.fixture
def database(make_database: MakeDatabase) -> str:
    return make_database()
