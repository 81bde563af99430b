"""Reads schema.prisma, one file or a folder of them, into what its names stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path, PurePath

from schemacheck.base.errors import Mistake, SourceError, UsageError
from schemacheck.base.names import Position
from schemacheck.base.reading import read_bytes
from schemacheck.base.record import record
from schemacheck.sources.prisma.locate import files_below
from schemacheck.sources.prisma.parser import parse
from schemacheck.sources.prisma.relations import ForeignKey, ManyToMany, pair_relations
from schemacheck.sources.prisma.scope import INVALID, DatasourceFacts, Mistakes, Scope, scope_of
from schemacheck.sources.prisma.sound_models import check_models
from schemacheck.sources.prisma.sound_relations import check_relations
from schemacheck.sources.prisma.tree import Enum, Model, View
from schemacheck.sources.prisma.validate import validate


@record
class PrismaSchema:
    """A sound schema.prisma: blocks by name in the order written, relations paired."""

    datasource: DatasourceFacts
    models: Mapping[str, Model]
    views: Mapping[str, View]
    enums: Mapping[str, Enum]
    foreign_keys: tuple[ForeignKey, ...]
    """Relations with `fields:`; the database has no foreign keys for them where `datasource.foreign_keys` is false."""
    many_to_many: tuple[ManyToMany, ...]
    texts: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The files, by the names that positions have."""


def load(path: Path, name: str | None = None, content: Mapping[Path, bytes] | None = None) -> PrismaSchema:
    """Read a file, or every `*.prisma` below a folder in the order of their paths, `node_modules` apart.

    Args:
        path: where it stands.
        name: what positions call it, if not by that path.
        content: files that have been read.

    Raises:
        SourceError: with every mistake in all of them.
    """
    called = PurePath(name or path)
    if not path.is_dir():
        files = {path: str(called)}
    else:
        found = sorted(files_below(path))
        files = {file: str(called / file.relative_to(path)) for file in found if file.is_file()}
        if not files:
            raise SourceError([Mistake(Position(str(called), 1, 1), "there is no .prisma file in this folder")])
    texts: dict[str, str] = {}
    unread: list[Mistake] = []
    for file, title in files.items():
        try:
            texts[title] = _read_file(file, title, (content or {}).get(file))
        except SourceError as error:
            unread += error.mistakes
    if unread:
        raise SourceError(unread)
    schema, mistakes = read(texts)
    if schema is None:
        raise SourceError([with_code(each) for each in mistakes])
    return replace(schema, texts=texts)


def read(texts: Mapping[str, str]) -> tuple[PrismaSchema | None, list[Mistake]]:
    """Read the texts of one schema, by file name; None when there is any mistake, and then all of them, sorted."""
    mistakes = Mistakes()
    files = []
    for name, text in texts.items():
        file, found = parse(text, name)
        files.append(file)
        mistakes.found += [replace(each, code=INVALID) for each in found] if file.blocks else found
        if found and not file.blocks:
            # Another dialect, or nothing readable: what its blocks would have said is not known, so nothing is missing.
            return None, mistakes.sorted()
    scope: Scope = scope_of(files, mistakes)
    validate(scope, mistakes)
    keys, joins = pair_relations(scope, mistakes)
    if not mistakes.found:
        check_models(scope, keys, mistakes)
        check_relations(scope, keys, joins, mistakes)
    if mistakes.found or scope.datasource is None:
        return None, mistakes.sorted()
    return PrismaSchema(scope.datasource, scope.models, scope.views, scope.enums, keys, joins), []


def with_code(mistake: Mistake) -> Mistake:
    """Say Prisma's own code of a mistake, so that who has seen the one finds the other."""
    return mistake if mistake.code is None else replace(mistake, message=f"{mistake.message} [{mistake.code}]")


def _read_file(file: Path, title: str, content: bytes | None) -> str:
    try:
        content = read_bytes(file) if content is None else content
    except FileNotFoundError:
        raise UsageError(f"there is no file {title}") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise SourceError([Mistake(Position(title, 1, 1), f"this file cannot be read: {reason}")]) from error
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(errors="replace")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        at = Position(title, line, column)
        raise SourceError([Mistake(at, "this file is not UTF-8 text", "save it as UTF-8")]) from error
