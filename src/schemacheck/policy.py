"""What a team has decided about findings: how severe, what fails, what is none of its business, what it accepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from .model.names import Position
from .rules import Severity


@dataclass(frozen=True, slots=True)
class Waiver:
    """Drift that a person accepted: for which rule and object, why, who answers for it, and until when."""

    rule: str
    object: str
    """The path of the object as reports show it; globs allowed."""
    reason: str
    owner: str | None = None
    expires: date | None = None
    """The last day on which it holds."""
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ignore:
    """Live objects that are none of our business: those of a kind whose name matches a glob."""

    kind: str
    """The key under `ignore:`, such as "tables"."""
    pattern: str
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it, as one spec has it."""

    fail_on: Severity = Severity.WARNING
    severity: Mapping[str, Severity | Literal["off"]] = field(default_factory=dict)
    """Overrides by rule name."""
    ignore: tuple[Ignore, ...] = ()
    waivers: tuple[Waiver, ...] = ()
