"""A role with CONNECT and nothing else sees what a superuser sees, on every major; one that may more is told so."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests.conftest import MakeDatabase
from tests.gauntlet import Case, cases, extras_sql, parametrized, seed_sql
from tests.servers import BUILDS, Server, by_turns
from tests.shared import ROOT

from .support import CONNECT_ONLY, SMALL, connected, role_that_may_connect, schemacheck, spec_file

CORE = [case for case in cases() if case.tier == "core"]
SINCE = {"c27-unique-nulls-not-distinct": 15}
"""Cases that need what older majors do not have."""
WIDE = {"COLUMNS": "1000"}
"""So that no line is wrapped where a name is longer or shorter."""


def findings(out: str) -> str:
    """A report without its last lines, which say who read what."""
    lines = out.splitlines()
    return "\n".join(lines[:-1])


@parametrized(CORE)
def test_core_cases_on_majors_for_both_roles(
    case: Case, pg: Callable[[int], Server], make_database: MakeDatabase
) -> None:
    reports = {}
    for major in by_turns(CORE.index(case), [each for each in BUILDS if each >= SINCE.get(case.id, 0)]):
        server = pg(major)
        url = make_database(seed_sql(), server=server)
        name = str(conninfo_to_dict(url)["dbname"])
        with connected(url) as connection:
            for statement in case.statements(name):
                connection.execute(statement.encode())
        spec = str(ROOT / "expected_schema.yaml")
        # Notes count too: what is there and was not expected is one.
        every = ("check", spec, "--fail-on", "note", "--url")
        # The role is made first: what it is granted on the database is told to both.
        reader = role_that_may_connect(server, url)
        powerful = schemacheck(*every, url, environ=WIDE)
        powerless = schemacheck(*every, reader, environ=WIDE)
        assert powerful.code == (1 if case.drift else 0), powerful.all
        assert powerless.code == powerful.code, powerless.all
        assert powerless.out.replace(f"as {CONNECT_ONLY},", "as postgres,") == powerful.out
        assert powerless.err == ""
        reports[major] = findings(powerful.out)
    assert len(set(reports.values())) == 1, reports


def test_everything_there_is_for_both_roles(any_server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    """Kinds that are read on demand need no grant either: snapshots are the same, byte for byte."""
    if any_server.major < 14:
        base = SMALL + "CREATE INDEX ON runner (lower(id)); ALTER TABLE runner ADD CHECK (id <> '');"
    else:
        base = seed_sql() + extras_sql()
    url = make_database(base, server=any_server)
    reader = role_that_may_connect(any_server, url)
    powerful = schemacheck("snapshot", "--all", "--url", url)
    powerless = schemacheck("snapshot", "--all", "--url", reader)
    assert powerful.code == 0, powerful.all
    assert powerless.out == powerful.out
    assert powerless.err == ""
    assert powerful.out.count("\n") > 5


POWERS = {
    "schemacheck_owns": ('ALTER TABLE runner OWNER TO schemacheck_owns', "owns runner"),
    "schemacheck_member": ("GRANT schemacheck_owns TO schemacheck_member", "owns runner"),
    "schemacheck_inserts": ("GRANT INSERT ON company TO schemacheck_inserts", "may write to company"),
    "schemacheck_truncates": ("GRANT TRUNCATE ON company TO schemacheck_truncates", "may write to company"),
    "schemacheck_creates": ("GRANT CREATE ON SCHEMA public TO schemacheck_creates",
                            "may create objects in schema public"),
    "schemacheck_reads": ("GRANT SELECT ON ALL TABLES IN SCHEMA public TO schemacheck_reads", None),
    "schemacheck_elsewhere": ("GRANT ALL ON aside TO schemacheck_elsewhere", None),
}  # fmt: skip


def test_a_role_that_may_do_more_is_told_under_verbose_alone(
    any_server: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    url = make_database(SMALL + "CREATE TABLE aside (id int); REVOKE ALL ON SCHEMA public FROM PUBLIC;",
                        server=any_server)  # fmt: skip
    spec = spec_file(tmp_path)
    name = str(conninfo_to_dict(url)["dbname"])
    with connected(url) as connection:
        for role in POWERS:
            with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                connection.execute(f"CREATE ROLE {role} LOGIN".encode())
        for grant, _ in POWERS.values():
            connection.execute(grant.encode())
    try:
        for role, (_, said) in POWERS.items():
            done = schemacheck("check", spec, "--url", any_server.url(name, role), "--verbose")
            assert done.code == 0, done.all
            notes = [line for line in done.err.splitlines() if "the role " in line]
            if said is None:
                assert notes == [], role
            else:
                assert len(notes) == 1, done.err
                assert said in notes[0], role
                assert f'"{role}"' in notes[0]
        done = schemacheck("check", spec, "--url", url, "--verbose")
        assert done.err.count("superuser") == 1
        assert "superuser" not in done.out
        assert schemacheck("check", spec, "--url", url).err == ""
    finally:
        with connected(url) as connection:
            connection.execute("REVOKE schemacheck_owns FROM schemacheck_member")


def test_without_connect_there_is_no_way_in(server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(SMALL)
    reader = role_that_may_connect(server, url)
    name = str(conninfo_to_dict(url)["dbname"])
    with connected(url) as connection:
        connection.execute(f'REVOKE CONNECT ON DATABASE "{name}" FROM {CONNECT_ONLY}'.encode())
    done = schemacheck("check", spec_file(tmp_path), "--url", reader)
    assert done.code == 3, done.all
    assert "has no CONNECT privilege" in done.said


def test_a_catalog_that_was_closed_is_not_in_sync(server: Server, make_database: MakeDatabase, tmp_path: Path) -> None:
    """Hardened servers take even the catalog away: that is exit 3, not an empty schema."""
    url = make_database(SMALL)
    reader = role_that_may_connect(server, url)
    with connected(url) as connection:
        connection.execute("REVOKE SELECT ON pg_catalog.pg_attribute FROM PUBLIC")
    done = schemacheck("check", spec_file(tmp_path), "--url", reader)
    assert done.code == 3, done.all
    assert "permission denied" in done.said
