"""What stands beside a partition by range, and which range nothing takes: for a reader, no comparison goes by it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from schemacheck.base.names import quoted
from schemacheck.sql.deparsed import DeparsedText

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not mention are not imported.
    from schemacheck.model.partitions import Partition

_RANGE: Final = re.compile(r"FROM \(([^(),]+)\) TO \(([^(),]+)\)")
_NUMBER: Final = re.compile(r"'?(-?\d+)'?")
_DATE: Final = re.compile(r"'\d{4}-\d{2}-\d{2}[ :+0-9.]*'")

Fact = tuple[str, str]
"""A label and a text."""


class _Bounds(NamedTuple):
    """The two bounds of a partition by one number or one date, so that they can be put in order."""

    low: tuple[int, str]
    high: tuple[int, str]
    texts: tuple[str, str]


def beside(partition: Partition, others: Sequence[Partition], *, is_there: bool) -> tuple[Fact, ...]:
    """Name the partitions next to one, and the hole that it leaves.

    Args:
        partition: the one that a finding is about.
        others: the partitions that are there.
        is_there: whether it is one of them.
    """
    own = _bounds(partition)
    if own is None:
        return ()
    known = [(bounds, each) for each in others if each.name != partition.name and (bounds := _bounds(each)) is not None]
    if any(bounds.low < own.high and own.low < bounds.high for bounds, _ in known):
        return ()
    below = max((one for one in known if one[0].high <= own.low), key=lambda one: one[0].high, default=None)
    above = min((one for one in known if one[0].low >= own.high), key=lambda one: one[0].low, default=None)
    near = [f"{quoted(one[1].name)} {one[1].bounds}" for one in (below, above) if one is not None]
    facts = [("beside", ", ".join(near))] if near else []
    middle = own if is_there else None
    row = [each for each in (below and below[0], middle, above and above[0]) if each is not None]
    holes = [(one, other) for one, other in pairwise(row) if one.high < other.low]
    facts += [("hole", f"FROM ({one.texts[1]}) TO ({other.texts[0]})") for one, other in holes]
    return tuple(facts)


def _bounds(partition: Partition) -> _Bounds | None:
    found = _RANGE.fullmatch(partition.bounds.text) if isinstance(partition.bounds, DeparsedText) else None
    if found is None:
        return None
    texts = found[1], found[2]
    numbers = [_NUMBER.fullmatch(text) for text in texts]
    if numbers[0] and numbers[1]:
        return _Bounds((int(numbers[0][1]), ""), (int(numbers[1][1]), ""), texts)
    if all(map(_DATE.fullmatch, texts)) and len(texts[0]) == len(texts[1]):
        return _Bounds((0, texts[0]), (0, texts[1]), texts)
    return None
