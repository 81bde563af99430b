"""What is read of messages and of logs: the problem, the names and the codes, and nothing that may be data."""

from __future__ import annotations

import re
import time
from pathlib import Path

import psycopg
import pytest

from schemacheck.messages.patterns import _SENTENCES
from schemacheck.messages.prisma import PRISMA
from schemacheck.messages.problems import PROBLEMS, problem_named, problem_of
from schemacheck.messages.reading import MOST, Reading, read
from schemacheck.messages.states import STATES, state_of
from schemacheck.report.rules import RULES

PSYCOPG = """\
Traceback (most recent call last):
  File "/app/venv/lib/sqlalchemy/engine/base.py", line 1967, in _exec_single_context
psycopg.errors.UndefinedColumn: column athlete.fivekpace does not exist
LINE 1: SELECT athlete.id FROM "Athlete" athlete WHERE pw = 'hunter2'
               ^
HINT:  Perhaps you meant to reference the column "athlete.fiveKPace".

The above exception was the direct cause of the following exception:

sqlalchemy.exc.ProgrammingError: (psycopg.errors.UndefinedColumn) column athlete.fivekpace does not exist
LINE 1: SELECT
[SQL: SELECT * FROM x WHERE pw = 'hunter2']
[parameters: {'pw': 'hunter2'}]
(Background on this error at: https://sqlalche.me/e/20/f405)
"""
DJANGO = """\
psycopg2.errors.UndefinedTable: relation "accounts_profile" does not exist
LINE 1: SELECT "accounts_profile"."id" FROM "accounts_profile" WHERE...

The above exception was the direct cause of the following exception:
django.db.utils.ProgrammingError: relation "accounts_profile" does not exist
"""
PRISMA_FILE = """\
Error: Prisma schema validation - (validate wasm)
Error code: P1012
error: Type "Strin" is neither a built-in type, nor refers to another model.
  -->  prisma/schema.prisma:10
"""
PRISMA_CLIENT = """\
PrismaClientKnownRequestError:
Invalid `prisma.athlete.findMany()` invocation:

The column `Athlete.fiveKPace` does not exist in the current database.
    at Cn.handleRequestError (/app/node_modules/@prisma/client/runtime/library.js:121:7753) {
  code: 'P2022',
  clientVersion: '5.0.0',
  meta: { modelName: 'Athlete', column: 'Athlete.fiveKPace' }
}
"""
NODE = """\
error: insert or update on table "Athlete" violates foreign key constraint "Athlete_companyId_fkey"
    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)
  length: 300,
  severity: 'ERROR',
  code: '23503',
  detail: 'Key (companyId)=(hunter2) is not present in table "go_fast_companies".',
  schema: 'public',
  table: 'Athlete',
  column: undefined,
  constraint: 'Athlete_companyId_fkey',
"""
RAILS = """\
ActiveRecord::RecordNotUnique (PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint "ix"
DETAIL:  Key (email)=(hunter2) already exists.
: INSERT INTO "users" ("email") VALUES ('hunter2') RETURNING "id"):
"""
HIBERNATE = """\
WARN 1 --- [nio-1] o.h.engine.jdbc.spi.SqlExceptionHelper   : SQL Error: 0, SQLState: 42703
ERROR 1 --- [nio-1] o.h.engine.jdbc.spi.SqlExceptionHelper   : ERROR: column a1_0.five_kpace does not exist
  Hint: Perhaps you meant to reference the column "a1_0.fivekpace".
  Position: 8
Caused by: org.postgresql.util.PSQLException: ERROR: column a1_0.five_kpace does not exist
"""
NPGSQL = """\
Npgsql.PostgresException (0x80004005): 23502: null value in column "born" of relation "Athlete" violates not-null \
constraint

DETAIL: Failing row contains (hunter2, relation "hidden" does not exist).
   at Npgsql.Internal.NpgsqlConnector.ReadMessageLong()
  Exception data:
    Severity: ERROR
    SqlState: 23502
    SchemaName: public
    TableName: Athlete
    ColumnName: born
"""
SERVER = """\
2026-11-28 03:12:44.123 UTC [77] app@db 42P01 ERROR:  relation "x.y" does not exist at character 15
2026-11-28 03:12:44.123 UTC [77] app@db STATEMENT:  SELECT 'column "hidden" does not exist' FROM "x.y"
\tWHERE p = 'relation "hidden" does not exist'
"""
CSV = (
    '2026-11-28 12:00:00.000 UTC,"app","db",12,"127.0.0.1:5",66,7,"INSERT",2026-11-28 12:00:00 UTC,3/2,0,ERROR,23505,'
    '"duplicate key value violates unique constraint ""ix""","Key (email)=(hunter2) already exists.",,,,,'
    '"INSERT INTO users VALUES (\'hunter2\')",,,"app","client backend",,0\n'
)
POSTGREX = "** (Postgrex.Error) ERROR 42501 (insufficient_privilege) permission denied for table orders\n"
PHP = 'SQLSTATE[22P02]: Invalid text representation: 7 ERROR:  invalid input value for enum "Mood": "hunter2"\n'
PGX = 'time=03:12 level=ERROR msg="ERROR: column \\"foo\\" does not exist (SQLSTATE 42703)"\n'
LIB_PQ = 'panic: pq: relation "orders" does not exist\n'
SQLX = 'error returned from database: column "foo" does not exist\n'
RUST = (
    'Db(DbError { severity: "ERROR", code: SqlState(E23505), message: "duplicate key value violates unique constraint '
    '\\"ix\\"", table: Some("users"), constraint: Some("ix") })\n'
)
JSON = (
    '{"level":"error","err":{"message":"null value in column \\"born\\" violates not-null constraint",'
    '"code":"23502","detail":"Failing row contains (hunter2).","table":"Athlete"}}\n'
)
PG8000 = (
    "pg8000.exceptions.DatabaseError: {'S': 'ERROR', 'C': '23505', 'M': 'duplicate key value violates unique "
    "constraint \"ix\"', 'D': 'Key (email)=(hunter2) already exists.', 's': 'public', 't': 'users', 'n': 'ix'}\n"
)
HTML = "ERROR: relation &quot;orders&quot; does not exist\n"
SPRING = (
    "org.springframework.jdbc.BadSqlGrammarException: PreparedStatementCallback; bad SQL grammar [SELECT x FROM "
    "athlete WHERE pw = 'hunter2']; nested exception is org.postgresql.util.PSQLException: ERROR: "
    'column "x" does not exist\n'
)
WRAPPED = 'run "INSERT INTO orders VALUES (\'hunter2\')": ERROR: relation "orders" does not exist (SQLSTATE 42P01)\n'
KNEX = 'error: select "x" from "athlete" where "pw" = $1 - column "x" does not exist\n'
DOCKER = (
    '{"log":"{\\"level\\":\\"error\\",\\"err\\":\\"ERROR: column \\\\\\"foo\\\\\\" does not exist '
    '(SQLSTATE 42703)\\"}\\n","stream":"stderr"}\n'
)
RAW = 'Raw query failed. Code: `42703`. Message: `column "foo" does not exist`\n'


