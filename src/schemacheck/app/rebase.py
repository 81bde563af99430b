"""An expected schema that is at home in one PostgreSQL schema, as it would be in another.

Whatever names the old home names the new one then: names of objects and types, and the SQL texts of views, functions,
policies and all the rest. A home that is a pattern stands for the one of its schemas in whose words the texts are: a
snapshot of one tenant is what a file for all of them is made of.

Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import fields, is_dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Final

from schemacheck.base.names import QName, is_pattern
from schemacheck.base.record import record
from schemacheck.model.partitions import Partition, Statistics
from schemacheck.model.routines import Routine
from schemacheck.model.schema import KINDS, Schema
from schemacheck.model.schemas import DefaultPrivileges, SchemaAccess
from schemacheck.sql.defaults import Default
from schemacheck.sql.qualified import elsewhere, path_elsewhere
from schemacheck.sql.types import TypeName

SQL_TEXTS: Final = frozenset(
    {
        *("expression", "predicate", "elements", "where", "checks", "on", "own"),
        *("result", "body", "canonical", "subtype_diff", "function", "support"),
        *("state_function", "state_type", "final_function", "combine_function", "serial_function", "deserial_function"),
        *("moving_state_function", "moving_inverse_function", "moving_state_type", "moving_final_function"),
        # Of a `DeparsedText`, and of a `Default`.
        "text",
    }
)
"""Attributes of the model whose texts, or texts in tuples, are SQL."""
DOTTED: Final = frozenset({"collation", "collations", "operator_class", "multirange", "sort_operator"})
"""Attributes that are a name, with its schema and a dot before it where that is another one; without quotes."""
_IN_SQL: Final = frozenset({"sql", "plpgsql"})
"""Languages whose bodies the lexical rules of SQL can read."""

_Rebase = Callable[[str], Any]
"""Makes what a value is in another home."""


@record
class _Home:
    """What counts as home."""

    is_it: Callable[[str], bool]
    clue: str
    """A substring of every text that names it."""


def rebasers(schema: Schema, others: Collection[str] = ()) -> dict[str, _Rebase]:
    """Find the attributes of a schema in which something names its home, each with how to name another one there.

    `others` are schemas that are no home, even where they fit the pattern that it is.
    """
    home = _home_of(schema, others)
    found = {}
    for kind in KINDS:
        value = getattr(schema, kind)
        move = _rebaser_of(value, home) if isinstance(value, tuple) else None
        if move is not None:
            found[kind] = move
    return found


def rebase(schema: Schema, to: str) -> Schema:
    """Move what an expected schema has at home into another PostgreSQL schema, and leave the rest where it is."""
    home = schema.home

    def place(name: str) -> str:
        return to if name == home else name

    changes: dict[str, Any] = {name: move(to) for name, move in rebasers(schema, schema.namespaces).items()}
    return replace(
        schema,
        home=to,
        namespaces=tuple(map(place, schema.namespaces)),
        listed={kind: frozenset(map(place, names)) for kind, names in schema.listed.items()},
        namespace_marks={place(name): mark for name, mark in schema.namespace_marks.items()},
        **changes,
    )


def place_of(item: Any) -> str:
    """Say which PostgreSQL schema an object is about; "" for the whole database."""
    if isinstance(item, DefaultPrivileges):
        return item.name.name.rpartition(" in ")[2] if " in " in item.name.name else ""
    schema: str = item.name.schema
    return schema


def _home_of(schema: Schema, others: Collection[str]) -> _Home:
    pattern = schema.home
    if not is_pattern(pattern):
        return _Home(lambda name: name == pattern, pattern)
    named: Counter[str] = Counter()
    known = {pattern, *others}

    def noted(name: str) -> bool:
        if name not in known and fnmatchcase(name, pattern):
            named[name] += 1
        return False

    clue = pattern[: min(pattern.find(sign) for sign in "*?[" if sign in pattern)]
    _rebaser_of(tuple(getattr(schema, kind) for kind in KINDS), _Home(noted, clue))
    spoken = min(named, key=lambda name: (-named[name], name), default=pattern)
    return _Home(lambda name: name in (pattern, spoken), clue)


def _rebaser_of(value: Any, home: _Home, attribute: str = "") -> _Rebase | None:
    """How to name another home in a value; None where nothing in it names the one it has."""
    if isinstance(value, str):
        return _text_rebaser(value, home, attribute)
    if isinstance(value, QName):
        name = value.name
        return (lambda to: QName(to, name)) if home.is_it(value.schema) else None
    if isinstance(value, TypeName):
        return (lambda to: replace(value, schema=to)) if value.schema and home.is_it(value.schema) else None
    if type(value) is tuple:
        return _tuple_rebaser(value, home, attribute)
    if isinstance(value, DefaultPrivileges):
        begin, of = value.name.name.removesuffix(place_of(value)), place_of(value)
        return (lambda to: replace(value, name=QName("", begin + to))) if of and home.is_it(of) else None
    if isinstance(value, SchemaAccess):
        return (lambda to: replace(value, name=QName(to, to))) if home.is_it(value.name.schema) else None
    if is_dataclass(value) and not isinstance(value, type):
        return _record_rebaser(value, home)
    return None


def _text_rebaser(text: str, home: _Home, attribute: str) -> _Rebase | None:
    if attribute in DOTTED:
        return _dotted_rebaser(text, home)
    if attribute not in SQL_TEXTS or (home.clue not in text and home.clue not in text.lower() and '"' not in home.clue):
        return None
    return elsewhere(text, home.is_it, typed=attribute == "body")


def _dotted_rebaser(text: str, home: _Home) -> _Rebase | None:
    schema, dot, name = text.partition(".")
    return (lambda to: f"{to}.{name}") if dot and home.is_it(schema) else None


def _tuple_rebaser(value: tuple[Any, ...], home: _Home, attribute: str) -> _Rebase | None:
    if attribute == "settings":
        parts: list[_Rebase | None] = [_setting_rebaser(name, text, home) for name, text in value]
    else:
        parts = [_rebaser_of(part, home, attribute) for part in value]
    if all(part is None for part in parts):
        return None
    both = list(zip(value, parts, strict=True))
    return lambda to: tuple(part if move is None else move(to) for part, move in both)


def _setting_rebaser(name: str, value: str, home: _Home) -> _Rebase | None:
    move = path_elsewhere(value, home.is_it) if name == "search_path" else None
    return None if move is None else lambda to: (name, move(to))


def _record_rebaser(value: Any, home: _Home) -> _Rebase | None:
    changes: dict[str, _Rebase] = {}
    if isinstance(value, (Partition, Statistics)):
        # What a table has in another schema is named with it.
        named = _dotted_rebaser(value.name, home)
        if named is not None:
            changes["name"] = named
    for each in fields(value):
        if not each.init or (each.name == "body" and not _is_in_sql(value)):
            continue
        move = _rebaser_of(getattr(value, each.name), home, each.name)
        if move is not None:
            changes[each.name] = move
    if isinstance(value, Default) and value.kind in ("expression", "nextval"):
        move = elsewhere(value.value, home.is_it)
        if move is not None:
            changes["value"] = move
    if not changes:
        return None
    return lambda to: replace(value, **{name: move(to) for name, move in changes.items()})


def _is_in_sql(value: Any) -> bool:
    return not isinstance(value, Routine) or not isinstance(value.language, str) or value.language in _IN_SQL
