"""The same change to many parts of one table, as one statement makes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemacheck.causes.act import Act, Claim
from schemacheck.causes.scene import Scene
from schemacheck.causes.words import listed, many
from schemacheck.report.finding import Finding, shown

_FEWEST: Final = 3
"""Two alike may be chance."""
_PARTS: Final = frozenset({"column", "foreign key", "index", "unique", "trigger", "policy", "check"})
_PLURALS: Final = {"policy": "policies", "index": "indexes", "unique": "unique keys"}
FACETS_OF_COLUMNS: Final = (
    "column-type",
    "column-nullable",
    "column-not-null",
    "column-default-lost",
    "column-default-missing",
    "column-default",
    "column-default-unexpected",
    "column-collation",
)
"""Rules about one facet of a column with a value on each side."""
_RULES: Final = (
    *FACETS_OF_COLUMNS,
    "foreign-key-on-delete",
    "foreign-key-on-update",
    "foreign-key-deferral",
    "foreign-key-not-enforced",
    "trigger-enabled",
    "policy-roles",
)
"""The same of anything that a table holds."""


def _same_change(scene: Scene) -> Iterator[Claim]:
    groups: dict[tuple[object, str, str, str, str], list[Finding]] = {}
    for finding in scene.of(*_RULES):
        subject = finding.subject
        if subject.table is not None and subject.kind in _PARTS and finding.change == "differs":
            values = shown(finding.expected), shown(finding.live)
            groups.setdefault((subject.table, subject.kind, finding.rule.name, *values), []).append(finding)
    for (_, kind, _, before, after), findings in groups.items():
        table = findings[0].subject.table
        if len(findings) < _FEWEST or table is None:
            continue
        parts = many(len(findings), _PLURALS.get(kind, f"{kind}s"))
        yield Claim(
            f"The same change was made to {parts} of {scene.told(table)}, probably at once: {_change(before, after)}.",
            f"{listed([each.subject.label for each in findings])} differ alike",
            tuple(findings),
        )


def _change(before: str, after: str) -> str:
    return f"{after} instead of {before}"


ACTS: Final = (
    Act(
        name="same-change-in-table",
        title="one change was made to many parts of a table",
        told_when="three or more columns, foreign keys or the like of one table differ in one facet and alike.",
        not_told_when="only two do, or they differ in different ways.",
        rules=frozenset(_RULES),
        find=_same_change,
    ),
)
