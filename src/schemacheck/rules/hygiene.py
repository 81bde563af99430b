"""Rules about the expected schema's own housekeeping: what it ignores and what it waives."""

from __future__ import annotations

from typing import Final

from .rule import Rule, Severity

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
)
