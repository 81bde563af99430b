"""Reads values: what stands after `=` and in the brackets of attributes and functions.

Values nest, so the depth is bounded: a file of ten thousand `[` is a mistake and not the end of the process.
"""

from __future__ import annotations

import json
import re
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.base.names import Position
from schemacheck.sources.prisma import lexer
from schemacheck.sources.prisma.lexer import Tokens
from schemacheck.sources.prisma.tree import Argument, Boolean, Call, List, Number, Object, Reference, String, Value

DEPTH: Final = 32
"""How deep values may nest; Prisma itself has no use for more than four."""

_VALUE_STARTS: Final = frozenset((lexer.NAME, lexer.STRING, lexer.NUMBER, "[", "{"))
_ESCAPE = re.compile(r'\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])')
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f]")


class UnreadableError(Exception):
    """The text does not go on as the language wants; caught where the line or the block ends."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(str(mistake))
        self.mistake = mistake


def expect(tokens: Tokens, kind: str, what: str) -> int:
    """Read one token of this kind; raise UnreadableError saying that `what` was expected."""
    if tokens.kind != kind:
        raise unexpected(tokens, what)
    return tokens.take()


def unexpected(tokens: Tokens, what: str) -> UnreadableError:
    """The error for the next token, where `what` was expected."""
    return UnreadableError(Mistake(tokens.at(tokens.next), *_complaint(tokens.kind, tokens.text, what)))


def _complaint(kind: str, text: str, what: str) -> tuple[str, str | None]:
    if kind == lexer.BAD:
        if text.startswith('"'):
            return "this string is not closed", 'a string ends on its line with "'
        if text.startswith("/*"):
            return "this comment is not closed", "it takes the rest of the file; close it with */"
        return f"{what} expected, and {text!r} is no part of the language", None
    if kind == lexer.END:
        return f"{what} expected, but the file ends here", None
    if kind == lexer.NEWLINE:
        return f"{what} expected, but the line ends here", None
    if kind == lexer.DOC:
        return f"{what} expected, not a comment", None
    return f"{what} expected, not {text}", None


def read_value(tokens: Tokens, depth: int = 0) -> Value:
    """Read one value; raise UnreadableError where none stands."""
    kind = tokens.kind
    at = tokens.at(tokens.next)
    if depth > DEPTH:
        raise UnreadableError(Mistake(at, f"values are nested more than {DEPTH} deep here"))
    if kind == lexer.STRING:
        return String(_unescaped(tokens.texts[tokens.take()], at), at)
    if kind == lexer.NUMBER:
        return Number(tokens.texts[tokens.take()], at)
    if kind == "[":
        return List(_items(tokens, depth), at)
    if kind == "{":
        return Object(read_arguments(tokens, "}", depth), at)
    if kind != lexer.NAME:
        raise unexpected(tokens, "a value")
    name = read_path(tokens, "a value")
    if tokens.kind == "(":
        return Call(name, read_arguments(tokens, ")", depth), at)
    if name in ("true", "false"):
        return Boolean(name == "true", at)
    return Reference(name, at)


def read_path(tokens: Tokens, what: str) -> str:
    """Read a name, with dots where it is a path."""
    name = tokens.texts[expect(tokens, lexer.NAME, what)]
    while tokens.kind == ".":
        tokens.next += 1
        name += "." + tokens.texts[expect(tokens, lexer.NAME, "a name after the dot")]
    return name


def read_arguments(tokens: Tokens, closing: str, depth: int = 0) -> tuple[Argument, ...]:
    """Read an opening bracket, arguments between commas, and the closing bracket."""
    opening = tokens.take()
    found: list[Argument] = []
    while True:
        tokens.skip_line_ends()
        token = tokens.next
        kind = tokens.kind
        if kind == closing:
            tokens.next += 1
            return tuple(found)
        if kind not in _VALUE_STARTS:
            _refuse_unclosed(tokens, opening, closing)
        at = tokens.at(token)
        name = None
        if kind == lexer.NAME and tokens.kinds[token + 1] == ":":
            name = tokens.text
            tokens.next += 2
            tokens.skip_line_ends()
            if tokens.kind in (",", closing):
                raise UnreadableError(Mistake(at, f"{name}: has no value"))
        found.append(Argument(name, read_value(tokens, depth + 1), at))
        _comma_or(tokens, opening, closing)


def _items(tokens: Tokens, depth: int) -> tuple[Value, ...]:
    opening = tokens.take()
    found: list[Value] = []
    while True:
        tokens.skip_line_ends()
        if tokens.kind == "]":
            tokens.next += 1
            return tuple(found)
        if tokens.kind not in _VALUE_STARTS:
            _refuse_unclosed(tokens, opening, "]")
        found.append(read_value(tokens, depth + 1))
        _comma_or(tokens, opening, "]")


def _comma_or(tokens: Tokens, opening: int, closing: str) -> None:
    """Read the comma after a value, or stop before the closing bracket."""
    tokens.skip_line_ends()
    kind = tokens.kind
    if kind == ",":
        tokens.next += 1
    elif kind != closing:
        _refuse_unclosed(tokens, opening, closing)
        raise unexpected(tokens, f"a comma or {closing}")


def _refuse_unclosed(tokens: Tokens, opening: int, closing: str) -> None:
    """Raise UnreadableError when the next token, which does not fit, stands in a later line than the bracket.

    What follows on later lines is most likely sound; the bracket is what is wrong.
    """
    if tokens.kind == lexer.END or lexer.NEWLINE in tokens.kinds[opening : tokens.next]:
        complaint = f"this {tokens.texts[opening]} is not closed by a {closing}"
        raise UnreadableError(Mistake(tokens.at(opening), complaint))


def _unescaped(string: str, at: Position) -> str:
    body = string[1:-1]
    if "\\" not in body:
        return body
    unknown = next((m for m in re.finditer(r"\\.", body) if not _ESCAPE.match(body, m.start())), None)
    if unknown is not None:
        place = at._replace(column=at.column + 1 + unknown.start())
        raise UnreadableError(Mistake(place, f"{unknown.group()} is no escape that a string knows"))
    # A tab may stand in a string as it is, which JSON does not allow.
    text: str = json.loads('"' + _CONTROL.sub(lambda m: f"\\u{ord(m.group()):04x}", body) + '"')
    if _LONE_SURROGATE.search(text):
        raise UnreadableError(Mistake(at, "half a surrogate pair in this string stands for no character"))
    return text
