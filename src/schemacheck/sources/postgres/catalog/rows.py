"""From catalog rows to the model. No decisions: a row says what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from schemacheck.base.names import QName
from schemacheck.model.keys import Action, Deferral, DisabledOn, ForeignKey, Index, Match, PrimaryKey
from schemacheck.model.stated import Unreadable
from schemacheck.model.table import Column, Generated, Identity, RelationKind, Table
from schemacheck.sources.postgres.catalog.pipeline import Row
from schemacheck.sql.defaults import Default, parse_default
from schemacheck.sql.types import TypeName, parse_type

KINDS: Final[Mapping[str, RelationKind]] = {
    "r": "table",
    "p": "partitioned table",
    "v": "view",
    "m": "materialized view",
    "f": "foreign table",
}
_ACTIONS: Final[Mapping[str, Action]] = {
    "a": "no action",
    "r": "restrict",
    "c": "cascade",
    "n": "set null",
    "d": "set default",
}
_MATCHES: Final[Mapping[str, Match]] = {"s": "simple", "f": "full", "p": "partial"}
_DISABLED_ON: Final[Mapping[int, DisabledOn]] = {1: "its table", 2: "its target", 3: "both tables"}
_IDENTITIES: Final[Mapping[str, Identity]] = {"a": "always", "d": "by default"}

LOCKED: Final = Unreadable("another session holds or awaits the table for itself alone, a migration perhaps")
SERIAL: Final = Default("serial", "", text="the next value of its own sequence")

Names = Mapping[int, str]


class _Typed(NamedTuple):
    """A type that columns have, and their collation where it is not that of the type."""

    type: TypeName
    collation_schema: str | None
    collation: str | None


def _typed(row: Row) -> _Typed:
    """A type by name from the snapshot; or as the server prints it, where it is built in or has modifiers."""
    if row.printed is None:
        found = TypeName(row.schema, row.name, (), row.is_array, row.of_extension)
    else:
        found = parse_type(row.printed)
        if row.of_extension:
            found = TypeName(row.schema, found.name, found.modifiers, found.array, of_extension=True)
    return _Typed(found, row.collation_schema, row.collation)


def columns(types: list[Row]) -> Callable[[Row, str], tuple[Column, ...]]:
    """Prepare to build columns, given the types they have.

    Returns:
        A function of a table's row of columns and of its schema. What columns have in common beside their names is
        worked out once: a hundred thousand of them are of some hundred kinds.
    """
    known = {(row.type, row.modifier, row.collation_oid): _typed(row) for row in types}
    facets: dict[str, dict[str, tuple[Any, ...]]] = {}

    def of_table(row: Row, home: str) -> tuple[Column, ...]:
        here = facets.setdefault(home, {})
        texts = row.texts
        for text in texts:
            if text not in here:
                here[text] = _facets(_ColumnRow.of(text), known, home)
        return tuple([Column(name, *here[text]) for name, text in zip(row.names, texts, strict=True)])

    return of_table


class _ColumnRow(NamedTuple):
    """What a row says of one column beside its name: eight words, and an expression where there is one."""

    type: tuple[int, int, int]
    """The type's oid, its modifier, and the oid of the collation."""
    not_null: bool
    identity: str
    generated: str
    own_sequence: bool
    validated: bool
    no_inherit: bool
    not_null_name: str | None
    expression: str | None

    @classmethod
    def of(cls, text: str) -> _ColumnRow:
        """Take the text apart; `identity` and `generated` may be empty words."""
        type_, modifier, collation, not_null, identity, generated, own, constraint, *expression = text.split(" ", 8)
        how, _, odd_name = constraint.partition(":")
        return cls(
            (int(type_), int(modifier), int(collation)),
            not_null == "t",
            identity,
            generated,
            own == "t",
            how[0] == "t",
            how.endswith("n"),
            bytes.fromhex(odd_name).decode() if odd_name else None,
            expression[0] if expression else None,
        )


