"""The report for people: what is wrong, where, both sides, what it breaks, what to do next.

Table by table, the worst first; what needs no more than a line comes after, and the verdict last, where a terminal
stops scrolling.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from schemacheck.base.errors import RefusedError, SchemacheckError, SourceError
from schemacheck.render import wording
from schemacheck.render.layout import clean, counted, flat, with_right, wrap
from schemacheck.render.options import SEVERITY_STYLES, RenderOptions, Style
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity

if TYPE_CHECKING:
    from schemacheck.report.cause import Cause
    from schemacheck.report.look import Look

_LABEL = 9
"""Columns of a severity with the space behind it, so that everything below it lines up."""
_BODY = 2 + _LABEL
_SIDE = _BODY + 2
_VALUE = _SIDE + len("expected  ")

_MANY = 4
"""So many names make a list instead of a line each."""

_MANY_FOLDED = 9
"""The same below a cause, where each line also says what changed."""

_VERDICT_STYLES: dict[str, Style] = {"in sync": "good", "pending": "good", "drift": "error", "unchecked": "warning"}


def render(report: Report, options: RenderOptions) -> str:
    """Lay the report out for a terminal."""
    brief = [finding for finding in report.unexplained if _is_brief(finding)]
    full = [finding for finding in report.unexplained if not _is_brief(finding)]
    blocks = [_summary(report, options)]
    blocks += [_cause(cause, report, options) for cause in report.causes]
    blocks += [wrap(sentence, options.width, 2, first="") for sentence in wording.together(report)]
    blocks += [
        _table(list(group), report, options)
        for _, group in groupby(full, lambda each: wording.owner_path(each, report.home))
    ]
    blocks.append(_brief(brief, report, options) + _pending(report, options) + _waived(report, options))
    blocks.append(ending(report, options))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def render_findings(findings: Sequence[Finding], report: Report, options: RenderOptions) -> str:
    """Lay out some findings of a report in full, table by table, without its verdict."""
    tables = groupby(findings, lambda each: wording.owner_path(each, report.home))
    return "\n\n".join("\n".join(_table(list(group), report, options)) for _, group in tables) + "\n"


def render_error(error: SchemacheckError, options: RenderOptions) -> str:
    """Say why there is no report, and what to try."""
    if isinstance(error, SourceError):
        lines = [
            line
            for mistake in error.mistakes
            for line in (clean(str(mistake)), *(options.paint("faint", each) for each in wording.evidence(mistake)))
        ]
        files = sorted({mistake.at.file for mistake in error.mistakes})
        return "\n".join([*lines, f"{counted(len(error.mistakes), 'mistakes')} in {clean(', '.join(files))}"]) + "\n"
    label = "refused: " if isinstance(error, RefusedError) else "error: "
    lines = _painted(_paragraphs(error.message, label, options), "error", len(label) - 1, options)
    if error.hint:
        lines += _painted(_paragraphs(error.hint, "help: ", options), "strong", len("help:"), options)
    return "\n".join(lines) + "\n"


def _paragraphs(text: str, label: str, options: RenderOptions) -> list[str]:
    """Keep the lines of a message: a server's own has its DETAIL and HINT on lines of their own."""
    first, *others = text.strip().splitlines() or [""]
    lines = wrap(first, options.width, len(label), first=label)
    return lines + [line for other in others for line in wrap(other.strip(), options.width, len(label))]


def _painted(lines: list[str], style: Style, length: int, options: RenderOptions) -> list[str]:
    """Colour the first `length` characters."""
    return [options.paint(style, lines[0][:length]) + lines[0][length:], *lines[1:]]


def _summary(report: Report, options: RenderOptions) -> list[str]:
    """Where there is more than a few screens hold: how much of what, by band and by cause, and in which tables."""
    if len(report.findings) <= wording.A_LOT:
        return []
    lines = [options.paint("strong", line) for line in wrap(wording.how_many(report), options.width)]
    rows = wording.summary(report)
    column = 2 + max(len(row.label) for row in rows) + 2
    number = max(len(f"{row.number:,}") for row in rows)
    for row in rows:
        first = f"  {row.label:<{column - 2}}{row.number:>{number},}  "
        told = wrap(row.text, options.width, len(first), first=first)
        lines += _painted(told, SEVERITY_STYLES[row.severity], 2 + len(row.label), options)
    return lines


