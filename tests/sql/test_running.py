"""What SQL makes on a throw-away server, and how its mistakes are told."""

from __future__ import annotations

import io
import json
import sys

import pytest

from tests.conftest import MakeDatabase

from .conftest import Command, Script

TABLES = """\
CREATE TABLE company (id serial PRIMARY KEY, name text NOT NULL DEFAULT 'none');
CREATE TYPE mood AS ENUM ('low', 'high');
CREATE TABLE runner (id bigint PRIMARY KEY, company integer REFERENCES company (id), mood mood);
CREATE INDEX CONCURRENTLY runner_company ON runner (company);
"""


def test_it_agrees_with_a_database_that_it_made(script: Script, command: Command, make_database: MakeDatabase) -> None:
    url = make_database([each for each in TABLES.split(";\n") if each])
    for arguments in (("diff", script(TABLES), url), ("diff", url, "sql:a.sql"), ("check", "a.sql", "--url", url)):
        done = command(*arguments)
        assert done.code == 0, done.all
        assert "IN SYNC  nothing differs\n" in done.out
    assert "a.sql against" in done.out


def test_what_differs_is_told(script: Script, command: Command) -> None:
    other = script(TABLES.replace("bigint", "integer"), "b.sql")
    done = command("diff", script(TABLES), other)
    assert done.code == 1
    assert "id is integer, not bigint" in done.out
    assert "a.sql against b.sql" in done.out
    assert "/tmp" not in done.out


ENDS_ITS_OWN = """\
CREATE TABLE runner (id int, day date) PARTITION BY RANGE (day);
CREATE INDEX by_day ON runner (day);
REINDEX TABLE runner;
CREATE PROCEDURE made() LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE race (id int); COMMIT; CREATE TABLE lap (); END $$;
CALL made();
"""


def test_what_refuses_a_transaction_without_a_word_of_it_runs(script: Script, command: Command) -> None:
    """A partitioned table is indexed anew, and a procedure commits, only outside a transaction."""
    done = command("snapshot", script(ENDS_ITS_OWN))
    assert done.code == 0, done.all
    assert all(f"  {name}:" in done.out for name in ("runner", "race", "lap"))


MANY = """\
CREATE TABLE a (id int);
CREATE TABLE b (id int); -- a word
CREATE VIEW v AS SELECT 1 AS one -- the last
;
"""


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (f"BEGIN;{MANY}GRANT SELECT ON a TO nobody_yet; ALTER TABLE b OWNER TO another; CREATE INDEX i ON b (id)", ""),
        (f"{MANY}CREATE INDEX i ON a (nope);\nCREATE TABLE c ();", 'a.sql:5:1: column "nope" does not exist'),
        (f"BEGIN;{MANY}CREATE FUNCTION f() RETURNS int AS $$ BEGIN", "a.sql:5:36: unterminated dollar-quoted string"),
    ],
)
def test_what_is_sent_together_runs_as_if_it_were_alone(sql: str, told: str, script: Script, command: Command) -> None:
    done = command("snapshot", script(sql))
    assert done.code == (2 if told else 0), done.all
    assert told in done.all
    assert told or all(f"  {name}:" in done.out for name in "abv")


def test_a_snapshot_of_it_is_in_sync_with_it(script: Script, command: Command) -> None:
    written = command("snapshot", script(TABLES), "--all")
    assert written.code == 0, written.all
    script(written.out, "spec.yaml")
    done = command("check", "spec.yaml", "--against", "sql:a.sql")
    assert done.code == 0, done.all


def test_standard_input(monkeypatch: pytest.MonkeyPatch, script: Script, command: Command) -> None:
    script(TABLES)
    for name in ("-", "sql:-"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TABLES.encode())))
        done = command("diff", name, "a.sql")
        assert done.code == 0, done.all
        assert "standard input against a.sql" in done.out


def test_a_folder(script: Script, command: Command) -> None:
    script("CREATE TABLE a (id int);", "m/001_a.sql")
    script("ALTER TABLE a ADD PRIMARY KEY (id);", "m/002_b.sql")
    for name in ("m", "sql:m"):
        done = command("snapshot", name)
        assert done.code == 0, done.all
        assert "primary_key: [id]" in done.out


