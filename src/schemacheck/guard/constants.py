"""Texts a body puts together for EXECUTE, as far as they are constant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from typing import Final

from schemacheck.base.names import quoted
from schemacheck.base.record import record
from schemacheck.guard.statements import HOLE, LOOSE
from schemacheck.sql.lexer import Token, constant
from schemacheck.sql.text import Excerpt, joined

_MOST: Final = 200
"""How many values one text may take; loops in loops would take more than anybody reads."""
_LONGEST: Final = 1 << 14
"""How many bytes a text that is put together may have; texts that double would fill any memory."""
_MOST_BYTES: Final = 1 << 18
"""How many bytes all the values of one text may have."""
_LIMIT: Final = "puts together more texts, or longer ones, than are followed"
_PLACEHOLDER = re.compile(rb"%(?:(\d+)\$)?(?:-?\d*|\*)?([sIL%])")
_ONE_VALUE: Final = frozenset(
    {
        *("to_char", "md5", "now", "extract", "date_part", "date_trunc", "nextval", "count", "length", "array_length"),
        *("txid_current", "gen_random_uuid", "to_regclass", "current_date", "current_timestamp", "clock_timestamp"),
        *("current_database", "current_schema", "current_user", "session_user", "current_role"),
    }
)
"""Functions whose result is one name or one value at most, and no statement."""
_ONE_VALUE_TYPES: Final = frozenset(
    {
        *(
            "int",
            "integer",
            "int2",
            "int4",
            "int8",
            "bigint",
            "smallint",
            "numeric",
            "decimal",
            "real",
            "double",
            "oid",
        ),
        *("uuid", "date", "time", "timestamp", "timestamptz", "interval", "bool", "boolean", "serial", "bigserial"),
        *(
            "oid",
            "regclass",
            "regtype",
            "regproc",
            "regprocedure",
            "regnamespace",
            "regrole",
            "float",
            "float4",
            "float8",
        ),
    }
)
"""Types whose values are one name or one value each, when they are written into a statement."""
_LAST: Final = 0x10FFFF
_JOINING: Final = frozenset({"format", "quote_ident", "quote_literal", "quote_nullable", "concat"})


@record
class Text:
    """One value a text can take."""

    excerpt: Excerpt
    complete: bool = True
    """False where a part is only known when it runs; HOLE stands there."""
    why: str = ""
    """Why nobody knows it, where that is a limit of this reading."""

    @property
    def key(self) -> tuple[bytes, bool]:
        """What makes it the same as another one."""
        return self.excerpt.data, self.complete


Constants = dict[str, list[Text]]
"""What variables can hold, by name. One that is not there is not known."""


def evaluate(excerpt: Excerpt, chunk: Sequence[Token], known: Mapping[str, list[Text]]) -> list[Text]:
    """Return the values an expression can take; where it is not constant, with holes."""
    while len(chunk) > 2 and chunk[0].raw == b"(" and _closing(chunk, 0) == len(chunk) - 1:
        chunk = chunk[1:-1]
    operands = _split(chunk, b"||")
    if len(operands) > 1:
        return _product([evaluate(excerpt, operand, known) for operand in operands])
    chunk, cast = _without_cast(chunk)
    if not chunk:
        return [_hole(excerpt, None)]
    first = chunk[0]
    found = _simple(excerpt, chunk, known)
    if cast in _ONE_VALUE_TYPES or first.word in _ONE_VALUE:
        return [_tight(each) for each in found]
    return found


def is_one_value(kind: str) -> bool:
    """Whether a type's values are one name or one value each, when they are written into a statement."""
    return kind in _ONE_VALUE_TYPES


def unknown(excerpt: Excerpt, at: int, *, loose: bool = True) -> Text:
    """Return the text that nobody knows."""
    return Text(Excerpt((LOOSE if loose else HOLE).encode(), [(0, excerpt.outer(at))]), complete=False)


def _tight(text: Text) -> Text:
    """The same, where what is not known is one name or one value."""
    if text.complete:
        return text
    return replace(text, excerpt=Excerpt(text.excerpt.data.replace(LOOSE.encode(), HOLE.encode()), text.excerpt.pieces))


def _simple(excerpt: Excerpt, chunk: Sequence[Token], known: Mapping[str, list[Text]]) -> list[Text]:
    first = chunk[0]
    if len(chunk) == 1:
        if first.kind in ("string", "dollar"):
            return [Text(_content(excerpt, first, "\\"))]
        if first.kind == "number":
            return [Text(excerpt.part(first.start, first.end))]
        if first.identifier is not None:
            here = [(0, excerpt.outer(first.start))]
            values = known.get(first.identifier) or [_hole(excerpt, first)]
            return [Text(Excerpt(each.excerpt.data, here), each.complete, each.why) for each in values]
    if len(chunk) == 3 and first.kind == chunk[2].kind == "string" and chunk[1].word == "uescape":
        return [Text(_content(excerpt, first, chunk[2].raw.decode(errors="replace").strip("'")))]
    if first.word in _JOINING and len(chunk) > 2 and chunk[1].raw == b"(" and _closing(chunk, 1) == len(chunk) - 1:
        arguments = [evaluate(excerpt, each, known) for each in _split(chunk[2:-1], b",")]
        return _call(first, arguments)
    return [_hole(excerpt, first)]


