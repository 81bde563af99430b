"""Rules about columns."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant

_COLUMN = (
    "SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, "
    "pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
    "WHERE a.attrelid = :table::regclass AND a.attnum > 0 AND NOT a.attisdropped"
)

RULES: Final = (
    Rule(
        name="column-missing",
        severity=Severity.ERROR,
        summary="a column that is expected and not there",
        sentence="the column {name} is missing",
        harm="Every query that names it fails. A client that was generated from the expected schema names all columns, so all its "
        "queries on the table fail.",
        hint="Was it renamed or dropped, or has the migration that adds it not run here?",
        causes=(
            "a migration was recorded and never ran",
            "a rename changed upper and lower case",
            "another code base dropped what it does not know",
        ),
        confirm=_COLUMN,
    ),
    Rule(
        name="column-unexpected",
        severity=Severity.WARNING,
        summary="a column that is there and not expected, and that inserts may leave out",
        sentence="the column {name} is there and not expected",
        harm="No insert fails because of it: it may be left out. A tool that takes the expected schema for the whole truth "
        "would drop it with its data.",
        hint="Add it to the expected schema, or find out who added it.",
        causes=("a hot fix by hand", "a migration that ran before its expected schema was merged"),
        confirm=_COLUMN,
        variants=(
            Variant(
                "unique",
                "it may be NULL and a unique constraint or index is on it",
                harm="No insert fails because of it: what leaves it out has NULL there, which no unique constraint refuses. A "
                "tool that takes the expected schema for the whole truth would drop it with its data.",
                sentence="the column {name}, part of {keys}, is there and not expected",
            ),
            Variant(
                "pointing",
                "it may be NULL and a foreign key is on it",
                harm="No insert fails because of it: what leaves it out has NULL there, which points at nothing. Rows that "
                "others point at through it may be kept from being deleted. A tool that takes the expected schema for the "
                "whole truth would drop it with its data.",
                sentence="the column {name}, part of {keys}, is there and not expected",
            ),
        ),
    ),
    Rule(
        name="column-unexpected-required",
        severity=Severity.ERROR,
        summary="an unexpected column that is NOT NULL and has no default",
        sentence="the column {name} is there and not expected, is NOT NULL and has no default",
        harm="Every insert by code that does not know the column fails, unless a trigger fills it in.",
        hint="Who added it, and which deployed code fills it?",
        causes=("a migration of a newer release ran while older code is still deployed",),
        confirm=_COLUMN,
    ),
    Rule(
        name="column-type",
        severity=Severity.ERROR,
        summary="a column of another type, length or precision",
        sentence="the column {name} is {live}, not {expected}",
        harm="A value of the expected type may be refused or changed when it is written, and code that relies on the expected "
        "type may fail when it reads the column or compares with it.",
        hint="Which side is right? Look for who altered the type, and for values that fit only one of them.",
        causes=("the type was altered by hand", "two tools map one declared type to different PostgreSQL types"),
        confirm=_COLUMN,
        variants=(
            Variant(
                "narrower",
                "the live type holds a smaller range or shorter texts",
                harm="Writing a value that {expected} holds and {live} does not fails.",
                hint="Which values does the code write? Look for who altered the type.",
            ),
            Variant(
                "wider",
                "the live type holds all that the expected one holds, and more",
                harm="No value of the expected type is refused. Values that are too large or too long for {expected} are "
                "accepted from now on, and some drivers give {live} to the program as another type.",
                hint="Are there values by now that do not fit the expected type?",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "rounds",
                "the live type keeps fewer digits",
                harm="Digits that {expected} keeps are rounded away by {live} when a value is written, and no error says so.",
                hint="Rows written since the change have lost these digits: since when?",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "time-zone",
                "one is a timestamp with time zone, or a time with one, and the other is not",
                harm="One of the two is a moment, the other what a clock shows. A value that is written or read in a session whose "
                "TimeZone is not UTC is shifted by hours, and no error says so.",
                hint="Which TimeZone do the sessions of the application have? The values written since the change may be "
                "shifted.",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "json",
                "it is json, not jsonb",
                harm="Operators that only jsonb has, such as @> and ?, and equality fail.",
                hint="Which operators do the queries use?",
            ),
            Variant(
                "jsonb",
                "it is jsonb, not json",
                harm="jsonb does not keep the order of keys, white space, or a key that stands twice; all else works.",
                hint="Does anything rely on the text as it was written, a signature perhaps?",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "no-array",
                "it is no array and an array is expected",
                harm="Queries that use it as an array fail, such as = ANY ({name}) and unnest({name}).",
            ),
            Variant(
                "array",
                "it is an array and none is expected",
                harm="Writing a single value fails, and so do queries that compare it with one.",
            ),
            Variant(
                "enum-lost",
                "a built-in type stands where an enum type is expected",
                harm="Values that are no label of {expected} are accepted. A client that casts its values to {expected}, as Prisma "
                "does, fails: there is no operator that compares them with {live}.",
                hint="Was the type replaced for good, or did a migration stop half way?",
            ),
            Variant(
                "enum-gained",
                "an enum type stands where a built-in type is expected",
                harm="Values that are no label of {live} are refused, and operators of {expected} fail on it, such as LIKE.",
                hint="Which values and operators does the code use?",
            ),
            Variant(
                "other-schema",
                "it is an enum type of the same name in another schema",
                harm="A client that casts its values to {expected} fails: there is no operator that compares the two types.",
                hint="Which of the two types is the right one, and whose search_path was in force when the column was made?",
            ),
        ),
    ),
    Rule(
        name="column-nullable",
        severity=Severity.ERROR,
        summary="a column that may be NULL and is expected to be NOT NULL",
        sentence="the column {name} may be NULL",
        harm="Rows in which it is NULL are accepted from now on, and code that relies on a value fails when it reads one.",
        hint="Are there NULLs already? Find what dropped the constraint before deciding.",
        causes=("NOT NULL was dropped to get a load through", "the column was added as nullable and never tightened"),
        confirm=_COLUMN,
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "checked",
                "a check constraint refuses NULL all the same",
                harm="NULL is still refused, by the check constraint {constraint}. Clients that read from the catalog whether a "
                "column may be NULL take it for one that may.",
                hint="Was NOT NULL to follow the check constraint? Then the change went half way.",
                severity=Severity.WARNING,
            ),
        ),
    ),
    Rule(
        name="column-not-null",
        severity=Severity.ERROR,
        summary="a column that is NOT NULL and is expected to allow NULL",
        sentence="the column {name} is NOT NULL",
        harm="Inserts and updates that write NULL fail, and so do inserts that leave the column out, unless a trigger fills it "
        "in.",
        hint="Which code still writes NULL here?",
        causes=("a newer release tightened the column before older code was gone",),
        confirm=_COLUMN,
        variants=(
            Variant(
                "filled",
                "it has a default, or is an identity or a generated column",
                harm="Inserts and updates that write NULL fail; an insert that leaves the column out still works.",
            ),
        ),
    ),
    Rule(
        name="column-not-null-not-valid",
        severity=Severity.ERROR,
        summary="a NOT NULL that was added as NOT VALID, so that older rows may hold NULL",
        sentence="the column {name} is NOT NULL for new rows only: the constraint is NOT VALID",
        harm="Rows from before the constraint may hold NULL, and code that relies on a value fails when it reads one.",
        hint="Count the NULLs; the constraint waits for its validation.",
        causes=("the first half of a two-step change was deployed (PostgreSQL 18 and later)",),
        confirm="SELECT conname, convalidated FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'n'",
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "valid",
                "it is valid and NOT VALID is expected",
                harm="Nothing fails: no row holds NULL.",
                hint="The validation has run here; update the expected schema.",
                sentence="the NOT NULL of the column {name} is valid",
                severity=Severity.NOTE,
            ),
        ),
    ),
    Rule(
        name="column-not-null-inheritance",
        severity=Severity.NOTE,
        summary="a NOT NULL that is, or is not, passed on to child tables (NO INHERIT)",
        sentence="the NOT NULL of the column {name} is {live}, not {expected}",
        harm="The table itself is held to it either way.",
        hint="Which child tables rely on it?",
        causes=("the constraint was recreated by hand (PostgreSQL 18 and later)",),
        confirm="SELECT conname, connoinherit FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'n'",
        variants=(
            Variant(
                "lost",
                "it is NO INHERIT",
                harm="The table itself is held to it either way. Child tables that are made from now on are not: their rows may "
                "hold NULL, and queries on {owner} read these too.",
            ),
            Variant(
                "gained",
                "it is inherited",
                harm="The table itself is held to it either way. Inserts of NULL into its child tables fail, if it has any.",
            ),
        ),
    ),
    Rule(
        name="column-not-null-name",
        severity=Severity.NOTE,
        summary="a NOT NULL constraint of another name than the one stated",
        sentence="the NOT NULL constraint of the column {name} is named {live}, not {expected}",
        harm="Only migrations that name the constraint fail.",
        hint="Does anything name it?",
        causes=("the constraint was recreated, or its table renamed (PostgreSQL 18 and later)",),
        confirm="SELECT conname FROM pg_constraint WHERE conrelid = :table::regclass AND contype = 'n'",
    ),
    Rule(
        name="column-default-lost",
        severity=Severity.ERROR,
        summary="a NOT NULL column whose expected default is not there",
        sentence="the column {name} has no default, and is NOT NULL",
        harm="Every insert that leaves the column out fails, unless a trigger fills it in.",
        hint="Look for the change that dropped the default; inserts are failing now.",
        causes=("a type change dropped the default", "the column was recreated without it"),
        confirm=_COLUMN,
        variants=(
            Variant(
                "identity",
                "the column is an identity column now",
                sentence="the column {name} takes its numbers from its identity, not from a default",
                harm="An insert that leaves the column out still gets a number, from the identity column's own sequence.",
                hint="Is the sequence beyond the highest number in the table? If it is not, inserts meet numbers that are taken.",
                severity=Severity.WARNING,
            ),
            Variant(
                "generated",
                "the column is a generated column now",
                sentence="the column {name} has no default: it is a generated column",
                harm="An insert that leaves the column out stores what is computed, not the default.",
                hint="Which of the two values do its readers rely on?",
                band=Band.WRONG_DATA,
            ),
        ),
    ),
    Rule(
        name="column-default-missing",
        severity=Severity.ERROR,
        summary="a nullable column whose expected default is not there",
        sentence="the column {name} has no default",
        harm="Inserts that leave the column out store NULL instead of the default.",
        hint="Decide whether the default is still wanted; rows written since then may need a look.",
        causes=("a type change dropped the default", "the column was recreated without it"),
        confirm=_COLUMN,
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "generated",
                "the column is a generated column now",
                sentence="the column {name} has no default: it is a generated column",
                harm="An insert that leaves the column out stores what is computed, not the default.",
                hint="Which of the two values do its readers rely on?",
            ),
        ),
    ),
    Rule(
        name="column-default",
        severity=Severity.ERROR,
        summary="a column with another default than expected",
        sentence="the default of the column {name} is {live}, not {expected}",
        harm="Inserts that leave the column out store another value than the code was written for, and no error says so.",
        hint="Which value do new rows need? Rows written since the change may need a look.",
        causes=("the default was changed by hand", "two releases disagree"),
        confirm=_COLUMN,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="column-default-unexpected",
        severity=Severity.ERROR,
        summary="a default where none is expected",
        sentence="the column {name} has the default {live}, which is not expected",
        harm="Inserts that leave the column out store the default instead of NULL.",
        hint="Add the default to the expected schema, or find out who set it.",
        causes=("the default was needed once to add a NOT NULL column and stayed",),
        confirm=_COLUMN,
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "required",
                "the column is expected to be NOT NULL, so that code has to give a value anyway",
                harm="An insert that forgets the column stores the default; without it, it would fail and be noticed.",
                severity=Severity.WARNING,
            ),
            Variant(
                "identity",
                "the column is expected to be an identity column",
                sentence="the column {name} takes its numbers from the default {live}, not from an identity",
                harm="An insert that leaves the column out still gets a number.",
                severity=Severity.WARNING,
            ),
        ),
    ),
    Rule(
        name="column-identity",
        severity=Severity.ERROR,
        summary="an identity column that is none, or is one of the other sort, or one that was not expected",
        sentence="the column {name} is {live}, not {expected}",
        harm="Inserts that leave the column out, or those that name it, may fail or get other numbers: it depends on which side "
        "has the identity.",
        hint="Which inserts name the column? GENERATED ALWAYS refuses a value, a plain NOT NULL column demands one.",
        causes=(
            "the table was restored or copied without its identity",
            "a serial column was turned into an identity or back",
        ),
        confirm=_COLUMN,
        variants=(
            Variant(
                "lost",
                "the identity is gone, and the column is NOT NULL without a default",
                harm="Every insert that leaves the column out fails, unless a trigger fills it in.",
                hint="Look for what dropped the identity: its sequence, and the number it had reached, went with it.",
            ),
            Variant(
                "lost-nullable",
                "the identity is gone, and the column may be NULL",
                harm="Inserts that leave the column out store NULL instead of a number.",
                hint="Are there NULLs already? The identity's sequence, and the number it had reached, went with it.",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "lost-default",
                "the identity is gone, and the column has a default",
                harm="An insert that leaves the column out stores the default, {default}.",
                hint="If it is a sequence: is it beyond the highest number in the table?",
                severity=Severity.WARNING,
            ),
            Variant(
                "gained",
                "it is GENERATED BY DEFAULT AS IDENTITY and no identity is expected",
                harm="No insert fails because of it: a value that is given is stored, and an insert that leaves the column out gets "
                "a number.",
                hint="Add it to the expected schema, or find out who made it one.",
                severity=Severity.WARNING,
            ),
            Variant(
                "gained-always",
                "it is GENERATED ALWAYS AS IDENTITY and no identity is expected",
                harm="Inserts and updates that give the column a value fail.",
                hint="Which code writes the column?",
            ),
            Variant(
                "always",
                "it is GENERATED ALWAYS and BY DEFAULT is expected",
                harm="Inserts and updates that give the column a value fail; those that leave it out work.",
                hint="Which code gives it a value, a seed or a copy of rows perhaps?",
            ),
            Variant(
                "by-default",
                "it is GENERATED BY DEFAULT and ALWAYS is expected",
                harm="Numbers that a client gives are accepted. The sequence does not know them, and where the column is unique a "
                "later insert that takes its number from the sequence fails.",
                hint="Are there numbers beyond the sequence's last one?",
                band=Band.WRONG_DATA,
            ),
        ),
    ),
    Rule(
        name="column-generated",
        severity=Severity.ERROR,
        summary="a generated column that is an ordinary one, or the reverse, or stored where virtual is expected",
        sentence="the column {name} is {live}, not {expected}",
        harm="Either its values no longer follow the columns they are computed from, or writes to it are refused.",
        hint="Since when? Rows written since then hold what they were given, not what is computed.",
        causes=("the expression was dropped to change a column it depends on",),
        confirm=_COLUMN,
        variants=(
            Variant(
                "lost",
                "it is an ordinary column now",
                harm="Its value no longer follows the columns it was computed from: a row that is updated keeps the old one, and "
                "a new row that leaves it out has none.",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "lost-required",
                "it is an ordinary column now, NOT NULL and without a default",
                harm="Every insert that leaves it out, as it had to until now, fails; a row that is updated keeps the old value.",
            ),
            Variant(
                "gained",
                "it is a generated column and an ordinary one is expected",
                harm="Inserts and updates that give it a value fail.",
                hint="Which code writes the column?",
            ),
            Variant(
                "kept-otherwise",
                "it is generated on both sides, stored on one and virtual on the other",
                harm="The same values are read: a stored one is computed when a row is written, a virtual one when it is read. A "
                "virtual column cannot have an index.",
                hint="Which queries search by it?",
                severity=Severity.WARNING,
            ),
        ),
    ),
    Rule(
        name="column-generated-expression",
        severity=Severity.ERROR,
        summary="a generated column computed from another expression",
        sentence="the generated column {name} is computed from another expression than expected",
        harm="Rows that are written from now on hold other values than the code expects.",
        hint="Compare the two expressions; which one do the readers of the column rely on?",
        causes=("the column was recreated with a corrected expression in one place only",),
        confirm=_COLUMN,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="column-collation",
        severity=Severity.WARNING,
        summary="a column with another collation",
        sentence="the column {name} is sorted and compared by {live}, not by {expected}",
        harm="ORDER BY, < and > may give another order. What is equal, and so unique, changes only where one of the two is a "
        "nondeterministic collation.",
        hint="Who depends on the order? Indexes on the column follow its collation.",
        causes=("the type was altered with a COLLATE clause", "the table was restored from another cluster"),
        confirm="SELECT attname, attcollation::regcollation FROM pg_attribute WHERE attrelid = :table::regclass AND attnum > 0",
    ),
)
