"""The lock in requirements/: it is whole, fits pyproject.toml, and a damaged one fails by name."""

from __future__ import annotations

import hashlib
import os
import random
import re
import runpy
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.shared import ROOT

LOCK = ROOT / "requirements"
PROJECT: dict[str, Any] = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
GROUPS: dict[str, list[str]] = PROJECT["dependency-groups"]
RUN: list[str] = PROJECT["project"]["dependencies"]
DEV = [*RUN, *(each for extra in EXTRAS.values() for each in extra), *GROUPS["build"]]
DECLARED = {
    "run": RUN,
    "mysql": RUN + EXTRAS["mysql"],
    "demo": RUN + EXTRAS["scratch"],
    "build": GROUPS["build"],
    "dev": DEV,
    "docs": GROUPS["docs"],
    "lint": GROUPS["lint"],
    "release": GROUPS["release"] + GROUPS["build"],
    "lowest": DEV,
}

Main = Callable[[list[str]], None]


def lock(folder: Path) -> Main:
    """What the command line of a folder's lock.py does."""
    main: Main = runpy.run_path(str(folder / "lock.py"))["main"]
    return main


def declared(file: str) -> Iterator[Requirement]:
    for each in map(Requirement, DECLARED[file]):
        if each.name != "schemacheck":
            yield each


def locked(file: str) -> dict[str, set[Version]]:
    found: dict[str, set[Version]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^\s;]+)", (LOCK / f"{file}.txt").read_text(), re.MULTILINE):
        found.setdefault(name, set()).add(Version(version))
    return found


def test_every_file_is_told_of_and_whole() -> None:
    assert {path.stem for path in LOCK.glob("*.txt")} == {*DECLARED, "sums"}
    lock(LOCK)(["check"])


@pytest.mark.parametrize("file", DECLARED)
def test_it_fits_what_is_declared(file: str) -> None:
    versions = locked(file)
    unfit = [
        f"requirements/{file}.txt has {each.name} {sorted(map(str, versions.get(canonicalize_name(each.name), ())))}, "
        f"and {each} is declared: make lock"
        for each in declared(file)
        if not (found := versions.get(canonicalize_name(each.name)))
        or not all(each.specifier.contains(version, prereleases=True) for version in found)
    ]
    assert not unfit, "\n".join(unfit)


def test_the_lowest_versions_are_those_declared() -> None:
    versions = locked("lowest")
    for each in declared("lowest"):
        (bound,) = each.specifier
        assert (bound.operator, {Version(bound.version)}) == (">=", versions[canonicalize_name(each.name)]), each


def test_what_is_in_several_files_has_the_same_versions_in_them() -> None:
    seen: dict[str, set[Version]] = {}
    for file in ("dev", "release", "docs", *(set(DECLARED) - {"lowest"})):
        for name, versions in locked(file).items():
            # Not each file needs what each Python has.
            assert versions <= seen.setdefault(name, versions), (file, name)


def test_what_builds_the_package_is_what_pyproject_says() -> None:
    assert set(PROJECT["build-system"]["requires"]) <= set(GROUPS["build"])


@pytest.mark.parametrize("file", DECLARED)
def test_every_package_has_hashes_and_none_an_address(file: str) -> None:
    body = re.sub(r"\A(#.*\n)+", "", (LOCK / f"{file}.txt").read_text())
    one = r"[a-z0-9-]+==[\w.]+( ; [^\n\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n"
    assert re.fullmatch(f"({one})+", body)
    assert "://" not in body


# --- damage -----------------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LOCK, tmp_path / "requirements", ignore=shutil.ignore_patterns("__pycache__")))


def refusal(folder: Path) -> str:
    with pytest.raises(SystemExit) as ended:
        lock(folder)(["check"])
    assert isinstance(ended.value.code, str)
    return ended.value.code


