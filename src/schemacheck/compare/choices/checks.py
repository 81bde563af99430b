"""What differences of check constraints do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.compare.engine import Pair
from schemacheck.compare.results import Choice

CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "check-unexpected": lambda pair: Choice("not-enforced" if pair.live.enforced is False else ""),
    "check-not-valid": lambda pair: Choice("valid" if pair.found else ""),
    "check-not-enforced": lambda pair: Choice("enforced" if pair.found else ""),
    "check-inheritance": lambda pair: Choice("lost" if pair.found else "gained"),
}
