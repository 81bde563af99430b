"""What a source named on the command line is, told from its spelling; only a folder is looked for on the disk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from schemacheck.base.record import record

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://)?\S")
_KEYWORDS = re.compile(r"\s*[a-z_]+\s*=\s*\S")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SCHEME = re.compile(r"\s*[\"']?([A-Za-z][A-Za-z0-9_]*)(?:\+([A-Za-z0-9_]+))?://")
_OF_SQLALCHEMY = frozenset({"sqlite", "mysql", "mariadb", "oracle", "mssql"})
_OF_OTHERS = frozenset({"prisma", "mongodb", "http", "https", "redis", "jdbc", "file"})
_PYTHON = "python:"


@record
class SourceRef:
    """A source as the user named it."""

    kind: Literal["url", "file", "prisma", "sqlalchemy", "python"]
    text: str


def refer(text: str) -> SourceRef:
    """Tell a connection string (a URL, or libpq's key=value form) from a file's path, and what the file is.

    A folder is a schema.prisma in several files.
    """
    if text.startswith(_PYTHON):
        return SourceRef("python", text)
    if is_sqlalchemys(text):
        return SourceRef("sqlalchemy", text)
    if text.endswith(".prisma") or Path(text).is_dir():
        return SourceRef("prisma", text)
    if (_URL.match(text) and not _DRIVE.match(text)) or (
        _KEYWORDS.match(text) and not text.endswith((".yaml", ".yml"))
    ):
        return SourceRef("url", text)
    return SourceRef("file", text)


def is_sqlalchemys(url: str) -> bool:
    """Whether a URL is of a database that is read through SQLAlchemy: one it knows, or one whose driver is named.

    URLs of PostgreSQL have a reader of their own, whatever driver they name.
    """
    scheme = _SCHEME.match(url)
    if scheme is None:
        return False
    name = scheme[1].lower()
    if name in _OF_SQLALCHEMY:
        return True
    return scheme[2] is not None and name not in _OF_OTHERS and not name.startswith(("postg", "pg", "psql"))
