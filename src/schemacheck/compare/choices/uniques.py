"""What differences of unique constraints and indexes do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.compare.choices.constraints import of_deferral_of_a_key, of_include, of_overlaps
from schemacheck.compare.choices.guarantees import Guarantees, is_never_null
from schemacheck.compare.engine import Pair
from schemacheck.compare.kinds.constraints import sentence_name
from schemacheck.compare.kinds.keys import columns_text
from schemacheck.compare.results import Choice
from schemacheck.model.keys import Index


def _missing(pair: Pair) -> Choice:
    """Look for what else makes its columns unique: in part, with more, or through an expression."""
    wanted: Index = pair.expected
    key, deferrable = frozenset(filter(None, wanted.columns)), wanted.deferral in ("deferrable", "initially deferred")
    if None in wanted.columns or wanted.predicate is not None or wanted.nulls_distinct is False or deferrable:
        return Choice("deferrable" if deferrable else "")
    facts = {"key": columns_text(wanted)}
    there = pair.holders.once(Guarantees, live=True)
    narrower = next((each for each in there.on_no_more_than(key, expressions=False) if each.columns != key), None)
    if narrower is not None:
        return Choice("narrower", {**facts, "other": narrower.said})
    each = next(there.on_no_more_than(key, expressions=True), None)
    if each is not None:
        sure = all(is_never_null(expression, there.names) for expression in each.expressions)
        facts |= {"other": each.said, "expression": " and ".join(each.expressions)}
        return Choice("expression" if sure else "expression-perhaps", facts)
    wider = there.on_more_than(key)
    if wider is not None:
        return Choice("wider", {**facts, "more": sentence_name(tuple(sorted(wider.columns - key)))})
    return Choice()


def _unexpected(pair: Pair) -> Choice:
    found: Index = pair.live
    key = frozenset(column for column in found.columns if column is not None)
    if None not in found.columns and found.nulls_distinct is not False:
        implying = next(pair.holders.once(Guarantees, live=False).on_no_more_than(key, expressions=False), None)
        if implying is not None:
            return Choice("implied", {"other": sentence_name(tuple(sorted(implying.columns)))})
    if found.predicate is not None:
        return Choice("partial")
    return Choice("expression" if None in found.columns else "", {"key": columns_text(found)})


def _order(pair: Pair) -> Choice:
    """Tell apart the facets that break this rule: expressions, columns, directions."""
    if isinstance(pair.wanted, Index):
        return Choice("expression")
    return Choice("direction" if any(isinstance(part, tuple) for part in pair.wanted) else "")


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "unique-missing": _missing,
    "unique-unexpected": _unexpected,
    "unique-predicate": lambda pair: Choice("every-row" if pair.found is None else ""),
    "unique-nulls": lambda pair: Choice("accepted" if pair.found else "refused"),
    "unique-overlaps": of_overlaps,
    "unique-deferral": of_deferral_of_a_key,
    "unique-order": _order,
    "unique-include": of_include,
}
