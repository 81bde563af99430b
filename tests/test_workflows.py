"""Our own workflows and issue forms: pinned, and with no right too many. `make lint` holds them to their forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from .shared import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(each for each in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if each.name != "config.yml")
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Plain)


class Plain(yaml.SafeLoader):
    """YAML 1.2, as GitHub reads it: `on` is a word."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def _uses(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if re.match(r"\s*(?:- )?uses: ", line) and "uses: ./" not in line:
            yield line.strip().removeprefix("- ")


COPIED = [*(ROOT / "examples").rglob("*.yml"), *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]
"""What others copy from us, where our own action stands at its version."""


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml", *COPIED], ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(path: Path) -> None:
    ours = "uses: schemacheck/schemacheck@v"
    unpinned = [line for line in _uses(path) if not PINNED.match(line)]
    assert [line for line in unpinned if path not in COPIED or not line.startswith(ours)] == []


def test_one_action_has_one_hash() -> None:
    used = {line.partition(" #")[0].split("@")[0]: line for path in WORKFLOWS for line in _uses(path)}
    everywhere = [line for path in [*WORKFLOWS, ROOT / "action.yml", *COPIED] for line in _uses(path)]
    assert {line for line in everywhere if used.get(line.split("@")[0], line) != line} == set()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_no_right_too_many(path: Path) -> None:
    workflow = _read(path)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    assert "pull_request_target" not in workflow["on"]
    for name, job in workflow["jobs"].items():
        assert "uses" in job or "timeout-minutes" in job, name
        for step in job.get("steps", []):
            assert "${{" not in step.get("run", ""), f"{name}: an expression stands in a script"
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False, name


def test_only_what_publishes_may_speak_for_us() -> None:
    release = _read(GITHUB / "workflows" / "release.yml")
    writing = {
        name: {right for right, level in job.get("permissions", {}).items() if level == "write"}
        for name, job in release["jobs"].items()
    }
    assert {name: rights for name, rights in writing.items() if rights} == {
        "attest": {"attestations", "id-token"},
        "publish": {"id-token"},
        "publish-image": {"packages"},
        "announce": {"contents"},
    }
    # None of these runs what the repository holds, nor anything that was installed.
    for name in ("attest", "publish", "publish-image", "announce"):
        assert not any(
            re.search(r"\b(?:make|pip|python|npm)\b", step.get("run", "")) for step in release["jobs"][name]["steps"]
        )
    assert release["jobs"]["publish"]["environment"] == "release"
    assert "secrets." not in (GITHUB / "workflows" / "release.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_asks_for_the_version(path: Path) -> None:
    form = _read(path)
    (version,) = [each for each in form["body"] if each.get("id") == "version"]
    assert version["validations"]["required"] is True
