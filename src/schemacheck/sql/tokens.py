"""The lexical rules of PostgreSQL, as far as types, defaults and checks need them.

`tokens` never raises: what PostgreSQL itself would refuse (an unterminated string, a bad escape) becomes a token of
kind "bad", so that two broken texts are equal only when they are the same. Strings are read with
`standard_conforming_strings` on, which is what the live side is asked for.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

_ASCII_LOWER: Final = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


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
"""Words that may name a column but stand for syntax before a parenthesis."""

# Letters are those of ASCII and everything beyond it. The sets say what is left out: written as the range up to
# U+10FFFF, each of them would take `re` some ten milliseconds to compile.
_FOLDED = re.compile(r"[^\x00-^`{-\x7f][^\x00-#%-/:-^`{-\x7f]*\Z")

# The first alternative that fits wins. Only ASCII letters and digits count, as in PostgreSQL's scanner.
_SCANNER = re.compile(
    r"""(?P<space>[ \t\n\r\f\v]+|--[^\n\r]*)
    |(?P<comment>/\*)
    |(?P<estring>[eE]'(?:[^'\\]|''|\\.)*')
    |(?P<ustring>[uU]&'(?:[^']|'')*')
    |(?P<uname>[uU]&"(?:[^"]|"")+")
    |(?P<bits>[bB]'[^']*')
    |(?P<hex>[xX]'[^']*')
    |(?P<nstring>[nN]'(?:[^']|'')*')
    |(?P<string>'(?:[^']|'')*')
    |(?P<dollar>\$(?P<tag>(?:[^\x00-@[-^`{-\x7f][^\x00-/:-@[-^`{-\x7f]*)?)\$.*?\$(?P=tag)\$)
    |(?P<name>"(?:[^"]|"")+")
    |(?P<word>[^\x00-@[-^`{-\x7f][^\x00-#%-/:-@[-^`{-\x7f]*)
    |(?P<number>0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:[0-9][0-9_]*(?:\.(?!\.)[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?)
    |(?P<param>\$[0-9]+)
    |(?P<punct>::|:=|\.\.|[()\[\],.;:])
    |(?P<op>[-+*/<>=~!@\#%^&|`?]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_ESCAPE = re.compile(
    r"\\(?:x(?P<hex>[0-9a-fA-F]{1,2})|(?P<octal>[0-7]{1,3})|u(?P<u4>[0-9a-fA-F]{4})|U(?P<u8>[0-9a-fA-F]{8})|(?P<other>.))",
    re.DOTALL,
)
_UNICODE = re.compile(r"(?P<esc>.)(?:(?P=esc)|\+(?P<u6>[0-9a-fA-F]{6})|(?P<u4>[0-9a-fA-F]{4}))", re.DOTALL)
_LETTERS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Token(NamedTuple):
    """One token: `value` is what it means (a name without quotes, a string without escapes), `text` how it is written.

    kind is one of: word (value in lower case), name (quoted), string, bits (value "B101" or "X1f"), number, op, punct,
    param, bad.
    """

    kind: str
    value: str
    text: str


def fold(name: str) -> str:
    """Lower-case an unquoted identifier as PostgreSQL does in a UTF-8 database: ASCII letters only."""
    return name.translate(_ASCII_LOWER)


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
    found: list[Token] = []
    at, newline = 0, False
    while at < len(text):
        match = _SCANNER.match(text, at)
        if match is None:
            # A quote or a dollar that never closes swallows the rest, as it would in SQL.
            end = len(text) if text[at] in "'\"" else at + 1
            found.append(Token("bad", text[at:end], text[at:end]))
            at, newline = end, False
            continue
        kind = match.lastgroup or ""
        raw, at = match.group(), match.end()
        if kind == "space":
            newline = newline or "\n" in raw or "\r" in raw
            continue
        if kind == "comment":
            end = _comment_end(text, match.start())
            if end < 0:
                found.append(Token("bad", text[match.start() :], text[match.start() :]))
                break
            at = end
            continue
        if kind == "op":
            raw = _operator(raw)
            at = match.start() + len(raw)
        token = _token(kind, raw, match)
        if token.kind == "string" and kind == "string" and newline and found and found[-1].kind == "string":
            # Two literals with a line break between them are one.
            joined = found[-1].value + token.value
            token = Token("string", joined, sql_string(joined))
            found.pop()
        found.append(token)
        newline = False
    return tuple(_uescape(found))


def _token(kind: str, raw: str, match: re.Match[str]) -> Token:
    if kind == "word":
        return Token("word", fold(raw), raw)
    if kind == "string":
        return Token("string", raw[1:-1].replace("''", "'"), raw)
    if kind == "nstring":
        return Token("string", raw[2:-1].replace("''", "'"), raw)
    if kind == "name":
        return Token("name", raw[1:-1].replace('""', '"'), raw)
    if kind == "estring":
        value = _unescaped(raw[2:-1].replace("''", "'"))
        return Token("bad", raw, raw) if value is None else Token("string", value, raw)
    if kind in ("ustring", "uname"):
        quote = raw[2]
        return Token(kind, raw[3:-1].replace(quote * 2, quote), raw)
    if kind in ("bits", "hex"):
        return Token("bits", raw[0].upper() + raw[2:-1].lower(), raw)
    if kind == "dollar":
        edge = len(match.group("tag")) + 2
        return Token("string", raw[edge:-edge], raw)
    return Token(kind, fold(raw) if kind == "number" else raw, raw)


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


def _comment_end(text: str, start: int) -> int:
    """Return where the comment that starts here ends (comments nest), or -1."""
    depth = 0
    for edge in _COMMENT_EDGE.finditer(text, start):
        depth += 1 if edge.group() == "/*" else -1
        if depth == 0:
            return edge.end()
    return -1


def _operator(raw: str) -> str:
    """Cut a run of operator characters where PostgreSQL's scanner does."""
    for mark in ("--", "/*"):
        cut = raw.find(mark)
        if cut > 0:
            raw = raw[:cut]
    # Standard operators do not end in a sign, so that `a=-1` is a comparison with -1.
    while len(raw) > 1 and raw[-1] in "+-" and not any(c in "~!@#%^&|`?" for c in raw):
        raw = raw[:-1]
    return raw


def _unescaped(body: str) -> str | None:
    out = bytearray()
    at = 0
    high = ""
    try:
        for match in _ESCAPE.finditer(body):
            out += body[at : match.start()].encode()
            at = match.end()
            if match["hex"]:
                out.append(int(match["hex"], 16))
            elif match["octal"]:
                out.append(int(match["octal"], 8) & 0xFF)
            elif match["other"] in ("u", "U"):
                return None
            elif match["other"]:
                out += _LETTERS.get(match["other"], match["other"]).encode()
            else:
                code = int(match["u4"] or match["u8"], 16)
                if 0xD800 <= code < 0xDC00:
                    high = chr(code)
                    continue
                out += (high + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16").encode()
            if high and not (match["u4"] or match["u8"]):
                return None
            high = ""
        out += body[at:].encode()
        return None if high else out.decode()
    except (UnicodeError, ValueError, OverflowError):
        return None


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
