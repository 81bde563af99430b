"""Accepted drift: which findings a waiver covers, for how long, and what is said about the waivers themselves."""

from __future__ import annotations

from datetime import date

import pytest

from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.finding import Finding
from schemacheck.report.policy import Waiver
from schemacheck.report.subject import MemberName
from schemacheck.report.waivers import WaiverResult, apply_waivers

from .reports import finding, report

EXTRA = finding("column-unexpected", "Race", MemberName("region"), live="text NULL")
END = date(2026, 11, 21)
BEFORE, AFTER = date(2026, 11, 1), date(2026, 11, 22)


def waiver(object_: str = "Race.region", expires: date | None = END, rule: str = "column-unexpected") -> Waiver:
    return Waiver(rule, object_, "a hotfix", "platform", expires)


def applied(*waivers: Waiver, today: date = BEFORE, findings: tuple[Finding, ...] = (EXTRA,)) -> WaiverResult:
    return apply_waivers(findings, waivers, "public", today)


def rules(verdict: WaiverResult) -> list[str]:
    return [each.rule.name for each in verdict.findings]


@pytest.mark.parametrize("object_", ["Race.region", "public.Race.region", "Race.*", "R*.reg?on", "*.region"])
def test_a_waiver_covers_by_name_or_pattern(object_: str) -> None:
    verdict = applied(waiver(object_))
    assert rules(verdict) == []
    assert [each.waiver for each in verdict.waived] == [waiver(object_)]


@pytest.mark.parametrize("object_", ["race.region", "Race", "region", "audit.Race.region"])
def test_a_waiver_of_another_name_covers_nothing_and_is_told(object_: str) -> None:
    verdict = applied(waiver(object_))
    assert rules(verdict) == ["column-unexpected", "waiver-unused"]
    assert verdict.waived == ()
    assert verdict.findings[1].sentence == f"the waiver of column-unexpected {object_} covers nothing"


def test_it_holds_through_its_last_day_and_then_the_finding_counts_again_and_says_since_when() -> None:
    assert applied(waiver(), today=END).findings == ()
    verdict = applied(waiver(), today=AFTER)
    assert verdict.waived == ()
    (counts,) = verdict.findings
    assert counts.sentence == f"{EXTRA.sentence}; its waiver expired on 2026-11-21"
    assert counts.lapsed == waiver()
    assert counts.fingerprint == EXTRA.fingerprint


def test_one_in_force_wins_over_one_that_expired_and_of_several_expired_the_last_is_named() -> None:
    later = waiver("Race.*", date(2027, 1, 1))
    assert [each.waiver for each in applied(waiver(), later, today=AFTER).waived] == [later]
    (counts,) = applied(waiver(), later, today=date(2027, 2, 1)).findings
    assert counts.lapsed == later


@pytest.mark.parametrize("object_", ["*", "**", "?*", "*.*", "public.*", "*(*)", "[!x]*"])
def test_a_waiver_of_everything_is_told_even_while_it_is_used(object_: str) -> None:
    assert "waiver-wide" in rules(applied(waiver(object_)))


@pytest.mark.parametrize("object_", ["Race.*", "audit.*", "*_backup", "*.region", "_tmp_*"])
def test_a_pattern_that_names_something_is_not_wide(object_: str) -> None:
    assert "waiver-wide" not in rules(applied(waiver(object_)))


@pytest.mark.parametrize("format_name", ["text", "markdown", "github", "json"])
def test_every_format_tells_how_long_it_still_holds_and_why_it_no_longer_does(format_name: str) -> None:
    def shown(today: date) -> str:
        verdict = applied(waiver(), today=today)
        told = report(*verdict.findings, waived=verdict.waived, today=today)
        return FORMATS[format_name].report(told, RenderOptions(width=200))

    left = '"days_left": 20' if format_name == "json" else "20 days left"
    assert left in shown(BEFORE)
    assert "a hotfix" in shown(BEFORE)
    assert "its waiver expired on 2026-11-21" in shown(AFTER)
    assert shown(BEFORE) == shown(BEFORE)


def test_days_are_counted_to_the_last_one() -> None:
    days = [waiver().days_left(day) for day in (BEFORE, END, AFTER)]
    assert days == [20, 0, -1]
    assert waiver(expires=None).days_left(AFTER) is None
