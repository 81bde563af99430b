"""What the names of a schema stand for: its blocks over all files, and the facts of its datasource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeVar

from schemacheck.base.errors import Mistake
from schemacheck.base.names import Position
from schemacheck.base.near import did_you_mean
from schemacheck.base.record import record
from schemacheck.sources.prisma.tree import (
    Block,
    Call,
    CompositeType,
    Configuration,
    Datasource,
    Enum,
    Generator,
    List,
    Model,
    Reference,
    SchemaFile,
    String,
    View,
)

_B = TypeVar("_B", Model, View, Enum, CompositeType)

SCALARS: Final = ("String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes")
_PROVIDERS: Final = ("postgresql", "postgres")
_OTHER_PROVIDERS: Final = ("mysql", "sqlite", "sqlserver", "mongodb", "cockroachdb")
_SETTINGS: Final = (
    "provider", "url", "directUrl", "shadowDatabaseUrl", "schemas", "extensions", "relationMode",
    "referentialIntegrity",
)  # fmt: skip
_RELATION_MODES: Final = ("foreignKeys", "prisma")


INVALID: Final = "P1012"
"""Prisma's code of everything that its validation refuses."""


@dataclass(slots=True, eq=False, repr=False)
class Mistakes:
    """The mistakes found so far."""

    found: list[Mistake] = field(default_factory=list)

    def add(self, at: Position, message: str, hint: str | None = None, *, code: str | None = INVALID) -> None:
        """Note one more; `code` is None where Prisma itself would read the file."""
        self.found.append(Mistake(at, message, hint, code=code))

    def sorted(self) -> list[Mistake]:
        """Each mistake once, in the order of the files."""
        once = {(mistake.at, mistake.message): mistake for mistake in self.found}
        return [once[place] for place in sorted(once)]


class ExtensionFacts(NamedTuple):
    """One extension that the datasource names."""

    name: str
    """In the database: that of `map:`, if there is one."""
    schema: str | None
    version: str | None
    at: Position


@record
class DatasourceFacts:
    """What the datasource says about the database."""

    name: str
    """The prefix of native types: `@db.Text` for `datasource db`."""
    schemas: tuple[str, ...]
    """The schemas that `@@schema` may name; empty when the file leaves the schema to the connection."""
    extensions: tuple[ExtensionFacts, ...] | None
    """What `extensions = [...]` names; None where the file leaves that out."""
    foreign_keys: bool
    """Whether relations are foreign keys in the database; not so with `relationMode = "prisma"`."""
    at: Position


@record
class Scope:
    """Every block by its name; of two with the same name the first."""

    datasource: DatasourceFacts | None
    """None when there is none that can be read; a mistake says why."""
    models: Mapping[str, Model]
    views: Mapping[str, View]
    enums: Mapping[str, Enum]
    composites: Mapping[str, CompositeType]
    previews: frozenset[str]
    """The preview features that any generator turns on."""

    def entity(self, name: str) -> Model | View | None:
        """The model or the view with this name."""
        return self.models.get(name) or self.views.get(name)

    @property
    def entities(self) -> tuple[Model | View, ...]:
        """The models, then the views, in the order written."""
        return (*self.models.values(), *self.views.values())


def scope_of(files: Sequence[SchemaFile], mistakes: Mistakes) -> Scope:
    """Collect the blocks of all files; note names used twice and what is wrong in the datasource."""
    blocks = [block for file in files for block in file.blocks]
    sources = [block for block in blocks if isinstance(block, Datasource)]
    for extra in sources[1:]:
        mistakes.add(extra.at, f"a second datasource; the first one stands at {sources[0].at}")
    if not sources:
        hint = "it names the provider; give the whole folder when the schema has several files"
        mistakes.add(Position(files[0].file if files else "", 1, 1), "there is no datasource block", hint)
    _refuse_duplicates(blocks, mistakes)
    for block in blocks:
        if isinstance(block, CompositeType):
            hint = "a Json field or a model of its own takes its place"
            mistakes.add(block.at, f"type {block.name}: Prisma has composite types for MongoDB only", hint)
        elif not isinstance(block, Configuration) and block.name in SCALARS:
            mistakes.add(block.at, f"{block.name} is the name of a scalar type")
    return Scope(
        datasource=_facts(sources[0], mistakes) if sources else None,
        models=_by_name([block for block in blocks if isinstance(block, Model)]),
        views=_by_name([block for block in blocks if isinstance(block, View)]),
        enums=_by_name([block for block in blocks if isinstance(block, Enum)]),
        composites=_by_name([block for block in blocks if isinstance(block, CompositeType)]),
        previews=frozenset(name for block in blocks if isinstance(block, Generator) for name in _previews(block)),
    )


