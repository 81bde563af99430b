"""Where the expected schema is at home: as the file says, or else as the connection does, never silently elsewhere."""

from __future__ import annotations

from dataclasses import replace

from schemacheck.app.rebase import rebase
from schemacheck.base.errors import UsageError
from schemacheck.base.names import is_pattern
from schemacheck.sources.source import Side, Source


def at_home(wanted: Side, live: Source, stated: str | None = None) -> Side:
    """Move an expected side that leaves its default schema open to the one that the connection names.

    Args:
        wanted: the expected side.
        live: what it is compared with; a URL of PostgreSQL's may say `?schema=`.
        stated: the default schema that a target has in the expected schema.

    Raises:
        UsageError: one schema is named here and another there, so that it is unknown which one is meant.
    """
    schema = wanted.schema
    named = live.stated_home
    if stated is None and schema.home in schema.namespace_marks:
        stated = schema.home
    if named is None or is_pattern(schema.home):
        to = stated or schema.home
    elif stated is not None and stated != named:
        raise UsageError(
            f"The expected schema is about schema {stated}, and the connection names schema {named}.",
            "Leave one of them out: `schema:` in the expected schema, or `schema=` in the URL.",
        )
    elif named in schema.namespaces and schema.home in schema.namespaces and named != schema.home:
        raise UsageError(
            f"The connection names schema {named} as the default one, and the expected schema has it under `schemas:`.",
            f"Leave `schema={named}` out of the URL, or put that schema's tables at the top of the file.",
        )
    else:
        to = named
    if to == schema.home or schema.home not in schema.namespaces:
        return wanted
    return _moved(wanted, schema.home, to)


def _moved(side: Side, home: str, to: str) -> Side:
    previous = side.previous and _moved(side.previous, home, to)
    schema = rebase(side.schema, to) if side.schema.home == home else side.schema
    return replace(side, schema=schema, previous=previous)
