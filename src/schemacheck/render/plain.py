"""What the formats in plain lines share: how a finding is reported in full, what is accepted, and how a report ends."""

from __future__ import annotations

from schemacheck.render import wording
from schemacheck.render.layout import clean, flat
from schemacheck.render.options import RenderOptions
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report


def told(finding: Finding) -> list[str]:
    """A finding in full: what differs, both sides, what shows it, what breaks, and what to do next."""
    lines = [finding.sentence, *(f"{label:<8}  {value}" for label, value in wording.sides(finding))]
    if marks := wording.live_marks(finding):
        lines.append(f"live object: {marks}")
    lines += [*wording.evidence(finding), *(f"{label:<8}  {flat(text)}" for label, text in finding.facts)]
    lines += [wording.harm(finding), f"Next: {wording.hint(finding)}"]
    if finding.look is not None:
        look = finding.look
        lines.append(clean(look.query))
        lines.append(f"{wording.none_of(look)}: {look.none} {wording.some_of_it(look)}: {look.some}")
    return lines


def terms(finding: Finding, report: Report) -> str:
    """Until when, by whom and why it is accepted; empty where no waiver covers it."""
    return wording.terms(finding.waiver, report.today) if finding.waiver else ""


def ending(report: Report, options: RenderOptions) -> list[str]:
    """The verdict, what was compared and what was not, remarks, and where and when."""
    return [
        f"{wording.outcome(report).upper()}  {wording.verdict(report)}",
        *(f"{label}  {text}" for label, text in wording.footer(report, options)),
    ]
