"""Unexpected columns that may be NULL and have no default: whoever does not know one writes NULL into it.

A key with NULL in it refuses nothing, so what a table demands of such a column is no news beside the column itself.
"""

from __future__ import annotations

from schemacheck.base.names import quoted
from schemacheck.compare.engine import Holder, HolderPair
from schemacheck.model.keys import ForeignKey, Index
from schemacheck.model.table import Column, Table


def hangs_on_unknown(key: Index | ForeignKey, holders: HolderPair) -> bool:
    """Whether a unique or a foreign key refuses no row of who does not know its columns, so that these say it all."""
    if isinstance(key, Index):
        return key.nulls_distinct is not False and None not in key.columns and _any_unknown(key.columns, holders)
    if key.match == "simple":
        return _any_unknown(key.columns, holders)
    return all(_any_unknown((column,), holders) for column in key.columns)


def hanging_on(column: str, holders: HolderPair) -> tuple[str, ...]:
    """What the live table demands of an unknown column and is told with it, each in the words of a sentence."""
    found = holders.once(_keys_by_column, live=True).get(column, ())
    return tuple(_said(key, holders.scope.home) for key in found if hangs_on_unknown(key, holders))


def _any_unknown(columns: tuple[str | None, ...], holders: HolderPair) -> bool:
    expected = holders.expected
    if not isinstance(expected, Table) or expected.more_columns or not isinstance(expected.columns, tuple):
        return False
    known, left_null = holders.once(_names, live=False), holders.once(_left_null, live=True)
    return any(column in left_null and column not in known for column in columns)


def _names(holder: Holder) -> frozenset[str]:
    return frozenset(column.name for column in _columns(holder))


def _left_null(holder: Holder) -> frozenset[str]:
    """The columns that are NULL where an insert leaves them out."""
    return frozenset(
        column.name
        for column in _columns(holder)
        if column.nullable is True and column.default is None and column.identity is None and column.generated is None
    )


def _keys_by_column(holder: Holder) -> dict[str, list[Index | ForeignKey]]:
    """Uniques and foreign keys by each of their columns."""
    found: dict[str, list[Index | ForeignKey]] = {}
    for keys in (holder.uniques, holder.foreign_keys) if isinstance(holder, Table) else ():
        for key in keys if isinstance(keys, tuple) else ():
            for column in dict.fromkeys(key.columns):
                if column is not None:
                    found.setdefault(column, []).append(key)
    return found


def _columns(holder: Holder) -> tuple[Column, ...]:
    columns = holder.columns if isinstance(holder, Table) else ()
    return columns if isinstance(columns, tuple) else ()


def _said(key: Index | ForeignKey, home: str) -> str:
    name = f" {quoted(key.name)}" if isinstance(key.name, str) else ""
    if isinstance(key, ForeignKey):
        return f"the foreign key{name} to {key.target.within(home)}"
    return f"the unique {'index' if key.constraint is False else 'constraint'}{name}"
