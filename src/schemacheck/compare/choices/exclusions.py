"""What differences of exclusion constraints do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.compare.choices.constraints import of_deferral_of_a_key, of_include, of_predicate
from schemacheck.compare.engine import Pair
from schemacheck.compare.results import Choice

CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "exclusion-predicate": of_predicate,
    "exclusion-include": of_include,
    "exclusion-deferral": of_deferral_of_a_key,
}
