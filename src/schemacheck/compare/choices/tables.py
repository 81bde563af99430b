"""What differences of tables as wholes do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.compare.engine import Pair
from schemacheck.compare.results import Choice

CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "table-partitioning": lambda pair: Choice("partitioned" if pair.found == "partitioned table" else "plain"),
}
