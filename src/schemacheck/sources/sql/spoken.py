"""What scripts speak of: what they made of it is compared, and of the rest the database they were run on says nothing.

A throw-away database has an owner, a locale and versions of its own, which nobody chose. And a script without a GRANT
leaves to others who may do what: production has its grants from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from typing import Any, Final

from schemacheck.base.names import QName
from schemacheck.model.database import Extension
from schemacheck.model.held import Held
from schemacheck.model.schema import Schema, silent_about
from schemacheck.model.stated import UNSTATED

_SAID: Final = {
    "grants": r"\b(?:grant|revoke)\b",
    "owner": r"\bowner\s+to\b|\bauthorization\b",
    "comment": r"\bcomment\s+on\b",
    "default_privileges": r"\balter\s+default\s+privileges\b",
    "publications": r"\bpublication\b",
    "event_triggers": r"\bevent\s+trigger\b",
    "foreign_servers": r"\bcreate\s+server\b",
    "extensions": r"\bextension\b",
}
_PATTERNS: Final = {facet: re.compile(words, re.IGNORECASE) for facet, words in _SAID.items()}
_OF_EVERYTHING: Final = ("grants", "owner", "comment")
_OF_THE_DATABASE: Final = ("default_privileges", "publications", "event_triggers", "foreign_servers", "extensions")


def unspoken(statements: Iterable[str]) -> frozenset[str]:
    """Say which facets and kinds no statement has a word about."""
    missing = dict(_PATTERNS)
    for sql in statements:
        for facet in [facet for facet, pattern in missing.items() if pattern.search(sql)]:
            del missing[facet]
        if not missing:
            break
    return frozenset(missing)


def as_spoken(
    schema: Schema, silent: Collection[str], *, own_roles: Collection[str], absent_extensions: Collection[str]
) -> Schema:
    """Return what was read without what nobody chose.

    Args:
        schema: all that was read.
        silent: the facets and kinds that no statement has a word about.
        own_roles: those that ran the statements: what they own nobody gave them.
        absent_extensions: those that the server does not have, and that were asked for.
    """
    everywhere = [facet for facet in _OF_EVERYTHING if facet in silent]
    kinds: dict[str, Any] = {kind: UNSTATED for kind in _OF_THE_DATABASE if kind in silent}
    if "grants" in silent and "owner" in silent:
        kinds["access"] = UNSTATED
    kinds["database"] = UNSTATED
    if isinstance(schema.extensions, tuple) and "extensions" not in silent:
        kinds["extensions"] = (
            *(replace(each, version=UNSTATED, owner=UNSTATED) for each in schema.extensions),
            *(Extension(QName("", name)) for name in absent_extensions),
        )
    schema = silent_about(replace(schema, **kinds), everywhere)
    objects: dict[str, Any] = {
        each.name: tuple(_without(item, own_roles) for item in items)
        for each in fields(schema)
        if isinstance(items := getattr(schema, each.name), tuple) and items and isinstance(items[0], Held)
    }
    unowned = dict.fromkeys(everywhere, UNSTATED)
    tables = tuple(_without(replace(table, **unowned), own_roles) for table in schema.tables)
    if "comment" in silent:
        tables = tuple(
            replace(table, columns=tuple(replace(column, comment=UNSTATED) for column in table.columns))
            if isinstance(table.columns, tuple)
            else table
            for table in tables
        )
    return replace(schema, tables=tables, **objects)


def _without(item: Any, own_roles: Collection[str]) -> Any:
    """Leave out the owner that is ours, and what was granted to one of ours."""
    changes: dict[str, Any] = {}
    if item.owner in own_roles:
        changes["owner"] = UNSTATED
    if isinstance(item.grants, tuple):
        changes["grants"] = tuple(each for each in item.grants if each.grantee not in own_roles)
    return replace(item, **changes) if changes else item
