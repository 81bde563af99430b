"""Rules that say one thing of some values and another of others: somebody chooses, and only among what is there."""

from __future__ import annotations

import pytest

from schemacheck.base.lazy import load
from schemacheck.report.finding import ordered
from schemacheck.report.rules import FAMILIES, RULES, Band, Rule, Severity, family_of
from schemacheck.report.subject import MemberName

from .reports import finding

WITH_VARIANTS = [rule for rule in RULES.values() if rule.variants]


@pytest.mark.parametrize("rule", WITH_VARIANTS, ids=lambda rule: rule.name)
def test_somebody_chooses_among_the_variants_of_a_rule(rule: Rule) -> None:
    assert rule.name in load(f"schemacheck.compare.choices.{family_of(rule.name)}:CHOICES")
    names = [variant.name for variant in rule.variants]
    assert len(set(names)) == len(names)
    assert all(variant.harm for variant in rule.variants)


def test_nobody_chooses_where_there_is_nothing_to_choose() -> None:
    families = {family_of(rule.name) for rule in WITH_VARIANTS}
    chosen = {name for family in families for name in load(f"schemacheck.compare.choices.{family}:CHOICES")}
    assert families <= set(FAMILIES)
    assert chosen == {rule.name for rule in WITH_VARIANTS}


def test_bands_follow_severities() -> None:
    for rule in RULES.values():
        for variant in (None, *rule.variants):
            severity = (variant and variant.severity) or rule.severity
            assert (rule.band_of(variant) is Band.CAN_WAIT) == (severity is not Severity.ERROR)


def test_the_table_with_what_fails_now_comes_first() -> None:
    waits = finding("index-missing", "a", MemberName("i"), live="x")
    wrong = finding("column-default", "b", MemberName("c"), expected="1", live="2")
    fails = finding("column-missing", "c", MemberName("c"), expected="text")
    noted = finding("comment-differs", "c", MemberName("c"), expected="text", live="other")
    assert ordered([noted, waits, wrong, fails]) == (fails, noted, wrong, waits)