def told(reading: Reading) -> list[tuple[str, str | None, str | None, set[tuple[str, str]]]]:
    return [
        (each.problem.name, each.state, each.prisma, {(name.role, name.readings[0]) for name in each.names})
        for each in reading.troubles
    ]


@pytest.mark.parametrize(
    ("text", "problem", "state", "prisma", "names"),
    [
        (PSYCOPG, "undefined-column", "42703", None, {"column athlete.fivekpace", "from Athlete"}),
        (DJANGO, "undefined-table", "42P01", None, {"table accounts_profile"}),
        (PRISMA_CLIENT, "undefined-column", None, "P2022", {"column Athlete.fiveKPace", "model Athlete"}),
        (PRISMA_FILE, "prisma-p1012", None, "P1012", set()),
        (NODE, "foreign-key-violation", "23503", None, {"constraint Athlete_companyId_fkey", "table Athlete"}),
        (RAILS, "unique-violation", "23505", None, {"constraint ix", "column email"}),
        (HIBERNATE, "undefined-column", "42703", None, {"column a1_0.five_kpace"}),
        (NPGSQL, "not-null-violation", "23502", None, {"column born", "table Athlete", "schema public"}),
        (SERVER, "undefined-table", "42P01", None, {"table x.y", "from x.y"}),
        (CSV, "unique-violation", "23505", None, {"constraint ix", "column email"}),
        (POSTGREX, "permission-denied", "42501", None, {"table orders"}),
        (PHP, "invalid-enum-value", "22P02", None, {"type Mood"}),
        (PGX, "undefined-column", "42703", None, {"column foo"}),
        (LIB_PQ, "undefined-table", None, None, {"table orders"}),
        (SQLX, "undefined-column", None, None, {"column foo"}),
        (RUST, "unique-violation", "23505", None, {"constraint ix", "table users"}),
        (JSON, "not-null-violation", "23502", None, {"column born", "table Athlete"}),
        (PG8000, "unique-violation", "23505", None, {"constraint ix", "column email"}),
        (HTML, "undefined-table", None, None, {"table orders"}),
        (SPRING, "undefined-column", None, None, {"column x", "from athlete"}),
        (WRAPPED, "undefined-table", "42P01", None, {"table orders", "from orders"}),
        (KNEX, "undefined-column", None, None, {"column x"}),
        (DOCKER, "undefined-column", "42703", None, {"column foo"}),
        (RAW, "undefined-column", "42703", None, {"column foo"}),
    ],
)  # fmt: skip
def test_every_driver_is_understood_and_no_value_is_kept(
    text: str, problem: str, state: str | None, prisma: str | None, names: set[str]
) -> None:
    noise = "2026-11-28T03:12:44Z web.1: GET /status 200 postgresql://u:hunter2@db/prod\n" * 3
    for log in (text, noise + text + noise, noise + text.replace("\n", "\r\n"), "\x1b[31m" + text + "\x1b[0m"):
        reading = read(log)
        ((found, found_state, found_prisma, found_names),) = told(reading)
        assert (found, found_state, found_prisma) == (problem, state, prisma)
        assert names <= {f"{role} {name}" for role, name in found_names}
        assert not {name for _, name in found_names} & {"hidden", "hunter2"}
        assert reading.unknown == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('column "a.b" does not exist', "a.b"),
        ('column "we"ird" does not exist', 'we"ird'),
        ("column t0.my col does not exist", "t0.my col"),
        ('relation "my table" does not exist', "my table"),
        ('duplicate key value violates unique constraint "ix"', "ix"),
        ("permission denied for table Athlete", "Athlete"),
        ("ERROR: permission denied for table Athlete (SQLSTATE 42501)", "Athlete"),
        ("permission denied for table Athlete.\nHINT: x", "Athlete"),
        ("relation athletes does not exist", "athletes"),
        ("column “fiveKPace” does not exist", "fiveKPace"),
        ('column "\u202efiveKPace\u202c" does not exist', "fiveKPace"),
        ("Unique constraint failed on the fields: (`email`,`name`)", "email`,`name"),
        ("Foreign key constraint violated: `Athlete_companyId_fkey (index)`", "Athlete_companyId_fkey"),
        ('update or delete on table "a" violates RESTRICT setting of foreign key constraint "b" on table "c"', "a"),
    ],
)  # fmt: skip
def test_names_as_messages_print_them(text: str, name: str) -> None:
    (trouble,) = read(text).troubles
    assert trouble.names[0].readings[0] == name


