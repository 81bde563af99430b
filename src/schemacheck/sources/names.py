"""What a source named on the command line is, told from its spelling; only a folder is looked for on the disk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://)?\S")
_KEYWORDS = re.compile(r"\s*[a-z_]+\s*=\s*\S")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A source as the user named it."""

    kind: Literal["url", "file", "prisma"]
    text: str


def refer(text: str) -> SourceRef:
    """Tell a connection string (a URL, or libpq's key=value form) from a file's path, and what the file is.

    A folder is a schema.prisma in several files.
    """
    if text.endswith(".prisma") or Path(text).is_dir():
        return SourceRef("prisma", text)
    if (_URL.match(text) and not _DRIVE.match(text)) or (
        _KEYWORDS.match(text) and not text.endswith((".yaml", ".yml"))
    ):
        return SourceRef("url", text)
    return SourceRef("file", text)
