"""Pairs of expressions, one written by hand and one in the database: the server says which are alike.

What it prints alike must never be called different; what it prints otherwise must be told. Where nobody can know, a
check says that it could not compare, which is exit 3 and no silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg
import pytest
import yaml
from hypothesis import assume, given, reject, seed, settings, strategies
from hypothesis.strategies import DataObject, SearchStrategy

from schemacheck.report.report import Report
from tests.servers import Databases, Server

from .conftest import FUZZ, MAJORS, SEED
from .expressions import COLUMNS, TABLE, changed, conditions, defaults, values
from .judging import in_full
from .test_mutations import BY_CHANCE
from .workbench import Refused, Workbench


class Place(NamedTuple):
    """Where an expression stands: how it gets there, how a file states it, and how the server prints it."""

    sql: str
    stated: Callable[[str, str], dict[str, Any]]
    printed: str
    drawn: SearchStrategy[tuple[str, str]]
    """The type of a column, where that matters, and the expression."""


def _column(**facets: str) -> dict[str, Any]:
    return {"columns": {**{name: f"{type_}?" for name, type_ in COLUMNS.items()}, "x": facets | {"nullable": True}}}


_CONDITIONS: Final = conditions.map(lambda text: ("boolean", text))
_DEFAULT: Final = "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef"
PLACES: Final = {
    "a check": Place(
        "ALTER TABLE t ADD x {0}, ADD CONSTRAINT c CHECK ({1})",
        lambda type_, text: {**_column(type=type_), "checks": {"c": text}},
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'c'",
        _CONDITIONS,
    ),
    "a predicate": Place(
        "ALTER TABLE t ADD x {0}; CREATE INDEX i ON t (n) WHERE {1}",
        lambda type_, text: {**_column(type=type_), "indexes": [{"columns": "n", "name": "i", "where": text}]},
        "SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = 'i'::regclass",
        _CONDITIONS,
    ),
    "a policy": Place(
        "ALTER TABLE t ADD x {0}; CREATE POLICY p ON t USING ({1})",
        lambda type_, text: {**_column(type=type_), "policies": {"p": {"using": text}}},
        "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy",
        _CONDITIONS,
    ),
    "an element": Place(
        "ALTER TABLE t ADD x {0}; CREATE INDEX i ON t (({1}))",
        lambda type_, text: {**_column(type=type_), "indexes": [{"columns": [{"expression": text}], "name": "i"}]},
        "SELECT pg_get_indexdef('i'::regclass, 1, false)",
        values,
    ),
    "a generated column": Place(
        "ALTER TABLE t ADD x {0} GENERATED ALWAYS AS ({1}) STORED",
        lambda type_, text: _column(type=type_, generated=text),
        _DEFAULT,
        values,
    ),
    "a default": Place(
        "ALTER TABLE t ADD x {0} DEFAULT ({1})",
        lambda type_, text: _column(type=type_, default=text),
        _DEFAULT,
        defaults,
    ),
}


@pytest.fixture(scope="module", params=MAJORS, ids=lambda major: f"pg{major}")
def table(
    request: pytest.FixtureRequest,
    pg: Callable[[int], Server],
    databases_on: Callable[[Server], Databases],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Workbench]:
    """The table that expressions are put on."""
    databases = databases_on(pg(request.param))
    name = databases.make("", template=TABLE)
    workbench = Workbench(databases.server.url(name), Path(tmp_path_factory.mktemp("bench")))
    yield workbench
    workbench.rest()
    databases.drop(name)


def checked(table: Workbench, place: Place, type_: str, written: str, there: str) -> tuple[Report, str]:
    """Check a file that states one expression against a table that has another; tell how the server prints that."""
    try:
        with table.changed([place.sql.format(type_, there)]):
            rows = table.rows(place.printed)
            live = table.live()
    except Refused:
        reject()
    assume(rows)  # DEFAULT NULL is none
    text = yaml.safe_dump({"version": 1, "tables": {"t": place.stated(type_, written)}}, allow_unicode=True)
    return table.compared(table.expected_in(text), live), rows[0][0]


def _comes_to_the_same(table: Workbench, type_: str, one: str, other: str) -> bool:
    """Whether two texts that are printed otherwise have one value: `8::boolean` and `true` are no two defaults."""
    try:
        return table.rows(f"SELECT (({one})::{type_})::text IS NOT DISTINCT FROM (({other})::{type_})::text") == [
            (True,)
        ]
    except psycopg.Error:  # it speaks of columns
        return False


@pytest.mark.parametrize("where", PLACES)
def test_what_the_server_prints_alike_is_the_same(where: str, table: Workbench) -> None:
    place = PLACES[where]

    def judge(report: Report, written: str, there: str, type_: str, same: bool | None) -> None:
        if (same is True and report.outcome == "drift") or (same is False and report.outcome == "in sync"):
            sql = f"{TABLE}{place.sql.format(type_, there)};"
            what = "a false alarm" if same else "a miss"
            pytest.fail(f"{what}\n\nthe file: {written}\n{sql}\n\n{in_full(report)}", pytrace=False)

    @seed(SEED)
    @settings(BY_CHANCE, max_examples=max(12, FUZZ // 4 // len(PLACES) // len(MAJORS)))
    @given(data=strategies.data())
    def compare(data: DataObject) -> None:
        type_, written = data.draw(place.drawn)
        report, printed = checked(table, place, type_, written, written)
        judge(report, written, written, type_, same=True)
        there = data.draw(changed(written))
        report, other = checked(table, place, type_, written, there)
        alike = printed == other or (None if _comes_to_the_same(table, type_, written, there) else False)
        judge(report, written, there, type_, alike)

    compare()
