"""Checks what a tree cannot say by its shape: types, names and keys, model by model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from schemacheck.base.names import Position
from schemacheck.base.near import did_you_mean
from schemacheck.sources.prisma.attributes import (
    BLOCK_ATTRIBUTES,
    ENUM_ATTRIBUTES,
    ENUM_VALUE_ATTRIBUTES,
    FIELD_ATTRIBUTES,
    check_attribute,
    fields_of,
)
from schemacheck.sources.prisma.defaults import check_default
from schemacheck.sources.prisma.natives import NATIVES
from schemacheck.sources.prisma.relations import scalar_field
from schemacheck.sources.prisma.scope import SCALARS, Mistakes, Scope
from schemacheck.sources.prisma.tree import Attribute, Entity, Enum, Field, Model, Named, Number, View

_MOST_DIGITS: Final = 1000
_MOST_OF_A_SECOND: Final = 6
_REPEATABLE: Final = ("unique", "index")


def validate(scope: Scope, mistakes: Mistakes) -> None:
    """Note every mistake in the models, views and enums."""
    for entity in (*scope.entities, *scope.composites.values()):
        _check_entity(entity, scope, mistakes)
    for enum in scope.enums.values():
        _check_enum(enum, scope, mistakes)
    _check_database_names(scope, mistakes)


def _check_entity(entity: Model | View | Entity, scope: Scope, mistakes: Mistakes) -> None:
    kind = type(entity).__name__.lower()
    _check_name(entity, kind, mistakes)
    _refuse_twice(entity.fields, f"field of {entity.name}", mistakes)
    for field in entity.fields:
        _check_field(field, scope, mistakes)
    if not isinstance(entity, Model | View):
        return
    columns = [field for field in entity.fields if field.type.name and scope.entity(field.type.name) is None]
    _refuse_same_mapping(columns, f"column of {entity.name}", mistakes)
    for attribute in entity.attributes:
        check_attribute(attribute, "@@", f"a {kind}", BLOCK_ATTRIBUTES, mistakes)
        if attribute.name in ("id", "unique", "index"):
            named = [
                scalar_field(item, entity, scope, mistakes)
                for item in fields_of(attribute.value("fields", unnamed=True))
            ]
            for again in {field.name: None for field in named if field is not None and named.count(field) > 1}:
                mistakes.add(attribute.at, f"@@{attribute.name} names {again} more than once")
    _refuse_repeated(entity.attributes, "@@", mistakes)
    _check_primary_key(entity, mistakes)
    _check_schema(entity, scope, mistakes)


def _check_primary_key(entity: Model | View, mistakes: Mistakes) -> None:
    owners = (*entity.fields, entity)
    ids = [(owner, attribute) for owner in owners if (attribute := owner.attribute("id")) is not None]
    if len(ids) > 1:
        mistakes.add(
            ids[1][1].at, f"{entity.name} has more than one primary key", "a key of several fields is one @@id"
        )
    for owner, attribute in ids:
        if entity.attribute("ignore") is not None:
            break
        fields = fields_of(attribute.value("fields", unnamed=True)) if owner is entity else ()
        names = [item.name for item in fields] or [owner.name]
        for field in filter(None, map(entity.field, names)):
            if field.type.optional or field.type.list:
                mistakes.add(attribute.at, f"{field.name} is part of the primary key: it cannot be optional or a list")


def _check_field(field: Field, scope: Scope, mistakes: Mistakes) -> None:
    _check_name(field, "field", mistakes)
    _check_type(field, scope, mistakes)
    native = None
    for attribute in field.attributes:
        if "." in attribute.name:
            if native is not None:
                mistakes.add(attribute.at, f"{field.name} has more than one native type")
            native = attribute
            _check_native(attribute, field, scope, mistakes)
        else:
            check_attribute(attribute, "@", "a field", FIELD_ATTRIBUTES, mistakes)
    _refuse_repeated(field.attributes, "@", mistakes)
    relation = field.attribute("relation")
    known = field.type.name in SCALARS or field.type.name in scope.enums
    if relation is not None and known:
        mistakes.add(
            relation.at, f"{field.name} is of type {field.type.name}, which is no model: it takes no @relation"
        )
    if scope.entity(field.type.name) is not None:
        for name in ("id", "unique", "updatedAt", "map"):
            wrong = field.attribute(name)
            if wrong is not None:
                mistakes.add(wrong.at, f"{field.name} is a relation and no column: it takes no @{name}")
    updated = field.attribute("updatedAt")
    if updated is not None and known and (field.type.name != "DateTime" or field.type.list):
        mistakes.add(updated.at, f"{field.name} takes no @updatedAt: that is for a DateTime")
    check_default(field, scope, mistakes)


def _check_type(field: Field, scope: Scope, mistakes: Mistakes) -> None:
    kind = field.type
    if not kind.name or kind.unsupported is not None or kind.name in SCALARS:
        return
    if kind.name in scope.enums or kind.name in scope.composites or scope.entity(kind.name) is not None:
        return
    names = (*SCALARS, *scope.models, *scope.views, *scope.enums)
    if field.attribute("relation") is not None:
        message = f"the relation {field.name} leads to a model {kind.name}, which does not exist"
        mistakes.add(kind.at, message, did_you_mean(kind.name, (*scope.models, *scope.views)))
    else:
        mistakes.add(kind.at, f"there is no type, model or enum {kind.name}", did_you_mean(kind.name, names))


def _check_native(attribute: Attribute, field: Field, scope: Scope, mistakes: Mistakes) -> None:
    prefix, _, name = attribute.name.partition(".")
    source = scope.datasource
    if source is not None and prefix != source.name:
        advice = f"native types begin with the name of the datasource, here @{source.name}."
        mistakes.add(attribute.at, f"there is no attribute @{attribute.name}", advice)
        return
    native = NATIVES.get(name)
    if native is None:
        hint = did_you_mean(name, NATIVES, f"@{prefix}.")
        mistakes.add(attribute.at, f"PostgreSQL has no native type @{attribute.name} in Prisma", hint)
        return
    numbers = [argument.value for argument in attribute.arguments]
    if len(numbers) not in native.counts or not all(isinstance(n, Number) and n.text.isdigit() for n in numbers):
        takes = {(0,): "no argument", (0, 1): "at most one whole number", (0, 2): "none or two whole numbers"}
        mistakes.add(attribute.at, f"@{attribute.name} takes {takes[native.counts]}")
    else:
        _check_numbers(attribute, name, [int(n.text) for n in numbers if isinstance(n, Number)], mistakes)
    kind: str = field.type.name
    if kind and kind != native.scalar and (kind in SCALARS or kind in scope.enums or scope.entity(kind) is not None):
        mistakes.add(attribute.at, f"@{attribute.name} is for {native.scalar}, and {field.name} is {kind}")


def _check_numbers(attribute: Attribute, name: str, numbers: Sequence[int], mistakes: Mistakes) -> None:
    """Note lengths and precisions that PostgreSQL does not have."""
    if name == "Decimal" and numbers:
        precision, scale = numbers
        if scale > precision:
            mistakes.add(
                attribute.at, f"@{attribute.name}({precision}, {scale}) has more digits behind the point than all"
            )
        elif not 0 < precision <= _MOST_DIGITS:
            mistakes.add(attribute.at, f"@{attribute.name} takes 1 to {_MOST_DIGITS} digits, not {precision}")
    elif name in ("Timestamp", "Timestamptz", "Time", "Timetz") and numbers and numbers[0] > _MOST_OF_A_SECOND:
        mistakes.add(
            attribute.at, f"@{attribute.name} takes 0 to {_MOST_OF_A_SECOND} digits of a second, not {numbers[0]}"
        )
    elif name in ("Bit", "VarBit", "Char", "VarChar") and numbers == [0]:
        mistakes.add(attribute.at, f"@{attribute.name} takes a length of 1 or more")


def _check_enum(enum: Enum, scope: Scope, mistakes: Mistakes) -> None:
    _check_name(enum, "enum", mistakes)
    if not enum.values:
        mistakes.add(enum.at, f"enum {enum.name} has no values")
    _refuse_twice(enum.values, f"value of enum {enum.name}", mistakes)
    _refuse_same_mapping(enum.values, f"value of enum {enum.name} in the database", mistakes)
    for value in enum.values:
        for attribute in value.attributes:
            check_attribute(attribute, "@", "an enum value", ENUM_VALUE_ATTRIBUTES, mistakes)
        _refuse_repeated(value.attributes, "@", mistakes)
    for attribute in enum.attributes:
        check_attribute(attribute, "@@", "an enum", ENUM_ATTRIBUTES, mistakes)
    _refuse_repeated(enum.attributes, "@@", mistakes)
    _check_schema(enum, scope, mistakes)


def _check_name(named: Named, kind: str, mistakes: Mistakes) -> None:
    if named.name.startswith("_") or not named.name[0].isalpha():
        hint = f"give the {kind} another name and map it to this one"
        mistakes.add(named.at, f"the name {named.name} begins with no letter", hint)
    elif "-" in named.name:
        mistakes.add(named.at, f"the name {named.name} has a - in it", f"map the {kind} to this name instead")


def _check_schema(named: Model | View | Enum, scope: Scope, mistakes: Mistakes) -> None:
    source = scope.datasource
    if source is None:
        return
    attribute = named.attribute("schema")
    if attribute is None:
        if source.schemas:
            hint = f"the datasource has {', '.join(source.schemas)}"
            mistakes.add(named.at, f"{named.name} does not say in which schema it is: @@schema is missing", hint)
        return
    name = attribute.text("map", unnamed=True)
    if not source.schemas:
        mistakes.add(attribute.at, "@@schema needs the schemas of the datasource", 'schemas = ["..."] names them')
    elif name is not None and name not in source.schemas:
        known = did_you_mean(name, source.schemas)
        mistakes.add(attribute.at, f"the datasource has no schema {name}", known)


def _check_database_names(scope: Scope, mistakes: Mistakes) -> None:
    """Note two tables or views with one name in the database, and two enums."""
    for group in (scope.entities, tuple(scope.enums.values())):
        first: dict[tuple[str | None, str], Named] = {}
        for named in group:
            schema = named.attribute("schema")
            key = (schema.text("map", unnamed=True) if schema else None, named.database_name)
            other = first.setdefault(key, named)
            if other is not named:
                at = _mapping_at(named)
                mistakes.add(at, f"{named.name} and {other.name} are both {named.database_name} in the database")


def _mapping_at(named: Named) -> Position:
    attribute = named.attribute("map")
    return attribute.at if attribute is not None else named.at


def _refuse_twice(items: Iterable[Named], what: str, mistakes: Mistakes) -> None:
    first: dict[str, Named] = {}
    for item in items:
        other = first.setdefault(item.name, item)
        if other is not item:
            mistakes.add(item.at, f"{item.name} is a {what} already, in line {other.at.line}")


def _refuse_same_mapping(items: Sequence[Named], what: str, mistakes: Mistakes) -> None:
    first: dict[str, Named] = {}
    for item in items:
        other = first.setdefault(item.database_name, item)
        if other.name != item.name:
            mistakes.add(_mapping_at(item), f"{item.database_name} is a {what} already, that of {other.name}")


def _refuse_repeated(attributes: Sequence[Attribute], sigil: str, mistakes: Mistakes) -> None:
    seen: set[str] = set()
    for attribute in attributes:
        if attribute.name in seen and not (sigil == "@@" and attribute.name in _REPEATABLE):
            mistakes.add(attribute.at, f"{sigil}{attribute.name} stands here twice")
        seen.add(attribute.name)
