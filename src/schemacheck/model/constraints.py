"""Constraints that are no keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .names import Position, no_marks
from .stated import UNSTATED, Stated


@dataclass(frozen=True, slots=True)
class Check:
    """A check constraint of a table."""

    expression: Stated[str]
    """As SQL has it, without CHECK and its parentheses."""
    name: Stated[str] = UNSTATED
    validated: Stated[bool] = True
    """False: NOT VALID, older rows were never looked at."""
    enforced: Stated[bool] = True
    """False: NOT ENFORCED (PostgreSQL 18)."""
    no_inherit: Stated[bool] = False
    protected: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)
