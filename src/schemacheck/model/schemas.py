"""Who may do what with PostgreSQL schemas themselves, and with objects that are yet to be made."""

from __future__ import annotations

from schemacheck.base.record import record
from schemacheck.model.schema_object import SchemaObject


@record
class SchemaAccess(SchemaObject):
    """A PostgreSQL schema as an object: its owner, its grants, its comment. Schema and name are both its own name.

    Grants that are as PostgreSQL itself installs them, on the schema public for one, are none.
    """


@record
class DefaultPrivileges(SchemaObject):
    """What is granted on objects that a role will make. Named `tables of app_owner in public`, or without a schema."""
