"""Workflow commands for GitHub Actions: an annotation on the spec's line for each finding, then a plain summary.

GitHub shows at most ten annotations of a kind and step, so the worst come first and the job summary has them all.
"""

from __future__ import annotations

from typing import Literal

from schemacheck.base.errors import SchemacheckError, SourceError
from schemacheck.base.names import Position
from schemacheck.render import disarm, plain, wording
from schemacheck.render.layout import clean
from schemacheck.render.locations import by_harm, from_top, place
from schemacheck.render.options import RenderOptions
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity

_Command = Literal["error", "warning", "notice"]

_COMMANDS: dict[Severity, _Command] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


def render(report: Report, options: RenderOptions) -> str:
    """Annotate every finding, and what could not be compared or read."""
    lines = [_finding_command(finding, report, options) for finding in by_harm((*report.findings, *report.undecided))]
    if report.outcome == "unchecked":
        lines += [
            _command("error", None, f"schemacheck: {label}", text, options)
            for label, text in wording.gaps(report)
            if label == "not readable"
        ]
    return "\n".join([*lines, disarm.lines("\n".join(_summary(report, options)))]) + "\n"


def render_error(error: SchemacheckError, options: RenderOptions) -> str:
    """Annotate each mistake at its position, or give the error that prevented the report."""
    if isinstance(error, SourceError):
        return "".join(
            _command("error", mistake.at, "schemacheck", _with_hint(mistake.message, mistake.hint), options) + "\n"
            for mistake in error.mistakes
        )
    return _command("error", None, "schemacheck", _with_hint(error.message, error.hint), options) + "\n"


def _with_hint(message: str, hint: str | None) -> str:
    return f"{message}\n{hint}" if hint else message


def _finding_command(finding: Finding, report: Report, options: RenderOptions) -> str:
    title = f"{finding.rule.name} {clean(finding.subject.within(report.home))}"
    return _command(_COMMANDS[finding.severity], place(finding, report), title, "\n".join(plain.told(finding)), options)


def _summary(report: Report, options: RenderOptions) -> list[str]:
    waived = [
        f"waived  {finding.rule.name}  {finding.subject.within(report.home)}  {plain.terms(finding, report)}"
        for finding in report.waived
    ]
    pending = [
        f"pending  {finding.rule.name}  {finding.subject.within(report.home)}: {finding.sentence}"
        for finding in report.pending
    ]
    verdict, *rest = plain.ending(report, options)
    return [clean(line) for line in [verdict, *pending, *waived, *rest]]


def _command(name: _Command, at: Position | None, title: str, text: str, options: RenderOptions) -> str:
    properties = {"title": title}
    if at:
        at = from_top(at, options)
        properties = {"file": at.file, "line": str(at.line), "col": str(at.column), **properties}
    said = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {said}::{_command_data(text)}"


def _command_data(text: str) -> str:
    """Escape a text: its lines stay lines, and nothing else that is not printable reaches the log."""
    told = "\n".join(clean(line) for line in text.split("\n"))
    return disarm.inside(told).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _command_data(text).replace(":", "%3A").replace(",", "%2C")
