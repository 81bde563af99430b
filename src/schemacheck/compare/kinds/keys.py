"""Primary keys, uniqueness and foreign keys: identified by their columns, since PostgreSQL leaves their names open."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any, Final, TypeVar

from schemacheck.base.names import quoted
from schemacheck.base.near import same_word
from schemacheck.compare.engine import Answer, Facet, Incomparable, Kind, Place, Scene, member, rule
from schemacheck.compare.kinds.texts import same_name, same_text
from schemacheck.compare.results import Near
from schemacheck.model.keys import Deferral, ForeignKey, Index, KeyPart, PrimaryKey
from schemacheck.model.stated import UNSTATED, Stated, Unreadable
from schemacheck.report.findings import Value
from schemacheck.report.subject import Keyed, Sole
from schemacheck.sql.expressions import loose_expression
from schemacheck.sql.sameness import demand_of

K = TypeVar("K", PrimaryKey, Index, ForeignKey)


def key_text(part: KeyPart) -> str:
    """A key part as people write it: the column's name, or the expression."""
    if part.column is not None:
        return part.column
    return f"({part.expression})" if isinstance(part.expression, str) else "(an expression)"


def _columns(names: tuple[str, ...]) -> str:
    return "(" + ", ".join(names) + ")"


def keyed(index: Index) -> Keyed:
    """Tell an index by its key."""
    return Keyed(tuple(map(key_text, index.parts)))


def _parts(index: Index) -> str:
    return _columns(tuple(map(key_text, index.parts)))


