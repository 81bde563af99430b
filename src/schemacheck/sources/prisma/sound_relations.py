"""Relations as Prisma's own validation has them, once both ends of each have been found."""

from __future__ import annotations

from collections.abc import Sequence

from schemacheck.sources.prisma.relations import End, ForeignKey, ManyToMany, ModelOrView, relation_name
from schemacheck.sources.prisma.scope import Mistakes, Scope
from schemacheck.sources.prisma.sound_models import criteria
from schemacheck.sources.prisma.tree import Field, Model


def check_relations(scope: Scope, keys: Sequence[ForeignKey], joins: Sequence[ManyToMany], mistakes: Mistakes) -> None:
    """Note what Prisma refuses in relations."""
    told = {entity.name: criteria(entity) for entity in scope.entities}
    opposites = _opposites(scope)
    for key in keys:
        _check_key(key, told, opposites.get(_place(key.owner, key.field)), mistakes)
        _check_actions(key, scope, mistakes)
    for join in joins:
        _check_join(join, mistakes)
    for entity in scope.entities:
        for field in entity.fields:
            target = scope.entity(field.type.name)
            ignored = target is not None and target.attribute("ignore") is not None
            if ignored and field.attribute("ignore") is None and entity.attribute("ignore") is None:
                message = f"{entity.name}.{field.name} leads to {field.type.name}, which has @@ignore"
                mistakes.add(field.at, message, "the field takes @ignore")


def _place(owner: ModelOrView, field: Field) -> tuple[str, str]:
    return owner.name, field.name


def _opposites(scope: Scope) -> dict[tuple[str, str], Field]:
    """The field at the other end of each relation field, by model and field."""
    ends: dict[tuple[frozenset[str], str | None], list[End]] = {}
    for owner in scope.entities:
        for field in owner.fields:
            if scope.entity(field.type.name) is not None:
                ends.setdefault((frozenset({owner.name, field.type.name}), relation_name(field)), []).append(
                    End(owner, field)
                )
    found: dict[tuple[str, str], Field] = {}
    for pair in ends.values():
        if len(pair) == 2:
            one, other = pair
            found[_place(*one)] = other.field
            found[_place(*other)] = one.field
    return found


def _check_key(
    key: ForeignKey, told: dict[str, list[frozenset[str]]], opposite: Field | None, mistakes: Mistakes
) -> None:
    path = f"{key.owner.name}.{key.field.name}"
    names = [field.name for field in key.fields]
    if opposite is None:
        message = f"{path} has no opposite: {key.target.name} has no field of type {key.owner.name} for it"
        mistakes.add(key.field.at, message, "a relation is written at both ends")
    references = frozenset(field.name for field in key.references)
    if references not in told[key.target.name]:
        listed = ", ".join(field.name for field in key.references)
        kind = "@unique" if len(references) == 1 else "@@unique"
        hint = f"{listed} of {key.target.name} takes an @id or a {kind}"
        mistakes.add(key.attribute.at, f"{path} references what is not unique: {listed} of {key.target.name}", hint)
    optional = [field.name for field in key.fields if field.type.optional]
    if optional and not key.field.type.optional:
        message = f"{path} is required, and {', '.join(optional)}, which it is made of, may be NULL"
        mistakes.add(key.field.at, message, f"the relation takes a question mark: {key.target.name}?")
    if opposite is None or opposite.type.list:
        return
    if frozenset(names) not in told[key.owner.name]:
        kind = "@unique" if len(names) == 1 else "@@unique"
        message = f"{path} and {key.target.name}.{opposite.name} are one to one, and {', '.join(names)} is not unique"
        hint = f"it takes a {kind}, or {opposite.name} is a list: {key.owner.name}[]"
        mistakes.add(key.field.at, message, hint)
    if not opposite.type.optional:
        message = f"{key.target.name}.{opposite.name} is required, which nothing in the database can see to"
        mistakes.add(opposite.at, message, f"it takes a question mark: {key.owner.name}?")


def _check_actions(key: ForeignKey, scope: Scope, mistakes: Mistakes) -> None:
    """Note actions that the client cannot do in the database's place."""
    if scope.datasource is None or scope.datasource.foreign_keys:
        return
    for word in ("onDelete", "onUpdate"):
        value, action = key.attribute.value(word), key.action(word)
        if value is None:
            continue
        if action in ("NoAction", "SetDefault"):
            hint = "Restrict does much the same" if action == "NoAction" else None
            mistakes.add(value.at, f'{word} cannot be {action} with relationMode = "prisma"', hint)
        elif action == "SetNull" and any(not field.type.optional for field in key.fields):
            required = ", ".join(field.name for field in key.fields if not field.type.optional)
            mistakes.add(value.at, f"{word} cannot be SetNull: {required} is required")


def _check_join(join: ManyToMany, mistakes: Mistakes) -> None:
    for owner, field in (join.a, join.b):
        if not isinstance(owner, Model):
            mistakes.add(field.at, f"{owner.name}.{field.name}: a view cannot be part of a relation of two lists")
        attribute = field.attribute("relation")
        for word in ("references", "onDelete", "onUpdate"):
            if attribute is not None and attribute.value(word) is not None:
                hint = "Prisma keeps a table of its own for two lists"
                mistakes.add(attribute.at, f"@relation of {owner.name}.{field.name} takes no {word}:", hint)
