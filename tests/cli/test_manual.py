"""The manual is what the commands say of themselves today."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.manual import commands, is_updating, man_pages, page
from tests.shared import ROOT

from .process import schemacheck

MAN = ROOT / "docs" / "man"


def test_the_page_of_the_site_is_current() -> None:
    path = ROOT / "docs" / "cli.md"
    if is_updating():
        path.write_text(page(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == page(), "docs/cli.md is not what the commands say; make golden K=manual"


def test_the_man_pages_are_current() -> None:
    made = man_pages()
    if is_updating():
        shutil.rmtree(MAN, ignore_errors=True)
        MAN.mkdir()
        for name, text in made.items():
            (MAN / name).write_text(text, encoding="utf-8")
    there = {each.name: each.read_text(encoding="utf-8") for each in MAN.iterdir()}
    assert there == made, "docs/man is not what the commands say; make golden K=manual"


def test_the_page_says_what_help_prints(tmp_path: Path) -> None:
    printed = schemacheck("lint", "--help", cwd=tmp_path, COLUMNS="200").stdout
    (said,) = [each.split("```")[0] for each in page().split("## schemacheck lint\n\n```text\n")[1:]]
    assert " ".join(said.split()) == " ".join(printed.split())


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
@pytest.mark.parametrize("name", sorted(man_pages()))
def test_man_reads_a_page_without_a_warning(name: str) -> None:
    read = ["groff", "-man", "-Tutf8", "-ww", "-z", str(MAN / name)]
    done = subprocess.run(read, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_option_has_a_help() -> None:
    for words, command, context in commands():
        for parameter in command.get_params(context):
            record = parameter.get_help_record(context)
            assert record is None or record[1], f"{words} {parameter.name}"
