"""Indexes that guarantee nothing: identified by name where one is stated, else by their key."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final

from schemacheck.base.names import quoted
from schemacheck.compare.engine import Answer, Doubles, Facet, Incomparable, Kind, NameScope, member, rule
from schemacheck.compare.kinds.access import COMMENTED
from schemacheck.compare.kinds.constraints import is_met
from schemacheck.compare.kinds.keys import columns_text, keyed, printed_part, unreadable_key
from schemacheck.compare.kinds.storage import OF_INDEXES
from schemacheck.compare.kinds.texts import same_name, same_predicate, same_text
from schemacheck.model.keys import Index, KeyPart
from schemacheck.model.stated import UNSTATED, Stated, Unreadable
from schemacheck.report.finding import Value
from schemacheck.report.subject import Member, MemberName
from schemacheck.sql.equivalence import demand_of
from schemacheck.sql.expressions import loose_expression, normal_expression
from schemacheck.sql.tokens import sql_name

_Parts = tuple[KeyPart, ...]


def _index_identity(index: Index) -> Hashable:
    return tuple(
        part.column if part.column is not None else ("expression", demand_of(str(part.expression)))
        for part in index.parts
    )


def _loose_identity(index: Index) -> Hashable:
    """The same without casts, for keys with expressions: the server adds some, which depend on the columns' types."""
    if None not in index.columns:
        return None
    return tuple(
        part.column if part.column is not None else ("expression", loose_expression(demand_of(str(part.expression))))
        for part in index.parts
    )


def _expected_parts(index: Index) -> Stated[_Parts]:
    for part in index.parts:
        if part.column is None and not isinstance(part.expression, str):
            return part.expression if isinstance(part.expression, Unreadable) else UNSTATED
    return index.parts


def _same_key(expected: _Parts, live: _Parts, scope: NameScope) -> Answer:
    if len(expected) != len(live):
        return False
    unsure: Answer = True
    for wanted, found in zip(expected, live, strict=True):
        if wanted.column != found.column:
            return False
        if wanted.column is None and isinstance(wanted.expression, str) and isinstance(found.expression, str):
            answer = same_text(wanted.expression, found.expression, scope)
            if answer is False:
                return False
            unsure = answer if isinstance(answer, Incomparable) else unsure
    return unsure


def _on_the_same(expected: Index, live: Index) -> bool:
    """Whether two indexes have the same columns, so that how each of these is indexed can be compared."""
    return expected.columns == live.columns


def _show_key(parts: _Parts, _scope: NameScope) -> Value:
    return tuple(map(printed_part, parts))


def _same_classes(expected: _Parts, live: _Parts, _scope: NameScope) -> Answer:
    return all(
        wanted.operator_class in (found.operator_class, UNSTATED) for wanted, found in zip(expected, live, strict=False)
    )


def _same_collations(expected: _Parts, live: _Parts, _scope: NameScope) -> Answer:
    return all(
        wanted.collation in (found.collation, UNSTATED) or _is_within(found.collation, wanted)
        for wanted, found in zip(expected, live, strict=False)
    )


def _is_within(collation: Stated[str | None], part: KeyPart) -> bool:
    """Whether a key without a collation of its own has it from one that its expression names."""
    if part.collation is not None or not isinstance(part.expression, str) or not isinstance(collation, str):
        return False
    return f"collate {sql_name(collation)}" in normal_expression(part.expression).replace("COLLATE", "collate")


def _same_order(expected: _Parts, live: _Parts, _scope: NameScope) -> Answer:
    return all(
        wanted.descending in (found.descending, UNSTATED) and wanted.nulls_first in (found.nulls_first, UNSTATED)
        for wanted, found in zip(expected, live, strict=False)
    )


def _show_each(attribute: str, usual: str) -> Any:
    def show(parts: _Parts, _scope: NameScope) -> Value:
        words = ((printed_part(part), getattr(part, attribute)) for part in parts)
        return ", ".join(f"{name} {value if isinstance(value, str) else usual}" for name, value in words)

    return show


def _show_order(parts: _Parts, _scope: NameScope) -> Value:
    words = []
    for part in parts:
        direction = "DESC" if part.descending is True else "ASC"
        nulls = "NULLS FIRST" if part.nulls_first is True else "NULLS LAST"
        words.append(f"{printed_part(part)} {direction} {nulls}")
    return ", ".join(words)


def _serves(wanted: Index, other: Index) -> bool:
    """Whether another index serves whatever this one is for."""
    if unreadable_key(wanted) or unreadable_key(other) or other.usable is False:
        return False
    return (
        is_met(wanted.method, other.method)
        and (None if wanted.predicate is None else demand_of(str(wanted.predicate)))
        == (None if other.predicate is None else demand_of(str(other.predicate)))
        and set(wanted.include if isinstance(wanted.include, tuple) else ())
        <= set(other.include if isinstance(other.include, tuple) else ())
        and all(
            is_met(getattr(part, facet), getattr(found, facet))
            for part, found in zip(wanted.parts, other.parts, strict=True)
            for facet in ("operator_class", "collation", "descending", "nulls_first")
        )
    )


def _key_text(index: Index) -> str:
    return columns_text(index)


def _show(index: Index, _scope: NameScope) -> Value:
    words = [str(index.method)] if isinstance(index.method, str) and index.method != "btree" else []
    words.append(_key_text(index))
    if isinstance(index.include, tuple) and index.include:
        words.append(f"INCLUDE ({', '.join(index.include)})")
    if isinstance(index.predicate, str):
        words.append(f"WHERE {index.predicate}")
    return " ".join(words)


def _member(index: Index) -> Member:
    return MemberName(index.name, in_quotes=True) if isinstance(index.name, str) else keyed(index)


def _name(index: Index) -> str:
    return quoted(index.name) if isinstance(index.name, str) else _key_text(index)


INDEX: Final[Kind[Index]] = Kind(
    noun="index",
    plural="indexes",
    identities=(lambda index: index.name if isinstance(index.name, str) else None, _index_identity, _loose_identity),
    facets=(
        Facet("columns", _expected_parts, rule("index-columns"), _same_key, _show_key),
        Facet("method", lambda index: index.method, rule("index-method")),
        Facet(
            "columns",
            lambda index: index.parts,
            rule("index-operator-class"),
            _same_classes,
            _show_each("operator_class", "by default"),
            _on_the_same,
        ),
        Facet(
            "columns",
            lambda index: index.parts,
            rule("index-collation"),
            _same_collations,
            _show_each("collation", "by its own"),
            _on_the_same,
        ),
        Facet("columns", lambda index: index.parts, rule("index-order"), _same_order, _show_order, _on_the_same),
        Facet(
            "include",
            lambda index: index.include,
            rule("index-include"),
            lambda expected, live, _scope: sorted(expected) == sorted(live),
        ),
        Facet("where", lambda index: index.predicate, rule("index-predicate"), same_predicate),
        Facet(
            "valid",
            lambda index: index.usable,
            rule("index-invalid"),
            show=lambda value, _scope: "valid" if value else "INVALID",
        ),
        OF_INDEXES,
        COMMENTED,
        Facet("name", lambda index: index.name, rule("index-name"), same_name, lambda value, _scope: quoted(value)),
    ),
    missing=lambda _index: "index-missing",
    unexpected=lambda _index: "index-unexpected",
    show=_show,
    attribute="indexes",
    name=_name,
    alone=_key_text,
    subject=member("index", _member),
    doubles=Doubles(_index_identity, _serves, "index-duplicate-missing", "index-duplicate"),
    unreadable=lambda index: None if isinstance(index.name, str) else unreadable_key(index),
)
