"""The sentences that PostgreSQL and Prisma say, each as a pattern: where a name stands in it, and of what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, Literal, NamedTuple, cast

from schemacheck.base.record import record

Role = Literal[
    "table", "target", "column", "constraint", "function", "type", "schema", "sequence", "object", "model", "from"
]
"""What a name is of. target: the table that a foreign key points at. object: an index, a role, or what else there is.
model: what Prisma's client calls a table. from: a table that the statement reads or writes."""


class Printed(NamedTuple):
    """A name as a message prints it: without what would say where it ends, or which dot is part of it."""

    role: Role
    readings: tuple[str, ...]
    """How it may be read, the likeliest first."""
    several: bool = False
    """Whether it may be a list of columns."""
    exact: bool = False
    """Whether it is one name for certain: what the server prints in quotes has no table in front of it."""
    alias: str = ""
    """What a statement calls the table, or the word behind it."""


@record
class Sentence:
    """A sentence that was found."""

    problem: str
    names: tuple[Printed, ...]


_ABSENT: Final = "does not exist"
_SENTENCES: Final[tuple[tuple[str, str], ...]] = (
    # Of two that fit, the earlier one is meant.
    ("undefined-column", "column {column} of relation {table} does not exist"),
    ("undefined-column", "column `{column}` does not exist"),
    ("undefined-column", "column {column} does not exist"),
    ("undefined-column", "column {column} named in key does not exist"),
    ("undefined-column", "column {column} not found in data type"),
    ("undefined-column", "record {object} has no field {column}"),
    ("undefined-table", "table `{table}` does not exist"),
    ("undefined-table", "underlying table for model `{model}` does not exist"),
    ("undefined-object", "constraint {constraint} of relation {table} does not exist"),
    ("undefined-object", "constraint {constraint} for table {table} does not exist"),
    ("undefined-object", "trigger {object} for table {table} does not exist"),
    ("undefined-object", "policy {object} for table {table} does not exist"),
    ("undefined-table", "relation {table} does not exist"),
    ("undefined-table", "materialized view {table} does not exist"),
    ("undefined-table", "foreign table {table} does not exist"),
    ("undefined-table", "table {table} does not exist"),
    ("undefined-table", "view {table} does not exist"),
    ("undefined-table", "sequence {sequence} does not exist"),
    ("undefined-object", "index {object} does not exist"),
    ("undefined-function", "function {function} does not exist"),
    ("undefined-function", "procedure {function} does not exist"),
    ("undefined-function", "aggregate {function} does not exist"),
    ("undefined-type", "type {type} does not exist"),
    ("undefined-schema", "schema {schema} does not exist"),
    ("undefined-object", "role {object} does not exist"),
    ("3D000", "database {object} does not exist"),
    ("undefined-object", "collation {object} for encoding"),
    ("undefined-object", "extension {object} does not exist"),
    ("undefined-object", "constraint {constraint} does not exist"),
    ("undefined-operator", "operator does not exist: "),
    ("undefined-schema", "no schema has been selected to create in"),
    ("unlisted-table", "missing FROM-clause entry for table "),
    ("unlisted-table", "invalid reference to FROM-clause entry for table "),
    ("foreign-key-violation", "insert or update on table {table} violates foreign key constraint {constraint}"),
    (
        "foreign-key-violation",
        "update or delete on table {target} violates foreign key constraint {constraint} on table {table}",
    ),
    (
        "foreign-key-violation",
        "update or delete on table {target} violates RESTRICT setting of foreign key constraint {constraint} on table "
        "{table}",
    ),
    ("foreign-key-violation", "Foreign key constraint failed on the field: `{constraint}`"),
    ("foreign-key-violation", "Foreign key constraint violated on the fields: ({column})"),
    ("foreign-key-violation", "Foreign key constraint violated on the constraint: `{constraint}`"),
    ("foreign-key-violation", "Foreign key constraint violated: `{constraint}`"),
    ("foreign-key-violation", "Foreign key constraint violated"),
    ("unique-violation", "duplicate key value violates unique constraint {constraint}"),
    # The server's own verb stands in no text of ours.
    ("unique-violation", "could not {_} unique index {constraint}"),
    ("unique-violation", "Unique constraint failed on the fields: ({column})"),
    ("unique-violation", "Unique constraint failed on the constraint: `{constraint}`"),
    ("unique-violation", "Unique constraint failed on the "),
    ("not-null-violation", "null value in column {column} of relation {table} violates not-null constraint"),
    ("not-null-violation", "null value in column {column} violates not-null constraint"),
    ("not-null-violation", "column {column} of relation {table} contains null values"),
    ("not-null-violation", "column {column} of table {table} contains null values"),
    ("not-null-violation", "column {column} contains null values"),
    ("not-null-violation", "Null constraint violation on the fields: ({column})"),
    ("not-null-violation", "Null constraint violation on the "),
    ("check-violation", "new row for relation {table} violates check constraint {constraint}"),
    ("check-violation", "check constraint {constraint} of relation {table} is violated by some row"),
    ("check-violation", "check constraint {constraint} is violated by some row"),
    ("check-violation", "value for domain {type} violates check constraint {constraint}"),
    ("not-null-violation", "domain {type} does not allow null values"),
    ("no-partition", "no partition of relation {table} found for row"),
    ("no-partition", "new row for relation {table} violates partition constraint"),
    ("exclusion-violation", "conflicting key value violates exclusion constraint {constraint}"),
    ("on-conflict-without-constraint", "no unique or exclusion constraint matching the ON CONFLICT specification"),
    ("on-conflict-without-constraint", "ON CONFLICT does not support deferrable unique constraints"),
    ("missing-referenced-key", "no unique constraint matching given keys for referenced table {table}"),
    ("row-security-violation", "new row violates row-level security policy {object} for table {table}"),
    ("row-security-violation", "new row violates row-level security policy for table {table}"),
    ("row-security-violation", "new row violates row-level security policy (USING expression) for table {table}"),
    ("row-security-violation", "query would be affected by row-level security policy for table {table}"),
    ("permission-denied", "permission denied for column {column} of relation {table}"),
    ("permission-denied", "permission denied for materialized view {table}"),
    ("permission-denied", "permission denied for foreign table {table}"),
    ("permission-denied", "permission denied for table {table}"),
    ("permission-denied", "permission denied for relation {table}"),
    ("permission-denied", "permission denied for view {table}"),
    ("permission-denied", "permission denied for sequence {sequence}"),
    ("permission-denied", "permission denied for schema {schema}"),
    ("permission-denied", "permission denied for function {function}"),
    ("permission-denied", "permission denied for procedure {function}"),
    ("permission-denied", "permission denied for type {type}"),
    ("permission-denied", "permission denied for database "),
    ("permission-denied", "must be owner of materialized view {table}"),
    ("permission-denied", "must be owner of table {table}"),
    ("permission-denied", "must be owner of relation {table}"),
    ("permission-denied", "must be owner of view {table}"),
    ("permission-denied", "must be owner of sequence {sequence}"),
    ("permission-denied", "must be owner of schema {schema}"),
    ("permission-denied", "must be owner of function {function}"),
    ("permission-denied", "must be owner of type {type}"),
    ("invalid-enum-value", "invalid input value for enum {type}: "),
    ("invalid-input", "invalid input syntax for type "),
    ("invalid-input", "invalid input syntax for "),
    ("invalid-input", "incorrect binary data format in bind parameter"),
    ("value-too-long", "value too long for type {type}"),
    ("value-too-long", "The provided value for the column is too long for the column's type. Column: {column}"),
    ("out-of-range", "is out of range for type {type}"),
    ("out-of-range", "numeric field overflow"),
    ("out-of-range", "integer out of range"),
    ("out-of-range", "smallint out of range"),
    ("out-of-range", "bigint out of range"),
    ("sequence-exhausted", "nextval: reached maximum value of sequence {sequence} "),
    ("sequence-exhausted", "nextval: reached minimum value of sequence {sequence} "),
    ("read-only", "in a read-only transaction"),
    ("read-only", "during recovery"),
    ("ambiguous-column", "column reference {column} is ambiguous"),
    ("generated-column", "cannot insert a non-DEFAULT value into column {column}"),
    ("generated-column", "cannot insert into column {column}"),
    ("generated-column", "column {column} can only be updated to DEFAULT"),
    ("type-mismatch", "column {column} is of type "),
    ("type-mismatch", "column {column} cannot be cast automatically to type "),
    ("wrong-kind", "cannot insert into view {table}"),
    ("wrong-kind", "cannot update view {table}"),
    ("wrong-kind", "cannot delete from view {table}"),
    ("wrong-kind", "cannot change materialized view {table}"),
    ("wrong-kind", "{table} is not a table"),
    ("wrong-kind", "{table} is not a view"),
    ("wrong-kind", "{table} is a view"),
    ("already-there", "column {column} of relation {table} already exists"),
    ("already-there", "constraint {constraint} for relation {table} already exists"),
    ("already-there", "relation {table} already exists"),
    ("already-there", "type {type} already exists"),
    ("already-there", "schema {schema} already exists"),
    ("already-there", "function {function} already exists with same argument types"),
    ("dependents", "column {column} of table {table} because other objects depend on it"),
    ("dependents", "table {table} because other objects depend on it"),
    ("dependents", "type {type} because other objects depend on it"),
    ("dependents", "because other objects depend on it"),
    ("plan-changed", "cached plan must not change result type"),
    ("view-check-option", "new row violates check option for view {table}"),
    ("catalog-moved", "cache lookup failed for "),
    ("catalog-moved", "could not open relation with OID "),
    # What is no matter of the schema goes by its SQLSTATE.
    ("42601", "syntax error at or near "),
    ("42601", "syntax error at end of input"),
    ("25P02", "current transaction is aborted, commands ignored until end of transaction block"),
    ("40P01", "deadlock detected"),
    ("40001", "could not serialize access due to "),
    ("55P03", "canceling statement due to lock timeout"),
    ("57014", "canceling statement due to "),
    ("57P01", "terminating connection due to administrator command"),
    ("57P03", "the database system is starting up"),
    ("57P03", "the database system is shutting down"),
    ("53300", "sorry, too many clients already"),
    ("53300", "remaining connection slots are reserved for "),
    ("28P01", "password authentication failed for user "),
    ("28000", "no pg_hba.conf entry for host "),
    ("55P03", "could not obtain lock on "),
)

