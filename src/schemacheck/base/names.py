"""Names as PostgreSQL has them: exact, case-sensitive, qualified by schema; and positions in a file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Final, NamedTuple

NAME_BYTES: Final = 63
"""PostgreSQL keeps this many bytes of an identifier (NAMEDATALEN - 1) and silently drops the rest."""

_FOLDED = re.compile(r"[a-z_][a-z0-9_]*\Z")


class Position(NamedTuple):
    """A place in a file a person wrote; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


_NO_MARKS: Final[Mapping[str, Position]] = MappingProxyType({})


def no_marks() -> Mapping[str, Position]:
    """Return the one empty mapping of facets to positions, for objects whose facets stand nowhere of their own."""
    return _NO_MARKS


class QName(NamedTuple):
    """The name of an object together with the schema that holds it."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{quoted(self.schema)}.{quoted(self.name)}"

    def within(self, home: str) -> str:
        """The name as a reader at home in schema `home` writes it: qualified only when it lives elsewhere."""
        return quoted(self.name) if self.schema == home else str(self)


def quoted(name: str) -> str:
    """Return the identifier as the server writes it: in double quotes unless it is lower case and plain."""
    return name if _FOLDED.match(name) else '"' + name.replace('"', '""') + '"'


def is_plain(name: str) -> bool:
    """Whether a name can stand without quotes where case is kept, as in the expected schema file."""
    return name.replace("$", "_").isidentifier()


def made_name(table: str, columns: str, suffix: str) -> str:
    """Return the name that PostgreSQL makes of a table, its columns and a suffix (`makeObjectName` in its source).

    The two are shortened in turn until the whole fits; the suffix stays whole.
    """
    first, second = len(table.encode()), len(columns.encode())
    room = NAME_BYTES - len(suffix) - 1 - bool(columns)
    while first + second > room:
        if first > second:
            first -= 1
        else:
            second -= 1
    return "_".join(part for part in (cut(table, first), cut(columns, second), suffix) if part)


def cut(text: str, most: int) -> str:
    """Cut a text to so many bytes at most, never in the middle of a character."""
    raw = text.encode()
    return text if len(raw) <= most else raw[:most].decode(errors="ignore")


def is_pattern(name: str) -> bool:
    """Whether a schema name is a pattern for several schemas."""
    return any(character in name for character in "*?[")


def fitting(names: Iterable[str], patterns: Collection[str]) -> tuple[str, ...]:
    """Return the names that fit one of several patterns, in their order."""
    return tuple(name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns))


def truncated(name: str) -> str:
    """Cut a name to the bytes PostgreSQL keeps."""
    return cut(name, NAME_BYTES)
