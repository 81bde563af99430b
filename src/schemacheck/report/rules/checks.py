"""Rules about check constraints."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant

_CHECK = (
    "SELECT conname, pg_get_constraintdef(oid), convalidated, connoinherit "
    "FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'c'"
)

RULES: Final = (
    Rule(
        name="check-missing",
        severity=Severity.ERROR,
        summary="a check constraint that is expected and not there",
        sentence="the check constraint that demands {expected} is missing",
        harm="Rows that do not satisfy it are accepted, and code that relies on it reads them.",
        hint="Count the rows that do not satisfy it; look for what dropped the constraint.",
        causes=("a load dropped it and never put it back", "the column it names was dropped with CASCADE"),
        confirm=_CHECK,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="check-unexpected",
        severity=Severity.ERROR,
        summary="a check constraint that is not expected",
        sentence="there is a check constraint that demands {live}, which is not expected",
        harm="Inserts and updates of rows that do not satisfy it fail.",
        hint="Add it to the expected schema, or find out who added it.",
        causes=("a constraint was added by hand", "a newer release added it before older code was gone"),
        confirm=_CHECK,
        variants=(
            Variant(
                "not-enforced",
                "it is NOT ENFORCED",
                harm="It checks nothing, so nothing fails.",
                severity=Severity.WARNING,
            ),
        ),
    ),
    Rule(
        name="check-expression",
        severity=Severity.ERROR,
        summary="a check constraint with another condition than expected",
        sentence="the check constraint {name} demands {live}, not {expected}",
        harm="Rows that satisfy only the live condition are accepted; inserts and updates of rows that satisfy only the expected one fail.",
        hint="Compare the two conditions, and the rows between them.",
        causes=("the constraint was recreated with a corrected condition in one place only",),
        confirm=_CHECK,
    ),
    Rule(
        name="check-not-valid",
        severity=Severity.ERROR,
        summary="a check constraint that is NOT VALID: older rows were never looked at",
        sentence="the check constraint {name} is checked for new rows only: it is NOT VALID",
        harm="Rows from before the constraint may not satisfy it; an update of such a row fails.",
        hint="Count the rows that do not satisfy it; the constraint waits for its validation.",
        causes=("the first half of a two-step change was deployed",),
        confirm=_CHECK,
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "valid",
                "it is valid and NOT VALID is expected",
                harm="Nothing fails: no row breaks it.",
                hint="The validation has run here; update the expected schema.",
                sentence="the check constraint {name} is valid",
                severity=Severity.NOTE,
            ),
        ),
    ),
    Rule(
        name="check-not-enforced",
        severity=Severity.ERROR,
        summary="a check constraint that is NOT ENFORCED: it guards nothing",
        sentence="the check constraint {name} is NOT ENFORCED",
        harm="Rows that do not satisfy it are accepted, although the constraint is there.",
        hint="Who switched it off, and since when?",
        causes=("the constraint was altered for a bulk load (PostgreSQL 18 and later)",),
        confirm="SELECT conname, conenforced FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'c'",
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "enforced",
                "it is enforced and NOT ENFORCED is expected",
                harm="Inserts and updates of rows that do not satisfy it fail, which the expected schema lets pass.",
                hint="Which code writes such rows?",
                sentence="the check constraint {name} is enforced",
                band=Band.FAILS_NOW,
            ),
        ),
    ),
    Rule(
        name="check-inheritance",
        severity=Severity.WARNING,
        summary="a check constraint that is, or is not, passed on to child tables (NO INHERIT)",
        sentence="the check constraint {name} is {live}, not {expected}",
        harm="The table itself is held to it either way.",
        hint="Which child tables rely on it?",
        causes=("the constraint was recreated by hand",),
        confirm=_CHECK,
        variants=(
            Variant(
                "lost",
                "it is NO INHERIT",
                harm="The table itself is held to it. Its child tables are not, if it has any: rows that do not satisfy it can be written there, and queries on {owner} read these too.",
            ),
            Variant(
                "gained",
                "it is inherited",
                harm="The table itself is held to it either way. Writing rows to its child tables that do not satisfy it fails, if it has any.",
            ),
        ),
    ),
    Rule(
        name="check-name",
        severity=Severity.NOTE,
        summary="a check constraint of another name than the one stated",
        sentence="the check constraint {expected} is named {live}",
        harm="Only migrations, and code that handles its errors by name, fail.",
        hint="Does anything name it?",
        causes=("the constraint was recreated, or its table renamed",),
        confirm=_CHECK,
    ),
)