def packages(lines: list[str]) -> list[str]:
    """The package that each line belongs to; of the lines above all packages, the head."""
    found, package = [], "head"
    for line in lines:
        named = re.match(r"[a-z0-9-]+==[^\s;]+", line)
        package = named[0] if named else package
        found.append(package)
    return found


@pytest.mark.parametrize("file", DECLARED)
def test_a_line_that_is_missing_fails_by_name(copy: Path, file: str) -> None:
    path = copy / f"{file}.txt"
    lines = path.read_text().splitlines(keepends=True)
    owners = packages(lines)
    chosen = random.Random(file).sample(range(len(lines)), 10)
    for gone in {*chosen, 0, len(lines) - 1, owners.index(owners[-1])}:
        path.write_text("".join(lines[:gone] + lines[gone + 1 :]))
        assert f"requirements/{file}.txt: {owners[gone]} is" in refusal(copy), lines[gone]
    path.write_text("".join(lines))
    lock(copy)(["check"])


@pytest.mark.parametrize("file", DECLARED)
def test_a_package_that_is_missing_or_changed_fails_by_name(copy: Path, file: str) -> None:
    path = copy / f"{file}.txt"
    text = path.read_text()
    blocks = re.findall(r"^[a-z0-9-]+==[^#]+?(?=^[a-z0-9-]+==|\Z)", text, re.MULTILINE)
    block = random.Random(file).choice(blocks)
    (package,) = set(packages(block.splitlines()))
    changed = f"requirements/{file}.txt: {package} is not as it was written"
    path.write_text(text.replace(block, ""))
    assert f"requirements/{file}.txt: {package} is missing" in refusal(copy)
    path.write_text(text.replace(block, re.sub(r"sha256:.", "sha256:g", block, count=1)))
    assert changed in refusal(copy)
    path.write_text(text.replace(block, block + block))
    assert changed in refusal(copy)
    path.write_text(text.replace(block, block + "other==1.0 \\\n"))
    assert f"requirements/{file}.txt: other==1.0 has no sum" in refusal(copy)


def test_a_file_that_is_gone_or_a_damaged_sum_fails_by_name(copy: Path) -> None:
    (copy / "docs.txt").unlink()
    assert "requirements/docs.txt: " in refusal(copy)
    sums = copy / "sums.txt"
    sums.write_text(re.sub(r"^run sqlalchemy==.*\n", "<<<<<<< ours\n", sums.read_text(), flags=re.MULTILINE))
    assert re.search(r"requirements/run.txt: sqlalchemy==\S+ has no sum in requirements/sums.txt", refusal(copy))
    sums.unlink()
    assert "requirements/sums.txt: " in refusal(copy)


