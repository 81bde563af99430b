"""A finding about what SQL made stands where the last statement stands that made it so."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.repositories import commit

from .conftest import Command, Script

FIRST = """\
CREATE TYPE mood AS ENUM ('low');
CREATE TABLE runner (id bigint PRIMARY KEY, shoe text, mood mood);
CREATE TABLE race (id bigint);
CREATE VIEW quick AS SELECT id FROM runner;
CREATE FUNCTION pace() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION pace(mood) RETURNS integer LANGUAGE sql AS 'SELECT 1';
DISCARD ALL;
CREATE SEQUENCE bib;
"""
SECOND = """\
ALTER TABLE runner ADD email text,
    ADD CONSTRAINT shoe_worn CHECK (shoe <> '');
-- a comment
CREATE UNIQUE INDEX CONCURRENTLY runner_email ON runner (email);
ALTER TABLE race ALTER id SET DEFAULT 7;
DO $$ BEGIN
    BEGIN
        ALTER TABLE race ADD winner bigint REFERENCES runner;
    EXCEPTION WHEN undefined_table THEN NULL;
    END;
END $$;
CREATE OR REPLACE VIEW quick AS SELECT id, shoe FROM runner;
ALTER TYPE mood ADD VALUE 'high';
CREATE OR REPLACE FUNCTION pace() RETURNS integer LANGUAGE sql AS 'SELECT 2';
INSERT INTO race VALUES (1);
CREATE POLICY own ON runner USING (true);
CREATE TRIGGER t BEFORE INSERT ON race FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
CREATE FUNCTION pace(integer, text[]) RETURNS integer LANGUAGE sql AS 'SELECT 1';
"""
PLACES = {
    "runner.shoe": "m/001_first.sql:2",
    "runner.email": "m/002_second.sql:1",
    "runner.shoe_worn": "m/002_second.sql:1",
    "runner(email)": "m/002_second.sql:4",
    "runner.own": "m/002_second.sql:16",
    "race.id": "m/002_second.sql:5",
    "race.winner": "m/002_second.sql:6",
    "race(winner)": "m/002_second.sql:6",
    "race.t": "m/002_second.sql:17",
    "quick": "m/002_second.sql:12",
    "mood": "m/002_second.sql:13",
    "pace()": "m/002_second.sql:14",
    "pace(integer, text[])": "m/002_second.sql:18",
    "bib": "m/001_first.sql:8",
}
"""Where the last word about each stands."""
NOTHING = """\
version: 1
exact: [indexes, checks, policies, triggers]
tables: {none: exists}
views: {}
enums: {}
functions: {}
sequences: {}
"""


def places(command: Command, source: str) -> dict[str, str]:
    """Where findings stand that say what is missing of all that the SQL makes."""
    found = {}
    for spec in ("nothing.yaml", "less.yaml"):
        report = json.loads(command("diff", source, spec, "--format", "json").out)
        for each in report["findings"]:
            at = each["location"]
            if at is not None and each["change"] == "missing":
                found[each["object"]["path"].removeprefix("public.")] = f"{at['file']}:{at['line']}"
    return found


@pytest.fixture
def specs(script: Script) -> None:
    script(NOTHING, "nothing.yaml")
    less = NOTHING.replace("{none: exists}", "{runner: {columns: {}}, race: {columns: {}}}")
    script(less, "less.yaml")


@pytest.mark.usefixtures("specs")
def test_where_each_object_became_what_it_is(script: Script, command: Command) -> None:
    script(FIRST, "m/001_first.sql")
    script(SECOND, "m/002_second.sql")
    found = places(command, "sql:m")
    assert {name: found.get(name) for name in PLACES} == PLACES


@pytest.mark.usefixtures("specs")
def test_a_history_that_grew_and_one_that_is_kept(script: Script, command: Command) -> None:
    script("CREATE TABLE runner (id bigint, shoe text);", "m/001_first.sql")
    assert places(command, "m")["runner.shoe"] == "m/001_first.sql:1"
    script("\n\nALTER TABLE runner ALTER shoe SET NOT NULL;", "m/002_second.sql")
    for _ in range(2):
        assert places(command, "m")["runner.shoe"] == "m/002_second.sql:3"
        assert places(command, "m")["runner.id"] == "m/001_first.sql:1"


@pytest.mark.usefixtures("specs")
def test_of_a_revision_the_place_is_named_as_the_user_names_it(
    command: Command,
) -> None:
    commit(Path(), {"m/001_first.sql": "CREATE TABLE runner (id bigint);\n", "bad/001.sql": "CREATE TABLE;\n"})
    environ = {"PATH": os.environ["PATH"]}
    report = json.loads(command("diff", "git:HEAD:sql:m", "less.yaml", "--format", "json", **environ).out)
    files = {each["location"]["file"] for each in report["findings"] if each["location"]}
    assert files == {"git:HEAD:sql:m/001_first.sql"}
    failed = command("diff", "git:HEAD:sql:bad", "less.yaml", **environ)
    assert failed.code == 2
    assert failed.all.startswith("git:HEAD:sql:bad/001.sql:1:")


def test_the_marks_are_nothing_that_is_there(script: Script, command: Command) -> None:
    out = command(
        "check", script("version: 1\ntables: {a: exists}\n", "s.yaml"), "--against", script("CREATE TABLE a ();")
    ).out
    assert "IN SYNC" in out
    assert not re.search("large objects?", out)


def test_a_transaction_that_must_begin_with_its_own_words(script: Script, command: Command) -> None:
    text = "BEGIN; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; CREATE TABLE a (id int); COMMIT;"
    assert command("snapshot", script(text)).code == 0
