"""What stands in a folder: the names of its files, and their texts once they are asked for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from schemacheck.base.errors import UsageError
from schemacheck.sql.text import SourceText, Text

_NEVER: Final = frozenset({"node_modules", "vendor", "target", "venv", "__pycache__", "site-packages"})
_NUMBER: Final = re.compile(r"(\d+)")


class Folder:
    """A folder that was named, with everything below it."""

    def __init__(self, root: Path) -> None:
        self.root: Final = root
        self.files: Final = tuple(sorted(_files(root)))
        """Their paths, seen from the folder, with slashes."""
        self._texts: dict[str, Text] = {}

    def named(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield the files whose whole path fits a pattern."""
        for file in self.files:
            match = pattern.fullmatch(file)
            if match is not None:
                yield match

    def label(self, file: str) -> str:
        """Call a file as the user would."""
        return (self.root / file).as_posix()

    def text(self, file: str) -> Text:
        """Read a file, once.

        Raises:
            UsageError: it cannot be read.
        """
        if file not in self._texts:
            self._texts[file] = read_text(self.root / file)
        return self._texts[file]

    @property
    def scripts(self) -> list[str]:
        """The SQL files that stand in the folder itself, in the order of their names."""
        return [file for file in self.files if "/" not in file and is_sql(file)]

    def any_like(self, pattern: re.Pattern[bytes]) -> bool:
        """Whether one of the SQL files in the folder itself holds what fits a pattern."""
        return any(pattern.search(self.text(file).data) for file in self.scripts)


def read_text(path: Path) -> Text:
    """Read a file.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return Text(SourceText(path.as_posix(), path.read_bytes()))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None


def is_sql(file: str) -> bool:
    """Whether a file is SQL by its name."""
    return file.lower().endswith((".sql", ".psql", ".pgsql", ".ddl"))


def by_number(name: str) -> list[tuple[bool, int, str]]:
    """Return a key that sorts names with numbers by what the numbers are: 2 before 10."""
    return [(each.isdigit(), int(each) if each.isdigit() else 0, each) for each in _NUMBER.split(name) if each]


def _files(root: Path) -> Iterator[str]:
    for here, folders, names in os.walk(root):
        folders[:] = [each for each in folders if each not in _NEVER and not each.startswith(".")]
        beside = Path(here).relative_to(root)
        yield from ((beside / name).as_posix() for name in names if not name.startswith("."))
