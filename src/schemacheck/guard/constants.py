"""Texts a body puts together for EXECUTE, as far as they are constant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

from schemacheck.base.names import quoted
from schemacheck.base.record import record
from schemacheck.guard.statements import HOLE
from schemacheck.sql.lexer import Token, constant
from schemacheck.sql.text import Excerpt, joined

_MOST: Final = 50
"""How many values one text may take; loops in loops would take more than anybody reads."""
_PLACEHOLDER = re.compile(rb"%(?:(\d+)\$)?(?:-?\d*|\*)?([sIL%])")
_JOINING: Final = frozenset({"format", "quote_ident", "quote_literal", "quote_nullable", "concat"})


@record
class Text:
    """One value a text can take."""

    excerpt: Excerpt
    complete: bool = True
    """False where a part is only known when it runs; HOLE stands there."""


Constants = dict[str, list[Text]]
"""What variables can hold, by name. One that is not there is not known."""


def evaluate(excerpt: Excerpt, chunk: Sequence[Token], known: Mapping[str, list[Text]]) -> list[Text]:
    """Return the values an expression can take; where it is not constant, with holes."""
    while len(chunk) > 2 and chunk[0].raw == b"(" and _closing(chunk, 0) == len(chunk) - 1:
        chunk = chunk[1:-1]
    operands = _split(chunk, b"||")
    if len(operands) > 1:
        return _product([evaluate(excerpt, operand, known) for operand in operands])
    chunk = _without_cast(chunk)
    if not chunk:
        return [_hole(excerpt, None)]
    first = chunk[0]
    if len(chunk) == 1:
        if first.kind in ("string", "dollar"):
            return [Text(constant(excerpt, first))]
        if first.kind == "number":
            return [Text(excerpt.part(first.start, first.end))]
        if first.identifier is not None:
            here = [(0, excerpt.outer(first.start))]
            values = known.get(first.identifier) or [_hole(excerpt, first)]
            return [Text(Excerpt(each.excerpt.data, here), each.complete) for each in values]
    if first.word in _JOINING and len(chunk) > 2 and chunk[1].raw == b"(" and _closing(chunk, 1) == len(chunk) - 1:
        arguments = [evaluate(excerpt, each, known) for each in _split(chunk[2:-1], b",")]
        return _call(first, arguments)
    return [_hole(excerpt, first)]


def loop_values(excerpt: Excerpt, chunk: Sequence[Token], known: Mapping[str, list[Text]]) -> list[Text] | None:
    """Return the values a loop goes through: those of ARRAY[...], '{...}', unnest(...) or VALUES; None if not known."""
    chunk = _without_cast(chunk)
    if chunk and chunk[0].word in ("select", "values"):
        chunk = [each for each in chunk[1:] if each.word != "unnest"]
        while len(chunk) > 2 and chunk[0].raw == b"(" and _closing(chunk, 0) == len(chunk) - 1:
            chunk = chunk[1:-1]
        if chunk and chunk[0].kind in ("string", "dollar"):
            chunk = [each for each in chunk if each.raw not in (b"(", b")")]
            return _each(excerpt, _split(chunk, b","), known)
    if len(chunk) > 2 and chunk[0].word == "array" and chunk[1].raw == b"[" and chunk[-1].raw == b"]":
        return _each(excerpt, _split(chunk[2:-1], b","), known)
    if len(chunk) == 1 and chunk[0].kind == "string":
        inner = constant(excerpt, chunk[0])
        if inner.data[:1] == b"{" and inner.data[-1:] == b"}":
            found, at = [], 1
            for name in inner.data[1:-1].split(b","):
                bare = name.strip().strip(b'"')
                start = inner.data.index(bare, at)
                found.append(Text(inner.part(start, start + len(bare))))
                at += len(name) + 1
            return found[:_MOST]
    if len(chunk) == 1 and chunk[0].identifier is not None:
        return known.get(chunk[0].identifier)
    return None


def _each(excerpt: Excerpt, items: Sequence[Sequence[Token]], known: Mapping[str, list[Text]]) -> list[Text]:
    return [value for item in items for value in evaluate(excerpt, item, known)][:_MOST]


def _call(function: Token, arguments: list[list[Text]]) -> list[Text]:
    name = function.word
    if name == "concat":
        return _product(arguments)
    if name == "format":
        return [_formatted(list(each)) for each in _combinations(arguments)]
    quote = {"quote_ident": b"I"}.get(name, b"L")
    return [_quoted(each, quote) for each in (arguments[0] if arguments else [])]


def _formatted(arguments: list[Text]) -> Text:
    """What `format` makes of constants."""
    pattern, values = arguments[0], arguments[1:]
    parts, at, following, complete = [], 0, 0, pattern.complete
    for match in _PLACEHOLDER.finditer(pattern.excerpt.data):
        parts.append(pattern.excerpt.part(at, match.start()))
        at = match.end()
        if match[2] == b"%":
            parts.append(pattern.excerpt.part(match.start(), match.start() + 1))
            continue
        following = int(match[1]) if match[1] else following + 1
        if 0 < following <= len(values):
            value = _quoted(values[following - 1], match[2])
            complete = complete and value.complete
            parts.append(value.excerpt)
        else:
            complete = False
            parts.append(_filled(pattern.excerpt.part(match.start(), match.start()), match[2]))
    parts.append(pattern.excerpt.part(at, len(pattern.excerpt.data)))
    return Text(joined(parts), complete)


def _quoted(text: Text, how: bytes) -> Text:
    raw = text.excerpt.data.decode(errors="replace")
    if how == b"I" and (text.complete or raw != HOLE):
        raw = quoted(raw)
    elif how == b"L":
        raw = "'" + raw.replace("'", "''") + "'"
    return Text(Excerpt(raw.encode(), [(0, text.excerpt.outer(0))]), text.complete)


def _filled(where: Excerpt, how: bytes) -> Excerpt:
    return Excerpt(f"'{HOLE}'".encode() if how == b"L" else HOLE.encode(), [(0, where.outer(0))])


def _hole(excerpt: Excerpt, token: Token | None) -> Text:
    return Text(Excerpt(HOLE.encode(), [(0, excerpt.outer(token.start if token else 0))]), complete=False)


def _combinations(arguments: list[list[Text]]) -> list[tuple[Text, ...]]:
    found = []
    for each in product(*arguments):
        found.append(each)
        if len(found) == _MOST:
            break
    return found


def _product(arguments: list[list[Text]]) -> list[Text]:
    return [
        Text(joined([each.excerpt for each in combination]), all(each.complete for each in combination))
        for combination in _combinations(arguments)
    ]


def _split(chunk: Sequence[Token], sign: bytes) -> list[Sequence[Token]]:
    parts, begin, depth = [], 0, 0
    for at, token in enumerate(chunk):
        depth += (token.raw in (b"(", b"[")) - (token.raw in (b")", b"]"))
        if depth == 0 and token.raw == sign:
            parts.append(chunk[begin:at])
            begin = at + 1
    return [*parts, chunk[begin:]]


def _closing(chunk: Sequence[Token], at: int) -> int:
    depth = 0
    for place in range(at, len(chunk)):
        depth += (chunk[place].raw in (b"(", b"[")) - (chunk[place].raw in (b")", b"]"))
        if depth == 0:
            return place
    return -1


def _without_cast(chunk: Sequence[Token]) -> Sequence[Token]:
    """Take off a cast at the end: `::text`, `::regclass`, `::text[]`."""
    depth = 0
    for at, token in enumerate(chunk):
        depth += (token.raw in (b"(", b"[")) - (token.raw in (b")", b"]"))
        if depth == 0 and token.raw == b"::":
            return chunk[:at]
    return chunk
