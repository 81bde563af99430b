"""Bytes in, statements out: none is lost, each stands where it says, and the time taken is linear."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemacheck.base.errors import SchemacheckError
from schemacheck.migrations.folder import read_history

STATEMENTS = (
    "SELECT 1",
    "CREATE TABLE a (b int,\n  c text DEFAULT ';')",
    "SELECT 'it''s; ä' || E'\\';' || U&\"d;\" FROM \"x;\"",
    "DO $do$ BEGIN\r\n PERFORM 1; END; $do$",
    "CREATE RULE r AS ON INSERT TO a DO ALSO (SELECT 1; SELECT 2)",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; END",
    "INSERT INTO ö VALUES ('😀', B'1', X'f', 1_000) /* ; /* ' */ \" */ RETURNING $1",
    "SELECT a::int, b <@ c, d->>'e', f[1:2] -- ; '\n FROM g",
)
BETWEEN = (
    "",
    " ",
    "\n",
    "\r\n",
    "\t\n  ",
    "-- it's; \"a\n",
    "/* ' ; /* $$ */ */ ",
    " -- ä😀\r\n",
    "\\echo 'x;' \n",
    "\r",
)
STARTS = ("", "\ufeff", "\n\n", "\\restrict x\n")


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(STARTS),
    st.lists(st.tuples(st.sampled_from(BETWEEN), st.sampled_from(STATEMENTS)), min_size=1, max_size=12),
    st.sampled_from(BETWEEN),
)
@example("\ufeff", [("/* ' ; /* $$ */ */ ", "SELECT 1"), ("", "SELECT 1")], "")
def test_every_statement_comes_out_with_its_line_and_column(start: str, parts: list[tuple[str, str]], end: str) -> None:
    text, wanted = start, []
    for between, statement in parts:
        text += between
        before = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        line = before.count("\n") + 1
        wanted.append((statement, line, len(before) - (before.rfind("\n") + 1) + 1))
        text += f"{statement};"
    (script,) = read_history(Path("-"), (text + end).encode()).scripts
    assert [(each.sql, each.position.line, each.position.column) for each in script.statements] == wanted


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300))
@example(b"\\if\n\\elif `")
@example(b"\\")
@example(b"\\copy a from ")
@example(b"-- +goose Up\n\\i")
@example(b"--liquibase formatted sql\n--changeset a:b endDelimiter:(")
def test_any_bytes_are_read_or_refused_with_a_place(data: bytes) -> None:
    try:
        history = read_history(Path("-"), data)
    except SchemacheckError:
        return
    for script in history.scripts:
        for statement in script.statements:
            assert statement.sql.encode().strip()
            assert 1 <= statement.position.line <= data.count(b"\n") + data.count(b"\r") + 1


SHAPES: dict[str, Callable[[int], str]] = {
    "statements on one line": lambda size: "SELECT 'ä';" * size,
    "copied rows": lambda size: "COPY t FROM stdin;\n1\n\\.\n" * size,
    "commands of psql": lambda size: "\\set a 1\nSELECT :a;\n\\if :a\n\\else\n\\endif\n" * size,
    "labels": lambda size: "ALTER TYPE e ADD VALUE 'x';\n" * size,
    "marks of goose": lambda size: "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n" * size,
    "changesets": lambda size: "--liquibase formatted sql\n" + "--changeset a:1 endDelimiter:/\nSELECT 1\n/\n" * size,
    "signs of MySQL in strings": lambda size: "SELECT '`a` ENGINE=InnoDB /*!40101 x */';\n" * size,
    "open parentheses": lambda size: "(" * size,
    "one comment": lambda size: "/*" * size,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_time_is_linear(shape: str) -> None:
    def seconds(size: int) -> float:
        data = SHAPES[shape](size).encode()
        begin = time.process_time()
        with suppress(SchemacheckError):
            read_history(Path("-"), data)
        return time.process_time() - begin

    seconds(10)
    small, large = min(seconds(1_000) for _ in range(3)), min(seconds(8_000) for _ in range(2))
    assert large < 24 * small + 0.05
