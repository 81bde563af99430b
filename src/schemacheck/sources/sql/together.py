"""Statements that are sent in one message: a dump has thousands that need no answer of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from schemacheck.migrations.script import Statement

_MOST: Final = 100
_CHARACTERS: Final = 200_000
_KINDS: Final = (
    r"(?:table|(?:unique\s+)?index|view|materialized\s+view|sequence|type|domain|function|procedure|aggregate|trigger|"
    r"policy|rule|cast|operator|collation|statistics|text\s+search|column|constraint)\b"
)
_MAY: Final = re.compile(
    rf"(?:create\s+(?:or\s+replace\s+)?(?:unlogged\s+|constraint\s+)?{_KINDS}|alter\s+{_KINDS}|drop\s+{_KINDS}|"
    rf"comment\s+on\s+{_KINDS}|(?:grant|revoke)\b)",
    re.IGNORECASE,
)
_MAY_NOT: Final = re.compile(r"\b(?:temp|temporary|pg_temp|commit|concurrently)\b|\\", re.IGNORECASE)
"""What ends with the transaction or the session, or refuses to be one of several, or may end elsewhere by a setting."""

_Numbered = tuple["Statement", int | None]


def may_stand_together(sql: str) -> bool:
    """Whether a statement makes the same in a transaction with others; such as do more than that are left alone."""
    return _MAY.match(sql) is not None and _MAY_NOT.search(sql) is None


class Batch:
    """Statements that wait to be sent."""

    def __init__(self) -> None:
        self._statements: list[_Numbered] = []
        self._characters = 0
        self._results = 0

    def add(self, statement: Statement, number: int | None) -> None:
        """Add a statement, with its number in the history if it has one."""
        self._statements.append((statement, number))
        self._characters += len(statement.sql)

    @property
    def is_full(self) -> bool:
        """Whether it is to be sent before it grows."""
        return len(self._statements) >= _MOST or self._characters > _CHARACTERS

    def taken(self, mark: Callable[[int | None], str]) -> tuple[Sequence[_Numbered], str]:
        """Return what waited, and the message that says it: before each statement its mark."""
        taken = self._statements
        self._statements, self._characters, self._results = [], 0, 0
        # A statement may end in a comment, which ends with its line.
        return taken, ";".join(f"{mark(number)}{statement.sql}\n" for statement, number in taken)

    def note_result(self) -> None:
        """Hear that the server is done with one more statement of the message, or a mark."""
        self._results += 1

    def reached(self, statements: Sequence[_Numbered]) -> Statement:
        """Return the statement at which the server left off."""
        each = 2 if statements[0][1] is not None else 1
        return statements[min(self._results // each, len(statements) - 1)][0]
