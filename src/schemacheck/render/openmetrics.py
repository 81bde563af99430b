"""Metrics for a Prometheus node exporter's textfile collector, and for whatever else reads OpenMetrics.

Of a run over several databases each has series of its own. The collector reads the older text format, which knows fewer
types: gauges alone mean the same in both. It refuses two files with one series, so every series says which live side it
is about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from schemacheck.base.errors import SchemacheckError
from schemacheck.render.layout import clean
from schemacheck.render.options import RenderOptions
from schemacheck.report.multi_report import MultiReport
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
    "schemacheck_schemas": "Schemas that a result holds for, which are alike.",
    "schemacheck_last_check_timestamp_seconds": "When the check ended.",
    "schemacheck_check_duration_seconds": "How long the check took.",
}
_Sample = tuple[dict[str, str], float]


def render(report: Report, options: RenderOptions) -> str:
    """Write the counts of a report."""
    live = {"live": report.live.label}
    return _metrics_text({**_of_report(report, live), **_time_samples(live, options)})


def render_multi(multi: MultiReport, options: RenderOptions) -> str:
    """Write the counts of each result, with its target, labels and first schema; the times are those of the run."""
    every: dict[str, list[_Sample]] = {}
    for result in multi.results:
        told = result.report_or_error
        own = {
            **{_label_name(name): value for name, value in result.labels.items()},
            "target": "" if result.is_about_files else result.target,
            "schema": result.schemas[0] if result.schemas else "",
            "live": told.live.label if isinstance(told, Report) else "",
        }
        own = {name: value for name, value in own.items() if value}
        mine = _of_report(told, own) if isinstance(told, Report) else _of_error(told, own)
        if result.schemas:
            mine["schemacheck_schemas"] = [(own, len(result.schemas))]
        for name, samples in mine.items():
            every.setdefault(name, []).extend(samples)
    ordered = {name: every[name] for name in _HELP if name in every}
    return _metrics_text({**ordered, **_time_samples({}, options)})


def _of_error(error: SchemacheckError, labels: dict[str, str]) -> dict[str, list[_Sample]]:
    return {"schemacheck_exit_code": [(labels, int(error.exit_code))]}


def _of_report(report: Report, live: dict[str, str]) -> dict[str, list[_Sample]]:
    rules = Counter((finding.rule.name, finding.severity) for finding in report.findings)
    causes = Counter(gap.cause for gap in report.not_checked)
    return {
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
    }


def render_error(error: SchemacheckError, options: RenderOptions) -> str:
    """Write the exit code alone: an error says nothing about drift, so there is nothing to count."""
    return _metrics_text({**_of_error(error, {}), **_time_samples({}, options)})


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


def _label_name(text: str) -> str:
    """Make of a label's name one that is allowed and is none of ours."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", text)
    return f"label_{name}" if name in _OURS or name[:1].isdigit() or name.startswith("__") else name


_OURS: Final = frozenset({"live", "target", "schema", "severity", "rule", "cause", "kind", ""})


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"
