"""What one side has left when all that fits together is paired: what is missing may be there under another name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


class Spare(Generic[T]):
    """Objects that nothing expected was paired with. What is looked up among them is put in order once."""

    def __init__(self, items: Iterable[T]) -> None:
        self.items: Sequence[T] = tuple(items)
        self._orders: dict[Any, Any] = {}

    def in_order(self, order: Callable[[Sequence[Any]], U], of: Sequence[Any] | None = None) -> U:
        """Return what a function makes of all, or of others that are always the same; it is called once."""
        if order not in self._orders:
            self._orders[order] = order(self.items if of is None else of)
        made: U = self._orders[order]
        return made
