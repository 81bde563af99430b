"""The drift gauntlet, run on the use cases: each drift named, each clean change met with silence.

The core cases run twice: against the shipped expected schema, on the seed alone, and against a snapshot of the full
base.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions

from .conftest import MakeDatabase
from .gauntlet import Case, cases, extras_sql, parametrized, seed_sql
from .shared import ROOT

SHIPPED = ROOT / "expected_schema.yaml"
TODAY = date(2026, 11, 22)

CORE = [case for case in cases() if case.tier == "core"]
EVERY = [case for case in cases() if not case.seed_only]


def _judge(case: Case, report: Report) -> None:
    text = FORMATS["text"].report(report, RenderOptions())
    assert report.outcome == ("drift" if case.drift else "in sync"), text
    assert [word for word in case.mention if word not in text] == [], text


def _changed(make_database: MakeDatabase, case: Case, template: str) -> str:
    """Make the case's database; where the change names it, the name is filled in once it is known."""
    url = make_database(template)
    name = str(conninfo_to_dict(url)["dbname"])
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in case.statements(name):
            connection.execute(statement.encode())
    return url


@parametrized(CORE)
def test_the_shipped_schema(case: Case, make_database: MakeDatabase) -> None:
    url = _changed(make_database, case, seed_sql())
    _judge(case, check(str(SHIPPED), ConnectionOptions(url=url), fail_on=Severity.NOTE, today=TODAY))


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bool], str]:
    """Give the path of a snapshot of the full base, with every kind or with the core kinds alone."""
    folder = tmp_path_factory.mktemp("snapshots")

    def write(url: str, everything: bool) -> str:
        path: Path = folder / f"{'everything' if everything else 'core'}.yaml"
        if not path.exists():
            path.write_text(snapshot(None, ConnectionOptions(url=url), everything=everything), encoding="utf-8")
        return str(path)

    return write


@parametrized([case for case in EVERY if case.tier == "core"])
def test_a_snapshot_of_the_core(case: Case, make_database: MakeDatabase, written: Callable[[str, bool], str]) -> None:
    base = seed_sql() + extras_sql()
    spec = written(make_database(base), False)
    _judge(
        case,
        check(spec, ConnectionOptions(url=_changed(make_database, case, base)), fail_on=Severity.NOTE, today=TODAY),
    )
