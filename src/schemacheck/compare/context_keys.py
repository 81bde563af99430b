"""Foreign keys that give context to a picture of the drift.

They are the ones that both sides have alike, of tables with findings, and all of a table that only one side has.

A foreign key that differs has a finding of its own.
"""

from __future__ import annotations

from collections.abc import Collection

from schemacheck.base.names import QName
from schemacheck.model.keys import ForeignKey
from schemacheck.model.schema import Schema
from schemacheck.model.table import Table
from schemacheck.report.report import ContextKey


def context_keys(expected: Schema, live: Schema, concerned: Collection[QName]) -> tuple[ContextKey, ...]:
    """List the foreign keys that both sides have alike, and all of a table that only one side has.

    Args:
        expected: the side that is right by definition.
        live: the side that is looked at.
        concerned: the tables to list them of.
    """
    wanted, found = (
        {table.name: table for table in side.tables if table.name in concerned} for side in (expected, live)
    )
    told: list[ContextKey] = []
    for name in sorted({*wanted, *found}):
        mine, theirs = wanted.get(name), found.get(name)
        if mine is None or theirs is None:
            told += (
                ContextKey(name, key.columns, key.target, "live" if mine is None else "expected")
                for key in _keys(mine or theirs)
            )
        else:
            alike = {_identity(key) for key in _keys(theirs)}
            told += (
                ContextKey(name, key.columns, key.target, "both") for key in _keys(mine) if _identity(key) in alike
            )
    return tuple(told)


def _keys(table: Table | None) -> tuple[ForeignKey, ...]:
    return table.foreign_keys if table is not None and isinstance(table.foreign_keys, tuple) else ()


def _identity(key: ForeignKey) -> object:
    return key.target, frozenset(zip(key.columns, key.target_columns, strict=False))
