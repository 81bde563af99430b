"""The closed list: every statement that can ever be sent, in the order in which a read sends them."""

from __future__ import annotations

from schemacheck.sources.postgres.catalog.catalog_state import (
    CLUSTER,
    LOCKED_ELSEWHERE,
    REPLACED,
    ROLE,
    SCHEMAS,
    STARTED,
    SURROUNDINGS,
)
from schemacheck.sources.postgres.catalog.indexes import INDEXES
from schemacheck.sources.postgres.catalog.leftovers import LEFTOVERS
from schemacheck.sources.postgres.catalog.parts.registry import PARTS
from schemacheck.sources.postgres.catalog.statements import (
    BACK,
    BEGIN,
    COLUMNS,
    CONSTRAINTS,
    ELSEWHERE,
    END,
    EVERY_NAMESPACE,
    MARK,
    NAMESPACES,
    RELATIONS,
    SERVER,
    SETTINGS,
    TYPES,
    Statement,
)
from schemacheck.sources.postgres.catalog.written import WRITTEN

ALWAYS = (SERVER, NAMESPACES, RELATIONS, TYPES, COLUMNS, CONSTRAINTS, INDEXES, ROLE, ELSEWHERE)
"""What every read sends inside its transaction; the optional parts, `LEFTOVERS` and `REPLACED` follow."""
SELDOM = (MARK, BACK, EVERY_NAMESPACE, WRITTEN, LOCKED_ELSEWHERE, SURROUNDINGS, SCHEMAS, STARTED, CLUSTER)
"""What is sent on an occasion that the statement's purpose names."""


def every_statement() -> tuple[Statement, ...]:
    """Return all statements there are; a read sends some of them, and nothing else is ever sent."""
    return (BEGIN, SETTINGS, *ALWAYS, *(part.statement for part in PARTS), LEFTOVERS, REPLACED, END, *SELDOM)
