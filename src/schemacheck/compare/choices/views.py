"""What differences of views do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.compare.engine import Pair
from schemacheck.compare.results import Choice

_CHECKS: Final = ("none", "local", "cascaded")


def _check_option(pair: Pair) -> Choice:
    return Choice("weaker" if _CHECKS.index(pair.found) < _CHECKS.index(pair.wanted) else "stricter")


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "view-security-invoker": lambda pair: Choice("invoker" if pair.found else "owner"),
    "view-security-barrier": lambda pair: Choice("gained" if pair.found else "lost"),
    "view-check-option": _check_option,
}
