"""Every format and every picture says of a finding what the comparison said: what became of the object, both sides.

`assert_formats_agree(report)` is for tests that have a report of a real database at hand.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

from schemacheck.base.names import QName, quoted
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.render.layout import clean, flat
from schemacheck.render.mermaid import diagram
from schemacheck.render.picture import picture
from schemacheck.render.svg import draw
from schemacheck.report.finding import Finding, shown
from schemacheck.report.report import Report
from schemacheck.report.rules import RULES, Severity
from schemacheck.report.subject import Subject

SIGNS = {"missing": "\u2212", "unexpected": "+", "differs": "\u2260"}
WIDE = RenderOptions(width=100_000)
"""So wide that nothing is broken into lines."""

_ELSEWHERE = Finding(
    rule=RULES["table-missing"],
    severity=Severity.ERROR,
    subject=Subject("table", "elsewhere", "zzz"),
    sentence="zzz is not there",
    change="missing",
)
"""One table alone makes no picture."""


def assert_formats_agree(report: Report) -> None:
    """Hold JSON, text, Markdown and the pictures to what each finding of a report says."""
    document = json.loads(FORMATS["json"].report(report, WIDE))
    for group in ("findings", "undecided", "waived", "known"):
        findings: tuple[Finding, ...] = getattr(report, group)
        assert len(document[group]) == len(findings)
        for finding, written in zip(findings, document[group], strict=True):
            assert_sides_fit_the_change(finding)
            assert written["change"] == finding.change
            told = [tuple(side) if isinstance(side, list) else side for side in (written["expected"], written["live"])]
            assert told == [finding.expected, finding.live]
    for finding in report.findings:
        alone = replace(finding, severity=Severity.ERROR)
        only = replace(report, findings=(alone,), waived=(), known=(), causes=())
        assert_text_agrees(alone, FORMATS["text"].report(only, WIDE))
        assert_markdown_agrees(alone, FORMATS["markdown"].report(only, WIDE))
        assert_pictures_agree(alone, replace(only, findings=(alone, _ELSEWHERE)))


def assert_sides_fit_the_change(finding: Finding) -> None:
    """A missing object has no live side, an unexpected one no expected side, and text stands for a value."""
    if finding.change == "missing":
        assert (finding.live, finding.live_value) == (None, None)
    if finding.change == "unexpected":
        assert (finding.expected, finding.expected_value) == (None, None)
    if finding.change == "differs":
        assert flat(shown(finding.expected)) != flat(shown(finding.live))
    if finding.change is None:
        assert (finding.expected_value, finding.live_value) == (None, None)


def sides(finding: Finding) -> dict[str, str]:
    """What is to be shown: nothing where there is nothing or a diff says it, else both, "(none)" for an empty one."""
    values = (finding.expected, finding.live)
    if values == (None, None) or (finding.evidence and finding.change):
        return {}
    return dict(zip(("expected", "live"), map(flat, map(shown, values)), strict=True))


def marks(finding: Finding) -> str:
    at = f"{finding.live_at.file}:{finding.live_at.line}" if finding.live_at else ""
    # A member that is distinguished by its name need not be called by it again where the sentence does so.
    own = finding.live_name == getattr(finding.subject.member, "name", None)
    called = finding.live_name if not own or str(finding.live_name) not in finding.sentence else None
    name = f"{finding.live_noun} {quoted(called)}".strip() if called else ""
    return ", ".join(filter(None, (name, at)))


def assert_text_agrees(finding: Finding, text: str) -> None:
    told = re.findall(r"^ {13}(expected|live) {2,6}(\S.*)$", text, flags=re.MULTILINE)
    if finding.rule.name == "table-unexpected":
        assert told == []  # one line, whatever its severity
        return
    wanted = sides(finding)
    behind = clean(marks(finding))
    if behind:
        wanted["live"] = f"{wanted['live']}    {behind}" if "live" in wanted else behind
    assert told == [(label, clean(value)) for label, value in wanted.items()]


def assert_markdown_agrees(finding: Finding, text: str) -> None:
    (row,) = [line for line in text.splitlines() if line.startswith(f"| error | {finding.rule.name} |")]
    cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)]
    wanted = sides(finding)
    live = [_code(value) for value in (wanted.get("live", ""), marks(finding)) if value]
    assert cells[4:6] == [_code(wanted.get("expected", "")), " ".join(live)]


def _code(text: str) -> str:
    """A value as Markdown's code: in more backticks than stand in it."""
    if not text:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{clean(text)}{pad}{fence}"


def assert_pictures_agree(finding: Finding, report: Report) -> None:
    subject = finding.subject
    drawn = picture(report)
    table = next((each for each in drawn.tables if each.key == QName(subject.schema, subject.name)), None)
    if subject.table is None or finding.change is None:
        assert table is None
        return
    assert table is not None
    mermaid, svg = diagram(drawn), unescape(draw(drawn, {}))
    signs_in_svg = re.findall(r'<text class="sign [^>]*>(.)</text>', svg)
    signs_in_mermaid = [chr(int(code)) for code in re.findall(r"<br/>#(\d+); ", mermaid)]
    if subject.member is None:
        assert table.state == finding.change
        assert signs_in_svg == signs_in_mermaid == []
    else:
        assert [part.state for part in table.parts] == [finding.change]
        assert signs_in_svg == signs_in_mermaid == [SIGNS[finding.change]]
