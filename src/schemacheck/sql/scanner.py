"""PostgreSQL's lexical rules, once: where each word, string and sign of an SQL text begins and ends.

A text is cut as PostgreSQL's own scanner cuts it, with `standard_conforming_strings` on. Nothing is raised: what
PostgreSQL refuses, a quote, a dollar quote or a comment that never closes, is "bad" and swallows the rest.

The rules are about ASCII characters; whatever is beyond them is a letter. So UTF-8 can be scanned in bytes as well:
decoded as latin-1 it has one character a byte, and offsets are in bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from string import ascii_lowercase, ascii_uppercase
from typing import Final

# Letters are those of ASCII and everything beyond it. The sets say what is left out: written as the range up to
# U+10FFFF, each of them would take `re` some ten milliseconds to compile.
_TAG: Final = r"[^\x00-@[-^`{-\x7f][^\x00-/:-@[-^`{-\x7f]*"
_WORD: Final = r"[^\x00-@[-^`{-\x7f][^\x00-\#%-/:-@[-^`{-\x7f]*"
# A quote that is followed by one more does not close: where nothing closes behind it, all of it is bad.
_TEXT: Final = r"'[^']*(?:''[^']*)*'(?!')"
_ESCAPED_TEXT: Final = r"'[^'\\]*(?:(?:''|\\.)[^'\\]*)*'(?!')"
_BITS: Final = r"'[^']*'"
_NAME: Final = r'"[^"]*(?:""[^"]*)*"(?!")'
_DIGITS: Final = r"[0-9](?:_?[0-9])*"

# The first alternative that fits wins.
_FINE: Final = rf"""
      (?P<space>[ \t\n\r\f\v]+|--[^\n\r]*)
    | (?P<comment>/\*)
    | (?P<estring>[eE]{_ESCAPED_TEXT})
    | (?P<ustring>[uU]&{_TEXT})
    | (?P<uname>[uU]&{_NAME})
    | (?P<bits>[bBxX]{_BITS})
    | (?P<nstring>[nN]{_TEXT})
    | (?P<string>{_TEXT})
    | (?P<name>{_NAME})
    | (?P<dollar>\$(?:{_TAG})?\$)
    | (?P<word>{_WORD})
    | (?P<number>0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+
        |(?:{_DIGITS}(?:\.(?!\.)(?:{_DIGITS})?)?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?)
    | (?P<param>\$[0-9]+)
    | (?P<punct>::|:=|\.\.|[()\[\],.;:])
    | (?P<op>[-+*/<>=~!@\#%^&|`?]+)
    | (?P<meta>\\[^\n\r]*)
    | (?P<open>['"])
    | (?P<other>.)
"""
_COARSE: Final = rf"""
      (?P<run>(?:{_WORD}(?![^\x00-!\#%&(-/:-@[-^`{{-\x7f])|[ \t\n\r\f\v0-9,.=<>+*%^|&!?@\#~`:\[\]{{}}]+)+)
    | {_FINE}
"""
_COMMENT_EDGE: Final = re.compile(r"/\*|\*/")
_LOWER: Final = str.maketrans(ascii_uppercase, ascii_lowercase)


# A comment is taken whole or not at all, lest one of many dashes be tried in every way to cut it.
_GAP: Final = r"(?:[ \t\f\v]|--[^\n\r]*(?=[\n\r]))*[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*[\n\r])*(?=')"
"""What may separate two string constants that SQL joins: at least a line break."""
_QUOTES: Final = rf"''|'{_GAP}'"
_ESCAPES: Final = rf"{_QUOTES}|\\(?:x[0-9a-fA-F]{{1,2}}|[0-7]{{1,3}}|(?P<code>u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}})|.)"
_LETTERS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LAST: Final = 0x10FFFF
_BEFORE_GAP: Final = frozenset(" \t\n\r\f\v-")
_CONSTANTS: Final = {
    "string": _TEXT,
    "estring": _ESCAPED_TEXT,
    "ustring": _TEXT,
    "nstring": _TEXT,
    "bits": _BITS,
}


Lexeme = tuple[str, int, int]
"""A word, string or sign: its kind, and where it begins and ends.

kind is one of: word (an identifier or keyword without quotes), name ("..."), uname (U&"..."), string ('...'), estring
(E'...'), ustring (U&'...'), nstring (N'...'), bits (B'...' or X'...'), dollar ($tag$...$tag$), number, param ($1),
punct, op, meta (a backslash and the rest of its line, a command of psql), other (a character that begins nothing), bad
(what never closes), run (several words and signs, of a coarse scan).
"""


def fold(name: str) -> str:
    """Lower-case an unquoted identifier as PostgreSQL does in a UTF-8 database: ASCII letters only."""
    return name.translate(_LOWER)


@cache
def _scanner(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE | re.DOTALL)


def scan(text: str, at: int = 0, *, coarse: bool = False) -> Iterator[Lexeme]:
    """Cut a text from a place on, without white space and comments.

    A coarse scan is faster, for whom only strings and ends matter.
    """
    match_at = _scanner(_COARSE if coarse else _FINE).match
    while (match := match_at(text, at)) is not None:
        kind, start, at = match.lastgroup or "", at, match.end()
        if kind == "space":
            continue
        if kind == "comment":
            at = _comment_end(text, at)
        elif kind == "op":
            at = start + _operator(match[0])
        elif kind in _CONSTANTS and text[at : at + 1] in _BEFORE_GAP:
            at = _continued(text, at, _CONSTANTS[kind])
        elif kind == "dollar":
            close = text.find(match[0], at)
            at = close + len(match[0]) if close >= 0 else -1
        elif kind == "open":
            at = -1
        if at < 0:
            yield "bad", start, len(text)
            return
        if kind != "comment":
            yield kind, start, at


def content(written: str, kind: str, encoding: str = "utf-8") -> Iterator[tuple[bytes | None, int]]:
    """Yield what a constant in single quotes holds, piece by piece, and where each piece ends as it is written.

    Quotes, escapes and what joins two parts are pieces of their own. An escape that PostgreSQL refuses is None.
    """
    at, high = written.index("'") + 1, ""
    for match in _scanner(_ESCAPES if kind == "estring" else _QUOTES).finditer(written, at, len(written) - 1):
        if match.start() > at:
            yield None if high else written[at : match.start()].encode(encoding), match.start()
            high = ""
        at = match.end()
        code = match["code"] if kind == "estring" else None
        if code is None:
            value: bytes | None = None if high else _plain_escape(match[0], encoding)
            high = ""
        else:
            char = chr(int(code[1:], 16)) if int(code[1:], 16) <= _LAST else ""
            if "\ud800" <= char < "\udc00" and not high:
                value, high = b"", char
            else:
                value, high = _utf8(high + char), ""
        yield value, at
    yield None if high else written[at:-1].encode(encoding), len(written) - 1


def _plain_escape(written: str, encoding: str) -> bytes | None:
    if written[0] == "'":
        return b"'" if written == "''" else b""
    if written[1] in "01234567":
        return bytes([int(written[1:], 8) & 0xFF])
    if written[1] == "x" and len(written) > 2:
        return bytes([int(written[2:], 16)])
    return None if written[1] in "uU" else _LETTERS.get(written[1], written[1]).encode(encoding)


def _utf8(chars: str) -> bytes | None:
    """Join the two halves of a character beyond 16 bits; None for a half alone."""
    try:
        return chars.encode("utf-16", "surrogatepass").decode("utf-16").encode() or None
    except UnicodeError:
        return None


def _continued(text: str, at: int, constant: str) -> int:
    """Return where a constant ends that goes on behind a line break, or -1 where it never does."""
    while (gap := _scanner(_GAP).match(text, at)) is not None:
        more = _scanner(constant).match(text, gap.end())
        if more is None:
            return -1
        at = more.end()
    return at


def _comment_end(text: str, at: int) -> int:
    """Return where the comment ends that has begun before a place, or -1; comments nest."""
    depth = 1
    for edge in _COMMENT_EDGE.finditer(text, at):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    return -1


def _operator(run: str) -> int:
    """Return how many characters of a run of them are one operator."""
    for mark in ("--", "/*"):
        cut = run.find(mark)
        if cut > 0:
            run = run[:cut]
    # Standard operators do not end in a sign, so that `a=-1` is a comparison with -1.
    if not any(c in "~!@#%^&|`?" for c in run):
        run = run.rstrip("+-") or run[0]
    return len(run)
