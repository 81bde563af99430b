"""The one form every source is brought into."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Literal

from schemacheck.base.names import Position, QName
from schemacheck.base.record import record
from schemacheck.model.schema_object import SchemaObject
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.table import Column, Generated, RelationKind, Table
from schemacheck.sql.defaults import Default
from schemacheck.sql.deparsed import DeparsedText

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not mention are not imported.
    from schemacheck.model.database import Database, EventTrigger, Extension, ForeignServer, Publication
    from schemacheck.model.roles import Role, Setting
    from schemacheck.model.routines import Routine
    from schemacheck.model.schemas import DefaultPrivileges, SchemaAccess
    from schemacheck.model.sequences import Sequence
    from schemacheck.model.user_types import Collation, CompositeType, Domain, Enum, Range

SourceKind = Literal["spec", "postgres", "prisma", "sqlalchemy", "sql", "migrations"]


_CORE_OF_TABLES = frozenset({"columns", "primary_key", "uniques", "foreign_keys", "unlogged"})
_MORE_OF_TABLES = tuple(
    each.name for each in fields(Table) if each.default is UNSTATED and each.name not in _CORE_OF_TABLES
)
_MORE_OF_COLUMNS = tuple(each.name for each in fields(Column) if each.default is UNSTATED)


@record
class Server:
    """The server a schema was read from, as far as a reader of the report needs it. Holds no secret."""

    product: str
    """Name and version, such as "PostgreSQL 16.4"."""
    major: int
    database: str
    host: str
    role: str
    port: int | None = None
    """Where it was reached; None where nobody says."""
    replica: bool = False
    lag_seconds: float | None = None
    """How long ago a replica last replayed a transaction; None where it is unknown or on a primary."""


@record
class Origin:
    """Where a schema comes from."""

    kind: SourceKind
    label: str
    """What a reader calls it: a file's path, or database and host."""
    server: Server | None = None
    is_database: bool = False
    """Whether it is a database and no file: what a file has no words for may be there all the same."""

    @property
    def was_made(self) -> bool:
        """Whether statements have made it all on a PostgreSQL, so that it has nothing but what really is there."""
        return self.kind in ("postgres", "sql")


@record
class Relation:
    """A relation of which only its name and kind are known."""

    name: QName
    kind: RelationKind


@record
class Schema:
    """What a source says a database has, or should have."""

    origin: Origin
    home: str
    """The schema whose names are written without it."""
    namespaces: tuple[str, ...]
    """The PostgreSQL schemas it mentions; a live source lists those that are there."""
    tables: tuple[Table, ...] = ()
    elsewhere: tuple[Relation, ...] = ()
    """Relations that bear an expected name in schemas that were not asked for: material for near misses only."""
    enums: Stated[tuple[Enum, ...]] = UNSTATED
    domains: Stated[tuple[Domain, ...]] = UNSTATED
    composite_types: Stated[tuple[CompositeType, ...]] = UNSTATED
    ranges: Stated[tuple[Range, ...]] = UNSTATED
    collations: Stated[tuple[Collation, ...]] = UNSTATED
    sequences: Stated[tuple[Sequence, ...]] = UNSTATED
    functions: Stated[tuple[Routine, ...]] = UNSTATED
    extensions: Stated[tuple[Extension, ...]] = UNSTATED
    event_triggers: Stated[tuple[EventTrigger, ...]] = UNSTATED
    publications: Stated[tuple[Publication, ...]] = UNSTATED
    foreign_servers: Stated[tuple[ForeignServer, ...]] = UNSTATED
    access: Stated[tuple[SchemaAccess, ...]] = UNSTATED
    """The schemas themselves."""
    default_privileges: Stated[tuple[DefaultPrivileges, ...]] = UNSTATED
    database: Stated[tuple[Database, ...]] = UNSTATED
    """The database's own facts, as one object."""
    roles: Stated[tuple[Role, ...]] = UNSTATED
    settings: Stated[tuple[Setting, ...]] = UNSTATED
    listed: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)
    """For which PostgreSQL schemas an optional kind (an attribute of this class, such as "enums") is listed completely.

    Others may have objects of that kind without their being unexpected. A kind of objects that is not in here is listed
    completely for every schema this one mentions; but "views" and "materialized_views", which are tables, are not. What
    no schema holds is listed under "".
    """
    namespace_marks: dict[str, Position] = field(default_factory=dict, compare=False)
    uncompared: Mapping[str, int] = field(default_factory=dict, compare=False)
    """How much a database has of what no comparison looks at, by a plural noun phrase such as "casts"."""
    unread: tuple[str, ...] = field(default=(), compare=False)
    """PostgreSQL schemas of a database that hold objects and were not read."""
    empty: tuple[str, ...] = field(default=(), compare=False)
    """PostgreSQL schemas of a database that hold nothing and were not read."""
    complete: tuple[str, ...] = field(default=(), compare=False)
    """Patterns: of the PostgreSQL schemas that fit one of these, it mentions all that there are, or should be."""
    deparsed_by: int | None = field(default=None, compare=False)
    """The major version of the server in whose words expressions and definitions are; None if unknown."""


