"""Pairs the two ends of every relation: a foreign key with the field that answers it, two lists with each other.

Two fields belong together when they join the same two models under the same relation name, which is often none.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple, TypeAlias

from schemacheck.base.near import did_you_mean
from schemacheck.base.record import record
from schemacheck.sources.prisma.attributes import fields_of
from schemacheck.sources.prisma.scope import Mistakes, Scope
from schemacheck.sources.prisma.tree import Attribute, Call, Entity, Field, Model, Reference, View

ModelOrView: TypeAlias = Model | View


@record
class ForeignKey:
    """A relation with `fields:` and `references:`. Whether the database has a key for it, the datasource says."""

    owner: ModelOrView
    field: Field
    fields: tuple[Field, ...]
    target: ModelOrView
    references: tuple[Field, ...]
    attribute: Attribute
    """The `@relation`, which may say more: `onDelete:`, `onUpdate:`, `map:`."""

    def action(self, name: str) -> str | None:
        """The action written as `onDelete` or `onUpdate`; None where Prisma's own applies."""
        value = self.attribute.value(name)
        return value.name if isinstance(value, Reference) else None


class End(NamedTuple):
    """One end of a relation: a field and the model it stands in."""

    owner: ModelOrView
    field: Field


@record
class ManyToMany:
    """Two lists that face each other: Prisma keeps a table of its own for them, its columns called A and B."""

    name: str | None
    """The relation's name if it has one; it is then the table's, after an underscore."""
    a: End
    b: End


def relation_name(field: Field) -> str | None:
    """The name of the relation a field belongs to."""
    attribute = field.attribute("relation")
    return attribute.text("name", unnamed=True) if attribute else None


def pair_relations(scope: Scope, mistakes: Mistakes) -> tuple[tuple[ForeignKey, ...], tuple[ManyToMany, ...]]:
    """Find every relation, in the order of the fields that carry the foreign keys; note what cannot be paired."""
    keys: list[ForeignKey] = []
    ends: dict[tuple[str, str, str | None], list[End]] = defaultdict(list)
    for owner in scope.entities:
        for field in owner.fields:
            target = scope.entity(field.type.name)
            if target is None:
                continue
            key = _foreign_key(owner, field, target, scope, mistakes)
            if key is not None:
                keys.append(key)
            one, other = sorted((owner.name, target.name))
            ends[one, other, relation_name(field)].append(End(owner, field))
    joins = [join for (*_, name), group in ends.items() if (join := _paired(name, group, mistakes)) is not None]
    return tuple(keys), tuple(joins)


def _carries(end: End) -> bool:
    attribute = end.field.attribute("relation")
    return attribute is not None and attribute.value("fields") is not None


def _paired(name: str | None, ends: list[End], mistakes: Mistakes) -> ManyToMany | None:
    """Note what is wrong with the fields that share two models and a name; return the join table they make, if one."""
    first = ends[0]
    to_itself = first.owner.name == first.field.type.name
    per_model = 2 if to_itself else 1
    for owner in {end.owner.name: None for end in ends}:
        crowd = [end for end in ends if end.owner.name == owner]
        if len(crowd) > per_model:
            others = ", ".join(end.field.name for end in crowd)
            message = f"{others} of {owner} all point to {crowd[0].field.type.name} in one relation"
            mistakes.add(crowd[-1].field.at, message, 'each relation needs a name of its own: @relation("...")')
            return None
    if len(ends) == 1:
        if not _carries(first):
            _lonely(first, name, to_itself, mistakes)
        return None
    a, b = ends
    carried = [end for end in ends if _carries(end)]
    if len(carried) > 1:
        message = f"both {_field_path(a)} and {_field_path(b)} have fields:; one side of a relation carries the key"
        mistakes.add(b.field.at, message, 'two relations need two names: @relation("...")')
    elif not carried and a.field.type.list and b.field.type.list:
        # A and B go by the bytes of the models' names, not by the order in the file.
        return ManyToMany(name, *sorted(ends, key=lambda end: end.owner.name.encode()))
    elif not carried:
        one = b if a.field.type.list else a
        hint = f"{one.field.name} takes @relation(fields: [...], references: [...])"
        mistakes.add(
            one.field.at, f"neither {_field_path(a)} nor {_field_path(b)} says which fields carry the relation", hint
        )
    return None


def _lonely(end: End, name: str | None, to_itself: bool, mistakes: Mistakes) -> None:
    target = end.field.type.name
    named = f' with @relation("{name}")' if name is not None else ""
    other = "second field" if to_itself else "field"
    message = f"{_field_path(end)} has no counterpart: {target} has no {other} of type {end.owner.name}{named}"
    mistakes.add(end.field.at, message)


def _field_path(end: End) -> str:
    return f"{end.owner.name}.{end.field.name}"


def _foreign_key(
    owner: ModelOrView, field: Field, target: ModelOrView, scope: Scope, mistakes: Mistakes
) -> ForeignKey | None:
    attribute = field.attribute("relation")
    if attribute is None:
        return None
    fields, references = attribute.value("fields"), attribute.value("references")
    if fields is None:
        for word in ("onDelete", "onUpdate"):
            if attribute.value(word) is not None:
                message = f"{word} of {owner.name}.{field.name} has no effect here"
                mistakes.add(attribute.at, message, "it stands on the side that has fields:")
        return None
    if references is None:
        mistakes.add(attribute.at, f"@relation of {field.name} has fields: and no references:")
        return None
    if field.type.list:
        mistakes.add(
            attribute.at, f"{field.name} is a list and cannot carry a foreign key", "fields: stands on the other side"
        )
        return None
    own = [scalar_field(item, owner, scope, mistakes) for item in fields_of(fields)]
    theirs = [scalar_field(item, target, scope, mistakes) for item in fields_of(references)]
    if len(own) != len(theirs):
        mistakes.add(attribute.at, f"@relation of {field.name} has {len(own)} fields and {len(theirs)} references")
        return None
    for mine, other in zip(own, theirs, strict=True):
        if mine and other and mine.type.name and other.type.name and mine.type.name != other.type.name:
            message = f"{owner.name}.{mine.name} is {mine.type.name} and {target.name}.{other.name} {other.type.name}"
            mistakes.add(attribute.at, f"{message}; a key and what it references are of one type")
    sound, referenced = tuple(filter(None, own)), tuple(filter(None, theirs))
    if not own or len(sound) != len(own) or len(referenced) != len(theirs):
        return None
    return ForeignKey(owner, field, sound, target, referenced, attribute)


def scalar_field(item: Reference | Call, entity: Entity, scope: Scope, mistakes: Mistakes) -> Field | None:
    """The column field that an index, a key or a relation names; None, with a mistake, when there is none."""
    field = entity.field(item.name)
    if field is None:
        hint = did_you_mean(item.name, [known.name for known in entity.fields])
        mistakes.add(item.at, f"{entity.name} has no field {item.name}", hint)
    elif scope.entity(field.type.name) is not None:
        fields = field.attribute("relation")
        columns = [own.name for own in fields_of(fields.value("fields") if fields else None)]
        hint = f"its column is {', '.join(columns)}" if columns and item.name not in columns else None
        mistakes.add(item.at, f"{entity.name}.{item.name} is a relation and no column", hint)
        return None
    return field
