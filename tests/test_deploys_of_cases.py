"""A deploy of each case's change: what it brings is pending, and what another case changes by hand is drift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import pytest

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.model.schema import Schema
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.opening import open_source
from schemacheck.sources.source import ConnectionOptions, Counterpart

from .conftest import MakeDatabase
from .servers import Server
from .test_cases import KINDS, TODAY, changed_database, since

APART: Final = 3
"""How far apart two cases of a kind are that are one the deploy and one the change by hand."""

_RENAMED: Final = "what was done by hand is told of the name that the deploy gives"
_WHOLE: Final = "the table is no longer to be there, and what was done to it is told of the whole"
_ALIKE: Final = "what was done by hand is what the deploy does"

TOLD_OTHERWISE: Final[Mapping[str, str]] = {
    "check/renamed": _RENAMED,
    "index/renamed": _RENAMED,
    "table/dropped": _WHOLE,
    "table/moved": _WHOLE,
    "table/other-case": _WHOLE,
    "table/view-in-its-place": _WHOLE,
    "foreign_key/backwards-in-another-order": _ALIKE,
    "not_null/renamed-to-the-usual": _ALIKE,
}
"""Deploys beside which what was done by hand is not told in the words that it has alone, and why."""


NO_DEPLOY: Final[Mapping[str, str]] = {
    "database/version": "how a database was made is nothing that a migration changes",
}
"""Cases whose change no deploy brings, and why."""


def _compared(expected: str, live: str | Schema, previous: str | None = None) -> Report:
    report = check(expected, ConnectionOptions(), against=live, previous=previous, fail_on=Severity.NOTE, today=TODAY)
    assert isinstance(report, Report)
    return report


def _named(findings: Iterable[Finding]) -> set[str]:
    return {f"{each.rule.name} {each.subject.path}" for each in findings}


def _objects(findings: Iterable[Finding]) -> set[str]:
    return {each.subject.path for each in findings}


@pytest.mark.parametrize("kind", KINDS)
def test_a_deploy_of_each_case(kind: str, server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    there = [folder for folder in KINDS[kind] if since(folder) <= server.major]
    folders = [folder for folder in there if f"{kind}/{folder.name}" not in NO_DEPLOY]
    if not folders:
        pytest.skip(f"no case of this kind is for PostgreSQL {server.major}")

    def written(url: str, name: str) -> str:
        file = tmp_path / f"{name}.yaml"
        file.write_text(snapshot(None, ConnectionOptions(url=url), everything=True), encoding="utf-8")
        return str(file)

    base = make_database("", template=(folders[0].parent / "base.sql").read_text(encoding="utf-8"))
    deployed = written(base, "deployed")
    production = open_source(base, ConnectionOptions()).read(Counterpart()).schema
    urls = [changed_database(folder, server, make_database) for folder in folders]
    new = [written(url, folder.name) for url, folder in zip(urls, folders, strict=True)]
    by_hand = [open_source(url, ConnectionOptions()).read(Counterpart()).schema for url in urls]
    mistaken = {}
    for place, folder in enumerate(folders):
        without = _compared(new[place], production)
        report = _compared(new[place], production, deployed)
        if (report.findings, report.undecided, _named(report.pending)) != ((), (), _named(without.findings)):
            mistaken[folder.name] = _named(report.findings)
        assert report.outcome == ("pending" if without.findings else "in sync")
        # An act of many changes has no neighbour that leaves its objects alone.
        neighbours = () if kind == "causes" else range(1, 1 + APART)
        for other in {(place + apart) % len(folders) for apart in neighbours}:
            strayed = _compared(deployed, by_hand[other]).findings
            if other == place or _objects(strayed) & _objects(without.findings):
                continue
            report = _compared(new[place], by_hand[other], deployed)
            why = TOLD_OTHERWISE.get(f"{kind}/{folder.name}")
            told = _named(report.findings) == _named(strayed) if why is None else bool(report.findings)
            if not told and why is not _ALIKE and strayed:
                mistaken[f"{folder.name} over {folders[other].name}"] = _named(report.findings) ^ _named(strayed)
    assert mistaken == {}
