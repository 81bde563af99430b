"""The formats that machines read: what they promise, and that no text in a database can break out of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemacheck.model.schema import Origin
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.render.markdown import COMMENT, STEP_SUMMARY
from schemacheck.report.finding import Finding
from schemacheck.report.rules import Severity
from schemacheck.report.subject import MemberName, SingleMember

from . import reports

ANNOTATION = re.compile(
    r"::(?P<kind>error|warning|notice) (?P<properties>(?:[a-z]+=[^:,\r\n]*)(?:,[a-z]+=[^:,\r\n]*)*)::(?P<data>[^\r\n]*)"
)


def annotations(text: str) -> list[dict[str, str]]:
    """Read workflow commands as a runner does."""
    found = []
    for line in text.splitlines():
        if match := ANNOTATION.fullmatch(line):
            said = dict(each.split("=", 1) for each in match["properties"].split(","))
            found.append({"kind": match["kind"], "data": match["data"]} | said)
    return found


def unescaped(text: str) -> str:
    for code, plain in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, plain)
    return text


def document(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(FORMATS["json"].report(reports.REPORTS[name], RenderOptions()))
    return read


@pytest.mark.parametrize("name", reports.REPORTS)
def test_json_holds_the_whole_report(name: str) -> None:
    report, read = reports.REPORTS[name], document(name)
    assert read["format"] == 1
    assert read["outcome"] == report.outcome
    assert read["exit_code"] == int(report.exit_code)
    assert [each["fingerprint"] for each in read["findings"]] == [each.fingerprint for each in report.findings]
    assert [each["sentence"] for each in read["findings"]] == [each.sentence for each in report.findings]
    assert len(read["not_checked"]) == len(report.not_checked)
    assert read["counts"]["compared"] == dict(report.counts)


def test_json_finding() -> None:
    target = next(each for each in document("drifted")["findings"] if each["rule"] == "foreign-key-target")
    assert target["object"] == {
        "kind": "foreign key",
        "schema": "public",
        "name": "Athlete",
        "part": "(companyId)",
        "member": {"by": "columns", "columns": ["companyId"]},
        "path": "public.Athlete(companyId)",
    }
    assert target["expected"] == "go_fast_companies(id)"
    assert target["live"] == '"GoFastCompany"(id)'
    assert target["live_name"] == "Athlete_companyId_fkey"
    assert target["location"] == {"file": "expected_schema.yaml", "line": 64, "column": 7}
    assert target["protected"] == "shared by every project"
    assert target["waiver"] is None


def test_json_keeps_types() -> None:
    key = reports.finding(
        "primary-key-columns", "Race", SingleMember(), kind="primary key", expected=("id",), live=("id", "at")
    )
    written = json.loads(FORMATS["json"].report(reports.report(key), RenderOptions()))
    assert written["findings"][0]["expected"] == ["id"]
    assert written["findings"][0]["live"] == ["id", "at"]


def test_json_waiver() -> None:
    waiver = document("drifted")["waived"][0]["waiver"]
    assert waiver["expires"] == "2026-12-15"
    assert waiver["owner"] == "platform"


def test_json_says_nothing_that_changes_by_the_second() -> None:
    lagging = replace(reports.LIVE, server=replace(reports.SERVER, replica=True, lag_seconds=1.5))
    other = replace(reports.LIVE, server=replace(reports.SERVER, replica=True, lag_seconds=9.5))
    written = {FORMATS["json"].report(reports.report(live=live), RenderOptions()) for live in (lagging, other)}
    assert len(written) == 1


def test_json_error() -> None:
    read = json.loads(FORMATS["json"].error(reports.ERRORS["mistakes"], RenderOptions()))
    assert (read["format"], read["outcome"], read["exit_code"]) == (1, "error", 2)
    assert [each["location"]["line"] for each in read["error"]["mistakes"]] == [3, 12, 40]


def test_github_annotates_every_finding_the_worst_first() -> None:
    found = annotations(FORMATS["github"].report(reports.DRIFTED, RenderOptions()))
    assert [each["kind"] for each in found] == ["error"] * 4 + ["notice"]
    assert found[2]["file"] == "expected_schema.yaml"
    assert found[2]["line"] == "64"
    assert found[2]["title"] == "foreign-key-target Athlete(companyId)"


def test_github_escapes_what_would_end_a_command() -> None:
    text = FORMATS["github"].report(reports.HOSTILE, RenderOptions())
    (found,) = annotations(text)
    assert unescaped(found["file"]) == "a:b,c%.yaml"
    assert "100%\n::error::forged" in unescaped(found["data"])
    rest = text.splitlines()[1:]
    assert not [line for line in rest if line.lstrip().startswith("::") or "##[" in line]


@given(sentence=st.text(), value=st.text(min_size=1), name=st.text(min_size=1))
def test_no_text_forges_a_workflow_command(sentence: str, value: str, name: str) -> None:
    found = replace(
        reports.finding("column-default", "t", MemberName("c"), expected="1", live=value, line=1), sentence=sentence
    )
    found = replace(found, subject=found.subject._replace(name=name))
    text = FORMATS["github"].report(reports.report(found, notes=(sentence,)), RenderOptions())
    commands = [line for line in re.split(r"[\r\n]", text) if line.lstrip().startswith("::")]
    assert len(commands) == 1
    assert ANNOTATION.fullmatch(commands[0])


def test_github_names_files_from_the_top_of_the_repository() -> None:
    found = annotations(FORMATS["github"].report(reports.DRIFTED, RenderOptions(folder="services/api")))
    assert {each["file"] for each in found} == {"services/api/expected_schema.yaml"}


def test_github_says_what_could_not_be_read_as_an_error() -> None:
    found = annotations(FORMATS["github"].report(reports.UNCHECKED, RenderOptions()))
    assert [each["title"] for each in found if each["kind"] == "error"] == ["schemacheck%3A not readable"]


def test_github_has_no_place_for_a_finding_between_two_databases() -> None:
    report = reports.report(replace(reports.UNEXPECTED, at=None), expected=Origin("postgres", "a at b"))
    (found,) = annotations(FORMATS["github"].report(report, RenderOptions()))
    assert "file" not in found


def test_markdown_has_a_row_a_finding_and_no_markup_of_others() -> None:
    text = FORMATS["markdown"].report(reports.HOSTILE, RenderOptions())
    (row,) = [line for line in text.splitlines() if line.startswith("| error")]
    assert len(re.split(r"(?<!\\)\|", row)) == 9
    prose = re.sub(r"(`+).*?\1", "", text)
    assert "<script>" not in prose
    assert "@everyone" not in prose
    assert r"\[link\](" in prose
    assert r"\*bold\*" in prose


def test_markdown_quotes_evidence_in_a_fence_it_cannot_leave() -> None:
    text = FORMATS["markdown"].report(reports.QUOTED, RenderOptions())
    inner = text.partition("  `````text\n")[2].partition("\n  `````\n")[0]
    assert "  -   b ```` x" in inner.splitlines()
    assert "</details>\n\n**compared:** " in text


def columns_missing(number: int, table: str = "t") -> list[Finding]:
    return [
        reports.finding("column-missing", table, MemberName(f"c{each}"), change="missing", line=1)
        for each in range(number)
    ]


@pytest.mark.parametrize(("errors", "warnings"), [(1, 600), (700, 0), (200, 2000), (2500, 10)])
@pytest.mark.parametrize("room", [None, STEP_SUMMARY])
def test_markdown_fits_where_it_goes_and_cuts_no_error(errors: int, warnings: int, room: int | None) -> None:
    others = [replace(each, severity=Severity.WARNING, band=None) for each in columns_missing(warnings, "a")]
    many = reports.report(*others, *columns_missing(errors, "z"))
    text = FORMATS["markdown"].report(many, RenderOptions(room=room))
    assert len(text.encode()) <= (room or COMMENT)
    assert f"**{errors:,} error" in text
    assert all(f"`z.c{each}`" in text for each in range(errors))
    rows = [line for line in text.splitlines() if line.startswith("| warning")]
    assert len(rows) == warnings or f"{warnings - len(rows):,} more warnings and notes are left out here" in text
    first = text.find("| warning")
    assert first == -1 or first > text.rfind("| error")
