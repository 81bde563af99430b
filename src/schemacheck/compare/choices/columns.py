"""What differences of columns do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemacheck.base.names import quoted
from schemacheck.compare.engine import Pair
from schemacheck.compare.kinds.unknown_columns import hanging_on
from schemacheck.compare.results import Choice
from schemacheck.model.table import Column, Generated
from schemacheck.sql.defaults import Default
from schemacheck.sql.types import TypeName, is_builtin

_INTEGERS: Final = ("smallint", "integer", "bigint")
_FLOATS: Final = ("real", "double precision")
_TEXTS: Final = ("varchar", "text")
_MOMENTS: Final = {"timestamp": "timestamptz", "time": "timetz"}
_ALL_DIGITS: Final = 6
"""Of a second, where nothing is said."""


def _type(pair: Pair) -> Choice:
    return Choice(_type_variant(pair.wanted, pair.found, pair.holders.enums))


def _type_variant(wanted: TypeName, found: TypeName, enums: frozenset[str]) -> str:
    """Say what one type does instead of another; of those that are neither built in nor enums nobody knows it."""
    if wanted.array != found.array:
        return "array" if found.array else "no-array"
    if wanted.array:
        return ""
    if not (is_builtin(wanted) and is_builtin(found)):
        if wanted.name == found.name and wanted.name in enums:
            return "other-schema"
        if is_builtin(found) and wanted.name in enums:
            return "enum-lost"
        return "enum-gained" if is_builtin(wanted) and found.name in enums else ""
    if {wanted.name, found.name} == {"json", "jsonb"}:
        return found.name
    for plain, zoned in _MOMENTS.items():
        if {wanted.name, found.name} == {plain, zoned}:
            return "time-zone"
    return _size_variant(wanted, found)


def _size_variant(wanted: TypeName, found: TypeName) -> str:
    """Compare what two types of one sort hold."""
    for sizes, smaller in ((_INTEGERS, "narrower"), (_FLOATS, "rounds")):
        if wanted.name in sizes and found.name in sizes:
            return smaller if sizes.index(found.name) < sizes.index(wanted.name) else "wider"
    if wanted.name in _TEXTS and found.name in _TEXTS:
        return "narrower" if _length(found) < _length(wanted) else "wider"
    if wanted.name == found.name == "numeric":
        return _numeric_variant(wanted, found)
    if wanted.name == found.name and wanted.name in (*_MOMENTS, *_MOMENTS.values()):
        return "rounds" if _digits_of_seconds(found) < _digits_of_seconds(wanted) else "wider"
    if wanted.name == found.name and wanted.name in ("char", "varbit"):
        return "narrower" if _length(found) < _length(wanted) else "wider"
    return ""


def _numeric_variant(wanted: TypeName, found: TypeName) -> str:
    (digits, scale), (live_digits, live_scale) = _digits(wanted), _digits(found)
    if live_digits - live_scale < digits - scale:
        return "narrower"
    return "rounds" if live_scale < scale else "wider"


def _digits(numeric: TypeName) -> tuple[float, float]:
    """All digits, and those after the point."""
    if not numeric.modifiers:
        return float("inf"), 16383.0
    return float(numeric.modifiers[0]), float(numeric.modifiers[1]) if len(numeric.modifiers) > 1 else 0.0


def _length(text: TypeName) -> float:
    return float(text.modifiers[0]) if text.modifiers else float("inf")


def _digits_of_seconds(moment: TypeName) -> int:
    return int(moment.modifiers[-1]) if moment.modifiers else _ALL_DIGITS


def _fills_itself(column: Column) -> bool:
    return (
        isinstance(column.default, Default)
        or isinstance(column.identity, str)
        or isinstance(column.generated, Generated)
    )


def _nullable(pair: Pair) -> Choice:
    """Look for a check constraint that refuses NULL all the same."""
    refused = f"{quoted(pair.live.name)} is not null"
    checks = getattr(pair.holders.live, "checks", ())
    for check in checks if isinstance(checks, tuple) else ():
        if check.enforced is True and check.validated is True and isinstance(check.expression, str):
            said = " ".join(check.expression.replace("(", " ").replace(")", " ").split())
            if said.replace("IS NOT NULL", "is not null") == refused:
                return Choice("checked", {"constraint": quoted(str(check.name))})
    return Choice()


def _not_valid(pair: Pair) -> Choice:
    return Choice("valid" if pair.found is True else "")


def _default_lost(pair: Pair) -> Choice:
    if isinstance(pair.live.identity, str):
        return Choice("identity")
    return Choice("generated" if isinstance(pair.live.generated, Generated) else "")


def _default_missing(pair: Pair) -> Choice:
    return Choice("generated" if isinstance(pair.live.generated, Generated) else "")


def _default_unexpected(pair: Pair) -> Choice:
    if isinstance(pair.expected.identity, str):
        return Choice("identity")
    return Choice("required" if pair.expected.nullable is False else "")


def _identity(pair: Pair) -> Choice:
    live: Column = pair.live
    if pair.wanted is None:
        return Choice("gained-always" if pair.found == "always" else "gained")
    if pair.found is not None:
        return Choice("always" if pair.found == "always" else "by-default")
    if isinstance(live.default, Default):
        return Choice("lost-default", {"default": str(live.default)})
    return Choice("lost" if live.nullable is False else "lost-nullable")


def _generated(pair: Pair) -> Choice:
    if pair.wanted is not None and pair.found is not None:
        return Choice("kept-otherwise")
    if pair.wanted is None:
        return Choice("gained")
    return Choice("lost-required" if pair.live.required else "lost")


def _unexpected(pair: Pair) -> Choice:
    keys = hanging_on(pair.live.name, pair.holders)
    if not keys:
        return Choice()
    points = any(each.startswith("the foreign key") for each in keys)
    return Choice("pointing" if points else "unique", {"keys": " and ".join(keys)})


CHOICES: Final[Mapping[str, Callable[[Pair], Choice]]] = {
    "column-unexpected": _unexpected,
    "column-type": _type,
    "column-nullable": _nullable,
    "column-not-null": lambda pair: Choice("filled" if _fills_itself(pair.live) else ""),
    "column-not-null-not-valid": _not_valid,
    "column-not-null-inheritance": lambda pair: Choice("lost" if pair.found else "gained"),
    "column-default-lost": _default_lost,
    "column-default-missing": _default_missing,
    "column-default-unexpected": _default_unexpected,
    "column-identity": _identity,
    "column-generated": _generated,
}