def _cause(cause: Cause, report: Report, options: RenderOptions) -> list[str]:
    """Say what happened and what shows it, then the findings it explains in a line each, then what breaks now, once."""
    lines = [options.paint("strong", line) for line in wrap(cause.sentence, options.width)]
    lines += wrap(cause.evidence, options.width, _BODY, first="  " + f"{'seen by':<{_LABEL}}")
    for number, sentence in enumerate(wording.when_of_cause(cause)):
        lines += wrap(sentence, options.width, _BODY, first=None if number else "  " + f"{'when':<{_LABEL}}")
    by_rule: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in cause.findings:
        by_rule.setdefault((finding.severity, finding.rule.name), []).append(finding)
    for group in by_rule.values():
        lines += _all_folded(group, report, options)
    for name, reason in wording.protected(cause.findings, report):
        lines += [
            options.paint("warning", line) for line in wrap(f"{name} is protected: {reason}", options.width, _BODY)
        ]
    for number, harm in enumerate(wording.breaks(cause)):
        lines += wrap(harm, options.width, _BODY, first=None if number else "  " + f"{'breaks':<{_LABEL}}")
    hints = {wording.hint(finding) for finding in cause.findings}
    lines += _hint(cause.findings[0], options) if len(hints) == 1 else []
    return lines + _look(wording.look_of(cause), options, "look")


def _all_folded(findings: list[Finding], report: Report, options: RenderOptions) -> list[str]:
    """Lay out findings of one rule in a line each, or many of them as one list of names."""
    first = findings[0]
    if len(findings) < _MANY_FOLDED:
        return [line for finding in findings for line in _folded(finding, report, options)]
    names = ", ".join(finding.subject.within(report.home) for finding in findings)
    severity = first.severity.value
    lines = wrap(
        f"{first.rule.name} ({len(findings):,})  {names}", options.width, _BODY, first=f"  {severity:<{_LABEL}}"
    )
    return [lines[0].replace(severity, options.paint(SEVERITY_STYLES[first.severity], severity), 1), *lines[1:]]


def _folded(finding: Finding, report: Report, options: RenderOptions) -> list[str]:
    severity = finding.severity.value
    values = wording.changed_values(finding)
    text = f"{finding.rule.name}  {finding.subject.within(report.home)}" + (f"  {values}" if values else "")
    lines = wrap(text, options.width, _BODY, first=f"  {severity:<{_LABEL}}")
    lines = with_right(lines, clean(wording.where(finding.at)), options.width)
    first = lines[0].replace(severity, options.paint(SEVERITY_STYLES[finding.severity], severity), 1)
    return [first, *lines[1:]]


def _is_brief(finding: Finding) -> bool:
    return finding.severity is Severity.NOTE or finding.rule.name == "table-unexpected"


def _table(findings: list[Finding], report: Report, options: RenderOptions) -> list[str]:
    lines = _heading(findings[0], report, options)
    for _, group in groupby(findings, lambda each: (each.rule.name, each.severity, each.band)):
        lines += _same_rule(list(group), report, options)
    return lines


def _heading(finding: Finding, report: Report, options: RenderOptions) -> list[str]:
    name = clean(wording.owner_path(finding, report.home))
    reason = report.protected.get(f"{finding.subject.schema}.{finding.subject.name}")
    if reason is None:
        return [options.paint("strong", name)]
    mark = clean(f"protected: {reason}")
    room = options.width - len(name) - 2
    if len(mark) <= room:
        return [
            options.paint("strong", name)
            + " " * (options.width - len(name) - len(mark))
            + options.paint("warning", mark)
        ]
    return [options.paint("strong", name), *(options.paint("warning", line) for line in wrap(mark, options.width, 2))]


