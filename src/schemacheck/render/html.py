"""The report as one HTML page that needs nothing else: no server, no network, no font from elsewhere.

Its policy lets it load nothing and run only its own style and script, by their digests; every text is escaped. A
template engine would be one more thing to load and to keep for a page of so few shapes.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from pkgutil import get_data
from typing import TYPE_CHECKING, Final

from schemacheck.base.errors import SchemacheckError, SourceError
from schemacheck.base.names import QName
from schemacheck.render import html_finding, plain, rule_page, svg, wording
from schemacheck.render.html_finding import html_text
from schemacheck.render.layout import counted
from schemacheck.render.locations import numbered
from schemacheck.render.options import RenderOptions
from schemacheck.render.picture import picture, picture_of
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report
from schemacheck.report.rules import RULES, Rule, Severity

if TYPE_CHECKING:
    from schemacheck.report.cause import Cause

_CLASSES: Final = {"in sync": "in-sync", "pending": "in-sync", "drift": "drift", "unchecked": "unchecked"}
_LINKS: Final = {
    "missing": '<span><b class="missing"></b>foreign key that is expected, not live</span>',
    "unexpected": '<span><b class="unexpected"></b>foreign key that is live, not expected</span>',
    "differs": '<span><b class="differs"></b>foreign key with other terms</span>',
    None: "<span><b></b>foreign key as expected</span>",
}
_NOTHING: Final = "No finding fits the filter."


def render(report: Report, options: RenderOptions) -> str:
    """Write the page: verdict, what happened, picture, findings by table, what does not count, what was not checked."""
    by_owner = groupby(report.findings, lambda each: wording.owner_path(each, report.home))
    groups = [(name, list(group)) for name, group in by_owner]
    anchors = {_table_name(group[0]): f"table-{number}" for number, (_, group) in reversed(list(enumerate(groups)))}
    digests = {id(finding): digest for digest, finding in numbered(report.findings)}
    body = [_top(report, options), '<main class="wide">', _summary(report), _causes(report, digests, anchors)]
    body += [_together(report), _picture(report, anchors)]
    if groups:
        body.append(_filters(report, [name for name, _ in groups]))
    for number, (name, group) in enumerate(groups):
        body.append(_object_section(f"table-{number}", name, group, report, digests))
    if groups:
        body.append(f'<p class="nothing" hidden>{_NOTHING}</p>')
    body += [
        _pending(report),
        _accepted(report),
        _gaps_section(report),
        _ignored(report),
        _remarks(report),
        _rules_section(rule for rule in RULES.values() if any(finding.rule is rule for finding in report.findings)),
        "</main>",
    ]
    return _html_page(f"{wording.heading(report).capitalize()}: {report.live.label}", body)


def render_error(error: SchemacheckError, _options: RenderOptions) -> str:
    """Write a page that says why there is no report."""
    if isinstance(error, SourceError):
        told = [(str(each.at), each.message, each.hint, wording.evidence(each)) for each in error.mistakes]
        heading = counted(len(told), "mistakes")
    else:
        told = [("", error.message, error.hint, [])]
        heading = "No result"
    lines = ["<li>" + "".join(_error_lines(*each)) + "</li>" for each in told]
    body = [
        '<header class="top failed"><div class="wide"><p class="brand">schemacheck</p>',
        f"<h1>{heading}</h1>",
        '<p class="origins">This says nothing about drift: there was no comparison.</p></div></header>',
        '<main class="wide"><ul class="mistakes">',
        *lines,
        "</ul></main>",
    ]
    return _html_page(heading, body)


def _error_lines(where: str, message: str, hint: str | None, evidence: Sequence[str]) -> Iterable[str]:
    if where:
        yield f"<code>{html_text(where)}</code>"
    yield "<p>" + "\n".join(html_text(line) for line in message.splitlines()) + "</p>"
    if evidence:
        yield '<pre class="evidence">' + "\n".join(map(html_text, evidence)) + "</pre>"
    if hint:
        yield f"<p>{html_text(hint)}</p>"


def _html_page(title: str, body: Iterable[str]) -> str:
    style, script = _asset("report.css"), _asset("report.js")
    policy = (
        f"default-src 'none'; style-src '{_hash_source(style)}'; script-src '{_hash_source(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{html_text(title)} - schemacheck</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        *filter(None, body),
        f"<script>{script}</script>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


@cache
def _asset(name: str) -> str:
    # Not importlib.resources: loading that takes longer than all the rest.
    data = get_data(__package__, f"page/{name}")
    if data is None:
        raise FileNotFoundError(f"page/{name}")
    return data.decode()


def _hash_source(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _top(report: Report, options: RenderOptions) -> str:
    tally = [(severity.value, f"{severity.value}s", report.count(severity)) for severity in Severity]
    tally += [("waived", "waived", len(report.waived)), ("unlooked", "not checked", len(report.not_checked))]
    if report.pending:
        tally.insert(3, ("known", "pending", len(report.pending)))
    if report.baseline:
        tally.insert(3, ("known", "in the baseline", len(report.known)))
    cells = "".join(
        f'<div class="{name}{"" if number else " zero"}"><dt>{label}</dt><dd>{number:,}</dd></div>'
        for name, label, number in tally
    )
    compared = f'<p class="compared">Compared: {html_text(wording.compared(report))}.</p>' if report.counts else ""
    failing = f" Fails on: {report.fail_on.value}."
    today = f" Checked on {report.today.isoformat()}." if report.today else ""
    return (
        f'<header class="top {_CLASSES[report.outcome]}"><div class="wide"><p class="brand">schemacheck</p>'
        f"<h1>{wording.heading(report).capitalize()}</h1>"
        f'<p class="origins">{html_text(wording.origins(report) + wording.ended(options))}.{today}{failing}</p>'
        f'<dl class="tally">{cells}</dl>{compared}</div></header>'
    )


def _summary(report: Report) -> str:
    """Sum up many findings."""
    if len(report.findings) <= wording.A_LOT:
        return ""
    rows = [(row.label, f"{row.number:,}", html_text(row.text)) for row in wording.summary(report)]
    return _table_section(html_text(wording.how_many(report)), ("", "findings", ""), rows)


def _causes(report: Report, digests: Mapping[int, str], sections: Mapping[QName, str]) -> str:
    """Say what happened, each cause with links to the findings it explains."""
    if not report.causes:
        return ""
    anchors = {finding: digests[id(finding)] for finding in report.findings}
    told = "\n".join(
        _cause(cause, anchors, report, _drawn(cause, report, sections, f"-of-{number}"))
        for number, cause in enumerate(report.causes)
    )
    return f'<section class="causes"><h2>What happened</h2>\n{told}\n</section>'


def _together(report: Report) -> str:
    """Say which findings one transaction was the last to write."""
    told = "".join(f"<p>{html_text(sentence)}</p>" for sentence in wording.together(report))
    return f'<section class="causes"><h2>Written together</h2>\n{told}\n</section>' if told else ""


def _drawn(cause: Cause, report: Report, sections: Mapping[QName, str], name: str) -> str:
    """Draw what the act did to which tables."""
    shown = picture_of(cause, report)
    if not shown.tables:
        return ""
    return f'<div class="picture"><div class="canvas" tabindex="0">{svg.draw(shown, sections, name)}</div></div>'


def _cause(cause: Cause, anchors: Mapping[Finding, str], report: Report, drawn: str) -> str:
    lines = "".join(
        f'<li class="{finding.severity.value}"><span class="severity">{finding.severity.value}</span> '
        f'<a href="#finding-{anchors[finding]}">{finding.rule.name}</a> '
        f"<code>{html_text(finding.subject.within(report.home))}</code></li>"
        for finding in cause.findings
    )
    breaks = "".join(f"<p>{html_text(line)}</p>" for line in wording.breaks(cause))
    when = html_text(" ".join(wording.when_of_cause(cause)))
    when = f"<dt>When</dt><dd>{when}</dd>" if when else ""
    explains = counted(len(cause.findings), "findings")
    return (
        f'<article class="cause"><h3>{html_text(cause.sentence)}</h3>'
        f'<dl class="means"><dt>Seen by</dt><dd>{html_text(cause.evidence)}</dd>{when}'
        f"<dt>Breaks</dt><dd>{breaks}</dd>{html_finding.look(wording.look_of(cause))}</dl>{drawn}"
        f"<details><summary>explains {explains}</summary><ul>{lines}</ul></details></article>"
    )


def _picture(report: Report, anchors: Mapping[QName, str]) -> str:
    shown = picture(report, most_parts=None)
    if not shown.is_worth_drawing:
        return ""
    keys = [
        "<span><i>\u2212</i> expected, not there</span>",
        "<span><i>+</i> there, not expected</span>",
        "<span><i>\u2260</i> otherwise than expected</span>",
    ]
    if shown.links:
        keys += [text for state, text in _LINKS.items() if any(link.state == state for link in shown.links)]
    if shown.left_out:
        keys.append(f"<span>{shown.left_out:,} more tables are left out here</span>")
    return (
        '<figure class="picture"><div class="canvas" tabindex="0">'
        + svg.draw(shown, anchors)
        + f"</div><figcaption>{''.join(keys)}</figcaption></figure>"
    )


def _filters(report: Report, names: Sequence[str]) -> str:
    chips = "".join(
        f'<label class="chip {severity.value}"><input type="checkbox" name="severity" value="{severity.value}" checked>'
        f"{counted(report.count(severity), f'{severity.value}s')}</label>"
        for severity in Severity
        if report.count(severity)
    )
    options = "".join(f'<option value="table-{number}">{html_text(name)}</option>' for number, name in enumerate(names))
    return (
        '<div class="filters" hidden><form autocomplete="off">'
        f"<fieldset><legend>Severity</legend>{chips}</fieldset>"
        '<input type="search" name="text" placeholder="Filter by any word" aria-label="Filter by any word">'
        f'<select name="table" aria-label="Table"><option value="">All tables</option>{options}</select>'
        '<output class="showing"></output></form></div>'
    )


def _object_section(
    anchor: str, name: str, group: Sequence[Finding], report: Report, digests: Mapping[int, str]
) -> str:
    subject = group[0].subject
    reason = report.protected.get(f"{subject.schema}.{subject.name}")
    guarded = f'<p class="guarded">protected: {html_text(reason)}</p>' if reason is not None else ""
    cards = "\n".join(html_finding.card(finding, digests[id(finding)], report) for finding in group)
    return f'<section class="table" id="{anchor}"><h2>{html_text(name)}</h2>{guarded}\n{cards}\n</section>'


def _pending(report: Report) -> str:
    rows = [
        (
            finding.rule.name,
            f"<code>{html_text(finding.subject.within(report.home))}</code>",
            html_text(finding.sentence),
        )
        for finding in report.pending
    ]
    return _table_section("Pending: the deploy will change it", ("rule", "object", "what"), rows)


def _accepted(report: Report) -> str:
    rows = [(finding, "waived", plain.terms(finding, report)) for finding in report.waived]
    rows += [(finding, "in the baseline", report.baseline or "") for finding in report.known]
    return _table_section(
        "Accepted drift",
        ("rule", "object", "what", "terms"),
        [
            (
                finding.rule.name,
                f"<code>{html_text(finding.subject.within(report.home))}</code>",
                html_text(finding.sentence),
                html_text(f"{label} {terms}"),
            )
            for finding, label, terms in rows
        ],
    )


def _gaps_section(report: Report) -> str:
    return _table_section(
        "Not checked", ("why", "what"), [(html_text(label), html_text(text)) for label, text in wording.gaps(report)]
    )


def _ignored(report: Report) -> str:
    rows = [(f"<code>{html_text(each.path)}</code>", html_text(each.reason)) for each in report.ignored]
    return _table_section("Passed over", ("object", "because of"), rows)


def _remarks(report: Report) -> str:
    if not report.notes:
        return ""
    lines = "".join(f"<li>{html_text(note)}</li>" for note in report.notes)
    return f'<section class="below"><h2>Remarks</h2><ul>{lines}</ul></section>'


def _table_section(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    told = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    if not told:
        return ""
    head = "".join(f"<th>{heading}</th>" for heading in headings)
    return f'<section class="below"><h2>{title}</h2><table><tr>{head}</tr>{told}</table></section>'


def _rules_section(rules: Iterable[Rule]) -> str:
    told = "".join(_rule_details(rule) for rule in rules)
    return f'<section class="below"><h2>The rules that were broken</h2>{told}</section>' if told else ""


def _rule_details(rule: Rule) -> str:
    parts = [
        f'<details id="rule-{rule.name}"><summary><b>{rule.name}</b><span>{html_text(rule.summary)}</span></summary>'
    ]
    for section in rule_page.sections(rule):
        parts.append(f"<h3>{html_text(section.title)}</h3>")
        if section.kind == "list":
            parts.append("<ul>" + "".join(f"<li>{html_text(line)}</li>" for line in section.lines) + "</ul>")
        elif section.kind == "query":
            parts.append("<pre>" + "\n".join(html_text(line) for line in section.lines) + "</pre>")
        else:
            parts += [f"<p>{html_text(line)}</p>" for line in section.lines]
    return "".join(parts) + "</details>"


def _table_name(finding: Finding) -> QName:
    return QName(finding.subject.schema, finding.subject.name)
