"""Rules about the check itself: what it could not compare, and what the expected schema ignores and waives."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

RULES: Final = (
    Rule(
        name="not-comparable",
        severity=Severity.WARNING,
        summary="something that is stated and of which nobody can tell whether it is so",
        sentence="{name} cannot be compared",
        harm="Whether it differs is not known, so a check that found nothing else would be green by guess. It is no "
        "drift: the outcome is unchecked, exit code 3. As a note, or off, it is listed and lets the check pass.",
        hint="Take the text over as the server prints it, by `snapshot`, with `postgresql:` of the same major version; "
        "let a throw-away server of that version print it (the extra `scratch`, or --scratch-url); or say `any` where "
        "it is none of the file's business.",
        causes=(
            "an expression written by hand, to which the server adds casts of its own",
            "a file written by a server of another major version",
            "something that is not read of this kind of database",
        ),
        confirm="SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = :table::regclass",
    ),
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
