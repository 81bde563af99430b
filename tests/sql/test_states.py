"""A folder that only grew at its end is gone on with from where it was left off."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemacheck.migrations.script import History
from schemacheck.sources.sql.replay import Replay

from .conftest import Command, Script

FIRST = "CREATE TABLE a (id int);\nGRANT SELECT ON a TO anon;\nCREATE DATABASE other;\nCREATE EXTENSION postgis;\n"
SECOND = "CREATE ROLE anon;\nALTER TABLE a OWNER TO anon;\nALTER TABLE a ADD b text;\n"
THIRD = "ALTER TABLE a ALTER b SET NOT NULL;\nCREATE DATABASE more;\n"


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many scripts each run passed over since an earlier one had run them."""
    passed: list[int] = []
    run = Replay.run

    def noted(self: Replay, history: History, since: int = 0) -> None:
        passed.append(since)
        run(self, history, since)

    monkeypatch.setattr(Replay, "run", noted)
    monkeypatch.setattr("schemacheck.sources.sql.making.WORTH_SECONDS", 0)
    return passed


def test_it_goes_on_where_it_was(ran: list[int], script: Script, command: Command, tmp_path: Path) -> None:
    own = tmp_path / "own"
    script(FIRST, "m/1.sql")
    for number, text in ((2, SECOND), (3, THIRD)):
        assert command("snapshot", "sql:m", SCHEMACHECK_CACHE_DIR=str(own)).code == 0
        script(text, f"m/{number}.sql")
    grown = command("snapshot", "sql:m", "--all", SCHEMACHECK_CACHE_DIR=str(own))
    assert grown.code == 0, grown.all
    told = command("diff", "sql:m", "m", SCHEMACHECK_CACHE_DIR=str(own)).said
    assert ran == [0, 1, 2]
    assert command("snapshot", "sql:m", "--all", "--no-cache").out == grown.out
    assert command("diff", "sql:m", "m", "--no-cache").said == told
    assert "statements about databases (2)" in told
    assert "role anon (named by the SQL and absent" in told


def test_what_changed_before_its_end_is_run_anew(
    ran: list[int], script: Script, command: Command, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    for text in (FIRST, FIRST.replace("id int", "id bigint")):
        script(text, "m/1.sql")
        script(SECOND, "m/2.sql")
        done = command("snapshot", "sql:m", SCHEMACHECK_CACHE_DIR=str(own))
        assert done.code == 0, done.all
    assert ran == [0, 0]
    assert "id: bigint?" in done.out
    script(FIRST, "m/1.sql")
    script(THIRD, "m/3.sql")
    done = command("snapshot", "sql:m", SCHEMACHECK_CACHE_DIR=str(own))
    assert ran == [0, 0, 2]
    assert "id: integer?" in done.out
    assert len(list((own / "states").iterdir())) == 2


def test_a_mistake_in_what_came_keeps_what_there_was(
    ran: list[int], script: Script, command: Command, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    script(FIRST, "m/1.sql")
    assert command("snapshot", "sql:m", SCHEMACHECK_CACHE_DIR=str(own)).code == 0
    script("ALTER TABLE a ADD b text; nonsense;", "m/2.sql")
    assert command("snapshot", "sql:m", SCHEMACHECK_CACHE_DIR=str(own)).code == 2
    script("ALTER TABLE a ADD b text;", "m/2.sql")
    done = command("snapshot", "sql:m", SCHEMACHECK_CACHE_DIR=str(own))
    assert done.code == 0, done.all
    assert ran == [0, 1, 1]
