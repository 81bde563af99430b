"""What differences of enum types do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from schemacheck.compare.engine import Pair
from schemacheck.compare.results import Choice
from schemacheck.sql.tokens import sql_string


def _labels(some: Sequence[str], others: Sequence[str]) -> Choice:
    return Choice("named", {"labels": ", ".join(sql_string(label) for label in some if label not in others)})


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "enum-label-missing": lambda pair: _labels(pair.wanted, pair.found),
    "enum-label-unexpected": lambda pair: _labels(pair.found, pair.wanted),
}
