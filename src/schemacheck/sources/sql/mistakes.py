"""What went wrong in a statement, told as mistakes in files are: where, in the server's words, the line marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from schemacheck.base.errors import Mistake, SourceError
from schemacheck.base.evidence import quoted_lines
from schemacheck.base.names import Position

if TYPE_CHECKING:
    import psycopg

    from schemacheck.migrations.script import Statement

_IN_A_BODY: Final = re.compile(r"^PL/pgSQL function inline_code_block line (\d+)", re.MULTILINE)
_DOLLARS: Final = re.compile(r"\$(?:[A-Za-z_]\w*)?\$")
_HINTS: Final = {
    "0A000": "",
    "42501": "Statements run as a role that is no superuser, on a server of their own.",
    "3F000": "A schema that a platform brings along is named in the expected schema: `scratch: {schemas: [...]}`.",
    "42704": "What a platform brings along is named in the expected schema, under `scratch:`.",
    "42883": "A function that a platform brings along is made by a file of your own: `scratch: {before: FILE}`.",
    "42P01": "A table that a platform brings along is made by a file of your own: `scratch: {before: FILE}`.",
    "58P01": "An extension that this server lacks may be on another one: see --scratch-url.",
}
"""What to do next, by SQLSTATE."""


def failure(statement: Statement, error: psycopg.Error, before: int = 0) -> SourceError:
    """Tell that a statement failed, before which so many other characters were sent."""
    diagnosis = error.diag
    told = diagnosis.message_primary or str(error).strip() or type(error).__name__
    if diagnosis.message_detail:
        told += f". DETAIL: {diagnosis.message_detail}"
    if diagnosis.message_hint:
        told = f"{told.rstrip('.')}. HINT: {diagnosis.message_hint}"
    at = place(statement, diagnosis.statement_position, diagnosis.context, before)
    hint = _HINTS.get(error.sqlstate or "") or None
    return mistake(statement, " ".join(told.split()), hint, at)


def mistake(statement: Statement, message: str, hint: str | None, at: Position | None = None) -> SourceError:
    """Tell what is wrong with a statement, at its first word or at a place in it."""
    start = statement.position
    at = at or start
    lines = (" " * (start.column - 1) + statement.sql).splitlines()
    evidence = quoted_lines(lines, start.line, at.line)
    return SourceError([Mistake(at, message, hint, evidence)])


def place(statement: Statement, position: str | None, context: str | None, before: int = 0) -> Position:
    """Find the place in the file that the server means: the character it names, or the line of a DO block."""
    sql, start = statement.sql, statement.position
    if position and position.isdecimal():
        return _at(start, sql, max(int(position) - 1 - before, 0))
    inside = _IN_A_BODY.findall(context or "")
    opening = _DOLLARS.search(sql) if inside else None
    if opening is None:
        return start
    line = start.line + sql.count("\n", 0, opening.end()) + int(inside[-1]) - 1
    return Position(start.file, line, 1) if line > start.line else start


def _at(start: Position, sql: str, offset: int) -> Position:
    before = sql[:offset]
    lines = before.count("\n")
    if not lines:
        return Position(start.file, start.line, start.column + offset)
    return Position(start.file, start.line + lines, offset - before.rfind("\n"))
