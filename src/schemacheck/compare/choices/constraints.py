"""What differences do that constraints of several kinds have in common."""

from __future__ import annotations

from schemacheck.compare.engine import Pair
from schemacheck.compare.results import Choice


def of_deferral_of_a_key(pair: Pair) -> Choice:
    """Of a primary key or a unique constraint: any deferrable one cannot serve ON CONFLICT."""
    if pair.wanted == "no":
        return Choice("deferrable" if pair.found == "deferrable" else "deferred")
    return _rest(pair)


def of_deferral(pair: Pair) -> Choice:
    """Of a foreign key or an exclusion constraint."""
    if pair.wanted == "no":
        return Choice("deferrable" if pair.found == "deferrable" else "later")
    return _rest(pair)


def _rest(pair: Pair) -> Choice:
    if pair.found == "no":
        return Choice("immediate")
    return Choice("later" if pair.found == "initially deferred" else "sooner")


def of_include(pair: Pair) -> Choice:
    """Of the columns that an index carries beside its key."""
    return Choice("lost" if set(pair.wanted) - set(pair.found) else "gained")


def of_overlaps(pair: Pair) -> Choice:
    """Of WITHOUT OVERLAPS; another index method alone is not a matter of overlaps."""
    if not isinstance(pair.wanted, bool):
        return Choice()
    return Choice("lost" if pair.wanted else "gained")


def of_predicate(pair: Pair) -> Choice:
    """Of the WHERE of an index or an exclusion constraint."""
    if pair.found is None:
        return Choice("every-row")
    return Choice("fewer" if pair.wanted is None else "")
