"""What no schema holds: objects of the whole database, and the database itself."""

from __future__ import annotations

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.schema_object import SchemaObject
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.sql.deparsed import DeparsedText


@record
class Extension(SchemaObject):
    """An installed extension."""

    schema: Stated[str] = UNSTATED
    version: Stated[DeparsedText] = UNSTATED
    """Which versions there are is a matter of the server's."""


@record
class EventTrigger(SchemaObject):
    """A trigger on commands that change schemas."""

    event: Stated[str] = UNSTATED
    tags: Stated[tuple[str, ...]] = UNSTATED
    """The commands it is for; () is all of them."""
    function: Stated[str] = UNSTATED
    enabled: Stated[str] = UNSTATED
    """origin, disabled, replica or always."""


@record
class PublishedTable:
    """A table that a publication names."""

    table: QName
    columns: tuple[str, ...] | None = None
    """None: all of them."""
    where: Stated[str | None] = None
    """The rows that are published; None: all of them."""


@record
class Publication(SchemaObject):
    """A publication of logical replication."""

    all_tables: Stated[bool] = UNSTATED
    tables: Stated[tuple[PublishedTable, ...]] = UNSTATED
    schemas: Stated[tuple[str, ...]] = UNSTATED
    """Schemas all of whose tables are published (PostgreSQL 15 and later)."""
    publish: Stated[tuple[str, ...]] = UNSTATED
    """Which of insert, update, delete and truncate."""
    via_root: Stated[bool] = UNSTATED
    """Whether changes of partitions are published as those of the partitioned table."""
    generated_columns: Stated[str] = UNSTATED
    """none or stored (PostgreSQL 18)."""


@record
class ForeignServer(SchemaObject):
    """A server whose tables are read as foreign tables. User mappings hold secrets and are never read."""

    wrapper: Stated[str] = UNSTATED
    type: Stated[str | None] = UNSTATED
    version: Stated[str | None] = UNSTATED
    options: Stated[tuple[tuple[str, str], ...]] = UNSTATED
    """By name, without the value of a password."""


@record
class Database(SchemaObject):
    """The database itself: how it reads and sorts text, whose it is and who may connect."""

    encoding: Stated[str] = UNSTATED
    provider: Stated[str] = UNSTATED
    collation: Stated[str] = UNSTATED
    ctype: Stated[str] = UNSTATED
    locale: Stated[str | None] = UNSTATED
    collation_version: Stated[str] = UNSTATED
    """current, or outdated and behind it both versions: that of the library when the database was made, and today's."""
    connection_limit: Stated[int] = UNSTATED
    """-1: none."""
