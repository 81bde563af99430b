"""What differences of partitions do, and of what replicas are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.base.names import quoted
from schemacheck.compare.engine import Pair
from schemacheck.compare.results import Choice
from schemacheck.model.table import Table


def _key(pair: Pair) -> Choice:
    if pair.found is None:
        return Choice("lost")
    return Choice("gained" if pair.wanted is None else "")


def _missing(pair: Pair) -> Choice:
    """Look for a default partition, which takes the rows of a missing one."""
    live = pair.holders.live
    partitions = live.partitions if isinstance(live, Table) and isinstance(live.partitions, tuple) else ()
    default = next((each.name for each in partitions if str(each.bounds).upper() == "DEFAULT"), None)
    return Choice() if default is None else Choice("default", {"default": quoted(default)})


def _replica_identity(pair: Pair) -> Choice:
    return Choice(pair.found if pair.found in ("nothing", "default", "full") else "index")


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "partition-key": _key,
    "partition-missing": _missing,
    "partition-gap": lambda pair: Choice("default") if pair.found else Choice(),
    "partition-ahead": lambda pair: Choice("past") if pair.found else Choice(),
    "replica-identity": _replica_identity,
}
