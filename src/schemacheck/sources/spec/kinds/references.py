"""Names as SQL writes them in REFERENCES: `table(column, ...)`, `schema.table(column)`, double quotes for odd names.

Unlike in SQL an unquoted name keeps its case, as every name of the file does.
"""

from __future__ import annotations

import re
from typing import Final

from schemacheck.base.names import QName, is_plain, truncated

_NAME: Final = r'(?:"(?:[^"]|"")+"|[^\s".(),][^".(),]*)'
_TARGET: Final = re.compile(rf"\s*(?:({_NAME})\s*\.\s*)?({_NAME})\s*\((.*)\)\s*\Z", re.DOTALL)
_TABLE: Final = re.compile(rf"\s*(?:({_NAME})\s*\.\s*)?({_NAME})\s*\Z", re.DOTALL)
_ITEM: Final = re.compile(rf"\s*({_NAME})\s*(,|\Z)", re.DOTALL)


class NotATargetError(ValueError):
    """The text does not say which columns of which table."""


def parse_target(text: str, home: str) -> tuple[QName, tuple[str, ...]]:
    """Read `table(a, b)`; a table without a schema lives in `home`.

    Raises:
        NotATargetError: the text is none.
    """
    found = _TARGET.match(text)
    if found is None:
        raise NotATargetError(text)
    schema, table, inside = found.groups()
    return QName(_exact_name(schema) if schema else home, _exact_name(table)), parse_columns(inside)


def parse_name(text: str, home: str) -> QName:
    """Read `name` or `schema.name`; one without a schema lives in `home`.

    Raises:
        NotATargetError: the text is none.
    """
    found = _TABLE.match(text)
    if found is None:
        raise NotATargetError(text)
    schema, name = found.groups()
    return QName(_exact_name(schema) if schema else home, _exact_name(name))


def parse_columns(text: str) -> tuple[str, ...]:
    """Read `a, "odd name", b`.

    Raises:
        NotATargetError: the text is no such list.
    """
    columns: list[str] = []
    at = 0
    while True:
        item = _ITEM.match(text, at)
        if item is None:
            raise NotATargetError(text)
        columns.append(_exact_name(item.group(1)))
        at = item.end()
        if not item.group(2):
            return tuple(columns)


def written_target(target: QName, columns: tuple[str, ...], home: str) -> str:
    """Write what `parse_target` reads."""
    return f"{written_table(target, home)}({', '.join(map(written_name, columns))})"


def written_table(name: QName, home: str) -> str:
    """Write what `parse_name` reads."""
    schema = "" if name.schema == home else written_name(name.schema) + "."
    return schema + written_name(name.name)


def written_name(name: str) -> str:
    """Write a name, in quotes where it is odd."""
    return name if is_plain(name) else '"' + name.replace('"', '""') + '"'


def _exact_name(written: str) -> str:
    name = written[1:-1].replace('""', '"') if written.startswith('"') else written.rstrip()
    return truncated(name)
