"""What is imported is declared: nothing of ours is there only because another package happens to bring it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import pytest
import tomli
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shared import ROOT

PROJECT = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUN: list[str] = PROJECT["dependencies"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
EVERYTHING = [*RUN, *(each for extra in EXTRAS.values() for each in extra)]

BROUGHT = {
    "src/schemacheck/pytest_plugin.py": {"pytest"},  # it is pytest that imports it
    **{
        f"src/schemacheck/django/{name}.py": {"django"}
        for name in ("__init__", "apps", "management/commands/schemacheck")
    },
    "src/schemacheck/base/record.py": {"typing_extensions"},  # for type checkers alone, which bring it
    "src/schemacheck/sources/sqlalchemy/failures.py": {"cryptography"},  # looked for, to say that it is missing
    "tests/sqlalchemy/test_modules.py": {"shop"},  # the test writes it
}
"""What is there whenever a file is read."""

OURS = {"schemacheck", "tests", "benchmarks"}


@cache
def bringers() -> dict[str, set[str]]:
    """Which distributions bring a top-level module. (What Python 3.10 has for this knows only a part of them.)"""
    found: dict[str, set[str]] = {}
    for each in distributions():
        for path in each.files or ():
            found.setdefault(path.parts[0].partition(".")[0], set()).add(canonicalize_name(each.metadata["Name"]))
    return found


def imports(source: bytes) -> Iterator[str]:
    """The top-level modules that a source imports or looks for, by statement or by name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]
        elif isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if called in ("__import__", "import_module", "find_spec"):
                named = node.args[0]
                if isinstance(named, ast.Constant) and isinstance(named.value, str):
                    yield named.value.partition(".")[0]


def undeclared(source: bytes, requirements: list[str]) -> list[str]:
    declared = {canonicalize_name(Requirement(each).name) for each in requirements}
    return [
        module
        for module in sorted(set(imports(source)) - sys.stdlib_module_names - OURS)
        if module and not declared & bringers().get(module, set())
    ]


def undeclared_in(path: Path, requirements: list[str]) -> list[str]:
    name = path.relative_to(ROOT).as_posix()
    return [
        f"{name} imports {module}"
        for module in undeclared(path.read_bytes(), requirements)
        if module not in BROUGHT.get(name, ())
    ]


def test_the_package_imports_what_it_declares() -> None:
    found: list[str] = []
    for path in (ROOT / "src").rglob("*.py"):
        found += undeclared_in(path, RUN + (EXTRAS["scratch"] if "scratch" in path.parts else []))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("folder", ["tests", "benchmarks", "requirements"])
def test_what_is_around_the_package_imports_what_is_declared(folder: str) -> None:
    found = [line for path in (ROOT / folder).rglob("*.py") for line in undeclared_in(path, EVERYTHING)]
    assert not found, "\n".join(found)


def test_an_import_that_is_not_declared_is_found() -> None:
    source = b"""
import os, yaml
from pluggy import x
from . import pygments
def late():
    import attr.validators
    __import__("mdurl.x")
    importlib.import_module("nowhere")
"""
    assert undeclared(source, RUN) == ["attr", "mdurl", "nowhere", "pluggy"]
