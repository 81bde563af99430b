"""What else on the live side makes columns unique: it decides what a missing or changed key lets in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from schemacheck.base.names import quoted
from schemacheck.compare.engine import Holder
from schemacheck.compare.kinds.keys import columns_text
from schemacheck.model.keys import Index, PrimaryKey
from schemacheck.model.table import Table
from schemacheck.sql.tokens import tokens

_NEVER_NULL: Final = frozenset({"lower", "upper", "trim", "btrim", "ltrim", "rtrim", "initcap", "md5", "abs"})
"""Functions that give NULL for NULL alone, so that equal values collide in every unique index on them."""


class Guarantee(NamedTuple):
    """A key that refuses duplicates of all rows, with each statement."""

    said: str
    """What it is called in a sentence."""
    columns: frozenset[str]
    expressions: tuple[str, ...] = ()


def guarantees(holder: Holder) -> Iterator[Guarantee]:
    """List what refuses duplicates in a table, whatever the row."""
    if not isinstance(holder, Table):
        return
    key = holder.primary_key
    if isinstance(key, PrimaryKey) and key.deferral == "no" and key.without_overlaps is False:
        yield Guarantee("the primary key", frozenset(key.columns))
    for index in holder.uniques if isinstance(holder.uniques, tuple) else ():
        if (
            index.predicate is None
            and index.usable is True
            and index.deferral == "no"
            and index.without_overlaps is False
            and all(part.column is not None or isinstance(part.expression, str) for part in index.parts)
        ):
            yield Guarantee(
                said(index),
                frozenset(column for column in index.columns if column is not None),
                tuple(str(part.expression) for part in index.parts if part.column is None),
            )


def said(index: Index) -> str:
    """Call a unique index or constraint by its kind, its key and its name."""
    noun = "constraint" if index.constraint is True else "index"
    name = f" {quoted(index.name)}" if isinstance(index.name, str) else ""
    return f"the unique {noun}{name} on {columns_text(index)}"


def columns_in(expression: str, columns: Sequence[str]) -> frozenset[str]:
    """The columns of a table that an expression names."""
    words = {token.value for token in tokens(expression) if token.kind in ("word", "name")}
    return frozenset(words & set(columns))


def is_never_null(expression: str, columns: Sequence[str]) -> bool:
    """Whether an expression is known to give a value for every value of its columns."""
    calls = {
        token.value
        for token, following in zip(tokens(expression), tokens(expression)[1:], strict=False)
        if following.text == "(" and token.kind in ("word", "name")
    }
    return calls <= _NEVER_NULL and len(columns_in(expression, columns)) == 1
