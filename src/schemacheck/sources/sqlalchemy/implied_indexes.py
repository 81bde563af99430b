"""Indexes that InnoDB makes for a foreign key which has none: no one wrote them, so no one expects them."""

from __future__ import annotations

import re

from schemacheck.model.keys import ForeignKey, Index, KeyPart
from schemacheck.model.table import Table


def without_implied(live: tuple[Index, ...], keys: tuple[ForeignKey, ...], expected: Table | None) -> tuple[Index, ...]:
    """Leave out the indexes of foreign keys, but for those that the expected schema lists."""
    listed = expected.indexes if expected is not None else ()
    wanted = [index.columns for index in listed] if isinstance(listed, tuple) else []
    return tuple(index for index in live if index.columns in wanted or not any(_is_implied(index, key) for key in keys))


def _is_implied(index: Index, key: ForeignKey) -> bool:
    """Whether the server made it: over the key's columns, and called after the key or its first column."""
    if index.parts != tuple(KeyPart(column) for column in key.columns) or index.method != "btree":
        return False
    first = re.compile(re.escape(key.columns[0]) + r"(?:_[0-9]+)?\Z", re.IGNORECASE)
    name = str(index.name)
    return name.lower() == str(key.name).lower() or first.match(name) is not None
