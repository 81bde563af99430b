"""Words of SQL text that the expected schema holds: which columns, functions and tables an expression names."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any

from schemacheck.sql.lexer import Token, tokens


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(tokens(text.encode()))


@lru_cache(maxsize=4096)
def _names(text: str) -> frozenset[str]:
    return frozenset(each for token in _tokens(text) if (each := token.identifier) is not None)


@lru_cache(maxsize=4096)
def _calls(text: str) -> frozenset[str]:
    found = _tokens(text)
    pairs = pairwise(found)
    return frozenset(each for token, after in pairs if after.raw == b"(" and (each := token.identifier) is not None)


def names_in(*texts: Any) -> frozenset[str]:
    """Return every identifier in some texts; what is no text (unstated, none) has none."""
    return frozenset().union(*(_names(each) for each in map(_text, texts) if each is not None))


def calls_in(*texts: Any) -> frozenset[str]:
    """Return the functions that some texts call, without their schemas."""
    return frozenset().union(*(_calls(each) for each in map(_text, texts) if each is not None))


def constants_in(text: Any) -> frozenset[str]:
    """Return the names in the string constants of a text, as `nextval('a.b')` has them."""
    found = _text(text)
    if found is None:
        return frozenset()
    strings = [token.raw.decode(errors="replace").strip("'") for token in _tokens(found) if token.kind == "string"]
    return names_in(*strings)


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    text = getattr(value, "text", None)
    return text if isinstance(text, str) else None
