"""An element of an index as a statement writes it: what it is about, its collation, operator class and order."""

from __future__ import annotations

from typing import Final

from schemacheck.model.keys import KeyPart
from schemacheck.sources.sqlalchemy.sqlite_ddl import Token, scan, unquoted
from schemacheck.sql.databases import POSTGRESQL
from schemacheck.sql.scanner import fold
from schemacheck.sql.tokens import words

_SPECIAL_CLASSES: Final = words(
    """varchar_ops cidr_ops record_image_ops kd_point_ops jsonb_path_ops inet_minmax_ops text_pattern_ops
    varchar_pattern_ops bpchar_pattern_ops"""
)
_USUAL_CLASSES: Final = words(
    """aclitem_ops array_ops bit_ops bool_ops box_ops bpchar_ops bytea_ops char_ops cid_ops circle_ops date_ops enum_ops
    float4_ops float8_ops inet_ops int2_ops int4_ops int8_ops interval_ops jsonb_ops macaddr8_ops macaddr_ops money_ops
    multirange_ops name_ops numeric_ops oid_ops oidvector_ops pg_lsn_ops point_ops poly_ops quad_point_ops range_ops
    record_ops text_ops tid_ops time_ops timestamp_ops timestamptz_ops timetz_ops tsquery_ops tsvector_ops uuid_ops
    varbit_ops xid8_ops xid_ops"""
)
"""Operator classes of PostgreSQL's own that are the default of a type, so that naming them says nothing."""


def read_element(text: str, database: str, method: str = "btree", home: str = "") -> KeyPart:
    """Read `expression [COLLATE c] [operator class] [ASC | DESC] [NULLS FIRST | LAST]`.

    Names of schema `home` lose their schema, as those of PostgreSQL's own do.
    """
    found = list(scan(text))
    nulls_first = None
    if len(found) > 2 and found[-2].word == "NULLS" and found[-1].word in ("FIRST", "LAST"):
        nulls_first = found[-1].word == "FIRST"
        del found[-2:]
    descending = len(found) > 1 and found[-1].word == "DESC"
    if len(found) > 1 and found[-1].word in ("ASC", "DESC"):
        del found[-1]
    postgres = database == POSTGRESQL
    head = _head(found)
    collation, rest = _collation(found, head, home)
    class_, rest = _class(found, rest, method, home) if postgres else (None, rest)
    if rest < len(found):
        # It is no name, call or parentheses, which SQLite allows; all of it is the expression.
        collation, class_, head = None, None, len(found)
    found = found[:head]
    while len(found) > 2 and found[0].text == "(" and _closing(found, 0) == len(found) - 1:
        found = found[1:-1]
        inner = _head(found)
        own, rest = _collation(found, inner, home)
        if own is not None and rest == len(found):
            # A collation of the whole is one of the key.
            collation, found = own if collation is None else collation, found[:inner]
    column = _column_name(found, postgres=postgres)
    return KeyPart(
        column,
        expression=None if column is not None else text[found[0].start : found[-1].end] if found else text,
        operator_class=class_,
        collation=collation,
        descending=descending,
        nulls_first=descending if nulls_first is None else nulls_first,
    )


def _column_name(found: list[Token], *, postgres: bool) -> str | None:
    if len(found) == 3 and found[1].text == ".":
        found = found[2:]
    if len(found) != 1 or not (found[0].word or found[0].text[0] in "_\"`['" or ord(found[0].text[0]) > 127):
        return None
    return _token_name(found[0], postgres=postgres)


def _token_name(token: Token, *, postgres: bool) -> str:
    name = unquoted(token.text)
    return fold(name) if postgres and name == token.text else name


def _head(found: list[Token]) -> int:
    """Say where the expression ends, which is a name, a call or stands in parentheses."""
    place = 0
    if found and found[0].text != "(":
        place = _path_end(found, 0)
    if place < len(found) and found[place].text == "(":
        place = _closing(found, place) + 1
    return place


def _path_end(found: list[Token], place: int) -> int:
    place += 1
    while place + 1 < len(found) and found[place].text == ".":
        place += 2
    return place


def _closing(found: list[Token], opened: int) -> int:
    depth = found[opened].depth
    return next(
        (place for place in range(opened + 1, len(found)) if found[place].text == ")" and found[place].depth == depth),
        len(found) - 1,
    )


def _collation(found: list[Token], place: int, home: str) -> tuple[str | None, int]:
    if place + 1 >= len(found) or found[place].word != "COLLATE":
        return None, place
    end = _path_end(found, place + 1)
    return _qualified(found[place + 1 : end], home, exact=True), end


def _class(found: list[Token], place: int, method: str, home: str) -> tuple[str | None, int]:
    if place >= len(found) or not (found[place].word or found[place].text[0] in '_"'):
        return None, place
    end = _path_end(found, place)
    name = _qualified(found[place:end], home, exact=False)
    if end < len(found) and found[end].text == "(":
        end = _closing(found, end) + 1
    usual = name in _USUAL_CLASSES and (method, name) != ("gist", "inet_ops")
    usual = usual or (method == "brin" and name.endswith(("_minmax_ops", "_inclusion_ops")))
    return None if usual and name not in _SPECIAL_CLASSES else name, end


def _qualified(found: list[Token], home: str, *, exact: bool) -> str:
    """Return a name; its schema is left out where it is PostgreSQL's own, or that of the table."""
    parts = [
        unquoted(token.text) if exact and token.text[0] != '"' else _token_name(token, postgres=True) for token in found
    ]
    names = [part for part in parts if part != "."]
    return names[-1] if len(names) == 1 or names[0] in ("pg_catalog", home) else ".".join(names)