def test_a_file_before_a_folder(script: Script, command: Command) -> None:
    script("CREATE TABLE a (id int);", "old.sql")
    script("ALTER TABLE a ADD PRIMARY KEY (id);", "m/002_b.sql")
    done = command("snapshot", "sql:old.sql,m")
    assert done.code == 0, done.all
    assert done.out.startswith("# What old.sql,m has.")
    assert "primary_key: [id]" in done.out
    script("CREATE TABLE a (id int, more int);", "old.sql")
    assert "more: integer?" in command("snapshot", "sql:old.sql,m").out
    script("CREATE TABLE b (id int);", "a,b.sql")
    assert "  b:\n" in command("snapshot", "sql:a,b.sql").out


MISTAKES = {
    "syntax": ("CREATE TABLE a (id int);\n\n  CREATE TABLE b (\n    id int,\n    nme txt\n  );\n", 5, 9),
    "no position": ("CREATE TABLE a (id int);\n-- again\n\tCREATE TABLE a (\n id int);\n", 3, 2),
    "in a block": ("DO $$\nBEGIN\n  PERFORM 1;\n  PERFORM nothing();\nEND $$;\n", 4, 1),
    "at the end": (
        "CREATE TABLE a (id int PRIMARY KEY, b int REFERENCES a DEFERRABLE INITIALLY DEFERRED);\n"
        "INSERT INTO a VALUES (1, 2);\n",
        2,
        1,
    ),
    "data": ("CREATE TABLE a (id int);\nCOPY a (id) FROM stdin;\n1\nx\n\\.\n", 2, 1),
    "umlauts": ("SELECT 'äöü', nothing;\n", 1, 15),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_place(name: str, script: Script, command: Command) -> None:
    text, line, column = MISTAKES[name]
    done = command("snapshot", script(text, "x.sql"))
    assert done.code == 2
    assert done.err.startswith(f"x.sql:{line}:{column}: "), done.err
    (marked,) = [each for each in done.err.splitlines() if each.startswith("> ")]
    assert marked.split(" | ", 1)[1].strip().rstrip(";") == text.splitlines()[line - 1].strip().rstrip(";")
    assert done.err.endswith("1 mistake in x.sql\n")


def test_a_mistake_has_the_servers_words(script: Script, command: Command) -> None:
    script("CREATE TABLE a (id int);\nCREATE TABLE b (id int REFERENCES a (id));\n")
    done = command("diff", "a.sql", "a.sql", "--format", "json")
    assert done.code == 2
    (mistake,) = json.loads(done.out)["error"]["mistakes"]
    assert mistake["message"] == 'there is no unique constraint matching given keys for referenced table "a"'
    assert mistake["location"] == {"file": "a.sql", "line": 2, "column": 1}
    assert mistake["evidence"] == "> 2 | CREATE TABLE b (id int REFERENCES a (id))"
    script("SELECT coalesc(1);")
    assert "HINT: No function matches the given name" in command("snapshot", "a.sql").err


def test_nothing_made_is_never_in_sync(script: Script, command: Command) -> None:
    done = command("diff", script("SELECT 1;"), "a.sql")
    assert done.code == 3
    assert "The statements of a.sql leave no table behind" in done.said


def test_roles_that_are_not_there_are_made(script: Script, command: Command) -> None:
    script(
        "CREATE TABLE a (id int);\n"
        'GRANT SELECT ON a TO anon, "Odd Name";\n'
        "ALTER TABLE a OWNER TO postgres;\n"
        "CREATE POLICY p ON a TO authenticated USING (true);\n"
        "DO $$ BEGIN EXECUTE 'GRANT INSERT ON a TO later'; END $$;\n"
        "CREATE ROLE late; GRANT anon TO late; ALTER TABLE a OWNER TO late;\n"
        "CREATE SCHEMA other AUTHORIZATION somebody; CREATE TABLE other.b (id int);\n"
    )
    done = command("snapshot", "a.sql", "--all")
    assert done.code == 0, done.all
    for line in ("owner: late", "anon: [select]", "later: [insert]", "Odd Name: [select]", "roles: [authenticated]"):
        assert line in done.out
    assert "schemacheck_" not in done.out
    done = command("diff", "a.sql", "a.sql", "--no-cache")
    assert done.code == 0
    assert "6 roles: anon, Odd Name, postgres, authenticated, later, somebody (named by the SQL and absent" in done.said


def test_what_nobody_states_is_not_compared(script: Script, command: Command, make_database: MakeDatabase) -> None:
    url = make_database(
        "CREATE TABLE a (id int); COMMENT ON TABLE a IS 'x'; GRANT SELECT ON a TO PUBLIC; CREATE PUBLICATION p;"
    )
    done = command("diff", script("CREATE TABLE a (id int);"), url)
    assert done.code == 0, done.all
    done = command("diff", script("CREATE TABLE a (id int); GRANT INSERT ON a TO PUBLIC;"), url)
    assert done.code == 1
    assert "grant-" in done.out
    assert "comment" not in done.out.partition("DRIFT")[0]


def test_extensions(script: Script, command: Command) -> None:
    script(
        "CREATE SCHEMA ext;\n"
        "CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA ext;\n"
        "COMMENT ON EXTENSION citext IS 'it''s';\n"
        "CREATE EXTENSION pg_stat_statements;\n"
        "COMMENT ON EXTENSION plpgsql IS 'x';\n"
        "COMMENT ON EXTENSION pg_stat_statements IS 'counts';\n"
        "CREATE EXTENSION /* why */ pageinspect SCHEMA ext; DROP EXTENSION pageinspect;\n"
        "CREATE EXTENSION postgres_fdw;\n"
        "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h');\n"
        "CREATE EXTENSION postgis;\n"
        "CREATE TABLE a (id int, m ext.citext);\n"
    )
    done = command("snapshot", "a.sql", "--all")
    assert done.code == 0, done.all
    for line in ("  citext:\n    schema: ext", "  pg_stat_statements:", "  postgis: exists", "wrapper: postgres_fdw"):
        assert line in done.out, done.out
    assert "pageinspect" not in done.out
    assert "extension postgis (not on the throw-away server)" in command("diff", "a.sql", "a.sql").said


@pytest.mark.parametrize(
    "statement",
    ['CREATE EXTENSION "uuid-ossp"', "CREATE EXTENSION pgcrypto", "create extension if not exists pgcrypto"],
)
def test_stand_ins(statement: str, script: Script, command: Command) -> None:
    used = "uuid_generate_v4()" if "uuid" in statement else "gen_random_bytes(4)"
    done = command("snapshot", script(f"{statement};\nCREATE TABLE a (id text DEFAULT {used});"))
    assert done.code == 0, done.all
    assert used in done.out


def test_statements_about_databases_are_passed_over(script: Script, command: Command) -> None:
    script(
        "CREATE DATABASE shop;\nGRANT CONNECT ON DATABASE shop TO PUBLIC;\nALTER DATABASE shop SET work_mem = '1MB';\n"
        "CREATE TABLE a (id int);\n"
    )
    done = command("diff", "a.sql", "a.sql")
    assert done.code == 0, done.all
    assert "statements about databases (3) (not run on the throw-away server)" in done.said


def test_each_script_begins_anew(script: Script, command: Command) -> None:
    script("SET search_path = ''; CREATE SCHEMA s; CREATE TABLE s.a (id int);", "m/1.sql")
    script("CREATE TABLE b (id int);", "m/2.sql")
    done = command("snapshot", "sql:m")
    assert done.code == 0, done.all
    assert "  b:\n" in done.out


def test_data_is_copied(script: Script, command: Command) -> None:
    text = "CREATE TABLE a (id int);\nCOPY a (id) FROM stdin;\n1\n1\n\\.\nCREATE UNIQUE INDEX ON a (id);\n"
    done = command("snapshot", script(text))
    assert done.code == 2
    assert "Key (id)=(1) is duplicated" in done.err
