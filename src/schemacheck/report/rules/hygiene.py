"""Rules about the expected schema's own housekeeping: what it ignores and what it waives."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

RULES: Final = (
    Rule(
        name="ignore-unused",
        severity=Severity.NOTE,
        summary="a pattern under ignore that matches nothing",
        sentence="ignore {name} matches nothing",
        harm="It hides nothing today, and tomorrow perhaps the wrong thing.",
        hint="Remove the pattern, or correct its spelling.",
        causes=("the tables it was written for are gone", "a misspelt pattern"),
        confirm="SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')",
    ),
    Rule(
        name="waiver-unused",
        severity=Severity.WARNING,
        summary="a waiver that covers no finding",
        sentence="the waiver of {name} covers nothing",
        harm="The drift it accepted is gone, or it never matched; it would hide the same drift when it comes back.",
        hint="Remove it, or correct its rule or object.",
        causes=("the drift was resolved", "a misspelt object"),
        confirm="SELECT 1",
    ),
    Rule(
        name="waiver-wide",
        severity=Severity.WARNING,
        summary="a waiver whose pattern covers everything",
        sentence="the waiver of {name} covers every object, whatever its name",
        harm="It hides drift that nobody has looked at, today's and tomorrow's alike.",
        hint="Name the objects that were meant, or give the rule another severity if it is not worth a finding.",
        causes=("a pattern that was written in haste", "a rule that should be off"),
        confirm="SELECT 1",
    ),
    Rule(
        name="baseline-gone",
        severity=Severity.NOTE,
        summary="drift that a baseline holds and that is no longer there",
        sentence="{name} is no longer there, and still in the baseline",
        harm="The same drift would be accepted again when it comes back.",
        hint="Write the baseline anew, and review that it only grew shorter.",
        causes=("the drift was resolved", "the object was renamed or removed"),
        confirm="SELECT 1",
    ),
)
