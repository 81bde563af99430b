"""What `--verbose` tells of a report, beside what every reader gets: on standard error, where bytes may change."""

from __future__ import annotations

from schemacheck.model.schema import Server
from schemacheck.report.findings import Report
from schemacheck.report.matrix import Matrix


def details(result: Report | Matrix) -> list[str]:
    """Tell which server it was, what was passed over and by whose word, and what a baseline holds."""
    if isinstance(result, Report):
        return _of(result)
    return list(dict.fromkeys(f"{cell.name or cell.target}: {line}" for cell in result.cells
                              if isinstance(cell.result, Report) for line in _of(cell.result)))  # fmt: skip


def _of(report: Report) -> list[str]:
    lines = [] if report.live.server is None else _server(report.live.server)
    for each in report.ignored:
        lines.append(f"ignored {each.path}: {each.reason}" + (f" ({each.at.file}:{each.at.line})" if each.at else ""))
    for finding in report.known:
        lines.append(f"known {finding.rule.name} {finding.subject.within(report.home)}: {finding.sentence}")
    return lines


def _server(server: Server) -> list[str]:
    lines = [f"{server.product}, {server.database} at {server.host} as {server.role}"]
    if server.lag_seconds is not None:
        lines.append(f"the replica last replayed a transaction {server.lag_seconds:.1f} s ago")
    return lines
