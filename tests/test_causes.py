"""Causes beside what a team has accepted, over many schemas, and where they are not looked for at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schemacheck.api import check, rendered
from schemacheck.app.check import check as check_all
from schemacheck.causes import causes_of
from schemacheck.causes.acts.partitions import Ranges
from schemacheck.model.partitions import Partition
from schemacheck.model.schema import Origin, Schema
from schemacheck.report.finding import Finding
from schemacheck.report.multi_report import MultiReport, merged
from schemacheck.report.report import Report
from schemacheck.report.rules import RULES
from schemacheck.report.subject import MemberName, Subject
from schemacheck.sources.source import ConnectionOptions
from schemacheck.sql.deparsed import DeparsedText

from .conftest import MakeDatabase

TODAY = date(2026, 11, 22)
BASE = """
CREATE TABLE clubs (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE runners (id integer PRIMARY KEY, club_id integer NOT NULL REFERENCES clubs (id));
"""
RENAMED = "ALTER TABLE clubs RENAME TO societies"
SPEC = """
version: 1
tables:
  clubs:
    columns: {id: integer, name: text}
    primary_key: id
  runners:
    columns: {id: integer, club_id: integer}
    primary_key: id
    foreign_keys:
      - {columns: club_id, references: clubs(id)}
"""
WAIVED = """
waivers:
  - {rule: RULE, object: OBJECT, reason: it is being moved, expires: 2027-01-01}
"""


def report_of(folder: Path, url: str, more: str = "") -> Report:
    path = folder / "spec.yaml"
    path.write_text(SPEC + more)
    return check(path, url, today=TODAY)


def told(report: Report) -> list[tuple[str, list[str]]]:
    return [(cause.name, [finding.rule.name for finding in cause.findings]) for cause in report.causes]


def test_a_waived_finding_is_not_among_those_a_cause_explains(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(RENAMED, template=BASE)
    assert told(report_of(tmp_path, url)) == [
        ("table-renamed", ["table-missing", "foreign-key-target", "table-unexpected"])
    ]
    waived = WAIVED.replace("RULE", "table-missing").replace("OBJECT", "clubs")
    report = report_of(tmp_path, url, waived)
    assert told(report) == [("table-renamed", ["foreign-key-target", "table-unexpected"])]
    assert report.causes[0].sentence == "clubs was renamed to societies."
    assert [finding.rule.name for finding in report.waived] == ["table-missing"]


def test_a_cause_whose_findings_are_all_accepted_is_not_told(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(RENAMED, template=BASE)
    entries = [
        ("table-missing", "clubs"),
        ("table-unexpected", "societies"),
        ("foreign-key-target", "runners(club_id)"),
    ]
    lines = "".join(f"  - {{rule: {rule}, object: {name}, reason: agreed}}\n" for rule, name in entries)
    report = report_of(tmp_path, url, f"waivers:\n{lines}")
    assert len(report.waived) == 3
    assert report.causes == ()
    assert json.loads(rendered(report, "json"))["causes"] == []


def test_a_rule_that_is_off_leaves_nothing_to_explain(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(RENAMED, template=BASE)
    report = report_of(tmp_path, url, "severity: {table-missing: off}\n")
    assert [finding.rule.name for finding in report.findings] == ["foreign-key-target", "table-unexpected"]
    assert report.causes == ()


def test_json_names_findings_by_their_fingerprints(make_database: MakeDatabase, tmp_path: Path) -> None:
    report = report_of(tmp_path, make_database(RENAMED, template=BASE))
    document: dict[str, Any] = json.loads(rendered(report, "json"))
    (cause,) = document["causes"]
    assert cause["name"] == "table-renamed"
    assert cause["since"] is None
    assert cause["breaks"] == ["Every query that names clubs fails."]
    assert set(cause["findings"]) == {finding["fingerprint"] for finding in document["findings"]}


@pytest.mark.parametrize("format_name", ["html", "markdown"])
def test_formats_for_people_lead_with_what_happened(
    format_name: str, make_database: MakeDatabase, tmp_path: Path
) -> None:
    text = rendered(report_of(tmp_path, make_database(RENAMED, template=BASE)), format_name)
    assert text.index("clubs was renamed to societies.") < text.index("foreign-key-target")


def test_a_protected_table_is_named_below_its_cause(make_database: MakeDatabase, tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(SPEC.replace("  clubs:\n", "  clubs:\n    protected: shared with billing\n"))
    text = rendered(check(path, make_database(RENAMED, template=BASE), today=TODAY), "text")
    assert "clubs is protected: shared with billing" in text


def test_schemas_that_differ_in_their_cause_are_told_apart(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = "CREATE SCHEMA {0}; SET search_path = {0};" + BASE + "{1}; RESET search_path;"
    keyed = "DROP TABLE clubs CASCADE; CREATE TABLE societies (id integer PRIMARY KEY, name text NOT NULL)"
    plain = "DROP TABLE clubs CASCADE; CREATE TABLE societies (id integer, note text)"
    url = make_database(own.format("tenant_a", keyed) + own.format("tenant_b", plain) + own.format("tenant_c", RENAMED))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(SPEC.replace("version: 1\n", "version: 1\nschema: tenant_*\n"))
    result = check_all("spec.yaml", ConnectionOptions(url=url), today=TODAY)
    assert isinstance(result, MultiReport)
    by_schema = {each.schemas: told(report) for each, report in zip(result.results, result.reports, strict=True)}
    assert by_schema == {
        ("tenant_a", "tenant_b"): [("missing-with-dependents", ["table-missing", "foreign-key-missing"])],
        ("tenant_c",): [("table-renamed", ["table-missing", "foreign-key-target", "table-unexpected"])],
    }
    whole = merged(result)
    assert [cause.name for cause in whole.causes] == [
        cause.name for report in result.reports for cause in report.causes
    ]
    assert all(finding in whole.findings for cause in whole.causes for finding in cause.findings)
    assert [finding.rule.name for finding in whole.unexplained] == ["table-unexpected"]


def test_a_clean_check_imports_no_cause(make_database: MakeDatabase, tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC)
    script = (
        "import sys; from schemacheck.api import check\n"
        "assert check('spec.yaml', sys.argv[1]).outcome == 'in sync'\n"
        "print([name for name in sys.modules if name.startswith('schemacheck.causes')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, make_database("SELECT 1", template=BASE)],
        cwd=tmp_path,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_findings_that_no_act_explains_have_no_cause() -> None:
    side = Schema(Origin("spec", "x"), "public", ("public",))
    rule = RULES["column-type"]
    subject = Subject("column", "public", "t", MemberName("a"))
    finding = Finding(rule, rule.severity, subject, "a is text, not integer", "differs", "integer", "text")
    assert causes_of(side, side, (finding,)) == ()


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("FROM (0) TO (10)", "FROM (5) TO (15)", True),
        ("FROM (0) TO (10)", "FROM (10) TO (15)", False),
        ("FROM (9) TO (10)", "FROM (10) TO (100)", False),
        ("FROM ('9') TO ('20')", "FROM ('10') TO ('100')", True),
        ("FROM ('2024-01-01') TO ('2025-01-01')", "FROM ('2024-06-01') TO ('2024-07-01')", True),
        ("FROM ('2024-01-01') TO ('2025-01-01')", "FROM ('2025-01-01') TO ('2026-01-01')", False),
        ("FROM (MINVALUE) TO (10)", "FROM (5) TO (15)", False),
        ("IN ('a', 'b')", "IN ('b', 'c')", False),
    ],
)
def test_ranges_overlap_where_both_can_be_read(one: str, other: str, overlap: bool) -> None:
    wide, narrow = (Partition("p", DeparsedText(text)) for text in (one, other))
    assert Ranges([narrow]).reaching_into(wide) == ([narrow] if overlap else [])
    assert Ranges([wide]).reaching_into(narrow) == ([wide] if overlap else [])
