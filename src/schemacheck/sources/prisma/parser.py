"""Reads the text of a schema.prisma into a tree, with every mistake in it at once.

After a mistake the reading goes on at the next line, or after the block where the block itself is unknown; what was
read of a field before its mistake is kept, so that one slip does not make the rest of the file look wrong.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.base.names import Position
from schemacheck.base.near import meant
from schemacheck.sources.prisma import lexer
from schemacheck.sources.prisma.lexer import Tokens
from schemacheck.sources.prisma.locate import emitted
from schemacheck.sources.prisma.tree import (
    Attribute,
    Block,
    CompositeType,
    Datasource,
    Enum,
    EnumValue,
    Field,
    FieldType,
    Generator,
    Model,
    SchemaFile,
    Setting,
    String,
    View,
)
from schemacheck.sources.prisma.values import UnreadableError, expect, read_arguments, read_path, read_value, unexpected

_ENTITIES: Final[dict[str, type[Model | View | CompositeType]]] = {"model": Model, "view": View, "type": CompositeType}
_CONFIGURATIONS: Final[dict[str, type[Datasource | Generator]]] = {"datasource": Datasource, "generator": Generator}
KEYWORDS: Final = ("model", "view", "enum", "type", "datasource", "generator")
_TOP: Final = 50
"""In how many lines a marker is looked for: it stands in the first."""
_MARKER: Final = re.compile(r"//.*\buse (prisma-(?:next|\d+))\b")
_NEXT_DIALECT: Final = "this is Prisma 8's language of contracts, which Prisma alone can read"


def _marker(text: str) -> tuple[int, str] | None:
    """Find the comment at the top that marks the language of a later Prisma: its line, and what it names."""
    for line, written in enumerate(text.lstrip("\ufeff").splitlines()[:_TOP], 1):
        comment = written.strip()
        found = _MARKER.match(comment)
        if found is not None:
            return line, found[1]
        if comment and not comment.startswith("//"):
            break
    return None


def parse(text: str, file: str) -> tuple[SchemaFile, list[Mistake]]:
    """Read one file, which positions name as `file`.

    Any text gives a tree and mistakes, never an exception.
    """
    reader = _Reader(text, file)
    blocks = reader.blocks()
    return SchemaFile(file, blocks), reader.mistakes


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.tokens = Tokens(text, file)
        self.mistakes: list[Mistake] = []
        self.next_dialect = _marker(text)

    def blocks(self) -> tuple[Block, ...]:
        found: list[Block] = []
        tokens = self.tokens
        if self.next_dialect is not None:
            line, name = self.next_dialect
            self._refuse_next_dialect(Position(tokens.file, line, 1), name)
            return ()
        while True:
            doc = self._docs()
            if tokens.kind == lexer.END:
                return tuple(found)
            if self._opens_next_dialect():
                self._refuse_next_dialect(tokens.at(tokens.next))
                return ()
            before = tokens.next
            try:
                block = self._block(doc)
            except UnreadableError as error:
                self.mistakes.append(error.mistake)
                tokens.next = before
                self._skip_block()
            else:
                found.append(block)

    def _refuse_next_dialect(self, at: Position, name: str = "") -> None:
        hint = f"give {emitted(PurePath(at.file))}, which prisma contract emit makes of it"
        marked = f", as `use {name}` says" if name else ""
        self.mistakes = [Mistake(at, f"{_NEXT_DIALECT}{marked}", hint)]

    def _opens_next_dialect(self) -> bool:
        tokens = self.tokens
        first, (second, third) = tokens.text, tokens.kinds[tokens.next + 1 : tokens.next + 3]
        return (first == "types" and second == "{") or (first == "namespace" and (second, third) == (lexer.NAME, "{"))

    def _block(self, doc: str) -> Block:
        tokens = self.tokens
        kinds = f"{', '.join(KEYWORDS[:-1])} or {KEYWORDS[-1]}"
        start = expect(tokens, lexer.NAME, f"a block ({kinds})")
        keyword = tokens.texts[start]
        if keyword not in KEYWORDS:
            near = meant(keyword, KEYWORDS)
            hint = f"did you mean {near}?" if near else None
            complaint = Mistake(tokens.at(start), f"{keyword} opens no block; a block is a {kinds}", hint)
            if near is None or tokens.kind != lexer.NAME:
                raise UnreadableError(complaint)
            self.mistakes.append(complaint)
            keyword = near
        token = expect(tokens, lexer.NAME, f"the name of the {keyword}")
        name, at = tokens.texts[token], tokens.at(token)
        if keyword == "type" and tokens.kind == "=":
            raise UnreadableError(Mistake(at, "Prisma has no type aliases any more", "write the type in each field"))
        expect(tokens, "{", f"{{ after {keyword} {name}")
        if tokens.kind not in (lexer.NEWLINE, lexer.DOC, lexer.END, "}"):
            self.mistakes.append(Mistake(tokens.at(tokens.next), "what follows { belongs on the next line"))
        unclosed = Mistake(at, f"{keyword} {name} is not closed by a }}")
        if keyword in _CONFIGURATIONS:
            return _CONFIGURATIONS[keyword](name, self._settings(keyword, unclosed), at)
        if keyword == "enum":
            values, attributes = self._enum_body(unclosed)
            return Enum(name, attributes, doc, at, values)
        fields, attributes = self._entity_body(keyword, unclosed)
        return _ENTITIES[keyword](name, attributes, doc, at, fields)

    def _next_line(self, unclosed: Mistake) -> str | None:
        """Go to the next line of a block and return the comment above it; None, past the block, when it ends."""
        doc = self._docs()
        if self.tokens.kind == "}":
            self.tokens.next += 1
            return None
        if self.tokens.kind == lexer.END or self._opens_block():
            self.mistakes.append(unclosed)
            return None
        return doc

    def _opens_block(self) -> bool:
        """Whether a block begins here, as it does inside another one that lacks its closing bracket."""
        tokens = self.tokens
        if tokens.text not in KEYWORDS or tokens.kind != lexer.NAME:
            return False
        return tokens.kinds[tokens.next + 1 : tokens.next + 3] == [lexer.NAME, "{"]

    def _entity_body(self, keyword: str, unclosed: Mistake) -> tuple[tuple[Field, ...], tuple[Attribute, ...]]:
        fields: list[Field] = []
        attributes: list[Attribute] = []
        while (doc := self._next_line(unclosed)) is not None:
            if self.tokens.kind == lexer.NAME:
                fields.append(self._field(doc))
            else:
                self._block_attribute(f"a field or an attribute of the {keyword}", attributes)
        return tuple(fields), tuple(attributes)

    def _enum_body(self, unclosed: Mistake) -> tuple[tuple[EnumValue, ...], tuple[Attribute, ...]]:
        values: list[EnumValue] = []
        attributes: list[Attribute] = []
        tokens = self.tokens
        while (doc := self._next_line(unclosed)) is not None:
            if tokens.kind == lexer.NAME:
                token = tokens.take()
                name, at = tokens.texts[token], tokens.at(token)
                own, doc = self._attributes(token, doc)
                values.append(EnumValue(name, own, doc, at))
            else:
                self._block_attribute("a value or an attribute of the enum", attributes)
        return tuple(values), tuple(attributes)

    def _settings(self, keyword: str, unclosed: Mistake) -> tuple[Setting, ...]:
        settings: list[Setting] = []
        tokens = self.tokens
        while self._next_line(unclosed) is not None:
            start = tokens.next
            try:
                token = expect(tokens, lexer.NAME, f"a setting of the {keyword}")
                name, at = tokens.texts[token], tokens.at(token)
                expect(tokens, "=", f"= after {name}")
                settings.append(Setting(name, read_value(tokens), at))
                self._end_line("the end of the line")
            except UnreadableError as error:
                self._give_up_line(error, start)
        return tuple(settings)

    def _field(self, doc: str) -> Field:
        tokens = self.tokens
        start = tokens.next
        tokens.next += 1
        name, at = tokens.texts[start], tokens.at(start)
        try:
            if tokens.kind == ":":
                raise UnreadableError(Mistake(tokens.at(tokens.next), "no colon stands between a field and its type"))
            kind = self._type(name)
        except UnreadableError as error:
            kind = FieldType("", list=False, optional=False, unsupported=None, at=tokens.at(tokens.next))
            self._give_up_line(error, start)
            return Field(name, (), doc, at, kind)
        attributes, doc = self._attributes(start, doc)
        return Field(name, attributes, doc, at, kind)

    def _type(self, field: str) -> FieldType:
        tokens = self.tokens
        name, at = tokens.text, tokens.at(tokens.next)
        if tokens.kind == "[":
            raise UnreadableError(Mistake(at, "a list is written with [] behind the type, as in String[]"))
        if tokens.kind != lexer.NAME:
            raise unexpected(tokens, f"a type for the field {field}")
        tokens.next += 1
        unsupported = self._unsupported() if name == "Unsupported" and tokens.kind == "(" else None
        is_list = optional = False
        mark = tokens.next
        if tokens.kind == "?":
            optional = True
            tokens.next += 1
        if tokens.kind == "[":
            tokens.next += 1
            expect(tokens, "]", "] of a list type")
            is_list = True
            if tokens.kind == "?":
                optional = True
                tokens.next += 1
        if is_list and optional:
            self.mistakes.append(Mistake(tokens.at(mark), "a list cannot be optional", "leave out the ?"))
            optional = False
        if tokens.kind == "!":
            hint = f"{name} without a mark is required"
            raise UnreadableError(Mistake(tokens.at(tokens.next), "a type takes no !", hint))
        return FieldType(name, is_list, optional, unsupported, at)

    def _unsupported(self) -> str:
        tokens = self.tokens
        tokens.take()
        if tokens.kind != lexer.STRING:
            raise unexpected(tokens, "the type's name in PostgreSQL, in quotes,")
        value = read_value(tokens)
        expect(tokens, ")", ") of Unsupported")
        return value.text if isinstance(value, String) else ""

    def _attributes(self, owner: int, doc: str) -> tuple[tuple[Attribute, ...], str]:
        """Read the attributes behind the field or enum value at a token; also give back its whole comment.

        They may go on in the next line when that is indented deeper than the owner; an attribute in line with the
        owner's name is a slip, most often for one of the block.
        """
        tokens = self.tokens
        found: list[Attribute] = []
        docs = [doc]
        start = tokens.next
        try:
            while True:
                while tokens.kind == "@":
                    found.append(self._attribute())
                if tokens.kind == "@@":
                    name = tokens.texts[tokens.next + 1]
                    complaint = f"@@{name} stands behind {tokens.texts[owner]}"
                    hint = f"what begins with @@ has a line of its own; a field takes @{name}"
                    raise UnreadableError(Mistake(tokens.at(tokens.next), complaint, hint))
                docs.append(self._end_line("an attribute or the end of the line"))
                start = tokens.next + 1
                if tokens.kind != lexer.NEWLINE or tokens.kinds[start] != "@":
                    break
                if tokens.at(start).column <= tokens.at(owner).column:
                    break
                tokens.next = start
        except UnreadableError as error:
            self._give_up_line(error, start)
        return tuple(found), "\n".join(filter(None, docs))

    def _block_attribute(self, what: str, found: list[Attribute]) -> None:
        """Read a line that begins with `@@`."""
        tokens = self.tokens
        start = tokens.next
        try:
            if tokens.kind == "@":
                name = tokens.texts[tokens.next + 1]
                hint = f"on a line of its own it is @@{name}"
                raise UnreadableError(Mistake(tokens.at(start), f"@{name} stands behind no field", hint))
            if tokens.kind != "@@":
                raise unexpected(tokens, what)
            found.append(self._attribute())
            self._end_line("the end of the line")
        except UnreadableError as error:
            self._give_up_line(error, start)

    def _attribute(self) -> Attribute:
        tokens = self.tokens
        mark = tokens.take()
        name = read_path(tokens, f"a name after {tokens.texts[mark]}")
        arguments = read_arguments(tokens, ")") if tokens.kind == "(" else ()
        return Attribute(name, arguments, tokens.at(mark))

    def _docs(self) -> str:
        """Read over empty lines; the `///` comments among them, joined."""
        tokens = self.tokens
        kinds = tokens.kinds
        found: list[str] = []
        while (kind := kinds[tokens.next]) in (lexer.NEWLINE, lexer.DOC):
            if kind == lexer.DOC:
                found.append(tokens.text[3:].strip())
            tokens.next += 1
        return "\n".join(found)

    def _end_line(self, what: str) -> str:
        """Read the end of a line and the `///` comment before it, which is returned; a `}` ends a line as well."""
        tokens = self.tokens
        doc = ""
        if tokens.kind == lexer.DOC:
            doc = tokens.text[3:].strip()
            tokens.next += 1
        elif tokens.kind not in (lexer.NEWLINE, lexer.END, "}"):
            raise unexpected(tokens, what)
        return doc

    def _give_up_line(self, error: UnreadableError, start: int) -> None:
        """Note the mistake and go on at the end of the line that began at the token numbered `start`."""
        self.mistakes.append(error.mistake)
        self.tokens.next = start
        self.tokens.skip_to_line_end()

    def _skip_block(self) -> None:
        """Go on after the line, or after the block when the line opens one."""
        tokens = self.tokens
        start = tokens.next
        tokens.skip_to_line_end()
        opened = tokens.kinds[max(start, tokens.next - 1)] == "{"
        while opened and tokens.kind != lexer.END:
            tokens.skip_line_ends()
            if self._opens_block():
                return
            opened = tokens.kind != "}"
            tokens.skip_to_line_end()