def _content(excerpt: Excerpt, token: Token, escape: str) -> Excerpt:
    """Return what a string holds; the letters that U&'' writes as numbers are letters then."""
    found = constant(excerpt, token)
    if token.raw[:2].lower() != b"u&":
        return found
    written = found.data.decode(errors="replace")
    code = re.compile(rf"{re.escape(escape)}(?:{re.escape(escape)}|([0-9a-fA-F]{{4}})|\+([0-9a-fA-F]{{6}}))")
    text = code.sub(lambda each: _letter(each[1] or each[2] or "", escape), written)
    return Excerpt(text.encode(errors="replace"), [(0, found.outer(0))])


def _letter(code: str, escape: str) -> str:
    number = int(code, 16) if code else -1
    return chr(number) if 0 <= number <= _LAST else escape


def loop_values(excerpt: Excerpt, chunk: Sequence[Token], known: Mapping[str, list[Text]]) -> list[Text] | None:
    """Return the values a loop goes through: those of ARRAY[...], '{...}', unnest(...) or VALUES; None if not known."""
    chunk = _without_cast(chunk)[0]
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
            return bounded(found)
    if len(chunk) == 1 and chunk[0].identifier is not None:
        return known.get(chunk[0].identifier)
    return None


def _each(excerpt: Excerpt, items: Sequence[Sequence[Token]], known: Mapping[str, list[Text]]) -> list[Text]:
    return bounded([value for item in items for value in evaluate(excerpt, item, known)])


def bounded(texts: list[Text]) -> list[Text]:
    """Leave out repetitions; where there is more than is followed, say that it is not known."""
    kept: dict[tuple[bytes, bool], Text] = {}
    size = 0
    for each in texts:
        if each.key in kept:
            continue
        size += len(each.excerpt.data)
        if len(kept) == _MOST or (kept and size > _MOST_BYTES):
            over = _over_the_limit(each)
            kept[over.key] = over
            break
        kept[each.key] = each
    return list(kept.values())


def _over_the_limit(text: Text) -> Text:
    where = [(0, text.excerpt.outer(0))]
    return Text(Excerpt(LOOSE.encode(), where), complete=False, why=_LIMIT)


def _call(function: Token, arguments: list[list[Text]]) -> list[Text]:
    name = function.word
    if name == "concat":
        return _product(arguments)
    if name == "format":
        return bounded([*_over(arguments), *(_formatted(list(each)) for each in _combinations(arguments))])
    quote = {"quote_ident": b"I"}.get(name, b"L")
    return [_quoted(each, quote) for each in (arguments[0] if arguments else [])]


def _over(arguments: list[list[Text]]) -> list[Text]:
    """What stands for the combinations that are too many to look at."""
    if prod(map(len, arguments)) <= _MOST:
        return []
    return [_over_the_limit(arguments[0][0])]


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
        # The width that a star takes is an argument of its own.
        following = int(match[1]) if match[1] else following + 1 + (b"*" in match[0])
        if 0 < following <= len(values):
            value = _quoted(values[following - 1], match[2])
            complete = complete and value.complete
            parts.append(value.excerpt)
        else:
            complete = False
            parts.append(_filled(pattern.excerpt.part(match.start(), match.start()), match[2]))
    parts.append(pattern.excerpt.part(at, len(pattern.excerpt.data)))
    if sum(len(each.data) for each in parts) > max(_LONGEST, len(pattern.excerpt.data)):
        return _over_the_limit(pattern)
    whys = [each.why for each in arguments if each.why]
    return Text(joined(parts), complete, whys[0] if whys else "")


def _quoted(text: Text, how: bytes) -> Text:
    raw = text.excerpt.data.decode(errors="replace")
    if how in (b"I", b"L"):
        raw = raw.replace(LOOSE, HOLE)
    if how == b"I" and (text.complete or raw != HOLE):
        raw = quoted(raw)
    elif how == b"L":
        raw = "'" + raw.replace("'", "''") + "'"
    if how == b"s":
        return text
    return Text(Excerpt(raw.encode(), [(0, text.excerpt.outer(0))]), text.complete, text.why)


def _filled(where: Excerpt, how: bytes) -> Excerpt:
    stands = {b"L": f"'{HOLE}'", b"I": HOLE}.get(how, LOOSE)
    return Excerpt(stands.encode(), [(0, where.outer(0))])


def _hole(excerpt: Excerpt, token: Token | None) -> Text:
    return unknown(excerpt, token.start if token else 0)


def _combinations(arguments: list[list[Text]]) -> list[tuple[Text, ...]]:
    found = []
    for each in product(*arguments):
        found.append(each)
        if len(found) == _MOST:
            break
    return found


def _product(arguments: list[list[Text]]) -> list[Text]:
    found = _over(arguments)
    for combination in _combinations(arguments):
        if sum(len(each.excerpt.data) for each in combination) > _LONGEST:
            found.append(_over_the_limit(combination[0]))
            continue
        whys = [each.why for each in combination if each.why]
        parts = [each.excerpt for each in combination]
        found.append(Text(joined(parts), all(each.complete for each in combination), whys[0] if whys else ""))
    return bounded(found)


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


def _without_cast(chunk: Sequence[Token]) -> tuple[Sequence[Token], str]:
    """Take off a cast at the end, and say to which type: `::text`, `::regclass`, `::text[]`."""
    depth = 0
    for at, token in enumerate(chunk):
        depth += (token.raw in (b"(", b"[")) - (token.raw in (b")", b"]"))
        if depth == 0 and token.raw == b"::":
            return chunk[:at], chunk[-1].word
    return chunk, ""
