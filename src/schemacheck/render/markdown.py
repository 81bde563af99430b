"""The report in GitHub's Markdown, for job summaries and comments: a table to scan, details to open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from schemacheck.base.errors import Mistake, SchemacheckError, SourceError
from schemacheck.render import wording
from schemacheck.render.layout import clean, flat
from schemacheck.render.mermaid import diagram
from schemacheck.render.options import RenderOptions
from schemacheck.render.picture import picture
from schemacheck.report.finding import Finding, shown
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity

if TYPE_CHECKING:
    from schemacheck.report.cause import Cause
    from schemacheck.report.look import Look

COMMENT: Final = 65_000
"""So many bytes go into a comment, with some to spare: GitHub refuses more than 65,536 characters."""

STEP_SUMMARY: Final = 1_000_000
"""So many bytes go into the summary of a step, with some to spare: GitHub drops one of more than 1 MiB whole."""

MOST_OF_A_CAUSE: Final = 20
"""So many findings are named beside the cause that explains them; the table has each of them."""

_MOST_OF_A_VALUE: Final = 2_000
"""So many characters of a value stand in a table; the details have the whole."""

_SPECIAL = re.compile(r"([\\`*_\[\]#|~]|^[-+]|^\d+(?=[.)]))")


def render(report: Report, options: RenderOptions) -> str:
    """Write a heading with the outcome, what happened, the findings, and what was not checked.

    The worst findings stand first, and what there is no room for is left out from the other end, and counted.
    """
    room = _Room(options.room or COMMENT)
    opening = [f"## schemacheck: {wording.heading(report)}", f"**{_prose(wording.verdict(report))}**"]
    closing = _closing(report, options)
    room.take(*opening, *closing)
    lists = [*_accepted("pending", report.pending, report, room), *_accepted("waived", report.waived, report, room)]
    summary = _summary(report) if len(report.findings) > wording.A_LOT else []
    summary += [_prose(sentence) for sentence in wording.together(report)]
    room.take(*summary)
    findings = sorted(report.findings, key=lambda finding: finding.urgency)
    body = _findings(findings, report, room)
    return "\n\n".join([*opening, *summary, *body, *lists, *closing]) + "\n"


class _Room:
    """How many bytes are left."""

    def __init__(self, size: int) -> None:
        self.left = size

    def take(self, *parts: str) -> None:
        """Use what these parts need, whether it is there or not."""
        self.left -= sum(_size(part) for part in parts)

    def fitting(self, parts: Iterable[str], share: float = 1) -> list[str]:
        """Take as many of these parts as there is room for, of a share of what is left."""
        most = self.left * share
        kept: list[str] = []
        for part in parts:
            if _size(part) > most:
                break
            most -= _size(part)
            kept.append(part)
        self.take(*kept)
        return kept


def _size(part: str) -> int:
    """How many bytes a part needs, with the line breaks around it."""
    return len(part.encode()) + 2


def _findings(findings: Sequence[Finding], report: Report, room: _Room) -> list[str]:
    """Write what happened, the table, the picture and the details: rows of errors have a place before anything else."""
    if not findings:
        return []
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    head = [_TABLE_HEAD, "<details><summary>What breaks, and what to do next</summary>", "", "</details>"]
    room.take(*head, _left_out(10**6, "findings"))
    rows = [_row(finding, report) for finding in findings[:errors]]
    if sum(map(_size, rows)) > room.left:
        rows = room.fitting(_names_of_errors(findings[:errors], report))
        return [*_causes(report, room), "\n".join([*rows, ""]), _left_out(len(findings) - errors, "warnings and notes")]
    room.take(*rows)
    causes = _causes(report, room)
    rows += room.fitting((_row(finding, report) for finding in findings[errors:]), _SHARE)
    picture = room.fitting(["\n\n".join(_diagram(report))], _SHARE)
    details = room.fitting(_detail(finding, report) for finding in findings)
    told = [*causes, "\n".join([_TABLE_HEAD, *rows]), _left_out(len(findings) - len(rows), "warnings and notes")]
    told += [*picture, "\n".join([*head[1:3], *details, "", head[3]])]
    left = len(findings) - len(details)
    return [each for each in [*told, _left_out(left, "findings have their row above, and their details")] if each]


_SHARE: Final = 0.5
"""What of the room that is left goes to rows of warnings, and to the picture: details are longer, and say more."""

_TABLE_HEAD: Final = (
    "| severity | rule | object | expected | live | where | harm |\n| --- | --- | --- | --- | --- | --- | --- |"
)


def _left_out(number: int, what: str) -> str:
    return f"{number:,} more {what} are left out here; the other formats have them." if number else ""


def _names_of_errors(errors: Sequence[Finding], report: Report) -> Iterator[str]:
    """Name each error, by rule, where there is no room for a row each."""
    by_rule: dict[str, list[str]] = {}
    for finding in errors:
        by_rule.setdefault(finding.rule.name, []).append(_code(finding.subject.within(report.home)))
    for rule, names in by_rule.items():
        yield f"- **{rule}** ({len(names):,})"
        yield from (f"  {', '.join(names[start : start + 10])}" for start in range(0, len(names), 10))


def _summary(report: Report) -> list[str]:
    rows = ["| | findings | |", "| --- | ---: | --- |"]
    rows += [f"| {row.label} | {row.number:,} | {_prose(row.text)} |" for row in wording.summary(report)]
    return [_prose(wording.how_many(report)) + ".", "\n".join(rows)]


def _closing(report: Report, options: RenderOptions) -> list[str]:
    return [f"**{label}:** {_prose(text)}" for label, text in wording.footer(report, options)]


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


def _causes(report: Report, room: _Room) -> list[str]:
    """Say what happened, what shows it and what breaks, then which findings each cause explains."""
    if not report.causes:
        return []
    told = room.fitting((_cause(cause, report) for cause in report.causes), _SHARE)
    left = len(report.causes) - len(told)
    return ["### What happened", "\n".join([*told, *([f"- {_left_out(left, 'causes')}"] if left else [])])]


def _cause(cause: Cause, report: Report) -> str:
    lines = [f"- **{_prose(cause.sentence)}** Seen by: {_prose(cause.evidence)}."]
    lines += [f"  {_prose(sentence)}" for sentence in wording.when_of_cause(cause)]
    lines.append(f"  {_prose(' '.join(wording.breaks(cause)))}")
    told = [f"{each.rule.name} {_code(each.subject.within(report.home))}" for each in cause.findings[:MOST_OF_A_CAUSE]]
    left = len(cause.findings) - len(told)
    lines.append(f"  Explains: {', '.join(told)}" + (f" and {left:,} more" if left else ""))
    return "\n".join([*lines, *_look(wording.look_of(cause))])


def _look(look: Look | None) -> list[str]:
    """The query in a fence, so that GitHub shows a button to copy it."""
    if look is None:
        return []
    fence = "`" * max(3, _longest_run(look.query) + 1)
    answers = f"{wording.none_of(look)}: {_prose(look.none)} {wording.some_of_it(look)}: {_prose(look.some)}"
    return ["", f"  {fence}sql", f"  {clean(look.query)}", f"  {fence}", f"  {answers}"]


def _row(finding: Finding, report: Report) -> str:
    both = {label: _clipped(value) for label, value in wording.sides(finding)}
    live = _code(both.get("live", ""), in_table=True)
    cells = [
        finding.severity.value,
        finding.rule.name,
        _code(finding.subject.within(report.home), in_table=True),
        _code(both.get("expected", ""), in_table=True),
        " ".join(filter(None, (live, _code(wording.live_marks(finding), in_table=True)))),
        _code(wording.where(finding.at), in_table=True),
        wording.band(finding, report) if finding.change else "",
    ]
    return "| " + " | ".join(cells) + " |"


def _clipped(value: str) -> str:
    return value if len(value) <= _MOST_OF_A_VALUE else f"{value[:_MOST_OF_A_VALUE]}..."


def _diagram(report: Report) -> list[str]:
    shown = picture(report)
    drawn = diagram(shown)
    if not drawn:
        return []
    left_out = [f"{shown.left_out:,} more tables are left out of the picture."] if shown.left_out else []
    return [f"```mermaid\n{drawn}\n```", *left_out]


def _detail(finding: Finding, report: Report) -> str:
    name = _code(finding.subject.within(report.home))
    protected = report.protected.get(f"{finding.subject.schema}.{finding.subject.name}")
    lines = [f"- **{finding.rule.name}** {name}: {_prose(finding.sentence)}."]
    lines.append(f"  {_prose(wording.harm(finding))} Next: {_prose(wording.hint(finding))}")
    lines += [f"  {_prose(sentence)}" for sentence in wording.when(finding, report)]
    if any(len(value) > _MOST_OF_A_VALUE for _, value in wording.sides(finding)):
        lines += [f"  {label}: {_code(value)}" for label, value in wording.sides(finding)]
    lines += [f"  {label}: {_code(flat(text))}" for label, text in finding.facts]
    if finding.previous is not None:
        lines.append(f"  Before: {_code(shown(finding.previous))}.")
    if protected is not None:
        lines.append(f"  Protected: {_prose(protected)}")
    return "\n".join([*lines, *_evidence(finding), *_look(finding.look)])


def _evidence(finding: Finding | Mistake) -> list[str]:
    """Quote what shows it, in a fence longer than any that stands in it."""
    quoted = wording.evidence(finding)
    if not quoted:
        return []
    fence = "`" * max(3, _longest_run("\n".join(quoted)) + 1)
    return ["", *(f"  {line}".rstrip() for line in (f"{fence}text", *quoted, fence)), ""]


def _accepted(label: str, findings: Sequence[Finding], report: Report, room: _Room) -> list[str]:
    """List what does not count: rule, object, and why."""
    if not findings:
        return []
    head = f"| {label} | object | {'terms' if label == 'waived' else 'what'} |\n| --- | --- | --- |"
    room.take(head)
    rows = room.fitting((_accepted_row(finding, report) for finding in findings), 0.1)
    return ["\n".join([head, *rows]), *filter(None, [_left_out(len(findings) - len(rows), label)])]


def _accepted_row(finding: Finding, report: Report) -> str:
    name = _code(finding.subject.within(report.home), in_table=True)
    why = wording.terms(finding.waiver, report.today) if finding.waiver else finding.sentence
    return f"| {finding.rule.name} | {name} | {_prose(why)} |"


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
