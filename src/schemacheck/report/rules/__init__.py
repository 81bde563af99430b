"""Every rule the tool knows, once: what breaks it, how bad that is, why, and what a person can do about it.

Findings, `explain`, the reference in `docs/rules` and the machine formats all read from here. Rule names are stable for
ever: they stand in people's waivers. A name says the wrong pattern, never its repair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from types import MappingProxyType
from typing import Final

from schemacheck.base.lazy import load
from schemacheck.report.rules.rule import Band, Rule, Severity, Variant

__all__ = ["FAMILIES", "RULES", "Band", "Rule", "Severity", "Variant", "family_of", "register"]


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


FAMILIES: Final = (
    "tables",
    "columns",
    "primary_keys",
    "uniques",
    "foreign_keys",
    "checks",
    "indexes",
    "exclusions",
    "triggers",
    "policies",
    "partitions",
    "views",
    "enums",
    "user_types",
    "sequences",
    "functions",
    "database",
    "access",
    "roles",
    "hygiene",
    "guard",
)
"""The modules that hold the rules, in the order of the reference."""


@cache
def family_of(name: str) -> str:
    """The module that holds a rule."""
    return next(family for family in FAMILIES if any(rule.name == name for rule in load(f"{__name__}.{family}:RULES")))


class _Registry(Mapping[str, Rule]):
    """Reads the families when the first rule is asked for: a check that finds nothing asks for none."""

    @cached_property
    def _rules(self) -> Mapping[str, Rule]:
        return register(*(load(f"{__name__}.{family}:RULES") for family in FAMILIES))

    def __getitem__(self, name: str) -> Rule:
        return self._rules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    __hash__ = object.__hash__  # there is one registry; shapes of the grammar hold it, and are hashed


RULES: Final[Mapping[str, Rule]] = _Registry()
"""Every rule by name, in the order of the reference."""
