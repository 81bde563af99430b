"""Workflow commands for GitHub Actions: an annotation on the spec's line for each finding, then a plain summary.

GitHub shows at most ten annotations of a kind and step, so the worst come first and the job summary has them all.
"""

from __future__ import annotations

import posixpath
from typing import Literal

from schemacheck.errors import SchemacheckError, SourceError
from schemacheck.findings import Finding, Report
from schemacheck.model.names import Position
from schemacheck.rules import Severity

from . import words
from .layout import clean
from .look import Look

_Command = Literal["error", "warning", "notice"]

_COMMANDS: dict[Severity, _Command] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


def render(report: Report, look: Look) -> str:
    """Annotate every finding, and what could not be read."""
    worst_first = sorted(report.findings, key=lambda finding: -finding.severity.rank)
    lines = [_finding(finding, report, look) for finding in worst_first]
    if report.outcome == "unchecked":
        lines += [
            _command("error", None, f"schemacheck: {label}", text, look)
            for label, text in words.gaps(report)
            if label == "not readable"
        ]
    return "\n".join([*lines, *_summary(report)]) + "\n"


def render_error(error: SchemacheckError, look: Look) -> str:
    """Annotate each mistake where it stands, or say why there is no report."""
    if isinstance(error, SourceError):
        return "".join(
            _command("error", mistake.at, "schemacheck", _with_hint(mistake.message, mistake.hint), look) + "\n"
            for mistake in error.mistakes
        )
    return _command("error", None, "schemacheck", _with_hint(error.message, error.hint), look) + "\n"


def _with_hint(message: str, hint: str | None) -> str:
    return f"{message}\n{hint}" if hint else message


def _finding(finding: Finding, report: Report, look: Look) -> str:
    title = f"{finding.rule.name} {clean(finding.subject.within(report.home))}"
    lines = [finding.sentence]
    lines += [f"{label:<8}  {value}" for label, value in words.sides(finding)]
    if marks := words.live_marks(finding):
        lines.append(f"live object: {marks}")
    lines += words.evidence(finding)
    lines += [finding.rule.harm, f"Next: {words.hint(finding)}"]
    at = finding.at
    if at is None and report.expected.kind == "spec":
        at = Position(report.expected.label, 1, 1)
    return _command(_COMMANDS[finding.severity], at, title, "\n".join(lines), look)


def _summary(report: Report) -> list[str]:
    lines = [f"{words.VERDICTS[report.outcome]}  {words.verdict(report)}"]
    lines += [
        f"waived  {finding.rule.name}  {finding.subject.within(report.home)}"
        + (f"  {words.terms(finding.waiver)}" if finding.waiver else "")
        for finding in report.waived
    ]
    lines += [f"{label}  {text}" for label, text in words.gaps(report)]
    lines += [f"remark  {note}" for note in report.notes]
    # The older form of a command, ##[...], is obeyed wherever it stands in a line.
    return [clean(line).replace("##[", "## [") for line in [*lines, f"checked  {words.origins(report)}"]]


def _command(name: _Command, at: Position | None, title: str, text: str, look: Look) -> str:
    properties = {"title": title}
    if at:
        file = posixpath.normpath(posixpath.join(look.folder, at.file))
        properties = {"file": file, "line": str(at.line), "col": str(at.column), **properties}
    said = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {said}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
