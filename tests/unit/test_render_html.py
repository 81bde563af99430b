"""The HTML page: what it promises as text, and how it works in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.subject import MemberName
from tests.browser import Page as OpenPage
from tests.browser import browser, file_url
from tests.formats import Page, check_html
from tests.servers import Unavailable

from . import reports

HTML = FORMATS["html"]


@pytest.fixture
def page() -> Iterator[OpenPage]:
    """An open page of a browser; skips where there is none to be had."""
    try:
        with browser() as opened:
            yield opened
    except Unavailable as reason:
        pytest.skip(f"the page was not opened in a browser: {reason}")


@pytest.mark.parametrize("name", reports.REPORTS)
def test_every_finding_is_told_with_both_sides(name: str) -> None:
    report = reports.REPORTS[name]
    page = HTML.report(report, RenderOptions())
    text = " ".join(Page(page).text)
    assert page.count('<article class="finding') == len(report.findings)
    for finding in report.findings:
        assert finding.rule.harm in text
        assert f'href="#rule-{finding.rule.name}"' in page
        assert f'id="rule-{finding.rule.name}"' in page


def test_what_differs_is_marked_by_whole_words() -> None:
    found = reports.finding(
        "column-type",
        "t",
        MemberName("c"),
        expected="timestamp(3) without time zone",
        live="timestamp(3) with time zone",
    )
    page = HTML.report(reports.report(found), RenderOptions())
    assert re.findall("<mark>(.*?)</mark>", page) == ["without", "with"]


@settings(deadline=None)
@given(sentence=st.text(), value=st.text(min_size=1), name=st.text(min_size=1))
def test_no_text_breaks_out_of_the_page(sentence: str, value: str, name: str) -> None:
    found = replace(
        reports.finding("column-default", "t", MemberName("c"), expected="1", live=value, line=1), sentence=sentence
    )
    found = replace(found, subject=found.subject._replace(name=name), evidence=value, live_name=name)
    page = HTML.report(reports.report(found, reports.TARGET, notes=(sentence,)), RenderOptions())
    plain = HTML.report(
        reports.report(reports.finding("column-default", "t", MemberName("c")), reports.TARGET), RenderOptions()
    )
    check_html(page)
    assert page.count("<script") == plain.count("<script") == 1


SHOWN = "[...document.querySelectorAll('.finding')].filter((each) => each.offsetHeight > 0).map((each) => each.id)"
SET = """(() => {{
    const it = document.querySelector('{}');
    it.{};
    it.dispatchEvent(new Event('input', {{bubbles: true}}));
}})()"""


def test_in_a_browser(tmp_path: Path, page: OpenPage) -> None:
    """Findings are visible, every filter works, nothing is asked of anybody, and it fits a phone and paper."""
    path = tmp_path / "drift.html"
    path.write_text(HTML.report(reports.DRIFTED, RenderOptions()), encoding="utf-8")
    page.emulate(width=1200)
    page.open(file_url(path))
    everything = page.run(SHOWN)
    assert len(everything) == len(reports.DRIFTED.findings)
    assert page.run("document.querySelector('.showing').textContent") == "5 of 5 shown"
    assert page.run("document.querySelectorAll('.picture svg .link').length") == 2

    page.run(SET.format("input[value=error]", "checked = false"))
    assert len(page.run(SHOWN)) == 1
    page.run(SET.format("input[value=error]", "checked = true"))
    page.run(SET.format("input[name=text]", "value = 'GOFAST companyid'"))
    assert len(page.run(SHOWN)) == 1
    assert page.run("[...document.querySelectorAll('.table')].filter((each) => !each.hidden).length") == 1
    page.run(SET.format("input[name=text]", "value = 'no such word'"))
    assert page.run(SHOWN) == []
    assert page.run("document.querySelector('.nothing').hidden") is False
    page.run(SET.format("input[name=text]", "value = ''"))
    page.run(SET.format("select[name=table]", "selectedIndex = 2"))
    assert len(page.run(SHOWN)) == 1
    page.run(SET.format("select[name=table]", "selectedIndex = 0"))
    assert page.run(SHOWN) == everything

    page.run("location.hash = 'rule-foreign-key-target'")
    page.run("new Promise((done) => setTimeout(done, 50))")
    assert page.run("document.getElementById('rule-foreign-key-target').open") is True

    light = page.run("getComputedStyle(document.body).backgroundColor")
    page.emulate(width=390, scheme="dark")
    assert page.run("getComputedStyle(document.body).backgroundColor") != light
    assert page.run("document.documentElement.scrollWidth") <= 390
    page.emulate(width=800, media="print")
    assert page.run("document.querySelector('.filters').offsetHeight") == 0

    assert page.requests() == [file_url(path)]
    assert page.complaints() == []
    assert page.run("fetch('https://example.org').then(() => 'left', () => 'held')") == "held"
    assert any("Content Security Policy" in each for each in page.complaints())