def _same_rule(findings: Sequence[Finding], report: Report, options: RenderOptions) -> list[str]:
    """Lay out findings of one rule in one table; what they break and what to do next is said once where it is one."""
    first, alone = findings[0], len(findings) == 1
    title = f"  {first.severity.value:<{_LABEL}}{first.rule.name}" + ("" if alone else f"  ({len(findings)})")
    says_when = first.band and first.severity is Severity.ERROR and report.live.kind != "prisma"
    title += f"  {wording.band(first, report)}" if says_when else ""
    head = with_right([title], clean(wording.where(first.at)) if alone else "", options.width)
    lines = _painted_title(head, first, options)
    shared_harm = len({wording.harm(finding) for finding in findings}) == 1
    shared_hint = shared_harm and len({wording.hint(finding) for finding in findings}) == 1
    for finding in findings:
        both = wording.sides(finding)
        if alone:
            lines += (
                _stated(finding, options)
                + wrap(finding.sentence, options.width, _BODY)
                + _sides(finding, both, options)
                + _evidence(finding, options)
                + _facts(finding, options)
                + _when(finding, report, options)
            )
            continue
        inline = _only_value(finding, both)
        body = wrap(finding.sentence + (f" ({inline})" if inline else ""), options.width, _BODY)
        lines += with_right(body, clean(wording.where(finding.at)), options.width)
        if finding.change not in ("missing", "unexpected"):
            lines += _sides(finding, both, options)
        lines += _evidence(finding, options) + _facts(finding, options) + _when(finding, report, options)
        if not shared_harm:
            lines += wrap(wording.harm(finding), options.width, _BODY)
        if not shared_hint:
            lines += _hint(finding, options)
        lines += _look(finding.look, options)
    lines += wrap(wording.harm(first), options.width, _BODY) if shared_harm else []
    lines += _hint(first, options) if shared_hint else []
    return lines + (_look(first.look, options) if alone else [])


def _only_value(finding: Finding, both: list[tuple[str, str]]) -> str:
    """The value of an object that one side alone has; empty where both have one, and where the sentence has it."""
    side = {"missing": "expected", "unexpected": "live"}.get(finding.change or "")
    value = dict(both).get(side, "") if side else ""
    return "" if value in finding.sentence else value


def _painted_title(lines: list[str], finding: Finding, options: RenderOptions) -> list[str]:
    word, name = finding.severity.value, finding.rule.name
    before, _, after = lines[0].partition(name)
    painted = before.replace(word, options.paint(SEVERITY_STYLES[finding.severity], word), 1)
    return [painted + options.paint("strong", name) + options.paint("faint", after), *lines[1:]]


def _evidence(finding: Finding, options: RenderOptions) -> list[str]:
    """Quote what shows it, its own indents kept; what is too wide goes on at the edge, since nothing is left out."""
    room = options.width - _SIDE
    return [
        options.paint("faint", " " * _SIDE + line[start : start + room])
        for line in wording.evidence(finding)
        for start in range(0, max(len(line), 1), room)
    ]


def _when(finding: Finding, report: Report, options: RenderOptions) -> list[str]:
    return [line for sentence in wording.when(finding, report) for line in wrap(sentence, options.width, _BODY)]


def _hint(finding: Finding, options: RenderOptions) -> list[str]:
    return wrap(wording.hint(finding), options.width, _BODY, first=" " * _BODY + "Next: ")


def _stated(finding: Finding, options: RenderOptions) -> list[str]:
    line = wording.stated(finding)
    room = options.width - _BODY
    return (
        [options.paint("faint", " " * _BODY + (line if len(line) <= room else line[: room - 3] + "..."))]
        if line
        else []
    )


def _facts(finding: Finding, options: RenderOptions) -> list[str]:
    return [
        line
        for label, text in finding.facts
        for line in wrap(flat(text), options.width, _VALUE, first=" " * _SIDE + f"{label:<{_VALUE - _SIDE}}")
    ]


def _look(look: Look | None, options: RenderOptions, label: str = "") -> list[str]:
    """Give the query to paste, broken where SQL may be broken, and what to decide on its answer."""
    if look is None:
        return []
    query = wrap(look.query, options.width, _SIDE, first=f"{f'  {label}':<{_SIDE}}", whole=True)
    return [
        *(options.paint("note", line) for line in query),
        *wrap(f"{wording.none_of(look)}: {look.none} {wording.some_of_it(look)}: {look.some}", options.width, _SIDE),
    ]


