"""Sequences: how they count."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from schemacheck.compare.engine import Kind, Place
from schemacheck.compare.kinds.held import either, held_kind, plain
from schemacheck.compare.kinds.texts import same_type_here, show_type
from schemacheck.report.findings import Value

if TYPE_CHECKING:
    # For annotations alone: kinds that a file does not speak of are not imported.
    from schemacheck.model.sequences import Sequence


def _number(value: int, _place: Place) -> Value:
    return str(value)


def _show(item: Sequence, _place: Place) -> Value:
    words = []
    if isinstance(item.increment, int):
        words.append(f"by {item.increment} from {item.start}, at least {item.minimum}, at most {item.maximum}")
    if item.cycle is True:
        words.append("then anew")
    if isinstance(item.owned_by, str):
        words.append(f"for {item.owned_by}")
    return ", ".join(words) or None


def _bound(which: str) -> Any:
    return lambda value, _place: f"{which} {value}"


SEQUENCE: Final[Kind[Any]] = replace(
    held_kind(
        "sequence",
        "sequences",
        "sequences",
        (
            plain("type", "sequence-type", same_type_here, show_type),
            plain("increment", "sequence-increment", show=_number),
            plain("minimum", "sequence-bounds", show=_bound("minimum")),
            plain("maximum", "sequence-bounds", show=_bound("maximum")),
            plain("start", "sequence-start", show=_number),
            either("cycle", "sequence-cycle", "begins anew", "ends"),
            plain("cache", "sequence-cache", show=_number),
            plain("owned_by", "sequence-owner-column", show=lambda value, _place: value or "no column"),
        ),
        show=_show,
        missing="sequence-missing",
        unexpected="sequence-unexpected",
    ),
    unexpected=lambda item: (
        "sequence-of-column-unexpected" if isinstance(item.owned_by, str) else "sequence-unexpected"
    ),
)
