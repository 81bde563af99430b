"""The package as its users get it: a wheel, installed into a new virtual environment and run outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from .conftest import MakeDatabase
from .gauntlet import seed_sql
from .shared import ROOT


def _run(command: list[str | Path], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "GITHUB_", "PYTHON"))}
    kept.pop("DATABASE_URL", None)
    return subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = _run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT], folder)
    if done.returncode:
        pytest.skip(f"the wheel cannot be built here, its build backend is out of reach: {done.stderr[-300:]}")
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new virtual environment that holds the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("user") / "venv"
    venv.create(folder, with_pip=True)
    done = _run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", wheel], folder)
    if done.returncode:
        pytest.skip(f"the wheel cannot be installed here, what it needs is out of reach: {done.stderr[-300:]}")
    return folder / "bin"


def test_what_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in ("py.typed", "demo/expected_schema.yaml", "sources/spec/expected_schema.schema.json"):
        assert f"schemacheck/{needed}" in names
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"schemacheck"}


def test_it_runs_outside_the_checkout(installed: Path, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(seed_sql())
    program = installed / "schemacheck"
    assert _run([program, "--version"], tmp_path).stdout.startswith("schemacheck ")
    assert _run([installed / "python", "-m", "schemacheck", "--version"], tmp_path).returncode == 0
    snapshot = _run([program, "snapshot", "-o", "expected_schema.yaml"], tmp_path, DATABASE_URL=url)
    assert snapshot.returncode == 0, snapshot.stderr
    check = _run([program, "check", "--fail-on", "note"], tmp_path, DATABASE_URL=url)
    assert (check.returncode, check.stdout[:7]) == (0, "IN SYNC"), check.stdout + check.stderr
    assert _run([program, "check"], tmp_path).returncode == 3
    assert _run([program, "migrate", "--force"], tmp_path).returncode == 2
    assert '"$schema"' in _run([program, "schema"], tmp_path).stdout
    assert "REPEATABLE READ READ ONLY" in _run([program, "sql"], tmp_path).stdout
