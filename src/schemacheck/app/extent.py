"""Which PostgreSQL schemas a run is about: those that `--schema` names, by name or by pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from schemacheck.app.rebase import place_of
from schemacheck.base.errors import UncheckedError
from schemacheck.base.names import fitting, is_pattern
from schemacheck.model.schema import OPTIONAL_KINDS
from schemacheck.model.stated import UNSTATED

if TYPE_CHECKING:
    from schemacheck.model.schema import Schema
    from schemacheck.sources.source import Side


def within(side: Side, schemas: Sequence[str]) -> Side:
    """Keep of a side what is about schemas that are asked for, and what no schema holds; all where none are."""
    if not schemas:
        return side
    previous = within(side.previous, schemas) if side.previous else None
    return replace(side, schema=_within(side.schema, schemas), previous=previous)


def _within(schema: Schema, patterns: Sequence[str]) -> Schema:
    wanted = frozenset(fitting(schema.namespaces, patterns))
    others = tuple(name for name in schema.namespaces if name not in wanted)
    complete = tuple(patterns) if schema.origin.was_made or schema.complete else ()
    if not others:
        return replace(schema, complete=complete)
    kept: dict[str, Any] = {
        kind: tuple(item for item in held if not place_of(item) or place_of(item) in wanted)
        for kind in ("tables", *OPTIONAL_KINDS)
        if (held := getattr(schema, kind)) is not UNSTATED
    }
    return replace(
        schema,
        namespaces=tuple(name for name in schema.namespaces if name in wanted),
        unread=tuple(sorted({*schema.unread, *others})) if schema.origin.was_made else schema.unread,
        complete=complete,
        **kept,
    )


def require_named(schemas: Sequence[str], *sides: Schema) -> None:
    """Refuse a schema that was asked for and is on none of these sides: nothing of it would be compared.

    Raises:
        UncheckedError: there is one.
    """
    there = {name for side in sides for name in side.namespaces}
    for asked in schemas:
        if not fitting(there, (asked,)):
            what = "no schema that fits" if is_pattern(asked) else "no schema"
            on = " or ".join(side.origin.label for side in sides)
            near = ", ".join(sorted(there)) or "none"
            raise UncheckedError(
                f"There is {what} {asked} in {on}.", f"--schema asks for it. Of others there are: {near}."
            )