def _facets(said: _ColumnRow, known: Mapping[tuple[int, int, int], _Typed], home: str) -> tuple[Any, ...]:
    """What there is to say of a column beside its name, in the order of `Column`."""
    typed = known[said.type]
    return (
        typed.type,
        not said.not_null,
        None if said.generated else _default(said.expression, typed.type, said.own_sequence, home),
        _IDENTITIES.get(said.identity),
        _generated(said.generated, said.expression),
        _collation(typed.collation_schema, typed.collation, home),
        said.validated,
        said.no_inherit,
        said.not_null_name,
    )


def _default(expression: str | None, type_: TypeName, own_sequence: bool, home: str) -> Default | None:
    if expression is None:
        return None
    if own_sequence and expression.startswith("nextval("):
        return SERIAL
    return parse_default(expression, type_, home)


def _generated(stored: str, expression: str | None) -> Generated | None:
    if not stored:
        return None
    return Generated(LOCKED if expression is None else expression, stored == "s")


def _collation(schema: str | None, name: str | None, home: str) -> str | None:
    if name is None:
        return None
    return name if schema in ("pg_catalog", home) else f"{schema}.{name}"


def deferral(deferrable: bool, deferred: bool) -> Deferral:
    """When a constraint is checked."""
    if deferred:
        return "initially deferred"
    return "deferrable" if deferrable else "no"


def with_locked_columns(columns: Iterable[Row]) -> Iterator[Row]:
    """Give the rows of tables of which a generation expression could not be printed: another session has them."""
    texts: set[str] = set().union(*(row.texts for row in columns))
    locked = {text for text in texts if (said := _ColumnRow.of(text)).generated and said.expression is None}
    return (row for row in columns if not locked.isdisjoint(row.texts))


def primary_key(row: Row, names: Names) -> PrimaryKey:
    """A primary key from its constraint."""
    columns = tuple([names[number] for number in row.columns])
    return PrimaryKey(
        columns,
        name=row.name,
        deferral=deferral(row.deferrable, row.deferred),
        without_overlaps=row.over_time,
        include=tuple([names[number] for number in row.include or ()]),
    )


def foreign_key(row: Row, names: Names) -> ForeignKey:
    """A foreign key; the names of its target come with the row: the target may be in a schema nobody asked for."""
    return ForeignKey(
        columns=tuple([names[number] for number in row.columns]),
        target=QName(row.target_schema, row.target),
        target_columns=tuple(row.target_columns),
        name=row.name,
        on_delete=_ACTIONS[row.on_delete],
        on_delete_columns=tuple([names[number] for number in row.on_delete_columns or ()]),
        on_update=_ACTIONS[row.on_update],
        match=_MATCHES[row.match],
        period=row.over_time,
        deferral=deferral(row.deferrable, row.deferred),
        validated=row.validated,
        enforced=row.enforced,
        triggers_enabled=row.triggers_disabled is None,
        disabled_on=_DISABLED_ON.get(row.triggers_disabled or 0),
    )


def table(
    row: Row, columns: tuple[Column, ...], constraints: list[Row], indexes: Sequence[Index], names: Names
) -> Table:
    """One relation with all it holds."""
    primary = next((primary_key(each, names) for each in constraints if each.type == "p"), None)
    part_of = None
    if row.extension is not None:
        part_of = f"extension {row.extension}"
    elif row.partition_of is not None:
        part_of = f"partition of {row.partition_of}"
    return Table(
        name=QName(row.schema, row.name),
        kind=KINDS[row.kind],
        columns=columns,
        primary_key=primary,
        uniques=tuple([each for each in indexes if each.unique]),
        foreign_keys=tuple([foreign_key(each, names) for each in constraints if each.type == "f"]),
        indexes=tuple([each for each in indexes if not each.unique]),
        unlogged=row.unlogged,
        part_of=part_of,
    )
