"""Types of MySQL and MariaDB: every spelling of one becomes what the server makes of it."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from schemacheck.sql.databases import DialectType
from schemacheck.sql.mysql_text import written_label, written_labels
from schemacheck.sql.tokens import words
from schemacheck.sql.types import TypeSyntaxError

TYPES: Final = words(
    """tinyint smallint mediumint int bigint decimal float double bit char varchar binary varbinary tinytext text
    mediumtext longtext tinyblob blob mediumblob longblob date time datetime timestamp year json enum set geometry point
    linestring polygon multipoint multilinestring multipolygon geometrycollection vector"""
)
ALIASES: Final = MappingProxyType(
    {
        "integer": "int",
        "int1": "tinyint",
        "int2": "smallint",
        "int3": "mediumint",
        "middleint": "mediumint",
        "int4": "int",
        "int8": "bigint",
        "bool": "tinyint(1)",
        "boolean": "tinyint(1)",
        "dec": "decimal",
        "numeric": "decimal",
        "fixed": "decimal",
        "float4": "float",
        "float8": "double",
        "double precision": "double",
        "real": "double",
        "character": "char",
        "nchar": "char",
        "varcharacter": "varchar",
        "char varying": "varchar",
        "character varying": "varchar",
        "nvarchar": "varchar",
        "nchar varying": "varchar",
        "nchar varchar": "varchar",
        "char byte": "binary",
        "long": "mediumtext",
        "long varchar": "mediumtext",
        "long char varying": "mediumtext",
        "long varbinary": "mediumblob",
        "geomcollection": "geometrycollection",
    }
)
_TYPE: Final = re.compile(
    r"""\s*(?P<head>[^\W\d][\w$]*(?:\s+[^\W\d]\w*)*?)\s*
    (?:\(\s*(?P<modifiers>(?:'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|[^()'"])*)\))?
    \s*(?P<tail>[A-Za-z][A-Za-z ]*)?\Z""",
    re.DOTALL | re.VERBOSE,
)
_HOW_IT_IS_STORED: Final = re.compile(r"(?i)/\*.*?\*/|\bcompressed\b")
_USUAL: Final = {"decimal": ("10", "0"), "char": ("1",), "binary": ("1",), "bit": ("1",)}
_INTEGERS: Final = words("tinyint smallint mediumint int bigint year")
"""Types whose number in parentheses is about display alone."""
_TEXTS: Final = words("char varchar tinytext text mediumtext longtext")
_BYTES: Final = (("tiny", 1 << 8), ("", 1 << 16), ("medium", 1 << 24), ("long", 1 << 32))
_OF_FLOAT: Final = 24
"""The bits that a float has; one of more is a double."""


def mysql_type(text: str) -> DialectType:
    """Read a type as a person or the server writes it.

    Raises:
        TypeSyntaxError: the text is no type.
    """
    match = _TYPE.match(_HOW_IT_IS_STORED.sub(" ", text))
    if match is None:
        raise TypeSyntaxError(f"the type {text.strip()!r} does not read as a name and what stands in parentheses")
    name, tail = " ".join(match["head"].lower().split()), (match["tail"] or "").lower().split()
    if name in ("enum", "set"):
        return DialectType(None, f"{name}({','.join(map(written_label, written_labels(match['modifiers'] or '')))})")
    modifiers = tuple(each.strip() for each in (match["modifiers"] or "").split(",") if each.strip())
    if not modifiers:
        # Without parentheses between, attributes end up in the name, as in `int unsigned`.
        name, tail = _split(name, tail)
    attributes = [word for word in tail if word in ("unsigned", "zerofill")]
    rest = [word for word in tail if word not in ("unsigned", "zerofill", "signed", "null")]
    name = " ".join([name.removeprefix("national "), *rest[: rest == ["byte"]]])
    meant = ALIASES.get(name, name)
    if meant.endswith(")"):
        meant, _, inner = meant[:-1].partition("(")
        modifiers = (inner,)
    meant, modifiers = _sized(meant, modifiers)
    if meant in _TEXTS:
        # These words choose a collation, which is another facet.
        rest = [word for word in rest if word not in ("binary", "ascii", "unicode")]
    if "zerofill" in attributes:
        attributes = ["unsigned", "zerofill"]
    return DialectType(None, " ".join([meant, *(word for word in rest if word != "byte"), *attributes]), modifiers)


def sized_text(type_: DialectType, width: int) -> DialectType:
    """Say what becomes of `text(9)`: the smallest type that holds as many characters of `width` bytes."""
    if type_.name != "text" or not type_.modifiers:
        return type_
    return DialectType(None, _smallest("text", int(type_.modifiers[0]) * width))


def _split(name: str, tail: list[str]) -> tuple[str, list[str]]:
    found = [*name.split(), *tail]
    begin = next(
        (place for place, word in enumerate(found) if word in ("unsigned", "zerofill", "signed", "null")), len(found)
    )
    behind = found[begin:]
    while begin > 1 and found[begin - 1] in ("binary", "ascii", "unicode", "byte"):
        begin -= 1
        behind.insert(0, found[begin])
    return " ".join(found[:begin]), behind


def _sized(meant: str, modifiers: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Turn the length of a type into the type and the modifiers that the server makes of it."""
    first = int(modifiers[0]) if modifiers and modifiers[0].isdecimal() else None
    if meant in _INTEGERS:
        return meant, modifiers if (meant, modifiers) == ("tinyint", ("1",)) else ()
    if meant == "blob" and first is not None:
        return _smallest("blob", first), ()
    if meant == "float" and first is not None and len(modifiers) == 1:
        return ("float" if first <= _OF_FLOAT else "double"), ()
    if modifiers == ("0",) and meant in ("datetime", "timestamp", "time", "text", "decimal", "bit"):
        modifiers = ()
    if meant == "decimal" and len(modifiers) == 1:
        modifiers = (*modifiers, "0")
    return meant, modifiers or _USUAL.get(meant, ())


def _smallest(kind: str, size: int) -> str:
    if size == 0:
        return kind
    return next((f"{prefix}{kind}" for prefix, limit in _BYTES if size < limit), f"long{kind}")
