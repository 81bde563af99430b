"""Where a contract has one word for several things, or none: what the other side has is taken, and counted.

What `prisma contract infer` leaves out of the contract that it writes is not compared, so that one that was just
inferred is in sync with its database. What a contract does say of the same object is compared all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from schemacheck.base.names import QName
from schemacheck.model.keys import ForeignKey, Index, KeyPart, PrimaryKey
from schemacheck.model.policies import Policy, RowSecurity
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.table import Column, Generated, Table
from schemacheck.report.finding import NotChecked
from schemacheck.report.policy import PRISMAS_BOOKS
from schemacheck.sources.prisma.beyond import counted_without_model, in_other_schemas, without_model
from schemacheck.sources.prisma.columns import SERIAL
from schemacheck.sources.prisma.contract.reading import Contract
from schemacheck.sources.prisma.domains import bases_of, below
from schemacheck.sources.source import Fitted
from schemacheck.sql.defaults import Default
from schemacheck.sql.types import TypeName, same_type

REASON: Final = "a contract of Prisma 8 has no word for it"
_COUNTED: Final = (
    ("order of {}", "index", "indexes"),
    ("operator classes and collations of {}", "index", "indexes"),
    ("INCLUDE of {}", "index", "indexes"),
    ("NULLS NOT DISTINCT of {}", "unique", "uniques"),
    ("the domain of {}", "column", "columns"),
    ("what generates {}", "column", "columns"),
    ("modifiers of the type of {}", "column", "columns"),
    ("DEFERRABLE of {}", "foreign key", "foreign keys"),
    ("{} to tables in other schemas", "foreign key", "foreign keys"),
    ("FORCE of the row security of {}", "table", "tables"),
)
"""What is left out, in the words of the report, and what it is counted by."""
_ORDER, _CLASSES, _INCLUDE, _DISTINCT, _DOMAIN, _GENERATED, _MODIFIERS, _LATE, _AWAY, _FORCE = range(len(_COUNTED))
_LATER: Final = ("deferrable", "initially deferred")
_FORCED: Final[dict[str, RowSecurity]] = {"forced": "enabled", "forced but off": "off"}

T = TypeVar("T")


def fit_to_other(contract: Contract, other: Schema, *, expected: bool) -> Fitted:
    """Give both sides the form in which they can be compared exactly.

    Args:
        contract: what the contract says.
        other: the other side.
        expected: whether the contract is the side that is right.
    """
    fitting = _Fitting(contract, other, Counter())
    theirs = {table.name: table for table in other.tables}
    mine = tuple(
        _as_there(table, theirs[table.name]) if table.name in theirs else table for table in contract.schema.tables
    )
    written = {table.name: table for table in mine}
    foreign = without_model(written.keys(), other)
    # No contract has the table of an older Prisma's books.
    apart = {table.name for table in foreign} | {name for name in theirs if name.name == PRISMAS_BOOKS}
    others = tuple(
        fitting.table(table, written[table.name]) if table.name in written else table
        for table in other.tables
        if table.name in written or table.name not in apart
    )
    models = {} if expected else {name: contract.called(name) for name in written}
    gaps = (*in_other_schemas(models, other), *counted_without_model(foreign), *fitting.gaps())
    schema = replace(contract.schema, tables=mine, domains=UNSTATED)
    return Fitted(schema, replace(other, tables=others), gaps)


def as_made(schema: Schema) -> Schema:
    """What Prisma's own DDL makes, for writing it down."""
    return replace(
        schema,
        domains=UNSTATED,
        listed={},
        tables=tuple(
            replace(
                table,
                unlogged=False,
                columns=tuple(
                    replace(column, collation=None) if column.type is not UNSTATED else column
                    for column in _items(table.columns)
                ),
                primary_key=_without_include(table.primary_key),
                uniques=tuple(map(_index_as_made, _items(table.uniques))),
                indexes=tuple(map(_index_as_made, _items(table.indexes))),
                checks=tuple(replace(check, no_inherit=False) for check in _items(table.checks)),
            )
            for table in schema.tables
        ),
    )


def _index_as_made(index: Index) -> Index:
    return replace(index, include=(), storage_parameters=index.storage_parameters or UNSTATED)


def _without_include(key: Stated[PrimaryKey | None]) -> Stated[PrimaryKey | None]:
    return replace(key, include=()) if isinstance(key, PrimaryKey) else key


def _items(stated: Stated[tuple[T, ...]]) -> tuple[T, ...]:
    return stated if isinstance(stated, tuple) else ()


def _as_there(table: Table, other: Table) -> Table:
    """Let a table be a partitioned one, and take the other side's way of counting: to Prisma all of them are one."""
    if other.kind == "partitioned table":
        table = replace(table, kind=other.kind)
    theirs = {column.name: column for column in _items(other.columns)}
    columns = tuple(
        _counting(column, theirs[column.name]) if column.name in theirs else column for column in _items(table.columns)
    )
    return replace(table, columns=columns)


def _counting(column: Column, other: Column) -> Column:
    if column.default != SERIAL:
        return column
    if isinstance(other.identity, str):
        return replace(column, default=None, identity=other.identity)
    if isinstance(other.default, Default) and other.default.kind in ("nextval", "serial"):
        return replace(column, default=other.default)
    return column