_BEFORE: Final = 260
_AFTER: Final = 520
"""Characters around an anchor in which its sentence stands: three names of 63 characters, and the words between."""
_NAME: Final = re.compile(r"(`?)\{(\w+)\}\1")
_BEHIND: Final = 4
"""Characters that may follow an anchor before the first name: `: (` and the like."""
_BEGINNINGS: Final = 4
"""How many places are tried at which a sentence may begin: a name may hold its first words too."""
_CUTS: Final = 4
"""How many places are tried at which a name may end."""


class _Pattern(NamedTuple):
    problem: str
    head: str
    """The words before the first name."""
    regex: re.Pattern[str]
    open_end: str
    """The name that nothing ends, "" where words follow them all."""


def sentences(line: str) -> Iterator[Sentence]:
    """Find every sentence in a line, however long it is; each is looked for around the words that it cannot lack."""
    anchors, by_anchor = _compiled()
    end = 0
    for hit in anchors.finditer(line):
        if hit.start() < end:
            continue
        heads, patterns = by_anchor[hit[0]]
        if heads.search(line, max(end, hit.start() - _BEFORE), hit.end() + _BEHIND) is None:
            continue
        for pattern in patterns:
            found = _around(pattern, line, hit, end)
            if found is not None:
                yield _sentence(pattern, found)
                end = found.end()
                break


