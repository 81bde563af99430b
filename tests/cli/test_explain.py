"""`schemacheck explain` of a message, through a real process and without a database."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from .process import COMMAND, environment, schemacheck

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
schemas:
  audit:
    tables:
      events: {columns: {id: integer}, primary_key: [id]}
enums:
  Mood: [calm, tired]
"""
LIVE = EXPECTED.replace("fiveKPace", "fivekpace").replace("unique: [slug]", "unique: []").replace(", tired", "")
MISSING = "column Runner.fiveKPace does not exist"
SECRET = "hunter2"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("messages")
    (made / "expected_schema.yaml").write_text(EXPECTED, encoding="utf-8")
    (made / "live.yaml").write_text(LIVE, encoding="utf-8")
    return made


def sent(text: str | bytes, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, "explain", *arguments],
        cwd=cwd,
        env=environment(),
        input=text.encode() if isinstance(text, str) else text,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("message", "code", "parts"),
    [
        (MISSING, 1, ["column Runner.fiveKPace", "has it: text NULL", "it has fivekpace", "column-renamed"]),
        ("The column `Runner.fiveKPace` does not exist in the current database.", 1, ["column-missing"]),
        ('column "fivekpace" does not exist', 1, ["so the statement did not run here"]),
        ('relation "runner" does not exist', 0, ['it has "Runner"', "Neither side has it", "lower case"]),
        ('relation "events" does not exist', 0, ["table audit.events", "Both sides have it", "search_path"]),
        ('invalid input value for enum "Mood": "hunter2"', 1, ["enum type (calm, tired)", "enum type (calm)"]),
        ('duplicate key value violates unique constraint "clubs_slug_key"', 1, ["unique-missing"]),
        (
            'insert or update on table "Runner" violates foreign key constraint "Runner_clubId_fkey"',
            0,
            ["(clubId) -> clubs(id)", "alike: the database does what was agreed", "Look at the values"],
        ),
        ('null value in column "clubId" of relation "Runner" violates not-null constraint', 0, ["integer NOT NULL"]),
        ("no unique or exclusion constraint matching the ON CONFLICT specification", 1, ["unique-missing"]),
        ("Npgsql.PostgresException (0x80004005): 42P01: Relation »runner« existiert nicht", 0, ["undefined table"]),
        ("psycopg.errors.UndefinedColumn: Spalte Runner.fiveKPace existiert nicht", 1, ["Runner.fiveKPace"]),
        ("P2022", 1, ["column-missing"]),
        ("Runner.clubId", 0, ["has it: integer NOT NULL", "alike"]),
        ("public.Runner.clubId", 0, ["has it: integer NOT NULL"]),
        (
            "value too long for type character varying(20)",
            0,
            ["column Runner.nick", "what was refused does not fit it"],
        ),
        ("ERROR: value too long for type character varying(7) (SQLSTATE 22001)", 0, ["22001 value too long"]),
        ('"Runner"."clubId"', 0, ["has it: integer NOT NULL"]),
        ("Mood", 1, ["enum-label-missing"]),
        (
            'column a1_0.five_kpace does not exist\nLINE 1: select a1_0.five_kpace from "Runner" a1_0',
            1,
            ["column Runner.five_kpace", "it has fiveKPace"],
        ),
        (
            "Foreign key constraint violated: `Runner_clubId_fkey (index)`",
            0,
            ["alike: the database does what was agreed"],
        ),
        ("audit.events", 0, ["has it, a table"]),
        ("deadlock detected", 0, ["The schema is not the reason."]),
    ],
)
def test_a_message_is_answered_from_both_sides(folder: Path, message: str, code: int, parts: list[str]) -> None:
    done = schemacheck("explain", message, "--against", "live.yaml", cwd=folder)
    said = " ".join(done.stdout.split())
    assert (done.returncode, done.stderr) == (code, "")
    assert not [part for part in parts if part not in said], said
    assert SECRET not in said


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        (MISSING, ["expected_schema.yaml:8", "a database without it has drifted", "--url-env"]),
        ('column "fivekpace" does not exist', ["it has fiveKPace", "does not have it either"]),
        ("42703", ["undefined column", "column-missing"]),
        ("undefined_column", ["42703 undefined column"]),
        ("P2002", ["unique violation"]),
        ("57014", ["query canceled", "The schema is not the reason."]),
        ("Runner", ["has it, a table, 4 columns"]),
    ],
)
def test_without_a_database_the_file_answers(folder: Path, message: str, parts: list[str]) -> None:
    done = schemacheck("explain", message, cwd=folder)
    said = " ".join(done.stdout.split())
    assert (done.returncode, done.stderr) == (0, "")
    assert not [part for part in parts if part not in said], said


@pytest.mark.parametrize(
    ("message", "code", "part"),
    [
        (f"the password is {SECRET}", 2, "none of this is a message"),
        (f"ERROR:  {SECRET} is unheard of", 2, "an error that is not known here stands in line 1"),
        ("Runer.clubId", 2, "Did you mean Runner?"),
        ("", 2, "the message is empty"),
        ("foreign-key-taget", 2, "Did you mean foreign-key-target?"),
    ],
)
def test_what_nobody_understands_is_refused_and_not_repeated(folder: Path, message: str, code: int, part: str) -> None:
    done = schemacheck("explain", message, cwd=folder)
    assert (done.returncode, done.stdout) == (code, "")
    assert part in " ".join(done.stderr.split())
    assert SECRET not in done.stderr


