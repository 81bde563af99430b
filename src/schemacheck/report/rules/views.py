"""Rules about views, materialized views and foreign tables."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Band, Rule, Severity, Variant

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
        sentence="{thing} is defined by another query",
        harm="Queries on it give other rows or columns than were agreed on, perhaps rows that their readers should not see.",
        hint="Read the difference: which rows, columns or joins came and went, and who replaced the view?",
        causes=("the view was replaced by hand", "a migration that changes it has not run here, or ran too early"),
        confirm=_VIEW,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="view-unexpected",
        severity=Severity.NOTE,
        summary="a view or materialized view that is there and not expected",
        sentence="{thing} is there and not expected",
        harm="No statement fails because of it. It shows rows of its tables to whoever may read it; nobody has agreed on that.",
        hint="Add it to the expected schema, or find out who made it and who reads it.",
        causes=("a view made by hand for a report", "a new view whose expected schema was not updated"),
        confirm=_OPTIONS,
    ),
    Rule(
        name="view-security-invoker",
        severity=Severity.ERROR,
        summary="a view that reads its tables with the rights of another role than expected (security_invoker)",
        sentence="{thing} reads its tables with the rights of {live}, not of {expected}",
        harm="With the rights of its owner it passes by row security and grants; with those of whoever queries it, queries that worked are refused.",
        hint="Was the view replaced without its options?",
        causes=("the view was dropped and created anew without the option",),
        confirm=_OPTIONS,
        variants=(
            Variant(
                "owner",
                "it reads with the rights of its owner",
                harm="Whoever may read the view sees all rows that its owner may see: row security and grants of the tables below do not hold for them.",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "invoker",
                "it reads with the rights of whoever queries it",
                harm="Queries on it fail for roles that may not read the tables below, and show these roles only the rows that row security gives them.",
            ),
        ),
    ),
    Rule(
        name="view-security-barrier",
        severity=Severity.ERROR,
        summary="a view that has, or lacks, security_barrier",
        sentence="{thing} has {live}, expected is {expected}",
        harm="Without the barrier a function in a query can see rows that the view hides; with it, queries may slow down.",
        hint="Does anybody rely on the view to hide rows?",
        causes=("the view was dropped and created anew without the option",),
        confirm=_OPTIONS,
        variants=(
            Variant(
                "lost",
                "it has no security barrier",
                harm="A function that a user puts into a query can see rows that the view hides.",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "gained",
                "it is a security barrier",
                harm="No row is shown or hidden by it. Queries may slow down: conditions on the view are applied after its own.",
                severity=Severity.WARNING,
            ),
        ),
    ),
    Rule(
        name="view-check-option",
        severity=Severity.ERROR,
        summary="a view with another check option than expected",
        sentence="the check option of {thing} is {live}, not {expected}",
        harm="Rows that the view would not show can be written through it, or are refused, against what was agreed.",
        hint="Was the view replaced without its options?",
        causes=("the view was dropped and created anew without the option",),
        confirm=_OPTIONS,
        variants=(
            Variant(
                "weaker",
                "it checks less than expected",
                harm="Rows that the view does not show can be written through it.",
                band=Band.WRONG_DATA,
            ),
            Variant(
                "stricter",
                "it checks more than expected",
                harm="Inserts and updates through the view of rows that it does not show fail.",
            ),
        ),
    ),
    Rule(
        name="materialized-view-unpopulated",
        severity=Severity.ERROR,
        summary="a materialized view without data, which cannot be read",
        sentence="the materialized view {name} holds no data: it is not populated",
        harm="Every query on it fails.",
        hint="Who refreshes it, and did that fail?",
        causes=("it was restored or created WITH NO DATA", "its first refresh failed"),
        confirm=_OPTIONS,
    ),
    Rule(
        name="materialized-view-populated",
        severity=Severity.NOTE,
        summary="a materialized view that holds data where none is expected",
        sentence="the materialized view {name} holds data",
        harm="Nothing fails.",
        hint="Update the expected schema.",
        causes=("it was refreshed since the expected schema was taken",),
        confirm=_OPTIONS,
    ),
    Rule(
        name="foreign-table-server",
        severity=Severity.ERROR,
        summary="a foreign table of another server than expected",
        sentence="the foreign table {name} reads from the server {live}, not {expected}",
        harm="Its rows are those of another database.",
        hint="Which of the two servers holds the rows that are meant?",
        causes=("the table was recreated for another environment",),
        confirm=_FOREIGN,
        band=Band.WRONG_DATA,
    ),
    Rule(
        name="foreign-table-options",
        severity=Severity.ERROR,
        summary="a foreign table that tells its server something else than expected",
        sentence="the foreign table {name} has the options {live}, not {expected}",
        harm="It may read another table or another file, or may be written to.",
        hint="Which table over there is meant?",
        causes=("the table was altered by hand",),
        confirm=_FOREIGN,
        band=Band.WRONG_DATA,
    ),
)
