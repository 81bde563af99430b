"""Accepted drift: which findings a waiver covers, and which waivers cover nothing.

Pure: today is an argument. A waiver holds through the day it names; from the next one on its findings count again and
say so. One whose pattern fits any name at all is told, since nobody can have meant all that it hides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase

from schemacheck.base.record import record
from schemacheck.report.finding import Finding
from schemacheck.report.policy import Waiver
from schemacheck.report.rules import RULES
from schemacheck.report.subject import Subject


@record
class WaiverResult:
    """Findings, split by whether a waiver covers them."""

    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]


def apply_waivers(findings: Sequence[Finding], waivers: Sequence[Waiver], home: str, today: date) -> WaiverResult:
    """Set apart the findings that a waiver in force covers; add one for each waiver that covers nothing, or everything.

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
        covering = [place for place, waiver in enumerate(waivers) if _covers(waiver, finding, home)]
        used.update(covering)
        in_force = [waivers[place] for place in covering if not _has_expired(waivers[place], today)]
        if in_force:
            waived.append(replace(finding, waiver=in_force[0]))
        elif covering:
            counted.append(_with_expired_waiver(finding, max((waivers[place] for place in covering), key=_last_day)))
        else:
            counted.append(finding)
    counted += [_about_waiver("waiver-unused", waiver) for place, waiver in enumerate(waivers) if place not in used]
    counted += [_about_waiver("waiver-wide", waiver) for waiver in waivers if _is_wide(waiver, home)]
    return WaiverResult(tuple(counted), tuple(waived))


def _last_day(waiver: Waiver) -> date:
    return waiver.expires or date.max


def _has_expired(waiver: Waiver, today: date) -> bool:
    return _last_day(waiver) < today


def _with_expired_waiver(finding: Finding, waiver: Waiver) -> Finding:
    """Let a finding that counts again say since when, in the sentence: every format shows that."""
    return replace(finding, sentence=f"{finding.sentence}; its waiver expired on {_last_day(waiver)}", lapsed=waiver)


_ANY = "\ue000"
"""A name that no object has: a pattern that fits it fits every name."""


def _is_wide(waiver: Waiver, home: str) -> bool:
    return any(
        fnmatchcase(path, waiver.object) for path in (_ANY, f"{home}.{_ANY}", f"{_ANY}.{_ANY}", f"{_ANY}({_ANY})")
    )


def _covers(waiver: Waiver, finding: Finding, home: str) -> bool:
    paths = (finding.subject.within(home), finding.subject.path)
    return waiver.rule == finding.rule.name and any(
        path == waiver.object or fnmatchcase(path, waiver.object) for path in paths
    )


def _about_waiver(rule_name: str, waiver: Waiver) -> Finding:
    """Make a finding about a waiver itself."""
    rule = RULES[rule_name]
    return Finding(
        rule=rule,
        severity=rule.severity,
        subject=Subject("waiver", "", waiver.rule, suffix=f" {waiver.object}"),
        sentence=rule.sentence.format(name=f"{waiver.rule} {waiver.object}"),
        hint=rule.hint,
        at=waiver.at,
    )
