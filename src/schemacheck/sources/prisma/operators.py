"""Operator classes of indexes: Prisma's names for those of PostgreSQL, and which ones go without saying."""

from __future__ import annotations

import re
from typing import Final

from schemacheck.base.names import truncated
from schemacheck.sources.prisma.tree import Call, Reference, String, Value

_ONE_WORD: Final = (("MinMax", "Minmax"), ("VarBit", "Varbit"), ("Tz", "tz"))
_INSIDE: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OF_A_TYPE: Final = re.compile(r"[a-z0-9]+_ops")
_USUAL: Final = {
    "gin": re.compile(r"(array|jsonb|tsvector)_ops"),
    "gist": re.compile(r"(box|circle|point|poly|range|multirange|tsvector)_ops"),
    "spgist": re.compile(r"(box|inet|poly|quad_point|range|text)_ops"),
    "brin": re.compile(r"(?!inet)[a-z0-9]+_minmax_ops|inet_inclusion_ops|box_inclusion_ops|range_inclusion_ops"),
    "btree": _OF_A_TYPE,
    "hash": _OF_A_TYPE,
}
"""The classes that an index of each method takes when none is named (pg_opclass.opcdefault)."""


def operator_class(value: Value | None, method: str) -> str | None:
    """What `ops:` says, in PostgreSQL's name; None where that is what the method takes anyway."""
    if isinstance(value, Reference):
        name = _snake(value.name)
    elif isinstance(value, Call) and value.arguments and isinstance(value.arguments[0].value, String):
        name = truncated(value.arguments[0].value.text.strip())
    else:
        return None
    usual = _USUAL.get(method)
    return None if usual is not None and usual.fullmatch(name) else name


def _snake(name: str) -> str:
    for written, plain in _ONE_WORD:
        name = name.replace(written, plain)
    return _INSIDE.sub("_", name).lower()
