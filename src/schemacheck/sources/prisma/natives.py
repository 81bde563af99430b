"""The native types of Prisma's PostgreSQL connector, such as `@db.VarChar(10)`, and which field type takes which."""

from __future__ import annotations

from typing import Final, NamedTuple


class Native(NamedTuple):
    """One native type: the scalar it refines and how many numbers it takes in brackets."""

    scalar: str
    counts: tuple[int, ...]


_NONE: Final = (0,)
_LENGTH: Final = (0, 1)

NATIVES: Final = {
    "Text": Native("String", _NONE),
    "Char": Native("String", _LENGTH),
    "VarChar": Native("String", _LENGTH),
    "Bit": Native("String", _LENGTH),
    "VarBit": Native("String", _LENGTH),
    "Uuid": Native("String", _NONE),
    "Xml": Native("String", _NONE),
    "Inet": Native("String", _NONE),
    "Citext": Native("String", _NONE),
    "Boolean": Native("Boolean", _NONE),
    "Integer": Native("Int", _NONE),
    "SmallInt": Native("Int", _NONE),
    "Oid": Native("Int", _NONE),
    "BigInt": Native("BigInt", _NONE),
    "Real": Native("Float", _NONE),
    "DoublePrecision": Native("Float", _NONE),
    "Decimal": Native("Decimal", (0, 2)),
    "Money": Native("Decimal", _NONE),
    "Timestamp": Native("DateTime", _LENGTH),
    "Timestamptz": Native("DateTime", _LENGTH),
    "Date": Native("DateTime", _NONE),
    "Time": Native("DateTime", _LENGTH),
    "Timetz": Native("DateTime", _LENGTH),
    "Json": Native("Json", _NONE),
    "JsonB": Native("Json", _NONE),
    "ByteA": Native("Bytes", _NONE),
}
"""By the name after the dot."""
