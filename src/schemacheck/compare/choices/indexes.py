"""What differences of indexes do that guarantee nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.compare.choices.constraints import of_include, of_predicate
from schemacheck.compare.engine import Pair
from schemacheck.compare.results import Choice

CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "index-include": of_include,
    "index-predicate": of_predicate,
}
