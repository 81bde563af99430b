"""One finding on the HTML page: what differs, expected and live side by side, what breaks, what to do next."""

from __future__ import annotations

import re
from html import escape
from itertools import takewhile
from typing import Final

from schemacheck.render import wording
from schemacheck.render.layout import clean, flat
from schemacheck.report.finding import Finding
from schemacheck.report.look import Look
from schemacheck.report.report import Report

_WORD: Final = re.compile(r"\w+|\s+|[^\w\s]")
_ABSENT: Final = {"expected": "nothing", "live": "not there"}


def card(finding: Finding, digest: str, report: Report) -> str:
    """Write the finding; `digest` is unique on the page."""
    severity = finding.severity.value
    where = wording.where(finding.at)
    header = [
        f'<span class="severity">{severity}</span>',
        f'<span class="band">{wording.band(finding, report)}</span>' if finding.change else "",
        f"<code>{html_text(finding.subject.within(report.home))}</code>",
        f'<a href="#rule-{finding.rule.name}">{finding.rule.name}</a>',
        f'<code class="where">{html_text(where)}</code>' if where else "",
    ]
    when = html_text(" ".join(wording.when(finding, report)))
    parts = [
        f'<article class="finding {severity}" id="finding-{digest}" data-severity="{severity}">',
        f"<header>{''.join(header)}</header>",
        f"<h3>{html_text(finding.sentence)}</h3>",
        _sides(finding),
        _evidence(finding),
        _facts(finding),
        f'<dl class="means">{f"<dt>When</dt><dd>{when}</dd>" if when else ""}'
        f"<dt>Harm</dt><dd>{html_text(wording.harm(finding))}</dd>"
        f"<dt>Next</dt><dd>{html_text(wording.hint(finding))}</dd>{look(finding.look)}</dl>",
        "</article>",
    ]
    return "".join(parts)


def _facts(finding: Finding) -> str:
    facts = [("line", wording.stated(finding)), *((label, flat(text)) for label, text in finding.facts)]
    rows = "".join(f"<dt>{label}</dt><dd><code>{html_text(text)}</code></dd>" for label, text in facts if text)
    return f'<dl class="means facts">{rows}</dl>' if rows else ""


def look(asked: Look | None) -> str:
    """Write the query to paste, and what to decide on its answer."""
    if asked is None:
        return ""
    answers = "".join(
        f"<p><b>{word}</b> {html_text(text)}</p>"
        for word, text in ((wording.none_of(asked), asked.none), (wording.some_of_it(asked), asked.some))
    )
    return f'<dt>Look</dt><dd><pre class="query">{html_text(asked.query)}</pre>{answers}</dd>'


def _sides(finding: Finding) -> str:
    both = dict(wording.sides(finding))
    marks = wording.live_marks(finding)
    if not both and not marks:
        return ""
    told = (
        _marked_difference(both["expected"], both["live"])
        if len(both) == 2
        else {name: html_text(both[name]) for name in both}
    )
    cells = []
    for name in ("expected", "live"):
        value = f"<code>{told[name]}</code>" if name in told else f'<span class="none">{_absent(finding, name)}</span>'
        small = f"<small>{html_text(marks)}</small>" if name == "live" and marks else ""
        cells.append(f'<div class="{name}"><dt>{name}</dt><dd>{value}{small}</dd></div>')
    return f'<dl class="sides">{"".join(cells)}</dl>'


def _absent(finding: Finding, side: str) -> str:
    return _ABSENT[side] if finding.expected is not None or finding.live is not None else "see above"


def _marked_difference(expected: str, live: str) -> dict[str, str]:
    """Mark in both what stands between their common beginning and their common end, by whole words."""
    one, other = _WORD.findall(clean(expected)), _WORD.findall(clean(live))
    start = _shared(one, other)
    end = _shared(one[start:][::-1], other[start:][::-1])
    if start + end == 0:
        return {"expected": html_text(expected), "live": html_text(live)}
    return {"expected": _between(one, start, end), "live": _between(other, start, end)}


def _shared(one: list[str], other: list[str]) -> int:
    """How many words both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _between(words_of: list[str], start: int, end: int) -> str:
    stop = len(words_of) - end
    inner = escape("".join(words_of[start:stop]))
    marked = f"<mark>{inner}</mark>" if inner else ""
    return escape("".join(words_of[:start])) + marked + escape("".join(words_of[stop:]))


def _evidence(finding: Finding) -> str:
    lines = wording.evidence(finding)
    return '<pre class="evidence">' + "\n".join(escape(line) for line in lines) + "</pre>" if lines else ""


def html_text(text: str) -> str:
    """Escape a text for HTML and SVG, without what is not printable."""
    return escape(clean(text))
