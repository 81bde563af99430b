"""A table, or anything a query can read like one, and its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final, Literal

from schemacheck.base.names import Position, QName, no_marks
from schemacheck.base.record import record
from schemacheck.model.access import Grants
from schemacheck.model.keys import ForeignKey, Index, Parameters, PrimaryKey
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.sql.defaults import Default
from schemacheck.sql.deparsed import DeparsedText
from schemacheck.sql.types import TypeName

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not mention are not imported.
    from schemacheck.model.constraints import Check, Exclusion
    from schemacheck.model.partitions import Partition, PartitionRule, Statistics
    from schemacheck.model.policies import Policy, RowSecurity
    from schemacheck.model.triggers import RewriteRule, Trigger

RelationKind = Literal[
    "table", "partitioned table", "view", "materialized view", "foreign table", "sequence", "composite type"
]
"""What `pg_class.relkind` distinguishes, in PostgreSQL's words."""

Identity = Literal["always", "by default"]

CheckOption = Literal["none", "local", "cascaded"]
"""Which rows a view refuses: those that it, or it and those below it, would not show."""


@record
class Generated:
    """A generated column: its expression, and whether it is stored or, since PostgreSQL 18, computed when read."""

    expression: Stated[str]
    stored: Stated[bool] = True


@record
class Column:
    """One column. Each facet is a value, unstated, or unreadable; see `schemacheck.model.stated`."""

    name: str
    type: Stated[TypeName]
    nullable: Stated[bool] = True
    default: Stated[Default | None] = None
    """None: no default in the database."""
    identity: Stated[Identity | None] = None
    generated: Stated[Generated | None] = None
    collation: Stated[str | None] = None
    """None: the collation of the type."""
    not_null_validated: Stated[bool] = True
    """False where PostgreSQL 18 has NOT NULL as NOT VALID: older rows may hold NULL."""
    not_null_no_inherit: Stated[bool] = False
    """True where PostgreSQL 18 has NOT NULL as NO INHERIT: child tables do not have it."""
    not_null_name: Stated[str | None] = None
    """What its NOT NULL is called, where that is not `table_column_not_null` (PostgreSQL 18); None: nothing to say."""
    comment: Stated[str | None] = UNSTATED
    protected: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)
    """The positions of single facets, by their key; a facet without a mark is at `at`."""

    @property
    def required(self) -> bool:
        """Whether an insert that leaves this column out fails."""
        return self.nullable is False and self.default is None and self.identity is None and self.generated is None


@record
class Table:
    """One relation and what is stated of it. Collections that a source does not mention are UNSTATED."""

    name: QName
    kind: Stated[RelationKind] = "table"
    columns: Stated[tuple[Column, ...]] = UNSTATED
    primary_key: Stated[PrimaryKey | None] = UNSTATED
    uniques: Stated[tuple[Index, ...]] = UNSTATED
    foreign_keys: Stated[tuple[ForeignKey, ...]] = UNSTATED
    indexes: Stated[tuple[Index, ...]] = UNSTATED
    """Indexes that are not unique; the unique ones are `uniques`, whether a constraint carries them or not."""
    checks: Stated[tuple[Check, ...]] = UNSTATED
    unlogged: Stated[bool] = UNSTATED
    definition: Stated[DeparsedText | None] = UNSTATED
    """The query of a view or a materialized view; None for what is neither."""
    security_invoker: Stated[bool] = UNSTATED
    """A view whose tables are read with the rights of whoever queries it (PostgreSQL 15 and later)."""
    security_barrier: Stated[bool] = UNSTATED
    check_option: Stated[CheckOption] = UNSTATED
    populated: Stated[bool] = UNSTATED
    """False: a materialized view WITH NO DATA, which cannot be read."""
    server: Stated[str | None] = UNSTATED
    """The foreign server of a foreign table; None for what is none."""
    options: Stated[tuple[tuple[str, str], ...]] = UNSTATED
    """What a foreign table tells its server, by name."""
    column_options: Stated[tuple[tuple[str, str], ...]] = UNSTATED
    """The same of its columns, by `column.option`."""
    exclusions: Stated[tuple[Exclusion, ...]] = UNSTATED
    triggers: Stated[tuple[Trigger, ...]] = UNSTATED
    rules: Stated[tuple[RewriteRule, ...]] = UNSTATED
    row_security: Stated[RowSecurity] = UNSTATED
    policies: Stated[tuple[Policy, ...]] = UNSTATED
    replica_identity: Stated[str] = UNSTATED
    """`default`, `nothing`, `full`, or `index` and its name."""
    of_type: Stated[QName | None] = UNSTATED
    """The composite type that it is a table of (CREATE TABLE ... OF), whose changes it follows."""
    storage_parameters: Stated[Parameters] = UNSTATED
    """Those of its TOAST table among them, as `toast.autovacuum_enabled`."""
    partition_by: Stated[DeparsedText | None] = UNSTATED
    """Strategy and key, such as `RANGE (at)`."""
    partitions: Stated[tuple[Partition, ...]] = UNSTATED
    partition_rule: PartitionRule | None = None
    """What holds for all partitions, where the file says that instead of listing them: these are UNSTATED then."""
    inherits: Stated[tuple[QName, ...]] = UNSTATED
    """The tables it inherits from, in their order; a partition's own is none of these."""
    statistics: Stated[tuple[Statistics, ...]] = UNSTATED
    owner: Stated[str] = UNSTATED
    grants: Stated[tuple[Grants, ...]] = UNSTATED
    comment: Stated[str | None] = UNSTATED
    more_columns: bool = False
    """The expected side allows columns it does not list."""
    part_of: str | None = None
    """Why it is never unexpected, such as "extension postgis" or "partition of positions"; else None."""
    protected: str | None = None
    at: Position | None = field(default=None, compare=False)
    marks: Mapping[str, Position] = field(default_factory=no_marks, compare=False)


HOLDERS: Final = (
    "primary_key",
    "uniques",
    "foreign_keys",
    "checks",
    "indexes",
    "exclusions",
    "triggers",
    "rules",
    "policies",
    "statistics",
)
"""Where a table holds objects beside its columns and partitions that have names, and facets of their own."""


def held(table: Table, attribute: str) -> tuple[Any, ...]:
    """Return what a table holds there: a tuple, for a primary key too; nothing where nothing is stated."""
    found = getattr(table, attribute)
    if isinstance(found, tuple):
        return found
    return (found,) if isinstance(found, PrimaryKey) else ()