def test_a_name_that_nothing_ends_is_read_in_several_ways() -> None:
    (trouble,) = read('duplicate key value violates unique constraint "we"ird" at row 1').troubles
    assert trouble.names[0].readings[:2] == ("we", 'we"ird')
    (trouble,) = read("permission denied for table my table").troubles
    assert trouble.names[0].readings[0] == "my"
    assert "my table" in trouble.names[0].readings


def test_a_message_in_another_language_has_its_code_and_words() -> None:
    for text in (
        "psycopg.errors.UndefinedColumn: Spalte »fivekpace« existiert nicht\nZEILE 1: SELECT",
        "Npgsql.PostgresException (0x80004005): 42703: Spalte »fivekpace« existiert nicht\n  Exception data:\n"
        "    SqlState: 42703",
        "error: la colonne « fivekpace » n'existe pas\n    at Parser.parseErrorMessage (/a/parser.js:1:1)\n"
        "  severity: 'ERREUR',\n  code: '42703',",
        'ОШИБКА: столбец "fivekpace" не существует (SQLSTATE 42703)',
    ):
        (trouble,) = read(text).troubles
        assert (trouble.problem.name, trouble.state, trouble.names) == ("undefined-column", "42703", ())
        assert "fivekpace" in trouble.words


def test_several_errors_in_one_log_each_once_with_their_lines() -> None:
    log = "\n".join(
        [
            'ERROR:  column "a" does not exist',
            'ERROR:  relation "b" does not exist',
            "STATEMENT:  SELECT 1",
            "ERROR:  nobody has ever heard of this",
            "ERROR:  current transaction is aborted, commands ignored until end of transaction block",
            'ERROR:  column "a" does not exist',
        ]
    )
    reading = read(log)
    assert [(each.problem.name, each.line, each.last) for each in reading.troubles] == [
        ("undefined-column", 1, 6),
        ("undefined-table", 2, 2),
        ("in-failed-sql-transaction", 5, 5),
    ]
    assert reading.unknown == (4,)


