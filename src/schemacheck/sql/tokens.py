"""The lexical rules of PostgreSQL, as far as types, defaults and checks need them.

`tokens` never raises: what PostgreSQL itself would refuse (an unterminated string, a bad escape) becomes a token of
kind "bad", so that two broken texts are equal only when they are the same. Strings are read with
`standard_conforming_strings` on, which is what the live side is asked for.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from schemacheck.sql.scanner import content, fold, scan


def words(text: str) -> frozenset[str]:
    """Split a list written as running text: long lists stay readable."""
    return frozenset(text.split())


RESERVED: Final = words(
    """all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
    column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
    current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
    from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
    localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
    returning right select session_user similar some symmetric system_user table tablesample then to trailing true
    union unique user using variadic verbose when where window with"""
)
"""Words that are no column name unless quoted (reserved, and "can be function or type"), PostgreSQL 12 to 18."""

SYNTAX_CALLS: Final = words(
    """between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int
    integer interval json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar
    json_serialize json_table json_value least merge_action national nchar none normalize nullif numeric out overlay
    position precision real row setof smallint substring time timestamp treat trim values varchar xmlattributes
    xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable"""
)
"""Words that may name a column but are syntax before a parenthesis."""

# Letters are those of ASCII and everything beyond it. The sets say what is left out: written as the range up to
# U+10FFFF, each of them would take `re` some ten milliseconds to compile.
_FOLDED = re.compile(r"[^\x00-^`{-\x7f][^\x00-#%-/:-^`{-\x7f]*\Z")

_UNICODE = re.compile(r"(?P<esc>.)(?:(?P=esc)|\+(?P<u6>[0-9a-fA-F]{6})|(?P<u4>[0-9a-fA-F]{4}))", re.DOTALL)


class Token(NamedTuple):
    """One token: `value` is what it means (a name without quotes, a string without escapes), `text` how it is written.

    kind is one of: word (value in lower case), name (quoted), string, bits (value "B101" or "X1f"), number, op, punct,
    param, bad.
    """

    kind: str
    value: str
    text: str


def sql_name(name: str) -> str:
    """Write an identifier as an expression must: quoted when it is not lower case and plain, or a reserved word."""
    if _FOLDED.match(name) and name not in RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def sql_string(value: str) -> str:
    """Write a string literal, with `standard_conforming_strings` on."""
    return "'" + value.replace("'", "''") + "'"


@lru_cache(maxsize=1 << 12)
def tokens(text: str) -> tuple[Token, ...]:
    """Split SQL text into tokens, without white space and comments. Never raises."""
    found = [_token(kind, text[start:end]) for kind, start, end in scan(text)]
    return tuple(_uescape(found) if "&" in text else found)


def _token(kind: str, raw: str) -> Token:
    if kind in ("word", "number"):
        return Token(kind, fold(raw), raw)
    if kind in ("string", "nstring", "estring"):
        return _string(kind, raw)
    if kind == "dollar":
        edge = raw.index("$", 1) + 1
        return Token("string", raw[edge:-edge], raw)
    if kind in ("name", "uname"):
        value = raw[raw.index('"') + 1 : -1].replace('""', '"')
        return Token(kind, value, raw) if value else Token("bad", raw, raw)
    if kind == "bits":
        return Token("bits", raw[0].upper() + (_quoted_content(kind, raw) or "").lower(), raw)
    if kind == "ustring":
        return Token(kind, _quoted_content(kind, raw) or "", raw)
    return Token("bad" if kind in ("meta", "other") else kind, raw, raw)


def _string(kind: str, raw: str) -> Token:
    value = _quoted_content(kind, raw)
    if value is None:
        return Token("bad", raw, raw)
    # Two literals with a line break between them are one.
    return Token("string", value, sql_string(value) if kind == "string" else raw)


def _quoted_content(kind: str, raw: str) -> str | None:
    """What stands between the quotes of a constant; None where an escape in it is wrong."""
    begin = raw.index("'") + 1
    plain = raw[begin:-1]
    if "'" not in plain and (kind != "estring" or "\\" not in plain):
        return plain
    pieces = [piece for piece, _ in content(raw, kind)]
    held = b"".join(filter(None, pieces))
    try:
        return None if None in pieces else held.decode()
    except UnicodeError:
        return None


def _uescape(found: list[Token]) -> list[Token]:
    """Decode U&'...' and U&"...", whose escape character an optional UESCAPE clause behind them names."""
    out: list[Token] = []
    skip = 0
    for index, token in enumerate(found):
        if skip:
            skip -= 1
            continue
        if token.kind in ("ustring", "uname"):
            escape = "\\"
            after = found[index + 1 : index + 3]
            if len(after) == 2 and after[0][:2] == ("word", "uescape") and after[1].kind == "string":
                escape, skip = after[1].value, 2
            value = _from_unicode(token.value, escape)
            kind = "bad" if value is None else ("string" if token.kind == "ustring" else "name")
            text = token.text + (f" uescape {after[1].text}" if skip else "")
            out.append(Token(kind, text if value is None else value, text))
        else:
            out.append(token)
    return out


def _from_unicode(body: str, escape: str) -> str | None:
    if len(escape) != 1:
        return None
    out: list[str] = []
    at = 0
    while (cut := body.find(escape, at)) >= 0:
        match = _UNICODE.match(body, cut)
        if match is None:
            return None
        code = match["u6"] or match["u4"]
        if code and int(code, 16) > 0x10FFFF:
            return None
        out += [body[at:cut], chr(int(code, 16)) if code else escape]
        at = match.end()
    out.append(body[at:])
    try:
        return "".join(out).encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeError:
        return None
