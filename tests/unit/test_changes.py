"""What became of an object is said by the engine, and every format says the same of it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from schemacheck.app.check import check
from schemacheck.base.names import QName
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.render.picture import picture
from schemacheck.report.multi_report import TargetResult, arranged, merged
from schemacheck.report.report import Report
from schemacheck.sources.source import ConnectionOptions
from tests.agreement import assert_formats_agree

from .reports import REPORTS

TODAY = date(2026, 11, 22)

EXPECTED = """
version: 1
tables:
  customers:
    columns: {id: bigint, email: {type: text, nullable: true, default: "'x'"}, n: {type: integer, nullable: true}}
    primary_key: [id]
  orders:
    columns: {id: bigint, customer: bigint}
    primary_key: [id]
    foreign_keys:
      - {columns: [customer], references: customers(id)}
"""
LIVE = (
    EXPECTED.replace(""", default: "'x'\"""", "")
    .replace("n: {type: integer,", "n: {type: integer, default: 7,")
    .replace("references: customers(id)", "references: orders(id)")
)
"""Two defaults differ, and so that a picture is drawn, a foreign key points elsewhere."""


def compared(folder: Path, expected: str, live: str) -> Report:
    (folder / "expected.yaml").write_text(expected, encoding="utf-8")
    (folder / "live.yaml").write_text(live, encoding="utf-8")
    return check(str(folder / "expected.yaml"), ConnectionOptions(), against=str(folder / "live.yaml"), today=TODAY)


def written(report: Report, name: str) -> str:
    return unescape(FORMATS[name].report(report, RenderOptions(width=100)))


def test_a_column_whose_default_differs_is_drawn_as_differing(tmp_path: Path) -> None:
    report = compared(tmp_path, EXPECTED, LIVE)
    assert {"column-default-missing", "column-default-unexpected"} <= {each.rule.name for each in report.findings}
    signs = {
        "markdown": re.findall(r"#(\d+); (email|n)\b", written(report, "markdown")),
        "html": [
            (str(ord(sign)), name)
            for sign, name in re.findall(r'class="sign [^>]*>(.)</text><text[^>]*>(email|n)<', written(report, "html"))
        ],
    }
    assert signs == {name: [("8800", "email"), ("8800", "n")] for name in signs}


def test_both_sides_of_a_default_that_only_one_side_has_are_shown(tmp_path: Path) -> None:
    report = compared(tmp_path, EXPECTED, LIVE)
    shown = written(report, "text")
    assert re.search(r"expected  'x'\n +live +\(none\)\n", shown)
    assert re.search(r"expected  \(none\)\n +live +7\b", shown)


def test_names_that_look_like_parts_of_a_path_are_drawn_whole(tmp_path: Path) -> None:
    odd = EXPECTED.replace("customer:", '".y": text, "(x)":').replace("[customer]", '["(x)"]')
    shown = picture(compared(tmp_path, odd, LIVE))
    orders = next(table for table in shown.tables if table.key.name == "orders")
    assert {".y", "foreign key ((x))"} <= {part.text for part in orders.parts}
    assert ("(x)", "missing") in {(link.text, link.state) for link in shown.links}


def test_a_function_is_not_drawn_as_a_table(tmp_path: Path) -> None:
    function = "functions:\n  total(integer): {returns: integer}\n"
    report = compared(tmp_path, EXPECTED + function, LIVE + "functions: {}\n")
    assert "function-missing" in {finding.rule.name for finding in report.findings}
    assert {table.key.name for table in picture(report).tables} == {"customers", "orders"}


def test_in_a_report_of_several_databases_a_foreign_key_points_at_a_table_of_its_own(tmp_path: Path) -> None:
    report = compared(tmp_path, EXPECTED, LIVE)
    several = merged(arranged(report.expected, [TargetResult("a", report), TargetResult("b", report)]))
    shown = picture(several)
    assert {(link.source, link.target) for link in shown.links} == {
        (QName(f"{target}:public", "orders"), QName(f"{target}:public", name))
        for target in "ab"
        for name in ("customers", "orders")
    }
    assert {table.key.schema for table in shown.tables} == {"a:public", "b:public"}


@pytest.mark.parametrize("name", REPORTS)
def test_every_format_says_what_the_comparison_said(name: str) -> None:
    assert_formats_agree(REPORTS[name])


def test_every_format_says_what_the_comparison_of_two_files_said(tmp_path: Path) -> None:
    report = compared(tmp_path, EXPECTED, LIVE)
    assert {"differs"} == {finding.change for finding in report.findings}
    assert_formats_agree(report)
    gone = LIVE.replace("n: {type: integer, default: 7, nullable: true}", "m: text")
    assert {"missing", "unexpected", "differs"} == {each.change for each in compared(tmp_path, EXPECTED, gone).findings}
    assert_formats_agree(compared(tmp_path, EXPECTED, gone))
