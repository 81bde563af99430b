"""Rules about schemas and tables as wholes."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant

_PARAMETERS = (
    "SELECT c.relname, c.reloptions, t.reloptions AS toast FROM pg_class c LEFT JOIN pg_class t ON t.oid = c.reltoastrelid "
    "WHERE c.relname = :name"
)
_RELATION = "SELECT relname, relkind, relpersistence, relnamespace::regnamespace FROM pg_class WHERE relname = :table"

RULES: Final = (
    Rule(
        name="schema-missing",
        severity=Severity.ERROR,
        summary="a PostgreSQL schema that is expected and not there",
        sentence="the schema {name} is missing",
        harm="Every query on its tables fails.",
        hint="Is this the right database, and was the schema renamed?",
        causes=(
            "the schema was renamed or dropped",
            "the check runs against another database than the one that was meant",
        ),
        confirm="SELECT nspname FROM pg_namespace",
    ),
    Rule(
        name="schema-unexpected",
        severity=Severity.WARNING,
        summary="a PostgreSQL schema that is there and not expected, where all of them are listed",
        sentence="the schema {name} is there and not expected",
        harm="No statement fails because of it. Nothing in it was compared, and nobody has agreed on it.",
        hint="Who made it, and does it belong in the expected schema or under ignore?",
        causes=("a tool or another project made it", "it was made by hand, for a trial or a backup"),
        confirm="SELECT nspname, nspowner::regrole FROM pg_namespace",
    ),
    Rule(
        name="table-missing",
        severity=Severity.ERROR,
        summary="a table that is expected and not there",
        sentence="{thing} is missing",
        harm="Every query on it fails.",
        hint="Was it renamed, moved to another schema, or dropped by a deploy of another project?",
        causes=(
            "a table was renamed, often between Athlete and athletes, when a mapping such as @@map was lost",
            "another code base pushed a schema that does not know the table",
            "a migration is recorded as applied and never ran",
        ),
        confirm=_RELATION,
    ),
    Rule(
        name="table-unexpected",
        severity=Severity.NOTE,
        summary="a table that is there and not expected",
        sentence="{thing} is there and not expected",
        harm="No statement fails because of it; nobody has agreed on it either.",
        hint="Add it to the expected schema, list it under ignore, or find out who made it.",
        causes=(
            "a hot fix or a backup made by hand",
            "a new table whose expected schema was not updated",
            "another project in the same database",
        ),
        confirm=_RELATION,
    ),
    Rule(
        name="table-kind",
        severity=Severity.ERROR,
        summary="a relation of the right name that is another kind of thing, such as a view in a table's place",
        sentence="{name} is a {live}, not a {expected}",
        harm="Reads work as far as the columns are there; writes may fail. The keys, constraints and triggers of the expected one are not on it.",
        hint="Who replaced it, and is the table kept under another name?",
        causes=("a table was renamed away and a view put in its place", "a table was moved to a foreign server"),
        confirm=_RELATION,
    ),
    Rule(
        name="table-partitioning",
        severity=Severity.WARNING,
        summary="a table that is partitioned where a plain one is expected, or the reverse",
        sentence="{name} is a {live}, not a {expected}",
        harm="Queries on the table work either way.",
        hint="Agree on the partitioning and bring the expected schema in line with it.",
        causes=("a large table was partitioned in production only",),
        confirm=_RELATION,
        variants=(
            Variant(
                "partitioned",
                "it is partitioned",
                harm="Queries on the table work. A row that no partition takes is refused, unless there is a default partition, and every unique key must contain the partition key.",
                hint="Which job makes the partitions of next month? Bring the expected schema in line with the partitioning.",
            ),
            Variant(
                "plain",
                "it is not partitioned",
                harm="Queries on the table work. Jobs that create, attach or drop its partitions fail.",
                hint="Which jobs count on its partitions?",
            ),
        ),
    ),
    Rule(
        name="table-unlogged",
        severity=Severity.ERROR,
        summary="a table that is UNLOGGED and expected to be durable",
        sentence="the table {name} is UNLOGGED",
        harm="All its rows are gone after a crash. Standby servers do not have them, and queries on it fail there.",
        hint="Who set it, a bulk load perhaps, and when does it become durable again?",
        causes=("a bulk load that switched logging off and never on again",),
        confirm=_RELATION,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="table-logged",
        severity=Severity.NOTE,
        summary="a table that is durable and expected to be UNLOGGED",
        sentence="the table {name} is an ordinary, logged table",
        harm="Nothing fails; writes cost more than was planned.",
        hint="Decide which is right and update the expected schema.",
        causes=("the table was recreated without UNLOGGED",),
        confirm=_RELATION,
    ),
    Rule(
        name="table-of-type",
        severity=Severity.NOTE,
        summary="a table that is, or is not, a typed table: one whose columns are those of a composite type",
        sentence="the table {name} is {live}, not {expected}",
        harm="No statement on rows fails. A typed table follows changes of its type and cannot be changed on its own; another one does not follow.",
        hint="Which changes of the type does it have to follow?",
        causes=("the table was recreated from its columns",),
        confirm="SELECT relname, reloftype::regtype FROM pg_class WHERE oid = :table::regclass",
    ),
    Rule(
        name="autovacuum-disabled",
        severity=Severity.WARNING,
        summary="a table, or its TOAST table, that autovacuum leaves alone and is expected not to",
        sentence="autovacuum is switched off for {thing} ({live})",
        harm="Dead rows are not removed and statistics grow old, so queries slow down; a vacuum against wraparound comes all the same one day.",
        hint="Which migration or load switched it off, and when does it come on again?",
        causes=("a migration or a bulk load that switched it off and never on again",),
        confirm=_PARAMETERS,
    ),
    Rule(
        name="storage-parameters",
        severity=Severity.NOTE,
        summary="a table or an index with other storage parameters than expected, such as fillfactor",
        sentence="the storage parameters of {thing} are {live}, not {expected}",
        harm="No result changes; updates, look-ups and vacuums may cost more than was planned.",
        hint="Who tuned it, and is it to stay? Then state it in the expected schema.",
        causes=("it was tuned by hand", "it was recreated without WITH (...)"),
        confirm=_PARAMETERS,
    ),
)
