"""Accepting drift, over every case: what was accepted is gone, and all else is as it was."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from schemacheck.app.accept import Comparison, NotAloneError, accept, acceptable, can_be_accepted, compare_for_editing
from schemacheck.report.finding import Finding
from schemacheck.sources.source import ConnectionOptions

from .conftest import MakeDatabase
from .servers import Server
from .test_cases import CASES, FIRST_DRIFT, FOLDERS, NO_DRIFT, TODAY, changed_database

MANY = sorted({*FIRST_DRIFT, *(CASES / "column").glob("[!.]*/"), *(CASES / "index").glob("[!.]*/")})
"""Cases in which findings are accepted one by one."""

RULES = "partition_rule"
"""Cases of a rule for all partitions, which no edit of one entry follows."""


def _name(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


class _File:
    """The file of a case, as it follows."""

    def __init__(self, folder: Path, home: Path) -> None:
        own = folder / "spec.yaml"
        self.path = home / "expected_schema.yaml"
        self.first = (own if own.exists() else folder.parent / "spec.yaml").read_bytes()
        self.path.write_bytes(self.first)

    def compared(self, url: str) -> Comparison:
        return compare_for_editing(str(self.path), ConnectionOptions(url=url), today=TODAY)

    def follow(self, url: str) -> str:
        compared = self.compared(url)
        text = accept(compared, list(filter(can_be_accepted, acceptable(compared.report))), protected=True).text
        self.path.write_bytes(text.encode())
        return text


def _told(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{each.rule.name} {each.subject.path} {each.live_name}" for each in findings]


IN_WORDS: Final = frozenset({"waiver-wide", "schema-unexpected"})
"""Rules of which `accept` says in words what a person has to change."""


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_accepting_everything_leaves_nothing(
    folder: Path, server: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    url = changed_database(folder, server, make_database)
    file = _File(folder, tmp_path)
    text = file.follow(url)
    left = acceptable(file.compared(url).report)
    assert [each for each in left if can_be_accepted(each)] == []
    assert file.follow(url) == text
    if folder.parent.name == RULES:
        return
    assert {each.rule.name for each in left} <= IN_WORDS
    if folder.name == NO_DRIFT:
        assert text.encode() == file.first
        return
    before = make_database("", template=(folder.parent / "base.sql").read_text(encoding="utf-8"), server=server)
    file.follow(before)
    assert {each.rule.name for each in file.compared(before).report.findings} <= IN_WORDS


@pytest.mark.parametrize("folder", MANY, ids=_name)
def test_accepting_one_finding_leaves_the_others(
    folder: Path, server: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    url = changed_database(folder, server, make_database)
    file = _File(folder, tmp_path)
    compared = file.compared(url)
    for finding in filter(can_be_accepted, compared.report.findings):
        try:
            done = accept(compared, [finding], protected=True)
        except NotAloneError:
            continue
        file.path.write_bytes(done.text.encode())
        accepted = {id(each) for each in done.findings}
        wanted = tuple(each for each in compared.report.findings if id(each) not in accepted)
        assert Counter(_told(file.compared(url).report.findings)) == Counter(_told(wanted))
        file.path.write_bytes(file.first)
