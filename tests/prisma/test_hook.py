"""The pre-commit hook in a repository of its own: it stops a commit whose schema.prisma drifts, and no other."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.shared import ROOT

from .seed import SPEC, seed_prisma

FILE = "prisma/schema.prisma"
NAMES = ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL")
COMMAND = f"{sys.executable} -m schemacheck"


def hook() -> dict[str, Any]:
    hooks: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (found,) = [each for each in hooks if each["id"] == "schemacheck-prisma"]
    return found


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command as somebody who has no settings of their own, and no database."""
    return subprocess.run(
        command,
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder.parent),
            "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"),
            "GIT_CONFIG_NOSYSTEM": "1",
            **{
                f"GIT_{who}_{what}": "nobody@example.com"
                for who in ("AUTHOR", "COMMITTER")
                for what in ("NAME", "EMAIL")
            },
        },
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository with the hook installed, its definition as shipped but run by this interpreter."""
    if find_spec("pre_commit") is None:
        pytest.skip("needs pre-commit (in the extra `dev`), which is not installed")
    folder = tmp_path / "repository"
    (folder / "prisma").mkdir(parents=True)
    local = {**hook(), "language": "system", "entry": hook()["entry"].replace("schemacheck", COMMAND, 1)}
    config = {"repos": [{"repo": "local", "hooks": [local]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (folder / "expected_schema.yaml").write_bytes(SPEC.read_bytes())
    (folder / FILE).write_text(seed_prisma(), encoding="utf-8")
    for command in (("git", "init", "-q"), (sys.executable, "-m", "pre_commit", "install"), ("git", "add", ".")):
        done = run(folder, *command)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


def commit(folder: Path) -> subprocess.CompletedProcess[str]:
    return run(folder, "git", "commit", "-a", "-m", "change")


def test_it_stops_the_commit_of_a_schema_that_drifts(repository: Path) -> None:
    first = commit(repository)
    assert first.returncode == 0, first.stderr
    assert "schemacheck prisma" in first.stderr
    assert "Passed" in first.stderr

    text = seed_prisma()
    (repository / FILE).write_text(text.replace('  @@map("go_fast_companies")\n', ""), encoding="utf-8")
    stopped = commit(repository)
    assert stopped.returncode == 1
    assert '@@map("go_fast_companies") is missing' in " ".join(stopped.stderr.split())

    (repository / FILE).write_text(text, encoding="utf-8")
    (repository / "README").write_text("more\n")
    run(repository, "git", "add", ".")
    other = commit(repository)
    assert other.returncode == 0, other.stderr
    assert "Skipped" in other.stderr  # nothing it looks at has changed

    expected = repository / "expected_schema.yaml"
    expected.write_text(expected.read_text(encoding="utf-8").replace("fiveKPace: text?", "fiveKPace: text"))
    assert commit(repository).returncode == 1


def test_it_never_needs_a_database() -> None:
    assert "--url" not in " ".join([hook()["entry"], *hook()["args"]])
    assert hook()["pass_filenames"] is False
