"""Machine formats are contracts: each is held to its schema or its own parsers, over every report there is."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator

from schemacheck.render import FORMATS, RenderOptions, rendered
from schemacheck.report.multi_report import TargetResult, arranged
from schemacheck.report.rules import RULES
from schemacheck.report.subject import MemberName
from tests import official
from tests.formats import CHECKS, assert_every_format, check_sarif, report_schema
from tests.shared import ROOT

from .reports import ERRORS, REPORTS, finding, report


@pytest.mark.parametrize("schema", [official.SARIF, official.JUNIT], ids=["sarif", "junit"])
def test_the_official_schema_is_here(schema: official.Published) -> None:
    found = official.fetched(schema)
    if isinstance(found, str):
        pytest.skip(f"reports were not held to the official schema: {found}")


def test_every_format_has_a_check() -> None:
    assert set(CHECKS) == set(FORMATS)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_in_every_format(name: str) -> None:
    assert_every_format(REPORTS[name])


def test_a_finding_of_every_rule_in_every_format() -> None:
    assert_every_format(
        report(*(finding(name, "Race", MemberName("city"), expected="'<a>'", live="b & c", line=7) for name in RULES))
    )


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("name", ERRORS)
def test_every_error_in_every_format(name: str, format_name: str) -> None:
    CHECKS[format_name](FORMATS[format_name].error(ERRORS[name], RenderOptions()))


@pytest.mark.parametrize("format_name", FORMATS)
def test_several_results_in_every_format(format_name: str) -> None:
    cells = [
        TargetResult("prod", REPORTS["drifted"]),
        TargetResult("stage", REPORTS["in_sync"], ("tenant_1", "tenant_2")),
        TargetResult("old", ERRORS["no_connection"]),
        TargetResult("", REPORTS["accepted"], is_about_files=True),
    ]
    CHECKS[format_name](rendered(arranged(REPORTS["drifted"].expected, cells), format_name, RenderOptions()))


def test_the_check_of_sarif_finds_something() -> None:
    log = json.loads(FORMATS["sarif"].report(REPORTS["drifted"], RenderOptions()))
    if isinstance(official.fetched(official.SARIF), str):
        pytest.skip("without the official schema")
    log["runs"][0]["results"][0]["level"] = "bad"
    with pytest.raises(AssertionError, match="level"):
        check_sarif(json.dumps(log))


def test_the_schema_of_our_reports_is_one_itself() -> None:
    Draft202012Validator.check_schema(report_schema())


def test_the_documentation_names_every_format_and_every_metric() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE) == list(FORMATS)
    for name, each in FORMATS.items():
        (row,) = re.findall(rf"^\| `{name}` \|(.*?)\|", text, re.MULTILINE)
        assert row.strip().strip("`") == (each.suffixes[0] if each.suffixes else "")
    look = RenderOptions(checked_at=1.0, seconds=1.0)
    metrics = re.findall(r"# TYPE (\S+)", FORMATS["openmetrics"].report(REPORTS["drifted"], look))
    assert re.findall(r"^\| `(schemacheck_\w+)` \|", text, re.MULTILINE) == metrics
