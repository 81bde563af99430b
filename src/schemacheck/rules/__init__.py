"""Every rule the tool knows, once: what breaks it, how bad that is, why, and what a person can do about it.

Findings, `explain`, the reference in `docs/rules` and the machine formats all read from here. Rule names are stable for
ever: they stand in people's waivers. A name says the wrong pattern, never its repair.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from . import (
    access,
    checks,
    columns,
    database,
    enums,
    exclusions,
    foreign_keys,
    functions,
    guard,
    hygiene,
    indexes,
    partitions,
    policies,
    primary_keys,
    sequences,
    tables,
    triggers,
    types_,
    uniques,
    views,
)
from .rule import Rule, Severity

__all__ = ["RULES", "Rule", "Severity", "register"]


def register(*families: tuple[Rule, ...]) -> Mapping[str, Rule]:
    """Join families of rules into one read-only table by name.

    Raises:
        ValueError: two rules bear the same name.
    """
    table: dict[str, Rule] = {}
    for family in families:
        for rule in family:
            if rule.name in table:
                raise ValueError(f"two rules are named {rule.name}")
            table[rule.name] = rule
    return MappingProxyType(table)


RULES: Final = register(
    tables.RULES,
    columns.RULES,
    primary_keys.RULES,
    uniques.RULES,
    foreign_keys.RULES,
    checks.RULES,
    indexes.RULES,
    exclusions.RULES,
    triggers.RULES,
    policies.RULES,
    partitions.RULES,
    views.RULES,
    enums.RULES,
    types_.RULES,
    sequences.RULES,
    functions.RULES,
    database.RULES,
    access.RULES,
    hygiene.RULES,
    guard.RULES,
)
"""Every rule by name, in the order of the reference."""