def test_setting_up_from_a_damaged_lock_fails_and_leaves_no_stamp(copy: Path) -> None:
    checkout = copy.parent
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, checkout)
    # There already, so that no environment is made; what is in it is never reached.
    programs = checkout / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (programs.parent / ".versions").write_text("locked\n")
    (programs.parent / ".stamp-dev").touch()
    path = copy / "dev.txt"
    path.write_text(re.sub(r"(^tzdata==.*\n)\s.*\n", r"\1", path.read_text(), flags=re.MULTILINE))
    os.utime(programs.parent / ".stamp-dev", (0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    done = subprocess.run(
        ["make", ".venv/.stamp-dev"], cwd=checkout, env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Setting up .venv for dev with the locked versions" in done.stdout
    assert re.search(r"requirements/dev.txt: tzdata==\S+ is not as it was written", done.stderr)
    assert [path.name for path in programs.parent.glob(".stamp-*")] == []


# --- renewing ---------------------------------------------------------------------------------------------------

TINY = """
[project]
name = "tiny"
dynamic = ["version"]
requires-python = ">=3.10"
dependencies = ["alpha>=1", "beta>=1; sys_platform == 'win32'"]
optional-dependencies = {{ mysql = ["gamma>=1"], demo = [], dev = ["tiny[mysql]"] }}

[dependency-groups]
build = ["delta>=1"]
docs = ["gamma>=1"]
lint = []
release = []

[[tool.uv.index]]
url = "{registry}"
default = true
"""


def publish(registry: Path, name: str, version: str) -> None:
    """Put an empty wheel into a folder that is read as a registry is."""
    info, folder = f"{name}-{version}.dist-info", registry / name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    with (folder / "index.html").open("a") as index:
        index.write(f'<a href="{path.name}#sha256={hashlib.sha256(path.read_bytes()).hexdigest()}">{path.name}</a>\n')


def test_it_is_renewed_and_what_changed_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    registry, folder = tmp_path / "registry", tmp_path / "requirements"
    folder.mkdir()
    shutil.copy(LOCK / "lock.py", folder)
    (tmp_path / "pyproject.toml").write_text(TINY.format(registry=registry.as_uri()))
    for name in ("alpha", "beta", "gamma", "delta"):
        publish(registry, name, "1.0")

    def renewed() -> list[str]:
        lock(folder)(["renew"])
        lock(folder)(["check"])
        return capfd.readouterr().out.splitlines()

    assert renewed() == [
        "alpha 1.0 added  (run, mysql, demo, dev, lowest)",
        "beta 1.0 added  (run, mysql, demo, dev, lowest)",
        "delta 1.0 added  (build, dev, release, lowest)",
        "gamma 1.0 added  (mysql, dev, docs, lowest)",
    ]
    assert re.search(r"beta==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:", (folder / "run.txt").read_text())
    assert all(str(tmp_path) not in path.read_text() for path in folder.glob("*.txt"))
    before = {path.name: path.read_bytes() for path in folder.glob("*.txt")}
    assert renewed() == ["nothing changed"]
    assert {path.name: path.read_bytes() for path in folder.glob("*.txt")} == before

    publish(registry, "alpha", "1.1")
    project = (tmp_path / "pyproject.toml").read_text().replace('docs = ["gamma>=1"]', "docs = []")
    (tmp_path / "pyproject.toml").write_text(project.replace("; sys_platform == 'win32'", ""))
    assert renewed() == [
        "alpha 1.0 -> 1.1  (run, mysql, demo, dev)",
        "beta 1.0: other hashes or markers  (run, mysql, demo, dev, lowest)",
        "gamma 1.0 removed  (docs)",
    ]

    before = {path.name: path.read_bytes() for path in folder.glob("*.txt")}
    (tmp_path / "pyproject.toml").write_text(project.replace("alpha>=1", "alpha>=2"))
    with pytest.raises(SystemExit, match="nothing was written"):
        renewed()
    assert "alpha>=2" in capfd.readouterr().err
    assert {path.name: path.read_bytes() for path in folder.glob("*.txt")} == before


def test_uv_looks_where_pip_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "pip.conf"
    config.write_text("[global]\nindex-url = https://registry.example/simple\ncert = /etc/own.pem\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    for name in [name for name in os.environ if name in ("PIP_INDEX_URL", "PIP_CERT")]:
        monkeypatch.delenv(name)
    registry = runpy.run_path(str(LOCK / "lock.py"))["_registry"]
    assert registry() == {"UV_DEFAULT_INDEX": "https://registry.example/simple", "SSL_CERT_FILE": "/etc/own.pem"}
    registry.cache_clear()
    monkeypatch.setenv("PIP_INDEX_URL", "https://other.example/simple")
    assert registry()["UV_DEFAULT_INDEX"] == "https://other.example/simple"


def test_what_is_installed_otherwise_is_told(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = copy / "dev.txt"
    text = re.sub(r"^pluggy==.*?(?=^[a-z])", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    path.write_text(re.sub(r"^iniconfig==\S+", "iniconfig==0.1", text, flags=re.MULTILINE))
    lock(copy)(["differences"])
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if re.match(r"iniconfig 0\.1 -> \d", line)]
    assert [line for line in told if re.match(r"pluggy \(not locked\) -> \d", line)]
    assert not [line for line in told if line.startswith(("pip ", "schemacheck "))]
