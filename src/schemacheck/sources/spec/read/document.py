"""The whole file: from its text to a schema and the decisions that stand beside it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final, cast

from yaml.nodes import MappingNode, ScalarNode

from schemacheck.base.conventions import DEFAULT_SPEC
from schemacheck.base.errors import Mistake, SourceError, UsageError
from schemacheck.base.names import Position, QName, is_pattern
from schemacheck.base.record import record
from schemacheck.model.schema import Origin, Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Table
from schemacheck.report.policy import GuardPolicy, Platform, Policy, Target
from schemacheck.sources.spec.grammar.language import DOCUMENT, NAMESPACE, VERSION
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.kinds.columns import Columns
from schemacheck.sources.spec.kinds.foreign_keys import check_targets
from schemacheck.sources.spec.kinds.objects import OBJECTS, ObjectsRead
from schemacheck.sources.spec.kinds.other_databases import dialect_of, take_database
from schemacheck.sources.spec.kinds.views import VIEWS, read_views
from schemacheck.sources.spec.read.decisions import read_policy, read_targets, schemas_of
from schemacheck.sources.spec.read.guard import read_guard
from schemacheck.sources.spec.read.reader import Fields, Reader, is_null
from schemacheck.sources.spec.read.scratch import read_platform
from schemacheck.sources.spec.read.tables import read_tables
from schemacheck.sources.spec.read.yaml_text import compose, text_of
from schemacheck.sql.databases import POSTGRESQL

if TYPE_CHECKING:
    from schemacheck.sources.source import Source
    from schemacheck.sources.spec.read.chunks import Chunks

LARGE: Final = 512 * 1024
"""Characters from which on a file is read in pieces; one of five hundred tables has about as many."""

_SNAPSHOT: Final = "schemacheck snapshot writes one from a database"
_ABSENT: Final = (
    "Run it in the folder that the file is in, or name its path. Where none was ever written, schemacheck snapshot "
    "writes a first one, to be reviewed: what a database has today may have drifted already."
)
_NAMESPACE = cast(Shape, DOCUMENT.key("schemas").shape.entries)


@record
class Spec:
    """An expected schema file, read."""

    schema: Schema
    policy: Policy
    path: str
    guard: GuardPolicy = field(default_factory=GuardPolicy)
    targets: tuple[Target, ...] = ()
    database: str = POSTGRESQL
    """Which kind of database it is about."""
    platform: Platform | None = None
    """What SQL that is run on a throw-away server may take for granted."""
    text: str = field(default="", compare=False)
    """The file itself; empty where nobody read one."""


def read_spec_file(path: Path, live: Source | None = None, name: str | None = None) -> Spec:
    """Read an expected schema from a file.

    Args:
        path: where it stands.
        live: the other side; it is prefetched meanwhile, if the file is large.
        name: what positions call the file, if not by its path.

    Raises:
        UsageError: there is no such file, or it cannot be read.
        SourceError: it does not make sense; carries every mistake.
    """
    name = name or str(path)
    try:
        if path.is_dir():
            raise UsageError(f"{name} is a folder", f"name the file: {PurePath(name) / DEFAULT_SPEC}")
        text = text_of(path, name)
    except FileNotFoundError:
        # A bare word may be meant as a table.
        of_one = (
            "" if path.suffix or len(path.parts) > 1 else f" To see what a check finds about one object: --only {name}."
        )
        raise UsageError(f"there is no file {name}", _ABSENT + of_one) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{name} cannot be read: {reason}") from None
    return replace(read_spec(text, name, live), text=text)


def read_spec(text: str, path: str, live: Source | None = None) -> Spec:
    """Read an expected schema; `path` is what positions call the file.

    Raises:
        SourceError: the text does not make sense; carries every mistake, each with its place.
    """
    with _no_collections():
        spec = _in_chunks(text, path, live) if len(text) > LARGE else None
        if spec is not None:
            return spec
        root = compose(text, path)
        reader = Reader(path)
        top = None if root is None or is_null(root) else root
        if not isinstance(top, MappingNode):
            found = "a text" if type(top) is ScalarNode else "a list"
            message = f"expected a mapping with version and tables, found {found}" if top else "the file is empty"
            where = reader.at(top) if top is not None else Position(path, 1, 1)
            raise SourceError([Mistake(where, message, f"{_SNAPSHOT}; or begin with `version: 1`")])
        _check_version(reader, top)
        spec = _read_document(reader, top)
        # Freed by their counts while the collector is still; it would look through all of them first.
        del root, top
    if reader.mistakes:
        raise SourceError(reader.mistakes)
    return spec


def _in_chunks(text: str, path: str, live: Source | None) -> Spec | None:
    """Read a large file without ever having all of it as nodes; None where it has mistakes, or is not written so."""
    from schemacheck.sources.spec.read.chunks import Chunks, NotInChunksError  # noqa: PLC0415 - few files are large

    try:
        chunks = Chunks(text, live)
        reader = Reader(path)
        top = compose(chunks.outline, path)
        if not isinstance(top, MappingNode):
            return None
        _check_version(reader, top)
        spec = _read_document(reader, top, chunks)
    except (NotInChunksError, SourceError):
        return None
    return spec if chunks.all_read and not reader.mistakes else None


@contextmanager
def _no_collections() -> Iterator[None]:
    """Keep the garbage collector still: a large file makes millions of objects, and none of them is garbage yet."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _check_version(reader: Reader, top: MappingNode) -> None:
    """Refuse other versions before anything else: the rest of such a file may mean anything."""
    for key, value in top.value:
        if type(key) is ScalarNode and key.value == "version" and type(value) is ScalarNode:
            if value.value != VERSION and not is_null(value):
                message = f"version {value.value} is not known here: this schemacheck reads version {VERSION}"
                raise SourceError([Mistake(reader.at(value), message, "a newer schemacheck may read it")])
            return


