"""What one of two files speaks of and the other need not: tables that are no more than listed, and other schemas."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from schemacheck.base.names import QName
from schemacheck.base.near import same_word
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Table
from schemacheck.report.finding import NotChecked

_NAMED: Final = 10
"""How many models are named that nothing is said of."""


def in_other_schemas(models: Mapping[QName, str], other: Schema) -> list[NotChecked]:
    """Name the models whose tables are where the other side, which is right, has nothing to say."""
    outside = [f"{model} ({name.schema})" for name, model in models.items() if name.schema not in other.namespaces]
    if not outside:
        return []
    names = ", ".join(outside[:_NAMED]) + (f" and {len(outside) - _NAMED} more" if len(outside) > _NAMED else "")
    what = f"model {names}" if len(outside) == 1 else f"models {names}"
    return [NotChecked(what, "not stated", "in schemas that the expected side does not speak of")]


def without_model(names: Collection[QName], other: Schema) -> list[Table]:
    """Tables of which the other side states no more than that they exist, and which no model stands for.

    One whose name is nearly that of a model that has no table is meant by it, and is not among them.
    """
    if other.origin.was_made:
        return []
    theirs = {table.name for table in other.tables}
    spare = [name for name in names if name not in theirs]
    return [
        table
        for table in other.tables
        if table.columns is UNSTATED
        and table.name not in names
        and not any(same_word(table.name.name, mine.name) for mine in spare)
    ]


def counted_without_model(tables: Collection[Table]) -> list[NotChecked]:
    """Say how many such tables there are."""
    what = "1 table" if len(tables) == 1 else f"{len(tables)} tables"
    reason = "listed as existing, and no model stands for them"
    return [NotChecked(f"existence of {what}", "not stated", reason)] if tables else []
