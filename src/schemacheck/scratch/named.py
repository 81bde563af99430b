"""A database of our own on a server that is not: made for one run, marked, and dropped at its end or by the next."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from schemacheck.scratch import statements
from schemacheck.scratch.database import Scratch, connected

if TYPE_CHECKING:
    import psycopg

PREFIX: Final = "schemacheck_scratch_"
_ABANDONED: Final = """
SELECT d.datname FROM pg_catalog.pg_database d
WHERE d.datname LIKE 'schemacheck\\_scratch\\_%%' AND pg_catalog.shobj_description(d.oid, 'pg_database') = %s
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.application_name = 'keeper of ' || d.datname)
  AND pg_catalog.pg_has_role(d.datdba, 'MEMBER')
"""
_LEFT_ROLES: Final = """
SELECT r.rolname FROM pg_catalog.pg_roles r
WHERE pg_catalog.shobj_description(r.oid, 'pg_authid') = %s
  AND (r.rolname NOT LIKE 'schemacheck\\_scratch\\_%%' OR NOT EXISTS (
      SELECT FROM pg_catalog.pg_database d WHERE pg_catalog.starts_with(r.rolname::text, d.datname::text)
  ))
"""
_MADE_ROLES: Final = """
SELECT m.rolname FROM pg_catalog.pg_auth_members a
JOIN pg_catalog.pg_roles m ON m.oid = a.roleid
JOIN pg_catalog.pg_roles r ON r.oid = a.member
WHERE r.rolname = %s AND a.admin_option
"""


@contextmanager
def database_on(keeper: psycopg.Connection[tuple[Any, ...]], parameters: Mapping[str, str]) -> Iterator[Scratch]:
    """Make a database with an owner of its own; both are gone at the end, with every role made beside.

    Args:
        keeper: a connection to the server; for as long as it is open the database has somebody it belongs to.
        parameters: how it was made, in libpq's words.

    Raises:
        psycopg.Error: the server refuses.
    """
    major = keeper.info.server_version // 10000
    _clear(keeper, major)
    name = PREFIX + secrets.token_hex(8)
    runner, creators = f"{name}_runner", f"{name}_creators"
    # Seen by every other run before the database is.
    keeper.execute("SELECT pg_catalog.set_config('application_name', %s, false)", (f"keeper of {name}",))
    password = secrets.token_urlsafe(24)
    row = keeper.execute("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user").fetchone()
    superuser = bool(row and row[0])
    admin = {**parameters, "dbname": name}
    owner = {**admin, "user": runner, "password": password, "options": "-c client_connection_check_interval=1s"}
    if major < 14:
        del owner["options"]
    try:
        _send(keeper, statements.database(name))
        _send(keeper, statements.runner(runner, password, major, superuser=superuser))
        _send(keeper, statements.creators(creators, runner))
        if not superuser:
            _send(keeper, [statements.member(runner, keeper.info.user)])
        with connected(admin) as inside:
            _send(inside, statements.owned_database(name, runner, major, superuser=superuser))
        yield Scratch(admin, owner, name, runner, creators, major, is_ours=False)
    finally:
        _drop(keeper, name, runner, creators, major)


def _send(connection: psycopg.Connection[tuple[Any, ...]], sent: list[str]) -> None:
    for each in sent:
        connection.execute(each.encode())


def _drop(keeper: psycopg.Connection[tuple[Any, ...]], name: str, runner: str, creators: str, major: int) -> None:
    import psycopg  # noqa: PLC0415 - it is there by now

    made = [role for (role,) in keeper.execute(_MADE_ROLES.encode(), (runner,))]
    for statement in statements.no_database(name, major):
        keeper.execute(statement.encode())
    # A role that others depend on stays for them, and goes with the last.
    for role in (*made, runner, creators):
        with contextlib.suppress(psycopg.Error):
            keeper.execute(statements.no_role(role).encode())


def _clear(keeper: psycopg.Connection[tuple[Any, ...]], major: int) -> None:
    """Take away what runs left that died."""
    import psycopg  # noqa: PLC0415 - it is there by now

    for (name,) in keeper.execute(_ABANDONED.encode(), (statements.MARK,)).fetchall():
        with contextlib.suppress(psycopg.Error):
            _drop(keeper, name, f"{name}_runner", f"{name}_creators", major)
    for (role,) in keeper.execute(_LEFT_ROLES.encode(), (statements.ROLE_MARK,)).fetchall():
        with contextlib.suppress(psycopg.Error):
            keeper.execute(statements.no_role(role).encode())
