"""What SQL made once is kept: the second run starts no server, and anything else that is run is run."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from schemacheck.base.cache import cache_folder, keep, kept
from schemacheck.sources.postgres.catalog.parts.registry import KINDS
from schemacheck.sources.sql.frozen import NotFrozenError, frozen, thawed
from tests.conftest import MakeDatabase
from tests.live.support import live
from tests.shared import ROOT

from .conftest import Command, Script

BASES = sorted(path for path in (ROOT / "tests" / "cases").glob("*/base.sql"))
MAKE = "CREATE TABLE a (id int PRIMARY KEY, m text);\n"


@pytest.mark.parametrize("base", BASES, ids=lambda path: path.parent.name)
def test_what_is_kept_is_exact(base: Path, make_database: MakeDatabase) -> None:
    schema = live(make_database(base.read_text(encoding="utf-8")), frozenset(KINDS))
    text = frozen((schema, ()), "db")
    again, _ = thawed(text, "db")
    assert again == schema
    assert frozen((again, ()), "db") == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[[],[9]]",
        '[[["os:system",["x"]]],[5,"true"]]',
        '[[["schemacheck.model.table:Column",["name"]]],[5,"a"]]',
    ],
)
def test_what_is_no_such_text_is_refused(text: str) -> None:
    with pytest.raises(NotFrozenError):
        thawed(text, "db")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir(mode=0o700)
    return folder


def test_the_second_run_starts_no_server(
    own: Path, script: Script, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(MAKE)
    first = command("snapshot", "a.sql", "--all", SCHEMACHECK_CACHE_DIR=str(own))
    assert first.code == 0, first.all

    def fail(*_arguments: object) -> None:
        raise AssertionError("a server is started")

    monkeypatch.setattr("schemacheck.scratch.database.throwaway_server", fail)
    assert command("snapshot", "a.sql", "--all", SCHEMACHECK_CACHE_DIR=str(own)).out == first.out
    script(MAKE, "other.sql")
    moved = command("snapshot", "other.sql", "--all", SCHEMACHECK_CACHE_DIR=str(own)).out
    assert moved == first.out.replace("a.sql", "other.sql")
    for arguments in (("a.sql", "--no-cache"), ("b.sql",)):
        script(MAKE + " ", "b.sql")
        assert "a server is started" in command("snapshot", *arguments, SCHEMACHECK_CACHE_DIR=str(own)).said


def test_a_folder_is_kept_by_all_that_is_in_it(own: Path, script: Script, command: Command) -> None:
    script(MAKE, "m/1.sql")
    outs = []
    for text in ("ALTER TABLE a ADD b int;", "ALTER TABLE a ADD c int;"):
        script(text, "m/2.sql")
        outs.append(command("snapshot", "sql:m", SCHEMACHECK_CACHE_DIR=str(own)).out)
    assert "b: integer?" in outs[0]
    assert "c: integer?" in outs[1]


def test_what_is_included_from_elsewhere_counts(own: Path, script: Script, command: Command) -> None:
    script("\\ir b.sql\n")
    for column in ("one", "two"):
        script(f"CREATE TABLE a ({column} int);", "b.sql")
        assert f"{column}: integer?" in command("snapshot", "a.sql", SCHEMACHECK_CACHE_DIR=str(own)).out


def test_a_damaged_text_is_made_anew(own: Path, script: Script, command: Command) -> None:
    first = command("snapshot", script(MAKE), SCHEMACHECK_CACHE_DIR=str(own))
    (path,) = (own / "schemas").iterdir()
    path.write_bytes(path.read_bytes()[:-9])
    assert command("snapshot", "a.sql", SCHEMACHECK_CACHE_DIR=str(own)).out == first.out
    keep(own / "schemas", path.name, "[[],[0,1,2]]")
    assert command("snapshot", "a.sql", SCHEMACHECK_CACHE_DIR=str(own)).out == first.out


def test_where_it_is_kept(tmp_path: Path) -> None:
    home = str(tmp_path)
    assert cache_folder({"SCHEMACHECK_CACHE_DIR": f"{home}/c", "HOME": home}) == tmp_path / "c"
    assert cache_folder({"XDG_CACHE_HOME": f"{home}/x", "HOME": home}) == tmp_path / "x" / "schemacheck"
    assert cache_folder({"XDG_CACHE_HOME": "relative", "HOME": home}) == tmp_path / ".cache" / "schemacheck"
    assert (tmp_path / "c").stat().st_mode & 0o777 == 0o700
    assert cache_folder({"HOME": os.devnull}) is None
    assert cache_folder({}) is None
    (tmp_path / "c").chmod(0o777)
    assert cache_folder({"SCHEMACHECK_CACHE_DIR": f"{home}/c"}) is None


def test_the_newest_are_kept(tmp_path: Path) -> None:
    for number in range(70):
        keep(tmp_path, f"n{number}", str(number))
        os.utime(tmp_path / f"n{number}", (number, number))
        if number == 60:
            assert kept(tmp_path, "n0") == "0"  # asked for, it is new again
    assert len(list(tmp_path.iterdir())) == 64
    assert kept(tmp_path, "n0") == "0"
    assert kept(tmp_path, "n1") is None
    assert kept(tmp_path, "n69") == "69"
    assert time.time() - (tmp_path / "n0").stat().st_mtime < 60
