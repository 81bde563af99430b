"""The locked versions: are they whole, how do they differ from what is installed, and how are they renewed.

    python requirements/lock.py check        is every file as it was written?
    python requirements/lock.py differences  tell what is installed in other versions than requirements/dev.txt has
    python requirements/lock.py renew        take the newest versions of today, and tell what changed

pip holds what it fetches against the hashes, but nothing holds the files: a package that is needed on another platform,
or one hash of many, could be gone for long. So `sums.txt` has a sum for each package of each file.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SUMS = FOLDER / "sums.txt"

FILES = {
    "run": (),
    "mysql": ("--extra=mysql",),
    "demo": ("--extra=demo",),
    "build": ("--only-group=build",),
    "dev": ("--extra=dev", "--group=build"),
    "docs": ("--only-group=docs",),
    "lint": ("--only-group=lint",),
    "release": ("--only-group=release", "--only-group=build"),
    "lowest": ("--extra=dev", "--group=build"),
}
"""What each file holds, as uv takes it."""

EXPORT = ("--frozen", "--no-emit-project", "--no-annotate", "--no-header", "--format=requirements.txt")

HEAD = """\
# Written by `make lock`. Install with `pip install --require-hashes -r requirements/{name}.txt`: these versions and no
# others, on every Python and platform.
"""

Blocks = dict[str, str]
"""The text of each package of a file, by name and version, such as "click==8.5.1"; the comment above them by "head"."""


def main(arguments: list[str]) -> None:
    """Do what the command line says."""
    match arguments:
        case ["check"]:
            check()
        case ["differences"]:
            print(*differences(), sep="\n")
        case ["renew"]:
            renew()
        case _:
            sys.exit(__doc__)


def check() -> None:
    """End with a message where a file is not as it was written; names each package that is missing or was changed."""
    known = _read_sums()
    problems = [problem for name in FILES for problem in _problems(name, known)]
    if problems:
        problems.append("The lock is damaged: take these files back from git, or make them anew with `make lock`.")
        sys.exit("\n".join(problems))


def _problems(name: str, known: Mapping[tuple[str, str], str]) -> list[str]:
    file = f"requirements/{name}.txt"
    try:
        blocks = _blocks((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return [f"{file}: {error}"]
    problems = []
    for package, text in blocks.items():
        told = known.get((name, package))
        if told is None:
            problems.append(f"{file}: {package} has no sum in requirements/sums.txt")
        elif told != _sum(text):
            problems.append(f"{file}: {package} is not as it was written: a line or a hash was changed or is missing")
    missing = [package for (where, package) in known if where == name and package not in blocks]
    return problems + [f"{file}: {package} is missing" for package in missing]


def differences() -> list[str]:
    """Tell what is installed in other versions than those of requirements/dev.txt, one line for each package."""
    locked = _versions(_blocks((FOLDER / "dev.txt").read_text(encoding="utf-8")))
    told = []
    for each in distributions():
        package = re.sub(r"[-_.]+", "-", each.metadata["Name"]).lower()
        if package in ("pip", "setuptools", "schemacheck"):
            continue
        if package not in locked:
            told.append(f"{package} (not locked) -> {each.version}")
        elif each.version not in locked[package]:
            told.append(f"{package} {_either(locked[package])} -> {each.version}")
    return sorted(told) or ["everything is as in requirements/dev.txt"]


def renew() -> None:
    """Write all files anew with the newest versions, and tell what changed. Writes nothing if one cannot be made."""
    made = _resolved(names=[name for name in FILES if name != "lowest"], resolution="highest")
    made |= _resolved(names=["lowest"], resolution="lowest-direct")
    changes: dict[str, list[str]] = {}
    sums = ["# What each package of each file comes to; `lock.py check` reads it.\n"]
    for name, text in made.items():
        path = FOLDER / f"{name}.txt"
        before = _blocks(path.read_text(encoding="utf-8")) if path.exists() else {}
        after = _blocks(text)
        for change in _changes(before, after):
            changes.setdefault(change, []).append(name)
        sums += [f"{name} {package} {_sum(block)}\n" for package, block in after.items()]
        path.write_text(text, encoding="utf-8")
    SUMS.write_text("".join(sums), encoding="utf-8")
    told = [f"{change}  ({', '.join(names)})" for change, names in sorted(changes.items())]
    print(*told or ["nothing changed"], sep="\n")


def _changes(before: Blocks, after: Blocks) -> list[str]:
    told = []
    old, new = _versions(before), _versions(after)
    for package in sorted(old.keys() | new.keys()):
        if package not in new:
            told.append(f"{package} {_either(old[package])} removed")
        elif package not in old:
            told.append(f"{package} {_either(new[package])} added")
        elif old[package] != new[package]:
            told.append(f"{package} {_either(old[package])} -> {_either(new[package])}")
        elif any(before[f"{package}=={version}"] != after[f"{package}=={version}"] for version in new[package]):
            told.append(f"{package} {_either(new[package])}: other hashes or markers")
    return told


def _resolved(names: Iterable[str], resolution: str) -> dict[str, str]:
    """Give the texts of files. All come from one resolution: what is in several has the same version in them."""
    made = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        # The version and the text about the package are read from the sources, which are not there and do not matter.
        project = (FOLDER.parent / "pyproject.toml").read_text(encoding="utf-8")
        stated = re.sub(r"^dynamic = .*$", 'version = "0"', project, count=1, flags=re.MULTILINE)
        (folder / "pyproject.toml").write_text(stated, encoding="utf-8")
        _uv(folder, "lock", f"--resolution={resolution}")
        for name in names:
            _uv(folder, "export", *EXPORT, *FILES[name], f"--output-file={name}.txt")
            made[name] = HEAD.format(name=name) + (folder / f"{name}.txt").read_text(encoding="utf-8")
    return made


def _uv(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "uv", *arguments, "--quiet", f"--python={sys.executable}"]
    done = subprocess.run(command, cwd=folder, env=_registry() | os.environ, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit("uv cannot make the lock; nothing was written.")


@cache
def _registry() -> dict[str, str]:
    """Say in uv's variables where pip is set up to look: uv has settings of its own and does not read pip's."""
    done = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    # pip lists what comes from its variables first, and that goes before what comes from its files.
    stated = reversed(re.findall(r"^(?::env:|global)\.([a-z-]+)=('.*')$", done.stdout, re.MULTILINE))
    pip = {key: str(ast.literal_eval(value)) for key, value in stated}
    return {uv: pip[key] for key, uv in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")) if key in pip}


def _blocks(text: str) -> Blocks:
    """Take a file apart: a package's block begins with the line that names it."""
    blocks: Blocks = {}
    package = "head"
    for line in text.splitlines(keepends=True):
        named = re.match(r"([a-z0-9-]+==[^\s;\\]+)", line)
        if named:
            package = named[1]
        blocks[package] = blocks.get(package, "") + line
    return blocks


def _versions(blocks: Blocks) -> dict[str, list[str]]:
    """Give the versions of each package: there are several where the newest does not run on every Python."""
    versions: dict[str, list[str]] = {}
    for block in blocks:
        package, _, version = block.partition("==")
        if version:
            versions.setdefault(package, []).append(version)
    return versions


def _either(versions: Iterable[str]) -> str:
    return " or ".join(versions)


def _read_sums() -> dict[tuple[str, str], str]:
    try:
        lines = SUMS.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        sys.exit(f"requirements/sums.txt: {error}")
    words = [line.split() for line in lines if not line.startswith("#")]
    return {(each[0], each[1]): each[2] for each in words if len(each) == 3}


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


if __name__ == "__main__":
    main(sys.argv[1:])
