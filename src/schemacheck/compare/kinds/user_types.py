"""Domains, composite types, ranges and collations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from schemacheck.compare.engine import Answer, Facet, Incomparable, Kind, NameScope, rule
from schemacheck.compare.kinds.schema_object import named, plain, schema_object_kind
from schemacheck.compare.kinds.texts import same_body, same_default, same_text, same_type_here, show_type
from schemacheck.report.finding import Value
from schemacheck.sql.defaults import Default, parse_default
from schemacheck.sql.types import TypeName

Pairs = tuple[tuple[str, str], ...]
_NOT_VALID: Final = " NOT VALID"


def same_checks(expected: Pairs, live: Pairs, scope: NameScope) -> Answer:
    """Compare conditions by name."""
    wanted, found = dict(expected), dict(live)
    if wanted.keys() != found.keys():
        return False
    answers = []
    for name, condition in wanted.items():
        if condition.endswith(_NOT_VALID) != found[name].endswith(_NOT_VALID):
            return False
        answers.append(same_text(condition.removesuffix(_NOT_VALID), found[name].removesuffix(_NOT_VALID), scope))
    if any(answer is False for answer in answers):
        return False
    return next((answer for answer in answers if isinstance(answer, Incomparable)), True)


def show_pairs(pairs: Pairs, _scope: NameScope) -> Value:
    """Show names with their texts."""
    return "; ".join(f"{name}: {text}" for name, text in pairs) or "nothing"


Attributes = tuple[tuple[str, TypeName], ...]


def _same_attributes(expected: Attributes, live: Attributes, scope: NameScope) -> Answer:
    return len(expected) == len(live) and all(
        wanted[0] == found[0] and same_type_here(wanted[1], found[1], scope) is True
        for wanted, found in zip(expected, live, strict=True)
    )


def _show_attributes(attributes: Attributes, scope: NameScope) -> Value:
    return tuple(f"{name} {show_type(type_, scope)}" for name, type_ in attributes)


def _same_default(expected: Default | None, live: Default | None, scope: NameScope) -> Answer:
    """Compare two defaults; what lives in the domain's own schema may be named with it."""
    return same_default(_within(expected, scope), _within(live, scope), scope)


def _within(default: Default | None, scope: NameScope) -> Default | None:
    if default is None or default.kind not in ("expression", "nextval"):
        return default
    return parse_default(default.text, None, scope.schema)


def _show_default(value: Default | None, _scope: NameScope) -> Value:
    return None if value is None else str(value)


_COMMENTS: Final = plain("comments", "comments-differ", show=show_pairs)
"""Those on what lies inside of a type, by name."""

DOMAIN: Final[Kind[Any]] = schema_object_kind(
    "domain",
    "domains",
    "domains",
    (
        Facet("type", lambda domain: domain.base, rule("domain-type"), same_type_here, show_type),
        plain("not_null", "domain-not-null", show=lambda value, _scope: "NOT NULL" if value else "NULL allowed"),
        plain("default", "domain-default", _same_default, _show_default),
        named("collation", "domain-collation", "the collation"),
        plain("checks", "domain-checks", same_checks, show_pairs),
        _COMMENTS,
    ),
    show=lambda item, scope: show_type(item.base, scope) if isinstance(item.base, TypeName) else None,
    missing="domain-missing",
    unexpected="domain-unexpected",
)

COMPOSITE_TYPE: Final[Kind[Any]] = schema_object_kind(
    "composite type",
    "composite types",
    "composite_types",
    (
        plain("attributes", "composite-type-attributes", _same_attributes, _show_attributes),
        plain(
            "collations",
            "composite-type-collation",
            show=lambda value, _scope: tuple(f"{attribute} by {name}" for attribute, name in value),
        ),
        _COMMENTS,
    ),
    show=lambda item, scope: _show_attributes(item.attributes, scope) if isinstance(item.attributes, tuple) else None,
    missing="composite-type-missing",
    unexpected="composite-type-unexpected",
)

RANGE: Final[Kind[Any]] = schema_object_kind(
    "range",
    "ranges",
    "ranges",
    (
        plain("subtype", "range-definition", same_type_here, lambda value, scope: f"subtype {show_type(value, scope)}"),
        named("operator_class", "range-definition", "operator class"),
        named("collation", "range-definition", "collation"),
        named("canonical", "range-definition", "canonical function"),
        named("subtype_diff", "range-definition", "subtype_diff function"),
        named("multirange", "range-definition", "multirange type"),
    ),
    show=lambda item, scope: show_type(item.subtype, scope) if isinstance(item.subtype, TypeName) else None,
    missing="range-missing",
    unexpected="range-unexpected",
)

COLLATION: Final[Kind[Any]] = schema_object_kind(
    "collation",
    "collations",
    "collations",
    (
        named("provider", "collation-definition", "provider"),
        named("locale", "collation-definition", "locale"),
        named("ctype", "collation-definition", "LC_CTYPE"),
        plain(
            "deterministic",
            "collation-definition",
            show=lambda value, _scope: "deterministic" if value else "not deterministic",
        ),
        replace(named("rules", "collation-definition", "rules"), same=same_body),
    ),
    show=lambda item, _scope: item.locale if isinstance(item.locale, str) else None,
    missing="collation-missing",
    unexpected="collation-unexpected",
)
