"""Rules about uniqueness, whether a constraint or an index carries it."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

_INDEX = (
    "SELECT indexrelid::regclass, indisunique, indisvalid, indisready, indimmediate, pg_get_indexdef(indexrelid) "
    "FROM pg_index WHERE indrelid = :table::regclass"
)

RULES: Final = (
    Rule(
        name="unique-missing",
        severity=Severity.ERROR,
        summary="a uniqueness that is expected and that nothing guarantees",
        sentence="nothing makes {name} unique",
        harm="Duplicates are accepted, look-ups by it find the wrong row, and ON CONFLICT on it fails.",
        hint="Count duplicates before anything else; find what dropped the index or the constraint.",
        causes=("the index was dropped and recreated without UNIQUE", "a concurrent build failed and was removed"),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-unexpected",
        severity=Severity.ERROR,
        summary="a uniqueness that is not expected",
        sentence="{name} must be unique, which is not expected",
        harm="Rows that the expected schema allows are refused.",
        hint="Add it to the expected schema, or find out who added it.",
        causes=("a unique index was added by hand", "a newer release added it before older code was gone"),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-partial",
        severity=Severity.ERROR,
        summary="a uniqueness that holds for other rows than expected: it has a WHERE, or another one",
        sentence="{name} is unique only for some rows",
        harm="Duplicates are accepted among the rows left out, and ON CONFLICT without the same WHERE fails.",
        hint="Which rows does the predicate leave out, and are there duplicates among them?",
        causes=("a soft delete was introduced", "the index was recreated with a predicate to get past duplicates"),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-predicate",
        severity=Severity.ERROR,
        summary="a partial uniqueness that holds for other rows than expected",
        sentence="{name} is unique for other rows than expected",
        harm="Duplicates are accepted or refused among other rows, and ON CONFLICT with the expected WHERE fails.",
        hint="Compare the two predicates, and the rows between them.",
        causes=("the index was recreated with another predicate",),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-invalid",
        severity=Severity.ERROR,
        summary="a unique index that is there and not valid: it guarantees nothing",
        sentence="the unique index on {name} is INVALID and guarantees nothing",
        harm="Duplicates are accepted although the index prints like a valid one.",
        hint="A concurrent build failed or still runs; are there duplicates that made it fail?",
        causes=("a concurrent build failed on a duplicate or a time-out", "an index build is running right now"),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-nulls",
        severity=Severity.ERROR,
        summary="a uniqueness that treats NULLs in the other way (NULLS NOT DISTINCT)",
        sentence="{name} has {live}, not {expected}",
        harm="A second row without a value is refused, or accepted, against what was agreed.",
        hint="How many rows have no value here, and does the code write more of them?",
        causes=("the index was recreated with NULLS NOT DISTINCT (PostgreSQL 15 and later)",),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-deferral",
        severity=Severity.WARNING,
        summary="a uniqueness that is checked at another time than expected",
        sentence="the uniqueness of {name} is {live}, not {expected}",
        harm="A deferrable one cannot serve ON CONFLICT, and duplicates are refused only at commit.",
        hint="Which statements rely on when it is checked?",
        causes=("the constraint was recreated as DEFERRABLE for a bulk update",),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-order",
        severity=Severity.WARNING,
        summary="a uniqueness on the same columns in another order",
        sentence="the unique key is {live}, not {expected}",
        harm="The same rows are refused; look-ups by the first expected column lose their index.",
        hint="Which queries use only the first columns of the key?",
        causes=("the index was recreated by hand",),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-include",
        severity=Severity.WARNING,
        summary="a unique index that carries other columns than stated (INCLUDE)",
        sentence="the unique index on {name} carries {live}, not {expected}",
        harm="The same rows are refused; queries that were answered by the index alone read the table too.",
        hint="Which queries was it to answer alone?",
        causes=("the index was recreated without INCLUDE",),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-operator-class",
        severity=Severity.WARNING,
        summary="a unique index of another operator class or collation than stated",
        sentence="the unique index on {name} is for {live}, not for {expected}",
        harm="The same rows are refused; operators that only the stated class serves, such as LIKE, lose their index.",
        hint="Which operators do the queries use?",
        causes=("the index was recreated without its operator class",),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-carrier",
        severity=Severity.NOTE,
        summary="a uniqueness carried by an index where a constraint is stated, or the reverse",
        sentence="the uniqueness of {name} is carried by {live}, not by {expected}",
        harm="Rows are refused all the same; only a constraint can be named in ON CONFLICT ON CONSTRAINT.",
        hint="Does anything name the constraint?",
        causes=("a migration tool makes unique indexes where another makes constraints",),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-name",
        severity=Severity.NOTE,
        summary="a uniqueness of another name than the one stated",
        sentence="the uniqueness of {name} is named {live}, not {expected}",
        harm="Nothing breaks but code and migrations that name it.",
        hint="Does anything name it, such as ON CONFLICT ON CONSTRAINT?",
        causes=("the table was renamed and its index was not",),
        confirm=_INDEX,
    ),
)
