"""What else on the live side makes columns unique: it decides what a missing or changed key lets in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter
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

    key: PrimaryKey | Index
    columns: frozenset[str]
    expressions: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What it is called in a sentence."""
        return "the primary key" if isinstance(self.key, PrimaryKey) else said(self.key)


class Guarantees:
    """Those of a table, put in order so that one is found by its columns, however many there are.

    Each stands under the one of its columns that the fewest others have: whoever looks for one that needs no other
    columns than these looks under these.
    """

    def __init__(self, holder: Holder) -> None:
        self.names: Final = _names(holder)
        found = [(each, each.columns.union(*_named(each, self.names))) for each in guarantees(holder)]
        self._shared: Final = Counter(column for _, columns in found for column in columns)
        self._by_rarest: Final[dict[str | None, list[tuple[int, Guarantee, frozenset[str]]]]] = {}
        self._by_column: Final[dict[str, list[tuple[int, Guarantee, frozenset[str]]]]] = {}
        for place, (each, columns) in enumerate(found):
            self._by_rarest.setdefault(self._rarest(columns), []).append((place, each, columns))
            for column in columns:
                self._by_column.setdefault(column, []).append((place, each, columns))

    def on_no_more_than(self, key: frozenset[str], *, expressions: bool) -> Iterator[Guarantee]:
        """Yield those on some of these columns and no others, in the table's order: with expressions, or without."""
        found = (each for column in (None, *key) for each in self._by_rarest.get(column, ()))
        fitting = (each for each in found if bool(each[1].expressions) == expressions and each[2] <= key)
        yield from (guarantee for _, guarantee, _ in sorted(fitting, key=itemgetter(0)))

    def on_more_than(self, key: frozenset[str]) -> Guarantee | None:
        """Return the first on all of these columns and others, without expressions."""
        rarest = self._by_column.get(self._rarest(key) or "", ())
        return next((each for _, each, columns in rarest if not each.expressions and columns > key), None)

    def _rarest(self, columns: frozenset[str]) -> str | None:
        return min(columns, key=lambda column: (self._shared[column], column), default=None)


def _names(holder: Holder) -> tuple[str, ...]:
    columns = holder.columns if isinstance(holder, Table) else ()
    return tuple(column.name for column in columns) if isinstance(columns, tuple) else ()


def _named(guarantee: Guarantee, names: Sequence[str]) -> Iterator[frozenset[str]]:
    """The columns that its expressions name."""
    return (columns_in(expression, names) for expression in guarantee.expressions)


def guarantees(holder: Holder) -> Iterator[Guarantee]:
    """List what refuses duplicates in a table, whatever the row."""
    if not isinstance(holder, Table):
        return
    key = holder.primary_key
    if isinstance(key, PrimaryKey) and key.deferral == "no" and key.without_overlaps is False:
        yield Guarantee(key, frozenset(key.columns))
    for index in holder.uniques if isinstance(holder.uniques, tuple) else ():
        if (
            index.predicate is None
            and index.usable is True
            and index.deferral == "no"
            and index.without_overlaps is False
            and all(part.column is not None or isinstance(part.expression, str) for part in index.parts)
        ):
            yield Guarantee(
                index,
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
