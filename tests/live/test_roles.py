"""Roles, their memberships and what is set for sessions, as a role with CONNECT alone sees them, on each major."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.report.report import Report
from schemacheck.sources.source import ConnectionOptions
from tests.conftest import MakeDatabase
from tests.servers import Server

from .support import connected, role_that_may_connect

APP, GROUP, OWNER, READS = (f"roles_{os.getpid()}_{name}" for name in ("app", "group", "owner", "reads"))
BASE = f"""
CREATE TABLE item (id int PRIMARY KEY, tenant text);
ALTER TABLE item OWNER TO {OWNER};
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON item USING (tenant = current_user);
GRANT SELECT ON item TO {APP};
"""
EXPECTED = f"""
version: 1
tables: {{item: exists}}
roles:
  {APP}: {{login: true, member_of: [{GROUP}]}}
  {GROUP}: {{}}
settings:
  roles: {{{APP}: {{work_mem: 64MB}}}}
database: {{encoding: UTF8}}
"""


@pytest.fixture
def roles(any_server: Server) -> Iterator[Server]:
    """Make roles of this process's own, as a server has no others; they are dropped after the databases of the test."""
    names = (APP, GROUP, OWNER, READS)
    with connected(any_server.url("postgres")) as connection:
        made = "; ".join(f"CREATE ROLE {name}" for name in names)
        # At once, and with a right on another database: who takes a snapshot of his own meanwhile leaves them out.
        connection.execute(
            f"""{made}; GRANT CONNECT ON DATABASE postgres TO {", ".join(names)}; ALTER ROLE {APP} LOGIN;
            GRANT {GROUP} TO {APP}; ALTER ROLE {APP} SET work_mem = '65536kB'""".encode()
        )
    yield any_server
    with connected(any_server.url("postgres")) as connection:
        connection.execute(f"DROP OWNED BY {', '.join(names)}; DROP ROLE {', '.join(names)}".encode())


def _database(make_database: MakeDatabase, server: Server) -> str:
    """Make a database that no template is kept of: the roles are to be dropped."""
    url = make_database(server=server)
    with connected(url) as connection:
        connection.execute(BASE.encode())
    return url


def _check(spec: Path, options: ConnectionOptions) -> Report:
    return check(str(spec), options, today=date(2026, 11, 28))


def _told(report: Report) -> list[str]:
    return [f"{each.severity.value} {each.rule.name} {each.subject.path}" for each in report.findings]


