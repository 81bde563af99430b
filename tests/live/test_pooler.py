"""Through PgBouncer: the check works, and whoever shares the server's session afterwards notices nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import psycopg
import pytest

from schemacheck.sources.postgres.catalog import pipeline
from tests.conftest import MakeDatabase, MakePooler
from tests.servers import Server

from .support import SMALL, connected, schemacheck, spec_file

APPLICATION = "schemacheck_application"
SETUP = f"""
CREATE ROLE {APPLICATION} LOGIN;
{SMALL}
CREATE SCHEMA app;
CREATE TABLE app.thing (id int);
INSERT INTO app.thing VALUES (42);
GRANT USAGE ON SCHEMA app, public TO {APPLICATION};
GRANT SELECT ON ALL TABLES IN SCHEMA app TO {APPLICATION};
"""
KEPT = """
SELECT name, setting, source FROM pg_catalog.pg_settings
WHERE name NOT IN ('transaction_deferrable', 'transaction_isolation', 'transaction_read_only')
ORDER BY name
"""
LEFT = """
SELECT (SELECT count(*) FROM pg_catalog.pg_prepared_statements), (SELECT count(*) FROM pg_catalog.pg_cursors),
       (SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
       pg_catalog.pg_my_temp_schema() <> 0
"""


def application_database(make_database: MakeDatabase, server: Server | None = None) -> str:
    """A database whose application finds its tables by a search_path set for its role there."""
    url = make_database(template=SETUP, server=server, user=APPLICATION)
    name = url.rsplit("/", 1)[1]
    with connected(make_admin(url)) as connection:
        connection.execute(f'ALTER ROLE {APPLICATION} IN DATABASE "{name}" SET search_path = app'.encode())
        connection.execute(f"ALTER ROLE {APPLICATION} IN DATABASE \"{name}\" SET statement_timeout = '17s'".encode())
    return url


def make_admin(url: str) -> str:
    return url.replace(APPLICATION, "postgres")


@pytest.mark.parametrize("major", [12, 18])
def test_transaction_mode_leaves_the_application_alone(
    pg: object, major: int, pooler: MakePooler, make_database: MakeDatabase, tmp_path: Path
) -> None:
    server: Server = pg(major)  # type: ignore[operator]
    url = pooler(server, pool_mode="transaction", pool_size=1, users=[APPLICATION]).through(
        application_database(make_database, server)
    )
    with connected(url) as application:
        # What it sets for its session stays in the server's session, which is why nobody may change it.
        application.execute("SET search_path = app, pg_temp")
        application.execute("SET lock_timeout = '23s'")
        application.execute("SET quote_all_identifiers = on")
        application.execute("SET \"DateStyle\" = 'German'")
        (pid,) = application.execute("SELECT pg_backend_pid()").fetchone() or ()
        before = application.execute(KEPT.encode()).fetchall()
        for _ in range(3):
            done = schemacheck("check", spec_file(tmp_path), "--url", url)
            assert done.code == 0, done.all
        after = application.execute(KEPT.encode()).fetchall()
        assert application.execute("SELECT pg_backend_pid()").fetchone() == (pid,), "one server session for both"
        assert after == before
        assert application.execute("SELECT id FROM thing").fetchall() == [(42,)]
        assert application.execute(LEFT.encode()).fetchone() == (0, 0, 0, False)


def test_session_mode_hands_the_session_on_as_it_was(
    pooler: MakePooler, make_database: MakeDatabase, tmp_path: Path
) -> None:
    url = pooler(pool_mode="session", pool_size=1, users=[APPLICATION]).through(application_database(make_database))
    with connected(url) as application:
        (pid,) = application.execute("SELECT pg_backend_pid()").fetchone() or ()
        before = application.execute(KEPT.encode()).fetchall()
    done = schemacheck("check", spec_file(tmp_path), "--url", url)
    assert done.code == 0, done.all
    with connected(url) as application:
        assert application.execute("SELECT pg_backend_pid()").fetchone() == (pid,)
        assert application.execute(KEPT.encode()).fetchall() == before
        assert application.execute("SELECT id FROM thing").fetchall() == [(42,)]
        assert application.execute(LEFT.encode()).fetchone() == (0, 0, 0, False)


@pytest.mark.parametrize("mode", ["transaction", "session"])
def test_a_check_that_fails_leaves_nothing_either(
    mode: Literal["transaction", "session"], pooler: MakePooler, make_database: MakeDatabase, tmp_path: Path
) -> None:
    """A time-out in the middle of the transaction: the session goes back as clean as after a good read."""
    url = pooler(pool_mode=mode, pool_size=1, users=[APPLICATION]).through(application_database(make_database))
    with connected(url) as application:
        before = application.execute(KEPT.encode()).fetchall()
    spec = spec_file(tmp_path, "version: 1\nschema: nowhere\ntables: {t: exists}\n")
    done = schemacheck("check", spec, "--url", url)
    assert done.code == 3, done.all
    with connected(url) as application:
        assert application.execute(KEPT.encode()).fetchall() == before


@pytest.mark.parametrize("mode", ["transaction", "session", "statement"])
def test_the_name_of_a_check_does_not_stay(
    mode: Literal["transaction", "session"], pooler: MakePooler, make_database: MakeDatabase, tmp_path: Path
) -> None:
    """A pooler gives the server's session to the next client, and keeps the name that the former one began with."""
    url = pooler(pool_mode=mode, pool_size=1).through(make_database(SMALL))
    spec = spec_file(tmp_path)
    assert schemacheck("check", spec, "--url", url).code == 0
    with connected(url) as application:
        row = application.execute("SELECT current_setting('application_name')").fetchone()
        assert row == ("",)
    assert schemacheck("check", "nowhere.yaml", "--url", url).code == 2


def test_parameters_that_a_pooler_refuses_are_not_sent(
    pooler: MakePooler, make_database: MakeDatabase, tmp_path: Path
) -> None:
    url = pooler().through(make_database(SMALL))
    prisma = f"{url}?schema=public&pgbouncer=true&connection_limit=1&statement_cache_size=0&pool_timeout=5"
    done = schemacheck("check", spec_file(tmp_path), "--url", f"{prisma}&options=-c%20search_path%3Dx")
    assert done.code == 0, done.all
    for name in ("pgbouncer", "connection_limit", "statement_cache_size", "pool_timeout", "options"):
        assert f"note: {name}: dropped" in done.err


def test_the_same_report_as_without_it(pooler: MakePooler, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database("DROP TABLE runner; ALTER TABLE company ADD extra int", template=SMALL)
    direct = schemacheck("check", spec_file(tmp_path), "--url", url)
    behind = schemacheck("check", spec_file(tmp_path), "--url", pooler().through(url))
    assert (direct.code, behind.code) == (1, 1)
    assert direct.out.splitlines()[:-2] == behind.out.splitlines()[:-2]


def test_statement_mode_will_do(pooler: MakePooler, make_database: MakeDatabase, tmp_path: Path) -> None:
    """All travels in one batch that ends outside a transaction, which even this mode lets through whole."""
    url = pooler(pool_mode="statement", pool_size=1).through(make_database(SMALL))  # type: ignore[arg-type]
    done = schemacheck("check", spec_file(tmp_path), "--url", url)
    assert done.code == 0, done.all


def test_a_pool_that_is_taken(
    pooler: MakePooler, make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PgBouncer lets clients wait, for two minutes by its defaults; the check has an end of its own."""
    monkeypatch.setattr(pipeline, "READ_TIMEOUT", 1.5)
    url = pooler(pool_mode="session", pool_size=1).through(make_database(SMALL))
    with psycopg.connect(url) as other:
        other.execute("SELECT 1")
        done = schemacheck("check", spec_file(tmp_path), "--url", url, "--connect-timeout", "2")
    assert done.code == 3, done.all
    assert "no answer came in time" in done.said
