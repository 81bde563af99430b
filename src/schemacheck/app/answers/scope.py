"""What to read of a live side, so that it can be asked about what messages name and the expected schema does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from schemacheck.base.names import NAME_BYTES, QName, is_plain
from schemacheck.messages.reading import Trouble
from schemacheck.model.schema import OPTIONAL_KINDS, Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Table

_OF_TABLES: Final[dict[str, Any]] = {
    "indexes": (),
    "checks": (),
    "exclusions": (),
    "triggers": (),
    "policies": (),
    "partitions": (),
    "row_security": "off",
    "grants": (),
    "owner": "",
}
"""What stands for "it is spoken of" where a table holds it."""
_MOST: Final = 200


def widened(schema: Schema, troubles: Iterable[Trouble], kinds: Iterable[str]) -> Schema:
    """Return a schema that also mentions some kinds and what messages name: it says what to read, no more."""
    asked = {"access" if kind == "schemas" else kind for kind in kinds}
    of_schema: dict[str, Any] = {
        kind: () for kind in OPTIONAL_KINDS if kind in asked and getattr(schema, kind) is UNSTATED
    }
    tables, namespaces = list(schema.tables), list(schema.namespaces)
    for trouble in troubles:
        for each in trouble.names:
            if each.role not in ("table", "target", "from", "sequence"):
                continue
            for text in each.readings:
                qualifier, _, name = text.rpartition(".")
                if qualifier and _is_name(qualifier) and qualifier not in namespaces and each.role != "from":
                    namespaces.append(qualifier)
                if _is_name(name) and len(tables) < len(schema.tables) + _MOST:
                    tables.append(Table(QName(schema.home, name)))
    of_tables = {kind: value for kind, value in _OF_TABLES.items() if kind in asked}
    if of_tables:
        first = tables[0] if tables else Table(QName(schema.home, ""))
        tables[:1] = [replace(first, **of_tables)]
    return replace(schema, namespaces=tuple(namespaces), tables=tuple(tables), **of_schema)


def _is_name(text: str) -> bool:
    return is_plain(text) and len(text.encode()) <= NAME_BYTES
