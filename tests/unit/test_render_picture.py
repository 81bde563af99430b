"""The picture of the drift: what is in it, how it is laid out, and that no name breaks out of a diagram."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemacheck.base.names import QName
from schemacheck.render.mermaid import diagram
from schemacheck.render.picture import MOST_PARTS, MOST_TABLES, Link, picture
from schemacheck.render.svg import draw
from schemacheck.report.report import ContextKey, Report
from schemacheck.report.subject import MemberName
from tests.live.support import schemacheck

from . import reports

ATHLETE, COMPANIES, COMPANY = (QName("public", name) for name in ("Athlete", "go_fast_companies", "GoFastCompany"))


def boxes(report: Report) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of every table as drawn."""
    root = Xml.fromstring(draw(picture(report), {}))
    found = []
    for rect in root.iter("rect"):
        if rect.attrib["class"] == "box":
            x, y, width, height = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
            found.append((x, y, x + width, y + height))
    return found


def test_both_sides_of_a_key_that_points_elsewhere() -> None:
    shown = picture(reports.DRIFTED)
    assert shown.links == (
        Link(ATHLETE, COMPANIES, "companyId", "missing"),
        Link(ATHLETE, COMPANY, "companyId", "unexpected"),
    )
    assert {ATHLETE, COMPANIES, COMPANY} <= {table.key for table in shown.tables}


def test_parts_and_states() -> None:
    athlete = next(table for table in picture(reports.DRIFTED).tables if table.key == ATHLETE)
    assert [(part.text, part.state) for part in athlete.parts] == [
        ("fiveKPace", "missing"),
        ("unique (firebaseId)", "differs"),
        ("foreign key (companyId)", "differs"),
    ]
    assert athlete.protected
    states = {table.title: table.state for table in picture(reports.TIED).tables}
    assert states["event_log"] == "missing"
    assert states["Athlete"] is None


def test_keys_that_hold_stand_around_those_that_broke() -> None:
    shown = picture(reports.TIED)
    whole = [link for link in shown.links if link.state is None]
    assert whole == [Link(QName("public", "Race"), QName("public", "Venue"), "venue_id", None)]
    assert next(table for table in shown.tables if table.key.name == "Venue").severity is None


def test_a_key_with_other_terms_and_keys_of_a_table_that_is_not_there() -> None:
    states = {(link.source.name, link.target.name): link.state for link in picture(reports.TIED).links if link.state}
    assert states["Result", "Athlete"] == "differs"
    assert states["event_log", "Athlete"] == "missing"


def test_a_key_is_not_drawn_as_missing_because_its_finding_is_accepted() -> None:
    tied = replace(reports.DRIFTED, ties=(ContextKey(ATHLETE, ("coach",), COMPANIES, "expected"),))
    assert picture(tied).links == picture(replace(reports.DRIFTED, ties=())).links


def test_tables_that_only_keys_that_hold_point_at_take_no_room_from_others() -> None:
    several = [reports.finding("table-missing", f"t{number:03}", expected="table") for number in range(MOST_TABLES)]
    context_keys = (
        ContextKey(QName("public", "t000"), ("a",), QName("public", "far"), "expected"),
        ContextKey(QName("public", "t000"), ("b",), QName("public", "t001"), "expected"),
    )
    shown = picture(reports.report(*several, ties=context_keys))
    assert [link.text for link in shown.links] == ["b"]
    assert len(shown.tables) == MOST_TABLES


def test_one_table_and_keys_that_hold_are_no_picture() -> None:
    tied = replace(reports.BELOW, ties=(ContextKey(QName("public", "hotfix_backup"), ("a",), ATHLETE, "both"),))
    assert picture(tied).links
    assert not picture(tied).is_worth_drawing


def test_what_is_no_table_is_not_in_it() -> None:
    assert "column-type" not in {table.key.name for table in picture(reports.TIED).tables}
    assert QName("audit", 'The "old" one') in {table.key for table in picture(reports.TIED).tables}


def test_a_table_alone_is_no_picture() -> None:
    assert not picture(reports.BELOW).is_worth_drawing
    assert diagram(picture(reports.BELOW)) == ""


def test_what_is_too_much_is_counted() -> None:
    (table,) = picture(reports.MANY).tables
    assert len(table.parts) == MOST_PARTS
    assert table.more == 40 - MOST_PARTS
    many = reports.report(
        *(reports.finding("table-missing", f"t{number:03}", expected="table") for number in range(100))
    )
    assert len(picture(many).tables) == MOST_TABLES
    assert picture(many).left_out == 100 - MOST_TABLES


