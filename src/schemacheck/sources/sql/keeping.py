"""What SQL made once is kept under its content: run again, it would make the same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from schemacheck.base import VERSION
from schemacheck.base.cache import keep, kept
from schemacheck.model.schema import Origin, Schema
from schemacheck.sources.sql.frozen import NotFrozenError, frozen, thawed

if TYPE_CHECKING:
    from schemacheck.report.finding import NotChecked

_FORMAT: Final = "1"
_INCLUDES: Final = re.compile(rb"^[ \t]*\\i", re.MULTILINE)


def content_of(path: Path, stdin: bytes | None) -> str | None:
    """Sum up what would be run, without reading it as SQL; None where files include others."""
    digest = hashlib.sha256()
    for name, data in _pieces(path, stdin):
        if _INCLUDES.search(data):
            return None
        digest.update(f"{len(name)} {name} {len(data)} ".encode())
        digest.update(data)
    return digest.hexdigest()


def _pieces(path: Path, stdin: bytes | None) -> list[tuple[str, bytes]]:
    if stdin is not None:
        return [("", stdin)]
    if not path.is_dir():
        return [("", path.read_bytes())]
    from schemacheck.migrations.listing import Folder  # noqa: PLC0415 - most name a file

    return [(file, (path / file).read_bytes()) for file in Folder(path).files]


def key_of(*parts: str) -> str:
    """Name what is kept: under its content, the server's build and our version."""
    return hashlib.sha256("\0".join((_FORMAT, VERSION, *parts)).encode()).hexdigest()[:40]


def from_cache(
    folder: Path | None, key: str, label: str, make: Callable[[], tuple[Schema, tuple[NotChecked, ...]]]
) -> tuple[Schema, tuple[NotChecked, ...]]:
    """Return what is kept under a key, or make it and keep it."""
    if folder is None:
        return make()
    text = kept(folder / "schemas", key)
    if text is not None:
        try:
            schema, gaps = thawed(text, label)
        except (NotFrozenError, ValueError):
            pass
        else:
            if isinstance(schema, Schema):
                return replace(schema, origin=Origin("sql", label)), gaps
    made = make()
    keep(folder / "schemas", key, frozen(made, label))
    return made
