"""Rules about views, materialized views and foreign tables."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

_VIEW = "SELECT pg_get_viewdef(:table::regclass)"
_OPTIONS = "SELECT relname, relkind, reloptions, relispopulated FROM pg_class WHERE relname = :table"
_FOREIGN = (
    "SELECT s.srvname, f.ftoptions FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver "
    "WHERE f.ftrelid = :table::regclass"
)

RULES: Final = (
    Rule(
        name="view-definition",
        severity=Severity.ERROR,
        summary="a view or materialized view with another query than expected",
        sentence="{name} is defined by another query",
        harm="Whoever reads it gets other rows than were agreed on, and perhaps rows nobody should see.",
        hint="Read the difference: which rows, columns or joins came and went, and who replaced the view?",
        causes=("the view was replaced by hand", "a migration that changes it has not run here, or ran too early"),
        confirm=_VIEW,
    ),
    Rule(
        name="view-unexpected",
        severity=Severity.NOTE,
        summary="a view or materialized view that is there and not expected",
        sentence="{name} is there and not expected",
        harm="It shows rows of its tables to whoever may read it; nobody has agreed on that.",
        hint="Add it to the expected schema, or find out who made it and who reads it.",
        causes=("a view made by hand for a report", "a new view whose expected schema was not updated"),
        confirm=_OPTIONS,
    ),
    Rule(
        name="view-security-invoker",
        severity=Severity.ERROR,
        summary="a view that reads its tables with the rights of another role than expected (security_invoker)",
        sentence="{name} reads its tables with the rights of {live}, not of {expected}",
        harm="With the rights of its owner it passes by row security and grants; with those of whoever queries it, "
        "queries that worked are refused.",
        hint="Was the view replaced without its options?",
        causes=("the view was dropped and created anew without the option",),
        confirm=_OPTIONS,
    ),
    Rule(
        name="view-security-barrier",
        severity=Severity.ERROR,
        summary="a view that has, or lacks, security_barrier",
        sentence="{name} has {live}, expected to have {expected}",
        harm="Without the barrier a function in a query can see rows that the view hides; with it, queries may slow down.",
        hint="Does anybody rely on the view to hide rows?",
        causes=("the view was dropped and created anew without the option",),
        confirm=_OPTIONS,
    ),
    Rule(
        name="view-check-option",
        severity=Severity.ERROR,
        summary="a view with another check option than expected",
        sentence="the check option of {name} is {live}, not {expected}",
        harm="Rows that the view would not show can be written through it, or rows that it accepted are refused.",
        hint="Was the view replaced without its options?",
        causes=("the view was dropped and created anew without the option",),
        confirm=_OPTIONS,
    ),
    Rule(
        name="materialized-view-unpopulated",
        severity=Severity.ERROR,
        summary="a materialized view without data, which cannot be read",
        sentence="{name} holds no data: it was never refreshed",
        harm="Every query on it fails.",
        hint="Who refreshes it, and did that fail?",
        causes=("it was restored or created WITH NO DATA", "its first refresh failed"),
        confirm=_OPTIONS,
    ),
    Rule(
        name="materialized-view-populated",
        severity=Severity.NOTE,
        summary="a materialized view that holds data where none is expected",
        sentence="{name} holds data",
        harm="Nothing breaks.",
        hint="Update the expected schema.",
        causes=("it was refreshed since the expected schema was taken",),
        confirm=_OPTIONS,
    ),
    Rule(
        name="foreign-table-server",
        severity=Severity.ERROR,
        summary="a foreign table of another server than expected",
        sentence="{name} reads from the server {live}, not {expected}",
        harm="Its rows are those of another database.",
        hint="Which of the two servers holds the rows that are meant?",
        causes=("the table was recreated for another environment",),
        confirm=_FOREIGN,
    ),
    Rule(
        name="foreign-table-options",
        severity=Severity.ERROR,
        summary="a foreign table that tells its server something else than expected",
        sentence="{name} has the options {live}, not {expected}",
        harm="It may read another table, another file, or be writable.",
        hint="Which table over there is meant?",
        causes=("the table was altered by hand",),
        confirm=_FOREIGN,
    ),
)
