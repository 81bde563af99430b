"""Cuts the text of a schema.prisma into tokens; never fails, what it cannot read becomes a `bad` token.

The language is line based, so the end of a line is a token. Comments that start with two slashes or stand between
`/*` and `*/` are dropped; `///` documents what it stands by and is kept. A comment that is never closed takes the rest
of the text: it has no other end.

A token is a number into three lists, not an object: schemas of 7000 lines are real, and every object would cost time in
the collector of the interpreter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from schemacheck.base.names import Position

NAME: Final = "name"
NUMBER: Final = "number"
STRING: Final = "string"
DOC: Final = "doc"
NEWLINE: Final = "newline"
BAD: Final = "bad"
END: Final = "end"
_DROPPED: Final = "dropped"

_MARKS: Final = frozenset(["@", "@@", "(", ")", "[", "]", "{", "}", ",", ":", "?", "=", ".", "!"])
# The most frequent kinds come first; a name may begin with a digit where no number ends.
_LEXEME: Final = re.compile(
    r"""
      [^\S\r\n]+
    | [^\W\d] [\w-]*
    | \r\n? | \n
    | @@? | [()\[\]{},:?=.!]
    | " [^"\\\r\n]* (?: \\[^\r\n] [^"\\\r\n]* )* "
    | -? [0-9]+ (?: \.[0-9]+ )? (?! [\w-] )
    | // [^\r\n]*
    | /\* (?s:.*?) \*/
    | \w [\w-]*
    | " [^\r\n]*
    | /\* (?s:.*)
    | \S
    """,
    re.VERBOSE,
)
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_NAME: Final = re.compile(r"\w")
_LINE_END: Final = re.compile(r"\r\n?|\n")


class Tokens:
    """The tokens of one file, and how far they have been read.

    `kinds` holds one of the constants above or, for a mark such as `@@` or `(`, the mark itself. The last token is END.
    """

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.next = 0
        self.kinds: list[str] = []
        self.texts: list[str] = []
        self._starts: list[int] = []
        # Some editors write a byte order mark; it is no part of the first line.
        start = 1 if text.startswith("\ufeff") else 0
        self._lines = [start]
        kinds: dict[str, str] = {}  # of the lexemes met so far: most of them come again
        for lexeme in _LEXEME.findall(text, start):
            kind = kinds.get(lexeme)
            if kind is None:
                kind = kinds[lexeme] = _lexeme_kind(lexeme)
            if lexeme == "\n":
                self._lines.append(start + 1)
            elif kind == NEWLINE:
                self._lines += [start + end.end() for end in _LINE_END.finditer(lexeme)]
            if kind != _DROPPED:
                self.kinds.append(kind)
                self.texts.append(lexeme)
                self._starts.append(start)
            start += len(lexeme)
        self.kinds += (END, END, END)  # so that looking two tokens ahead never leaves the list
        self.texts += ("", "", "")
        self._starts += (start, start, start)

    @property
    def kind(self) -> str:
        """The kind of the token that is read next."""
        return self.kinds[self.next]

    @property
    def text(self) -> str:
        """The text of the token that is read next."""
        return self.texts[self.next]

    def take(self) -> int:
        """Read one token; at the end, stay there."""
        token = self.next
        if self.kinds[token] != END:
            self.next += 1
        return token

    def at(self, token: int) -> Position:
        """Where the token stands: the line and, in characters, the column."""
        start = self._starts[token]
        line = bisect_right(self._lines, start)
        return Position(self.file, line, start - self._lines[line - 1] + 1)

    def skip_line_ends(self) -> None:
        """Read over the ends of lines and the comments between them."""
        while self.kinds[self.next] in (NEWLINE, DOC):
            self.next += 1

    def skip_to_line_end(self) -> None:
        """Read up to, and not over, the end of the line."""
        while self.kinds[self.next] not in (NEWLINE, END):
            self.next += 1


def _lexeme_kind(lexeme: str) -> str:
    first = lexeme[0]
    if lexeme in _MARKS:
        return lexeme
    if first in "\r\n":
        return NEWLINE
    if first.isspace():
        return _DROPPED
    if first == '"':
        return STRING if len(lexeme) > 1 and _is_closed(lexeme) else BAD
    if lexeme.startswith("//"):
        return DOC if lexeme.startswith("///") else _DROPPED
    if lexeme.startswith("/*"):
        if len(lexeme) < len("/**/") or not lexeme.endswith("*/"):
            return BAD
        return NEWLINE if _LINE_END.search(lexeme) else _DROPPED
    if _NUMBER.fullmatch(lexeme):
        return NUMBER
    return NAME if _NAME.match(first) else BAD


def _is_closed(string: str) -> bool:
    """Whether a lexeme that begins with a quote ends with one that no backslash takes away."""
    body = string[1:-1]
    return string.endswith('"') and (len(body) - len(body.rstrip("\\"))) % 2 == 0
