"""Primary keys, uniqueness, indexes and foreign keys as Prisma makes them on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from schemacheck.base.names import Position, QName, quoted, truncated
from schemacheck.model.keys import Action, ForeignKey, Index, KeyPart, PrimaryKey
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.prisma import relations
from schemacheck.sources.prisma.attributes import fields_of
from schemacheck.sources.prisma.database_names import foreign_key_name, index_name, kept, primary_key_name, unique_name
from schemacheck.sources.prisma.operators import operator_class
from schemacheck.sources.prisma.tree import (
    Argument,
    Attribute,
    Boolean,
    Call,
    Entity,
    Field,
    Number,
    Object,
    Reference,
    String,
    Value,
)
from schemacheck.sql.tokens import sql_string

_ACTIONS: Final[dict[str, Action]] = {
    "Cascade": "cascade",
    "Restrict": "restrict",
    "NoAction": "no action",
    "SetNull": "set null",
    "SetDefault": "set default",
}


def primary_key(entity: Entity) -> PrimaryKey | None:
    """The primary key of a model, `@id` or `@@id`."""
    for owner, attribute in _attributes_named(entity, "id"):
        name = attribute.text("map", unnamed=owner is not entity)
        return PrimaryKey(
            columns=tuple(kept(field) for field, _ in _key_fields(entity, owner, attribute)),
            name=truncated(name) if name else primary_key_name(entity.database_name),
            at=attribute.at,
            marks=_marks(attribute, "map", "name"),
        )
    return None


def id_field(entity: Entity) -> Field | None:
    """The one field that is the primary key; None where there is no key, or one of several fields."""
    for owner, attribute in _attributes_named(entity, "id"):
        fields = [field for field, _ in _key_fields(entity, owner, attribute)]
        return fields[0] if len(fields) == 1 else None
    return None


def uniques(entity: Entity) -> tuple[Index, ...]:
    """Every `@unique` and `@@unique`: unique indexes, and no constraints."""
    return tuple(
        _index(entity, owner, attribute, unique=True) for owner, attribute in _attributes_named(entity, "unique")
    )


def indexes(entity: Entity) -> tuple[Index, ...]:
    """Every `@@index`."""
    return tuple(
        _index(entity, owner, attribute, unique=False) for owner, attribute in _attributes_named(entity, "index")
    )


def _attributes_named(entity: Entity, name: str) -> Iterator[tuple[Field | Entity, Attribute]]:
    owners: tuple[Field | Entity, ...] = (*entity.fields, entity)
    for owner in owners:
        for attribute in owner.attributes:
            if attribute.name == name:
                yield owner, attribute


def _key_fields(
    entity: Entity, owner: Field | Entity, attribute: Attribute
) -> Iterator[tuple[Field, Attribute | Call]]:
    """The fields of a key, each with what may say more about it: the attribute itself, or `field(sort: Desc)`."""
    if isinstance(owner, Field):
        yield owner, attribute
        return
    for item in fields_of(attribute.value("fields", unnamed=True)):
        field = entity.field(item.name)
        if field is not None:
            yield field, item if isinstance(item, Call) else attribute


def _index(entity: Entity, owner: Field | Entity, attribute: Attribute, *, unique: bool) -> Index:
    method_of = attribute.value("type")
    method = method_of.name.lower() if isinstance(method_of, Reference) else "btree"
    parts = []
    for field, options in _key_fields(entity, owner, attribute):
        descending = _argument_word(options.arguments, "sort") == "Desc"
        parts.append(
            KeyPart(
                column=kept(field),
                operator_class=operator_class(_argument_value(options.arguments, "ops"), method),
                descending=descending,
                # The server's default order for DESC; Prisma cannot state another one.
                nulls_first=descending,
            )
        )
    names = [field.database_name for field, _ in _key_fields(entity, owner, attribute)]
    name = attribute.text("map", unnamed=isinstance(owner, Field))
    if name is None and not unique:
        name = attribute.text("name")  # the form of Prisma's first versions
    usual = (unique_name if unique else index_name)(entity.database_name, names)
    return Index(
        parts=tuple(parts),
        unique=unique,
        name=truncated(name) if name else usual,
        predicate=_predicate(attribute.value("where"), entity),
        method=method,
        include=UNSTATED,
        at=attribute.at,
        marks=_marks(attribute, "where", "where") | _marks(attribute, "map", "name"),
    )


def _predicate(value: Value | None, entity: Entity) -> str | None:
    """The condition of a partial index in SQL: `raw("...")`, or fields with the values they must have."""
    if isinstance(value, Call):
        text = value.arguments[0].value
        return text.text if isinstance(text, String) else None
    if not isinstance(value, Object):
        return None
    conditions = []
    for entry in value.entries:
        field = entity.field(entry.name or "")
        column = quoted(kept(field) if field else entry.name or "")
        conditions.append(f"({column} {_condition(entry.value)})")
    return " AND ".join(conditions) or None


def _condition(value: Value) -> str:
    if isinstance(value, Object):
        wanted = value.entries[0].value if value.entries else Reference("null", value.at)
        return "IS NOT NULL" if _is_null(wanted) else f"<> {_sql(wanted)}"
    return "IS NULL" if _is_null(value) else f"= {_sql(value)}"


def _is_null(value: Value) -> bool:
    return isinstance(value, Reference) and value.name == "null"


def _sql(value: Value) -> str:
    if isinstance(value, Boolean):
        return "true" if value.value else "false"
    if isinstance(value, Number):
        return value.text
    return sql_string(value.text if isinstance(value, String) else getattr(value, "name", ""))


def foreign_key(key: relations.ForeignKey, target: QName) -> ForeignKey:
    """The foreign key of a relation; the actions that the file leaves out are Prisma's own."""
    clearing = all(field.type.optional for field in key.fields)
    name = key.attribute.text("map")
    return ForeignKey(
        columns=tuple(map(kept, key.fields)),
        target=target,
        target_columns=tuple(map(kept, key.references)),
        name=truncated(name)
        if name
        else foreign_key_name(key.owner.database_name, (field.database_name for field in key.fields)),
        on_delete=_ACTIONS[key.action("onDelete") or ("SetNull" if clearing else "Restrict")],
        on_delete_columns=(),
        on_update=_ACTIONS[key.action("onUpdate") or "Cascade"],
        at=key.attribute.at,
        marks={
            **_marks(key.attribute, "onDelete", "on_delete"),
            **_marks(key.attribute, "onUpdate", "on_update"),
            **_marks(key.attribute, "map", "name"),
        },
    )


def _marks(attribute: Attribute, argument: str, facet: str) -> dict[str, Position]:
    value = attribute.value(argument)
    return {facet: value.at} if value is not None else {}


def _argument_value(arguments: Iterable[Argument], name: str) -> Value | None:
    return next((argument.value for argument in arguments if argument.name == name), None)


def _argument_word(arguments: Iterable[Argument], name: str) -> str | None:
    value = _argument_value(arguments, name)
    return value.name if isinstance(value, Reference) else None
