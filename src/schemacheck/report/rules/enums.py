"""Rules about enum types."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity, Variant

_LABELS = "SELECT enumlabel FROM pg_enum WHERE enumtypid = :name::regtype ORDER BY enumsortorder"

RULES: Final = (
    Rule(
        name="enum-missing",
        severity=Severity.ERROR,
        summary="an enum type that is expected and not there",
        sentence="the enum type {name} is missing",
        harm="Every query that casts to it fails.",
        hint="Was it renamed, or replaced by a text column?",
        causes=("the type was renamed", "another code base dropped what it does not know"),
        confirm="SELECT typname FROM pg_type WHERE typtype = 'e'",
    ),
    Rule(
        name="enum-unexpected",
        severity=Severity.NOTE,
        summary="an enum type that is there and not expected",
        sentence="the enum type {name} is there and not expected",
        harm="No statement fails because of it; nobody has agreed on it either.",
        hint="Add it to the expected schema, or find out who made it.",
        causes=("a hot fix by hand", "a new type whose expected schema was not updated"),
        confirm="SELECT typname FROM pg_type WHERE typtype = 'e'",
    ),
    Rule(
        name="enum-label-missing",
        severity=Severity.ERROR,
        summary="an enum type without a label that is expected",
        sentence="the enum type {name} lacks labels: it has {live}, expected is {expected}",
        harm="Writing the label fails, and so does every query that compares with it.",
        hint="Was a label renamed? Code that knows the old name fails on the new one.",
        causes=("a label was renamed", "the migration that adds it has not run here"),
        confirm=_LABELS,
        variants=(
            Variant(
                "named",
                "labels are missing",
                harm="Writing {labels} fails, and so does every query that compares with it.",
                sentence="the enum type {name} has no label {labels}",
            ),
        ),
    ),
    Rule(
        name="enum-label-unexpected",
        severity=Severity.ERROR,
        summary="an enum type with a label that is not expected",
        sentence="the enum type {name} has labels too many: it has {live}, expected is {expected}",
        harm="As soon as a row holds the label, a client that was generated without it fails when it reads that row.",
        hint="Is the label in use already? Deploy code that knows it first.",
        causes=("a newer release added the label before older code was gone", "a hot fix by hand"),
        confirm=_LABELS,
        variants=(
            Variant(
                "named",
                "labels are there that are not expected",
                harm="As soon as a row holds {labels}, a client that was generated without it fails when it reads that row.",
                sentence="the enum type {name} has the label {labels}, which is not expected",
            ),
        ),
    ),
    Rule(
        name="enum-order",
        severity=Severity.WARNING,
        summary="an enum type whose labels stand in another order",
        sentence="the labels of {name} stand in the order {live}, not {expected}",
        harm="ORDER BY, < and > on columns of this type give another order.",
        hint="Does anything sort by it?",
        causes=("a label was added at the end in one place and in the middle in another",),
        confirm=_LABELS,
    ),
)
