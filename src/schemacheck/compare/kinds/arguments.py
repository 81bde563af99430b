"""Arguments of functions, as a person or the server writes them: `a integer, b text DEFAULT 'x'`."""

from __future__ import annotations

from typing import NamedTuple

from schemacheck.compare.engine import Answer, NameScope
from schemacheck.compare.kinds.texts import same_default, same_printed, same_type_here
from schemacheck.sql.defaults import parse_default
from schemacheck.sql.deparsed import DeparsedText, same_deparsed
from schemacheck.sql.scanner import fold
from schemacheck.sql.tokens import Token, tokens
from schemacheck.sql.types import TypeName, TypeSyntaxError, parse_type, without_modifiers

_MODES = frozenset({"in", "out", "inout", "variadic"})


class _Argument(NamedTuple):
    mode: str
    name: str
    type: TypeName
    default: str | None


def same_arguments(expected: DeparsedText, live: DeparsedText, scope: NameScope) -> Answer:
    """Compare arguments one by one; where a side cannot be read so, as texts."""
    if same_deparsed(expected.text, live.text):
        return True
    wanted, found = _split_arguments(expected.text), _split_arguments(live.text)
    if wanted is None or found is None:
        return same_printed(expected, live, scope)
    if len(wanted) != len(found):
        return False
    open_answer: Answer = True
    for left, right in zip(wanted, found, strict=True):
        if (left.mode, left.name) != (right.mode, right.name) or not same_type_here(left.type, right.type, scope):
            return False
        if left.default is None or right.default is None:
            # DEFAULT NULL is one: it lets a call leave the argument out.
            answer: Answer = left.default is right.default
        else:
            values = [parse_default(each, right.type, scope.schema) for each in (left.default, right.default)]
            answer = same_default(values[0], values[1], scope)
        if answer is False:
            return False
        open_answer = open_answer if answer is True else answer
    return open_answer


def same_result(expected: str | None, live: str | None, scope: NameScope) -> Answer:
    """Compare results as SQL: a type, a set of one, or the columns of a table."""
    if expected is None or live is None:
        return expected is live
    if same_deparsed(expected, live):
        return True
    wanted, found = _result(expected), _result(live)
    if wanted is None or found is None:
        return any(same_deparsed(expected, live.replace(f"{schema}.", "")) for schema in {scope.schema, scope.home})
    if wanted[0] != found[0] or len(wanted[1]) != len(found[1]):
        return False
    return all(
        left.name == right.name and same_type_here(left.type, right.type, scope)
        for left, right in zip(wanted[1], found[1], strict=True)
    )


def _result(text: str) -> tuple[str, list[_Argument]] | None:
    """Read a result: the word before it, if any, and its one type or its columns."""
    words = tokens(text)
    word = words[0].value if words and words[0].kind == "word" and words[0].value in ("setof", "table") else ""
    parts = list(words[len(word) > 0 :])
    if word == "table":
        if len(parts) < 2 or parts[0].value != "(" or parts[-1].value != ")":
            return None
        parts = parts[1:-1]
    columns = _split_arguments(_argument_text(parts))
    return None if columns is None else (word, columns)


def _split_arguments(text: str) -> list[_Argument] | None:
    """Read a list of arguments; None where it is beyond this."""
    try:
        return [_argument(part) for part in _parts(text)]
    except TypeSyntaxError:
        return None


def _parts(text: str) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens(text):
        if token.kind == "punct":
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.value, 0)
            if token.value == "," and not depth:
                parts.append([])
                continue
        parts[-1].append(token)
    return parts if parts != [[]] else []


def _argument(part: list[Token]) -> _Argument:
    begin = next((scope for scope, token in enumerate(part) if _begins_default(token)), len(part))
    head, default = part[:begin], part[begin + 1 :]
    mode = "in"
    if len(head) > 1 and head[0].kind == "word" and head[0].value in _MODES:
        mode, head = head[0].value, head[1:]
    text = _argument_text(default) if default else None
    try:
        return _Argument(mode, "", without_modifiers(parse_type(_argument_text(head))), text)
    except TypeSyntaxError:
        if len(head) < 2:
            raise
        name = head[0].value if head[0].kind == "name" else fold(head[0].text)
        return _Argument(mode, name, without_modifiers(parse_type(_argument_text(head[1:]))), text)


def _begins_default(token: Token) -> bool:
    return token.value in ("default", "=") and token.kind != "string"


def _argument_text(part: list[Token]) -> str:
    """Put tokens together again, without a space where SQL allows none."""
    written = ""
    for token in part:
        tight = token.value in (".", ",", ")", "]", "[", "(", "::") or written.endswith((".", "(", "[", "::"))
        written += token.text if tight or not written else " " + token.text
    return written
