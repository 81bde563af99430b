"""How many findings each rule has, a line a rule: what to begin with where there are many."""

from __future__ import annotations

from collections import Counter

from schemacheck.render import disarm, text
from schemacheck.render.options import SEVERITY_STYLES, RenderOptions
from schemacheck.report.multi_report import MultiReport, merged
from schemacheck.report.report import Report


def statistics(result: Report | MultiReport, options: RenderOptions) -> disarm.Safe:
    """Count the findings that count, and those that could not be decided; the worst severities and the most first.

    Under them stands what every report for people ends with. Of several databases all are counted together.
    """
    report = result if isinstance(result, Report) else merged(result)
    counts = Counter((each.severity, each.rule.name) for each in (*report.findings, *report.undecided))
    rows = sorted(counts.items(), key=lambda row: (-row[0][0].rank, -row[1], row[0][1]))
    width = max((len(f"{number:,}") for _, number in rows), default=0)
    lines = [
        f"{number:>{width},}  {options.paint(SEVERITY_STYLES[severity], f'{severity.value:<7}')}  {rule}"
        for (severity, rule), number in rows
    ]
    return disarm.lines("\n".join([*lines, *([""] if lines else []), *text.ending(report, options)]) + "\n")
