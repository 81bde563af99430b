"""Primary keys and uniqueness: identified by their columns, since PostgreSQL leaves their names open."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, Final

from schemacheck.base.names import quoted
from schemacheck.compare.engine import Answer, Doubles, Facet, HolderPair, Incomparable, Kind, NameScope, member, rule
from schemacheck.compare.kinds.access import COMMENTED
from schemacheck.compare.kinds.constraints import (
    facets_of_constraints,
    is_met,
    listed_columns,
    plainly_equal_by,
    sentence_name,
)
from schemacheck.compare.kinds.storage import OF_INDEXES
from schemacheck.compare.kinds.texts import same_predicate, same_text
from schemacheck.compare.kinds.unknown_columns import hangs_on_unknown
from schemacheck.compare.results import NearMiss
from schemacheck.compare.spare import Spare
from schemacheck.model.keys import Index, KeyPart, PrimaryKey
from schemacheck.model.stated import UNSTATED, Stated, Unreadable
from schemacheck.report.finding import Value
from schemacheck.report.subject import KeyColumns, SingleMember
from schemacheck.sql.equivalence import demand_of
from schemacheck.sql.expressions import loose_expression

_CALL: Final = re.compile(r"\w+\([^()]*\)")
"""A function of columns and nothing around it."""


def key_text(part: KeyPart) -> str:
    """A key part as people write it: the column's name, or the expression."""
    if part.column is not None:
        return part.column
    return f"({part.expression})" if isinstance(part.expression, str) else "(an expression)"


def keyed(index: Index) -> KeyColumns:
    """Tell an index by its key."""
    return KeyColumns(tuple(map(key_text, index.parts)))


def columns_text(index: Index) -> str:
    """Write the key of an index as the server does: a call needs no parentheses of its own."""
    return listed_columns(tuple(map(printed_part, index.parts)))


def printed_part(part: KeyPart) -> str:
    """Write a key part as the server does."""
    call = part.expression if isinstance(part.expression, str) else ""
    return call if _CALL.fullmatch(call) else key_text(part)


_same_index = plainly_equal_by(
    "parts",
    "predicate",
    "nulls_distinct",
    "deferral",
    "usable",
    "without_overlaps",
    "method",
    where_stated=("name", "storage_parameters", "comment"),
)


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


def _show_overlaps(value: bool, _scope: NameScope) -> Value:
    return "WITHOUT OVERLAPS" if value else "plain"


def _included(broken: str, *, in_full: bool) -> Facet[Any]:
    """Make the facet of what an index carries beside its guarantee: compared only where somebody cares to state it."""
    return Facet(
        "include",
        lambda key: key.include,
        rule(broken),
        lambda expected, live, _scope: sorted(expected) == sorted(live),
        lambda value, _scope: value or "nothing",
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
            OF_INDEXES,
            COMMENTED,
            *facets_of_constraints(PrimaryKey, deferral_rule="primary-key-deferral", name_rule="primary-key-name"),
        ),
        missing=lambda _key: "primary-key-missing",
        unexpected=lambda _key: "primary-key-unexpected",
        show=lambda key, _scope: key.columns,
        attribute="primary_key",
        name=lambda _key: "the primary key",
        subject=member("primary key", lambda _key: SingleMember()),
        plainly_equal=plainly_equal_by(
            "columns", "deferral", "without_overlaps", "include", where_stated=("name", "storage_parameters", "comment")
        ),
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


def _same_expressions(expected: Index, live: Index, scope: NameScope) -> Answer:
    """Compare the expressions of two keys that differ in casts at most."""
    there = [part.expression for part in live.parts if isinstance(part.expression, str)]
    for wanted in (part.expression for part in expected.parts if isinstance(part.expression, str)):
        answers = [same_text(wanted, found, scope) for found in there]
        if True not in answers:
            return next((answer for answer in answers if isinstance(answer, Incomparable)), False)
    return True


def unreadable_key(index: Index) -> str | None:
    """Why an index with an expression in its key cannot be distinguished from others, if so."""
    for part in index.parts:
        if part.column is None and isinstance(part.expression, Unreadable):
            return part.expression.reason
    return None


def _show_unique(index: Index, _scope: NameScope) -> Value:
    words = [columns_text(index)]
    if isinstance(index.predicate, str):
        words.append(f"WHERE {index.predicate}")
    if index.nulls_distinct is False:
        words.append("NULLS NOT DISTINCT")
    return " ".join(words)


def _predicate_rule(expected: Index, _live: Index) -> str:
    return "unique-partial" if expected.predicate is None else "unique-predicate"


def _named_by_columns(indexes: Sequence[Index]) -> dict[object, str]:
    """The name of the first index on each list of columns."""
    return {index.columns: index.name for index in reversed(indexes) if isinstance(index.name, str)}


def _by_column(indexes: Sequence[Index]) -> dict[str | None, list[tuple[int, Index]]]:
    """The indexes on each column, None for expressions, with their places."""
    found: dict[str | None, list[tuple[int, Index]]] = {}
    for scope, index in enumerate(indexes):
        for column in dict.fromkeys(index.columns):
            found.setdefault(column, []).append((scope, index))
    return found


