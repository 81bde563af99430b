"""A hot standby gives the findings of its primary, says that it is a replica, and how far behind it is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from schemacheck.sources.postgres.catalog.catalog_state import REPLACED
from schemacheck.sources.postgres.catalog.statements import BEGIN, SETTINGS
from tests.conftest import MakeDatabase
from tests.servers import Run, Server, Unavailable
from tests.servers.replica import hot_standby, wait_for_replay

from .support import SMALL, TIMEOUTS, connected, live, role_that_may_connect, schemacheck, spec_file, told

MAJORS = (12, 15, 18)
DRIFTED = (
    SMALL
    + """
ALTER TABLE runner DROP CONSTRAINT "runner_companyId_fkey";
ALTER TABLE runner ALTER "joinedAt" DROP DEFAULT;
CREATE TABLE hotfix (id int, twice int GENERATED ALWAYS AS (id * 2) STORED);
"""
)


@pytest.fixture(scope="module")
def standbys(test_run: Run, pg: Callable[[int], Server]) -> Iterator[Callable[[int], Server]]:
    made: dict[int, Server] = {}
    with ExitStack() as stack:

        def make(major: int) -> Server:
            if major not in made:
                try:
                    made[major] = stack.enter_context(hot_standby(test_run, pg(major)))
                except Unavailable as reason:
                    pytest.skip(str(reason))
            return made[major]

        yield make


def on(server: Server, url: str) -> str:
    """The same database on another server, as the same user."""
    parts = urlsplit(url)
    return server.url(parts.path[1:], parts.username)


@pytest.mark.parametrize("major", MAJORS)
def test_the_same_findings(
    major: int, pg: Callable[[int], Server], standbys: Callable[[int], Server], make_database: MakeDatabase,
    tmp_path: Path,
) -> None:  # fmt: skip
    primary, standby = pg(major), standbys(major)
    url = make_database(DRIFTED, server=primary)
    reader = role_that_may_connect(primary, url)
    wait_for_replay(primary, standby)
    spec = spec_file(tmp_path)
    there, here = schemacheck("check", spec, "--url", url), schemacheck("check", spec, "--url", on(standby, url))
    assert (there.code, here.code) == (1, 1), here.all
    findings = there.out.split("not checked")[0]
    assert here.out.split("not checked")[0] == findings
    assert "replica, which may lag behind" in here.said
    assert "which may lag behind" not in there.said
    # As a role without any grant too, whose grants have come from the primary.
    assert schemacheck("check", spec, "--url", on(standby, reader)).out.split("not checked")[0] == findings
    everything = frozenset({"indexes", "checks", "enums"})
    assert told(live(url, everything), live(on(standby, url), everything)) == []


@pytest.mark.parametrize("major", MAJORS)
def test_it_says_how_far_behind_it_is(
    major: int, pg: Callable[[int], Server], standbys: Callable[[int], Server], make_database: MakeDatabase,
    tmp_path: Path,
) -> None:  # fmt: skip
    primary, standby = pg(major), standbys(major)
    url = make_database(SMALL, server=primary)
    wait_for_replay(primary, standby)
    with connected(standby.url()) as admin:
        admin.execute("SELECT pg_wal_replay_pause()")
        try:
            with connected(url) as writer:
                writer.execute("ALTER TABLE runner ADD late int")
            time.sleep(1.1)
            # The change is not there yet: what it says is true of the moment it has replayed.
            done = schemacheck("check", spec_file(tmp_path), "--url", on(standby, url), "--verbose")
            assert done.code == 0, done.all
            server = live(on(standby, url)).origin.server
            assert server is not None
            assert server.replica
            assert server.lag_seconds is not None
            assert 1 < server.lag_seconds < 600
            assert "replica last replayed" in done.err
            told_json = json.loads(
                schemacheck("check", spec_file(tmp_path), "--url", on(standby, url), "--format", "json").out
            )
            assert "replica" in json.dumps(told_json)
        finally:
            admin.execute("SELECT pg_wal_replay_resume()")
    wait_for_replay(primary, standby)
    assert schemacheck("check", spec_file(tmp_path), "--url", on(standby, url)).code == 1


@pytest.mark.parametrize("major", MAJORS)
def test_what_moves_on_the_primary_is_noticed_on_the_standby(
    major: int, pg: Callable[[int], Server], standbys: Callable[[int], Server], make_database: MakeDatabase
) -> None:
    primary, standby = pg(major), standbys(major)
    url = make_database("CREATE TYPE mood AS ENUM ('a'); CREATE TYPE calm AS ENUM ('a')", server=primary)
    wait_for_replay(primary, standby)
    with connected(on(standby, url)) as reader, psycopg.connect(url) as writer:
        reader.execute(BEGIN.text(major).encode())
        reader.execute(SETTINGS.text(major).encode(), TIMEOUTS)
        moved = (REPLACED.text(major).encode(), {"deep": False, "namespaces": ["public"]})
        assert reader.execute(*moved).fetchall() == []
        writer.execute("ALTER TYPE calm RENAME TO calmer")
        writer.rollback()
        writer.execute("ALTER TYPE mood RENAME TO moods")
        wait_for_replay(primary, standby)
        assert reader.execute(*moved).fetchall() == [], "still open"
        writer.commit()
        wait_for_replay(primary, standby)
        assert reader.execute(*moved).fetchall() == [("public", "mood")]
        reader.execute("ROLLBACK")
