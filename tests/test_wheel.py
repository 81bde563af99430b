"""The package as its users get it: installed as the GitHub action does it, and run outside the checkout.

What it needs comes from the lock. An extra's own packages lie in a folder apart, so that one environment does for all.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import psycopg
import pytest
import yaml

from .conftest import MakeDatabase
from .gauntlet import seed_sql
from .shared import ROOT

STEPS = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
(INSTALL,) = [step["run"] for step in STEPS if step.get("name") == "Install schemacheck"]


def _run(command: Sequence[object], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
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
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT]
    done = _run([sys.executable, "-m", "pip", *build], folder)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


def _packages(lock: str) -> dict[str, str]:
    """The blocks of a locked file, by name and version."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    return {block.split()[0]: block for block in re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]}


def _unless_out_of_reach(done: subprocess.CompletedProcess[str]) -> None:
    if "Could not find a version" in done.stderr:
        pytest.skip(f"the locked packages are out of reach here: {done.stderr[-300:]}")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs that the action's own step installs, less the packages that only built them."""
    folder = tmp_path_factory.mktemp("runner")
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", INSTALL]
    runner = {"GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(folder), "PYTHON": sys.executable}
    _unless_out_of_reach(_run(shell, folder, **runner))
    # What the cache brings back is used as it is: the second time nothing is fetched.
    again = _run(shell, folder, **runner, PIP_NO_INDEX="1")
    assert again.returncode == 0, again.stderr
    python = folder / "schemacheck" / "bin" / "python"
    built = [package.partition("==")[0] for package in _packages("build").keys() - _packages("run").keys()]
    assert _run([python, "-m", "pip", "uninstall", "--quiet", "--yes", *built], folder).returncode == 0
    return python.parent


@pytest.fixture(scope="module")
def extra(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the folder of what an extra adds."""

    @cache
    def added(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        own = [block for package, block in _packages(name).items() if package not in _packages("run")]
        (folder / "own.txt").write_text("".join(own))
        install = ["install", "--quiet", "--no-deps", "--require-hashes", "--target", "packages", "-r", "own.txt"]
        _unless_out_of_reach(_run([installed / "python", "-m", "pip", *install], folder))
        return folder / "packages"

    return added


def test_what_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in ("py.typed", "demo/expected_schema.yaml", "sources/spec/expected_schema.schema.json"):
        assert f"schemacheck/{needed}" in names
    pages = {name for name in names if re.fullmatch(r"schemacheck-[^/]+\.data/data/share/man/man1/[a-z-]+\.1", name)}
    assert len(pages) == len(list((ROOT / "docs" / "man").iterdir()))
    assert {name.split("/")[0] for name in names - pages if ".dist-info" not in name} == {"schemacheck"}


def test_it_runs_outside_the_checkout(installed: Path, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(seed_sql())
    program = installed / "schemacheck"
    assert _run([program, "--version"], tmp_path).stdout.startswith("schemacheck ")
    assert _run([installed / "python", "-m", "schemacheck", "--version"], tmp_path).returncode == 0
    snapshot = _run([program, "snapshot", "-o", "expected_schema.yaml"], tmp_path, DATABASE_URL=url)
    assert snapshot.returncode == 0, snapshot.stderr
    first = (tmp_path / "expected_schema.yaml").read_text().splitlines()[0]
    assert re.fullmatch(r"# What the database \w+ has\.", first), first
    check = _run([program, "check", "--fail-on", "note"], tmp_path, DATABASE_URL=url)
    assert (check.returncode, check.stdout[:7]) == (0, "IN SYNC"), check.stdout + check.stderr
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute('ALTER TABLE "Athlete" DROP "fiveKPace"')
    drifted = _run([program, "check", "--output", "drift.html"], tmp_path, DATABASE_URL=url)
    assert drifted.returncode == 1, drifted.stdout + drifted.stderr
    assert "the column fiveKPace is missing" in drifted.stdout
    assert (tmp_path / "drift.html").read_text().startswith("<!DOCTYPE html>")
    assert _run([program, "check"], tmp_path).returncode == 3
    assert _run([program, "migrate", "--force"], tmp_path).returncode == 2
    assert '"$schema"' in _run([program, "schema"], tmp_path).stdout
    assert "REPEATABLE READ READ ONLY" in _run([program, "sql"], tmp_path).stdout


def test_the_action_installs_what_is_locked_and_nothing_else(installed: Path, tmp_path: Path) -> None:
    for line in INSTALL.splitlines():
        if "${install[@]}" in line:
            assert "--require-hashes" in line or "--no-deps --no-build-isolation" in line, line
    listed = json.loads(_run([installed / "python", "-m", "pip", "list", "--format=json"], tmp_path).stdout)
    found = {f"{re.sub('[-_.]+', '-', each['name']).lower()}=={each['version']}" for each in listed}
    names = {package.partition("==")[0] for package in found - _packages("run").keys()}
    assert {"schemacheck"} <= names <= {"schemacheck", "pip", "setuptools"}


IMPORT_ALL = """
import importlib, json, pkgutil, schemacheck
failed = {}
for module in pkgutil.walk_packages(schemacheck.__path__, "schemacheck."):
    try:
        importlib.import_module(module.name)
    except ImportError as error:
        failed[module.name] = error.name
print(json.dumps(failed))
"""


def test_every_module_is_there_without_an_extra(installed: Path, tmp_path: Path) -> None:
    done = _run([installed / "python", "-c", IMPORT_ALL], tmp_path)
    assert done.returncode == 0, done.stderr
    # Only pytest itself imports the plugin, and Django what it finds by its name.
    assert json.loads(done.stdout) == {
        "schemacheck.pytest_plugin": "pytest",
        "schemacheck.django.apps": "django",
        "schemacheck.django.management.commands.schemacheck": "django",
    }


def test_what_needs_an_extra_says_which_and_works_with_it(
    installed: Path, extra: Callable[[str], Path], tmp_path: Path
) -> None:
    snapshot = [installed / "schemacheck", "snapshot", "mysql://nobody@127.0.0.1:1/none"]
    demo = [installed / "schemacheck", "demo"]

    without = _run(snapshot, tmp_path)
    assert without.returncode == 3
    assert "No module named 'pymysql'" in without.stderr
    assert "schemacheck[mysql]" in without.stderr
    mysql = str(extra("mysql"))
    assert "Connection refused" in _run(snapshot, tmp_path, PYTHONPATH=mysql).stderr
    # What [rsa] stands for; PyMySQL imports it when a server asks for it.
    assert _run([installed / "python", "-c", "import cryptography"], tmp_path, PYTHONPATH=mysql).returncode == 0

    without = _run(demo, tmp_path, PYTHONPATH=mysql)
    assert without.returncode == 2
    assert "schemacheck[demo]" in without.stderr
    shown = _run(demo, tmp_path, PYTHONPATH=str(extra("demo")))
    assert shown.returncode == 0, shown.stderr
