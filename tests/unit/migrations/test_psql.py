"""psql's own commands: what they make of the statements around them, and what cannot be followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemacheck.base.errors import SourceError
from schemacheck.migrations.folder import read_history
from tests.unit.migrations.folders import passed, run, sql_of, write


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("\\restrict abc\n\\echo hi\n\\set ON_ERROR_STOP on\n\\timing\nSELECT 1;\n\\unrestrict abc\n", ["SELECT 1"]),
        ("SELECT 1\\; SELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("\\echo 'a \\\\ b' \\\\ SELECT 1;\nSELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("\\set a 1 \\set b 2\nSELECT :a, :b;", ["SELECT 1, 2"]),
        ("SELECT 1 \\g\nSELECT 2 \\gx\nSELECT 3", ["SELECT 1", "SELECT 2", "SELECT 3"]),
        ("\\set name 'it''s' ' \\'so\\''\nSELECT :'name', :\"name\";", ["SELECT 'it''s ''so''', \"it's 'so'\""]),
        ("\\set t users\nCREATE TABLE :t (b text DEFAULT ':t');", ["CREATE TABLE users (b text DEFAULT ':t')"]),
        ("\\set t users\nSELECT a::t, x[1:t], $$:t$$, :tt;", ["SELECT a::t, x[1users], $$:t$$, :tt"]),
        ("\\set x 1\n\\unset x\nSELECT :{?x}, :{?y};", ["SELECT FALSE, FALSE"]),
        ("\\set on yes\n\\if :on\nSELECT 1;\n\\else\nSELECT 2;\n\\endif\nSELECT 3;", ["SELECT 1", "SELECT 3"]),
        ("\\if :{?x}\n\\elif true\nSELECT 2;\n\\elif true\nSELECT 3;\n\\else\nSELECT 4;\n\\endif", ["SELECT 2"]),
        ("\\if 0\n\\if 1\nSELECT 1;\n\\else\nSELECT 2;\n\\endif\n\\i absent.sql\n\\endif\nSELECT 3;", ["SELECT 3"]),
        ("SELECT 1;\n\\q\nnonsense;", ["SELECT 1"]),
        ("\\d+ t\n\\dt\n\\l\nSELECT 1;", ["SELECT 1"]),
        ("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3;",
         ["CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END", "SELECT 3"]),
        ("\\copy t to 'out.csv'\nSELECT 1;", ["SELECT 1"]),
        ("/* only */ -- this", []),
    ],
)  # fmt: skip
def test_what_runs(text: str, statements: list[str], tmp_path: Path) -> None:
    assert sql_of(f"SELECT 0;{text}", tmp_path) == ["SELECT 0", *statements]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("SELECT 1;\n  \\i absent.sql", ":2:3: there is no file absent.sql to include"),
        ("\\ir absent.sql", ":1:1: there is no file absent.sql"),
        ("\\i file.sql", ":1:1: file.sql includes itself"),
        ("\\! rm -rf x", ":1:1: .* runs a command of the shell"),
        ("SELECT 1 AS x \\gset\n", ":1:15: .gset keeps what a query returns"),
        ("\\set x `date`\nSELECT 1;", ":1:1: what a command of the shell prints is not known here"),
        ("SELECT :'absent';", ":1:1: the variable absent of psql is not set here"),
        ("\\if maybe\nSELECT 1;\n\\endif", ":1:1: psql takes neither true nor false from maybe"),
        ("\\if 1\nSELECT 1;", ":1:1: this .if has no .endif"),
        ("SELECT 1;\n\\endif", ":2:1: this .endif has no .if"),
        ("SELECT\n\\if 1\n1;\n\\endif", ":2:1: .if inside a statement is not followed"),
        ("\\nonsense\n", ":1:1: psql has no command .nonsense"),
        ("\\prompt 'name?' x", ":1:1: .prompt asks a person"),
        ("\\c one\nSELECT 1;\n\\c two\nSELECT 2;", ":3:1: .connect goes on in the database two, after one"),
        ("SET standard_conforming_strings = off;\nSELECT 'a\\'';", ":2:1: a backslash in a string is an escape here"),
        ("\\copy t from program 'x'", ":1:1: what a program prints"),
        ("\\copy t from 'absent.csv'", ":1:1: there is no such file to copy"),
    ],
)
def test_what_is_not_followed_is_told_with_its_place(text: str, mistake: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=mistake):
        sql_of(text, tmp_path)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as told:
        sql_of("\\! x\nSELECT 1;\n\\i absent.sql\n", tmp_path)
    assert [each.at.line for each in told.value.mistakes] == [1, 3]


def test_included_files_run_in_their_place_with_their_own_positions(tmp_path: Path) -> None:
    files = {
        "main.sql": "SELECT 0;\n\\ir parts/a.sql\nSELECT 3;",
        "parts/a.sql": "SELECT 1;\n\\ir b.sql\n",
        "parts/b.sql": "\nSELECT 2;",
    }
    write(tmp_path, files)
    history = read_history(tmp_path / "main.sql")
    places = [(Path(each.position.file).name, each.position.line) for each in history.scripts[0].statements]
    assert run(history, tmp_path) == [("main.sql", ["SELECT 0", "SELECT 1", "SELECT 2", "SELECT 3"])]
    assert places == [("main.sql", 1), ("a.sql", 1), ("b.sql", 2), ("main.sql", 3)]


def test_what_another_file_of_a_folder_includes_runs_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"all.sql": "\\i b.sql\n\\i a.sql\n", "a.sql": "SELECT 'a';", "b.sql": "SELECT 'b';", "c.sql": "SELECT 'c';"},
    )
    history = read_history(tmp_path)
    assert run(history, tmp_path) == [("all.sql", ["SELECT 'b'", "SELECT 'a'"]), ("c.sql", ["SELECT 'c'"])]
    assert not history.passed_over


def test_copied_lines_belong_to_their_statement(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "d.sql": (
                "COPY t (a) FROM stdin;\nit's; \\\\\n\\N\n\\.\n\nSELECT 1;\n\\copy t from stdin\nx\n\\.\nSELECT 2;"
            ),
            "x.csv": "1,2\n",
        },
    )
    with (tmp_path / "d.sql").open("a") as file:
        file.write("\n\\copy public.t (a, b) from 'x.csv' with (format csv)\n")
    statements = read_history(tmp_path / "d.sql").scripts[0].statements
    assert [(each.sql, each.copied) for each in statements] == [
        ("COPY t (a) FROM stdin", b"it's; \\\\\n\\N\n"),
        ("SELECT 1", None),
        ("COPY t FROM STDIN", b"x\n"),
        ("SELECT 2", None),
        ("COPY public.t (a, b) FROM STDIN with (format csv)", b"1,2\n"),
    ]


def test_statements_that_a_query_returns_are_marked(tmp_path: Path) -> None:
    write(tmp_path, {"a.sql": "SELECT 'CREATE TABLE t ()' \\gexec\nSELECT 1;"})
    statements = read_history(tmp_path / "a.sql").scripts[0].statements
    assert [(each.sql, each.runs_results) for each in statements] == [
        ("SELECT 'CREATE TABLE t ()'", True),
        ("SELECT 1", False),
    ]


def test_the_database_of_a_dump_is_the_one_it_connects_to(tmp_path: Path) -> None:
    text = (
        'CREATE ROLE r;\nCREATE DATABASE "my-db" WITH ENCODING \'UTF8\';\nALTER DATABASE "my-db" OWNER TO r;\n'
        "\\connect -reuse-previous=on \"dbname='my-db'\"\nCREATE TABLE t ();"
    )
    history = read_history(write(tmp_path, {"a.sql": text}) / "a.sql")
    assert history.database == "my-db"
    assert run(history, tmp_path)[0][1] == ["CREATE ROLE r", 'ALTER DATABASE "my-db" OWNER TO r', "CREATE TABLE t ()"]
    assert passed(history, tmp_path) == {"a.sql:2:1 (the database that is connected to)"}


def test_an_included_file_may_be_for_another_database(tmp_path: Path) -> None:
    write(tmp_path, {"a.sql": "\\i b.sql", "b.sql": "\nCREATE TABLE `a` ();"})
    with pytest.raises(SourceError, match="sql:2:14: this is for MySQL"):
        read_history(tmp_path / "a.sql")


def test_what_stands_behind_the_end_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.sql": "SELECT 1;\n\\q\nSELECT 2;"})
    assert passed(read_history(tmp_path), tmp_path) == {"a.sql:2:1 (what stands behind \\q)"}


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_bytes("SELECT 1;\nSELECT 'é".encode() + b"\xe9';")
    with pytest.raises(SourceError, match=":2:10: here are bytes that are no UTF-8 text"):
        read_history(tmp_path / "a.sql")
