"""Rules about domains, composite types, ranges and collations."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant

_TYPE = "SELECT typname, typtype, typbasetype::regtype, typnotnull, typdefault FROM pg_type WHERE typname = :name"
_CHECKS = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contypid = :name::regtype"
_ATTRIBUTES = (
    "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
    "WHERE attrelid = (SELECT typrelid FROM pg_type WHERE oid = :name::regtype) ORDER BY attnum"
)
_RANGE = "SELECT * FROM pg_range WHERE rngtypid = :name::regtype"
_COLLATION = "SELECT * FROM pg_collation WHERE collname = :name"


def _missing_rule(name: str, noun: str, harm: str, confirm: str) -> Rule:
    return Rule(
        name=name,
        severity=Severity.ERROR,
        summary=f"a {noun} that is expected and not there",
        sentence=f"the {noun} {{name}} is missing",
        harm=harm,
        hint="Was it renamed or moved to another schema?",
        causes=("it was renamed or dropped", "the migration that adds it has not run here"),
        confirm=confirm,
    )


def _unexpected_rule(name: str, noun: str, confirm: str) -> Rule:
    return Rule(
        name=name,
        severity=Severity.NOTE,
        summary=f"a {noun} that is there and not expected",
        sentence=f"the {noun} {{name}} is there and not expected",
        harm="No statement fails because of it; nobody has agreed on it either.",
        hint="Add it to the expected schema, or find out who made it.",
        causes=("it was made by hand", "it is new and the expected schema was not updated"),
        confirm=confirm,
    )


RULES: Final = (
    _missing_rule("domain-missing", "domain", "Every query that casts to it fails.", _TYPE),
    _unexpected_rule("domain-unexpected", "domain", _TYPE),
    Rule(
        name="domain-type",
        severity=Severity.ERROR,
        summary="a domain made of another type than expected",
        sentence="the domain {name} is made of {live}, not {expected}",
        harm="Values may be refused, compare, or sort in another way.",
        hint="Which columns use it?",
        causes=("the domain was recreated",),
        confirm=_TYPE,
    ),
    Rule(
        name="domain-not-null",
        severity=Severity.ERROR,
        summary="a domain that allows NULL and should not, or the reverse",
        sentence="the domain {name} is {live}, not {expected}",
        harm="NULL is accepted, or refused, against what was agreed.",
        hint="Which columns use it?",
        causes=("the domain was altered by hand",),
        confirm=_TYPE,
        variants=(
            Variant(
                "nullable",
                "it may be NULL",
                sentence="the domain {name} allows NULL",
                harm="Rows in which its columns are NULL are accepted, unless the columns are NOT NULL themselves.",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "not-null",
                "it is NOT NULL",
                sentence="the domain {name} is NOT NULL",
                harm="Inserts and updates that write NULL to its columns fail, and so do inserts that leave them out without a default.",
            ),
        ),
    ),
    Rule(
        name="domain-default",
        severity=Severity.ERROR,
        summary="a domain with another default than expected",
        sentence="the default of the domain {name} is {live}, not {expected}",
        harm="Inserts that leave out a column of this domain, which has no default of its own, store another value.",
        hint="Which columns use it and have no default of their own?",
        causes=("the domain was altered by hand",),
        confirm=_TYPE,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="domain-collation",
        severity=Severity.WARNING,
        summary="a domain with another collation than expected",
        sentence="the domain {name} has {live}, not {expected}",
        harm="ORDER BY, < and > on its columns give another order.",
        hint="Does anything sort by it?",
        causes=("the domain was recreated",),
        confirm=_TYPE,
    ),
    Rule(
        name="domain-checks",
        severity=Severity.ERROR,
        summary="a domain with other conditions than expected",
        sentence="the domain {name} demands {live}, not {expected}",
        harm="Values are accepted or refused against what was agreed.",
        hint="Compare the conditions, and count the values between them.",
        causes=("a condition was dropped for a load and never put back", "the domain was altered by hand"),
        confirm=_CHECKS,
        variants=(
            Variant(
                "lost",
                "conditions are missing",
                harm="Values that do not satisfy the missing conditions are accepted.",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "gained",
                "there are conditions beyond those expected",
                harm="Values that do not satisfy the unexpected conditions are refused.",
            ),
        ),
    ),
    _missing_rule("composite-type-missing", "composite type", "Functions and columns that use it fail.", _ATTRIBUTES),
    _unexpected_rule("composite-type-unexpected", "composite type", _ATTRIBUTES),
    Rule(
        name="composite-type-attributes",
        severity=Severity.ERROR,
        summary="a composite type with other attributes than expected, or in another order",
        sentence="the composite type {name} has the attributes {live}, not {expected}",
        harm="Rows of this type are written and read by position: code that knows the expected attributes fails, or reads the wrong one.",
        hint="Which code builds or reads such rows?",
        causes=("an attribute was added by hand", "the type was recreated in another order"),
        confirm=_ATTRIBUTES,
    ),
    Rule(
        name="composite-type-collation",
        severity=Severity.WARNING,
        summary="a composite type with an attribute of another collation than expected",
        sentence="attributes of the composite type {name} are sorted {live}, not {expected}",
        harm="Rows of this type are sorted in another order; which of them are equal changes only with a nondeterministic collation.",
        hint="Which queries sort or compare by the attribute?",
        causes=("the attribute was recreated without its COLLATE",),
        confirm=_ATTRIBUTES,
    ),
    _missing_rule("range-missing", "range type", "Every query that casts to it fails.", _RANGE),
    _unexpected_rule("range-unexpected", "range type", _RANGE),
    Rule(
        name="range-definition",
        severity=Severity.ERROR,
        summary="a range type that is made otherwise than expected",
        sentence="the range type {name} has {live}, not {expected}",
        harm="Ranges may be refused, compare, or overlap in another way.",
        hint="Which constraints and columns use it?",
        causes=("the type was recreated",),
        confirm=_RANGE,
    ),
    _missing_rule("collation-missing", "collation", "Queries, columns and indexes that name it fail.", _COLLATION),
    _unexpected_rule("collation-unexpected", "collation", _COLLATION),
    Rule(
        name="collation-definition",
        severity=Severity.ERROR,
        summary="a collation that is made otherwise than expected",
        sentence="the collation {name} has {live}, not {expected}",
        harm="Texts sort and compare in another way; an index that was built with the other definition may no longer find its rows.",
        hint="Which columns and indexes use it?",
        causes=("the collation was recreated from another locale",),
        confirm=_COLLATION,
        band=Band.WRONG_DATA,
    ),
)
