"""What the README says is so: its commands, its hooks, its exit codes, the files it names, the schema it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from schemacheck.base.errors import ExitCode
from schemacheck.cli.app import application
from schemacheck.sources.spec import read_spec

from .conftest import MakeDatabase
from .manual import is_updating
from .screens import SHOWN, drifted_screen
from .shared import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
AT_THE_TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "CODE_OF_CONDUCT.md")
PAGES = sorted([*(ROOT / name for name in AT_THE_TOP), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/deploy/*.md")])


def _table(heading: str) -> list[str]:
    """The first cells of the table under a heading."""
    section = README.split(f"## {heading}\n", 1)[1].split("\n#", 1)[0]
    return re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)


def test_every_command_is_in_the_readme() -> None:
    told = {name for cell in _table("Commands") for name in re.findall(r"`(\w+)", cell)}
    assert told == set(getattr(get_command(application()), "commands", {}))


def test_every_hook_is_in_the_readme() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {cell.strip("`") for cell in _table("As a pre-commit hook")} == {hook["id"] for hook in hooks}


def test_every_exit_code_is_in_the_readme() -> None:
    assert {int(code) for code in re.findall(r"^\| (\d) \|", README, re.MULTILINE)} == set(ExitCode)


def test_the_schema_it_shows_is_one() -> None:
    (text,) = re.findall(r"```yaml\n(version: 1\n.*?)```", README, re.DOTALL)
    spec = read_spec(text, "README.md")
    assert [table.name.name for table in spec.schema.tables] == ["Athlete", "go_fast_companies"]


@pytest.mark.parametrize("page", ["README.md", "docs/index.md"])
def test_the_screen_it_shows_is_what_the_tool_prints(
    page: str, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    printed = drifted_screen(make_database)
    path = ROOT / page
    if is_updating():
        path.write_text(SHOWN.sub(lambda _: printed, path.read_text(encoding="utf-8")), encoding="utf-8")
    assert SHOWN.findall(path.read_text(encoding="utf-8")) == [printed], f"{page}: make golden K=readme"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
