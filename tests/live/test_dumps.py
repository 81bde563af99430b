"""Real schemas, round and round: what is taken of one finds it, its twin and its restored copy in sync."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import postgast
import pytest

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions
from tests.conftest import MakeDatabase, majors
from tests.servers import QUICK, Server, by_turns
from tests.shared import shared

SINCE = {"chinook": 12, "danbooru": 13, "gitlab_geo": 12}
"""The majors that the dumps load on."""
TODAY = date(2026, 11, 22)
_META = re.compile(r"^\\.*$|^SET transaction_timeout.*$", re.MULTILINE)
_AT_ONCE = 100
"""How many statements go in one message: all its locks are held together."""


def statements(dump: str) -> list[str]:
    """Cut a dump into messages, without what only psql or a newer server understands."""
    each = postgast.split(_META.sub("", dump).replace("CREATE SCHEMA public;", ""))
    return [";\n".join(each[start : start + _AT_ONCE]) for start in range(0, len(each), _AT_ONCE)]


def dumped(name: str) -> list[str]:
    """The dump of a real product."""
    return statements(shared(f"corpus/sql/{name}.sql").read_text(encoding="utf-8"))


def all_of(url: str) -> str:
    """Everything that a snapshot can hold."""
    return snapshot(None, ConnectionOptions(url=url), everything=True)


def assert_in_sync(spec: Path, url: str) -> None:
    report = check(str(spec), ConnectionOptions(url=url), fail_on=Severity.NOTE, today=TODAY)
    assert not report.findings, FORMATS["text"].report(report, RenderOptions())
    assert report.outcome == "in sync"


@pytest.fixture
def spec(tmp_path: Path) -> Callable[[str], Path]:
    """Write an expected schema down."""

    def write(text: str) -> Path:
        path = tmp_path / "expected_schema.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("name", "any_server"),
    [(name, major) for turn, name in enumerate(SINCE) for major in by_turns(2 * turn, majors(SINCE[name]))],
    indirect=["any_server"],
)
def test_a_second_load_is_in_sync(
    name: str, any_server: Server, make_database: MakeDatabase, spec: Callable[[str], Path]
) -> None:
    if any_server.major < SINCE[name]:
        pytest.skip(f"{name} loads on PostgreSQL {SINCE[name]} and later")
    first = make_database(template=dumped(name), server=any_server)
    taken = all_of(first)
    assert all_of(first) == taken
    assert_in_sync(spec(taken), first)
    # Built anew, so that nothing is alike but what the dump says.
    assert_in_sync(spec(taken), make_database(dumped(name), template="", server=any_server))


@pytest.mark.parametrize("name", SINCE)
def test_what_one_major_says_is_no_drift_on_another(
    name: str, pg: Callable[[int], Server], make_database: MakeDatabase, spec: Callable[[str], Path]
) -> None:
    older = spec(all_of(make_database(template=dumped(name), server=pg(14))))
    newer = make_database(template=dumped(name), server=pg(QUICK.major))
    report = check(str(older), ConnectionOptions(url=newer), fail_on=Severity.NOTE, today=TODAY)
    assert not report.findings, FORMATS["text"].report(report, RenderOptions())
    # What the two print in different words nobody can compare, which is told and not in sync.
    assert report.outcome == ("unchecked" if report.undecided else "in sync")
    assert all("PostgreSQL 14 and 18" in finding.sentence for finding in report.undecided)


@pytest.mark.parametrize("name", [*SINCE, "gitlab"])
def test_a_dump_and_restore_is_in_sync(
    name: str,
    server: Server,
    pg: Callable[[int], Server],
    make_database: MakeDatabase,
    spec: Callable[[str], Path],
) -> None:
    program = server.bindir / "pg_dump" if server.bindir else None
    if program is None or not program.exists():
        found = shutil.which("pg_dump")
        pytest.skip(f"needs the pg_dump of PostgreSQL {QUICK.major}; found {found or 'none'}")
    full = pg(QUICK.major)  # the default server comes without extensions
    # Without a template, as no other test makes the same: the largest one takes some seconds to copy.
    first = make_database(dumped(name), template="", server=full)
    taken = spec(all_of(first))
    assert_in_sync(taken, first)
    dump = subprocess.run([program, "-s", first], check=True, capture_output=True, encoding="utf-8").stdout
    assert_in_sync(taken, make_database(statements(dump), template="", server=full))
