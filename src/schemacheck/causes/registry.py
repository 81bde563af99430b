"""Every family of acts, and which rules must be broken before its module is worth importing."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from schemacheck.base.lazy import load

if TYPE_CHECKING:
    from schemacheck.causes.act import Act

FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "tables": (
        "table-missing",
        "table-kind",
        "foreign-key-",
        "trigger-missing",
        "primary-key-missing",
        "index-missing",
    ),
    "made_again": (
        *("primary-key-", "unique-", "foreign-key-", "check-", "exclusion-"),
        *("column-", "index-", "trigger-", "policy-", "grant-"),
    ),
    "dependents": ("table-missing", "function-missing", "enum-missing", "domain-missing", "composite-", "range-"),
    "columns": ("column-", "comment-"),
    "types": ("enum-", "column-"),
    "keys": ("primary-key-missing", "unique-"),
    "switches": ("foreign-key-", "trigger-", "index-", "unique-", "check-", "column-not-null-"),
    "partitions": ("partition-missing",),
    "access": ("grant-", "owner-", "extension-"),
    "prisma": ("table-missing", "foreign-key-on-"),
    "alike": ("table-missing", "column-", "foreign-key-on-"),
    "statements": ("column-", "foreign-key-", "trigger-", "policy-"),
}
"""The modules, in the order of the documentation, each with how the names of its acts' rules begin.

Of two acts that explain as much the earlier one is told.
"""


def acts_for(broken: Collection[str]) -> list[Act]:
    """Return the acts that have something to look for where some rules are broken."""
    families = [name for name, begins in FAMILIES.items() if any(rule.startswith(begins) for rule in broken)]
    return [act for name in families for act in _acts(name) if not act.rules.isdisjoint(broken)]


def every_act() -> list[Act]:
    """Return all acts there are."""
    return [act for name in FAMILIES for act in _acts(name)]


def _acts(family: str) -> tuple[Act, ...]:
    acts: tuple[Act, ...] = load(f"schemacheck.causes.acts.{family}:ACTS")
    return acts
