"""Rules about primary keys."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity, Variant
from schemacheck.report.shared_variants import of_deferral_of_keys, of_include, of_overlaps

_KEY = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'p'"
)

RULES: Final = (
    Rule(
        name="primary-key-missing",
        severity=Severity.ERROR,
        summary="a table without the primary key that is expected",
        sentence="{owner} has no primary key",
        harm="Rows with the same key are accepted, INSERT ... ON CONFLICT on it fails, and no new foreign key can point here. "
        "Look-ups by the key read the whole table, unless another index begins with its columns. Where the table is published "
        "for logical replication, updates and deletes fail.",
        hint="Are there duplicates already? Look for what dropped the key: foreign keys that pointed here went with it.",
        causes=("the key was dropped with CASCADE, and foreign keys with it", "the table was copied without its keys"),
        confirm=_KEY,
        variants=(
            Variant(
                "unique",
                "the same columns are still unique, by a unique constraint or index",
                harm="Rows with the same key are still refused, by {other}, and ON CONFLICT on the columns still works. REFERENCES "
                "{owner} without columns fails, and where the table is published for logical replication, updates and deletes "
                "fail.",
                hint="Was the key to be replaced by {other}, or the other way round?",
            ),
        ),
    ),
    Rule(
        name="primary-key-unexpected",
        severity=Severity.ERROR,
        summary="a primary key where none is expected",
        sentence="{owner} has a primary key that is not expected",
        harm="Rows with the same key, or with NULL in it, are refused, which the expected schema allows.",
        hint="Add the key to the expected schema, or find out who added it.",
        causes=("a key was added by hand, for replication perhaps",),
        confirm=_KEY,
        variants=(
            Variant(
                "implied",
                "the expected schema makes its columns unique and NOT NULL too",
                harm="No row is refused that the expected schema allows: these columns are unique and NOT NULL there too.",
                severity=Severity.WARNING,
            ),
            Variant(
                "own-column",
                "one of its columns is not expected either and fills itself",
                harm="Rows of code that does not know the column {column} are accepted: it fills itself with a value of its own.",
                severity=Severity.WARNING,
            ),
        ),
    ),
    Rule(
        name="primary-key-columns",
        severity=Severity.ERROR,
        summary="a primary key on other columns, or in another order",
        sentence="the primary key of {owner} is {live}, not {expected}",
        harm="Rows with the same expected key are accepted, others may be refused, and INSERT ... ON CONFLICT {expected} fails.",
        hint="Which code finds rows by the expected key?",
        causes=("the key was extended for partitioning or for tenants", "the table was recreated"),
        confirm=_KEY,
        variants=(
            Variant(
                "other",
                "it is on other columns",
                harm="Rows with the same {expected} are accepted, rows with the same {live} are refused, and INSERT ... ON CONFLICT "
                "{expected} fails. Look-ups by the expected key read the whole table, unless another index begins with its "
                "columns.",
            ),
            Variant(
                "extended",
                "it has more columns, and begins with the expected ones",
                harm="Rows with the same {expected} are accepted where {more} differs, INSERT ... ON CONFLICT {expected} fails, and no "
                "foreign key can point at {expected}. Look-ups by {expected} still use the index.",
                hint="Are there rows with the same {expected} by now?",
            ),
            Variant(
                "extended-elsewhere",
                "it has more columns, and does not begin with the expected ones",
                harm="Rows with the same {expected} are accepted where {more} differs, INSERT ... ON CONFLICT {expected} fails, and no "
                "foreign key can point at {expected}. Look-ups by {expected} cannot go straight to their rows in the index.",
                hint="Are there rows with the same {expected} by now?",
            ),
            Variant(
                "narrowed",
                "it has only some of the expected columns",
                harm="Rows with the same {live} are refused, which the expected key allows where {fewer} differs, and INSERT ... ON "
                "CONFLICT {expected} fails.",
                hint="Which code writes several rows with the same {live}?",
            ),
            Variant(
                "covered",
                "the expected columns are still unique, by a unique constraint or index",
                harm="Rows with the same {expected} are still refused, by {other}, and ON CONFLICT {expected} still works. A foreign "
                "key that is added as REFERENCES {owner}, without columns, points at {live}.",
                severity=Severity.WARNING,
            ),
            Variant(
                "order",
                "it is on the same columns in another order",
                harm="The same rows are refused, and ON CONFLICT works as before. Look-ups by the first expected column alone cannot "
                "go straight to their rows in the index.",
                hint="Which queries use only the first columns of the key?",
                severity=Severity.WARNING,
            ),
        ),
    ),
    Rule(
        name="primary-key-overlaps",
        severity=Severity.ERROR,
        summary="a primary key that keeps ranges apart and should not, or the other way round (WITHOUT OVERLAPS)",
        sentence="the primary key of {owner} is {live}, not {expected}",
        harm="Rows whose ranges overlap are accepted, such as two bookings of one room, or they are refused.",
        hint="Are there rows by now that the other key would refuse?",
        causes=("the key was recreated by a tool that does not know WITHOUT OVERLAPS (PostgreSQL 18)",),
        confirm=_KEY,
        variants=of_overlaps(),
    ),
    Rule(
        name="primary-key-deferral",
        severity=Severity.ERROR,
        summary="a primary key that is checked at another time than expected",
        sentence="the primary key of {owner} is {live}, not {expected}",
        harm="A deferrable key cannot serve ON CONFLICT nor be the target of a foreign key; one that is not deferrable refuses "
        "updates that pass through a duplicate.",
        hint="Which statements rely on when the key is checked?",
        causes=("the key was recreated as DEFERRABLE for a bulk update",),
        confirm=_KEY,
        variants=of_deferral_of_keys(),
    ),
    Rule(
        name="primary-key-include",
        severity=Severity.WARNING,
        summary="a primary key whose index carries other columns than expected (INCLUDE)",
        sentence="the index of the primary key of {owner} carries {live}, not {expected}",
        harm="The same rows are refused; queries that were answered from the index alone may read the table too.",
        hint="Which queries was it to answer alone?",
        causes=("the key was recreated without INCLUDE",),
        confirm=_KEY,
        variants=of_include(),
    ),
    Rule(
        name="primary-key-name",
        severity=Severity.NOTE,
        summary="a primary key of another name than the one stated",
        sentence="the primary key of {owner} is named {live}, not {expected}",
        harm="Only code and migrations that name the constraint fail.",
        hint="Does anything name it, such as ON CONFLICT ON CONSTRAINT?",
        causes=("the table was renamed and its constraint was not",),
        confirm=_KEY,
    ),
)