@dataclass(slots=True, eq=False, repr=False)
class _Fitting:
    """Takes from the other side what a contract cannot say; its counts are of what was there."""

    contract: Contract
    other: Schema
    counts: Counter[int]
    bases: Mapping[QName, Stated[TypeName]] = field(init=False)
    schemas: set[str] = field(init=False)
    """The schemas that foreign keys of the contract can lead to, as it speaks of them."""

    def __post_init__(self) -> None:
        self.bases = bases_of(self.other)
        mine = self.contract.schema
        self.schemas = {key.target.schema for table in mine.tables for key in _items(table.foreign_keys)}
        self.schemas |= set(mine.namespaces)

    def gaps(self) -> tuple[NotChecked, ...]:
        """List what was left out."""
        return tuple(
            NotChecked(what.format(f"1 {one}" if count == 1 else f"{count} {many}"), "not stated", REASON)
            for place, (what, one, many) in enumerate(_COUNTED)
            if (count := self.counts[place])
        )

    def table(self, theirs: Table, written: Table) -> Table:
        """Return a table of the other side as a contract would have it."""
        security = theirs.row_security
        if isinstance(security, str) and security in _FORCED:
            self.counts[_FORCE] += 1
            security = _FORCED[security]
        return replace(
            theirs,
            columns=self._columns(theirs, written),
            uniques=self._indexes(theirs.uniques, written),
            indexes=self._indexes(theirs.indexes, written),
            foreign_keys=self._foreign_keys(theirs.foreign_keys),
            policies=self._policies(theirs.policies, written),
            row_security=security,
        )

    def _columns(self, theirs: Table, written: Table) -> Stated[tuple[Column, ...]]:
        if not isinstance(theirs.columns, tuple):
            return theirs.columns
        mine = {column.name: column for column in _items(written.columns)}
        return tuple(
            self._column(column, mine[column.name], theirs.name) if column.name in mine else column
            for column in theirs.columns
        )

    def _column(self, column: Column, written: Column, table: QName) -> Column:
        theirs, mine = column.type, written.type
        if isinstance(theirs, TypeName) and isinstance(mine, TypeName):
            if (table, column.name) in self.contract.open_types and theirs.modifiers:
                self.counts[_MODIFIERS] += 1
                theirs = replace(theirs, modifiers=mine.modifiers)
            homes = (table.schema, self.other.home)
            base = None if theirs == mine else below(self.bases, theirs, homes)
            if base is not None and same_type(mine, base, homes):
                self.counts[_DOMAIN] += 1
                theirs = base
            column = replace(column, type=theirs)
        if isinstance(column.generated, Generated) and written.default is None:
            self.counts[_GENERATED] += 1
            column = replace(column, generated=None)
        return column

    def _foreign_keys(self, theirs: Stated[tuple[ForeignKey, ...]]) -> Stated[tuple[ForeignKey, ...]]:
        if not isinstance(theirs, tuple):
            return theirs
        kept = []
        for key in theirs:
            if key.target.schema not in self.schemas:
                self.counts[_AWAY] += 1
            elif key.deferral in _LATER:
                self.counts[_LATE] += 1
                kept.append(replace(key, deferral="no"))
            else:
                kept.append(key)
        return tuple(kept)

    def _indexes(self, theirs: Stated[tuple[Index, ...]], written: Table) -> Stated[tuple[Index, ...]]:
        if not isinstance(theirs, tuple):
            return theirs
        mine = (*_items(written.uniques), *_items(written.indexes))
        named = {index.name: index for index in mine}
        on = {index.columns: index for index in mine}
        return tuple(self._index(index, named.get(index.name) or on.get(index.columns)) for index in theirs)

    def _index(self, index: Index, written: Index | None) -> Index:
        if index.nulls_distinct is False:
            self.counts[_DISTINCT] += 1
            index = replace(index, nulls_distinct=True)
        if written is None:
            return index
        include = index.include
        if isinstance(include, tuple) and include and written.columns == (*index.columns, *include):
            self.counts[_INCLUDE] += 1
            index = replace(index, parts=(*index.parts, *map(KeyPart, include)), include=())
        if len(written.parts) != len(index.parts):
            return index
        parts = tuple(self._part(part, mine) for part, mine in zip(index.parts, written.parts, strict=True))
        for what, attributes in ((_ORDER, ("descending", "nulls_first")), (_CLASSES, ("operator_class", "collation"))):
            self.counts[what] += any(
                getattr(one, each) != getattr(other, each)
                for one, other in zip(parts, index.parts, strict=True)
                for each in attributes
            )
        return replace(index, parts=parts)

    def _part(self, part: KeyPart, written: KeyPart) -> KeyPart:
        """Leave out of a part of a key what its entry in the contract does not say, which has only columns for most."""
        if not written.descending and written.nulls_first is written.descending:
            part = replace(part, descending=False, nulls_first=False)
        if written.operator_class is None and part.operator_class not in (None, UNSTATED):
            part = replace(part, operator_class=None)
        if written.collation is None and part.collation not in (None, UNSTATED):
            part = replace(part, collation=None)
        return part

    def _policies(self, theirs: Stated[tuple[Policy, ...]], written: Table) -> Stated[tuple[Policy, ...]]:
        """Take the contract's spelling of a role: what is inferred is in small letters."""
        if not isinstance(theirs, tuple):
            return theirs
        mine = {policy.name: _items(policy.roles) for policy in _items(written.policies)}
        return tuple(
            replace(policy, roles=mine[policy.name])
            if _small(_items(policy.roles)) == _small(mine.get(policy.name, ()))
            else policy
            for policy in theirs
        )


def _small(roles: tuple[str, ...]) -> list[str]:
    return sorted(role.lower() for role in roles)
