"""Roles of the server, what is set for their sessions, and who may use what the whole server or database has."""

from __future__ import annotations

from dataclasses import field
from typing import NamedTuple

from schemacheck.base.record import record
from schemacheck.model.schema_object import SchemaObject
from schemacheck.model.stated import UNSTATED, Stated

UNLIMITED = -1
"""No limit of connections, as PostgreSQL keeps it."""


class Membership(NamedTuple):
    """What a role is a member of, with the options of the grant; several grants of one role count as one."""

    role: str
    admin: bool = False
    inherit: bool | None = None
    """Whether its privileges are the member's without SET ROLE; None: as the member's own INHERIT says."""
    set: bool = True


@record
class Role(SchemaObject):
    """A role. Passwords are never read."""

    login: Stated[bool] = UNSTATED
    superuser: Stated[bool] = UNSTATED
    bypassrls: Stated[bool] = UNSTATED
    createrole: Stated[bool] = UNSTATED
    createdb: Stated[bool] = UNSTATED
    replication: Stated[bool] = UNSTATED
    inherit: Stated[bool] = UNSTATED
    connection_limit: Stated[int] = UNSTATED
    """-1: none."""
    valid_until: Stated[str | None] = UNSTATED
    """Until when its password is good, in UTC: `YYYY-MM-DD HH:MM:SS`, the time left out at midnight; None: for ever."""
    member_of: Stated[tuple[Membership, ...]] = UNSTATED
    around: Stated[tuple[str, ...]] = UNSTATED
    """Ways past row security that nobody agreed on, in words; `compare.row_security` finds those of a live side."""
    owns_secured: str | None = field(default=None, compare=False)
    """Of a live side, a table of its own whose row security does not hold for its owner."""


@record
class Setting(SchemaObject):
    """A value that sessions begin with, set for a database, for a role, for a role in a database or for all roles.

    Its name says which: `search_path of role app`.
    """

    value: Stated[str] = UNSTATED
    parameter: str = ""
    """As it is written."""
    role: str | None = None
    """None: whoever connects."""
    here: bool = False
    """Whether it is about this database alone."""
    unit: str | None = field(default=None, compare=False)
    """Of a live side, what a number without a unit is counted in, as the server says it: ms, 8kB."""


NOT_READ = "(not read)"
"""In place of a value that may be a secret: it never leaves the server."""


def place_of(role: str | None, *, here: bool) -> str:
    """Say what a setting is set for."""
    if role is None:
        return "the database" if here else "all roles"
    return f"role {role} in the database" if here else f"role {role}"