def _sentence_name(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else _columns(names)


def show_deferral(value: Deferral, _place: Place) -> Value:
    """Show when a constraint is checked."""
    return {
        "no": "checked with each statement",
        "deferrable": "deferrable",
        "initially deferred": "deferred until commit",
    }[value]


def _facets_of_constraints(_type: type[K], *, deferral_rule: str, name_rule: str) -> tuple[Facet[K], Facet[K]]:
    """The two facets that all constraints share; `_type` is there for the type checker."""
    name: Callable[[K], Stated[str]] = lambda key: key.name  # noqa: E731 - typed, so that mypy knows K
    deferral: Callable[[K], Stated[Deferral]] = lambda key: key.deferral  # noqa: E731
    return (
        Facet("deferrable", deferral, rule(deferral_rule), show=show_deferral),
        Facet("name", name, rule(name_rule), same_name, lambda value, _place: quoted(value)),
    )


def _plainly_equal(*attributes: str) -> Callable[[Any, Any], bool]:
    """Compare two constraints by these attributes, which no source fails to read, and by name where one is stated."""
    facts = attrgetter(*attributes)

    def plainly_equal(expected: Any, live: Any) -> bool:
        return facts(expected) == facts(live) and (expected.name is UNSTATED or expected.name == live.name)

    return plainly_equal


_same_index = _plainly_equal("parts", "predicate", "nulls_distinct", "deferral", "usable", "without_overlaps", "method")


def _plainly_equal_uniques(expected: Index, live: Index) -> bool:
    return (
        expected.predicate is None
        and not expected.include
        and _same_index(expected, live)
        and (expected.constraint is UNSTATED or expected.constraint == live.constraint)
        and all(part.column is not None for part in expected.parts)
    )


def _plainly_equal_in_full(expected: Index, live: Index) -> bool:
    return expected.include == live.include and _plainly_equal_uniques(expected, live)


def guarding_facets(*, not_enforced: str, not_valid: str) -> tuple[Facet[Any], Facet[Any]]:
    """Return what decides whether a foreign key or a check guards anything: is it enforced, were old rows looked at.

    Args:
        not_enforced: the rule of the first.
        not_valid: the rule of the second.
    """
    return (
        Facet(
            "enforced",
            lambda constraint: constraint.enforced,
            rule(not_enforced),
            show=lambda value, _place: "enforced" if value else "NOT ENFORCED",
        ),
        Facet(
            "validated",
            lambda constraint: constraint.validated,
            rule(not_valid),
            show=lambda value, _place: "valid" if value else "NOT VALID",
            when=lambda _expected, live: live.enforced is not False,
        ),
    )


def _show_overlaps(value: bool, _place: Place) -> Value:
    return "WITHOUT OVERLAPS" if value else "plain"


def _included(broken: str, *, in_full: bool) -> Facet[Any]:
    """Make the facet of what an index carries beside its guarantee: compared only where somebody cares to state it."""
    return Facet(
        "include",
        lambda key: key.include,
        rule(broken),
        lambda expected, live, _place: sorted(expected) == sorted(live),
        lambda value, _place: value or "nothing",
        when=lambda expected, _live: in_full or bool(expected.include),
    )


def _primary_key(*, in_full: bool) -> Kind[PrimaryKey]:
    return Kind(
        noun="primary key",
        plural="primary keys",
        identities=(lambda _key: True,),
        unique_key=True,
        facets=(
            Facet("columns", lambda key: key.columns, rule("primary-key-columns")),
            Facet(
                "without_overlaps",
                lambda key: key.without_overlaps,
                rule("primary-key-overlaps"),
                show=_show_overlaps,
            ),
            _included("primary-key-include", in_full=in_full),
            *_facets_of_constraints(PrimaryKey, deferral_rule="primary-key-deferral", name_rule="primary-key-name"),
        ),
        missing=lambda _key: "primary-key-missing",
        unexpected=lambda _key: "primary-key-unexpected",
        show=lambda key, _place: key.columns,
        attribute="primary_key",
        name=lambda _key: "the primary key",
        subject=member("primary key", lambda _key: Sole()),
        plainly_equal=_plainly_equal("columns", "deferral", "without_overlaps", "include"),
    )


PRIMARY_KEY: Final = _primary_key(in_full=False)


def _unique_identity(index: Index) -> Hashable:
    """The set of key parts: the order of a unique key decides its look-ups, not what it guarantees."""
    return frozenset(
        part.column if part.column is not None else ("expression", demand_of(str(part.expression)))
        for part in index.parts
    )


def _loose_identity(index: Index) -> Hashable:
    """The same without casts, for keys with expressions: the server adds some, which depend on the columns' types."""
    if all(part.column is not None for part in index.parts):
        return None
    return frozenset(
        part.column if part.column is not None else ("expression", loose_expression(demand_of(str(part.expression))))
        for part in index.parts
    )


def _same_expressions(expected: Index, live: Index, place: Place) -> Answer:
    """Compare the expressions of two keys that differ in casts at most."""
    there = [part.expression for part in live.parts if isinstance(part.expression, str)]
    for wanted in (part.expression for part in expected.parts if isinstance(part.expression, str)):
        answers = [same_text(wanted, found, place) for found in there]
        if True not in answers:
            return next((answer for answer in answers if isinstance(answer, Incomparable)), False)
    return True


def unreadable_key(index: Index) -> str | None:
    """Why an index with an expression in its key cannot be told from others, if so."""
    for part in index.parts:
        if part.column is None and isinstance(part.expression, Unreadable):
            return part.expression.reason
    return None


def _show_unique(index: Index, _place: Place) -> Value:
    words = [_parts(index)]
    if isinstance(index.predicate, str):
        words.append(f"WHERE {index.predicate}")
    if index.nulls_distinct is False:
        words.append("NULLS NOT DISTINCT")
    return " ".join(words)


def _predicate_rule(expected: Index, _live: Index) -> str:
    return "unique-partial" if expected.predicate is None else "unique-predicate"


def _near_unique(missing: Index, spare: Sequence[Index], scene: Scene) -> Near | None:
    """Name what covers the same columns and is no such uniqueness: a plain index, a wider key, an expression."""
    columns = missing.columns
    plain = getattr(scene.live, "indexes", ())
    for index in plain if isinstance(plain, tuple) else ():
        if index.columns == columns and isinstance(index.name, str):
            return Near(
                f"{quoted(index.name)} is an index on it and not unique", "Who recreated the index without UNIQUE?"
            )
    wanted = {column for column in columns if column is not None}
    for index in spare:
        if wanted and wanted < {column for column in index.columns if column is not None}:
            return Near(f"{_parts(index)} is", "A wider key lets the same value appear in many rows.")
        if wanted and None in index.columns:
            return Near(f"there is a uniqueness on an expression, {_parts(index)}", "An expression is not the column.")
    return None


def _is_particular(part: KeyPart) -> bool:
    return part.operator_class is not None or part.collation is not None


def _show_direction(part: tuple[str, Stated[bool], Stated[bool]]) -> str:
    name, descending, nulls_first = part
    return f"{name} {'DESC' if descending is True else 'ASC'} NULLS {'FIRST' if nulls_first is True else 'LAST'}"


def _unique(*, in_full: bool) -> Kind[Index]:
    return Kind(
        noun="unique",
        plural="uniques",
        identities=(_unique_identity, _loose_identity),
        facets=(
            Facet(
                "columns",
                lambda index: index,
                rule("unique-order"),
                _same_expressions,
                when=lambda expected, live: unreadable_key(expected) is None and unreadable_key(live) is None,
            ),
            Facet(
                "where",
                lambda index: index.predicate,
                _predicate_rule,
                same_text,
                lambda value, _place: "every row" if value is None else f"WHERE {value}",
            ),
            Facet(
                "usable",
                lambda index: index.usable,
                rule("unique-invalid"),
                show=lambda value, _place: "valid" if value else "INVALID",
            ),
            Facet(
                "nulls_distinct",
                lambda index: index.nulls_distinct,
                rule("unique-nulls"),
                show=lambda value, _place: "NULLS DISTINCT" if value else "NULLS NOT DISTINCT",
            ),
            Facet(
                "without_overlaps",
                lambda index: index.without_overlaps,
                rule("unique-overlaps"),
                show=_show_overlaps,
            ),
            Facet(
                "method",
                lambda index: index.method,
                rule("unique-overlaps"),
                # On PostgreSQL the one decides the other; and MariaDB hashes what is too long for a tree.
                when=lambda expected, live: (
                    expected.without_overlaps == live.without_overlaps and "gist" in (expected.method, live.method)
                ),
            ),
            Facet(
                "columns",
                lambda index: tuple(key_text(part) if part.column is not None else "" for part in index.parts),
                rule("unique-order"),
            ),
            _included("unique-include", in_full=in_full),
            Facet(
                "columns",
                lambda index: tuple((key_text(part), part.operator_class, part.collation) for part in index.parts),
                rule("unique-operator-class"),
                # Expressions have been compared; here they tell one part from another to the reader.
                lambda expected, live, _place: all(
                    stated in (found, UNSTATED)
                    for wanted, has in zip(expected, live, strict=True)
                    for stated, found in zip(wanted[1:], has[1:], strict=True)
                ),
                lambda value, _place: ", ".join(
                    " ".join(word for word in part if isinstance(word, str)) for part in value
                ),
                when=lambda expected, live: (
                    expected.columns == live.columns and (in_full or any(map(_is_particular, expected.parts)))
                ),
            ),
            Facet(
                "columns",
                lambda index: tuple((key_text(part), part.descending, part.nulls_first) for part in index.parts),
                rule("unique-order"),
                # Expressions have been compared here too.
                lambda expected, live, _place: all(
                    stated in (found, UNSTATED)
                    for wanted, has in zip(expected, live, strict=True)
                    for stated, found in zip(wanted[1:], has[1:], strict=True)
                ),
                lambda value, _place: ", ".join(map(_show_direction, value)),
                when=lambda expected, live: in_full and expected.columns == live.columns,
            ),
            Facet(
                "as",
                lambda index: index.constraint,
                rule("unique-carrier"),
                show=lambda value, _place: "a constraint" if value else "an index",
            ),
            *_facets_of_constraints(Index, deferral_rule="unique-deferral", name_rule="unique-name"),
        ),
        missing=lambda _index: "unique-missing",
        unexpected=lambda _index: "unique-unexpected",
        show=_show_unique,
        attribute="uniques",
        name=lambda index: _sentence_name(tuple(key_text(part) for part in index.parts)),
        subject=member("unique", keyed),
        plainly_equal=_plainly_equal_in_full if in_full else _plainly_equal_uniques,
        unreadable=unreadable_key,
        near=_near_unique,
    )


UNIQUE: Final = _unique(in_full=False)

IN_FULL: Final[Mapping[str, Kind[Any]]] = {
    "primary_key": _primary_key(in_full=True),
    "uniques": _unique(in_full=True),
}
"""Of a table that is expected to say what indexes it has: also what these carry and serve beside their guarantee."""


def _pointers(key: ForeignKey) -> list[tuple[str, str]]:
    """Which column points at which: (a, b) -> (x, y) is (b, a) -> (y, x)."""
    return sorted(zip(key.columns, key.target_columns, strict=False))


def _same_target(expected: ForeignKey, live: ForeignKey, _place: Place) -> Answer:
    return expected.target == live.target and _pointers(expected) == _pointers(live)


def _show_target(key: ForeignKey, place: Place) -> Value:
    """Show where a key points, in the order of its own columns: its name has them in that order."""
    return f"{key.target.within(place.home)}{_columns(tuple(map(quoted, key.target_columns)))}"


def _in_order_of(expected: ForeignKey, live: ForeignKey) -> ForeignKey:
    """Return the live key with its columns, and what they point at, in the order of the expected one."""
    points = dict(zip(live.columns, live.target_columns, strict=False))
    if points.keys() != set(expected.columns):
        return live
    return replace(live, columns=expected.columns, target_columns=tuple(points[column] for column in expected.columns))


def _show_action(value: str, _place: Place) -> Value:
    return value.upper()


def _near_foreign_key(missing: ForeignKey, spare: Sequence[ForeignKey], scene: Scene) -> Near | None:
    """Name a foreign key of the stated name on other columns."""
    for key in spare:
        if isinstance(missing.name, str) and key.name == missing.name:
            return Near(f"{quoted(missing.name)} is on {_columns(key.columns)}")
    if missing.target not in scene.names:
        return Near(f"{missing.target.within(scene.place.home)} is not in this database either")
    return None


def _hint_foreign_key(facet: Facet[ForeignKey], expected: ForeignKey, live: ForeignKey, scene: Scene) -> str:
    """For a key that points elsewhere: whether both tables are there, and whether their names are one word."""
    if facet.name != "references" or expected.target == live.target:
        return ""
    home = scene.place.home
    wanted, found = expected.target.within(home), live.target.within(home)
    name = f"the constraint {quoted(live.name)}" if isinstance(live.name, str) else "the constraint"
    if expected.target not in scene.names:
        return f"{wanted} is not in this database: was it renamed to {found}?"
    if expected.target.name == live.target.name:
        return f"Two schemas have a table of this name; whose search_path was in force when {name} was made?"
    if same_word(expected.target.name, live.target.name):
        return (
            f"Both tables are in this database, and their names are one word in two spellings: "
            f"was a mapping such as @@map lost when {name} was made?"
        )
    return f"Both tables are in this database; who recreated {name}?"


FOREIGN_KEY: Final[Kind[ForeignKey]] = Kind(
    noun="foreign key",
    plural="foreign keys",
    identities=(lambda key: frozenset(key.columns),),
    facets=(
        Facet(
            "references", lambda key: key, rule("foreign-key-target"), _same_target, _show_target, aligned=_in_order_of
        ),
        Facet("on_delete", lambda key: key.on_delete, rule("foreign-key-on-delete"), show=_show_action),
        Facet(
            "on_delete",
            lambda key: key.on_delete_columns,
            rule("foreign-key-on-delete"),
            lambda expected, live, _place: sorted(expected) == sorted(live),
            lambda value, _place: f"its action on {_columns(value)}" if value else "its action on every column",
        ),
        Facet("on_update", lambda key: key.on_update, rule("foreign-key-on-update"), show=_show_action),
        Facet("match", lambda key: key.match, rule("foreign-key-match"), show=_show_action),
        Facet(
            "period",
            lambda key: key.period,
            rule("foreign-key-period"),
            show=lambda value, _place: "over a PERIOD" if value else "plain",
        ),
        *guarding_facets(not_enforced="foreign-key-not-enforced", not_valid="foreign-key-not-valid"),
        Facet(
            "triggers",
            lambda key: key.triggers_enabled,
            rule("foreign-key-disabled"),
            show=lambda value, _place: "triggers enabled" if value else "triggers disabled",
        ),
        *_facets_of_constraints(ForeignKey, deferral_rule="foreign-key-deferral", name_rule="foreign-key-name"),
    ),
    missing=lambda _key: "foreign-key-missing",
    unexpected=lambda _key: "foreign-key-unexpected",
    show=_show_target,
    attribute="foreign_keys",
    name=lambda key: _sentence_name(key.columns),
    subject=member("foreign key", lambda key: Keyed(key.columns)),
    plainly_equal=_plainly_equal(
        "columns",
        "target",
        "target_columns",
        "on_delete",
        "on_delete_columns",
        "on_update",
        "match",
        "period",
        "deferral",
        "validated",
        "enforced",
        "triggers_enabled",
    ),
    near=_near_foreign_key,
    hint=_hint_foreign_key,
)
