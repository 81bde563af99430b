"""Rules about primary keys."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

_KEY = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'p'"
)

RULES: Final = (
    Rule(
        name="primary-key-missing",
        severity=Severity.ERROR,
        summary="a table without the primary key that is expected",
        sentence="{owner} has no primary key",
        harm="Duplicate and NULL keys are accepted, foreign keys cannot point here, and updates by key scan the table.",
        hint="Are there duplicates already? Look for what dropped the key, with CASCADE perhaps.",
        causes=("the key was dropped with CASCADE, and foreign keys with it", "the table was copied without its keys"),
        confirm=_KEY,
    ),
    Rule(
        name="primary-key-unexpected",
        severity=Severity.WARNING,
        summary="a primary key where none is expected",
        sentence="{owner} has a primary key that is not expected",
        harm="Rows that the expected schema allows are refused.",
        hint="Add the key to the expected schema, or find out who added it.",
        causes=("a key was added by hand, for replication perhaps",),
        confirm=_KEY,
    ),
    Rule(
        name="primary-key-columns",
        severity=Severity.ERROR,
        summary="a primary key on other columns, or in another order",
        sentence="the primary key of {owner} is {live}, not {expected}",
        harm="Rows that were duplicates are accepted, or rows that were not are refused; look-ups by the expected key lose their index.",
        hint="Which code finds rows by the expected key?",
        causes=("the key was extended for partitioning or for tenants", "the table was recreated"),
        confirm=_KEY,
    ),
    Rule(
        name="primary-key-overlaps",
        severity=Severity.ERROR,
        summary="a primary key that keeps ranges apart and should not, or the other way round (WITHOUT OVERLAPS)",
        sentence="the primary key of {owner} is {live}, not {expected}",
        harm="Rows whose ranges overlap are accepted, such as two bookings of a room, or rows of one key are.",
        hint="Are there rows by now that the other key would refuse?",
        causes=("the key was recreated by a tool that does not know WITHOUT OVERLAPS (PostgreSQL 18)",),
        confirm=_KEY,
    ),
    Rule(
        name="primary-key-deferral",
        severity=Severity.WARNING,
        summary="a primary key that is checked at another time than expected",
        sentence="the primary key of {owner} is {live}, not {expected}",
        harm="A deferrable key cannot serve ON CONFLICT nor be the target of a foreign key, and errors appear at commit.",
        hint="Which statements rely on when the key is checked?",
        causes=("the key was recreated as DEFERRABLE for a bulk update",),
        confirm=_KEY,
    ),
    Rule(
        name="primary-key-include",
        severity=Severity.WARNING,
        summary="a primary key whose index carries other columns than expected (INCLUDE)",
        sentence="the index of the primary key of {owner} carries {live}, not {expected}",
        harm="The same rows are refused; queries that were answered by the index alone read the table too.",
        hint="Which queries was it to answer alone?",
        causes=("the key was recreated without INCLUDE",),
        confirm=_KEY,
    ),
    Rule(
        name="primary-key-name",
        severity=Severity.NOTE,
        summary="a primary key of another name than the one stated",
        sentence="the primary key of {owner} is named {live}, not {expected}",
        harm="Nothing breaks but code and migrations that name the constraint.",
        hint="Does anything name it, such as ON CONFLICT ON CONSTRAINT?",
        causes=("the table was renamed and its constraint was not",),
        confirm=_KEY,
    ),
)
