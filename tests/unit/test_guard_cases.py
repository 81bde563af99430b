"""Migrations, dangerous and harmless, each with what must be said of it: `tests/guard/cases`."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from schemacheck.guard import SourceText, judge
from schemacheck.report.rules import RULES

from .guarding import FOLDER, SPEC, said

CASES = sorted((FOLDER / "cases").glob("*.sql"))
EXPECT = re.compile(rb"^(?:\xef\xbb\xbf)?-- expect: ([^\r\n]*)\r?$", re.MULTILINE)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_said_of_a_migration(path: Path) -> None:
    data = path.read_bytes()
    findings = judge([SourceText(path.name, data)], SPEC.schema, SPEC.guard).findings
    in_order = sorted(findings, key=lambda each: (each.at or ("", 0, 0), each.rule.name, each.subject))
    found = [said(each) for each in in_order] or ["nothing"]
    if os.environ.get("UPDATE_GOLDEN") == "1" and len(found) == len(EXPECT.findall(data)):
        said_again = iter(found)
        path.write_bytes(EXPECT.sub(lambda each: _with(each, next(said_again)), data))
    assert found == [each.decode() for each in EXPECT.findall(path.read_bytes())]


def _with(match: re.Match[bytes], text: str) -> bytes:
    return match[0].replace(match[1], text.encode())


def test_there_are_enough_of_them_and_many_are_harmless() -> None:
    harmless = [path for path in CASES if EXPECT.findall(path.read_bytes()) == [b"nothing"]]
    assert len(CASES) >= 60
    assert len(harmless) >= 15


def test_every_rule_about_migrations_has_a_case() -> None:
    broken = {word for path in CASES for line in EXPECT.findall(path.read_bytes()) for word in line.decode().split()}
    ours = {name for name in RULES if name.startswith("guard-") and not name.startswith("guard-command-")}
    assert ours - broken == {"guard-exception-unused"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_finding_shows_the_line_it_is_about(path: Path) -> None:
    data = path.read_bytes()
    lines = data.decode("utf-8-sig").splitlines()
    for finding in judge([SourceText(path.name, data)], SPEC.schema, SPEC.guard).findings:
        assert finding.at is not None
        assert finding.evidence is not None
        (marked,) = [line for line in finding.evidence.splitlines() if line.startswith(">")]
        number, _, text = marked[1:].partition("|")
        assert int(number) == finding.at.line
        assert text.strip().removesuffix("...") in lines[finding.at.line - 1]


def test_sentences_are_ours_and_hold_no_statement() -> None:
    statement = re.compile(r"\b(ALTER|DROP|CREATE|TRUNCATE|DELETE|UPDATE|GRANT|REVOKE)\s+[A-Z\"]")
    for path in CASES:
        for finding in judge([SourceText(path.name, path.read_bytes())], SPEC.schema, SPEC.guard).findings:
            for text in (finding.sentence, finding.hint, finding.rule.harm, finding.rule.hint):
                assert not statement.search(text), text
