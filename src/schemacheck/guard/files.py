"""Finding and reading migrations and scripts: the only part of the guard that touches files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path, PurePath
from typing import Final

from schemacheck.base.errors import UncheckedError, UsageError
from schemacheck.base.reading import read_bytes
from schemacheck.guard import is_migration
from schemacheck.guard.scripts.names import HIDDEN_FOLDERS, is_script
from schemacheck.sql.text import SourceText

_NEVER: Final = frozenset({"node_modules", "vendor", "dist", "build", "target", "venv", "__pycache__", "site-packages"})
_NUMBER = re.compile(r"(\d+)")
_DATE = re.compile(r"\A[Vv]?(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})")
_ISO_DATE = re.compile(r"\A\d{4}-\d{2}-\d{2}\Z")


def read(paths: Iterable[Path]) -> list[SourceText]:
    """Read files, in the order in which migrations run.

    Raises:
        UsageError: one of them is not there or cannot be read.
    """
    found = []
    for path in sorted(paths, key=lambda each: in_order(str(each))):
        try:
            found.append(SourceText(path.as_posix(), read_bytes(path)))
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    return found


def expand(stated: Sequence[str]) -> list[Path]:
    """Return the files that are named, and the migrations in folders that are named.

    Raises:
        UsageError: something named is not there.
        UncheckedError: a folder holds nothing to look at.
    """
    found: list[Path] = []
    for each in stated:
        path = Path(each)
        if path.is_dir():
            inside = [file for file in path.rglob("*") if is_migration(file.name) and file.is_file()]
            if not inside:
                raise UncheckedError(
                    f"There is no migration in the folder {each}: there is nothing to look at.",
                    "Name the folder that holds them, or single files.",
                )
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise UsageError(f"there is no file {each}")
    return list(dict.fromkeys(found))


def matching(folder: Path, patterns: Sequence[str]) -> list[Path]:
    """Return the files under a folder that match a pattern, as seen from where we are.

    Raises:
        UsageError: a pattern is no relative one.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        if PurePath(pattern).is_absolute() or not pattern.strip():
            raise UsageError(f"guard: the path {pattern!r} is not relative to the expected schema")
        found.update(dict.fromkeys(path for path in folder.glob(pattern) if path.is_file()))
    return list(found)


def scripts(folder: Path) -> list[Path]:
    """Return the scripts under a folder: package.json, shell, Makefiles, Dockerfiles, CI."""
    return list(_scripts(folder))


def _scripts(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(
            each for each in folders if each not in _NEVER and (not each.startswith(".") or each in HIDDEN_FOLDERS)
        )
        for name in sorted(names):
            path = Path(here) / name
            if is_script(path.relative_to(folder)) and path.is_file():
                yield path


def migration_name(path: str) -> str:
    """Return what a migration is called: its folder's name where its file is `migration.sql`, else the file's."""
    parts = PurePath(path)
    return parts.parent.name if parts.stem in ("migration", "up", "down") and parts.parent.name else parts.stem


def in_order(name: str) -> list[tuple[bool, int, str]]:
    """Return a key that sorts names as they run: V2 before V10."""
    return [(each.isdigit(), int(each) if each.isdigit() else 0, each) for each in _NUMBER.split(name) if each]


def is_history(path: str, since: str) -> bool:
    """Whether a migration is older than a day (YYYY-MM-DD) or than the migration of a name."""
    name = migration_name(path)
    if not _ISO_DATE.match(since):
        return in_order(name) < in_order(since)
    match = _DATE.match(name)
    try:
        return match is not None and date(*map(int, match.groups())) < date.fromisoformat(since)
    except ValueError:
        return False
