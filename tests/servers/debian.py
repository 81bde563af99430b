"""Programs out of the distribution's packages, on Debian and its kin: fetched, unpacked into the cache, not installed.

An installed server would start as a service; an unpacked one is a folder, which goes with the cache. The libraries that
a package needs and the machine lacks are unpacked into the same folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .locks import locked
from .places import server_cache
from .server import Unavailable

APT_SECONDS = 180
_MISSING_LIBRARY = re.compile(r"^Inst (lib\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Where packages lie unpacked."""

    root: Path

    @property
    def libraries(self) -> str:
        """What LD_LIBRARY_PATH must be for the programs to find the libraries that lie beside them."""
        return os.pathsep.join(sorted({str(library.parent) for library in self.root.rglob("*.so*")}))


def installed(name: str) -> Path | None:
    """Give a program that the machine has, one for daemons too."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
    found = shutil.which(name, path=path)
    return Path(found) if found else None


def unpacked(*packages: str) -> Unpacked:
    """Give packages unpacked, fetched when they are not there yet. Raises Unavailable."""
    found = _unpacked(packages)
    if isinstance(found, Unavailable):
        raise found
    return found


@cache
def _unpacked(packages: tuple[str, ...]) -> Unpacked | Unavailable:
    """The reason is kept too, so that a download that fails is not tried again by every test of a process."""
    home = server_cache() / packages[0]
    # One lock for all packages: apt has one of its own for its lists, and does not wait for it.
    with locked(server_cache() / "debian.lock"):
        if not home.exists():
            try:
                with tempfile.TemporaryDirectory(dir=server_cache(), prefix="fetch-") as folder:
                    _fetch(packages, Path(folder)).rename(home)
            except Unavailable as reason:
                return reason
    return Unpacked(home)


def _fetch(packages: Sequence[str], folder: Path) -> Path:
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise Unavailable(f"{packages[0]} is not installed, and this is no Debian to fetch it from")
    try:
        archives = _download(packages, folder)
    except Unavailable:
        # A fresh container knows of no package yet, an old one of packages that are gone; only root can change that.
        if os.geteuid() != 0:
            raise
        _output(["apt-get", "update", "-q"], folder)
        archives = _download(packages, folder)
    root = folder / "root"
    root.mkdir(mode=0o755)
    for archive in archives:
        _output(["dpkg-deb", "-x", str(archive), str(root)], folder)
    return root


def _download(packages: Sequence[str], folder: Path) -> list[Path]:
    """Download packages and the libraries they need that the machine has not; apt says which."""
    told = _output(["apt-get", "install", "--simulate", "--no-install-recommends", *packages], folder)
    names = sorted({*packages, *_MISSING_LIBRARY.findall(told)})
    _output(["apt-get", "download", "-q", *names], folder)
    return sorted(folder.glob("*.deb"))


def _output(command: Sequence[str], folder: Path) -> str:
    try:
        done = subprocess.run(
            command,
            check=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=APT_SECONDS,
            env={**os.environ, "LC_ALL": "C"},
        )
    except subprocess.CalledProcessError as error:
        said = " ".join(str(error.stderr).split())
        raise Unavailable(f"{' '.join(command)} failed: {said[:300]}") from None
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{' '.join(command)} took longer than {APT_SECONDS} s") from None
    return done.stdout
