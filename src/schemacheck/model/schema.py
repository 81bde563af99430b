"""The one form every source is brought into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .names import Position, QName
from .table import RelationKind, Table

SourceKind = Literal["spec", "postgres", "prisma", "sqlalchemy"]


@dataclass(frozen=True, slots=True)
class Server:
    """The server a schema was read from, as far as a reader of the report needs it. Holds no secret."""

    product: str
    """Name and version, such as "PostgreSQL 16.4"."""
    major: int
    database: str
    host: str
    role: str
    replica: bool = False
    lag_seconds: float | None = None
    """How long ago a replica last replayed a transaction; None where it is unknown or on a primary."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a schema comes from."""

    kind: SourceKind
    label: str
    """What a reader calls it: a file's path, or database and host."""
    server: Server | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of which only its name and kind are known."""

    name: QName
    kind: RelationKind


@dataclass(frozen=True, slots=True)
class Schema:
    """What a source says a database has, or should have."""

    origin: Origin
    home: str
    """The schema whose names are written without it."""
    namespaces: tuple[str, ...]
    """The PostgreSQL schemas it speaks of; a live source lists those that are there."""
    tables: tuple[Table, ...] = ()
    elsewhere: tuple[Relation, ...] = ()
    """Relations that bear an expected name in schemas that were not asked for: material for near misses only."""
    namespace_marks: dict[str, Position] = field(default_factory=dict, compare=False)
