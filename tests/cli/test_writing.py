"""All that is written passes what makes it safe; and a disk that is full is told once."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared import ROOT

from .process import COMMAND, environment, write_specs

PACKAGE = ROOT / "src" / "schemacheck"
WRITERS = {
    # Both take a `Safe` document alone, which only `render.disarm` makes: mypy holds that.
    "cli/streams.py": 3,
    "cli/files.py": 3,
    # Where `write_whole` stands, which those who call it are held for.
    "base/writing.py": 1,
    # The stream that looks for secrets, below the former.
    "base/scrub.py": 2,
    # Before anything of the tool can be imported.
    "__main__.py": 1,
    # What is kept in the user's cache, a copy of what git has, and lines of a COPY: no reader is told anything.
    "base/cache.py": 1,
    "sources/git/repository.py": 1,
    "sources/sql/running.py": 1,
    "sources/sql/states.py": 1,
    # A command of Django's, which hands on a document.
    "django/management/commands/schemacheck.py": 1,
    # Fingerprints and moments as JSON, for the next run.
    "app/history.py": 1,
}
"""The files that write to a stream or a file, and in how many places."""


def writes(path: Path) -> Iterator[ast.Call]:
    """The calls of a module that write somewhere."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id in {"print", "write_whole"}:
            yield node
        if isinstance(called, ast.Attribute) and called.attr in {"write_text", "write_bytes", "writelines"}:
            yield node
        # Codecs of the spec's language have a `write` too, which takes no text and writes nowhere.
        if isinstance(called, ast.Attribute) and called.attr == "write" and not {"kinds", "edit"} & {*path.parts}:
            yield node


def test_every_write_passes_one_of_two_functions() -> None:
    found = {path.relative_to(PACKAGE).as_posix(): len(list(writes(path))) for path in PACKAGE.rglob("*.py")}
    assert {name: number for name, number in found.items() if number} == WRITERS


def test_only_one_module_calls_a_document_safe() -> None:
    makers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"\bSafe\(|cast\(\"?Safe", path.read_text(encoding="utf-8"))
    }
    assert makers == {"render/disarm.py"}
    # Who says so without a look: writers of constant texts of ours, and of formats that escape where they write.
    trusted = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"(?<!_)\bas_written\b(?!:)", path.read_text(encoding="utf-8"))
    }
    assert trusted == {
        "render/disarm.py", "render/__init__.py", "cli/snapshot.py", "cli/baseline.py", "cli/schema.py", "cli/sql.py",
        "cli/explain.py", "cli/editing.py",
    }  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "arguments",
    [
        "check --against same.yaml",
        "check --against drifted.yaml",
        "check --against drifted.yaml --format json",
        "check --against drifted.yaml --format github",
        "snapshot same.yaml",
        "lint same.yaml",
        "explain",
        "schema",
        "sql",
        "--help",
        "--version",
        "check --help",
    ],
)
def test_a_full_disk_is_told_once(arguments: str, tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments.split()],
            cwd=write_specs(tmp_path),
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr == "error: Nothing can be written to standard output: No space left on device.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", ["check --against same.yaml --output", "snapshot same.yaml -o"])
def test_a_full_disk_under_a_file(arguments: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, *arguments.split(), "/dev/full"],
        cwd=write_specs(tmp_path),
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr == "error: cannot write /dev/full: No space left on device\n"
