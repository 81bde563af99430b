"""What `--verbose` tells of a report, beside what every reader gets: on standard error, where bytes may change."""

from __future__ import annotations

from schemacheck.model.schema import Server
from schemacheck.render.wording import gaps
from schemacheck.report.multi_report import MultiReport
from schemacheck.report.report import Report


def details(result: Report | MultiReport) -> list[str]:
    """Tell which server it was, what was passed over and by whose word, and what a baseline holds."""
    if isinstance(result, Report):
        return _report_details(result)
    lines: dict[str, None] = {}
    for each in result.results:
        if isinstance(each.report_or_error, Report):
            lines |= dict.fromkeys(
                f"{each.name or each.target}: {line}" for line in _report_details(each.report_or_error)
            )
    return list(lines)


def _report_details(report: Report) -> list[str]:
    lines = [] if report.live.server is None else _server_details(report.live.server)
    lines += [f"{label}: {text}" for label, text in gaps(report)]
    for each in report.ignored:
        lines.append(f"ignored {each.path}: {each.reason}" + (f" ({each.at.file}:{each.at.line})" if each.at else ""))
    for finding in report.known:
        lines.append(f"known {finding.rule.name} {finding.subject.within(report.home)}: {finding.sentence}")
    return lines


def _server_details(server: Server) -> list[str]:
    lines = [f"{server.product}, {server.database} at {server.host} as {server.role}"]
    if server.lag_seconds is not None:
        lines.append(f"the replica last replayed a transaction {server.lag_seconds:.1f} s ago")
    return lines
