"""The drift gauntlet's core cases in SQLite's and MariaDB's words: each drift named, silence for what is none."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import yaml

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions
from tests.gauntlet import cases
from tests.servers.mariadb import MariaDB

from .seed import Seed, seed

TODAY = date(2026, 11, 22)
CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    id: str
    mention: tuple[str, ...]
    sql: tuple[str, ...]
    edit: tuple[str, ...]


def _read(database: str) -> tuple[Case, ...]:
    entries = yaml.safe_load((CASES / f"{database}.yaml").read_text(encoding="utf-8"))
    return tuple(
        Case(each["id"], *(tuple(each.get(key, ())) for key in ("mention", "sql", "edit"))) for each in entries
    )


SQLITE, MARIADB = _read("sqlite"), _read("mariadb")
WITHOUT = {
    "c15-type-array": "neither has arrays",
    "c22-unique-made-partial": "MariaDB has no partial index; a key on a prefix is the case in its place",
    "c24-unique-invalid": "neither has indexes that are there and do not hold",
    "c27-unique-nulls-not-distinct": "neither has it",
    "c36-foreign-key-not-valid": "neither has it",
    "c38-foreign-key-deferred": "MariaDB has no deferred constraints",
    "c46-table-moved-schema": "SQLite has one schema a file",
    "k05-other-schema-same-name": "SQLite has one schema a file",
    "k06-extension-objects": "neither has extensions",
}
"""Core cases that a database has no words for."""


@pytest.mark.parametrize("translated", [SQLITE, MARIADB], ids=["sqlite", "mariadb"])
def test_every_core_case_is_translated(translated: tuple[Case, ...]) -> None:
    if not cases():
        pytest.skip("needs the shared material of the gauntlet")
    there = {case.id for case in translated}
    assert [case.id for case in cases() if case.tier == "core" and case.id not in there | set(WITHOUT)] == []


def judge(case: Case, report: Report) -> None:
    text = FORMATS["text"].report(report, RenderOptions())
    assert report.outcome == ("drift" if case.mention else "in sync"), text
    assert [word for word in case.mention if word not in text] == [], text


def made(folder: Path, statements: list[str]) -> str:
    path = folder / "app.db"
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in ["PRAGMA synchronous = OFF", "PRAGMA journal_mode = OFF", *statements]:
        connection.execute(statement)
    connection.close()
    return f"sqlite:///{path}"


def checked(folder: Path, what: Seed, url: str) -> Report:
    spec = folder / "spec.yaml"
    spec.write_text(what.spec(), encoding="utf-8")
    return check(str(spec), ConnectionOptions(url=url), fail_on=Severity.NOTE, today=TODAY)


@pytest.mark.parametrize("case", SQLITE, ids=lambda case: case.id)
def test_sqlite(case: Case, tmp_path: Path) -> None:
    here = seed("sqlite")
    statements = here.statements()
    if case.edit:
        before, after = case.edit
        statements = [statement.replace(before, after) for statement in statements]
        assert statements != here.statements(), "the edit has nothing to change"
    judge(case, checked(tmp_path, here, made(tmp_path, [*statements, *case.sql])))


@pytest.mark.parametrize("case", MARIADB, ids=lambda case: case.id)
def test_mariadb(case: Case, tmp_path: Path, maria: MariaDB) -> None:
    here = seed("mariadb")
    name = maria.make([*here.statements(), *case.sql])
    try:
        judge(case, checked(tmp_path, here, maria.url(name)))
    finally:
        maria.run(["SET foreign_key_checks = 0", f"DROP DATABASE {name}", "DROP DATABASE IF EXISTS archive"])


def test_a_snapshot_of_sqlite_is_in_sync(tmp_path: Path) -> None:
    url = made(tmp_path, seed("sqlite").statements())
    for everything in (False, True):
        (tmp_path / "s.yaml").write_text(snapshot(url, ConnectionOptions(), everything=everything), encoding="utf-8")
        report = check(str(tmp_path / "s.yaml"), ConnectionOptions(url=url), fail_on=Severity.NOTE, today=TODAY)
        assert report.outcome == "in sync", FORMATS["text"].report(report, RenderOptions())


def test_a_snapshot_of_mariadb_is_in_sync(tmp_path: Path, maria: MariaDB) -> None:
    name = maria.make(seed("mariadb").statements())
    (tmp_path / "s.yaml").write_text(snapshot(maria.url(name), ConnectionOptions(), everything=True), encoding="utf-8")
    for scheme in ("mariadb+pymysql", "mysql+pymysql", "mysql", "mysql+aiomysql"):
        report = check(
            str(tmp_path / "s.yaml"), ConnectionOptions(url=maria.url(name, scheme)), fail_on=Severity.NOTE, today=TODAY
        )
        assert report.outcome == "in sync", FORMATS["text"].report(report, RenderOptions())
