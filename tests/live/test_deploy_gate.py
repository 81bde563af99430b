"""The gate in front of a deploy, as the documentation and the examples have it, from end to end."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import MakeDatabase
from tests.repositories import commit, git
from tests.shared import ROOT

from .support import connected

FIRST = "CREATE TABLE runner (id bigint PRIMARY KEY, shoe text);\n"
SECOND = "ALTER TABLE runner ADD email text NOT NULL;\nCREATE TABLE race (id bigint PRIMARY KEY);\n"
BEFORE = """\
version: 1
tables:
  runner:
    columns: {id: bigint, shoe: text?}
    primary_key: [id]
"""
AFTER = """\
version: 1
tables:
  runner:
    columns: {id: bigint, shoe: text?, email: text}
    primary_key: [id]
  race:
    columns: {id: bigint}
    primary_key: [id]
"""
Step = tuple[str, ...]


def of_the_documentation() -> Step:
    block = re.search(r"```bash\n(.*?)```", (ROOT / "docs/deploy.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    return tuple(block[1].splitlines())


def of_github() -> Step:
    workflow: dict[str, Any] = yaml.safe_load((ROOT / "examples/github/deploy-gate.yml").read_text(encoding="utf-8"))
    return tuple(step["run"] for step in workflow["jobs"]["gate"]["steps"] if "run" in step)


def of_gitlab() -> Step:
    job: dict[str, Any] = yaml.safe_load((ROOT / "examples/gitlab/deploy-gate.yml").read_text(encoding="utf-8"))
    return tuple(job["schema-gate"]["script"])


GATES = {"docs": of_the_documentation(), "GitHub": of_github(), "GitLab": of_gitlab()}


class Deploy:
    """A clone in which `origin/production` is what is deployed, and the work tree what is to be deployed."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self._programs = folder / "programs"
        self._programs.mkdir()
        program = self._programs / "schemacheck"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m schemacheck "$@"\n')
        program.chmod(0o755)
        origin = folder / "origin"
        origin.mkdir()
        commit(origin, {"expected_schema.yaml": BEFORE, "migrations/001_first.sql": FIRST})
        git(origin, "branch", "production")
        commit(origin, {"expected_schema.yaml": AFTER, "migrations/002_second.sql": SECOND})
        git(folder, "clone", "-q", str(origin), "clone")
        self.folder = folder / "clone"

    def codes(self, gate: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Run each command, but for the one that installs, and tell how it ended and what it printed."""
        for command in gate:
            if not command.startswith("pip "):
                done = subprocess.run(
                    ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
                    cwd=self.folder,
                    env={
                        "PATH": f"{self._programs}:/usr/local/bin:/usr/bin:/bin",
                        "DATABASE_URL": self.url,
                        "PRODUCTION_DATABASE_URL": self.url,
                        "SCHEMACHECK_CACHE_DIR": str(self.folder.parent / "cache"),
                        "PYTHONPATH": str(ROOT / "src"),
                    },
                    capture_output=True,
                    encoding="utf-8",
                    check=False,
                )
                yield done.returncode, done.stdout + done.stderr

    def ended(self, gate: Sequence[str]) -> list[int]:
        return [code for code, _ in self.codes(gate)]


@pytest.fixture
def deploy(tmp_path: Path, make_database: MakeDatabase) -> Deploy:
    return Deploy(tmp_path, make_database(FIRST))


@pytest.mark.parametrize("gate", GATES)
def test_a_deploy_that_may_go_on(gate: str, deploy: Deploy) -> None:
    (live, first), (migrations, second), (guard, third) = deploy.codes(GATES[gate])
    assert (live, migrations, guard) == (0, 0, 0), first + second + third
    assert "PENDING" in first
    assert "IN SYNC" in second
    assert "PASSED" in third


def test_each_command_stops_what_it_is_there_for(deploy: Deploy) -> None:
    gate = GATES["docs"]
    with connected(deploy.url) as connection:
        connection.execute("ALTER TABLE runner ALTER shoe SET NOT NULL")
    (live, report), *others = deploy.codes(gate)
    assert (live, [code for code, _ in others]) == (1, [0, 0])
    assert report.count("column-not-null") == 1
    assert "DRIFT  1 " in report

    protected = AFTER.replace("  runner:\n", "  runner:\n    protected: ask first\n")
    commit(deploy.folder, {"expected_schema.yaml": protected.replace("email: text}", "email: text?}")})
    assert deploy.ended(gate) == [1, 1, 123]  # xargs has its own code for a command that failed


def test_after_the_deploy_there_is_nothing_left_to_do(deploy: Deploy) -> None:
    with connected(deploy.url) as connection:
        connection.execute(SECOND)
    ((code, report),) = deploy.codes(["schemacheck check"])
    assert (code, "IN SYNC" in report) == (0, True)


def test_the_hook_for_migrations(deploy: Deploy) -> None:
    hooks: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (hook,) = [each for each in hooks if each["id"] == "schemacheck-migrations"]
    command = shlex.join([*shlex.split(hook["entry"]), *hook["args"]])
    assert deploy.ended([command]) == [0]
    (deploy.folder / "migrations" / "002_second.sql").unlink()
    ((code, report),) = deploy.codes([command])
    assert code == 1
    assert "email" in report
    example = yaml.safe_load((ROOT / "examples/pre-commit/.pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {each["id"] for each in example["repos"][0]["hooks"]} <= {each["id"] for each in hooks}
