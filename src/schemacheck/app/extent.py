"""What a run is about: the PostgreSQL schemas that `--schema` names, and the kinds of `--with` and `--without`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from schemacheck.app.rebase import place_of
from schemacheck.base.errors import UncheckedError, UsageError
from schemacheck.base.names import fitting, is_pattern
from schemacheck.base.near import did_you_mean
from schemacheck.model.schema import OPTIONAL_KINDS
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.opening import optional_kinds, with_kinds

if TYPE_CHECKING:
    from schemacheck.model.schema import Schema
    from schemacheck.sources.source import ConnectionOptions, Kinds, Side


ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "owners": ("owner",),
    "comments": ("comment",),
    "types": ("enums", "domains", "composite_types", "ranges"),
}
"""What else the kinds may be called, as `ignore:` calls them."""


def chosen_kinds(kinds: Kinds, *, everything: bool) -> frozenset[str]:
    """Say which optional kinds are wanted.

    Args:
        kinds: what was asked for.
        everything: whether all are wanted where none is named.

    Raises:
        UsageError: a kind is not known.
    """
    there_are = optional_kinds()

    def meant(names: Sequence[str]) -> Iterator[str]:
        for name in names:
            if name not in ALIASES and name not in there_are:
                near = did_you_mean(name, (*there_are, *ALIASES))
                raise UsageError(f"there is no kind {name}", near or f"there are {', '.join(there_are)}")
            yield from ALIASES.get(name, (name,))

    only, without = frozenset(meant(kinds.only)), frozenset(meant(kinds.without))
    if "grants" in without:
        without |= {"default_privileges"} - only  # they are the grants of what is yet to be made
    return (only or frozenset(there_are if everything else ())) - without


def asked_for(side: Side, connection: ConnectionOptions) -> Side:
    """Keep of a side what the options ask for.

    Raises:
        UsageError: a kind is not known.
    """
    side = within(side, connection.schemas)
    if connection.kinds is None:
        return side
    kept = chosen_kinds(connection.kinds, everything=True)
    previous = asked_for(side.previous, connection) if side.previous else None
    left_out = frozenset(optional_kinds()) - kept
    return replace(with_kinds(side, kept), previous=previous, left_out=left_out)


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
