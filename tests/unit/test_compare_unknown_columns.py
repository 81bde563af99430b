"""What hangs on an unexpected column that code leaves NULL is told with that column, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from schemacheck.base.names import QName
from schemacheck.compare import compare
from schemacheck.model.keys import ForeignKey, Index, KeyPart
from schemacheck.model.schema import Origin, Schema
from schemacheck.model.table import Column, Table
from schemacheck.report.policy import Policy
from schemacheck.sql.defaults import parse_default
from schemacheck.sql.types import parse_type

INTEGER = parse_type("integer")
ID = Column("id", INTEGER, nullable=False)
MORE = Column("more", INTEGER)
OTHER = QName("public", "other")
KEY = ForeignKey(("more",), OTHER, ("id",), name="points", on_delete="no action", on_update="no action")


def unique(*columns: str | None, **said: Any) -> Index:
    parts = tuple(KeyPart(column, expression=None if column else "abs(more)") for column in columns)
    return Index(parts, unique=True, name="once", **said)


def rules(*columns: Column, expected: dict[str, Any] | None = None, **held: Any) -> set[str]:
    empty = Table(QName("public", "t"), columns=(ID,), primary_key=None, uniques=(), foreign_keys=())
    live = replace(empty, columns=(ID, *columns), **held)
    sides = (
        Schema(Origin("spec", "expected"), "public", ("public",), (replace(empty, **(expected or {})),)),
        Schema(Origin("postgres", "live"), "public", ("public",), (live,)),
    )
    return {finding.rule.name for finding in compare(*sides, Policy()).findings}


@pytest.mark.parametrize(
    "held",
    [
        {"uniques": (unique("more"),)},
        {"uniques": (unique("more", "id"),)},
        {"foreign_keys": (KEY,)},
        {"foreign_keys": (replace(KEY, columns=("id", "more"), target_columns=("a", "b")),)},
        {"foreign_keys": (replace(KEY, match="full"),)},
    ],
)
def test_it_is_told_with_the_column(held: dict[str, Any]) -> None:
    assert rules(MORE, **held) == {"column-unexpected"}


@pytest.mark.parametrize(
    ("column", "held", "also"),
    [
        (MORE, {"uniques": (unique("more", nulls_distinct=False),)}, "unique-unexpected"),
        (MORE, {"uniques": (unique("id"),)}, "unique-unexpected"),
        (MORE, {"uniques": (unique(None),)}, "unique-unexpected"),
        (replace(MORE, nullable=False), {"uniques": (unique("more"),)}, "unique-unexpected"),
        (replace(MORE, default=parse_default("1", INTEGER)), {"uniques": (unique("more"),)}, "unique-unexpected"),
        (replace(MORE, default=parse_default("1", INTEGER)), {"foreign_keys": (KEY,)}, "foreign-key-unexpected"),
        (
            MORE,
            {"foreign_keys": (replace(KEY, columns=("id", "more"), target_columns=("a", "b"), match="full"),)},
            "foreign-key-unexpected",
        ),
    ],
)
def test_what_refuses_rows_is_told_too(column: Column, held: dict[str, Any], also: str) -> None:
    assert also in rules(column, **held)


def test_where_more_columns_are_welcome_their_keys_are_told() -> None:
    assert rules(MORE, expected={"more_columns": True}, uniques=(unique("more"),)) == {"unique-unexpected"}