OPTIONAL_KINDS: Final = tuple(each.name for each in fields(Schema) if each.default is UNSTATED)
"""Attributes that hold the objects of a kind of which a schema need not speak."""
OF_THE_DATABASE: Final = (
    "extensions",
    "event_triggers",
    "publications",
    "foreign_servers",
    "database",
    "roles",
    "settings",
)
"""Attributes whose objects are in no PostgreSQL schema: two schemas of one database share them."""
KINDS: Final = ("tables", "elsewhere", *OPTIONAL_KINDS)
"""All attributes that hold objects; the others say something of the schema itself."""


_WORDED_OF_TABLES = ("checks", "exclusions", "triggers", "rules", "policies", "partitions", "statistics")
_WORDED = ("domains", "functions", "extensions", "publications")


def has_words(schema: Schema) -> bool:
    """Whether a schema has any text that a server puts into words of its own: an expression, a definition."""
    if any(getattr(schema, kind) not in (UNSTATED, ()) for kind in _WORDED):
        return True
    return any(_has_words(table) for table in schema.tables)


def _has_words(table: Table) -> bool:
    if isinstance(table.definition, DeparsedText) or isinstance(table.partition_by, DeparsedText):
        return True
    if any(getattr(table, kind) not in (UNSTATED, ()) for kind in _WORDED_OF_TABLES):
        return True
    for column in table.columns if isinstance(table.columns, tuple) else ():
        default = column.default
        if isinstance(column.generated, Generated) or (isinstance(default, Default) and default.kind == "expression"):
            return True
    for kind in (table.uniques, table.indexes):
        for index in kind if isinstance(kind, tuple) else ():
            if isinstance(index.predicate, str) or None in index.columns:
                return True
    return False


def silent_about(schema: Schema, facets: Collection[str]) -> Schema:
    """Return the schema without what it states of facets that every object has: owner, grants, comment."""
    silence: dict[str, Any] = dict.fromkeys(facets, UNSTATED)
    stated: dict[str, Any] = {
        each.name: tuple(replace(item, **silence) for item in items)
        for each in fields(schema)
        if isinstance(items := getattr(schema, each.name), tuple) and items and isinstance(items[0], SchemaObject)
    }
    return replace(schema, **stated)


def speaks_of_more(schema: Schema) -> bool:
    """Whether a schema states anything beyond tables, columns, keys and foreign keys: most files do not."""
    if any(getattr(schema, kind) is not UNSTATED for kind in OPTIONAL_KINDS):
        return True
    for table in schema.tables:
        if any(getattr(table, attribute) is not UNSTATED for attribute in _MORE_OF_TABLES):
            return True
        if table.partition_rule is not None:
            return True
        columns = table.columns if isinstance(table.columns, tuple) else ()
        # One attribute after the other: a large schema has a hundred thousand columns.
        for attribute in _MORE_OF_COLUMNS:
            if any(value is not UNSTATED for value in map(attrgetter(attribute), columns)):
                return True
        uniques = table.uniques if isinstance(table.uniques, tuple) else ()
        if any(part.operator_class is not None or part.collation is not None for key in uniques for part in key.parts):
            return True
    return False
