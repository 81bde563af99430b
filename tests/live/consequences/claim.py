"""What a claim is, and what every database of a claim has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Outcome = str | Sequence[tuple[object, ...]]
"""`ok`, the SQLSTATE of an error, or the rows of a query."""

READER = "schemacheck_reader"
OTHER = "schemacheck_writer"
EVERYWHERE = f"CREATE ROLE {READER};\nCREATE ROLE {OTHER};\nCREATE TABLE always (n int);\n"
"""Roles are the server's, and tests share it. A database without a table is not looked at."""


@dataclass(frozen=True)
class Claim:
    """One difference, and statements that end in another way because of it."""

    rule: str
    variant: str
    """Empty for the rule's own words."""
    base: str
    """The database as it is expected."""
    change: str
    """What makes the difference."""
    steps: tuple[tuple[str, Outcome, Outcome], ...]
    """Statements in order, with what becomes of each as expected and after the change."""


def claim(names: str, base: str, change: str, *steps: tuple[str, Outcome, Outcome]) -> Claim:
    """Make a claim of `rule` or `rule variant`."""
    rule, _, variant = names.partition(" ")
    return Claim(rule, variant, base, change, steps)
