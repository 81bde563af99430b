"""Sequences: how they count."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from schemacheck.compare.engine import Holder, HolderPair, Kind, NameScope, listed_here
from schemacheck.compare.kinds.schema_object import either, plain, schema_object_kind
from schemacheck.compare.kinds.texts import same_type_here, show_type
from schemacheck.model.schema import Schema
from schemacheck.model.stated import UNSTATED
from schemacheck.report.finding import Value

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not mention are not imported.
    from schemacheck.model.sequences import Sequence


def _show_number(value: int, _scope: NameScope) -> Value:
    return str(value)


def _show(item: Sequence, _scope: NameScope) -> Value:
    words = []
    if isinstance(item.increment, int):
        words.append(f"by {item.increment} from {item.start}, at least {item.minimum}, at most {item.maximum}")
    if item.cycle is True:
        words.append("then anew")
    if isinstance(item.owned_by, str):
        words.append(f"for {item.owned_by}")
    return ", ".join(words) or None


def _bound(which: str) -> Any:
    return lambda value, _scope: f"{which} {value}"


_listed_here: Final = listed_here("sequences")


def _more_allowed(item: Sequence, holders: HolderPair) -> bool:
    """Allow sequences made by columns, unless one was altered and the expected side states every grant."""
    made_otherwise = item.as_made is not None and not item.goes_without_saying
    return _listed_here(item, holders) and not (
        made_otherwise and _states_all_grants(holders.expected, item.name.schema)
    )


def _states_all_grants(expected: Holder, schema: str) -> bool:
    """Whether the grants of every expected table of a schema are stated, as in a full snapshot."""
    if not isinstance(expected, Schema) or schema not in expected.listed.get("sequences", ()):
        return False
    tables = [
        table for table in expected.tables if table.name.schema == schema and table.part_of is None and table.columns
    ]
    return bool(tables) and all(table.grants is not UNSTATED for table in tables)


def with_those_of_columns(expected: Schema, live: Schema) -> Schema:
    """Add sequences as columns make them where live ones were altered, if the expected side states everything."""
    if not isinstance(expected.sequences, tuple) or not isinstance(live.sequences, tuple):
        return expected
    names = {item.name for item in expected.sequences}
    made = tuple(
        item.as_made
        for item in live.sequences
        if item.as_made is not None
        and item.as_made.name == item.name
        and item.name not in names
        and not item.goes_without_saying
        and _states_all_grants(expected, item.name.schema)
    )
    return replace(expected, sequences=(*expected.sequences, *made)) if made else expected


SEQUENCE: Final[Kind[Any]] = replace(
    schema_object_kind(
        "sequence",
        "sequences",
        "sequences",
        (
            plain("type", "sequence-type", same_type_here, show_type),
            plain("increment", "sequence-increment", show=_show_number),
            plain("minimum", "sequence-bounds", show=_bound("minimum")),
            plain("maximum", "sequence-bounds", show=_bound("maximum")),
            plain("start", "sequence-start", show=_show_number),
            either("cycle", "sequence-cycle", "begins anew", "ends"),
            plain("cache", "sequence-cache", show=_show_number),
            replace(
                either("unlogged", "sequence-unlogged", "UNLOGGED", "logged"),
                rule=lambda _expected, live: "sequence-unlogged" if live.unlogged else "sequence-logged",
            ),
            plain("owned_by", "sequence-owner-column", show=lambda value, _scope: value or "no column"),
        ),
        show=_show,
        missing="sequence-missing",
        unexpected="sequence-unexpected",
    ),
    more_allowed=_more_allowed,
    unexpected=lambda item: (
        "sequence-of-column-unexpected" if isinstance(item.owned_by, str) else "sequence-unexpected"
    ),
)