def _read_document(reader: Reader, top: MappingNode, chunks: Chunks | None = None) -> Spec:
    fields = reader.fields(top, DOCUMENT)
    database = take_database(reader, fields)
    dialect = dialect_of(database)
    # Elsewhere it is the connection that says where it is at home.
    reader.home = fields.name("schema") or ("public" if dialect is None else "")
    policy = read_policy(reader, fields)
    reader.platforms = schemas_of(policy.platform)
    reader.owner = fields.name("owner") or UNSTATED
    exactly = frozenset(fields.words("exact"))
    exact = reader.exact = exactly - {"schemas"}
    reader.deparsed_by = _major(reader, fields)
    columns = Columns(reader, exact=exact, dialect=dialect)
    tables: dict[QName, Table] = {}
    marks: dict[str, Position] = {}
    namespaces: list[str] = []
    if "schema" in fields:
        marks[reader.home] = reader.at(fields["schema"])
    objects = ObjectsRead()

    def read_all(fields: Fields, schema: str) -> None:
        if "tables" in fields:
            node = fields["tables"]
            in_chunks = chunks is not None and not reader.is_platforms(schema)
            taken = chunks.read(reader, node, schema, columns, exact) if chunks and in_chunks else None
            listed = taken if taken is not None else read_tables(reader, node, schema, columns, exact)
            tables.update((each.name, each) for each in listed)
        for each in read_views(reader, fields, schema, columns, exact):
            other = tables.setdefault(each.name, each)
            if other is not each and each.at is not None:
                line = f"first in line {other.at.line}" if other.at else None
                reader.mistake(each.at, f"{each.name.name} stands here a second time", line)
        for key in VIEWS:
            if key in fields.stated_keys:
                objects.listed.setdefault(key, set()).add(schema)
        objects.read(reader, fields, schema)

    schemas = reader.entries(fields["schemas"], "a schema") if "schemas" in fields else {}
    # A file that mentions other schemas only says nothing about the default one.
    if _speaks_of_home(fields) or not schemas:
        namespaces.append(reader.home)
    if chunks and dialect is None and "targets" not in fields and not is_pattern(reader.home):
        chunks.prefetch((*namespaces, *schemas), exact)
    read_all(fields, reader.home)
    for name, (key, value) in schemas.items():
        if not reader.fits(value, _NAMESPACE, f"schema {name}"):
            continue
        if name == reader.home:
            reader.mistake(
                key, f"{name} is the default schema", "its tables stand under tables, at the top of the file"
            )
            continue
        namespaces.append(name)
        marks[name] = reader.at(key)
        inner = reader.fields(value, NAMESPACE)
        read_all(inner, name)
    check_targets(reader, tables, frozenset(namespaces))
    schema = Schema(
        Origin("spec", reader.file),
        reader.home,
        tuple(namespaces),
        tuple(tables.values()),
        namespace_marks=marks,
        listed={kind: frozenset(schemas) for kind, schemas in objects.listed.items()},
        deparsed_by=reader.deparsed_by,
        complete=("*",) if "schemas" in exactly else (),
        **objects.stated(),
    )
    return Spec(
        schema,
        replace(policy, pending=reader.pending),
        reader.file,
        read_guard(reader, fields),
        read_targets(reader, fields),
        database,
        read_platform(reader, fields) if "scratch" in fields else None,
    )


def _speaks_of_home(fields: Fields) -> bool:
    return any(key in fields.stated_keys for key in ("tables", *VIEWS)) or any(
        kind in fields.stated_keys for kind, objects in OBJECTS.items() if not objects.wide
    )


def _major(reader: Reader, fields: Fields) -> int | None:
    """Read which server printed the definitions."""
    text = fields.text("postgresql")
    if text is None or (text.isascii() and text.isdigit() and len(text) < 4):
        return None if text is None else int(text)
    reader.mistake(fields["postgresql"], f"postgresql: expected a major version, such as 16, found {text}")
    return None
