"""The report in GitHub's Markdown, for job summaries and comments: a table to scan, details to open."""

from __future__ import annotations

import re
from typing import Final

from schemacheck.base.errors import Mistake, SchemacheckError, SourceError
from schemacheck.render import wording
from schemacheck.render.layout import clean
from schemacheck.render.mermaid import diagram
from schemacheck.render.options import RenderOptions
from schemacheck.render.picture import picture
from schemacheck.report.finding import Finding, shown
from schemacheck.report.report import Report

MOST_FINDINGS: Final = 500
"""A job summary may hold 1 MiB and is dropped whole above that; the count of what is left out is said."""

MOST_OF_A_CAUSE: Final = 20
"""So many findings are named beside the cause that explains them; the table has each of them."""

_SPECIAL = re.compile(r"([\\`*_\[\]#|~]|^[-+]|^\d+(?=[.)]))")


def render(report: Report, _options: RenderOptions) -> str:
    """Write a heading with the outcome, the findings, what is pending or waived and what was not checked."""
    parts = [f"## schemacheck: {wording.heading(report)}", f"**{_prose(wording.verdict(report))}**"]
    if report.causes:
        parts.append(_causes(report))
    parts += [_prose(sentence) for sentence in wording.together(report)]
    shown = report.findings[:MOST_FINDINGS]
    if shown:
        parts += [_table(shown, report), *_diagram(report), _details(shown, report)]
    if len(shown) < len(report.findings):
        parts.append(f"{len(report.findings) - len(shown):,} more findings are left out here.")
    if report.pending:
        parts.append(_pending(report))
    if report.waived:
        parts.append(_waived(report))
    parts += [f"**{label}:** {_prose(text)}" for label, text in wording.gaps(report)]
    parts += [f"**remark:** {_prose(note)}" for note in report.notes]
    return "\n\n".join([*parts, _prose(wording.origins(report))]) + "\n"


def render_error(error: SchemacheckError, _options: RenderOptions) -> str:
    """Write the error that prevented the report."""
    heading = "## schemacheck: no result"
    if isinstance(error, SourceError):
        lines = [
            "\n".join(
                [
                    f"- {_code(str(mistake.at))}: {_prose(mistake.message)}"
                    + (f" ({_prose(mistake.hint)})" if mistake.hint else ""),
                    *_evidence(mistake),
                ]
            )
            for mistake in error.mistakes
        ]
        return f"{heading}\n\n" + "\n".join(lines) + "\n"
    return "\n\n".join(filter(None, [heading, _prose(error.message), _prose(error.hint or "")])) + "\n"


def _causes(report: Report) -> str:
    """Say what happened, what shows it and what breaks, then which findings each cause explains."""
    lines = ["### What happened", ""]
    for cause in report.causes[:MOST_FINDINGS]:
        lines.append(f"- **{_prose(cause.sentence)}** Seen by: {_prose(cause.evidence)}.")
        lines += [f"  {_prose(sentence)}" for sentence in wording.when_of_cause(cause)]
        lines.append(f"  {_prose(' '.join(wording.breaks(cause)))}")
        told = [
            f"{each.rule.name} {_code(each.subject.within(report.home))}" for each in cause.findings[:MOST_OF_A_CAUSE]
        ]
        left = len(cause.findings) - len(told)
        lines.append(f"  Explains: {', '.join(told)}" + (f" and {left:,} more" if left else ""))
    if len(report.causes) > MOST_FINDINGS:
        lines.append(f"- {len(report.causes) - MOST_FINDINGS:,} more are left out here.")
    return "\n".join(lines)


def _table(findings: tuple[Finding, ...], report: Report) -> str:
    rows = ["| severity | rule | object | expected | live | where |", "| --- | --- | --- | --- | --- | --- |"]
    for finding in findings:
        both = dict(wording.sides(finding))
        live = _code(both.get("live", ""), in_table=True)
        cells = [
            finding.severity.value,
            finding.rule.name,
            _code(finding.subject.within(report.home), in_table=True),
            _code(both.get("expected", ""), in_table=True),
            " ".join(filter(None, (live, _code(wording.live_marks(finding), in_table=True)))),
            _code(wording.where(finding.at), in_table=True),
        ]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _diagram(report: Report) -> list[str]:
    shown = picture(report)
    drawn = diagram(shown)
    if not drawn:
        return []
    left_out = [f"{shown.left_out:,} more tables are left out of the picture."] if shown.left_out else []
    return [f"```mermaid\n{drawn}\n```", *left_out]


def _details(findings: tuple[Finding, ...], report: Report) -> str:
    lines = ["<details><summary>What breaks, and what to do next</summary>", ""]
    for finding in findings:
        name = _code(finding.subject.within(report.home))
        protected = report.protected.get(f"{finding.subject.schema}.{finding.subject.name}")
        lines.append(f"- **{finding.rule.name}** {name}: {_prose(finding.sentence)}.")
        lines.append(f"  {_prose(wording.harm(finding))} Next: {_prose(wording.hint(finding))}")
        lines += [f"  {_prose(sentence)}" for sentence in wording.when(finding, report)]
        if finding.previous is not None:
            lines.append(f"  Before: {_code(shown(finding.previous))}.")
        if protected is not None:
            lines.append(f"  Protected: {_prose(protected)}")
        lines += _evidence(finding)
    return "\n".join([*lines, "", "</details>"])


def _evidence(finding: Finding | Mistake) -> list[str]:
    """Quote what shows it, in a fence longer than any that stands in it."""
    quoted = wording.evidence(finding)
    if not quoted:
        return []
    fence = "`" * max(3, _longest_run("\n".join(quoted)) + 1)
    return ["", *(f"  {line}".rstrip() for line in (f"{fence}text", *quoted, fence)), ""]


def _pending(report: Report) -> str:
    rows = ["| pending | object | what |", "| --- | --- | --- |"]
    for finding in report.pending[:MOST_FINDINGS]:
        name = _code(finding.subject.within(report.home), in_table=True)
        rows.append(f"| {finding.rule.name} | {name} | {_prose(finding.sentence)} |")
    if len(report.pending) > MOST_FINDINGS:
        rows.append(f"\n{len(report.pending) - MOST_FINDINGS:,} more are left out here.")
    return "\n".join(rows)


def _waived(report: Report) -> str:
    rows = ["| waived | object | terms |", "| --- | --- | --- |"]
    for finding in report.waived:
        name = _code(finding.subject.within(report.home), in_table=True)
        terms = _prose(wording.terms(finding.waiver, report.today)) if finding.waiver else ""
        rows.append(f"| {finding.rule.name} | {name} | {terms} |")
    return "\n".join(rows)


def _prose(text: str) -> str:
    """Escape a text so that it is read as it is written: no markup, no HTML, no mention of an account."""
    escaped = _SPECIAL.sub(_escaped_match, clean(text))
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("@", "@\u200b")


def _escaped_match(found: re.Match[str]) -> str:
    """Escape a character; after a number that would begin a list, the backslash follows the number."""
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def _code(text: str, *, in_table: bool = False) -> str:
    """Set a name or a value as code; in a table a pipe is escaped even there."""
    if not text:
        return ""
    flat = clean(text)
    fence = "`" * (_longest_run(flat) + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat.replace('|', chr(92) + '|') if in_table else flat}{pad}{fence}"


def _longest_run(text: str) -> int:
    """The length of the longest run of backticks."""
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
