"""Texts in the server's own words, which differ from one major version to the next."""

from __future__ import annotations

import re
from typing import Final

from schemacheck.base.record import record
from schemacheck.sql.tokens import tokens

_LINE_END: Final = re.compile(r"\r+\n")


@record
class DeparsedText:
    """A text that a server printed from what it had parsed: a view's query, a body in standard SQL."""

    text: str
    major: int | None = None
    """The major version of that server; None if unknown."""

    def __str__(self) -> str:
        return self.text


def same_deparsed(expected: str, live: str) -> bool:
    """Whether two texts are equal but for white space, comments and a semicolon at the end."""
    return expected == live or _significant_tokens(expected) == _significant_tokens(live)


def with_plain_ends(text: str) -> str:
    """Write the ends of lines in the one way, whatever system the text was typed on."""
    return _LINE_END.sub("\n", text)


def _significant_tokens(text: str) -> list[tuple[str, str]]:
    found = [(token.kind, token.value) for token in tokens(text)]
    while found and found[-1][1] == ";":
        found.pop()
    return found
