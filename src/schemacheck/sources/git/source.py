"""`git:REV:PATH`: any source that is a file or a folder, as it was at a revision."""

from __future__ import annotations

import re
import tempfile
import weakref
from pathlib import Path

from schemacheck.base.errors import SchemacheckError, UsageError
from schemacheck.sources.git.repository import Repository
from schemacheck.sources.opening import SOURCES, Unavailable
from schemacheck.sources.source import ConnectionOptions, Source

_PREFIX = "git:"
_REVISION = re.compile(r"(?:[^:{]|\{[^}]*\})+")
"""A revision ends at the first colon that is not in braces: `HEAD^{/fix: typo}` is one."""


def open_revision(text: str, connection: ConnectionOptions) -> Source:
    """Open what stood at a path: whatever would open it today opens it as it was then.

    A mistake is told when the source is asked something, as with every other.
    """
    try:
        return _opened(text, connection)
    except SchemacheckError as error:
        return Unavailable(error, connection)


def _opened(text: str, connection: ConnectionOptions) -> Source:
    revision, path = _parts(text)
    kind = next((each for offer in SOURCES if offer.files for each in offer.prefixes if path.startswith(each)), "")
    bare = path.removeprefix(kind)
    tree = tempfile.TemporaryDirectory(prefix="schemacheck-git-")
    try:
        file = Repository(connection).copy(revision, bare, Path(tree.name))
        offer = next(each for each in SOURCES if each.claims(kind + str(file)))
        if not offer.files:
            raise UsageError(f"{path} is no file of a revision", "git:REV:PATH reads files and folders that git keeps")
        source = offer.open(text, connection, file)
    except BaseException:
        tree.cleanup()
        raise
    # It reads the files when it is asked to; they go with it, or with the process.
    weakref.finalize(source, tree.cleanup)
    return source


def _parts(text: str) -> tuple[str, str]:
    rest = text[len(_PREFIX) :]
    revision = _REVISION.match(rest)
    path = rest[revision.end() + 1 :] if revision else ""
    if revision is None or not path or revision[0].startswith("-"):
        raise UsageError(
            f"{text} names no file of a revision",
            "write git:REV:PATH, such as git:origin/production:expected_schema.yaml",
        )
    return revision[0], path
