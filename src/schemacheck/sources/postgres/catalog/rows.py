"""From catalog rows to the model. No decisions: a row says what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from schemacheck.base.names import QName
from schemacheck.model.keys import Action, Deferral, ForeignKey, Index, KeyPart, Match, PrimaryKey
from schemacheck.model.stated import UNSTATED, Stated, Unreadable
from schemacheck.model.table import Column, Generated, Identity, RelationKind, Table
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
_IDENTITIES: Final[Mapping[str, Identity]] = {"a": "always", "d": "by default"}

LOCKED: Final = Unreadable("another session holds or awaits the table for itself alone, a migration perhaps")
SERIAL: Final = Default("serial", "", text="the next value of its own sequence")

Row = tuple[Any, ...]
Names = Mapping[int, str]


class _Typed(NamedTuple):
    """A type that columns have, and their collation where it is not that of the type."""

    type: TypeName
    collation_schema: str | None
    collation: str | None


def _typed(row: Row) -> _Typed:
    """A type by name from the snapshot; or as the server prints it, where it is built in or has modifiers."""
    _, _, _, printed, schema, name, array, extension, collation_schema, collation = row
    if printed is None:
        found = TypeName(None if extension else schema, name, (), array)
    else:
        found = parse_type(printed)
        found = TypeName(None, found.name, found.modifiers, found.array) if extension else found
    return _Typed(found, collation_schema, collation)


def columns(types: list[Row]) -> Callable[[Row, str], tuple[Column, ...]]:
    """Prepare to build columns, given the types they have.

    Returns:
        A function of a table's row of columns and of its schema. What columns have in common beside their names is
        worked out once: a hundred thousand of them are of some hundred kinds.
    """
    known = {row[:3]: _typed(row) for row in types}
    facets: dict[str, dict[str, tuple[Any, ...]]] = {}

    def of_table(row: Row, home: str) -> tuple[Column, ...]:
        here = facets.setdefault(home, {})
        _, _, names, texts = row
        for text in texts:
            if text not in here:
                here[text] = _facets(_Said.of(text), known, home)
        return tuple([Column(name, *here[text]) for name, text in zip(names, texts, strict=True)])

    return of_table


class _Said(NamedTuple):
    """What a row says of one column beside its name: eight words, and an expression where there is one."""

    type: tuple[int, int, int]
    """The type's oid, its modifier, and the oid of the collation."""
    not_null: bool
    identity: str
    generated: str
    own_sequence: bool
    validated: bool
    expression: str | None

    @classmethod
    def of(cls, text: str) -> _Said:
        """Take the text apart; `identity` and `generated` may be empty words."""
        type_, modifier, collation, not_null, identity, generated, own, validated, *expression = text.split(" ", 8)
        return cls(
            (int(type_), int(modifier), int(collation)),
            not_null == "t",
            identity,
            generated,
            own == "t",
            validated == "t",
            expression[0] if expression else None,
        )


def _facets(said: _Said, known: Mapping[Row, _Typed], home: str) -> tuple[Any, ...]:
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


def index(row: Row, names: Names, constraint: Row | None) -> Index:
    """One index; `constraint` is the row of the constraint that it carries, if any."""
    (_, _, name, method, unique, _, usable, immediate, nulls_not_distinct, keys, numbers, options) = row[:12]
    partial, predicate, texts, classes, collations = row[12:]
    # The text of a predicate or an expression is asked for only where it decides a uniqueness, or all are asked for.
    unknown: Stated[str | None] = LOCKED if unique or classes else UNSTATED
    where = (unknown if predicate is None else predicate) if partial else None
    checked: Deferral = "no" if immediate else "deferrable"
    if constraint is not None:
        checked = deferral(constraint[3], constraint[4])
    return Index(
        parts=tuple(
            KeyPart(
                names[numbers[place]] if numbers[place] else None,
                None if numbers[place] else texts[place] if texts else unknown,
                classes[place] if classes else None,
                collations[place] if collations else None,
                # The bits of an option are DESC (1) and NULLS FIRST (2).
                bool(options[place] & 1),
                bool(options[place] & 2),
            )
            for place in range(keys)
        ),
        unique=unique,
        name=name,
        predicate=where,
        nulls_distinct=not nulls_not_distinct,
        deferral=checked,
        usable=usable,
        method=method,
        include=tuple(names[number] for number in numbers[keys:]),
        constraint=constraint is not None,
    )


def with_locked_columns(columns: Iterable[Row]) -> Iterator[Row]:
    """Give the rows of tables of which a generation expression could not be printed: another session has them."""
    texts: set[str] = set().union(*(row[3] for row in columns))
    locked = {text for text in texts if (said := _Said.of(text)).generated and said.expression is None}
    return (row for row in columns if not locked.isdisjoint(row[3]))


def is_locked_index(row: Row) -> bool:
    """Whether the predicate or the key of an index that was asked for could not be printed, for the same reason."""
    unique, keys, numbers = row[4], row[9], row[10]
    partial, predicate, texts, classes, _ = row[12:]
    return bool((unique or classes) and ((partial and predicate is None) or (0 in numbers[:keys] and texts is None)))


def primary_key(row: Row, names: Names) -> PrimaryKey:
    """A primary key from its constraint."""
    return PrimaryKey(columns=tuple(names[number] for number in row[8]), name=row[1], deferral=deferral(row[3], row[4]))


def foreign_key(row: Row, names: Names) -> ForeignKey:
    """A foreign key; the names of its target come with the row: the target may be in a schema nobody asked for."""
    (_, name, _, deferrable, deferred, validated, enforced, _, keys, schema, table, targets) = row[:12]
    on_delete, on_update, match, set_columns, disabled = row[12:]
    return ForeignKey(
        columns=tuple(names[number] for number in keys),
        target=QName(schema, table),
        target_columns=tuple(targets),
        name=name,
        on_delete=_ACTIONS[on_delete],
        on_delete_columns=tuple(names[number] for number in set_columns or ()),
        on_update=_ACTIONS[on_update],
        match=_MATCHES[match],
        deferral=deferral(deferrable, deferred),
        validated=validated,
        enforced=enforced,
        triggers_enabled=not disabled,
    )


def table(row: Row, columns: tuple[Column, ...], constraints: list[Row], indexes: list[Row], names: Names) -> Table:
    """One relation with all it holds."""
    (_, schema, name, kind, unlogged, parent, extension) = row
    carried = {constraint[7]: constraint for constraint in constraints if constraint[2] in "pu"}
    # That of the primary key says no more than its constraint.
    built = [index(row, names, carried.get(row[1])) for row in indexes if not row[5]]
    primary = next((primary_key(each, names) for each in constraints if each[2] == "p"), None)
    part_of = None
    if extension is not None:
        part_of = f"extension {extension}"
    elif parent is not None:
        part_of = f"partition of {parent}"
    return Table(
        name=QName(schema, name),
        kind=KINDS[kind],
        columns=columns,
        primary_key=primary,
        uniques=tuple([each for each in built if each.unique]),
        foreign_keys=tuple([foreign_key(each, names) for each in constraints if each[2] == "f"]),
        indexes=tuple([each for each in built if not each.unique]),
        unlogged=unlogged,
        part_of=part_of,
    )
