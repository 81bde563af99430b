"""What statements take for granted on a server, because a platform or an administrator made it: roles, extensions."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from typing import Final

import psycopg

from schemacheck.base.record import record
from schemacheck.scratch import statements
from schemacheck.scratch.database import Scratch
from schemacheck.sources.sql.naming import ExtensionStatement
from schemacheck.sources.sql.running import Connection

_NO_ROLE: Final = re.compile(r'"((?:[^"]|"")+)"')
_CONNECTING: Final = ("dblink",)
"""Extensions whose functions connect to servers: they are there, and nobody may call them."""
_WRAPPERS: Final = {"postgres_fdw": "postgres_fdw", "file_fdw": "file_fdw"}


class Roles:
    """The roles there are, and those that were made because a statement named them."""

    def __init__(self, admin: Connection, scratch: Scratch, made: Iterable[str] = ()) -> None:
        self._admin = admin
        self._scratch = scratch
        self._found = {name for (name,) in admin.execute("SELECT rolname FROM pg_catalog.pg_roles")}
        self.made: list[str] = list(made)
        theirs = {name for name in self._found if not scratch.is_ours or name.startswith("pg_")}
        self.of_others = frozenset(theirs - {scratch.runner, scratch.creators})
        """Those of a server that is not ours, and the server's own: nobody may act for them."""
        self._members: set[str] = set(made)
        self._plain: set[str] = set()

    def unknown(self, names: Iterable[str]) -> frozenset[str]:
        """Return the names of which nobody knows whether a statement means a role by them."""
        return frozenset(names) - self._found - self._plain

    def need_none(self, names: Iterable[str]) -> None:
        """Remember names that a statement had without meaning a role that is not there."""
        self._plain.update(names)

    def missing(self, error: psycopg.Error) -> str | None:
        """Name the role that a statement failed for want of."""
        if error.sqlstate not in ("42704", "22023") or "role" not in (error.diag.message_primary or ""):
            return None
        named = _NO_ROLE.search(error.diag.message_primary or "")
        name = named[1] if named else None
        return None if name in self._found else name

    def make(self, role: str) -> None:
        """Make a role that is not there."""
        for each in statements.absent_role(role, self._scratch.runner, self._scratch.creators, self._scratch.major):
            self._admin.execute(each.encode())
        self._found.add(role)
        self._members.add(role)
        self._plain.discard(role)
        self.made.append(role)

    def may_own(self, role: str) -> bool:
        """Whether a role is known to be one that may own things."""
        return role in self._members or role == self._scratch.runner

    def joins(self, role: str) -> str | None:
        """Say how a role that a script made becomes one that may own things; None where it is one."""
        if self.may_own(role):
            return None
        self._members.add(role)
        return statements.member(self._scratch.creators, role)


@record
class Offered:
    """An extension that the server has."""

    superuser: bool
    """Whether only a superuser can make it."""


class Extensions:
    """The extensions that the server has, and how those that want a superuser are made by its own side."""

    def __init__(self, admin: Connection, scratch: Scratch) -> None:
        self._admin = admin
        self._scratch = scratch
        trusted = "v.superuser AND NOT v.trusted" if scratch.major >= 13 else "v.superuser"
        listed = admin.execute(
            f"SELECT v.name, pg_catalog.bool_or({trusted}) FROM pg_catalog.pg_available_extension_versions v GROUP BY 1"
        )
        self._offered = {name: Offered(superuser) for name, superuser in listed}
        self._languages = {name for name in self._offered if re.fullmatch(r"pl\w+u", name)}
        self.absent: list[str] = []
        """Those that were asked for and that the server does not have."""

    def has(self, name: str) -> bool:
        """Whether the server has an extension to offer."""
        return name in self._offered

    def takes(self, wanted: ExtensionStatement) -> bool:
        """Whether a statement is one for the server's own side: for all others the role does it, or is refused."""
        if wanted.verb == "create":
            (name,) = wanted.names
            offered = self._offered.get(name)
            # A language whose functions could do anything is refused, in the server's words.
            return offered is not None and offered.superuser and name not in self._languages
        owned = {name for (name,) in self._admin.execute(_OWNED.encode(), (self._scratch.runner,))}
        return bool(owned.intersection(wanted.names))

    def do(self, wanted: ExtensionStatement, home: str | None) -> None:
        """Do what a statement asks for, in words of our own.

        Args:
            wanted: the statement.
            home: the schema in which the role would have made it.

        Raises:
            psycopg.Error: the server refuses.
        """
        if wanted.verb == "create":
            (name,) = wanted.names
            self.make(name, wanted.schema or home, wanted.version, cascade=wanted.cascade)
        for name in wanted.names:
            if wanted.verb == "drop":
                self._admin.execute(statements.no_extension(name, cascade=wanted.cascade).encode())
            elif wanted.verb == "alter" and wanted.schema is not None:
                self._admin.execute(statements.extension_schema(name, wanted.schema).encode())
            elif wanted.verb == "comment on":
                self._admin.execute(statements.extension_comment(name, wanted.comment).encode())

    def make(self, name: str, schema: str | None, version: str | None, *, cascade: bool) -> None:
        """Make an extension as the server's own side, and see to what everybody could do with it."""
        try:
            self._admin.execute(statements.extension(name, schema, version, cascade=cascade).encode())
        except psycopg.errors.FeatureNotSupported:
            # It has a schema of its own, and only of its own.
            self._admin.execute(statements.extension(name, None, version, cascade=cascade).encode())
        if name in _CONNECTING:
            for (signature,) in self._admin.execute(_FUNCTIONS.encode(), (name,)).fetchall():
                self._admin.execute(statements.nobodys_function(signature).encode())
        if name in _WRAPPERS:
            self._admin.execute(statements.usable_wrapper(_WRAPPERS[name], self._scratch.runner).encode())

    def pass_over(self, name: str) -> None:
        """Remember that an extension was asked for and is not to be had."""
        if name not in self.absent:
            self.absent.append(name)


_OWNED: Final = """
SELECT e.extname FROM pg_catalog.pg_extension e
WHERE e.extowner <> (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = %s)
"""
_FUNCTIONS: Final = """
SELECT d.objid::pg_catalog.regprocedure::text
FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
WHERE d.deptype = 'e' AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
  AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.extname = %s
"""


def share_schemas(connection: Connection, scratch: Scratch) -> None:
    """Let the owners that scripts name own things in every schema that the role may speak for."""
    listed = connection.execute(_UNSHARED.encode(), (scratch.creators,)).fetchall()
    for (schema,) in listed:
        with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
            connection.execute(statements.may_create(schema, scratch.creators).encode())


_UNSHARED: Final = """
SELECT n.nspname FROM pg_catalog.pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT pg_catalog.has_schema_privilege(%s, n.oid, 'CREATE') AND pg_catalog.pg_has_role(n.nspowner, 'USAGE')
"""
