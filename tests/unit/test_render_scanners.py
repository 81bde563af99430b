"""SARIF, JUnit, code quality, metrics and lines: what each promises beyond its schema."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemacheck.base.errors import UsageError
from schemacheck.model.schema import Origin
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.subject import MemberName
from tests.formats import check_concise, check_gitlab, check_junit, check_openmetrics, check_sarif

from . import reports


def run(name: str, look: RenderOptions | None = None) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(FORMATS["sarif"].report(reports.REPORTS[name], look or RenderOptions()))["runs"][
        0
    ]
    return told


def test_sarif_has_a_result_for_every_finding_with_its_place_and_print() -> None:
    results = run("drifted")["results"]
    target = next(each for each in results if each["ruleId"] == "foreign-key-target")
    (location,) = target["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "expected_schema.yaml", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 64, "startColumn": 7},
    }
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "public.Athlete(companyId)"
    assert target["partialFingerprints"]["schemacheck/v1"] == reports.TARGET.fingerprint
    assert target["level"] == "error"
    assert target["properties"] == {
        "expected": "go_fast_companies(id)",
        "live": '"GoFastCompany"(id)',
        "protected": "shared by every project",
        "band": "fails now",
    }


def test_sarif_shows_what_stands_nowhere_at_the_top_of_the_spec() -> None:
    """Code scanning refuses a result without a file."""
    result = next(each for each in run("drifted")["results"] if each["ruleId"] == "table-unexpected")
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 1}


@pytest.mark.parametrize(
    ("expected", "live", "file"),
    [
        (Origin("prisma", "prisma/schema.prisma"), reports.LIVE, "prisma/schema.prisma"),
        (reports.LIVE, Origin("spec", "db/expected.yaml"), "db/expected.yaml"),
        (Origin("sqlalchemy", "python:app.models:Base"), reports.LIVE, "expected_schema.yaml"),
        (reports.LIVE, reports.LIVE, "expected_schema.yaml"),
    ],
)
def test_every_result_has_a_file_whatever_the_sides_are(expected: Origin, live: Origin, file: str) -> None:
    """GitHub refuses a whole upload for one result without a file, and GitLab shows none."""
    report = replace(
        reports.DRIFTED,
        expected=expected,
        live=live,
        findings=tuple(replace(finding, at=None) for finding in reports.DRIFTED.findings),
        waived=(),
    )
    results = json.loads(FORMATS["sarif"].report(report, RenderOptions()))["runs"][0]["results"]
    places = [each["locations"][0]["physicalLocation"] for each in results]
    assert len(places) == len(report.findings)
    assert {each["artifactLocation"]["uri"] for each in places} == {file}
    entries = json.loads(FORMATS["gitlab"].report(report, RenderOptions()))
    assert {each["location"]["path"] for each in entries} == {file}


def test_sarif_names_files_from_the_top_of_the_repository() -> None:
    location = run("drifted", RenderOptions(folder="services/api"))["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "services/api/expected_schema.yaml"
    odd = run("hostile")["results"][0]["locations"][0]["physicalLocation"]
    assert odd["artifactLocation"]["uri"] == "a%3Ab%2Cc%25.yaml"


def test_sarif_suppresses_what_is_accepted_and_says_why() -> None:
    results = run("accepted")["results"]
    states = {each["ruleId"]: (each["suppressions"], each["baselineState"]) for each in results}
    assert states["column-nullable"] == ([], "new")
    (waiver,) = states["column-unexpected"][0]
    assert (waiver["kind"], waiver["status"]) == ("external", "accepted")
    assert waiver["justification"].startswith("until 2026-12-15, 23 days left (platform): hotfix")
    assert states["unique-partial"][1] == "unchanged"


def test_sarif_rules_are_those_that_were_broken_with_help_in_them() -> None:
    rules = run("drifted")["tool"]["driver"]["rules"]
    assert len(rules) == 6
    assert all(rule["help"]["text"] and rule["help"]["markdown"].startswith("## ") for rule in rules)


def test_sarif_says_what_was_not_checked_and_that_it_failed() -> None:
    (invocation,) = run("unchecked")["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 3)
    levels = {each["descriptor"]["id"]: each["level"] for each in invocation["toolExecutionNotifications"]}
    assert levels == {"not-comparable": "warning", "not-readable": "error", "not-stated": "note"}


@pytest.mark.parametrize("name", reports.ERRORS)
def test_sarif_of_an_error_has_no_results_not_even_none(name: str) -> None:
    (told,) = json.loads(FORMATS["sarif"].error(reports.ERRORS[name], RenderOptions()))["runs"]
    assert "results" not in told
    assert told["invocations"][0]["executionSuccessful"] is False


def test_sarif_keeps_text_from_being_a_link_or_a_placeholder() -> None:
    found = replace(
        reports.finding("column-default", "t", MemberName("c"), expected="'{}'", live="'{0}'"), sentence="[a](b)"
    )
    text = json.loads(FORMATS["sarif"].report(reports.report(found), RenderOptions()))["runs"][0]["results"][0][
        "message"
    ]["text"]
    assert "[a\\](b)" in text
    assert "'{}'" in text
    assert "'{{0}}'" in text


def cases(name: str) -> dict[str, Xml.Element]:
    root = Xml.fromstring(FORMATS["junit"].report(reports.REPORTS[name], RenderOptions()))
    return {case.attrib["name"]: case for case in root.iter("testcase")}


def test_junit_fails_where_the_check_fails_and_nowhere_else() -> None:
    failed = {name.split()[0] for name, case in cases("drifted").items() if case.find("failure") is not None}
    assert failed == {"column-missing", "unique-partial", "foreign-key-target", "column-default"}
    assert not [case for case in cases("below").values() if case.find("failure") is not None]
    assert cases("below")["table-unexpected hotfix_backup"].findtext("system-out")


def test_junit_is_never_empty_and_never_green_by_chance() -> None:
    assert list(cases("in_sync"))[:2] == ["19 tables", "131 columns"]
    unread = cases("unchecked")["default of Athlete.createdAt"]
    assert unread.find("error") is not None


def test_junit_skips_what_is_accepted() -> None:
    skipped = {
        name: case.findtext("skipped") for name, case in cases("accepted").items() if case.find("skipped") is not None
    }
    assert set(skipped) == {
        "column-unexpected Race.region",
        "unique-partial Athlete(firebaseId)",
        "table-unexpected hotfix_backup",
        "column-missing Race.city",
        "table-unexpected RaceOld",
    }


def test_gitlab_lists_the_worst_first_and_what_could_not_be_read() -> None:
    entries = json.loads(FORMATS["gitlab"].report(reports.UNCHECKED, RenderOptions()))
    assert [each["severity"] for each in entries] == ["major", "info", "blocker"]
    assert json.loads(FORMATS["gitlab"].report(reports.IN_SYNC, RenderOptions())) == []


def test_gitlab_has_a_file_even_between_two_databases() -> None:
    report = reports.report(reports.UNEXPECTED, expected=Origin("postgres", "a at b"))
    (entry,) = json.loads(FORMATS["gitlab"].report(report, RenderOptions()))
    assert entry["location"]["path"]


def test_two_findings_of_one_rule_on_one_object_are_two() -> None:
    twice = reports.report(reports.PARTIAL, replace(reports.PARTIAL, live_name="another"))
    check_gitlab(FORMATS["gitlab"].report(twice, RenderOptions()))
    check_sarif(FORMATS["sarif"].report(twice, RenderOptions()))


def test_metrics_tell_the_time_only_when_they_are_given_it() -> None:
    without = FORMATS["openmetrics"].report(reports.DRIFTED, RenderOptions())
    told = FORMATS["openmetrics"].report(reports.DRIFTED, RenderOptions(checked_at=1_800_000_000.0, seconds=0.24))
    assert "_seconds" not in without
    assert 'schemacheck_last_check_timestamp_seconds{live="prod at db.internal"} 1800000000.000' in told
    assert 'schemacheck_check_duration_seconds{live="prod at db.internal"} 0.240' in told


def test_metrics_have_a_series_for_every_severity_and_every_broken_rule() -> None:
    text = FORMATS["openmetrics"].report(reports.DRIFTED, RenderOptions())
    assert 'schemacheck_findings{live="prod at db.internal",severity="warning"} 0' in text
    assert 'schemacheck_rule_findings{live="prod at db.internal",rule="column-missing",severity="error"} 1' in text
    assert 'schemacheck_exit_code{live="prod at db.internal"} 1' in text


def test_metrics_of_an_error_count_nothing() -> None:
    text = FORMATS["openmetrics"].error(UsageError("no"), RenderOptions())
    assert [line for line in text.splitlines() if not line.startswith("#")] == ["schemacheck_exit_code 2"]


def test_concise_has_one_line_for_each_finding_and_the_verdict_after_them() -> None:
    lines = FORMATS["concise"].report(reports.DRIFTED, RenderOptions()).splitlines()
    found = [line for line in lines if re.match(r"\S+:\d+:\d+: ", line)]
    assert len(found) == len(reports.DRIFTED.findings) + len(reports.DRIFTED.waived)
    assert "expected_schema.yaml:58:7: error column-missing Athlete.fiveKPace: fiveKPace is not there" in found[0]
    assert lines[len(found)].startswith("DRIFT  ")


@settings(deadline=None)
@given(sentence=st.text(min_size=1), value=st.text(min_size=1), name=st.text(min_size=1))
def test_no_text_breaks_a_format(sentence: str, value: str, name: str) -> None:
    found = replace(
        reports.finding("column-default", "t", MemberName("c"), expected="1", live=value, line=1), sentence=sentence
    )
    found = replace(found, subject=found.subject._replace(name=name), evidence=value, live_name=name)
    live = Origin("postgres", name)
    report = reports.report(found, reports.TARGET, notes=(sentence,), protected={f"public.{name}": value}, live=live)
    check_sarif(FORMATS["sarif"].report(report, RenderOptions()))
    check_junit(FORMATS["junit"].report(report, RenderOptions()))
    check_gitlab(FORMATS["gitlab"].report(report, RenderOptions()))
    check_openmetrics(FORMATS["openmetrics"].report(report, RenderOptions()))
    check_concise(FORMATS["concise"].report(report, RenderOptions()))
    assert len(FORMATS["concise"].report(report, RenderOptions()).splitlines()) == 6
