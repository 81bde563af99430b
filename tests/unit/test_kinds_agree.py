"""A kind stands in lists of the model, the catalog's reader, the language, and the comparison: they must agree.

So must the facets of each kind: what the model holds is compared, has a key in the file, and is written. What was
forgotten in one place is silently not read, not written or not compared; here it fails by name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Final, get_args, get_type_hints

import pytest

import schemacheck.compare.objects
import schemacheck.compare.tables
import schemacheck.model
import schemacheck.report.rules
from schemacheck.base.lazy import load
from schemacheck.compare.engine import Kind
from schemacheck.compare.tables import OWN_FACETS, TABLE
from schemacheck.model.schema import OF_THE_DATABASE, Schema
from schemacheck.model.schema_object import SchemaObject
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Column, Table
from schemacheck.report.rules import FAMILIES
from schemacheck.sources.postgres.catalog.parts.registry import PARTS
from schemacheck.sources.spec.grammar import language
from schemacheck.sources.spec.grammar.keys import CHECK, COLUMN, FOREIGN_KEY, INDEX, PRIMARY_KEY, UNIQUE
from schemacheck.sources.spec.grammar.objects import DATABASE, FUNCTION, IN_DATABASE, ROLE
from schemacheck.sources.spec.grammar.types import Section
from schemacheck.sources.spec.kinds import members, objects
from schemacheck.sources.spec.kinds.plain import PlainObjects
from schemacheck.sources.spec.kinds.table_kinds import Named

ALWAYS_READ: Final = {"columns", "primary_key", "uniques", "foreign_keys", "unlogged", "indexes"}
"""What every read asks of tables; all else is a `Part`."""
OF_VIEWS_ALONE: Final = {
    key.attribute
    for section in (language.VIEW, language.MATERIALIZED_VIEW, language.TABLE)
    for key in section.attributes
    if key.name != "protected"
}
NO_FACTS: Final = {"name", "part_of", "as_made", "triggers_off_on", "protected", "at", "marks", "owns_secured", "unit"}
"""Attributes that say which object it is, what a team thinks of it, or more of what another attribute says."""

SECTIONS: Final[dict[str, tuple[Section, set[str]]]] = {
    "columns": (COLUMN, {"type", "nullable", "default", "comment"}),
    "primary_key": (PRIMARY_KEY, {"columns"}),
    "uniques": (UNIQUE, {"parts"}),
    "foreign_keys": (FOREIGN_KEY, {"columns", "target", "target_columns", "on_delete", "on_delete_columns"}),
    "checks": (CHECK, {"expression"}),
    "indexes": (INDEX, {"parts", "constraint", "nulls_distinct", "deferral", "without_overlaps"}),
    "enums": (language.ENUM, set()),
    "functions": (FUNCTION, {"inputs"}),
    "database": (DATABASE, set()),
    "roles": (ROLE, set()),
}
"""The section of each kind that has code of its own, and the facts that this code sees to."""
NO_SECTION_OF_FACTS: Final = {"grants", "access", "default_privileges", "settings"}
"""Kinds that are mappings from roles to privileges, or from parameters to values."""

COMPARED_OTHERWISE: Final[dict[str, set[str]]] = {
    # of columns that are NOT NULL alone
    "columns": {"not_null_validated", "not_null_no_inherit", "not_null_name"},
    "foreign_keys": {"target", "target_columns"},  # of the whole key, which a picture needs beside them
    "indexes": {"constraint", "nulls_distinct", "deferral", "without_overlaps"},  # of unique ones alone
    "grants": {"privileges", "spelled"},  # compared one by one, as the differences of two sets
}
"""Facts of a kind that no facet of it asks any object for, and why."""

EVERYONES: Final = {"owner", "grants", "comment"}
"""Facets of every object that a schema or the database holds, even where nobody can state them."""
NOT_IN_A_FILE: Final[dict[str, set[str]]] = {"checks": {"name"}}
"""Facets that have no key in the entry: the name of a check is the key of its entry."""

KINDS: Final[dict[str, Kind[Any]]] = {
    deferred.attribute: deferred.kind()
    for deferred in (*schemacheck.compare.tables.MEMBERS, *schemacheck.compare.objects.OBJECTS)
}
"""Every kind that is compared, by the attribute that holds its objects."""


def _modules(package: Any) -> Iterator[Any]:
    for found in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{found.name}")


def _open(holder: type) -> set[str]:
    """The attributes that a source need not speak of."""
    return {each.name for each in fields(holder) if each.default is UNSTATED}


def _class_of(attribute: str) -> type:
    """The class of the objects that `Table` or `Schema` keeps under an attribute."""
    names = {name: value for module in _modules(schemacheck.model) for name, value in vars(module).items()}
    holder = Schema if attribute in {each.name for each in fields(Schema)} else Table
    inside = [get_type_hints(holder, names)[attribute]]
    while inside:
        hint = inside.pop()
        if isinstance(hint, type) and is_dataclass(hint) and "at" in {each.name for each in fields(hint)}:
            return hint
        inside += get_args(hint)
    raise AssertionError(f"{attribute} holds no objects")


class Spy:
    """Stands for an object of the model and notes which attributes of it are asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.asked.add(name)
        return ()


