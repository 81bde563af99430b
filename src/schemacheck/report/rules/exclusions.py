"""Rules about exclusion constraints."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

_EXCLUSION = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'x'"
)

RULES: Final = (
    Rule(
        name="exclusion-missing",
        severity=Severity.ERROR,
        summary="an exclusion constraint that is expected and not there",
        sentence="no exclusion constraint {name} keeps rows apart",
        harm="Rows that exclude one another are accepted: double bookings, overlapping ranges.",
        hint="Count the rows that conflict before anything else; find what dropped it.",
        causes=("a load dropped it and never put it back", "the column it names was dropped with CASCADE"),
        confirm=_EXCLUSION,
    ),
    Rule(
        name="exclusion-unexpected",
        severity=Severity.ERROR,
        summary="an exclusion constraint that is not expected",
        sentence="the exclusion constraint {name} is not expected",
        harm="Rows that the expected schema allows are refused.",
        hint="Add it to the expected schema, or find out who added it.",
        causes=("a constraint was added by hand",),
        confirm=_EXCLUSION,
    ),
    Rule(
        name="exclusion-elements",
        severity=Severity.ERROR,
        summary="an exclusion constraint on other columns, expressions, collations, operator classes or operators than expected",
        sentence="{name} keeps rows apart by {live}, not by {expected}",
        harm="Rows are accepted or refused against what was agreed.",
        hint="Compare the two, and the rows between them.",
        causes=("the constraint was recreated by hand",),
        confirm=_EXCLUSION,
    ),
    Rule(
        name="exclusion-predicate",
        severity=Severity.ERROR,
        summary="an exclusion constraint that holds for other rows than expected: another WHERE",
        sentence="{name} holds for other rows than expected",
        harm="Rows are accepted or refused against what was agreed.",
        hint="Which rows does the predicate leave out?",
        causes=("the constraint was recreated with another predicate",),
        confirm=_EXCLUSION,
    ),
    Rule(
        name="exclusion-include",
        severity=Severity.WARNING,
        summary="an exclusion constraint whose index carries other columns than expected (INCLUDE)",
        sentence="the index of {name} carries {live}, not {expected}",
        harm="The same rows are refused; queries that were answered from the index alone now read the table.",
        hint="Which queries are answered from its index alone?",
        causes=("the constraint was recreated by hand",),
        confirm=_EXCLUSION,
    ),
    Rule(
        name="exclusion-method",
        severity=Severity.WARNING,
        summary="an exclusion constraint with an index of another method than expected",
        sentence="{name} has a {live} index, not a {expected} one",
        harm="The same rows are refused; look-ups may be slower.",
        hint="Which queries use its index?",
        causes=("the constraint was recreated by hand",),
        confirm=_EXCLUSION,
    ),
    Rule(
        name="exclusion-deferral",
        severity=Severity.WARNING,
        summary="an exclusion constraint that is checked at another time than expected",
        sentence="{name} is {live}, not {expected}",
        harm="Statements fail sooner, or only at commit.",
        hint="Which statements rely on when it is checked?",
        causes=("the constraint was recreated as DEFERRABLE for a bulk update",),
        confirm=_EXCLUSION,
    ),
)
