"""What a schema.prisma has no words for, taken out of the other side before the comparison, and counted.

Each of these is what `prisma db pull` leaves out of the file that it writes, so that a file that was just pulled says
nothing else of them. Whatever the file could say stays, and so does a difference that it does say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from schemacheck.base.names import QName
from schemacheck.model.keys import ForeignKey, Index, KeyPart
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.table import Column, Table
from schemacheck.model.user_types import Enum
from schemacheck.report.finding import NotChecked
from schemacheck.sources.prisma.database_names import kept
from schemacheck.sources.prisma.domains import bases_of, below
from schemacheck.sources.prisma.indexes import METHODS
from schemacheck.sources.prisma.mapping import Owner
from schemacheck.sources.prisma.relations import ManyToMany
from schemacheck.sources.prisma.tree import Field
from schemacheck.sql.types import TypeName, same_type

REASON: Final = "Prisma does not compare it, or leaves it out of the file"
_OF_ONE_BYTE: Final = '"char"'
"""The type of PostgreSQL's own catalog, in quotes; without them it is char(1)."""
_DEFERRED: Final = ("deferrable", "initially deferred")
_COUNTED: Final = (
    ("NULLS FIRST or LAST of {}", "index", "indexes"),
    ("NULLS NOT DISTINCT of {}", "unique", "uniques"),
    ("method and operator classes of {}", "index of an added method", "indexes of added methods"),
    ("operator classes of {}", "B-tree or hash index", "B-tree and hash indexes"),
    ("INCLUDE of {}", "index", "indexes"),
    ('the type "char" of {}', "column", "columns"),
    ("the domain of {}", "column", "columns"),
    ("NOT NULL of {}", "list", "lists"),
    ("modifiers of {}", "Unsupported type", "Unsupported types"),
    ("order of the labels of {}", "enum", "enums"),
    ("DEFERRABLE of {}", "foreign key", "foreign keys"),
)
"""What is left out, in the words of the report, and what it is counted by."""
_NULLS, _DISTINCT, _METHOD, _CLASSES, _INCLUDE, _CHAR, _DOMAIN, _LIST, _MODIFIERS, _LABELS, _LATE = range(len(_COUNTED))