def _previews(generator: Generator) -> tuple[str, ...]:
    setting = generator.setting("previewFeatures")
    items = setting.value.items if setting is not None and isinstance(setting.value, List) else ()
    return tuple(item.text for item in items if isinstance(item, String))


def _by_name(blocks: Sequence[_B]) -> dict[str, _B]:
    found: dict[str, _B] = {}
    for block in blocks:
        found.setdefault(block.name, block)
    return found


def _refuse_duplicates(blocks: Sequence[Block], mistakes: Mistakes) -> None:
    first: dict[str, Block] = {}
    generators: dict[str, Generator] = {}
    for block in blocks:
        if isinstance(block, Generator):
            before = generators.setdefault(block.name, block)
            if before is not block:
                mistakes.add(block.at, f"a second generator {block.name}; the first one stands at {before.at}")
            if block.setting("provider") is None:
                mistakes.add(block.at, f"generator {block.name} has no provider")
        if isinstance(block, Configuration):
            continue
        other = first.setdefault(block.name, block)
        if other is not block:
            mistakes.add(block.at, f"a second block with the name {block.name}; the first one stands at {other.at}")


def _facts(source: Datasource, mistakes: Mistakes) -> DatasourceFacts:
    _check_provider(source, mistakes)
    _check_settings(source, mistakes)
    mode = source.setting("relationMode") or source.setting("referentialIntegrity")
    foreign_keys = True
    if mode is not None:
        if isinstance(mode.value, String) and mode.value.text in _RELATION_MODES:
            foreign_keys = mode.value.text == "foreignKeys"
        else:
            mistakes.add(mode.value.at, f'{mode.name} is "foreignKeys" or "prisma"')
    schemas, extensions = _schemas(source, mistakes), _extensions(source, mistakes)
    return DatasourceFacts(source.name, schemas, extensions, foreign_keys, source.at)


def _check_provider(source: Datasource, mistakes: Mistakes) -> None:
    provider = source.setting("provider")
    if provider is None:
        mistakes.add(source.at, f"datasource {source.name} has no provider", 'provider = "postgresql" is expected')
    elif not isinstance(provider.value, String):
        mistakes.add(provider.value.at, "the provider is one string", 'provider = "postgresql" is expected')
    elif provider.value.text not in _PROVIDERS:
        name = provider.value.text
        hint = did_you_mean(name, _PROVIDERS)
        code = None if name in _OTHER_PROVIDERS else INVALID
        mistakes.add(provider.value.at, f'provider "{name}" is not read; only "postgresql" is', hint, code=code)


def _check_settings(source: Datasource, mistakes: Mistakes) -> None:
    """Note settings written twice, and those that look like a slip; what Prisma may add one day is not our business."""
    seen: set[str] = set()
    for setting in source.settings:
        if setting.name in seen:
            mistakes.add(setting.at, f"{setting.name} is set twice in datasource {source.name}")
        seen.add(setting.name)
        if setting.name not in _SETTINGS:
            near = did_you_mean(setting.name, _SETTINGS)
            if near is not None:
                mistakes.add(setting.at, f"a datasource has no setting {setting.name}", near)


def _schemas(source: Datasource, mistakes: Mistakes) -> tuple[str, ...]:
    setting = source.setting("schemas")
    if setting is None:
        return ()
    items = setting.value.items if isinstance(setting.value, List) else ()
    names = tuple(item.text for item in items if isinstance(item, String))
    if not names or len(names) != len(items):
        mistakes.add(setting.value.at, 'schemas is a list of names, as in ["public", "auth"]')
    return names


_OF_EXTENSIONS: Final = ("map", "schema", "version")


def _extensions(source: Datasource, mistakes: Mistakes) -> tuple[ExtensionFacts, ...] | None:
    setting = source.setting("extensions")
    if setting is None:
        return None
    found: list[ExtensionFacts] = []
    for item in setting.value.items if isinstance(setting.value, List) else (setting.value,):
        if not isinstance(item, Reference | Call):
            hint = 'as in [citext, uuidOssp(map: "uuid-ossp")]'
            mistakes.add(item.at, "extensions is a list of names without quotes", hint)
            continue
        said: dict[str, str] = {}
        for argument in item.arguments if isinstance(item, Call) else ():
            if argument.name not in _OF_EXTENSIONS:
                message = f"the extension {item.name} takes no argument {argument.name or 'without a name'}"
                mistakes.add(argument.at, message, did_you_mean(argument.name or "", _OF_EXTENSIONS))
            elif not isinstance(argument.value, String):
                mistakes.add(argument.value.at, f"{argument.name} of the extension {item.name} is a string in quotes")
            elif argument.name in said:
                mistakes.add(argument.at, f"{argument.name} of the extension {item.name} is said twice")
            else:
                said[argument.name] = argument.value.text
        found.append(ExtensionFacts(said.get("map", item.name), said.get("schema"), said.get("version"), item.at))
    return tuple(found)
