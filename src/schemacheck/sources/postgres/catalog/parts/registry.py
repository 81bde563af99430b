"""Every part there is, and which of them an expected schema asks for. Importing it imports them all."""

from __future__ import annotations

from typing import Final

from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import HOLDERS, Table, held
from schemacheck.sources.postgres.catalog.parts.acl import GRANTS, OWNERS
from schemacheck.sources.postgres.catalog.parts.checks import CHECKS
from schemacheck.sources.postgres.catalog.parts.comments import COMMENTS
from schemacheck.sources.postgres.catalog.parts.database import (
    DATABASE,
    EVENT_TRIGGERS,
    EXTENSIONS,
    FOREIGN_SERVERS,
    PUBLICATIONS,
)
from schemacheck.sources.postgres.catalog.parts.enums import ENUMS
from schemacheck.sources.postgres.catalog.parts.exclusions import EXCLUSIONS
from schemacheck.sources.postgres.catalog.parts.functions import FUNCTIONS
from schemacheck.sources.postgres.catalog.parts.part import Part
from schemacheck.sources.postgres.catalog.parts.partitions import (
    INHERITS,
    OF_TYPES,
    PARTITION_KEYS,
    PARTITIONS,
    STATISTICS,
)
from schemacheck.sources.postgres.catalog.parts.policies import POLICIES, ROW_SECURITY
from schemacheck.sources.postgres.catalog.parts.replication import REPLICA_IDENTITY
from schemacheck.sources.postgres.catalog.parts.roles import ROLES, SETTINGS
from schemacheck.sources.postgres.catalog.parts.schemas import ACCESS, DEFAULT_PRIVILEGES
from schemacheck.sources.postgres.catalog.parts.sequences import SEQUENCES
from schemacheck.sources.postgres.catalog.parts.storage import STORAGE_PARAMETERS
from schemacheck.sources.postgres.catalog.parts.triggers import RULES, TRIGGERS
from schemacheck.sources.postgres.catalog.parts.user_types import COLLATIONS, COMPOSITES, DOMAINS, RANGES
from schemacheck.sources.postgres.catalog.parts.views import FOREIGN_TABLES, MATERIALIZED_VIEWS, VIEWS

PARTS: Final[tuple[Part, ...]] = (
    CHECKS,
    EXCLUSIONS,
    TRIGGERS,
    RULES,
    ROW_SECURITY,
    POLICIES,
    REPLICA_IDENTITY,
    PARTITION_KEYS,
    PARTITIONS,
    INHERITS,
    OF_TYPES,
    STORAGE_PARAMETERS,
    STATISTICS,
    OWNERS,
    GRANTS,
    COMMENTS,
    VIEWS,
    MATERIALIZED_VIEWS,
    FOREIGN_TABLES,
    ACCESS,
    DEFAULT_PRIVILEGES,
    ENUMS,
    DOMAINS,
    COMPOSITES,
    RANGES,
    COLLATIONS,
    SEQUENCES,
    FUNCTIONS,
    EXTENSIONS,
    EVENT_TRIGGERS,
    PUBLICATIONS,
    FOREIGN_SERVERS,
    DATABASE,
    ROLES,
    SETTINGS,
)
"""Every optional part, in the order of the spec's language."""

KINDS: Final = ("indexes", *dict.fromkeys(part.kind for part in PARTS))
"""What can be asked for. Of indexes the structure is always read; asking for them adds the text of expressions."""


def kinds_of(expected: Schema) -> frozenset[str]:
    """Say which optional kinds an expected schema mentions."""
    asked = {part.kind for part in PARTS if _speaks_of(expected, part)}
    if any(table.indexes is not UNSTATED or _is_particular(table) for table in expected.tables):
        asked.add("indexes")
    if any(table.partition_rule is not None for table in expected.tables):
        asked |= {"partitions", "partition_by", "grants"}  # what a partition grants may be what its table grants
    return frozenset(asked)


def _is_particular(table: Table) -> bool:
    """Whether a uniqueness of the table states more of its key than columns."""
    return any(
        part.operator_class is not None or part.collation is not None
        for unique in (table.uniques if isinstance(table.uniques, tuple) else ())
        for part in unique.parts
    )


def _speaks_of(expected: Schema, part: Part) -> bool:
    if any(getattr(expected, attribute) is not UNSTATED for attribute in part.schema):
        return True
    if any(getattr(table, attribute) is not UNSTATED for attribute in part.tables for table in expected.tables):
        return True
    if any(_of_members(table, part) for table in expected.tables if part.members):
        return True
    return any(
        getattr(column, attribute) is not UNSTATED
        for attribute in part.columns
        for table in expected.tables
        if isinstance(table.columns, tuple)
        for column in table.columns
    )


def _of_members(table: Table, part: Part) -> bool:
    """Whether anything that a table holds states what the part reads of it."""
    return any(
        getattr(member, attribute, UNSTATED) is not UNSTATED
        for held_in in HOLDERS
        for member in held(table, held_in)
        for attribute in part.members
    )
