"""Storage parameters, and what their values mean: `on` is `true`, `1.0` is `1`, and 100 percent is what a table has.

The server keeps each as somebody wrote it. What is stated and is the default anyway is as good as left out. Sources:
PostgreSQL's manual, "Storage Parameters" of CREATE TABLE and CREATE INDEX; access/common/reloptions.c.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

Pairs = Iterable[tuple[str, str]]

TOAST: Final = "toast."
"""Before the name of a parameter of a table's TOAST table."""
SWITCH: Final = "autovacuum_enabled"

_TRUE: Final = ("true", "yes", "on", "1")
_FALSE: Final = ("false", "no", "off", "0")
_SWITCHES: Final = frozenset(
    {SWITCH, "autosummarize", "deduplicate_items", "fastupdate", "user_catalog_table", "vacuum_truncate"}
)
"""Parameters that are truth values, of which the server takes any beginning of a word."""
_DEFAULTS: Final[Mapping[str, Mapping[str, str]]] = {
    "table": {"fillfactor": "100", SWITCH: "on", "user_catalog_table": "off", "vacuum_index_cleanup": "auto"},
    "btree": {"fillfactor": "90", "deduplicate_items": "on"},
    "hash": {"fillfactor": "75"},
    "gist": {"fillfactor": "90", "buffering": "auto"},
    "spgist": {"fillfactor": "80"},
    "gin": {"fastupdate": "on"},
    "brin": {"pages_per_range": "128", "autosummarize": "off"},
}
"""Defaults that no setting of the server decides, of a table and of each method of an index."""


def in_force(parameters: Pairs, of: str) -> dict[str, str]:
    """Say what parameters there are beside the defaults, each with its value in one spelling.

    `of` is "table", or the method of an index.
    """
    usual = _DEFAULTS.get(of, {})
    said = {name: meaning(name, value) for name, value in parameters}
    return {name: value for name, value in said.items() if usual.get(name.removeprefix(TOAST)) != value}


def meaning(name: str, value: str) -> str:
    """Write a value as every other spelling of it is written."""
    text = value.strip().lower()
    if text and name.removeprefix(TOAST) in _SWITCHES:
        # `o` alone begins both, and the server refuses it.
        if any(word.startswith(text) for word in _TRUE):
            return "on"
        return "off" if any(word.startswith(text) for word in _FALSE) else text
    if text in _TRUE[:3]:
        return "on"
    if text in _FALSE[:3]:
        return "off"
    try:
        number = Decimal(text)
    except InvalidOperation:
        return value.strip()
    return format(number.normalize(), "f") if number.is_finite() else text
