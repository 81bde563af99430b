"""Rules about partitions, inheritance, replica identity and statistics objects."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant

_PARTITION = (
    "SELECT inhrelid::regclass, pg_get_expr(relpartbound, inhrelid) "
    "FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = :table::regclass"
)
_PARENTS = "SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = :table::regclass ORDER BY inhseqno"
_STATISTICS = (
    "SELECT stxname, stxkind, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxrelid = :table::regclass"
)

RULES: Final = (
    Rule(
        name="partition-key",
        severity=Severity.ERROR,
        summary="a table that is partitioned by another key or strategy than expected, or not at all",
        sentence="the table {name} is partitioned by {live}, not by {expected}",
        harm="Rows go to other partitions than jobs that add and drop them count on.",
        hint="Who recreated the table?",
        causes=("the table was recreated with another key",),
        confirm="SELECT pg_get_partkeydef(CAST(:table AS regclass))",
        band=Band.WRONG_DATA,
        variants=(
            Variant(
                "lost",
                "it is not partitioned",
                harm="Jobs that create, attach or drop its partitions fail; queries on the table work.",
                sentence="the table {name} is not partitioned; expected is {expected}",
                band=Band.FAILS_NOW,
            ),
            Variant(
                "gained",
                "it is partitioned and is expected not to be",
                harm="Queries on the table work. A row that no partition takes is refused, unless there is a default partition.",
                sentence="the table {name} is partitioned by {live}, which is not expected",
                band=Band.FAILS_NOW,
            ),
        ),
    ),
    Rule(
        name="partition-missing",
        severity=Severity.ERROR,
        summary="a partition that is expected and not there: dropped, detached, or never made",
        sentence="the partition {name} is missing",
        harm="Its rows are no longer in the table. Inserts of rows that belong there fail, unless another partition takes them.",
        hint="Was it detached, and is it still there as a table of its own?",
        causes=("a retention job dropped or detached it", "the job that makes new ones did not run"),
        confirm=_PARTITION,
        variants=(
            Variant(
                "default",
                "there is a default partition",
                harm="Its rows are no longer in the table. New rows that belong there go to the default partition, {default}, and as long as they are there no partition with these bounds can be attached.",
                band=Band.WRONG_DATA,
            ),
        ),
    ),
    Rule(
        name="partition-gap",
        severity=Severity.ERROR,
        summary="a hole between the partitions of a table: values that none of them takes",
        sentence="no partition of {name} takes {live}",
        harm="Rows that belong there are refused.",
        hint="Was a partition dropped, detached, or never made?",
        causes=(
            "the job that makes partitions did not run",
            "one was detached to be archived",
            "a bound was written as if it were inclusive",
        ),
        confirm=_PARTITION,
        variants=(
            Variant(
                "default",
                "there is a default partition",
                harm="Rows that belong there go to the default partition, and as long as they are there no partition can be attached for them.",
                band=Band.WRONG_DATA,
            ),
        ),
    ),
    Rule(
        name="partition-ahead",
        severity=Severity.WARNING,
        summary="partitions that do not reach as far ahead of today as is expected",
        sentence="the partitions of {name} reach to {live}; expected is {expected}",
        harm="From then on rows are refused, unless there is a default partition.",
        hint="Does the job that makes partitions still run?",
        causes=("the job that makes partitions fails or was switched off", "it makes fewer ahead than was agreed"),
        confirm=_PARTITION,
        variants=(
            Variant(
                "past",
                "they do not even reach to tomorrow",
                harm="Rows of today and later are refused, unless there is a default partition.",
                severity=Severity.ERROR,
            ),
        ),
    ),
    Rule(
        name="partition-default-missing",
        severity=Severity.ERROR,
        summary="a table without the default partition that is expected",
        sentence="the table {name} has no default partition",
        harm="Rows that no other partition takes are refused.",
        hint="Was it detached to attach another one?",
        causes=("it was detached or dropped while another partition was attached",),
        confirm=_PARTITION,
    ),
    Rule(
        name="partition-default-unexpected",
        severity=Severity.WARNING,
        summary="a default partition where none is expected",
        sentence="the table {name} has a default partition, which is not expected",
        harm="Rows that were meant to be refused go there unnoticed, and as long as they are there no partition can be attached for them.",
        hint="What is in it?",
        causes=("somebody made it when inserts failed",),
        confirm=_PARTITION,
    ),
    Rule(
        name="partition-unexpected",
        severity=Severity.WARNING,
        summary="a partition that is not expected",
        sentence="there is a partition {name}, which is not expected",
        harm="No statement fails because of it. Rows that it takes were refused before, or went to the default partition.",
        hint="Does a job make partitions as time goes by? Then say what holds for all of them: a `pattern` in place of the list.",
        causes=("a job made it",),
        confirm=_PARTITION,
    ),
    Rule(
        name="partition-bounds",
        severity=Severity.ERROR,
        summary="a partition with other bounds than expected",
        sentence="the partition {name} holds {live}, not {expected}",
        harm="Inserts of rows that only the expected bounds take fail, unless another partition takes them; rows that only the live bounds take are kept, and dropped, with this partition.",
        hint="Compare the two ranges: is there a gap or an overlap with its neighbours?",
        causes=("the partition was detached and attached with other bounds",),
        confirm=_PARTITION,
    ),
    Rule(
        name="partition-differs",
        severity=Severity.ERROR,
        summary="a partition that differs from its table in other ways than expected: defaults, constraints, indexes, triggers, grants",
        sentence="the partition {name} differs from its table in other ways than expected",
        harm="What holds for the table does not hold for the rows in this partition, or only for them.",
        hint="Who changed the partition alone?",
        causes=("a hot fix was made on one partition", "a partition was made by hand and attached"),
        confirm=_PARTITION,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="table-inherits",
        severity=Severity.ERROR,
        summary="a table that inherits from other tables than expected",
        sentence="the table {name} inherits from {live}, not from {expected}",
        harm="Queries on a parent table show too many rows, or too few.",
        hint="Which queries read the parent?",
        causes=("the table was recreated without INHERITS",),
        confirm=_PARENTS,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="replica-identity",
        severity=Severity.ERROR,
        summary="a table that tells logical replicas something else of its changes than expected (REPLICA IDENTITY)",
        sentence="the replica identity of {name} is {live}, not {expected}",
        harm="Subscribers and consumers of changes find the old row by other columns than they count on, or not at all.",
        hint="Which publications and consumers have the table?",
        causes=("a tool for change capture set or reset it", "the index it named was dropped"),
        confirm="SELECT relreplident FROM pg_class WHERE oid = :table::regclass",
        variants=(
            Variant(
                "nothing",
                "it is NOTHING",
                harm="Where the table is published, updates and deletes fail.",
            ),
            Variant(
                "default",
                "it is the default: the primary key",
                harm="Consumers of changes get the columns of the primary key alone of an old row. Where the table is published and has no primary key, updates and deletes fail.",
            ),
            Variant(
                "full",
                "it is FULL",
                harm="Nothing fails: old rows are sent whole. Every update and delete writes more to the log.",
                severity=Severity.WARNING,
            ),
            Variant(
                "index",
                "it is an index",
                harm="Consumers of changes get the columns of that index alone of an old row.",
                band=Band.WRONG_DATA,
            ),
        ),
    ),
    Rule(
        name="statistics-missing",
        severity=Severity.WARNING,
        summary="a statistics object that is expected and not there",
        sentence="the statistics object {name} is missing",
        harm="The planner may guess the number of rows worse and choose a slower plan.",
        hint="Which query was it made for?",
        causes=("the table was recreated without it",),
        confirm=_STATISTICS,
    ),
    Rule(
        name="statistics-unexpected",
        severity=Severity.NOTE,
        summary="a statistics object that is not expected",
        sentence="there is a statistics object {name}, which is not expected",
        harm="Nothing fails; ANALYZE does more work.",
        hint="Add it to the expected schema, or find out which query it was made for.",
        causes=("it was made by hand for a slow query",),
        confirm=_STATISTICS,
    ),
    Rule(
        name="statistics-differ",
        severity=Severity.WARNING,
        summary="a statistics object on other columns, or of other kinds, than expected",
        sentence="the statistics object {name} is about {live}, not about {expected}",
        harm="The planner may guess the number of rows worse and choose a slower plan.",
        hint="Which query was it made for?",
        causes=("it was recreated by hand",),
        confirm=_STATISTICS,
    ),
)
