"""Rules about exclusion constraints."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant
from schemacheck.report.shared_variants import of_include

_EXCLUSION = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'x'"
)

RULES: Final = (
    Rule(
        name="exclusion-missing",
        severity=Severity.ERROR,
        summary="an exclusion constraint that is expected and not there",
        sentence="the exclusion constraint {name} is missing",
        harm="Rows that exclude one another are accepted: double bookings, overlapping ranges.",
        hint="Count the rows that conflict before anything else; find what dropped it.",
        causes=("a load dropped it and never put it back", "the column it names was dropped with CASCADE"),
        confirm=_EXCLUSION,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="exclusion-unexpected",
        severity=Severity.ERROR,
        summary="an exclusion constraint that is not expected",
        sentence="there is an exclusion constraint {name}, which is not expected",
        harm="Inserts and updates of rows that exclude one another fail, which the expected schema allows.",
        hint="Add it to the expected schema, or find out who added it.",
        causes=("a constraint was added by hand",),
        confirm=_EXCLUSION,
    ),
    Rule(
        name="exclusion-elements",
        severity=Severity.ERROR,
        summary="an exclusion constraint on other columns, expressions, collations, operator classes or operators than expected",
        sentence="the exclusion constraint {name} keeps rows apart by {live}, not by {expected}",
        harm="Rows that exclude one another by the expected constraint alone are accepted; those that do by the live one alone are refused.",
        hint="Compare the two, and the rows between them.",
        causes=("the constraint was recreated by hand",),
        confirm=_EXCLUSION,
    ),
    Rule(
        name="exclusion-predicate",
        severity=Severity.ERROR,
        summary="an exclusion constraint that holds for other rows than expected: another WHERE",
        sentence="the exclusion constraint {name} holds for other rows than expected",
        harm="Rows between the two conditions are accepted or refused against what was agreed.",
        hint="Which rows does the predicate leave out?",
        causes=("the constraint was recreated with another predicate",),
        confirm=_EXCLUSION,
        variants=(
            Variant(
                "every-row",
                "it holds for every row",
                harm="Rows that the expected WHERE leaves out are refused too where they exclude one another.",
            ),
            Variant(
                "fewer",
                "it holds for some rows only, and for all is expected",
                harm="Rows that its WHERE leaves out are accepted, whatever they exclude.",
                band=Band.WRONG_DATA,
            ),
        ),
    ),
    Rule(
        name="exclusion-include",
        severity=Severity.WARNING,
        summary="an exclusion constraint whose index carries other columns than expected (INCLUDE)",
        sentence="the index of the exclusion constraint {name} carries {live}, not {expected}",
        harm="The same rows are refused; queries that were answered from the index alone may read the table too.",
        hint="Which queries are answered from its index alone?",
        causes=("the constraint was recreated by hand",),
        confirm=_EXCLUSION,
        variants=of_include(),
    ),
    Rule(
        name="exclusion-method",
        severity=Severity.WARNING,
        summary="an exclusion constraint with an index of another method than expected",
        sentence="the exclusion constraint {name} has a {live} index, not a {expected} one",
        harm="The same rows are refused; look-ups may be slower.",
        hint="Which queries use its index?",
        causes=("the constraint was recreated by hand",),
        confirm=_EXCLUSION,
    ),
    Rule(
        name="exclusion-deferral",
        severity=Severity.ERROR,
        summary="an exclusion constraint that is checked at another time than expected",
        sentence="the exclusion constraint {name} is {live}, not {expected}",
        harm="A deferrable one cannot serve ON CONFLICT; one that is not deferrable refuses a conflict at once.",
        hint="Which statements rely on when it is checked?",
        causes=("the constraint was recreated as DEFERRABLE for a bulk update",),
        confirm=_EXCLUSION,
        variants=(
            Variant(
                "deferrable",
                "it is deferrable and is expected not to be",
                harm="INSERT ... ON CONFLICT DO NOTHING on the table fails at once: a deferrable constraint cannot serve it.",
                hint="Which inserts use ON CONFLICT? They fail now.",
            ),
            Variant(
                "deferred",
                "it is initially deferred and is expected not to be deferrable",
                harm="INSERT ... ON CONFLICT DO NOTHING on the table fails at once: a deferrable constraint cannot serve it. A conflict is refused at commit, not by its statement.",
                hint="Which inserts use ON CONFLICT? They fail now.",
            ),
            Variant(
                "immediate",
                "it is not deferrable and is expected to be",
                harm="SET CONSTRAINTS on it fails, and so do statements that pass through a conflict on their way.",
            ),
            Variant(
                "later",
                "it is initially deferred and initially immediate is expected",
                harm="A conflict is refused at commit, not by its statement: code that handles the error of the statement does not see it.",
                severity=Severity.WARNING,
            ),
            Variant(
                "sooner",
                "it is initially immediate and initially deferred is expected",
                harm="Transactions that hold a conflict for a moment, and do not say SET CONSTRAINTS ... DEFERRED, fail.",
            ),
        ),
    ),
)
