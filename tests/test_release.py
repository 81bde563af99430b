"""A release: its parts fit each other, and two builds of it are the same bytes."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
import tomli

from schemacheck.base import HOME, VERSION
from schemacheck.render.rule_page import uri
from schemacheck.report.rules import RULES

from .shared import ROOT

RELEASE: dict[str, Any] = runpy.run_path(str(ROOT / ".ci" / "release.py"))
PROJECT = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
CHANGELOG = (
    "# Changelog\n\n## Unreleased\n\n## 2.0.0 - 2026-11-28\n\n### Fixed\n\n- It.\n\n## 1.0.0 - 2026-01-01\n\n- All.\n"
)


def test_the_notes_are_those_of_the_newest_version() -> None:
    assert RELEASE["notes"](CHANGELOG, "2.0.0") == "### Fixed\n\n- It."
    for version in ("1.0.0", "3.0.0"):
        with pytest.raises(SystemExit, match=f"newest version with a date is 2.0.0, and the sources are {version}"):
            RELEASE["notes"](CHANGELOG, version)
    with pytest.raises(SystemExit, match="is none"):
        RELEASE["notes"]("# Changelog\n\n## Unreleased\n", "1.0.0")


def test_the_changelog_tells_of_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert RELEASE["notes"](text, VERSION).startswith("### ")
    assert text.index("## Unreleased") < text.index(f"## {VERSION} - ")


def test_what_is_pinned_is_this_version() -> None:
    assert RELEASE["version"]() == VERSION
    before = r"(?:schemacheck/schemacheck[@/]v|rev: v|schemacheck(?:==|:)|VERSION=|version\.\n      default: )"
    pinned = re.compile(before + r"(\d+\.\d+\.\d+)")
    pages = [ROOT / "README.md", ROOT / "Dockerfile", *ROOT.glob("docs/*.md"), *(ROOT / "examples").rglob("*.y*ml")]
    found = {str(page.relative_to(ROOT)): set(pinned.findall(page.read_text(encoding="utf-8"))) for page in pages}
    assert {page: versions for page, versions in found.items() if versions - {VERSION}} == {}
    assert sum(map(bool, found.values())) >= 12


def test_the_bill_of_materials_names_all_that_the_lock_installs() -> None:
    bill = json.loads(RELEASE["bill_of_materials"](LOCK, "2.0.0"))
    named = {f"{each['name']}=={each['version']}" for each in bill["components"]}
    assert named == set(re.findall(r"^[a-z0-9-]+==[^\s;\\]+", LOCK, re.MULTILINE))
    references = [each["bom-ref"] for each in bill["components"]]
    assert len(set(references)) == len(references)
    assert bill["dependencies"] == [{"ref": "pkg:pypi/schemacheck@2.0.0", "dependsOn": references}]


def test_the_project_says_where_it_lives() -> None:
    urls = PROJECT["project"]["urls"]
    assert urls["Homepage"] == urls["Source"] == HOME
    assert all(url.startswith((HOME, "https://schemacheck.github.io/schemacheck")) for url in urls.values())
    for rule in RULES.values():
        place = uri(rule).removeprefix(f"{HOME}/blob/v{VERSION}/")
        assert (ROOT / place).is_file(), place


def test_what_is_offered_to_schemastore_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (entry,) = map(json.loads, re.findall(r"```json\n(.*?)```", text, re.DOTALL))
    assert (ROOT / entry["url"].partition("/main/")[2]).is_file()
    assert "expected_schema.yaml" in entry["fileMatch"]


@pytest.mark.slow
def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    # What is about to be committed, and not the last commit: a change that breaks this is seen before it lands.
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True,
    ).stdout.decode()  # fmt: skip
    (tmp_path / "names").write_text(
        "".join(f"{name}\0" for name in listed.split("\0") if name and (ROOT / name).exists())
    )
    archive = ["tar", "--create", f"--directory={ROOT}", "--null", f"--files-from={tmp_path / 'names'}"]
    sources = subprocess.run(archive, check=True, capture_output=True).stdout
    built = RELEASE["built_twice"](sources, "1790000000")
    assert sorted(built) == [f"schemacheck-{VERSION}-py3-none-any.whl", f"schemacheck-{VERSION}.tar.gz"]
    (tmp_path / "it.whl").write_bytes(built[f"schemacheck-{VERSION}-py3-none-any.whl"])
    with zipfile.ZipFile(tmp_path / "it.whl") as wheel:
        (metadata,) = [name for name in wheel.namelist() if name.endswith("/METADATA")]
        told = wheel.read(metadata).decode()
    assert f"Project-URL: Homepage, {HOME}\n" in told
    # A registry has the page and not what lies beside it.
    assert f"]({HOME}/blob/v{VERSION}/docs/production.md)" in told
    assert [link for link in re.findall(r"\]\(([^)]+)\)", told) if not link.startswith("https://")] == []
