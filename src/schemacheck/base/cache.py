"""The folder in which a user's runs keep what takes long to make: for that user alone, and never missed."""

from __future__ import annotations

import contextlib
import os
import stat
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from schemacheck.base.writing import write_whole

VARIABLE: Final = "SCHEMACHECK_CACHE_DIR"
_MOST: Final = 64
"""How many entries of one kind are kept: the newest."""


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """Say where things are kept; None where nobody says, or somebody else could write there.

    First of: SCHEMACHECK_CACHE_DIR, `schemacheck` in XDG_CACHE_HOME, `.cache/schemacheck` in HOME.
    """
    stated, base, home = (environ.get(name, "") for name in (VARIABLE, "XDG_CACHE_HOME", "HOME"))
    if stated:
        folder = Path(stated)
    elif base.startswith("/"):
        folder = Path(base) / "schemacheck"
    elif home.startswith("/"):
        folder = Path(home) / ".cache" / "schemacheck"
    else:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.stat()
    except OSError:
        return None
    is_ours = state.st_uid == os.geteuid() and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return folder.absolute() if is_ours else None


def kept(folder: Path, name: str) -> str | None:
    """Return a text that was kept under a name; None where there is none, or it is damaged."""
    path = folder / name
    try:
        text = zlib.decompress(path.read_bytes()).decode()
    except (OSError, zlib.error, UnicodeDecodeError):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return text


def keep(folder: Path, name: str, text: str) -> None:
    """Keep a text, whole or not at all, and let go of what nobody has asked for in a long time."""
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(folder / name, zlib.compress(text.encode(), 1))
        for old in sorted(folder.glob("[!.]*"), key=lambda path: path.stat().st_mtime, reverse=True)[_MOST:]:
            old.unlink()
