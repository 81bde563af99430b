"""Rules about partitions, inheritance, replica identity and statistics objects."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

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
        sentence="{name} is partitioned by {live}, not by {expected}",
        harm="Rows go to other partitions than jobs that add and drop them count on.",
        hint="Who recreated the table?",
        causes=("the table was recreated with another key",),
        confirm="SELECT pg_get_partkeydef(CAST(:table AS regclass))",
    ),
    Rule(
        name="partition-missing",
        severity=Severity.ERROR,
        summary="a partition that is expected and not there: dropped, detached, or never made",
        sentence="the partition {name} is not there",
        harm="Its rows are no longer in the table, and writes that belong there fail or land in the default partition.",
        hint="Was it detached, and is it still there as a table of its own?",
        causes=("a retention job dropped or detached it", "the job that makes new ones did not run"),
        confirm=_PARTITION,
    ),
    Rule(
        name="partition-unexpected",
        severity=Severity.WARNING,
        summary="a partition that is not expected",
        sentence="there is a partition {name}, which is not expected",
        harm="Nothing breaks; rows live where nobody agreed they would.",
        hint="Does a job make partitions as time goes by? Then list them as `any`.",
        causes=("a job made it",),
        confirm=_PARTITION,
    ),
    Rule(
        name="partition-bounds",
        severity=Severity.ERROR,
        summary="a partition with other bounds than expected",
        sentence="{name} holds {live}, not {expected}",
        harm="Rows are refused, or kept and dropped together with others.",
        hint="Compare the two ranges: is there a gap or an overlap with its neighbours?",
        causes=("the partition was detached and attached with other bounds",),
        confirm=_PARTITION,
    ),
    Rule(
        name="partition-differs",
        severity=Severity.ERROR,
        summary="a partition that differs from its table in other ways than expected: defaults, constraints, indexes, triggers, grants",
        sentence="{name} differs from its table in other ways than expected",
        harm="What holds for the table does not hold for the rows in this partition, or only for them.",
        hint="Who changed the partition alone?",
        causes=("a hot fix was made on one partition", "a partition was made by hand and attached"),
        confirm=_PARTITION,
    ),
    Rule(
        name="table-inherits",
        severity=Severity.ERROR,
        summary="a table that inherits from other tables than expected",
        sentence="{name} inherits from {live}, not from {expected}",
        harm="Queries on a parent show rows too many or too few.",
        hint="Which queries read the parent?",
        causes=("the table was recreated without INHERITS",),
        confirm=_PARENTS,
    ),
    Rule(
        name="replica-identity",
        severity=Severity.ERROR,
        summary="a table that tells logical replicas something else of its changes than expected (REPLICA IDENTITY)",
        sentence="the replica identity of {name} is {live}, not {expected}",
        harm="With `nothing`, updates and deletes of a published table fail; with another index, replicas miss the columns they look for.",
        hint="Which publications and consumers have the table?",
        causes=("a tool for change capture set or reset it", "the index it named was dropped"),
        confirm="SELECT relreplident FROM pg_class WHERE oid = :table::regclass",
    ),
    Rule(
        name="statistics-missing",
        severity=Severity.WARNING,
        summary="a statistics object that is expected and not there",
        sentence="the statistics object {name} is not there",
        harm="The planner guesses the number of rows worse, and may choose a slow plan.",
        hint="Which query was it made for?",
        causes=("the table was recreated without it",),
        confirm=_STATISTICS,
    ),
    Rule(
        name="statistics-unexpected",
        severity=Severity.NOTE,
        summary="a statistics object that is not expected",
        sentence="there is a statistics object {name}, which is not expected",
        harm="Nothing breaks; ANALYZE does more work.",
        hint="Add it to the expected schema, or find out which query it was made for.",
        causes=("it was made by hand for a slow query",),
        confirm=_STATISTICS,
    ),
    Rule(
        name="statistics-differ",
        severity=Severity.WARNING,
        summary="a statistics object on other columns, or of other kinds, than expected",
        sentence="{name} is about {live}, not about {expected}",
        harm="The planner guesses the number of rows worse, and may choose a slow plan.",
        hint="Which query was it made for?",
        causes=("it was recreated by hand",),
        confirm=_STATISTICS,
    ),
)