@pytest.mark.parametrize(
    "text",
    ["", "hello", "the file does not exist", "took 42703 ms", "order 23505 shipped", "code: 12345", "\0\x1b[", "P9999"],
)
def test_what_is_no_message_is_none(text: str) -> None:
    assert read(text).troubles == ()


def test_data_that_looks_like_a_message_is_no_message() -> None:
    for text in (
        'DETAIL:  Key (note)=(column "hidden" does not exist) already exists.',
        'DETAIL:  Failing row contains (1, relation "hidden" does not exist).',
        "STATEMENT:  SELECT 'type \"hidden\" does not exist'",
        "LINE 1: SELECT 'permission denied for table hidden'",
        "[SQL: INSERT INTO t VALUES ('column \"hidden\" does not exist')]",
    ):
        assert read(text).troubles == ()
        (trouble,) = read(f'ERROR:  column "a" does not exist\n{text}').troubles
        assert "hidden" not in repr(trouble.names)


def test_most_troubles_are_kept_and_the_rest_is_counted() -> None:
    log = "".join(f'ERROR:  column "c{number}" does not exist\n' for number in range(MOST + 7))
    reading = read(log)
    assert (len(reading.troubles), reading.left_out) == (MOST, 7)


@pytest.mark.parametrize(
    "piece",
    [
        "2026-11-28 03:12:44 INFO request served path=/x status=200\n",
        'ERROR:  column "abc" does not exist at character 8\n',
        "column does not exist ",
        'column " does not exist "',
        "does not exist ",
        "\\\"", "Key (a)=(", "code: '42703'\n", "a.", "table: 'a', ", ",ERROR,42703,\"\"\"", "\x1b]", "SELECT ", " ",
        "'a', ",
    ],
)  # fmt: skip
def test_time_grows_with_the_log_alone(piece: str) -> None:
    def seconds(size: int) -> float:
        text = f"ERROR: relation \"x\" does not exist code: '42P01' target: [{piece * (size // len(piece))}"
        began = time.process_time()
        read(text)
        return time.process_time() - began

    seconds(10_000)
    assert seconds(300_000) < 3


def test_states_are_those_of_postgresql() -> None:
    """As the driver has them, which takes them from the server's own list."""
    ours = {state: state_of(name) for state, name in STATES.items() if state[0] not in "0"}
    for state in ours:
        assert psycopg.errors.lookup(state).sqlstate == state
    for name in ("UndefinedColumn", "UndefinedColumnError", "undefined_column"):
        assert state_of(name) == "42703"


def test_a_file_of_the_server_lists_the_same_states() -> None:
    listed = next(Path("/usr/share/postgresql").glob("*/errcodes.txt"), None)
    if listed is None:
        pytest.skip("no list of SQLSTATEs on this machine")
    known = set(re.findall(r"^([0-9A-Z]{5})\s+E\s", listed.read_text(encoding="utf-8"), re.MULTILINE))
    assert known <= STATES.keys()


def test_problems_have_states_rules_and_sentences_that_exist() -> None:
    for problem in PROBLEMS:
        assert set(problem.states) <= STATES.keys()
        for begins in problem.rules:
            assert any(name.startswith(begins) for name in RULES), (problem.name, begins)
    for name, _ in _SENTENCES:
        assert problem_named(name)
    for name, _ in PRISMA.values():
        assert not name or problem_named(name)
    for state in STATES:
        assert state in problem_of(state).states
