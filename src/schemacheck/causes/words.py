"""How causes speak: counts, lists and names, as one says them aloud."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SOME: Final = 4
"""So many names are told; of more, three and how many others."""


def many(number: int, plural: str, singular: str | None = None) -> str:
    """Count: `one column`, `three columns`, `12 columns`."""
    word = _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
    return f"{word} {(singular or plural.removesuffix('s')) if number == 1 else plural}"


def both_or_all(number: int, plural: str, singular: str | None = None) -> str:
    """Count what is all there is: `the one column`, `both columns`, `all three columns`."""
    if number == 1:
        return f"the one {singular or plural.removesuffix('s')}"
    return f"both {plural}" if number == 2 else f"all {many(number, plural)}"


def listed(names: Sequence[str]) -> str:
    """List names: `a`, `a and b`, `a, b and c`, `a, b, c and 7 more`."""
    told = list(names)
    if len(told) > _SOME:
        told = [*told[: _SOME - 1], f"{len(told) - _SOME + 1:,} more"]
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))
