"""What constraints have in common: when they are checked, whether they guard anything, what they are called."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar

from schemacheck.base.names import quoted
from schemacheck.compare.engine import Facet, NameScope, rule
from schemacheck.compare.kinds.texts import same_name
from schemacheck.model.keys import Deferral, ForeignKey, Index, PrimaryKey
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.report.finding import Value

K = TypeVar("K", PrimaryKey, Index, ForeignKey)


def listed_columns(names: tuple[str, ...]) -> str:
    """Write columns as a key has them."""
    return "(" + ", ".join(names) + ")"


def sentence_name(names: tuple[str, ...]) -> str:
    """Call a key by its columns, in a sentence."""
    return names[0] if len(names) == 1 else listed_columns(names)


def show_deferral(value: Deferral, _scope: NameScope) -> Value:
    """Show when a constraint is checked."""
    return {
        "no": "checked with each statement",
        "deferrable": "deferrable",
        "initially deferred": "deferred until commit",
    }[value]


def facets_of_constraints(_type: type[K], *, deferral_rule: str, name_rule: str) -> tuple[Facet[K], Facet[K]]:
    """The two facets that all constraints share; `_type` is there for the type checker."""
    name: Callable[[K], Stated[str]] = lambda key: key.name  # noqa: E731 - typed, so that mypy knows K
    deferral: Callable[[K], Stated[Deferral]] = lambda key: key.deferral  # noqa: E731
    return (
        Facet("deferrable", deferral, rule(deferral_rule), show=show_deferral),
        Facet("name", name, rule(name_rule), same_name, lambda value, _scope: quoted(value)),
    )


def plainly_equal_by(*attributes: str, where_stated: tuple[str, ...] = ("name",)) -> Callable[[Any, Any], bool]:
    """Compare two constraints by these attributes, which every source reads, and by others where they are stated."""
    facts = attrgetter(*attributes)

    def plainly_equal(expected: Any, live: Any) -> bool:
        return facts(expected) == facts(live) and all(
            (stated := getattr(expected, name)) is UNSTATED or stated == getattr(live, name) for name in where_stated
        )

    return plainly_equal


def is_met(stated: object, found: object) -> bool:
    """Whether what one side states is what the other has, so far as both speak of it."""
    return UNSTATED in (stated, found) or stated == found


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
            show=lambda value, _scope: "enforced" if value else "NOT ENFORCED",
        ),
        Facet(
            "validated",
            lambda constraint: constraint.validated,
            rule(not_valid),
            show=lambda value, _scope: "valid" if value else "NOT VALID",
            when=lambda _expected, live: live.enforced is not False,
        ),
    )
