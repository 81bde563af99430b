"""A position in the tokens of an expression: looking ahead, and taking words, names and types."""

from __future__ import annotations

from typing import Final

from schemacheck.sql.tokens import Token
from schemacheck.sql.types import TypeName, is_builtin, parse_type

_END: Final = Token("end", "", "")
FIELD_WORDS: Final = frozenset({"year", "month", "day", "hour", "minute", "second", "to"})


class NotUnderstoodError(ValueError):
    """The text is beyond this grammar."""


class Cursor:
    """A position, and what schema the reader is at home in."""

    def __init__(self, found: tuple[Token, ...], home: str) -> None:
        self.tokens = found
        self.home = home
        self.at = 0
        self.depth = 0

    def peek(self, ahead: int = 0) -> Token:
        """Look at a token, by default the next."""
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else _END

    def is_word(self, value: str, ahead: int = 0) -> bool:
        """Whether an unquoted word comes next."""
        token = self.peek(ahead)
        return token.kind == "word" and token.value == value

    def is_punct(self, value: str, ahead: int = 0) -> bool:
        """Whether a mark comes next."""
        token = self.peek(ahead)
        return token.kind == "punct" and token.value == value

    def take_word(self, *values: str) -> bool:
        """Take some words in a row, or none of them."""
        if all(self.is_word(value, ahead) for ahead, value in enumerate(values)):
            self.at += len(values)
            return True
        return False

    def take_punct(self, value: str) -> bool:
        """Take a mark if it comes next."""
        if self.is_punct(value):
            self.at += 1
            return True
        return False

    def need_punct(self, value: str) -> None:
        """Take a mark that must come next."""
        if not self.take_punct(value):
            raise NotUnderstoodError(self.peek().text)

    def need_word(self, value: str) -> None:
        """Take a word that must come next."""
        if not self.take_word(value):
            raise NotUnderstoodError(self.peek().text)

    def path(self) -> list[Token]:
        """Take a name with its qualification."""
        path = [self.peek()]
        if path[0].kind not in ("word", "name"):
            raise NotUnderstoodError(path[0].text)
        self.at += 1
        while self.is_punct("."):
            part = self.peek(1)
            if part.kind not in ("word", "name"):
                raise NotUnderstoodError(part.text)
            path.append(part)
            self.at += 2
        return path

    def type(self) -> TypeName:
        """Take a type name, as far as one reaches."""
        start = self.at
        first = self.path()[0]
        if self.at == start + 1 and first.kind == "word":
            if first.value == "national" and not (self.take_word("char") or self.take_word("character")):
                raise NotUnderstoodError(first.text)
            if first.value in ("char", "character", "nchar", "national", "bit"):
                self.take_word("varying")
            elif first.value == "double":
                self.take_word("precision")
            elif first.value == "interval":
                while self.peek().kind == "word" and self.peek().value in FIELD_WORDS:
                    self.at += 1
        if self.take_punct("("):
            while not self.take_punct(")"):
                if self.peek().kind not in ("number", "word", "string", "op") and not self.is_punct(","):
                    raise NotUnderstoodError(self.peek().text)
                self.at += 1
        if first.kind == "word" and first.value in ("timestamp", "time"):
            _ = self.take_word("with", "time", "zone") or self.take_word("without", "time", "zone")
        while self.is_punct("[") and (
            self.is_punct("]", 1) or (self.peek(1).kind == "number" and self.is_punct("]", 2))
        ):
            self.at += 2 if self.is_punct("]", 1) else 3
        found = parse_type(" ".join(token.text for token in self.tokens[start : self.at]))
        bare = TypeName(None, found.name, found.modifiers, found.array)
        return bare if found.schema == self.home and not is_builtin(bare) else found
