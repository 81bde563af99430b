"""Databases other than PostgreSQL: how they spell types and defaults, so that two spellings of one thing are equal.

Sources: the manuals of MySQL and MariaDB ("Data Types"), SQLite's "Datatypes In SQLite" and "Quirks", and what real
servers print. A database without a table here is taken by its words: their case and white space mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from schemacheck.base.near import near_name
from schemacheck.base.record import record
from schemacheck.sql.databases import SUFFIXES, TITLES, DialectType
from schemacheck.sql.defaults import Default, parse_default
from schemacheck.sql.expressions import tree_of
from schemacheck.sql.literals import number_value
from schemacheck.sql.mysql_text import cut_on_update, standard
from schemacheck.sql.mysql_types import TYPES, mysql_type
from schemacheck.sql.tokens import sql_string, words
from schemacheck.sql.types import TypeName, TypeSyntaxError

_TYPE: Final = re.compile(
    r'\s*(?P<head>"[^"]+"|[^\W\d][\w$]*(?:\s+[^\W\d]\w*)*?)\s*'
    r"(?:\(\s*(?P<modifiers>(?:'(?:[^']|'')*'|[^()'])*)\))?\s*(?P<tail>[A-Za-z][A-Za-z ]*)?\Z",
    re.DOTALL,
)
_DOUBLE_QUOTED: Final = re.compile(r'"((?:[^"]|"")*)"\Z', re.DOTALL)
_BITS: Final = re.compile(r"b'0*([01]+)'\Z", re.IGNORECASE)

UNTYPED: Final = "no type"
"""What a SQLite column without a declared type is called."""


@record
class Dialect:
    """What the comparison has to know about a kind of database."""

    name: str
    """What the expected schema calls it under `database:`; SQLAlchemy's name of it."""
    title: str
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other spellings of a type, in lower case, modifiers and all; `int` stands for `int(...)` too."""
    types: frozenset[str] = frozenset()
    """The types it has; empty where that is not known here."""
    any_name: bool = True
    """Whether it accepts any other word as a type."""
    folds_columns: bool = False
    """Whether `email` and `Email` are one column, as names of indexes and constraints then are."""

    def type(self, text: str) -> DialectType:
        """Read a type as a person or this database writes it.

        Raises:
            TypeSyntaxError: the text is no type.
        """
        return _type(self.name, text)

    def unknown(self, type_: TypeName) -> tuple[str, str | None] | None:
        """Say what is wrong with the name of a type, and what was meant; None for one that may be."""
        bare = type_.name.partition("(")[0]
        for suffix in SUFFIXES:
            bare = bare.removesuffix(suffix)
        if not self.types or bare in self.types or bare.startswith('"') or bare == UNTYPED:
            return None
        near = near_name(bare, self.types)
        if self.any_name and near is None:
            return None
        return f"{bare} is no type {self.title} has", f"did you mean {near}?" if near else None

    def default(self, text: str, type_: TypeName | None) -> Default | None:
        """Read a default as a person or this database writes it; None for NULL, which is no default."""
        return _dialect_default(self.name, text.strip(), type_)

    def standard(self, text: str) -> str:
        """Write an expression with the quotes and escapes of standard SQL."""
        return standard(text) if self in (MYSQL, MARIADB) else text.replace("`", '"')


SQLITE: Final = Dialect(
    "sqlite",
    TITLES["sqlite"],
    aliases=MappingProxyType(
        {
            "int": "integer",
            "bool": "boolean",
            "dec": "decimal",
            "numeric": "decimal",
            "character": "char",
            "character varying": "varchar",
            "double precision": "double",
        }
    ),
    types=words(
        """integer tinyint smallint mediumint bigint int2 int8 char varchar nchar nvarchar text clob blob real double
        float decimal boolean date datetime timestamp time json jsonb uuid any"""
    ),
    folds_columns=True,
)
MYSQL: Final = Dialect("mysql", TITLES["mysql"], types=TYPES, any_name=False, folds_columns=True)
MARIADB: Final = Dialect(
    "mariadb", TITLES["mariadb"], types=TYPES | words("uuid inet4 inet6 xmltype"), any_name=False, folds_columns=True
)
_KNOWN: Final = {dialect.name: dialect for dialect in (SQLITE, MYSQL, MARIADB)}


def dialect_named(name: str) -> Dialect:
    """Return what is known of a database other than PostgreSQL."""
    return _KNOWN.get(name) or Dialect(name, TITLES.get(name, name))


@lru_cache(maxsize=1 << 14)
def _type(dialect: str, text: str) -> DialectType:
    known = dialect_named(dialect)
    if known in (MYSQL, MARIADB):
        return mysql_type(text)
    if text.strip().lower() in ("", UNTYPED):
        return DialectType(None, UNTYPED)
    match = _TYPE.match(text)
    if match is None:
        raise TypeSyntaxError(f"the type {text.strip()!r} does not read as a name and what stands in parentheses")
    head, tail = match["head"], (match["tail"] or "").lower().split()
    name = head if head.startswith('"') else " ".join(head.lower().split())
    modifiers = tuple(each.strip() for each in (match["modifiers"] or "").split(",") if each.strip())
    if tail and tail[0] not in ("with", "without"):
        # `double precision` without parentheses between, so that these words are the name's.
        name, tail = " ".join([name, *tail[:1]]), tail[1:]
    return DialectType(None, " ".join([known.aliases.get(name, name), *tail]), modifiers)


@lru_cache(maxsize=1 << 14)
def _dialect_default(dialect: str, text: str, type_: TypeName | None) -> Default | None:
    written = text
    target = _postgres_type(dialect, type_) if dialect in _KNOWN else None
    if dialect in (MYSQL.name, MARIADB.name):
        return _rounded(_mysql_default(text, target), type_)
    if dialect == SQLITE.name and (match := _DOUBLE_QUOTED.match(written)):
        # SQLite takes what is quoted as a name for a text where no name can be.
        written = sql_string(match[1].replace('""', '"'))
    return _with_source_text(parse_default(written, target), text)


def _mysql_default(text: str, target: TypeName | None) -> Default | None:
    """Read a default of MySQL's; what an UPDATE puts into the column is part of it."""
    written, on_update = cut_on_update(text)
    made = _with_source_text(_mysql_value(written, target), text)
    if on_update is None:
        return made
    return Default("expression", f"{made or 'NULL'} ON UPDATE {_mysql_value(on_update, None)}", text)