def test_nothing_to_ask_is_no_green(tmp_path: Path) -> None:
    done = schemacheck("explain", MISSING, cwd=tmp_path)
    assert done.returncode == 3
    assert "undefined column" in done.stdout
    assert "nothing was looked at" in " ".join(done.stdout.split())


def test_a_database_that_cannot_be_asked_leaves_the_file(folder: Path) -> None:
    url = f"postgresql://u:{SECRET}@127.0.0.1:1/x"
    done = schemacheck("explain", MISSING, cwd=folder, DATABASE_URL=url)
    assert done.returncode == 3
    assert "expected_schema.yaml:8" in done.stdout
    assert "could not look: Cannot connect" in done.stdout
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "url", ["prisma://accelerate.example/?api_key=hunter2", "postgresql://u:hunter2@[::1/x", "nonsense"]
)
def test_a_url_of_the_environment_that_makes_no_sense_leaves_the_file(folder: Path, url: str) -> None:
    done = schemacheck("explain", MISSING, cwd=folder, DATABASE_URL=url)
    assert done.returncode == 3
    assert "expected_schema.yaml:8" in done.stdout
    assert "could not look: " in done.stdout
    assert SECRET not in done.stdout + done.stderr


def test_a_mistake_in_the_expected_schema_is_told(tmp_path: Path) -> None:
    (tmp_path / "expected_schema.yaml").write_text("version: 1\ntables: {a: {columns: {b: tex}}}\n", encoding="utf-8")
    done = schemacheck("explain", MISSING, cwd=tmp_path)
    assert done.returncode == 2
    assert "expected_schema.yaml:2:" in done.stderr


LOG = f"""\
03:12:44 web.1 | connecting to postgresql://app:{SECRET}@db.internal/prod
03:12:44 web.1 | \x1b[31merror\x1b[0m: {MISSING}
03:12:44 web.1 |     at Parser.parseErrorMessage (/app/parser.js:283:98)
03:12:44 web.1 |   code: '42703',
03:12:45 db.1 | ERROR:  duplicate key value violates unique constraint "clubs_slug_key"
03:12:45 db.1 | DETAIL:  Key (slug)=({SECRET}, relation "hidden" does not exist) already exists.
03:12:45 db.1 | STATEMENT:  INSERT INTO clubs VALUES (1, '{SECRET}')
03:12:46 db.1 | ERROR:  relation "postgresql://app:{SECRET}@db.internal/prod" does not exist
03:12:46 db.1 | ERROR:  {SECRET} is unheard of
03:12:46 db.1 | ::error::ERROR:  column "a\x07b ##[error]x" does not exist
"""


@pytest.mark.parametrize("arguments", [[], ["-"], ["--format", "json"]])
def test_a_log_on_standard_input(folder: Path, arguments: list[str]) -> None:
    done = sent(LOG, *arguments, "--against", "live.yaml", cwd=folder)
    out = done.stdout.decode()
    assert (done.returncode, done.stderr) == (1, b"")
    assert SECRET not in out
    assert "hidden" not in out
    assert "\x07" not in out
    assert "##[" not in out
    if "json" in arguments:
        told = json.loads(out)
        assert [each["problem"] for each in told["answers"]] == [
            "undefined-column", "unique-violation", "undefined-table", "undefined-column",
        ]  # fmt: skip
        assert [each["line"] for each in told["answers"]] == [2, 5, 8, 10]
        assert told["not_understood"] == [9]
        first = told["answers"][0]
        assert first["codes"] == ["42703"]
        assert first["objects"][0]["path"] == "Runner.fiveKPace"
        assert first["objects"][0]["expected"]["location"]["line"] == 8
        assert [each["presence"] for each in (first["objects"][0]["expected"], first["objects"][0]["live"])] == [
            "there", "absent",
        ]  # fmt: skip
        assert [each["rule"] for each in first["findings"]] == ["column-missing"]
        assert first["causes"][0]["name"] == "column-renamed"
    else:
        assert "Not understood: the error in line 9." in out


def test_standard_input_in_other_encodings(folder: Path) -> None:
    for raw in (MISSING.encode("utf-16"), b"\xff\xfe\xfa" + MISSING.encode(), b"\xef\xbb\xbf" + MISSING.encode()):
        done = sent(raw, "-", cwd=folder)
        if raw[:3] != b"\xff\xfe\xfa":
            assert b"Runner.fiveKPace" in done.stdout
        assert b"Traceback" not in done.stderr


def test_no_input_at_all(folder: Path) -> None:
    assert sent("", cwd=folder).stdout.startswith(b"Tables") or b"table-missing" in sent("", cwd=folder).stdout
    done = sent("", "-", cwd=folder)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"standard input is empty" in done.stderr


def test_an_error_in_json(folder: Path) -> None:
    done = schemacheck("explain", "nothing at all", "--format", "json", cwd=folder)
    assert done.returncode == 2
    assert json.loads(done.stdout)["exit_code"] == 2


def test_no_line_is_wider_than_the_screen(folder: Path) -> None:
    for columns in ("80", "120"):
        done = schemacheck("explain", MISSING, "--against", "live.yaml", cwd=folder, COLUMNS=columns)
        assert max(map(len, done.stdout.splitlines())) <= int(columns)
