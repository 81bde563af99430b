"""Queries that count rows: those that break what is expected, so that zero and more than zero mean something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.base.names import quoted
from schemacheck.looks.fitting import does_not_fit
from schemacheck.looks.question import Question, column_name, column_of, count_of
from schemacheck.model.constraints import Check
from schemacheck.model.keys import ForeignKey, Index, PrimaryKey
from schemacheck.model.table import Column
from schemacheck.report.look import Look
from schemacheck.sql.tokens import tokens, words
from schemacheck.sql.types import TypeName, is_builtin

_UNSORTED: Final = frozenset({"json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle"})
"""Built-in types whose values cannot be grouped."""

_PLAIN_WORDS: Final = words(
    "and or not is null true false in like ilike between any array all length char_length lower upper abs coalesce "
    "text integer bigint numeric varchar date timestamp timestamptz boolean smallint current_date now"
)
"""What a check may say beside its columns so that it means the same whatever the search_path is."""


def _orphans(question: Question) -> Look | None:
    key = question.foreign_key()
    value = question.finding.expected_value
    key = value if isinstance(value, ForeignKey) else key
    if key is None or key.period is True:
        return None
    table, target = question.rows(), question.rows(key.target)
    if table is None or target is None:
        return None
    if not question.has(key.columns) or not question.has(key.target_columns, key.target):
        return None
    pairs = zip(key.columns, key.target_columns, strict=True)
    ties = " AND ".join(_tie(question, key, mine, other) for mine, other in pairs)
    conditions = [f"a.{column_name(column)} IS NOT NULL" for column in key.columns]
    conditions.append(f"NOT EXISTS (SELECT 1 FROM {target} AS b WHERE {ties})")
    points = f"{quoted(key.target.name)}({', '.join(key.target_columns)})"
    return count_of(
        f"{table} AS a",
        conditions,
        f"Every row points at a row of {points}: nothing is damaged so far.",
        f"So many rows point at nothing in {points}: find out what wrote them, or deleted what they pointed at.",
    )


def _tie(question: Question, key: ForeignKey, mine: str, other: str) -> str:
    both = question.live_type(mine), question.live_type(other, key.target)
    cast = "" if both[0] is not None and both[0] == both[1] else "::text"
    return f"b.{column_name(other)}{cast} = a.{column_name(mine)}{cast}"


def _nulls(question: Question) -> Look | None:
    table, column = question.rows(), question.finding.subject.member_name
    if table is None or column is None or not question.has([column]):
        return None
    return count_of(
        table,
        [f"{column_name(column)} IS NULL"],
        f"No row has NULL in {quoted(column)}: nothing is damaged so far.",
        f"So many rows have no {quoted(column)}: find out what writes them, and what code makes of them.",
    )


def _duplicates_of(question: Question, columns: tuple[str, ...], *, no_nulls: bool) -> Look | None:
    table = question.rows()
    if table is None or not columns or not question.has(columns):
        return None
    names = [_groupable(column, question.live_type(column)) for column in columns]
    where = "" if no_nulls else " WHERE " + " AND ".join(f"{column_name(column)} IS NOT NULL" for column in columns)
    inner = f"SELECT 1 FROM {table}{where} GROUP BY {', '.join(names)} HAVING count(*) > 1"
    told = ", ".join(map(quoted, columns))
    return Look(
        f"SELECT count(*) FROM ({inner}) AS repeated;",
        f"No two rows are alike in {told}: nothing is damaged so far.",
        f"So many values of {told} stand in more than one row: find out which row is right, and what wrote the others.",
    )


def _groupable(column: str, of_type: TypeName | None) -> str:
    name = column_name(column)
    is_sorted = of_type is not None and is_builtin(of_type) and of_type.name not in _UNSORTED
    return name if is_sorted else f"{name}::text"


def _duplicates(question: Question) -> Look | None:
    index = _index(question)
    if index is None or index.without_overlaps is True or index.predicate is not None:
        return None
    columns = tuple(column for column in index.columns if column is not None)
    if len(columns) < len(index.parts):
        return None
    return _duplicates_of(question, columns, no_nulls=index.nulls_distinct is False)


def _index(question: Question) -> Index | None:
    value = question.finding.expected_value
    if isinstance(value, Index):
        return value
    indexes = question.expected.uniques if question.expected is not None else ()
    for index in indexes if isinstance(indexes, tuple) else ():
        if set(index.columns) == set(question.key_columns):
            return index
    return None


def _primary_key(question: Question) -> Look | None:
    key = question.expected.primary_key if question.expected is not None else None
    if not isinstance(key, PrimaryKey) or key.without_overlaps is True:
        return None
    return _duplicates_of(question, key.columns, no_nulls=True)


def _misfits(question: Question) -> Look | None:
    table, name = question.rows(), question.finding.subject.member_name
    if table is None or name is None:
        return None
    wanted, found = column_of(question.expected, name), question.live_column(name)
    if wanted is None or found is None:
        return None
    if not isinstance(wanted.type, TypeName) or not isinstance(found.type, TypeName):
        return None
    condition = does_not_fit(column_name(name), found.type, wanted.type)
    if condition is None:
        return None
    return count_of(
        table,
        [condition],
        f"Every value fits {wanted.type}: nothing is lost so far.",
        f"So many values do not fit {wanted.type}: code that expects it fails on them, or cuts them.",
    )


def _breaking(question: Question) -> Look | None:
    """Count the rows that break a check, where it says only what means the same under every search_path."""
    table, check = question.rows(), _check(question)
    if table is None or check is None or not isinstance(check.expression, str):
        return None
    if not _is_plain_check(question, check.expression):
        return None
    return count_of(
        table,
        [f"NOT ({check.expression})"],
        "Every row meets the check: nothing is damaged so far.",
        "So many rows break the check: find out what wrote them.",
    )


def _check(question: Question) -> Check | None:
    value = question.finding.expected_value
    if isinstance(value, Check):
        return value
    label = question.finding.subject.label
    for table in (question.expected, question.live):
        checks = table.checks if table is not None else ()
        for check in checks if isinstance(checks, tuple) else ():
            if check.name in {question.finding.subject.member_name, question.finding.live_name} - {None} or (
                label == f"({check.expression})"
            ):
                return check
    return None


def _is_plain_check(question: Question, expression: str) -> bool:
    """Whether it names nothing but columns that both sides have with one type, and words that everybody knows."""
    for token in tokens(expression):
        if token.kind == "word" and token.value in _PLAIN_WORDS:
            continue
        if token.kind in ("word", "name") and not _is_one_column(question, token.value):
            return False
    return True


def _is_one_column(question: Question, name: str) -> bool:
    wanted, found = column_of(question.expected, name), question.live_column(name)
    return isinstance(wanted, Column) and isinstance(found, Column) and wanted.type == found.type


def _is_used(question: Question) -> Look | None:
    table, column = question.rows(), question.finding.subject.member_name
    if table is None:
        return None
    if column is None:
        return Look(
            f"SELECT count(*) FROM {table};",
            "It is empty: left over, or not in use yet. Who made it?",
            "It holds rows: something writes them. Whose table is it?",
        )
    if not question.has([column]):
        return None
    return Look(
        f"SELECT count({column_name(column)}) FROM {table};",
        "No row has a value in it: nothing writes it yet. Who added it?",
        "So many rows have a value in it: something writes it. Which release or hotfix?",
    )


ROWS: Final[Mapping[str, Callable[[Question], Look | None]]] = {
    "foreign-key-missing": _orphans,
    "foreign-key-target": _orphans,
    "foreign-key-not-valid": _orphans,
    "foreign-key-not-enforced": _orphans,
    "foreign-key-disabled": _orphans,
    "column-nullable": _nulls,
    "column-default-lost": _nulls,
    "column-default-missing": _nulls,
    "column-not-null-not-valid": _nulls,
    "column-type": _misfits,
    "primary-key-missing": _primary_key,
    "primary-key-columns": _primary_key,
    "unique-missing": _duplicates,
    "unique-partial": _duplicates,
    "unique-invalid": _duplicates,
    "unique-nulls": _duplicates,
    "unique-predicate": _duplicates,
    "check-missing": _breaking,
    "check-not-valid": _breaking,
    "check-not-enforced": _breaking,
    "check-expression": _breaking,
    "table-unexpected": _is_used,
    "column-unexpected": _is_used,
    "column-unexpected-required": _is_used,
}
"""How rows are counted, by rule. None where this case has nothing to count, or a query might not run."""
