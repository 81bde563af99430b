"""Rules about indexes that guarantee nothing: they make queries fast. Unique ones are in `uniques`."""

from __future__ import annotations

from typing import Final

from schemacheck.report.rules.rule import Rule, Severity, Variant
from schemacheck.report.shared_variants import of_include

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
        sentence="the index on {name} is missing",
        harm="Queries that look up rows by it read the whole table, unless another index begins with its columns; so does deleting a row that rows of this table point at by them.",
        hint="Which queries became slow, and what dropped the index?",
        causes=("a load dropped it and never put it back", "a concurrent build failed and was removed"),
        confirm=_INDEX,
    ),
    Rule(
        name="index-unexpected",
        severity=Severity.WARNING,
        summary="an index that is not expected",
        sentence="there is an index on {name} that is not expected",
        harm="No statement fails and no query gets slower. Every write pays for it.",
        hint="Add it to the expected schema, or find out which query it was made for.",
        causes=("an index was added by hand for a slow query",),
        confirm=_INDEX,
    ),
    Rule(
        name="index-columns",
        severity=Severity.WARNING,
        summary="an index on other columns or expressions than expected, or in another order",
        sentence="the index {name} is on {live}, not on {expected}",
        harm="Queries that look up rows by the expected key may read the whole table.",
        hint="Which queries need which key?",
        causes=_RECREATED,
        confirm=_INDEX,
    ),
    Rule(
        name="index-method",
        severity=Severity.WARNING,
        summary="an index of another method than expected, such as btree for gin",
        sentence="the index {name} is a {live} index, not a {expected} one",
        harm="Queries with operators that only the expected method serves, such as containment for gin, read the whole table.",
        hint="Which operators do the queries use?",
        causes=("the index was recreated without USING",),
        confirm=_INDEX,
    ),
    Rule(
        name="index-operator-class",
        severity=Severity.WARNING,
        summary="an index of another operator class than expected",
        sentence="the index {name} has another operator class than expected",
        harm="Queries with operators that only the expected class serves, such as LIKE, read the whole table.",
        hint="Which operators do the queries use?",
        causes=("the index was recreated without its operator class",),
        confirm=_INDEX,
    ),
    Rule(
        name="index-collation",
        severity=Severity.WARNING,
        summary="an index that sorts by another collation than expected",
        sentence="the index {name} sorts by another collation than expected",
        harm="Queries that compare by the expected collation cannot use it.",
        hint="Which collation do the queries compare by?",
        causes=_RECREATED,
        confirm=_INDEX,
    ),
    Rule(
        name="index-order",
        severity=Severity.WARNING,
        summary="an index that sorts in another direction, or NULLs elsewhere, than expected",
        sentence="the index {name} sorts as {live}, not as {expected}",
        harm="Queries with a matching ORDER BY may have to sort.",
        hint="Which ORDER BY was it made for?",
        causes=("the index was recreated without DESC or NULLS LAST",),
        confirm=_INDEX,
    ),
    Rule(
        name="index-include",
        severity=Severity.WARNING,
        summary="an index that carries other columns than expected (INCLUDE)",
        sentence="the index {name} carries other columns than expected",
        harm="Queries that were answered from the index alone may read the table too.",
        hint="Which queries was it to answer alone?",
        causes=("the index was recreated without INCLUDE",),
        confirm=_INDEX,
        variants=of_include(),
    ),
    Rule(
        name="index-predicate",
        severity=Severity.WARNING,
        summary="an index of other rows than expected: another WHERE, or one where none is expected",
        sentence="the index {name} is of other rows than expected",
        harm="Queries for the rows it leaves out read the whole table.",
        hint="Which rows do the queries ask for?",
        causes=("the index was recreated with another predicate",),
        confirm=_INDEX,
        variants=(
            Variant(
                "every-row",
                "it is of every row",
                harm="It still serves every query that it served; it is larger, and more writes pay for it.",
                hint="Who recreated it without its WHERE?",
            ),
            Variant(
                "fewer",
                "it is of some rows only, and of all is expected",
                harm="Queries for the rows that its WHERE leaves out read the whole table.",
            ),
        ),
    ),
    Rule(
        name="index-invalid",
        severity=Severity.WARNING,
        summary="an index that is there and not valid: no query uses it",
        sentence="the index {name} is INVALID: no query uses it",
        harm="Queries run as if there were none, while every write may still pay for it.",
        hint="Does a concurrent build still run? If not, it has failed.",
        causes=("a concurrent build was cancelled or timed out", "an index build is running right now"),
        confirm=_INDEX,
    ),
    Rule(
        name="index-name",
        severity=Severity.NOTE,
        summary="an index of another name than the one stated",
        sentence="the index {expected} is named {live}",
        harm="Only migrations that name it fail.",
        hint="Does anything name it?",
        causes=("the table was renamed and its index was not",),
        confirm=_INDEX,
    ),
    Rule(
        name="index-duplicate",
        severity=Severity.NOTE,
        summary="an index that is there a second time, under another name",
        sentence="there is a second index on {name} that serves nothing the other does not serve",
        harm="Every write pays for both, and no query gains.",
        hint="Which of the two is used?",
        causes=("a tool and a migration both made it", "a concurrent rebuild left the old or the new one behind"),
        confirm=_INDEX,
    ),
    Rule(
        name="index-duplicate-missing",
        severity=Severity.NOTE,
        summary="an index that is not there, while another of the same key is",
        sentence="one of several indexes on {name} is missing",
        harm="No query becomes slower: another one serves as much.",
        hint="One of them is enough in the expected schema.",
        causes=("somebody tidied up",),
        confirm=_INDEX,
    ),
)
