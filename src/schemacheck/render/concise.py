"""A line a finding, `file:line:col: severity rule object: sentence`: for editors, quickfix lists and grep."""

from __future__ import annotations

from schemacheck.base.errors import SchemacheckError, SourceError
from schemacheck.render import plain
from schemacheck.render.layout import clean
from schemacheck.render.locations import place
from schemacheck.render.options import RenderOptions
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report


def render(report: Report, options: RenderOptions) -> str:
    """Write the findings in their order, then what is pending and waived, then the verdict."""
    lines = [_finding_line(finding, finding.severity.value, report) for finding in report.findings]
    lines += [_finding_line(finding, "pending", report) for finding in report.pending]
    lines += [
        f"{_finding_line(finding, 'waived', report)} ({plain.terms(finding, report)})" for finding in report.waived
    ]
    return "\n".join(clean(line) for line in [*lines, *plain.ending(report, options)]) + "\n"


def render_error(error: SchemacheckError, _options: RenderOptions) -> str:
    """Write the mistakes in the same form, or the error that prevented the report."""
    if isinstance(error, SourceError):
        lines = [
            f"{mistake.at}: error {mistake.message}" + (f" ({mistake.hint})" if mistake.hint else "")
            for mistake in error.mistakes
        ]
    else:
        lines = [f"error: {error.message}" + (f" ({error.hint})" if error.hint else "")]
    return "\n".join(map(clean, lines)) + "\n"


def _finding_line(finding: Finding, label: str, report: Report) -> str:
    at = place(finding, report) or report.expected.label
    return f"{at}: {label} {finding.rule.name} {finding.subject.within(report.home)}: {finding.sentence}"
