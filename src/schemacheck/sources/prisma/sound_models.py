"""Models, views and their keys as Prisma's own validation has them, once everything in them has a meaning.

Like Prisma, this looks at a schema only where names, types and attributes are sound: what it says of a key would be
beside the point where a field of that key does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from schemacheck.base.names import NAME_BYTES, Position
from schemacheck.sources.prisma import database_names
from schemacheck.sources.prisma.attributes import fields_of
from schemacheck.sources.prisma.index_types import check_index_type
from schemacheck.sources.prisma.relations import ForeignKey
from schemacheck.sources.prisma.scope import Mistakes, Scope
from schemacheck.sources.prisma.tree import Argument, Attribute, Call, Field, Model, String, View

# fmt: off
_RESERVED: Final = frozenset((
    "PrismaClient", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete",
    "do", "else", "enum", "export", "extends", "false", "finally", "for", "function", "if", "implements",
    "import", "in", "instanceof", "interface", "let", "new", "null", "package", "private", "protected",
    "public", "return", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void", "while",
    "with", "yield",
))
# fmt: on
"""Names that generated code cannot give to a model or an enum: JavaScript and the client have them."""
_CLIENT_NAME: Final = re.compile(r"[_a-zA-Z0-9]+\Z")


class Key(NamedTuple):
    """A primary key, a uniqueness or an index of a model, wherever it is written."""

    word: str
    """id, unique or index."""
    attribute: Attribute
    fields: tuple[Field, ...]
    options: tuple[tuple[Argument, ...], ...]
    """What is said of each field in particular."""
    on_field: bool

    @property
    def written(self) -> str:
        """How it begins in the file."""
        return f"{'@' if self.on_field else '@@'}{self.word}"

    def says(self, name: str) -> bool:
        """Whether it, or one of its fields, has an argument of this name."""
        said = (*self.attribute.arguments, *(argument for options in self.options for argument in options))
        return any(argument.name == name for argument in said)


def keys_of(entity: Model | View) -> Iterator[Key]:
    """All keys of a model, those of its fields first."""
    for field in entity.fields:
        for attribute in field.attributes:
            if attribute.name in ("id", "unique"):
                yield Key(attribute.name, attribute, (field,), (attribute.arguments,), on_field=True)
    for attribute in entity.attributes:
        if attribute.name in ("id", "unique", "index"):
            items = fields_of(attribute.value("fields", unnamed=True))
            known = [(named, item) for item in items if (named := entity.field(item.name)) is not None]
            options = tuple(item.arguments if isinstance(item, Call) else () for _, item in known)
            yield Key(attribute.name, attribute, tuple(named for named, _ in known), options, on_field=False)


def criteria(entity: Model | View) -> list[frozenset[str]]:
    """The sets of fields by which one row is told from another."""
    return [frozenset(field.name for field in key.fields) for key in keys_of(entity) if key.word != "index"]


def check_models(scope: Scope, keys: tuple[ForeignKey, ...], mistakes: Mistakes) -> None:
    """Note what Prisma refuses in models, views and their keys."""
    for named in (*scope.entities, *scope.enums.values()):
        if named.name in _RESERVED:
            mistakes.add(named.at, f"{named.name} is a reserved name", "give it another one, and map that to this")
    _check_previews(scope, mistakes)
    for entity in scope.entities:
        found = list(keys_of(entity))
        for key in found:
            _check_key(entity, key, scope, mistakes)
        _check_client_names(entity, found, mistakes)
        _check_ignored(entity, mistakes)
        if isinstance(entity, Model):
            _check_unique_criterion(entity, found, mistakes)
    _check_names(scope, keys, mistakes)


def _check_previews(scope: Scope, mistakes: Mistakes) -> None:
    needed = [("views", view.at, f"view {view.name}") for view in scope.views.values()]
    source = scope.datasource
    if source is not None and source.extensions:
        needed.append(("postgresqlExtensions", source.extensions[0].at, "extensions"))
    needed += [
        ("partialIndexes", key.attribute.at, f"where: of {key.written}")
        for entity in scope.entities
        for key in keys_of(entity)
        if key.attribute.value("where") is not None
    ]
    for feature, at, what in needed:
        if feature not in scope.previews:
            hint = f'a generator has previewFeatures = ["{feature}"]'
            mistakes.add(at, f"{what} needs the preview feature {feature}", hint)


def _check_key(entity: Model | View, key: Key, scope: Scope, mistakes: Mistakes) -> None:
    at, written = key.attribute.at, key.written
    if isinstance(entity, View):
        _check_key_of_view(key, mistakes)
    for name, what in (("length", "no key of PostgreSQL has a length"), ("clustered", "PostgreSQL clusters no key")):
        if key.says(name):
            mistakes.add(at, f"{written} takes no {name}: here", what)
    if key.word == "id" and key.says("sort"):
        mistakes.add(at, f"{written} takes no sort: here", "a primary key of PostgreSQL has no direction")
    if key.word != "index" and any(argument.name == "ops" for options in key.options for argument in options):
        mistakes.add(at, f"{written} takes no ops:", "operator classes are for @@index alone")
    if key.word == "index" and key.says("name") and key.says("map"):
        mistakes.add(at, "@@index has both name: and map:, which are one", "map: is its name in the database")
    if key.word == "index":
        check_index_type(key.attribute, key.fields, key.options, scope, mistakes)
    for field in key.fields if key.word != "id" else ():
        if any(attribute.name.endswith(".Xml") for attribute in field.attributes):
            mistakes.add(at, f"{written} cannot be on {field.name}: xml has no order and no equality")


def _check_key_of_view(key: Key, mistakes: Mistakes) -> None:
    at = key.attribute.at
    if key.word == "id":
        mistakes.add(at, f"a view has no primary key: {key.written}", "@unique says what tells its rows apart")
    elif key.word == "index":
        mistakes.add(at, "a view has no index: @@index")
    elif key.says("map"):
        mistakes.add(at, f"{key.written} of a view takes no map:", "no index of the database stands behind it")
    elif any(key.says(name) for name in ("sort", "ops")):
        mistakes.add(at, f"{key.written} of a view takes no arguments of its fields")


def _check_unique_criterion(model: Model, keys: list[Key], mistakes: Mistakes) -> None:
    if model.attribute("ignore") is not None:
        return
    loose = []
    for key in keys:
        if key.word == "index":
            continue
        weak = [each.name for each in key.fields if each.type.optional or each.type.unsupported is not None]
        if not weak:
            return
        loose.append(", ".join(weak))
    message = (
        f"{model.name} has nothing that tells its rows apart: no @id, @@id, @unique or @@unique of required fields"
    )
    hint = f"{' and '.join(loose)} may be NULL or cannot be read" if loose else None
    mistakes.add(model.at, message, hint)


def _check_client_names(entity: Model | View, keys: list[Key], mistakes: Mistakes) -> None:
    """Note names of keys in the client that are none, or that something else has."""
    fields = {field.name for field in entity.fields}
    taken: set[str] = set()
    for key in keys:
        if key.word == "index" or key.on_field:
            continue
        name = key.attribute.text("name")
        at = key.attribute.at
        if name is not None:
            if not _CLIENT_NAME.match(name):
                mistakes.add(at, f"the name {name} of {key.written} has other characters than letters, digits and _")
            elif name in fields or name in taken:
                what = "a field" if name in fields else "another key"
                mistakes.add(at, f"{name}, the name of {key.written}, is that of {what} of {entity.name}")
            taken.add(name)
        elif len(key.fields) > 1 and (usual := "_".join(field.name for field in key.fields)) in fields:
            hint = f'give it one of its own: {key.written}([...], name: "...")'
            mistakes.add(at, f"{key.written} is called {usual} in the client, as a field of {entity.name} is", hint)


def _check_ignored(entity: Model | View, mistakes: Mistakes) -> None:
    for field in entity.fields:
        attribute = field.attribute("ignore")
        if attribute is None:
            continue
        if entity.attribute("ignore") is not None:
            mistakes.add(attribute.at, f"{field.name} takes no @ignore: {entity.name} has @@ignore, which is for all")
        elif field.type.unsupported is not None:
            mistakes.add(
                attribute.at, f"{field.name} takes no @ignore: the client leaves out what is Unsupported anyway"
            )


class _Named(NamedTuple):
    name: str
    at: Position


def _check_names(scope: Scope, foreign_keys: tuple[ForeignKey, ...], mistakes: Mistakes) -> None:
    """Note keys of one name: PostgreSQL has one space of names for all indexes, and each table one for constraints."""
    of_models: dict[str, list[_Named]] = {}
    seen: dict[tuple[str | None, str], str] = {}
    for entity in scope.entities:
        schema = entity.attribute("schema")
        home = schema.text("map", unnamed=True) if schema else None
        own: list[_Named] = []
        for key in keys_of(entity):
            name = _name(entity, key, mistakes)
            own.append(name)
            other = seen.setdefault((home, name.name), entity.name)
            if other != entity.name:
                mistakes.add(
                    name.at, f"{name.name} is the name of a key of {other} already", "map: gives it another one"
                )
        of_models[entity.name] = own
    if scope.datasource is not None and scope.datasource.foreign_keys:
        for relation in foreign_keys:
            of_models[relation.owner.name].append(_relation_name(relation, mistakes))
    for owner, found in of_models.items():
        first: dict[str, Position] = {}
        for each in sorted(found, key=lambda named: named.at):
            other_at = first.setdefault(each.name, each.at)
            if other_at is not each.at:
                message = f"{each.name} is the name of two keys of {owner}, of one in line {other_at.line} too"
                mistakes.add(each.at, message, "map: gives it another one")


def _name(entity: Model | View, key: Key, mistakes: Mistakes) -> _Named:
    stated = key.attribute.value("map", unnamed=key.on_field)
    if stated is None and key.word == "index":
        stated = key.attribute.value("name")
    if isinstance(stated, String) and stated.text:
        _check_length(stated, mistakes)
        return _Named(stated.text, stated.at)
    columns = [field.database_name for field in key.fields]
    table = entity.database_name
    usual = {
        "id": lambda: database_names.primary_key_name(table),
        "unique": lambda: database_names.unique_name(table, columns),
        "index": lambda: database_names.index_name(table, columns),
    }
    return _Named(usual[key.word](), key.attribute.at)


def _relation_name(relation: ForeignKey, mistakes: Mistakes) -> _Named:
    stated = relation.attribute.value("map")
    if isinstance(stated, String) and stated.text:
        _check_length(stated, mistakes)
        return _Named(stated.text, stated.at)
    columns = [field.database_name for field in relation.fields]
    return _Named(database_names.foreign_key_name(relation.owner.database_name, columns), relation.attribute.at)


def _check_length(name: String, mistakes: Mistakes) -> None:
    size = len(name.text.encode())
    if size > NAME_BYTES:
        mistakes.add(name.at, f"this name has {size} bytes; PostgreSQL keeps {NAME_BYTES} of a name")