def _near_unique(missing: Index, spare: Spare[Index], holders: HolderPair) -> NearMiss | None:
    """Name what covers the same columns and is no such uniqueness: a plain index, a wider key, an expression."""
    columns = missing.columns
    plain = getattr(holders.live, "indexes", ())
    name = spare.in_order(_named_by_columns, plain if isinstance(plain, tuple) else ()).get(columns)
    if name is not None:
        return NearMiss(f"the index {quoted(name)} is on it and not unique", "Who recreated the index without UNIQUE?")
    wanted = {column for column in columns if column is not None}
    if not wanted:
        return None
    there = spare.in_order(_by_column)
    rarest = min((there.get(column, []) for column in wanted), key=len)
    wider = ((scope, each) for scope, each in rarest if wanted < {*each.columns} - {None})
    found = min([*islice(wider, 1), *there.get(None, [])[:1]], default=None, key=itemgetter(0))
    if found is None:
        return None
    index = found[1]
    if wanted < {*index.columns} - {None}:
        return NearMiss(f"{columns_text(index)} is")
    return NearMiss(f"there is one on an expression, {columns_text(index)}")


def _is_particular(part: KeyPart) -> bool:
    return part.operator_class is not None or part.collation is not None


def _show_direction(part: tuple[str, Stated[bool], Stated[bool]]) -> str:
    name, descending, nulls_first = part
    return f"{name} {'DESC' if descending is True else 'ASC'} NULLS {'FIRST' if nulls_first is True else 'LAST'}"


def _guarantees(demanded: Index, other: Index) -> bool:
    """Whether another uniqueness refuses all rows that this one refuses, with each statement if this one does."""
    if unreadable_key(demanded) or unreadable_key(other) or other.usable is False:
        return False
    mine, theirs = (sorted(index.parts, key=key_text) for index in (demanded, other))
    return (
        _predicate(other) in (None, _predicate(demanded))
        and is_met(demanded.nulls_distinct, other.nulls_distinct)
        and is_met(demanded.without_overlaps, other.without_overlaps)
        and (is_met(demanded.deferral, other.deferral) or other.deferral == "no")
        and all(
            is_met(part.operator_class, found.operator_class) and is_met(part.collation, found.collation)
            for part, found in zip(mine, theirs, strict=True)
        )
    )


def _predicate(index: Index) -> str | None:
    return None if index.predicate is None else demand_of(str(index.predicate))


def _is_the_primary_key(unique: Index, holders: HolderPair) -> bool:
    """Whether the primary key guarantees as much."""
    key = getattr(holders.live, "primary_key", None)
    return (
        isinstance(key, PrimaryKey)
        and set(unique.columns) == set(key.columns)
        and key.without_overlaps is False
        and unique.without_overlaps is False
        and (is_met(unique.deferral, key.deferral) or key.deferral == "no")
        and not any(map(_is_particular, unique.parts))
    )


def _unique(*, in_full: bool) -> Kind[Index]:
    return Kind(
        noun="unique",
        plural="uniques",
        identities=(
            lambda index: (index.name, _unique_identity(index)) if isinstance(index.name, str) else None,
            _unique_identity,
            _loose_identity,
        ),
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
                same_predicate,
                lambda value, _scope: "every row" if value is None else f"WHERE {value}",
            ),
            Facet(
                "valid",
                lambda index: index.usable,
                rule("unique-invalid"),
                show=lambda value, _scope: "valid" if value else "INVALID",
            ),
            Facet(
                "nulls_distinct",
                lambda index: index.nulls_distinct,
                rule("unique-nulls"),
                show=lambda value, _scope: "NULLS DISTINCT" if value else "NULLS NOT DISTINCT",
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
                lambda expected, live, _scope: all(
                    stated in (found, UNSTATED)
                    for wanted, has in zip(expected, live, strict=True)
                    for stated, found in zip(wanted[1:], has[1:], strict=True)
                ),
                lambda value, _scope: ", ".join(
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
                lambda expected, live, _scope: all(
                    stated in (found, UNSTATED)
                    for wanted, has in zip(expected, live, strict=True)
                    for stated, found in zip(wanted[1:], has[1:], strict=True)
                ),
                lambda value, _scope: ", ".join(map(_show_direction, value)),
                when=lambda expected, live: in_full and expected.columns == live.columns,
            ),
            Facet(
                "as",
                lambda index: index.constraint,
                rule("unique-carrier"),
                show=lambda value, _scope: "a constraint" if value else "an index",
            ),
            OF_INDEXES,
            COMMENTED,
            *facets_of_constraints(Index, deferral_rule="unique-deferral", name_rule="unique-name"),
        ),
        missing=lambda _index: "unique-missing",
        unexpected=lambda _index: "unique-unexpected",
        show=_show_unique,
        attribute="uniques",
        name=lambda index: sentence_name(tuple(key_text(part) for part in index.parts)),
        subject=member("unique", keyed),
        plainly_equal=_plainly_equal_in_full if in_full else _plainly_equal_uniques,
        unreadable=unreadable_key,
        near=_near_unique,
        told_with_another=hangs_on_unknown,
        doubles=Doubles(
            _unique_identity, _guarantees, "unique-duplicate-missing", "unique-duplicate", _is_the_primary_key
        ),
    )


UNIQUE: Final = _unique(in_full=False)

IN_FULL: Final[Mapping[str, Kind[Any]]] = {
    "primary_key": _primary_key(in_full=True),
    "uniques": _unique(in_full=True),
}
"""Of a table that is expected to say what indexes it has: also what these carry and serve beside their guarantee."""
