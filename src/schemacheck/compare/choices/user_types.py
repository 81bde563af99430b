"""What differences of domains do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.compare.engine import Pair
from schemacheck.compare.kinds.user_types import same_checks
from schemacheck.compare.results import Choice


def _checks(pair: Pair) -> Choice:
    """Tell conditions that came from those that went; where one of them became another, both may be so."""
    wanted, found = dict(pair.wanted), dict(pair.found)
    shared = wanted.keys() & found.keys()
    left, right = (tuple((name, side[name]) for name in sorted(shared)) for side in (wanted, found))
    if same_checks(left, right, pair.holders.scope) is not True:
        return Choice()
    if shared == wanted.keys():
        return Choice("gained")
    return Choice("lost" if shared == found.keys() else "")


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "domain-not-null": lambda pair: Choice("not-null" if pair.found else "nullable"),
    "domain-checks": _checks,
}