def _around(pattern: _Pattern, line: str, hit: re.Match[str], after: int) -> re.Match[str] | None:
    """Match a sentence that holds the anchor which was hit: of several that begin before it, the last one."""
    first, last = max(after, hit.start() - _BEFORE), hit.end() + _AFTER
    begin = hit.start() + len(pattern.head)
    for _ in range(_BEGINNINGS):
        begin = line.rfind(pattern.head, first, begin)
        if begin < 0:
            return None
        found = pattern.regex.match(line, begin, last)
        if found is not None and found.end() >= hit.end():
            return found
        begin += len(pattern.head) - 1
    return None


def _sentence(pattern: _Pattern, found: re.Match[str]) -> Sentence:
    names = tuple(
        Printed(
            cast(Role, role),
            _readings(text, is_open=role == pattern.open_end),
            several=text.startswith("`") and role == "column",
            exact=text.startswith('"') and role == "column",
        )
        for role, text in found.groupdict().items()
        if text
    )
    return Sentence(pattern.problem, names)


def _readings(text: str, *, is_open: bool) -> tuple[str, ...]:
    """Say how what stands in a name's place may be read."""
    # Prisma says of a foreign key that it is an index.
    text = text.strip("`").removesuffix(" (index)")
    quoted = text.startswith('"')
    inside = text[1:] if quoted else text
    if not is_open:
        return (inside.removesuffix('"') if quoted else inside,)
    mark = '"' if quoted else " "
    ends = [place for place, letter in enumerate(inside) if letter == mark][:_CUTS]
    if not (quoted and ends):
        ends.append(len(inside))
    cut = [inside[:end] for end in ends if end]
    if not quoted:
        # A sentence, a list or a closing parenthesis may go on behind it.
        cut = [*(each.rstrip(".,;:)]}'") for each in cut), *cut]
        first = inside.split(" ", 1)[0]
        cut = [first.rstrip(".,;:)]}'`"), *cut]
    return tuple(dict.fromkeys(each for each in cut if each))