def _sides(finding: Finding, both: list[tuple[str, str]], options: RenderOptions) -> list[str]:
    """Set the sides one above the other, so that the eye finds what differs; the live object's name stands behind."""
    lines: list[str] = []
    for label, value in both:
        style: Style = "good" if label == "expected" else "error"
        plain = wrap(value, options.width, _VALUE, first=" " * _SIDE + f"{label:<{_VALUE - _SIDE}}")
        lines += [options.paint(style, line) for line in plain]
    marks = clean(wording.live_marks(finding))
    if not marks:
        return lines
    if both and both[-1][0] == "live" and len(plain[-1]) + 4 + len(marks) <= options.width:
        return [*lines[:-1], lines[-1] + "    " + options.paint("faint", marks)]
    first = None if both and both[-1][0] == "live" else " " * _SIDE + f"{'live':<{_VALUE - _SIDE}}"
    return lines + [options.paint("faint", line) for line in wrap(marks, options.width, _VALUE, first=first)]


def _brief(findings: Sequence[Finding], report: Report, options: RenderOptions) -> list[str]:
    """A line a finding, the worst first; many of one rule that say only a name become one list of names."""
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in sorted(findings, key=lambda each: -each.severity.rank):
        groups.setdefault((finding.severity, finding.rule.name), []).append(finding)
    lines: list[str] = []
    for group in groups.values():
        if len(group) >= _MANY and _says_only_a_name(group[0]):
            lines += _name_list(group, report, options)
        else:
            lines += [line for finding in group for line in _one_liner(finding, report, options)]
    return lines


def _says_only_a_name(finding: Finding) -> bool:
    # The path of a double is that of another, which is expected.
    is_double = finding.rule.name.endswith("-duplicate")
    return finding.change == "unexpected" and finding.lapsed is None and not is_double


def _name_list(findings: Sequence[Finding], report: Report, options: RenderOptions) -> list[str]:
    severity, rule = findings[0].severity, findings[0].rule
    names = ", ".join(finding.subject.within(report.home) for finding in findings)
    text = f"{rule.name} ({len(findings)})  {names}"
    lines = wrap(text, options.width, _LABEL, first=f"{severity.value:<{_LABEL}}")
    return _painted(lines, SEVERITY_STYLES[severity], len(severity.value), options)


def _one_liner(finding: Finding, report: Report, options: RenderOptions) -> list[str]:
    name = finding.subject.within(report.home)
    if _says_only_a_name(finding):
        says = name
    else:
        says = f"{name}: {finding.sentence}" if finding.subject.part else finding.sentence
    says += "".join(f"  {sentence}" for sentence in wording.when(finding, report))
    text = f"{finding.rule.name}  {says}"
    lines = wrap(text, options.width, _LABEL, first=f"{finding.severity.value:<{_LABEL}}")
    lines = with_right(lines, clean(wording.where(finding.at)), options.width)
    return _painted(lines, SEVERITY_STYLES[finding.severity], len(finding.severity.value), options)


def _pending(report: Report, options: RenderOptions) -> list[str]:
    lines = []
    for finding in report.pending:
        text = f"{finding.rule.name}  {finding.subject.within(report.home)}"
        text += "" if _says_only_a_name(finding) else f": {finding.sentence}"
        lines += _painted(
            wrap(text, options.width, _LABEL, first=f"{'pending':<{_LABEL}}"), "faint", len("pending"), options
        )
    return lines


def _waived(report: Report, options: RenderOptions) -> list[str]:
    lines = []
    for finding in report.waived:
        text = f"{finding.rule.name}  {finding.subject.within(report.home)}"
        if finding.waiver:
            text += f"  {wording.terms(finding.waiver, report.today)}"
        lines += _painted(
            wrap(text, options.width, _LABEL, first=f"{'waived':<{_LABEL}}"), "faint", len("waived"), options
        )
    return lines


def ending(report: Report, options: RenderOptions) -> list[str]:
    """The verdict, what was compared and what was not, remarks, and where and when."""
    word = wording.outcome(report).upper()
    lines = _painted(
        wrap(wording.verdict(report), options.width, len(word) + 2, first=f"{word}  "),
        _VERDICT_STYLES[report.outcome],
        len(word),
        options,
    )
    labelled = wording.footer(report, options)
    column = max(len(label) for label, _ in labelled) + 2
    for label, text in labelled:
        lines += wrap(text, options.width, column, first=f"{label:<{column}}")
    return lines
