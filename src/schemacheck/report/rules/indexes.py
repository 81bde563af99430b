"""Rules about indexes that guarantee nothing: they make queries fast. Unique ones are in `uniques`."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity

_INDEX = (
    "SELECT indexrelid::regclass, indisvalid, indisready, pg_get_indexdef(indexrelid) "
    "FROM pg_index WHERE indrelid = :table::regclass"
)
_RECREATED = ("the index was recreated by hand",)

RULES: Final = (
    Rule(
        name="index-missing",
        severity=Severity.WARNING,
        summary="an index that is expected and not there",
        sentence="there is no index on {name}",
        harm="Queries that relied on it read the whole table, and deletes of rows that others point at do too.",
        hint="Which queries became slow, and what dropped the index?",
        causes=("a load dropped it and never put it back", "a concurrent build failed and was removed"),
        confirm=_INDEX,
    ),
    Rule(
        name="index-unexpected",
        severity=Severity.WARNING,
        summary="an index that is not expected",
        sentence="there is an index on {name} that is not expected",
        harm="Every write pays for it.",
        hint="Add it to the expected schema, or find out which query it was made for.",
        causes=("an index was added by hand for a slow query",),
        confirm=_INDEX,
    ),
    Rule(
        name="index-columns",
        severity=Severity.WARNING,
        summary="an index on other columns or expressions than expected, or in another order",
        sentence="{name} is on {live}, not on {expected}",
        harm="Queries that relied on its key read the whole table.",
        hint="Which queries need which key?",
        causes=_RECREATED,
        confirm=_INDEX,
    ),
    Rule(
        name="index-method",
        severity=Severity.WARNING,
        summary="an index of another method than expected, such as btree for gin",
        sentence="{name} is a {live} index, not a {expected} one",
        harm="Operators that only the expected method serves, such as containment, read the whole table.",
        hint="Which operators do the queries use?",
        causes=("the index was recreated without USING",),
        confirm=_INDEX,
    ),
    Rule(
        name="index-operator-class",
        severity=Severity.WARNING,
        summary="an index of another operator class than expected",
        sentence="{name} is for other operators than expected",
        harm="Operators that only the expected class serves, such as LIKE, read the whole table.",
        hint="Which operators do the queries use?",
        causes=("the index was recreated without its operator class",),
        confirm=_INDEX,
    ),
    Rule(
        name="index-collation",
        severity=Severity.WARNING,
        summary="an index that sorts by another collation than expected",
        sentence="{name} sorts by another collation than expected",
        harm="Queries that compare by the expected collation cannot use it.",
        hint="Which collation do the queries compare by?",
        causes=_RECREATED,
        confirm=_INDEX,
    ),
    Rule(
        name="index-order",
        severity=Severity.WARNING,
        summary="an index that sorts in another direction, or NULLs elsewhere, than expected",
        sentence="{name} sorts as {live}, not as {expected}",
        harm="Queries with a matching ORDER BY have to sort.",
        hint="Which ORDER BY was it made for?",
        causes=("the index was recreated without DESC or NULLS LAST",),
        confirm=_INDEX,
    ),
    Rule(
        name="index-include",
        severity=Severity.WARNING,
        summary="an index that carries other columns than expected (INCLUDE)",
        sentence="{name} carries other columns than expected",
        harm="Queries that were answered by the index alone read the table too.",
        hint="Which queries was it to answer alone?",
        causes=("the index was recreated without INCLUDE",),
        confirm=_INDEX,
    ),
    Rule(
        name="index-predicate",
        severity=Severity.WARNING,
        summary="an index of other rows than expected: another WHERE, or one where none is expected",
        sentence="{name} is of other rows than expected",
        harm="Queries for the rows it leaves out read the whole table.",
        hint="Which rows do the queries ask for?",
        causes=("the index was recreated with another predicate",),
        confirm=_INDEX,
    ),
    Rule(
        name="index-invalid",
        severity=Severity.WARNING,
        summary="an index that is there and not valid: no query uses it",
        sentence="{name} is INVALID: no query uses it",
        harm="Queries run as if there were none, while every write may still pay for it.",
        hint="A concurrent build failed or still runs.",
        causes=("a concurrent build was cancelled or timed out", "an index build is running right now"),
        confirm=_INDEX,
    ),
    Rule(
        name="index-name",
        severity=Severity.NOTE,
        summary="an index of another name than the one stated",
        sentence="the index {expected} is named {live}",
        harm="Nothing breaks but migrations that name it.",
        hint="Does anything name it?",
        causes=("the table was renamed and its index was not",),
        confirm=_INDEX,
    ),
    Rule(
        name="index-duplicate",
        severity=Severity.NOTE,
        summary="an index that is there a second time, under another name",
        sentence="a second index on {name} serves nothing that another does not serve",
        harm="Every write pays for both, and no query gains.",
        hint="Which of the two is used?",
        causes=("a tool and a migration both made it", "a concurrent rebuild left the old or the new one behind"),
        confirm=_INDEX,
    ),
    Rule(
        name="index-duplicate-missing",
        severity=Severity.NOTE,
        summary="an index that is not there, while another of the same key is",
        sentence="one of several indexes on {name} is not there",
        harm="No query becomes slower: another one serves as much.",
        hint="One of them is enough in the expected schema.",
        causes=("somebody tidied up",),
        confirm=_INDEX,
    ),
)
