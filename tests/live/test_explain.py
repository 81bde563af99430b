"""A message held against a real database: what is read of it for an answer, and what follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MakeDatabase
from tests.servers import Server

from .support import role_that_may_connect, schemacheck

LIVE = """
CREATE ROLE schemacheck_app;
CREATE SCHEMA audit;
CREATE TYPE "Mood" AS ENUM ('calm');
CREATE TABLE clubs (id integer PRIMARY KEY, slug text NOT NULL);
CREATE UNIQUE INDEX lowered ON clubs (lower(slug));
CREATE TABLE "Runner" (
    id integer PRIMARY KEY, fivekpace text, nick varchar(5), "clubId" integer NOT NULL,
    CONSTRAINT "Runner_clubId_fkey" FOREIGN KEY ("clubId") REFERENCES clubs (id)
);
CREATE TABLE notes (id integer PRIMARY KEY);
CREATE TABLE audit.events (id integer PRIMARY KEY);
CREATE FUNCTION doubled(n integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * n';
GRANT SELECT ON "Runner" TO schemacheck_app;
INSERT INTO clubs VALUES (1, 'hunter2');
"""
EXPECTED = """\
version: 1
tables:
  clubs:
    columns: {id: integer, slug: text}
    primary_key: [id]
    unique: [slug]
  Runner:
    columns: {id: integer, fiveKPace: text?, nick: varchar(20)?, clubId: integer}
    primary_key: [id]
    foreign_keys:
      - {columns: clubId, references: clubs(id)}
"""


@pytest.mark.parametrize(
    ("message", "code", "parts"),
    [
        ("column Runner.fiveKPace does not exist", 1, ["it has fivekpace: text NULL", "column-renamed"]),
        ('relation "notes" does not exist', 0, ["live has it, a table, 1 column", "the expected schema has not"]),
        (
            'relation "events" does not exist',
            0,
            ["table audit.events", "the expected schema has not", "its search_path"],
        ),
        ('relation "audit.events" does not exist', 0, ["live has it, a table, 1 column"]),
        ("function double(integer) does not exist", 0, ["expected says nothing of functions", "it has doubled"]),
        ('type "mood" does not exist', 0, ["it has Mood"]),
        ("permission denied for table Runner", 0, ["granted select to schemacheck_app", "grants not stated"]),
        (
            "no unique or exclusion constraint matching the ON CONFLICT specification\n"
            "STATEMENT:  INSERT INTO clubs VALUES (1, 'hunter2') ON CONFLICT (slug) DO NOTHING",
            1,
            ["unique clubs(slug)", "unique lowered (lower(slug))", "ON CONFLICT (slug) fails"],
        ),
        ("value too long for type character varying(5)", 1, ["column Runner.nick", "varchar(20)"]),
        (
            'insert or update on table "Runner" violates foreign key constraint "Runner_clubId_fkey"',
            0,
            ["alike: the database does what was agreed"],
        ),
        ("psycopg.errors.UndefinedColumn: Spalte Runner.fiveKPace existiert nicht", 1, ["column-missing"]),
        ("audit.events", 0, ["live has it, a table, 1 column"]),
        ("doubled", 0, ["doubled(integer)"]),
        ("lowered", 1, ["unique (lower(slug))"]),
        ("42703", 1, ["column-missing", "These differences can make statements fail so"]),
    ],
)
def test_a_database_answers(
    server: Server, make_database: MakeDatabase, tmp_path: Path, message: str, code: int, parts: list[str]
) -> None:
    """As a role that may connect and nothing else: the catalog is enough, whatever is asked."""
    url = role_that_may_connect(server, make_database(template=LIVE))
    spec = tmp_path / "spec.yaml"
    spec.write_text(EXPECTED, encoding="utf-8")
    done = schemacheck("explain", message, "--expected", str(spec), "--url-env", "HERE", environ={"HERE": url})
    said = " ".join(done.out.split())
    assert done.code == code, done.err
    assert not [part for part in parts if part not in said], said
    assert "hunter2" not in done.out + done.err


TENANTS = """\
version: 1
schema: tenant_*
targets:
  one: {url_env: ONE_URL}
tables:
  runs:
    columns: {id: integer, metres: integer}
    primary_key: id
"""
OF_TENANTS = """
CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b;
CREATE TABLE tenant_a.runs (id integer PRIMARY KEY, metres integer NOT NULL);
CREATE TABLE tenant_b.runs (id integer PRIMARY KEY);
"""


def test_one_tenant_or_one_target_answers(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(OF_TENANTS)
    sign = "&" if "?" in url else "?"
    path = tmp_path / "expected_schema.yaml"
    path.write_text(TENANTS)
    question = ("explain", "column runs.metres does not exist", "--expected", str(path))
    for schema, code, part in (("tenant_a", 0, "live      has it"), ("tenant_b", 1, "column-missing")):
        done = schemacheck(*question, "--url-env", "TENANT", environ={"TENANT": f"{url}{sign}schema={schema}"})
        assert (done.code, part in done.out) == (code, True), done.out + done.err
    path.write_text(TENANTS.replace("tenant_*", "tenant_b"))
    done = schemacheck(*question, "--target", "one", environ={"ONE_URL": url})
    assert (done.code, "column-missing" in done.out) == (1, True), done.out + done.err