def test_what_a_role_gains_is_named_by_a_role_with_connect_alone(
    roles: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    admin = _database(make_database, roles)
    reader = ConnectionOptions(url=role_that_may_connect(roles, admin))
    spec = tmp_path / "expected_schema.yaml"
    spec.write_text(EXPECTED, encoding="utf-8")
    assert _told(_check(spec, reader)) == []

    def after(*statements: str, undo: str) -> list[str]:
        with connected(admin) as connection:
            for statement in statements:
                connection.execute(statement.encode())
            told = _told(_check(spec, reader))
            connection.execute(undo.encode())
        return told

    name = admin.rpartition("/")[2].partition("?")[0]
    for change, undo, expected in (
        (f"ALTER ROLE {APP} BYPASSRLS", f"ALTER ROLE {APP} NOBYPASSRLS", [f"error role-powers {APP}"]),
        (f"ALTER ROLE {APP} SUPERUSER", f"ALTER ROLE {APP} NOSUPERUSER", [f"error role-powers {APP}"]),
        (f"ALTER ROLE {APP} NOLOGIN", f"ALTER ROLE {APP} LOGIN", [f"error role-powers {APP}"]),
        (f"ALTER ROLE {APP} NOINHERIT", f"ALTER ROLE {APP} INHERIT", None),
        (f"GRANT {OWNER} TO {APP}", f"REVOKE {OWNER} FROM {APP}", [f"error role-membership-unexpected {APP}"]),
        (f"GRANT {OWNER} TO {GROUP}", f"REVOKE {OWNER} FROM {GROUP}", [f"error role-membership-unexpected {GROUP}"]),
        (f"REVOKE {GROUP} FROM {APP}", f"GRANT {GROUP} TO {APP}", [f"error role-membership-missing {APP}"]),
        (
            f"GRANT {GROUP} TO {APP} WITH ADMIN OPTION",
            f"REVOKE ADMIN OPTION FOR {GROUP} FROM {APP}",
            [f"error role-membership-unexpected {APP}"],
        ),
        (
            f"ALTER ROLE {APP} SET search_path = elsewhere",
            f"ALTER ROLE {APP} RESET search_path",
            [f"error setting-unexpected search_path of role {APP}"],
        ),
        (
            f"ALTER ROLE {APP} IN DATABASE {name} SET search_path = elsewhere",
            f"ALTER ROLE {APP} IN DATABASE {name} RESET search_path",
            [f"error setting-unexpected search_path of role {APP} in the database"],
        ),
        (
            f"ALTER DATABASE {name} SET default_transaction_read_only = on",
            f"ALTER DATABASE {name} RESET default_transaction_read_only",
            ["error setting-unexpected default_transaction_read_only of the database"],
        ),
        (
            f"ALTER ROLE {APP} RESET work_mem",
            f"ALTER ROLE {APP} SET work_mem = '64MB'",
            [f"warning setting-missing work_mem of role {APP}"],
        ),
        (f"ALTER ROLE {READS} SUPERUSER BYPASSRLS", f"ALTER ROLE {READS} NOSUPERUSER NOBYPASSRLS", []),
        (f"ALTER ROLE {READS} SET search_path = a", f"ALTER ROLE {READS} RESET search_path", []),
    ):
        if expected is not None:
            assert after(change, undo=f"SET default_transaction_read_only = off; {undo}") == expected, change
    if roles_of_postgresql := _has(admin, "pg_read_all_data"):
        assert roles_of_postgresql
        assert after(f"GRANT pg_read_all_data TO {APP}", undo=f"REVOKE pg_read_all_data FROM {APP}") == [
            f"error role-membership-unexpected {APP}"
        ]


def _has(url: str, role: str) -> bool:
    with connected(url) as connection:
        return connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is not None


def test_a_long_way_past_row_security_is_named_where_it_begins(
    roles: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    """The group between is in no file, so that its memberships are nobody's finding but those of who is in it."""
    admin = _database(make_database, roles)
    spec = tmp_path / "expected_schema.yaml"
    spec.write_text(
        f"version: 1\ntables: {{item: exists}}\nroles: {{{APP}: {{login: true, member_of: {GROUP}}}}}\n",
        encoding="utf-8",
    )
    options = ConnectionOptions(url=admin)
    assert _told(_check(spec, options)) == []
    exact = tmp_path / "exact.yaml"
    exact.write_text(f"{spec.read_text(encoding='utf-8')}exact: [roles]\n", encoding="utf-8")
    told = _told(_check(exact, options))
    assert f"warning role-unexpected {OWNER}" in told
    assert not any(line.endswith(APP) or " pg_" in line for line in told)
    with connected(admin) as connection:
        connection.execute(f"GRANT {READS} TO {GROUP}; GRANT {OWNER} TO {READS}".encode())
    (finding,) = _check(spec, options).findings
    assert finding.sentence == (
        f"the role {APP} can get past row security through {GROUP}, {READS} to {OWNER}, which owns public.item"
    )
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("INSERT INTO item VALUES (1, 'somebody')")
        connection.execute(f"SET SESSION AUTHORIZATION {APP}".encode())
        assert connection.execute("SELECT count(*) FROM item").fetchone() == (1,)


def test_a_snapshot_of_roles_and_settings_is_in_sync_and_tells_no_secret(
    roles: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    admin = _database(make_database, roles)
    name = admin.rpartition("/")[2].partition("?")[0]
    with connected(admin) as connection:
        connection.execute(
            f"""ALTER ROLE {APP} PASSWORD 'hunter2' VALID UNTIL '2031-05-06 07:08:09+00' CONNECTION LIMIT 7;
            ALTER DATABASE {name} SET app.jwt_secret = 'hunter3';
            ALTER DATABASE {name} SET app.upstream = 'postgres://me:hunter4@there/db';
            ALTER DATABASE {name} SET search_path = "$user", public;
            ALTER ROLE {APP} IN DATABASE {name} SET statement_timeout = '5s';
            ALTER DATABASE {name} CONNECTION LIMIT 50; REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC;
            GRANT CONNECT ON DATABASE {name} TO {APP}""".encode()
        )
    options = ConnectionOptions(url=admin)
    written = snapshot(None, options, kinds=("roles", "settings", "database"))
    print(written)
    assert "hunter" not in written
    assert "pg_" not in written.partition("settings:")[0]
    assert f"{APP}:\n    login: true\n    member_of: [{GROUP}]" in written
    spec = tmp_path / "expected_schema.yaml"
    spec.write_text(written, encoding="utf-8")
    report = _check(spec, options)
    assert (report.findings, report.undecided) == ((), ())
    with connected(admin) as connection:
        connection.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 5".encode())
    assert _told(_check(spec, options)) == ["error connection-limit database"]
