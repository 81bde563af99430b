"""A part of a report is shown, the whole is judged; and the summary of many findings."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from schemacheck.cli.details import details
from schemacheck.render import FORMATS, RenderOptions, rendered
from schemacheck.report.narrowing import narrowed
from schemacheck.report.rules import Severity
from schemacheck.report.subject import MemberName

from . import reports

OTHERS = tuple(reports.finding("column-missing", f"table_{n}", MemberName("c"), expected="text") for n in range(50))
MANY = reports.report(reports.TARGET, *OTHERS)


@pytest.mark.parametrize(
    ("objects", "rules", "number"),
    [
        (("Athlete",), (), 1),
        (("Athlete*",), (), 1),
        (("public.Athlete",), (), 1),
        (("table_1*",), (), 11),
        (("table_1.c",), (), 1),
        (("athlete",), (), 0),
        ((), ("column-missing",), 50),
        (("Athlete", "table_3"), ("column-missing",), 1),
        (("Athlete", "table_3"), (), 2),
    ],
)
def test_a_part_is_shown_and_the_whole_is_judged(objects: tuple[str, ...], rules: tuple[str, ...], number: int) -> None:
    part = narrowed(MANY, objects, rules)
    assert len(part.findings) == number
    assert (part.outcome, part.exit_code, part.count(Severity.ERROR)) == ("drift", MANY.exit_code, 51)
    assert f"shown are {number} of 51 findings" in part.notes[0]


def test_nothing_asked_is_the_report_itself() -> None:
    assert narrowed(MANY, (), ()) is MANY


def test_a_misspelt_object_has_a_near_miss() -> None:
    assert narrowed(MANY, ("Athlet",), ()).notes[0].endswith("Did you mean --only Athlete?")


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_shows_a_part_and_says_so_or_shows_the_whole(name: str) -> None:
    text = rendered(MANY, name, RenderOptions(width=200, only=("Athlete",)))
    if name in ("openmetrics", "sarif", "junit", "gitlab"):  # whose readers would take what is left out for mended
        assert text == rendered(MANY, name, RenderOptions(width=200))
        return
    assert "table_7" not in text
    assert "shown are 1 of 51 findings" in text


def test_json_counts_the_whole() -> None:
    document = json.loads(rendered(MANY, "json", RenderOptions(only=("Athlete",), rules=("foreign-key-target",))))
    assert (document["counts"]["error"], len(document["findings"])) == (51, 1)
    assert document["shown"] == {"only": ["Athlete"], "rules": ["foreign-key-target"]}
    assert json.loads(rendered(MANY, "json", RenderOptions()))["shown"] is None


def test_many_findings_begin_with_a_summary() -> None:
    text = rendered(MANY, "text", RenderOptions()).splitlines()
    assert text[:2] == ["51 findings in 51 tables and other objects", text[1]]
    assert text[1].startswith("  fails now  51  in Athlete, table_0, ")
    assert rendered(replace(MANY, findings=OTHERS[:40]), "text", RenderOptions()).startswith("table_0")


@pytest.mark.parametrize(
    ("report", "word"),
    [
        (reports.IN_SYNC, "IN SYNC"),
        (reports.BELOW, "PASSED"),
        (reports.report(waived=(reports.WAIVED,)), "PASSED"),
        (reports.report(known=(reports.TARGET,)), "PASSED"),
        (reports.DRIFTED, "DRIFT"),
    ],
)
def test_in_sync_is_said_where_nothing_differs(report: reports.Report, word: str) -> None:
    assert f"\n{word}  " in "\n" + rendered(report, "text", RenderOptions())


def test_kinds_that_nobody_speaks_of_are_counted_and_listed_on_demand() -> None:
    gaps = tuple(reports.NotChecked(what, "not stated", "not in the expected schema") for what in ("a", "b", "c"))
    report = reports.report(not_checked=gaps)
    assert "3 kinds of objects (not in the expected schema); --verbose lists them" in rendered(
        report, "text", RenderOptions(width=200)
    )
    assert "not checked: a, b, c (not in the expected schema)" in details(report)