@cache
def _compiled() -> tuple[re.Pattern[str], dict[str, tuple[re.Pattern[str], list[_Pattern]]]]:
    """All anchors in one pattern; and by the anchor, all beginnings of its sentences in one, and the sentences."""
    by_anchor: dict[str, list[_Pattern]] = {}
    for problem, text in _SENTENCES:
        by_anchor.setdefault(_anchor(text), []).append(_compile(problem, text))
    longest_first = sorted(by_anchor, key=lambda each: (-len(each), each))
    return _any_of(longest_first), {
        anchor: (_any_of([each.head for each in patterns]), patterns) for anchor, patterns in by_anchor.items()
    }


def _any_of(literals: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, dict.fromkeys(literals))))


def _anchor(text: str) -> str:
    """The words of a sentence by which it is found: those that come last, for a name may be anything."""
    literals = [each.strip(" `()") for each in _NAME.sub("\0", text).split("\0")]
    return _ABSENT if _ABSENT in literals else max(literals, key=len)


def _compile(problem: str, text: str) -> _Pattern:
    parts: list[str] = []
    place = 0
    open_end = ""
    for found in _NAME.finditer(text):
        parts.append(re.escape(text[place : found.start()]))
        role, place = found[2], found.end()
        if role == "_":
            parts.append(r"\w{1,20}")
        elif found[1]:
            parts.append(rf"(?P<{role}>`[^\n]{{1,200}}?`)")
        elif text[place:].startswith(")"):
            parts.append(rf"(?P<{role}>`[^\n]{{1,400}}?`)")
        elif place == len(text):
            open_end = role
            parts.append(rf"(?P<{role}>\"[^\n]{{1,200}}|[^\s\"][^\n\"]{{0,199}})")
        elif role in ("function", "column", "sequence", "type"):
            # Printed without quotes where its table stands in front of it, or its arguments behind.
            parts.append(rf"(?P<{role}>\"[^\n]{{1,200}}?\"|[^\s\"][^\n\"]{{0,190}}?)")
        else:
            parts.append(rf"(?P<{role}>\"[^\n]{{1,200}}?\"|[^\s\"]{{1,190}}?)")
    parts.append(re.escape(text[place:]))
    first = _NAME.search(text)
    # A name that comes first is in quotes.
    head = (text[: first.start()] if first else text) or '"'
    return _Pattern(problem, head, re.compile("".join(parts)), open_end)