def _rounded(found: Default | None, type_: TypeName | None) -> Default | None:
    """Round a number as a column of whole numbers or of so many decimals does."""
    if found is None or found.kind != "number" or type_ is None:
        return found
    name = type_.name.partition(" ")[0]
    places = type_.modifiers[1] if name == "decimal" else "0" if name.endswith("int") else ""
    if not places.isdecimal():
        return found
    rounded = Decimal(found.value).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
    return Default("number", number_value(str(rounded)) or found.value, found.text)


def _mysql_value(text: str, target: TypeName | None) -> Default | None:
    written = standard(text)
    if target is not None and target.name == "bit" and written.isdecimal():
        written = f"b'{int(written):b}'"
    elif match := _BITS.match(written):
        written = f"b'{match[1]}'" if target is not None and target.name == "bit" else str(int(match[1], 2))
    found = parse_default(written, target)
    if found is not None and found.kind == "expression" and tree_of(written) is None:
        # It is beyond the grammar, and reads best as it is written.
        return Default("expression", written, text)
    return found


def _with_source_text(found: Default | None, text: str) -> Default | None:
    if found is None:
        return None
    if found.kind == "boolean":
        # These databases have no truth values of their own: true is 1.
        return Default("number", "1" if found.value == "true" else "0", text)
    return Default(found.kind, found.value, text)


def _postgres_type(dialect: str, type_: TypeName | None) -> TypeName | None:
    """Return the type of PostgreSQL whose literals mean the same."""
    if type_ is None:
        return None
    name = type_.name.upper()
    if dialect == SQLITE.name:
        # "Determination Of Column Affinity"; what is numeric there takes other texts as they are.
        textual = "INT" not in name and any(part in name for part in ("CHAR", "CLOB", "TEXT"))
        return TypeName(None, "text" if textual else "numeric")
    word = name.split("(")[0].split(" ")[0].lower()
    if word in ("tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year"):
        return TypeName(None, "numeric")
    as_here = {"bit": "bit", "date": "date", "time": "time", "datetime": "timestamp", "timestamp": "timestamp"}
    return TypeName(None, as_here.get(word, "json" if word == "json" else "text"))
