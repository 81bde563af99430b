"""What differences of privileges do: on tables, on other objects, and on objects that are yet to be made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.compare.engine import Pair
from schemacheck.compare.results import Choice
from schemacheck.model.access import Grants
from schemacheck.model.schemas import DefaultPrivileges


def _grants(pair: Pair) -> Choice:
    item = pair.live if pair.expected is None else pair.expected
    if isinstance(item, Grants):
        return Choice()
    return Choice("future" if isinstance(item, DefaultPrivileges) else "object")


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "grant-public": _grants,
    "grant-unexpected": _grants,
    "grant-missing": _grants,
    "grant-owner": _grants,
}
