"""Conditions for values of one type that another type would not hold."""

from __future__ import annotations

from typing import Final

from schemacheck.sql.types import TypeName, is_builtin

_RANGES: Final = {"smallint": 15, "integer": 31, "bigint": 63}
"""How many bits a whole number may have beside its sign."""
_NUMBERS: Final = frozenset({"smallint", "integer", "bigint", "numeric", "real", "double precision"})
_TEXTS: Final = frozenset({"text", "varchar", "char"})
_PATTERNS: Final = {
    "uuid": "^[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}$",
    "smallint": "^ *[-+]?[0-9]+ *$",
    "integer": "^ *[-+]?[0-9]+ *$",
    "bigint": "^ *[-+]?[0-9]+ *$",
    "numeric": "^ *[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+) *$",
    "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "boolean": "^(t|true|f|false|y|yes|n|no|on|off|1|0)$",
}
"""How the values of a type are usually written."""


def does_not_fit(column: str, found: TypeName, wanted: TypeName) -> str | None:
    """Return the condition that is true for values which `wanted` would not hold as they are.

    Args:
        column: as SQL names it.
        found: the type that the column has.
        wanted: the type that is expected.

    Returns:
        None where every value fits, or where nobody can say in a few words.
    """
    if found.array or wanted.array or not is_builtin(found) or not is_builtin(wanted):
        return None
    if found.name in _NUMBERS and wanted.name in _RANGES:
        most = 2 ** _RANGES[wanted.name]
        outside = f"({column} < {-most} OR {column} > {most - 1}"
        whole = found.name in _RANGES
        if whole and _RANGES[found.name] <= _RANGES[wanted.name]:
            return None
        return f"{outside})" if whole else f"{outside} OR {column} <> trunc({column}))"
    if found.name in _TEXTS and wanted.name in _TEXTS and wanted.modifiers:
        return f"length({column}) > {wanted.modifiers[0]}"
    if found.name in _NUMBERS and wanted.name == "numeric" and wanted.modifiers:
        return _outside_numeric(column, found, wanted)
    if found.name in _TEXTS and wanted.name in _PATTERNS:
        return f"{column} !~ '{_PATTERNS[wanted.name]}'"
    if found.name == "timestamp" and wanted.name == "date":
        return f"{column} <> date_trunc('day', {column})"
    if found.name == wanted.name and found.name in ("timestamp", "timestamptz") and wanted.modifiers:
        return f"{column} <> {column}::{wanted}"
    return None


def _outside_numeric(column: str, found: TypeName, wanted: TypeName) -> str:
    precision, scale = int(wanted.modifiers[0]), int(wanted.modifiers[1]) if len(wanted.modifiers) > 1 else 0
    value = column if found.name in ("numeric", "smallint", "integer", "bigint") else f"{column}::numeric"
    return f"(abs({value}) >= 1e{precision - scale}::numeric OR {value} <> round({value}::numeric, {scale}))"
