"""Who owns an object and who may do what with it: the same for tables, functions, schemas and all others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Final, Literal, NamedTuple

from schemacheck.base.names import Position
from schemacheck.base.record import record

PUBLIC: Final = "PUBLIC"
"""Everybody, the way grants name it. A role that bears this very name is written in double quotes."""
OWNER: Final = "OWNER"
"""Whoever owns the object. Its own rights are worth a word only where some of them were taken from it."""

Grantable = Literal["table", "sequence", "function", "type", "schema", "server", "wrapper", "database"]
"""Kinds of objects that differ in what can be granted on them; a view is a table here."""

EVERY_PRIVILEGE: Final[Mapping[Grantable, tuple[str, ...]]] = {
    "table": ("select", "insert", "update", "delete", "truncate", "references", "trigger"),
    "sequence": ("usage", "select", "update"),
    "function": ("execute",),
    "type": ("usage",),
    "schema": ("usage", "create"),
    "server": ("usage",),
    "wrapper": ("usage",),
    "database": ("create", "connect", "temporary"),
}
"""What ALL means; on a table also `maintain` since PostgreSQL 17."""
OF_COLUMNS: Final = ("select", "insert", "update", "references")
"""What can be granted on single columns, and what ALL means there."""


class Privilege(NamedTuple):
    """One thing a role may do; `all` is whatever the server knows for that kind of object."""

    name: str
    column: str | None = None
    grantable: bool = False
    """WITH GRANT OPTION: the role may pass it on."""


ALL: Final = Privilege("all")


@record
class Grants:
    """Everything one role may do with one object."""

    grantee: str
    """A role, `PUBLIC` or `OWNER`."""
    privileges: frozenset[Privilege]
    """`all` instead of every single privilege, so that what a newer server adds to ALL is no difference."""
    spelled: frozenset[Privilege] = field(default=frozenset(), compare=False)
    """On a live side: the same with every privilege by its own name."""
    at: Position | None = field(default=None, compare=False)


OWNERS_OWN: Final = Grants(OWNER, frozenset({ALL}))
"""An owner has every privilege unless some were taken from it."""


AS_INSTALLED: Final = Grants(PUBLIC, frozenset({Privilege("as installed")}))
"""What everybody may do with the schema public as PostgreSQL installs it, which differs by major version."""


def every_privilege(of: Grantable, major: int) -> frozenset[str]:
    """What ALL means on a server of this major version."""
    names = frozenset(EVERY_PRIVILEGE[of])
    return names | {"maintain"} if of == "table" and major >= 17 else names
