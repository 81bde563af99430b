"""How names, types and texts are compared, whatever kind of object bears them."""

from __future__ import annotations

import difflib
from typing import Final

from schemacheck.base.names import truncated
from schemacheck.compare.engine import Answer, Incomparable, NameScope
from schemacheck.report.finding import Value
from schemacheck.sql import equivalence
from schemacheck.sql.defaults import Default, cannot_tell
from schemacheck.sql.deparsed import DeparsedText, same_deparsed, with_plain_ends
from schemacheck.sql.expressions import normal_expression
from schemacheck.sql.types import TypeName, is_builtin, same_type

WIDE: Final = 1000
"""Where a line of a difference is cut off: nobody writes such lines by hand."""
MOST_LINES: Final = 40
"""How many lines of a difference are shown."""


def same_name(expected: str, live: str, _scope: NameScope) -> Answer:
    """Compare names after the truncation that PostgreSQL does."""
    return expected == live or truncated(expected) == live


def same_text(expected: str | None, live: str | None, scope: NameScope) -> Answer:
    """Compare two expressions, or the absence of one, by their normal form; where it leaves a doubt, word for word."""
    if expected is None or live is None or expected == live:
        return expected == live
    if scope.table and "." in expected and scope.table in expected:
        from schemacheck.sql.bare_names import without_table  # noqa: PLC0415 - the server never prints it

        expected = without_table(expected, scope.schema, scope.table)
    answer = equivalence.same_expression(expected, live, scope.schema, scope.varchars)
    if answer is None and scope.columns:
        types = {column.name: column.type for column in scope.columns if isinstance(column.type, TypeName)}
        answer = equivalence.same_expression(expected, live, scope.schema, scope.varchars, types)
    return _differing_words(*scope.majors) if answer is None else answer


def same_predicate(expected: str | None, live: str | None, scope: NameScope) -> Answer:
    """Compare which rows are in two indexes; `true` is no condition, and the server keeps none."""
    if expected is None or live is None:
        return expected == live or normal_expression(expected or live or "") == "true"
    return same_text(expected, live, scope)


def _differing_words(expected: int | None, live: int | None) -> Answer:
    """Judge two texts that differ, each in the words of a server: those of one major version have one text each."""
    if expected is None or live is None:
        return Incomparable("the two texts differ in ways that may be the server's own rewriting")
    if expected != live:
        return Incomparable(f"PostgreSQL {expected} and {live} print the same thing in different words")
    return False


def same_type_here(expected: TypeName, live: TypeName, scope: NameScope) -> Answer:
    """Compare two types; a name without a schema may live in the object's own or in the default one."""
    if live.name in scope.brought:
        live = TypeName(live.schema, live.name, live.modifiers, live.array, of_extension=True)
    if live.schema is None and expected.schema is not None and not is_builtin(live):
        live = TypeName(scope.schema, live.name, live.modifiers, live.array)
    return same_type(expected, live, (scope.schema, scope.home))


def show_type(value: TypeName, scope: NameScope) -> Value:
    """Show a type, with its schema where that is another one."""
    if value.schema in (scope.home, scope.schema):
        return str(TypeName(None, value.name, value.modifiers, value.array))
    return str(value)


def same_default(expected: Default | None, live: Default | None, scope: NameScope) -> Answer:
    """Compare two defaults, or the absence of one."""
    if expected == live:
        return True
    if expected is not None and live is not None and cannot_tell(expected, live):
        return _differing_words(*scope.majors)
    return False


def same_printed(expected: DeparsedText | None, live: DeparsedText | None, _scope: NameScope) -> Answer:
    """Compare two texts of servers: of one major version word for word, of two only for equality."""
    if expected is None or live is None:
        return expected is live
    if same_deparsed(expected.text, live.text):
        return True
    if expected.major is None or live.major is None:
        return Incomparable("the expected schema does not say (`postgresql:`) which server printed its text")
    return _differing_words(expected.major, live.major)


def same_printed_expression(expected: DeparsedText | None, live: DeparsedText | None, scope: NameScope) -> Answer:
    """Compare two expressions by their normal form; where that leaves a doubt, as the texts of servers."""
    if expected is None or live is None:
        return expected is live
    answer = same_text(expected.text, live.text, scope)
    return same_printed(expected, live, scope) if isinstance(answer, Incomparable) else answer


def same_body(expected: str | None, live: str | None, _scope: NameScope) -> Answer:
    """Compare two texts that the server keeps as given; line ends and white space around them mean nothing."""
    if expected is None or live is None:
        return expected is live
    return _lines(expected) == _lines(live)


def show_long(value: DeparsedText | str | None, _scope: NameScope) -> Value:
    """Show a text of any length in full."""
    return None if value is None else "\n".join(_lines(str(value)))


def changed_lines(expected: DeparsedText | str | None, live: DeparsedText | str | None) -> str | None:
    """Show what differs between two texts of several lines as a unified diff; None where both are on one line.

    Each line is marked as a text's own words, which may be any: nothing in them is meant to be run.
    """
    before, after = (_lines(str(each)) if each is not None else [] for each in (expected, live))
    if len(before) <= 1 and len(after) <= 1:
        return None
    diff = list(difflib.unified_diff(before, after, "expected", "live", n=2, lineterm=""))
    if len(diff) > MOST_LINES:
        diff = [*diff[:MOST_LINES], f"... and {len(diff) - MOST_LINES} lines more"]
    return "\n".join(f"| {line if len(line) <= WIDE else line[: WIDE - 3] + '...'}".rstrip() for line in diff)


def _lines(text: str) -> list[str]:
    return with_plain_ends(text).strip().split("\n")
