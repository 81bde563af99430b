"""Objects that are not there, and what cannot be without them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemacheck.base.names import QName
from schemacheck.causes.act import Act, Claim
from schemacheck.causes.likeness import likeness
from schemacheck.causes.scene import Scene, grouped
from schemacheck.causes.words import listed
from schemacheck.model.table import Column
from schemacheck.report.finding import Finding
from schemacheck.sql.types import TypeName

_TYPES: Final = ("enum-missing", "domain-missing", "composite-type-missing", "range-missing")


def _with_dependents(scene: Scene) -> Iterator[Claim]:
    triggers = grouped(scene.of("trigger-missing"), lambda each: getattr(each.expected_value, "function", None))
    missing = grouped(scene.of("column-missing"), lambda each: _type_of(scene, each))
    changed = grouped(scene.of("column-type"), lambda each: _type_of(scene, each))
    for finding in scene.of("table-missing", "function-missing", *_TYPES):
        name = QName(finding.subject.schema, finding.subject.name)
        if finding.rule.name == "table-missing":
            needing = [] if _is_view(finding.expected_value) else _needs_table(scene, name)
        elif finding.rule.name == "function-missing":
            needing = triggers.get(name, [])
        else:
            needing = [] if name in changed else missing.get(name, [])
        if not needing:
            continue
        if finding.rule.name == "table-missing" and likeness(scene, name) is not None:
            continue
        kind = "" if finding.rule.name == "table-missing" else f"{finding.subject.kind} "
        what = f"{kind}{scene.told(name)}"
        told = listed([each.subject.within(scene.expected.home) for each in needing])
        it = "they are" if len(needing) > 1 else "it is"
        yield Claim(
            f"{'The ' if kind else ''}{what} is not there, and so neither is what cannot be without it: {told}.",
            f"{it} missing with it; it was dropped with CASCADE, or never made",
            (finding, *needing),
        )


def _needs_table(scene: Scene, name: QName) -> list[Finding]:
    """Return the foreign keys to a table and the views that name it, where they are missing; none if a key is left."""
    gone = scene.lost_keys.get(name, [])
    views = scene.missing_views.get(name.name, ())
    return [*gone, *views] if len(gone) == len(scene.expected_keys.get(name, ())) else []


def _is_view(item: object) -> bool:
    return getattr(item, "kind", "") in ("view", "materialized view")


def _type_of(scene: Scene, finding: Finding) -> QName | None:
    """Name the type that a column is expected to have."""
    column = finding.expected_value
    type_ = column.type if isinstance(column, Column) else column
    return QName(type_.schema or scene.expected.home, type_.name) if isinstance(type_, TypeName) else None


ACTS: Final = (
    Act(
        name="missing-with-dependents",
        title="a table, a type or a function is not there, and what needs it neither",
        told_when=(
            "it is missing, and so are the foreign keys to it and views that name it, the columns of the type, or "
            "triggers that call the function; and no other table has become it."
        ),
        not_told_when="a column of the type is there with another type, or nothing else is missing.",
        rules=frozenset(("table-missing", "function-missing", *_TYPES)),
        find=_with_dependents,
    ),
)