@pytest.mark.parametrize("name", [name for name, each in reports.REPORTS.items() if picture(each).is_worth_drawing])
def test_no_two_boxes_overlap_and_all_are_inside(name: str) -> None:
    report = reports.REPORTS[name]
    root = Xml.fromstring(draw(picture(report), {}))
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    found = boxes(report)
    assert len(found) == len(picture(report).tables)
    for number, (x1, y1, x2, y2) in enumerate(found):
        assert left <= x1 < x2 <= left + width
        assert top <= y1 < y2 <= top + height
        for a1, b1, a2, b2 in found[number + 1 :]:
            assert x2 < a1 or a2 < x1 or y2 < b1 or b2 < y1


def test_every_link_is_drawn_from_an_edge_of_its_source_to_one_of_its_target() -> None:
    shown = picture(reports.TIED)
    root = Xml.fromstring(draw(shown, {}))
    paths = [each.attrib["d"] for each in root.iter("path") if each.attrib["class"].startswith("link")]
    assert len(paths) == len(shown.links)
    edges = {edge for x1, _, x2, _ in boxes(reports.TIED) for edge in (x1, x2)}
    for path in paths:
        first, *_, last = [float(each) for each in re.findall(r"-?\d+", path)[::2]]
        assert first in edges
        assert last in {edge + away for edge in edges for away in (-2, 2)}


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=12))
def test_any_web_of_keys_can_be_drawn(web: list[tuple[int, int, bool]]) -> None:
    found = [
        reports.foreign_key(
            "foreign-key-missing" if is_missing else "foreign-key-unexpected",
            f"t{source}",
            f"c{number}",
            **{"expected" if is_missing else "live": reports.key(f"c{number}", f"t{target}")},
        )
        for number, (source, target, is_missing) in enumerate(web)
    ]
    report = reports.report(*found)
    shown = picture(report)
    assert len(shown.links) == len(web)
    if web:
        assert len(boxes(report)) == len({table for source, target, _ in web for table in (source, target)})


@settings(deadline=None)
@given(name=st.text(min_size=1).filter(lambda name: name != "u"), part=st.text(min_size=1))
def test_no_name_breaks_out_of_a_diagram(name: str, part: str) -> None:
    found = reports.finding("column-missing", "t", MemberName("c"), expected="text NULL")
    odd = replace(found, subject=found.subject._replace(name=name, member=MemberName(part)))
    other = reports.finding("column-missing", "u", MemberName("c"), expected="text NULL")
    text = diagram(picture(reports.report(odd, other)))
    nodes = [line for line in text.splitlines() if re.match(r"  t\d+\[", line)]
    assert all(re.fullmatch(r'  t\d+\["(?:[A-Za-z0-9_ ]|#\d+;|</?b>|<br/>)*"\]', line) for line in nodes)
    assert text.count("\n") == diagram(picture(reports.report(found, other))).count("\n")


@settings(deadline=None)
@given(name=st.text(min_size=1).filter(lambda name: name != "u"), part=st.text(min_size=1))
def test_no_name_breaks_out_of_the_drawing(name: str, part: str) -> None:
    found = reports.finding("column-missing", "t", MemberName("c"), expected="text NULL")
    odd = replace(found, subject=found.subject._replace(name=name, member=MemberName(part)))
    root = Xml.fromstring(draw(picture(reports.report(odd)), {}))
    assert {each.tag for each in root.iter()} <= {"svg", "defs", "marker", "path", "g", "title", "rect", "text"}


def test_a_table_of_forty_that_one_act_changed_is_drawn_whole(tmp_path: Path) -> None:
    files = []
    for kind in ("text", "integer"):
        file = tmp_path / f"{kind}.yaml"
        columns = "".join(f"      c{number}: {kind}\n" for number in range(40))
        file.write_text(f"version: 1\ntables:\n  wide:\n    columns:\n{columns}", encoding="utf-8")
        files.append(str(file))
    page = schemacheck("diff", *files, "--format", "html").out
    (drawn,) = re.findall("<svg.*?</svg>", page, re.DOTALL)
    assert drawn.count("≠") == 40
    assert "more</text>" not in drawn
