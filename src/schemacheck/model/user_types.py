"""Types that users define."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .names import Position, QName, no_marks
from .stated import UNSTATED, Stated


@dataclass(frozen=True, slots=True)
class Enum:
    """An enum type. Its labels are compared as a set, their order on its own."""

    name: QName
    labels: Stated[tuple[str, ...]] = UNSTATED
    part_of: str | None = field(default=None, compare=False)
    """Why it is never unexpected, such as "extension postgis"; None for a type of its own."""
    protected: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)
