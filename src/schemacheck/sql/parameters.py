"""Storage parameters, and what their values mean: `on` is `true`, `1.0` is `1`, and 100 percent is what a table has.

The server keeps each as somebody wrote it. What is stated and is the default anyway is as good as left out. Sources:
PostgreSQL's manual, "Storage Parameters" of CREATE TABLE and CREATE INDEX; access/common/reloptions.c.
"""

from __future__ import annotations

import re
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
_AMOUNT: Final = re.compile(r"\s*(-?[0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]+)\s*\Z", re.ASCII)
_NUMBER: Final = re.compile(r"\s*-?[0-9]+(?:\.[0-9]+)?\s*\Z", re.ASCII)
_COUNTED: Final = re.compile(r"([0-9]*)([A-Za-z]+)\Z", re.ASCII)
_UNITS: Final = {
    **{unit: ("memory", 1024**power) for power, unit in enumerate(("B", "kB", "MB", "GB", "TB"))},
    "us": ("time", 1),
    "ms": ("time", 1000),
    "s": ("time", 1_000_000),
    "min": ("time", 60_000_000),
    "h": ("time", 3_600_000_000),
    "d": ("time", 86_400_000_000),
}
"""The units that the server knows; it tells their case apart."""
_TEXTS: Final = frozenset(
    {
        "application_name",
        "default_tablespace",
        "dynamic_library_path",
        "local_preload_libraries",
        "role",
        "search_path",
        "session_authorization",
        "session_preload_libraries",
        "temp_tablespaces",
        "timezone",
        "timezone_abbreviations",
    }
)
_LISTS: Final = frozenset({"search_path", "temp_tablespaces"})
"""Parameters that are lists of names, each as SQL reads names."""
_FOLDED: Final = frozenset(
    {
        "bytea_output",
        "client_encoding",
        "client_min_messages",
        "datestyle",
        "default_transaction_isolation",
        "intervalstyle",
        "log_min_messages",
        "log_statement",
        "session_replication_role",
        "synchronous_commit",
        "timezone",
    }
)
"""Parameters whose words the server takes in any case."""
_NAME: Final = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^",]*?))\s*(?:,|\Z)')
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


def same_setting(name: str, one: str, other: str, unit: str | None = None) -> bool:
    """Whether two values of a setting of the server mean the same: `1MB` is `1024kB`, and `on` is `true`.

    `unit` is what a number without one is counted in, such as `ms` or `8kB`, if that is known.

    What is a text of its own is so only to the letter: a name, a setting of an extension or of nobody.
    """
    if one == other:
        return True
    if name.lower() in _LISTS:
        return _names(one) == _names(other)
    if name.lower() in _FOLDED and one.lower() == other.lower():
        return True
    if "." in name or name.lower() in _TEXTS:
        return False
    return _amount(one, unit) == _amount(other, unit)


def _names(value: str) -> list[str] | str:
    """Read a list of names as SQL does; the text itself where it is none."""
    names, at = [], 0
    while at < len(value):
        found = _NAME.match(value, at)
        if found is None or found.end() == at:
            return value
        names.append(found[2].lower() if found[1] is None else found[1].replace('""', '"'))
        at = found.end()
    return names


def _amount(value: str, unit: str | None) -> tuple[str, Decimal] | str:
    """Write an amount in the least unit of its kind; what has no unit, as its meaning."""
    counted = _COUNTED.match(unit or "")
    if counted is not None and counted[2] in _UNITS and _NUMBER.match(value):
        kind, factor = _UNITS[counted[2]]
        return kind, Decimal(value.strip()) * int(counted[1] or 1) * factor
    said = _AMOUNT.match(value)
    if said is None or said[2] not in _UNITS:
        return meaning("", value)
    kind, factor = _UNITS[said[2]]
    return kind, Decimal(said[1]) * factor


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
