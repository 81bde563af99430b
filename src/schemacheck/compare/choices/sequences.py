"""What differences of sequences do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.compare.engine import Pair
from schemacheck.compare.results import Choice

_SIZES: Final = ("smallint", "integer", "bigint")


def _type(pair: Pair) -> Choice:
    wanted, found = (_SIZES.index(side.name) if side.name in _SIZES else -1 for side in (pair.wanted, pair.found))
    return Choice("narrower" if found < wanted else "wider") if -1 not in (wanted, found) else Choice()


def _bounds(pair: Pair) -> Choice:
    smaller = pair.found < pair.wanted if pair.facet == "maximum" else pair.found > pair.wanted
    return Choice("earlier" if smaller else "further")


def _owner(pair: Pair) -> Choice:
    if pair.found is None:
        return Choice("none")
    return Choice("gained" if pair.wanted is None else "another")


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "sequence-type": _type,
    "sequence-bounds": _bounds,
    "sequence-cycle": lambda pair: Choice("cycles" if pair.found else "ends"),
    "sequence-owner-column": _owner,
}