def _compared(kind: Kind[Any]) -> set[str]:
    spy: Any = Spy()
    for ask in (*kind.identities, *(facet.get for facet in kind.facets)):
        ask(spy)
    asked: set[str] = spy.asked
    return asked


def test_what_a_schema_holds_is_read_written_and_compared() -> None:
    held = _open(Schema)
    assert {kind.attribute for kind in schemacheck.compare.objects.OBJECTS} == held
    assert set(objects.OBJECTS) == held
    assert {attribute for part in PARTS for attribute in part.schema} == held
    assert {part.kind for part in PARTS if part.schema} == held
    top = {key.name for key in language.DOCUMENT.keys}
    assert held <= top
    assert {key for key, kind in objects.OBJECTS.items() if not kind.wide} == held & set(language.NAMESPACE.by_name)


def test_what_a_table_holds_is_read_written_and_compared() -> None:
    held = _open(Table)
    of_tables = {kind.attribute for kind in schemacheck.compare.tables.MEMBERS} | {facet.name for facet in TABLE.facets}
    assert of_tables - {"kind"} == held
    assert {attribute for attribute, _ in OWN_FACETS} <= held
    assert {attribute for part in PARTS for attribute in part.tables} | ALWAYS_READ == held
    assert set(members.MEMBERS) == held - (ALWAYS_READ - {"indexes"}) - OF_VIEWS_ALONE
    assert set(language.OPTIONAL) == set(members.MEMBERS) - {"owner"}
    keys = set(language.TABLE.by_name) | set(language.VIEW.by_name) | set(language.MATERIALIZED_VIEW.by_name)
    assert held - {"uniques"} <= keys
    assert "unique" in keys


def test_what_the_database_holds_is_known_as_such() -> None:
    assert set(OF_THE_DATABASE) == {key.name for key in IN_DATABASE}


def test_what_of_columns_is_read_on_demand() -> None:
    assert {attribute for part in PARTS for attribute in part.columns} == _open(Column)


def _facts(attribute: str) -> set[str]:
    """What the model says of an object beside which one it is, and what every object has."""
    class_ = _class_of(attribute)
    everyones = {each.name for each in fields(SchemaObject)} if issubclass(class_, SchemaObject) else set()
    return {each.name for each in fields(class_)} - NO_FACTS - everyones - {"unique"}


@pytest.mark.parametrize("attribute", KINDS)
def test_every_fact_of_the_model_is_compared(attribute: str) -> None:
    assert _facts(attribute) - _compared(KINDS[attribute]) == COMPARED_OTHERWISE.get(attribute, set())


def _section(attribute: str) -> tuple[Section, set[str]]:
    """The section of a kind, and the facts that code of its own sees to."""
    if attribute in SECTIONS:
        return SECTIONS[attribute]
    kinds: dict[str, Any] = {**members.MEMBERS, **objects.OBJECTS}
    kind = getattr(load(kinds[attribute].read.args[0]), "__self__", None)
    assert isinstance(kind, (Named, PlainObjects))
    return kind.section, set()


@pytest.mark.parametrize("attribute", sorted(set(KINDS) - NO_SECTION_OF_FACTS))
def test_every_fact_of_the_model_has_a_key(attribute: str) -> None:
    section, others = _section(attribute)
    assert {key.attribute for key in section.attributes} - NO_FACTS | others == _facts(attribute)


@pytest.mark.parametrize("attribute", sorted(set(KINDS) - NO_SECTION_OF_FACTS))
def test_every_facet_is_called_like_its_key(attribute: str) -> None:
    """So that a finding stands at that key, and a reader of "where of ..." finds it in the file."""
    known = set(_section(attribute)[0].by_name) | NOT_IN_A_FILE.get(attribute, set()) | EVERYONES
    assert {facet.name for facet in KINDS[attribute].facets} - known == set()


def test_every_family_of_rules_is_registered() -> None:
    there = {name.__name__.rpartition(".")[2] for name in _modules(schemacheck.report.rules)}
    assert set(FAMILIES) == there - {"rule"}
