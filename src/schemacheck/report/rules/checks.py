"""Rules about check constraints."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

_CHECK = (
    "SELECT conname, pg_get_constraintdef(oid), convalidated, connoinherit "
    "FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'c'"
)

RULES: Final = (
    Rule(
        name="check-missing",
        severity=Severity.ERROR,
        summary="a check constraint that is expected and not there",
        sentence="no check constraint sees to {expected}",
        harm="Rows that were refused are accepted, and code that relies on the condition meets them.",
        hint="Count the rows that break the condition; look for what dropped the constraint.",
        causes=("a load dropped it and never put it back", "the column it names was dropped with CASCADE"),
        confirm=_CHECK,
    ),
    Rule(
        name="check-unexpected",
        severity=Severity.ERROR,
        summary="a check constraint that is not expected",
        sentence="rows must satisfy {live}, which is not expected",
        harm="Rows that the expected schema allows are refused.",
        hint="Add it to the expected schema, or find out who added it.",
        causes=("a constraint was added by hand", "a newer release added it before older code was gone"),
        confirm=_CHECK,
    ),
    Rule(
        name="check-expression",
        severity=Severity.ERROR,
        summary="a check constraint with another condition than expected",
        sentence="{name} demands {live}, not {expected}",
        harm="Rows are accepted or refused against what was agreed.",
        hint="Compare the two conditions, and the rows between them.",
        causes=("the constraint was recreated with a corrected condition in one place only",),
        confirm=_CHECK,
    ),
    Rule(
        name="check-not-valid",
        severity=Severity.ERROR,
        summary="a check constraint that is NOT VALID: older rows were never looked at",
        sentence="{name} holds for new rows only: it is NOT VALID",
        harm="Older rows may break the condition.",
        hint="Count the rows that break it; the constraint waits for its validation.",
        causes=("the first half of a two-step change was deployed",),
        confirm=_CHECK,
    ),
    Rule(
        name="check-not-enforced",
        severity=Severity.ERROR,
        summary="a check constraint that is NOT ENFORCED: it guards nothing",
        sentence="{name} is NOT ENFORCED",
        harm="Rows may break the condition although the constraint is there.",
        hint="Who switched it off, and since when?",
        causes=("the constraint was altered for a bulk load (PostgreSQL 18 and later)",),
        confirm="SELECT conname, conenforced FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'c'",
    ),
    Rule(
        name="check-inheritance",
        severity=Severity.WARNING,
        summary="a check constraint that is, or is not, passed on to child tables (NO INHERIT)",
        sentence="{name} is {live}, not {expected}",
        harm="Rows of child tables are accepted or refused against what was agreed.",
        hint="Which child tables rely on it?",
        causes=("the constraint was recreated by hand",),
        confirm=_CHECK,
    ),
    Rule(
        name="check-name",
        severity=Severity.NOTE,
        summary="a check constraint of another name than the one stated",
        sentence="the check constraint {expected} is named {live}",
        harm="Nothing breaks but migrations and error handling that name it.",
        hint="Does anything name it?",
        causes=("the constraint was recreated, or its table renamed",),
        confirm=_CHECK,
    ),
)
