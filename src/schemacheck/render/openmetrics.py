"""Metrics for a Prometheus node exporter's textfile collector, and for whatever else reads OpenMetrics.

The collector reads the older text format, which knows fewer types: gauges alone mean the same in both. It refuses two
files with one series, so every series says which live side it is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from schemacheck.base.errors import SchemacheckError
from schemacheck.render.layout import clean
from schemacheck.render.options import RenderOptions
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity

_HELP: Final = {
    "schemacheck_exit_code": "0 in sync, 1 drift, 2 usage or spec error, 3 could not check.",
    "schemacheck_findings": "Findings that count, by severity.",
    "schemacheck_rule_findings": "Findings that count, by rule and severity; no series where there are none.",
    "schemacheck_pending_findings": "Findings that the deploy will resolve.",
    "schemacheck_waived_findings": "Findings that a waiver covers.",
    "schemacheck_known_findings": "Findings that a baseline holds.",
    "schemacheck_not_checked": "Things that were not checked, by cause.",
    "schemacheck_compared": "Objects that were compared, by kind.",
    "schemacheck_last_check_timestamp_seconds": "When the check ended.",
    "schemacheck_check_duration_seconds": "How long the check took.",
}
_Sample = tuple[dict[str, str], float]


def render(report: Report, options: RenderOptions) -> str:
    """Write the counts of a report."""
    live = {"live": report.live.label}
    rules = Counter((finding.rule.name, finding.severity) for finding in report.findings)
    causes = Counter(gap.cause for gap in report.not_checked)
    return _metrics_text(
        {
            "schemacheck_exit_code": [(live, int(report.exit_code))],
            "schemacheck_findings": [
                ({**live, "severity": severity.value}, report.count(severity)) for severity in Severity
            ],
            "schemacheck_rule_findings": [
                ({**live, "rule": rule, "severity": severity.value}, number)
                for (rule, severity), number in sorted(rules.items(), key=lambda each: (each[0][0], each[0][1].rank))
            ],
            "schemacheck_pending_findings": [(live, len(report.pending))],
            "schemacheck_waived_findings": [(live, len(report.waived))],
            "schemacheck_known_findings": [(live, len(report.known))],
            "schemacheck_not_checked": [
                ({**live, "cause": cause}, causes[cause]) for cause in ("not readable", "not comparable", "not stated")
            ],
            "schemacheck_compared": [({**live, "kind": kind}, number) for kind, number in report.counts.items()],
            **_time_samples(live, options),
        }
    )


def render_error(error: SchemacheckError, options: RenderOptions) -> str:
    """Write the exit code alone: an error says nothing about drift, so there is nothing to count."""
    return _metrics_text({"schemacheck_exit_code": [({}, int(error.exit_code))], **_time_samples({}, options)})


def _time_samples(labels: dict[str, str], options: RenderOptions) -> dict[str, list[_Sample]]:
    told = {
        "schemacheck_last_check_timestamp_seconds": options.checked_at,
        "schemacheck_check_duration_seconds": options.seconds,
    }
    return {name: [(labels, value)] for name, value in told.items() if value is not None}


def _metrics_text(metrics: dict[str, list[_Sample]]) -> str:
    lines: list[str] = []
    for name, samples in metrics.items():
        lines += [f"# HELP {name} {_HELP[name]}", f"# TYPE {name} gauge"]
        lines += [f"{name}{_labels(labels.items())} {_number(value)}" for labels, value in samples]
    return "\n".join([*lines, "# EOF"]) + "\n"


def _labels(pairs: Iterable[tuple[str, str]]) -> str:
    told = ",".join(f'{name}="{_escaped_label(value)}"' for name, value in pairs)
    return f"{{{told}}}" if told else ""


def _escaped_label(text: str) -> str:
    return clean(text).replace("\\", "\\\\").replace('"', '\\"')


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"