@dataclass(slots=True, eq=False, repr=False)
class Unsaid:
    """Takes what the file cannot say from the tables and enums of the other side; its counts are of what was there."""

    other: Schema
    _counts: Counter[int] = field(default_factory=Counter)
    _bases: Mapping[QName, Stated[TypeName]] = field(init=False)
    """What stands below each domain."""

    def __post_init__(self) -> None:
        self._bases = bases_of(self.other)

    def gaps(self) -> tuple[NotChecked, ...]:
        """List what was left out."""
        found = []
        for place, (what, one, many) in enumerate(_COUNTED):
            count = self._counts[place]
            if count:
                found.append(
                    NotChecked(what.format(f"1 {one}" if count == 1 else f"{count} {many}"), "not stated", REASON)
                )
        return tuple(found)

    def table(self, theirs: Table, written: Table, owner: Owner) -> Table:
        """Return a table of the other side as the file would have it."""
        return replace(
            theirs,
            columns=self._columns(theirs, written, owner),
            uniques=self._indexes(theirs.uniques, written.uniques),
            foreign_keys=self._foreign_keys(theirs.foreign_keys),
            indexes=self._indexes(theirs.indexes, written.indexes),
        )

    def enums(self, written: Stated[tuple[Enum, ...]]) -> Stated[tuple[Enum, ...]]:
        """Return the file's enums with their labels in the other side's order.

        Prisma compares labels as a set, and its migrations can add one only behind the others.
        """
        theirs = self.other.enums
        if not isinstance(written, tuple) or not isinstance(theirs, tuple):
            return written
        orders = {enum.name: enum.labels for enum in theirs}
        made = []
        for enum in written:
            order = orders.get(enum.name)
            if isinstance(order, tuple) and order != enum.labels and set(order) == set(_labels(enum)):
                self._counts[_LABELS] += 1
                enum = replace(enum, labels=order)  # noqa: PLW2901 - the same one, its labels in another order
            made.append(enum)
        return tuple(made)

    def _foreign_keys(self, theirs: Stated[tuple[ForeignKey, ...]]) -> Stated[tuple[ForeignKey, ...]]:
        """Have every foreign key checked with its statement: later, it refuses the same rows."""
        late = [key for key in theirs if key.deferral in _DEFERRED] if isinstance(theirs, tuple) else []
        if not isinstance(theirs, tuple) or not late:
            return theirs
        self._counts[_LATE] += len(late)
        return tuple(replace(key, deferral="no") if key.deferral in _DEFERRED else key for key in theirs)

    def _indexes(
        self, theirs: Stated[tuple[Index, ...]], written: Stated[tuple[Index, ...]]
    ) -> Stated[tuple[Index, ...]]:
        if not isinstance(theirs, tuple):
            return theirs
        mine = written if isinstance(written, tuple) else ()
        named = {index.name: index for index in mine}
        on = {index.columns: index for index in mine}
        return tuple(self._index(index, named.get(index.name) or on.get(index.columns)) for index in theirs)

    def _index(self, index: Index, written: Index | None) -> Index:
        if any(part.nulls_first is not UNSTATED and part.nulls_first != part.descending for part in index.parts):
            self._counts[_NULLS] += 1
            parts = tuple(replace(part, nulls_first=part.descending) for part in index.parts)
            index = replace(index, parts=parts)
        if index.nulls_distinct is False:
            self._counts[_DISTINCT] += 1
            index = replace(index, nulls_distinct=True)
        if written is None:
            return index
        if written.method == "btree" and index.method is not UNSTATED and index.method not in METHODS:
            self._counts[_METHOD] += 1
            parts = tuple(replace(part, operator_class=None) for part in index.parts)
            return replace(index, method="btree", parts=parts)
        return self._with_include_as_key(self._without_classes(index, written), written)

    def _without_classes(self, index: Index, written: Index) -> Index:
        """Leave out the operator classes of an index of these methods, where the file names none."""
        if index.method not in ("btree", "hash") or any(part.operator_class is not None for part in written.parts):
            return index
        if all(part.operator_class is None for part in index.parts):
            return index
        self._counts[_CLASSES] += 1
        return replace(index, parts=tuple(replace(part, operator_class=None) for part in index.parts))

    def _with_include_as_key(self, index: Index, written: Index) -> Index:
        """Count what an index includes to its key, where the file has it so: Prisma reads no difference."""
        include = index.include
        if not isinstance(include, tuple) or not include or written.columns != (*index.columns, *include):
            return index
        self._counts[_INCLUDE] += 1
        return replace(index, parts=(*index.parts, *map(KeyPart, include)), include=())

    def _columns(self, theirs: Table, written: Table, owner: Owner) -> Stated[tuple[Column, ...]]:
        if not isinstance(theirs.columns, tuple) or not isinstance(written.columns, tuple):
            return theirs.columns
        mine = {column.name: column for column in written.columns}
        fields = {} if isinstance(owner, ManyToMany) else {kept(field): field for field in owner.fields}
        return tuple(
            self._column(column, mine[column.name], theirs.name, fields.get(column.name))
            if column.name in mine
            else column
            for column in theirs.columns
        )

    def _column(self, column: Column, written: Column, table: QName, source: Field | None) -> Column:
        theirs, mine = column.type, written.type
        if isinstance(theirs, TypeName) and isinstance(mine, TypeName):
            is_unsupported = source is not None and source.type.unsupported is not None
            if is_unsupported and theirs.modifiers and not mine.modifiers:
                self._counts[_MODIFIERS] += 1
                theirs = replace(theirs, modifiers=())
            if source is not None and theirs.name == _OF_ONE_BYTE and _is_char(source):
                self._counts[_CHAR] += 1
                theirs = mine
            homes = (table.schema, self.other.home)
            base = None if theirs == mine else below(self._bases, theirs, homes)
            if base is not None and same_type(mine, base, homes):
                self._counts[_DOMAIN] += 1
                theirs = base
            column = replace(column, type=theirs)
            if mine.array and column.nullable is False and written.nullable is True:
                self._counts[_LIST] += 1
                column = replace(column, nullable=True)
        return column


def _is_char(source: Field) -> bool:
    """Whether a field has the native type Char without a length, which is also what Prisma reads of "char"."""
    return any(each.name.endswith(".Char") and not each.arguments for each in source.attributes)


def _labels(enum: Enum) -> tuple[str, ...]:
    return enum.labels if isinstance(enum.labels, tuple) else ()
