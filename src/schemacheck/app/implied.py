"""What the previous expected side leaves out since it goes without saying, in the terms of the live side.

A snapshot writes down neither the usual names of constraints nor the sequence that a serial column makes. A deploy may
change them nevertheless, and they are as they were before where the live side has just what goes without saying.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from schemacheck.model.conventional import without_what_nobody_chose
from schemacheck.model.keys import ForeignKey, Index, PrimaryKey
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Table

_Key = TypeVar("_Key", Index, ForeignKey)
_Columns = tuple[str | None, ...]


def with_what_is_implied(previous: Schema, live: Schema) -> Schema:
    """Add what the previous side leaves out and the live side has as nobody would have had to say."""
    of_live = {table.name: table for table in live.tables}
    tables = tuple(_named(table, of_live[table.name]) if table.name in of_live else table for table in previous.tables)
    return replace(_with_sequences(previous, live), tables=tables)


def _with_sequences(previous: Schema, live: Schema) -> Schema:
    if not isinstance(previous.sequences, tuple) or not isinstance(live.sequences, tuple):
        return previous
    stated = {item.name for item in previous.sequences}
    columns = {f"{table.name.name}.{column.name}" for table in previous.tables for column in _all_of(table.columns)}
    made = tuple(
        item
        for item in live.sequences
        if item.as_made is not None
        and item.goes_without_saying
        and item.name not in stated
        and isinstance(item.owned_by, str)
        and item.owned_by.replace('"', "") in columns
    )
    return replace(previous, sequences=(*previous.sequences, *made)) if made else previous


def _named(table: Table, live: Table) -> Table:
    unchosen = without_what_nobody_chose(live)
    key = table.primary_key
    if isinstance(key, PrimaryKey) and isinstance(live.primary_key, PrimaryKey) and key.name is UNSTATED:
        usual = isinstance(unchosen.primary_key, PrimaryKey) and unchosen.primary_key.name is UNSTATED
        key = replace(key, name=live.primary_key.name) if usual else key
    uniques, foreign_keys = table.uniques, table.foreign_keys
    if isinstance(uniques, tuple):
        alike = _usual(_all_of(live.uniques), _all_of(unchosen.uniques))
        uniques = tuple(
            _like(one, alike[place]) if place in alike else one
            for one, place in zip(uniques, _places(uniques), strict=True)
        )
    if isinstance(foreign_keys, tuple):
        named = _usual(_all_of(live.foreign_keys), _all_of(unchosen.foreign_keys))
        foreign_keys = tuple(
            replace(one, name=named[place].name) if place in named else one
            for one, place in zip(foreign_keys, _places(foreign_keys), strict=True)
        )
    return replace(table, primary_key=key, uniques=uniques, foreign_keys=foreign_keys)


def _like(unique: Index, live: Index) -> Index:
    carrier = live.constraint if unique.constraint is UNSTATED else unique.constraint
    return replace(unique, name=live.name, constraint=carrier)


def _all_of(stated: object) -> Sequence[Any]:
    return stated if isinstance(stated, tuple) else ()


def _usual(live: Sequence[_Key], unchosen: Sequence[_Key]) -> dict[_Columns | None, _Key]:
    """Give the live keys whose names nobody chose, by what they are on."""
    return {mine.columns: mine for mine, bare in zip(live, unchosen, strict=True) if bare.name is UNSTATED}


def _places(keys: Sequence[_Key]) -> list[_Columns | None]:
    """Say for each key without a name what it is on, so far as that tells it from the others."""
    counted = Counter(key.columns for key in keys)
    return [key.columns if key.name is UNSTATED and counted[key.columns] == 1 else None for key in keys]
