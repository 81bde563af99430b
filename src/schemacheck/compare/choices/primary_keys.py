"""What differences of primary keys do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.compare.choices.constraints import of_deferral_of_a_key, of_include, of_overlaps
from schemacheck.compare.choices.guarantees import guarantees
from schemacheck.compare.engine import Pair
from schemacheck.compare.kinds.constraints import listed_columns, sentence_name
from schemacheck.compare.results import Choice
from schemacheck.model.table import Table


def _missing(pair: Pair) -> Choice:
    key = frozenset(pair.expected.columns)
    same = next((each for each in guarantees(pair.holders.live) if each.columns == key and not each.expressions), None)
    return Choice() if same is None else Choice("unique", {"other": same.said})


def _unexpected(pair: Pair) -> Choice:
    key, expected = set(pair.live.columns), pair.holders.expected
    listed = expected.columns if isinstance(expected, Table) and isinstance(expected.columns, tuple) else None
    if listed is None:
        return Choice()
    never_null = {column.name for column in listed if column.nullable is False}
    if key <= never_null and any(each.columns <= key and not each.expressions for each in guarantees(expected)):
        return Choice("implied")
    names = {column.name for column in listed}
    there = pair.holders.live.columns if isinstance(pair.holders.live, Table) else ()
    own = next(
        (
            column.name
            for column in (there if isinstance(there, tuple) else ())
            if column.name in key - names and column.identity is not None
        ),
        None,
    )
    return Choice() if own is None else Choice("own-column", {"column": own})


def _columns(pair: Pair) -> Choice:
    wanted, found = pair.wanted, pair.found
    if set(wanted) == set(found):
        return Choice("order")
    others = (each for each in guarantees(pair.holders.live) if each.columns == set(wanted) and not each.expressions)
    same = next(others, None)
    if same is not None:
        return Choice("covered", {"other": same.said})
    if set(wanted) < set(found):
        more = sentence_name(tuple(column for column in found if column not in wanted))
        begins = found[: len(wanted)] == wanted
        return Choice("extended" if begins else "extended-elsewhere", {"more": more})
    if set(found) < set(wanted):
        return Choice("narrowed", {"fewer": sentence_name(tuple(column for column in wanted if column not in found))})
    return Choice("other", {"live": listed_columns(found)})


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "primary-key-missing": _missing,
    "primary-key-unexpected": _unexpected,
    "primary-key-columns": _columns,
    "primary-key-overlaps": of_overlaps,
    "primary-key-deferral": of_deferral_of_a_key,
    "primary-key-include": of_include,
}
