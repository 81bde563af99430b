"""What the kinds that a schema or the database holds have in common: identity, path, owner, grants, comment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from schemacheck.compare.engine import Answer, Facet, Kind, NameScope, as_is, equal, listed_here, rule
from schemacheck.compare.kinds.access import ACCESS, COMMENTED
from schemacheck.report.finding import Value
from schemacheck.report.subject import Subject

EVERYONES: Final[tuple[Facet[Any], ...]] = (*ACCESS, COMMENTED)
"""The facets that every such object has; what cannot be granted is never stated."""


def plain(
    attribute: str,
    broken: str,
    same: Callable[[Any, Any, NameScope], Answer] = equal,
    show: Callable[[Any, NameScope], Value] = as_is,
) -> Facet[Any]:
    """Make a facet of an attribute, of which every difference breaks one rule."""
    return Facet(attribute, lambda item: getattr(item, attribute), rule(broken), same, show)


def either(attribute: str, broken: str, yes: str, no: str) -> Facet[Any]:
    """Make a facet of a truth value, shown in the words for either."""
    return plain(attribute, broken, show=lambda value, _scope: yes if value else no)


def named(attribute: str, broken: str, words: str) -> Facet[Any]:
    """Make a facet that is shown with words before its value, as several of them share a rule."""
    return plain(
        attribute,
        broken,
        show=lambda value, _scope: f"no {words.removeprefix('the ')}" if value is None else f"{words} {value}",
    )


def schema_object_kind(
    noun: str,
    plural: str,
    attribute: str,
    facets: tuple[Facet[Any], ...],
    *,
    missing: str,
    unexpected: str,
    show: Callable[[Any, NameScope], Value] = lambda _item, _scope: None,
) -> Kind[Any]:
    """Make the kind of objects that have a name of their own; `missing` and `unexpected` are its rules."""
    return Kind(
        noun=noun,
        plural=plural,
        identities=(lambda item: item.name,),
        unique_key=True,
        facets=(*facets, *EVERYONES),
        missing=lambda _item: missing,
        unexpected=lambda _item: unexpected,
        show=show,
        attribute=attribute,
        name=lambda item: str(item.name.name),
        subject=lambda item, _scope: Subject(noun, *item.name),
        more_allowed=listed_here(attribute),
    )
