"""The data folder a server begins with: made by initdb, and kept, since that takes longer than all that follows."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from schemacheck.base.errors import UncheckedError
from schemacheck.scratch.programs import Account

_SECONDS: Final = 120
_OPTIONS: Final = (
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
    "--no-instructions",
    "--wal-segsize=1",  # the first segment is written whole
)


def copy_data(source: Path, target: Path) -> bool:
    """Copy a data folder, whole or not at all."""
    place = target.with_name(f".{target.name}")
    shutil.rmtree(place, ignore_errors=True)
    if not _copied(source, place):
        shutil.rmtree(place, ignore_errors=True)
        return False
    shutil.rmtree(target, ignore_errors=True)
    place.rename(target)
    return True


def make_data(programs: Path, data: Path, account: Account, superuser: str, templates: Path | None) -> Path:
    """Make a data folder: a copy of the one that is kept, if any is.

    Raises:
        UncheckedError: initdb failed.
    """
    kept = None if templates is None else templates / f"data-{_identity(programs, superuser)}"
    if kept is not None and kept.is_dir() and _copied(kept, data):
        account.take(data)
        return data
    shutil.rmtree(data, ignore_errors=True)
    process = account.run([str(programs / "initdb"), "-D", str(data), "-U", superuser, *_OPTIONS])
    said = process.communicate(timeout=_SECONDS)[0]
    if process.returncode:
        lines = "\n".join(said.decode(errors="replace").strip().splitlines()[-5:])
        raise UncheckedError(f"The throw-away server could not be made: initdb said\n{lines}")
    if kept is not None:
        _keep(data, kept)
    return data


def _identity(programs: Path, superuser: str) -> str:
    """Tell builds of the server apart, and what is asked of initdb."""
    build = (programs / "postgres").stat()
    told = (build.st_size, build.st_mtime_ns, superuser, *_OPTIONS)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _keep(data: Path, kept: Path) -> None:
    """Keep a copy, whole or not at all; where that fails, the next run makes its own."""
    with contextlib.suppress(OSError):
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=f"{kept.name}.", dir=kept.parent))
        if _copied(data, place / "data"):
            (place / "data").rename(kept)
        shutil.rmtree(place, ignore_errors=True)


def _copied(source: Path, target: Path) -> bool:
    """Copy a folder by the system's own program, which takes half as long."""
    command = ["/bin/cp", "-R", str(source), str(target)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env={"PATH": os.defpath}, check=False)
    return done.returncode == 0
