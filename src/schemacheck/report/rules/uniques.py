"""Rules about uniqueness, whether a constraint or an index carries it."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant
from schemacheck.report.shared_variants import of_deferral_of_keys, of_include, of_overlaps

_INDEX = (
    "SELECT indexrelid::regclass, indisunique, indisvalid, indisready, indimmediate, pg_get_indexdef(indexrelid) "
    "FROM pg_index WHERE indrelid = :table::regclass"
)

RULES: Final = (
    Rule(
        name="unique-missing",
        severity=Severity.ERROR,
        summary="a uniqueness that is expected and that nothing guarantees",
        sentence="there is no unique constraint or index on {name}",
        harm="Duplicates are accepted, and INSERT ... ON CONFLICT on it fails. Code that looks up one row by it may find several.",
        hint="Count duplicates before anything else; find what dropped the index or the constraint.",
        causes=("the index was dropped and recreated without UNIQUE", "a concurrent build failed and was removed"),
        confirm=_INDEX,
        variants=(
            Variant(
                "deferrable",
                "it is expected to be deferrable, which never served ON CONFLICT",
                harm="Duplicates are accepted. Code that looks up one row by it may find several.",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "expression",
                "an expression of the column is unique instead",
                harm="Equal values are still refused, by {other}; values that differ and give the same {expression} are refused too. "
                "INSERT ... ON CONFLICT {key} fails.",
                hint="Which inserts use ON CONFLICT? They fail now. Was the index recreated on purpose?",
            ),
            Variant(
                "expression-perhaps",
                "an expression of the column is unique instead, which may be NULL where the column is not",
                harm="Equal values are still refused, by {other}, unless {expression} is NULL for them; values that differ and give the "
                "same result are refused too. INSERT ... ON CONFLICT {key} fails.",
                hint="Which inserts use ON CONFLICT? They fail now. Was the index recreated on purpose?",
            ),
            Variant(
                "narrower",
                "some of its columns are unique on their own",
                harm="No duplicate gets in: {other} refuses all of them, and rows that {key} allows too. INSERT ... ON CONFLICT {key} "
                "fails.",
                hint="Which inserts use ON CONFLICT? They fail now.",
            ),
            Variant(
                "wider",
                "it is unique only together with other columns",
                harm="The same {key} is accepted in several rows where {more} differs, or is NULL, and INSERT ... ON CONFLICT {key} "
                "fails.",
                hint="Count duplicates before anything else. Was the key extended on purpose, for tenants perhaps?",
            ),
        ),
    ),
    Rule(
        name="unique-unexpected",
        severity=Severity.ERROR,
        summary="a uniqueness that is not expected",
        sentence="{name} must be unique, which is not expected",
        harm="Rows with the same values are refused, which the expected schema allows.",
        hint="Add it to the expected schema, or find out who added it.",
        causes=("a unique index was added by hand", "a newer release added it before older code was gone"),
        confirm=_INDEX,
        variants=(
            Variant(
                "implied",
                "its columns, or some of them, are expected to be unique anyway",
                harm="It refuses no row that the expected schema allows: there {other} is unique.",
                hint="Was it made as the target of a foreign key? Add it to the expected schema, or find out who added it.",
                severity=Severity.WARNING,
            ),
            Variant(
                "expression",
                "it is on an expression",
                harm="Rows with the same {key} are refused, which the expected schema allows.",
            ),
            Variant(
                "partial",
                "it holds for some rows only",
                harm="Rows with the same values are refused among those that its WHERE names, which the expected schema allows.",
            ),
        ),
    ),
    Rule(
        name="unique-partial",
        severity=Severity.ERROR,
        summary="a uniqueness that holds for some rows only, and is expected for all",
        sentence="{name} is unique only for some rows: {live}",
        harm="Duplicates are accepted among the rows left out, and INSERT ... ON CONFLICT without the same WHERE fails.",
        hint="Are there duplicates among the rows that the predicate leaves out?",
        causes=("a soft delete was introduced", "the index was recreated with a predicate to get past duplicates"),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-predicate",
        severity=Severity.ERROR,
        summary="a partial uniqueness that holds for other rows than expected",
        sentence="{name} is unique for other rows than expected: {live}",
        harm="Among the rows between the two predicates duplicates are accepted or refused against what was agreed, and INSERT ... "
        "ON CONFLICT with the expected WHERE may fail.",
        hint="Compare the two predicates, and the rows between them.",
        causes=("the index was recreated with another predicate",),
        confirm=_INDEX,
        variants=(
            Variant(
                "every-row",
                "it holds for every row",
                sentence="{name} is unique for every row, not only for some",
                harm="Duplicates are refused among the rows that the expected WHERE leaves out too. INSERT ... ON CONFLICT works as "
                "before.",
                hint="Which code writes the rows that were left out?",
            ),
        ),
    ),
    Rule(
        name="unique-invalid",
        severity=Severity.ERROR,
        summary="a unique index that is there and not valid: there may be duplicates, and nothing can rely on it",
        sentence="the unique index on {name} is INVALID",
        harm="INSERT ... ON CONFLICT on it fails, and no query uses it. Duplicates that were there when its build failed are still "
        "there; new ones are refused only if the build got as far as its second half.",
        hint="A concurrent build failed or still runs; are there duplicates that made it fail?",
        causes=("a concurrent build failed on a duplicate or a time-out", "an index build is running right now"),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-nulls",
        severity=Severity.ERROR,
        summary="a uniqueness that treats NULLs in the other way (NULLS NOT DISTINCT)",
        sentence="the unique constraint or index on {name} is {live}, not {expected}",
        harm="A second row that is NULL there is refused, or accepted, against what was agreed.",
        hint="How many rows are NULL here, and does the code write more of them?",
        causes=("the index was recreated with NULLS NOT DISTINCT (PostgreSQL 15 and later)",),
        confirm=_INDEX,
        variants=(
            Variant(
                "refused",
                "it is NULLS NOT DISTINCT",
                harm="A second row that is NULL in {name} is refused.",
            ),
            Variant(
                "accepted",
                "NULLS NOT DISTINCT is expected",
                harm="Any number of rows that are NULL in {name} are accepted.",
                band=Band.WRONG_DATA,
            ),
        ),
    ),
    Rule(
        name="unique-overlaps",
        severity=Severity.ERROR,
        summary="a uniqueness that keeps ranges apart and should not, or the other way round (WITHOUT OVERLAPS)",
        sentence="the unique constraint or index on {name} is {live}, not {expected}",
        harm="Rows whose ranges overlap are accepted, such as two bookings of one room, or they are refused.",
        hint="Are there rows by now that the other one would refuse?",
        causes=("it was recreated by a tool that does not know WITHOUT OVERLAPS (PostgreSQL 18)",),
        confirm=_INDEX,
        variants=of_overlaps(),
    ),
    Rule(
        name="unique-deferral",
        severity=Severity.ERROR,
        summary="a uniqueness that is checked at another time than expected",
        sentence="the unique constraint on {name} is {live}, not {expected}",
        harm="A deferrable one cannot serve ON CONFLICT; one that is not deferrable refuses updates that pass through a duplicate.",
        hint="Which statements rely on when it is checked?",
        causes=("the constraint was recreated as DEFERRABLE for a bulk update",),
        confirm=_INDEX,
        variants=of_deferral_of_keys(),
    ),
    Rule(
        name="unique-order",
        severity=Severity.WARNING,
        summary="a uniqueness on the same columns in another order",
        sentence="the unique key is {live}, not {expected}",
        harm="The same rows are refused. Look-ups by the first expected column alone cannot go straight to their rows in the index.",
        hint="Which queries use only the first columns of the key?",
        causes=("the index was recreated by hand",),
        confirm=_INDEX,
        variants=(
            Variant(
                "direction",
                "it sorts in another direction",
                harm="The same rows are refused. Queries with a matching ORDER BY may have to sort.",
                hint="Which ORDER BY was it made for?",
            ),
            Variant(
                "expression",
                "an expression in it is not the one that is expected",
                harm="INSERT ... ON CONFLICT with the expected expression fails, and rows may be equal by the one that are not by the "
                "other.",
                hint="Compare the two expressions.",
                severity=Severity.ERROR,
            ),
        ),
    ),
    Rule(
        name="unique-include",
        severity=Severity.WARNING,
        summary="a unique index that carries other columns than stated (INCLUDE)",
        sentence="the unique index on {name} carries {live}, not {expected}",
        harm="The same rows are refused; queries that were answered from the index alone may read the table too.",
        hint="Which queries was it to answer alone?",
        causes=("the index was recreated without INCLUDE",),
        confirm=_INDEX,
        variants=of_include(),
    ),
    Rule(
        name="unique-operator-class",
        severity=Severity.WARNING,
        summary="a unique index of another operator class or collation than stated",
        sentence="the unique index on {name} is for {live}, not for {expected}",
        harm="The same rows are refused, unless one of the two has a nondeterministic collation. Operators that only the stated class "
        "serves, such as LIKE, lose their index.",
        hint="Which operators do the queries use?",
        causes=("the index was recreated without its operator class",),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-carrier",
        severity=Severity.NOTE,
        summary="a uniqueness carried by an index where a constraint is stated, or the reverse",
        sentence="{name} is unique by {live}, not by {expected}",
        harm="Rows are refused all the same; only a constraint can be named in ON CONFLICT ON CONSTRAINT.",
        hint="Does anything name the constraint?",
        causes=("a migration tool makes unique indexes where another makes constraints",),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-name",
        severity=Severity.NOTE,
        summary="a uniqueness of another name than the one stated",
        sentence="the unique constraint or index on {name} is named {live}, not {expected}",
        harm="Only code and migrations that name it fail.",
        hint="Does anything name it, such as ON CONFLICT ON CONSTRAINT?",
        causes=("the table was renamed and its index was not",),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-duplicate",
        severity=Severity.NOTE,
        summary="a uniqueness that is there a second time, under another name",
        sentence="{name} is unique already, without this one",
        harm="No row is refused that is not refused anyway; every write pays for both.",
        hint="Which of the two does anything name, such as ON CONFLICT ON CONSTRAINT?",
        causes=("a tool and a migration both made it", "an index was rebuilt under another name"),
        confirm=_INDEX,
    ),
    Rule(
        name="unique-duplicate-missing",
        severity=Severity.NOTE,
        summary="a uniqueness that is not there, while another of the same columns is",
        sentence="one of several unique constraints or indexes on {name} is missing",
        harm="It is unique all the same; only what names the missing one fails, such as ON CONFLICT ON CONSTRAINT.",
        hint="Does anything name it? If not, one of them is enough in the expected schema.",
        causes=("somebody tidied up",),
        confirm=_INDEX,
    ),
)
