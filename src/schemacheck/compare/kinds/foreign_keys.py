"""Foreign keys: identified by their columns, since PostgreSQL leaves their names open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from schemacheck.base.names import quoted
from schemacheck.base.near import same_word
from schemacheck.compare.engine import Answer, Doubles, Facet, HolderPair, Kind, NameScope, member, rule, whole
from schemacheck.compare.kinds.access import COMMENTED
from schemacheck.compare.kinds.constraints import (
    facets_of_constraints,
    guarding_facets,
    is_met,
    listed_columns,
    plainly_equal_by,
    sentence_name,
)
from schemacheck.compare.kinds.unknown_columns import hangs_on_unknown
from schemacheck.compare.results import NearMiss
from schemacheck.compare.spare import Spare
from schemacheck.model.keys import ForeignKey
from schemacheck.report.finding import Value, shown
from schemacheck.report.subject import KeyColumns


def _pointers(key: ForeignKey) -> list[tuple[str, str]]:
    """Which column points at which: (a, b) -> (x, y) is (b, a) -> (y, x)."""
    return sorted(zip(key.columns, key.target_columns, strict=False))


def _same_target(expected: ForeignKey, live: ForeignKey, _scope: NameScope) -> Answer:
    return expected.target == live.target and _pointers(expected) == _pointers(live)


def show_target(key: ForeignKey, scope: NameScope) -> Value:
    """Show where a key points, in the order of its own columns: its name has them in that order."""
    return f"{key.target.within(scope.home)}{listed_columns(tuple(map(quoted, key.target_columns)))}"


def show_actions(key: ForeignKey, *, quiet: bool) -> str:
    """Write what a key does when its target row is deleted or changes its key; `quiet` leaves out NO ACTION."""
    both = (("ON DELETE", key.on_delete), ("ON UPDATE", key.on_update))
    words = [
        f"{event} {action.upper()}"
        for event, action in both
        if isinstance(action, str) and not (quiet and action == "no action")
    ]
    return " ".join(words)


def _show(key: ForeignKey, scope: NameScope) -> Value:
    """A whole key: its target and its actions."""
    return " ".join(filter(None, (shown(show_target(key, scope)), show_actions(key, quiet=True))))


def _in_order_of(expected: ForeignKey, live: ForeignKey) -> ForeignKey:
    """Return the live key with its columns, and what they point at, in the order of the expected one."""
    points = dict(zip(live.columns, live.target_columns, strict=False))
    if points.keys() != set(expected.columns):
        return live
    return replace(live, columns=expected.columns, target_columns=tuple(points[column] for column in expected.columns))


def _show_action(value: str, _scope: NameScope) -> Value:
    return value.upper()


def _by_name(keys: Sequence[ForeignKey]) -> dict[object, ForeignKey]:
    return {key.name: key for key in reversed(keys)}


def _near_foreign_key(missing: ForeignKey, spare: Spare[ForeignKey], holders: HolderPair) -> NearMiss | None:
    """Name a foreign key of the stated name on other columns."""
    if isinstance(missing.name, str) and (key := spare.in_order(_by_name).get(missing.name)) is not None:
        return NearMiss(f"{quoted(missing.name)} is on {listed_columns(key.columns)}")
    if missing.target not in holders.names:
        return NearMiss(f"{missing.target.within(holders.scope.home)} is not in this database either")
    return None


def _hint_foreign_key(facet: Facet[ForeignKey], expected: ForeignKey, live: ForeignKey, holders: HolderPair) -> str:
    """For a key that points elsewhere: whether both tables are there, and whether their names are one word."""
    if facet.name != "references" or expected.target == live.target:
        return ""
    home = holders.scope.home
    wanted, found = expected.target.within(home), live.target.within(home)
    name = f"the constraint {quoted(live.name)}" if isinstance(live.name, str) else "the constraint"
    if expected.target not in holders.names:
        return f"{wanted} is not in this database: was it renamed to {found}?"
    if expected.target.name == live.target.name:
        return f"Two schemas have a table of this name; whose search_path was in force when {name} was made?"
    if same_word(expected.target.name, live.target.name):
        return (
            f"Both tables are in this database, and their names are one word in two spellings: "
            f"was a mapping such as @@map lost when {name} was made?"
        )
    return f"Both tables are in this database; who recreated {name}?"


_TERMS: Final = (
    "on_delete",
    "on_delete_columns",
    "on_update",
    "match",
    "period",
    "deferral",
    "validated",
    "enforced",
    "triggers_enabled",
)


def _holds(wanted: ForeignKey, other: ForeignKey) -> bool:
    """Whether another key ties the same columns to the same rows on the same terms."""
    return _pointers(wanted) == _pointers(other) and all(
        is_met(getattr(wanted, term), getattr(other, term)) for term in _TERMS
    )


FOREIGN_KEY: Final[Kind[ForeignKey]] = Kind(
    noun="foreign key",
    plural="foreign keys",
    identities=(
        lambda key: (key.name, frozenset(key.columns)) if isinstance(key.name, str) else None,
        lambda key: frozenset(key.columns),
    ),
    facets=(
        Facet(
            "references", lambda key: key, rule("foreign-key-target"), _same_target, show_target, aligned=_in_order_of
        ),
        Facet("on_delete", lambda key: key.on_delete, rule("foreign-key-on-delete"), show=_show_action),
        Facet(
            "on_delete",
            lambda key: key.on_delete_columns,
            rule("foreign-key-on-delete"),
            lambda expected, live, _scope: sorted(expected) == sorted(live),
            lambda value, _scope: f"its action on {listed_columns(value)}" if value else "its action on every column",
        ),
        Facet("on_update", lambda key: key.on_update, rule("foreign-key-on-update"), show=_show_action),
        Facet("match", lambda key: key.match, rule("foreign-key-match"), show=_show_action),
        Facet(
            "period",
            lambda key: key.period,
            rule("foreign-key-period"),
            show=lambda value, _scope: "over a PERIOD" if value else "plain",
        ),
        *guarding_facets(not_enforced="foreign-key-not-enforced", not_valid="foreign-key-not-valid"),
        Facet(
            "triggers_enabled",
            lambda key: key.triggers_enabled,
            rule("foreign-key-disabled"),
            show=lambda value, _scope: "triggers enabled" if value else "triggers disabled",
        ),
        *facets_of_constraints(ForeignKey, deferral_rule="foreign-key-deferral", name_rule="foreign-key-name"),
        COMMENTED,
    ),
    missing=lambda _key: "foreign-key-missing",
    unexpected=lambda _key: "foreign-key-unexpected",
    show=_show,
    attribute="foreign_keys",
    facts=whole("key", _show, both=True),
    name=lambda key: sentence_name(key.columns),
    subject=member("foreign key", lambda key: KeyColumns(key.columns)),
    plainly_equal=plainly_equal_by(
        "columns",
        "target",
        "target_columns",
        *_TERMS,
        where_stated=("name", "comment"),
    ),
    near=_near_foreign_key,
    told_with_another=hangs_on_unknown,
    doubles=Doubles(
        lambda key: (key.target, frozenset(key.columns)),
        _holds,
        "foreign-key-duplicate-missing",
        "foreign-key-duplicate",
    ),
    hint=_hint_foreign_key,
)
