"""What others' CI runs: the action's own steps in a shell, and the hooks' own commands."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import MakeDatabase
from tests.shared import ROOT

from .process import SPEC, environment, schemacheck, write_specs

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def check_step() -> dict[str, Any]:
    return next(step for step in STEPS if step.get("id") == "check")


def run_action(folder: Path, environ: Mapping[str, str] = {}, **inputs: str) -> tuple[int, str, dict[str, str]]:
    """Run the step that checks as a runner does; gives its code, what it printed and its outputs."""
    temp = folder / "runner"
    (temp / "schemacheck" / "bin").mkdir(parents=True, exist_ok=True)
    program = temp / "schemacheck" / "bin" / "schemacheck"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m schemacheck "$@"\n')
    program.chmod(0o755)
    python = program.with_name("python")
    python.unlink(missing_ok=True)
    python.symlink_to(sys.executable)
    outputs = folder / "outputs"
    outputs.write_text("")
    defaults = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()}
    given = defaults | {name.replace("_", "-"): value for name, value in inputs.items()}
    said = {
        name: given[re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value)[1]]  # type: ignore[index]
        for name, value in check_step()["env"].items()
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", check_step()["run"]],
        cwd=folder,
        env=environment(
            **environ,
            **said,
            RUNNER_TEMP=str(temp),
            GITHUB_RUN_ID="7",
            GITHUB_OUTPUT=str(outputs),
            GITHUB_STEP_SUMMARY=str(folder / "summary.md"),
        ),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, dict(line.split("=", 1) for line in outputs.read_text().splitlines())


def test_the_action_without_a_database_is_unchecked_and_says_so(tmp_path: Path) -> None:
    code, out, outputs = run_action(write_specs(tmp_path))
    assert code == 3
    assert out.startswith("::error title=schemacheck::")
    assert (outputs["outcome"], outputs["findings"], outputs["sarif"]) == ("unchecked", "", "")
    assert json.loads(Path(outputs["report"]).read_text())["outcome"] == "error"


TABLE = 'CREATE TABLE "Athlete" (id text PRIMARY KEY, email text, "companyId" text NOT NULL);'
FURTHER = 'CREATE TABLE hotfix_backup (a text); ALTER TABLE "Athlete" ADD shoe text, ALTER email SET NOT NULL;'


def test_the_action_passes_on_a_database_in_sync(make_database: MakeDatabase, tmp_path: Path) -> None:
    environ = {"DATABASE_URL": make_database(TABLE)}
    code, out, outputs = run_action(write_specs(tmp_path), environ)
    assert (code, outputs["outcome"], outputs["findings"], outputs["sarif"]) == (0, "in sync", "0", "")
    assert "::error" not in out
    assert "## schemacheck: in sync" in (tmp_path / "summary.md").read_text()


def test_the_action_annotates_drift_counts_it_and_writes_sarif(make_database: MakeDatabase, tmp_path: Path) -> None:
    environ = {"PRODUCTION_URL": make_database(TABLE + FURTHER)}
    code, out, outputs = run_action(write_specs(tmp_path), environ, url_env="PRODUCTION_URL", sarif="true")
    assert (code, outputs["outcome"], outputs["findings"]) == (1, "drift", "3")
    annotations = [line for line in out.splitlines() if re.match("::(error|warning|notice) ", line)]
    assert len(annotations) == 3
    assert json.loads(Path(outputs["report"]).read_text())["outcome"] == "drift"
    assert json.loads(Path(outputs["sarif"]).read_text())["version"] == "2.1.0"
    assert (tmp_path / "summary.md").read_text().startswith("## schemacheck: drift\n")


def test_the_action_takes_a_baseline_and_targets(make_database: MakeDatabase, tmp_path: Path) -> None:
    folder = write_specs(tmp_path)
    environ = {"A": make_database(TABLE), "B": make_database(TABLE + FURTHER)}
    code, _, outputs = run_action(folder, environ, targets="one=A two=B")
    assert (code, outputs["outcome"], outputs["findings"]) == (1, "drift", "3")
    written = schemacheck("baseline", "write", "--target", "two=B", "-o", "known.yaml", cwd=folder, **environ)
    assert written.returncode == 0, written.stderr
    code, _, outputs = run_action(folder, environ, targets="one=A two=B", baseline="known.yaml")
    assert (code, outputs["outcome"], outputs["findings"]) == (0, "in sync", "0")


def test_the_action_proposes_the_file_that_follows(make_database: MakeDatabase, tmp_path: Path) -> None:
    folder = write_specs(tmp_path)
    path = folder / "expected_schema.yaml"
    path.write_text(SPEC.replace("    protected: shared by every project\n", ""), encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    environ = {"DATABASE_URL": make_database(TABLE + FURTHER)}
    code, _, outputs = run_action(folder, environ, propose="true")
    assert (code, path.read_text(encoding="utf-8")) == (1, before)
    assert Path(outputs["patch"]).read_text(encoding="utf-8").startswith("--- a/expected_schema.yaml\n")
    followed = schemacheck("check", outputs["proposal"], cwd=folder, **environ)
    assert followed.returncode == 0, followed.stdout
    path.write_text(SPEC, encoding="utf-8")
    code, _, outputs = run_action(folder, environ, propose="true")
    assert (code, outputs["proposal"], outputs["patch"]) == (1, "", "")


def test_the_action_uploads_sarif_though_the_check_is_red() -> None:
    upload = STEPS[-1]
    assert upload["uses"].startswith("github/codeql-action/upload-sarif@")
    assert "!cancelled()" in upload["if"]
    assert upload["with"]["sarif_file"] == "${{ steps.check.outputs.sarif }}"
    declared = {each["value"] for each in ACTION["outputs"].values()}
    assert declared == {f"${{{{ steps.check.outputs.{name} }}}}" for name in ACTION["outputs"]}


def test_the_action_annotates_mistakes(tmp_path: Path) -> None:
    code, out, outputs = run_action(write_specs(tmp_path), expected="broken.yaml")
    assert code == 2
    assert out.startswith("::error file=broken.yaml,line=8,")
    assert outputs["outcome"] == "error"


def test_the_action_writes_a_summary_where_nothing_could_be_checked(tmp_path: Path) -> None:
    for expected, code in (("broken.yaml", 2), ("same.yaml", 3)):
        (tmp_path / "summary.md").unlink(missing_ok=True)
        assert run_action(write_specs(tmp_path), expected=expected)[0] == code
        assert (tmp_path / "summary.md").read_text().startswith("## schemacheck: no result\n")


def test_the_action_takes_further_options(make_database: MakeDatabase, tmp_path: Path) -> None:
    folder, environ = write_specs(tmp_path), {"DATABASE_URL": make_database(TABLE + FURTHER)}
    code, _, outputs = run_action(folder, environ, arguments='--exit-zero --output "json=two words.json"')
    assert (code, outputs["outcome"]) == (0, "drift")
    assert json.loads((folder / "two words.json").read_text())["outcome"] == "drift"
    code, out, outputs = run_action(folder, environ, arguments='--output "open.json')
    assert (code, out) == (2, "::error title=schemacheck::arguments: No closing quotation\n")
    assert outputs == {"outcome": "error"}


@pytest.mark.slow
@pytest.mark.parametrize("given", ['"; touch forged; "', "$(touch forged)", "`touch forged`", "--help", "-q"])
def test_no_input_becomes_part_of_the_script(given: str, tmp_path: Path) -> None:
    for name in ("expected", "url_env", "fail_on", "targets", "baseline", "previous", "history", "sarif", "arguments"):
        code, _, _ = run_action(write_specs(tmp_path), **{name: given})
        assert code in (2, 3)
    assert not (tmp_path / "forged").exists()


def test_no_expression_stands_in_a_script() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")


def test_the_example_uses_inputs_that_the_action_has() -> None:
    example = yaml.safe_load((ROOT / "examples/github/schema-drift.yml").read_text(encoding="utf-8"))
    assert example["permissions"] == {"contents": "read"}
    step = example["jobs"]["check"]["steps"][-1]
    assert set(step["with"]) <= set(ACTION["inputs"])
    assert step["with"]["url-env"] in step["env"]


def test_the_example_that_proposes_uses_what_the_action_has() -> None:
    example = yaml.safe_load((ROOT / "examples/github/accept-drift.yml").read_text(encoding="utf-8"))
    assert example["permissions"] == {"contents": "write", "pull-requests": "write"}
    drift = next(step for step in example["jobs"]["propose"]["steps"] if step.get("id") == "drift")
    assert set(drift["with"]) <= set(ACTION["inputs"])
    assert set(re.findall(r"steps\.drift\.outputs\.(\w+)", str(example))) <= set(ACTION["outputs"])


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_a_command_that_is_there(hook: dict[str, Any], tmp_path: Path) -> None:
    program, *arguments = hook["entry"].split()
    assert program == "schemacheck"
    assert schemacheck(*arguments, "--help", cwd=tmp_path).returncode == 0


def test_the_hook_for_files_takes_expected_schemas_alone() -> None:
    (lint,) = [hook for hook in HOOKS if hook["id"] == "schemacheck-lint"]
    pattern = re.compile(lint["files"])
    assert pattern.search("expected_schema.yaml")
    assert pattern.search("services/api/expected_schema.yml")
    assert not pattern.search("unexpected_schema.yaml")
    assert not pattern.search("expected_schema.yaml.bak")


def test_the_hook_for_databases_never_passes_without_one(tmp_path: Path) -> None:
    (check,) = [hook for hook in HOOKS if hook["id"] == "schemacheck-check"]
    assert check["stages"] == ["pre-push", "manual"]
    assert check["pass_filenames"] is False
    assert schemacheck(*check["entry"].split()[1:], cwd=write_specs(tmp_path)).returncode == 3
