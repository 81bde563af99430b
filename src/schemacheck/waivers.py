"""Accepted drift: which findings a waiver covers, and which waivers cover nothing.

Pure: today is an argument. A waiver holds through the day it names; from the next one on its findings count again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase

from .findings import Finding, Subject
from .policy import Waiver
from .rules import RULES


@dataclass(frozen=True, slots=True)
class Verdict:
    """Findings, told apart by whether a waiver covers them."""

    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]


def apply_waivers(findings: Sequence[Finding], waivers: Sequence[Waiver], home: str, today: date) -> Verdict:
    """Set apart the findings that a waiver in force covers; add one for each waiver that covers nothing.

    Args:
        findings: in their order.
        waivers: as the spec has them.
        home: the schema whose names are written without it.
        today: the day of the check.
    """
    counted: list[Finding] = []
    waived: list[Finding] = []
    used: set[int] = set()
    for finding in findings:
        covering = None
        for place, waiver in enumerate(waivers):
            if _covers(waiver, finding, home):
                used.add(place)
                if covering is None and (waiver.expires is None or waiver.expires >= today):
                    covering = waiver
        if covering is None:
            counted.append(finding)
        else:
            waived.append(replace(finding, waiver=covering))
    counted += [_unused(waiver) for place, waiver in enumerate(waivers) if place not in used]
    return Verdict(tuple(counted), tuple(waived))


def _covers(waiver: Waiver, finding: Finding, home: str) -> bool:
    paths = (finding.subject.within(home), finding.subject.path)
    return waiver.rule == finding.rule.name and any(
        path == waiver.object or fnmatchcase(path, waiver.object) for path in paths
    )


def _unused(waiver: Waiver) -> Finding:
    rule = RULES["waiver-unused"]
    name = f"{waiver.rule} {waiver.object}"
    return Finding(
        rule=rule,
        severity=rule.severity,
        subject=Subject("waiver", "", waiver.rule, f" {waiver.object}"),
        sentence=rule.sentence.format(name=name),
        hint=rule.hint,
        at=waiver.at,
    )
