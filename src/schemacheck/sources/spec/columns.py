"""Columns: the shorthand `email: text?` and the long form."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias, cast

from yaml.nodes import MappingNode, Node, ScalarNode

from schemacheck.model.defaults import Default, looks_like_unquoted_text, parse_default
from schemacheck.model.names import Position, no_marks, truncated
from schemacheck.model.stated import UNSTATED, Stated, Unstated
from schemacheck.model.table import Column, Generated, Identity
from schemacheck.model.types import (
    SERIAL_TYPES,
    TypeName,
    TypeSyntaxError,
    is_builtin,
    parse_type,
    suggestion,
)
from schemacheck.sources.spec.grammar import COLUMN, GENERATED, TABLE
from schemacheck.sources.spec.reader import Fields, Reader, is_null
from schemacheck.sources.spec.shape import Shape

SERIAL: Final = Default("serial", "", text="serial")
"""The default of a column with a sequence of its own."""

_ENTRY: Final = cast(Shape, TABLE.key("columns").shape.entries)
_PRISMA_WORDS: Final = {"String": "text", "DateTime": "timestamp(3)", "Bytes": "bytea"}


class _Type(NamedTuple):
    """What a text such as `timestamp(3)?` says of a column."""

    type: TypeName | Unstated | None
    """None: the text is no type, and `wrong` says why."""
    optional: bool = False
    serial: bool = False
    wrong: str = ""
    hint: str | None = None


_Facets: TypeAlias = tuple[
    Stated[TypeName],
    Stated[bool],
    Stated[Default | None],
    Stated[Identity | None],
    Stated[Generated | None],
    Stated[str | None],
    Stated[bool],
]
"""The facets of a column in the order of the class."""

_ANY: Final[_Facets] = (UNSTATED,) * 7


class Columns:
    """Reads the columns of tables. Types and defaults repeat a thousandfold, so that each text is parsed once."""

    def __init__(self, reader: Reader, known_types: frozenset[str] = frozenset()) -> None:
        self._reader = reader
        self._known_types = known_types
        self._types: dict[str, _Type] = {}
        self._shorts: dict[str, _Facets] = {}
        self._defaults: dict[tuple[str, TypeName | None], Default | str | None] = {}

    def read(self, node: Node) -> tuple[Column, ...] | Unstated:
        """Read what stands under `columns:`."""
        reader = self._reader
        if type(node) is ScalarNode:
            return UNSTATED
        file, shorts, none = reader.file, self._shorts, no_marks()
        columns: list[Column] = []
        for name, (key, value) in reader.entries(node, "a column").items():
            mark = key.start_mark
            at = Position(file, mark.line + 1, mark.column + 1)
            if type(value) is ScalarNode:
                facets = shorts.get(value.value) or self._short(value, name)
                columns.append(Column(name, *facets, None, at, none))
            elif reader.fits(value, _ENTRY, f"column {name}"):
                columns.append(self._long(name, cast(MappingNode, value), at))
            else:
                columns.append(Column(name, UNSTATED, at=at))
        return tuple(columns)

    def _short(self, node: ScalarNode, name: str) -> _Facets:
        """Read what a type alone says of a column, and remember it."""
        if node.value == "any":
            return _ANY
        said = self._type(node, f"column {name}")
        if said is None or said.type is None:
            # The column is there all the same: keys that name it are no further mistake.
            return _ANY
        facets: _Facets = (said.type, said.optional, SERIAL if said.serial else None, None, None, None, True)
        self._shorts[node.value] = facets
        return facets

    def _long(self, name: str, node: MappingNode, at: Position) -> Column:
        reader = self._reader
        fields = reader.fields(node, COLUMN)
        said = self._type(cast(ScalarNode, fields["type"]), "type") if "type" in fields else None
        if said is None or said.type is None:
            return Column(name, *_ANY, None, at)
        marks = fields.marks()
        nullable: bool | Unstated = said.optional
        if "nullable" in fields:
            nullable = fields.flag("nullable", default=said.optional)
            if said.optional and nullable is False:
                reader.mistake(fields["nullable"], f"nullable: false contradicts the ? of {fields.text('type')}")
        elif said.optional:
            marks["nullable"] = marks["type"]
        type_ = said.type if isinstance(said.type, TypeName) else None
        default = self._default(fields, type_)
        if said.serial:
            if "default" in fields:
                reader.mistake(
                    fields["default"], f"{fields.text('type')} has its default already: the next number of its sequence"
                )
            default = SERIAL
        identity = self._identity(fields)
        if isinstance(identity, str):
            if said.optional or nullable is True:
                reader.mistake(fields["identity"], "an identity column is never NULL", "leave out the ? and nullable")
            nullable = False
        generated = self._generated(fields)
        for first, second in (("default", "identity"), ("default", "generated"), ("identity", "generated")):
            if self._is_set(fields, first) and self._is_set(fields, second):
                reader.mistake(fields[second], f"a column has {first} or {second}, not both")
        collation = fields.stated("collation")
        return Column(
            name,
            said.type,
            nullable,
            default,
            identity,
            generated,
            truncated(collation) if isinstance(collation, str) else collation,
            fields.flag("not_null_validated", default=True),
            fields.text("protected"),
            at,
            marks,
        )

    @staticmethod
    def _is_set(fields: Fields, key: str) -> bool:
        if key not in fields:
            return False
        node = fields[key]
        return not is_null(node) and not (type(node) is ScalarNode and node.value in ("none", "any"))

    @staticmethod
    def _identity(fields: Fields) -> Identity | Unstated | None:
        said = fields.word("identity")
        if said == "any":
            return UNSTATED
        return None if said is None or said == "none" else cast(Identity, said)

    def _type(self, node: ScalarNode, what: str) -> _Type | None:
        text: str = node.value
        said = self._types.get(text)
        if said is None:
            said = self._types[text] = self._parsed_type(text)
        if said.type is None:
            if is_null(node):
                self._reader.mistake(node, f"{what}: expected {COLUMN.key('type').shape.says}, found nothing")
            else:
                self._reader.mistake(node, f"{what}: {said.wrong}", said.hint)
            return None
        return said

    def _parsed_type(self, text: str) -> _Type:
        written = text.strip()
        optional = written.endswith("?")
        written = written[:-1].rstrip() if optional else written
        if written == "any":
            return _Type(UNSTATED, optional)
        serial = SERIAL_TYPES.get(written.lower())
        try:
            found = parse_type(serial or written)
        except TypeSyntaxError as error:
            return _Type(None, wrong=error.message)
        if serial:
            return _Type(found, optional, serial=True)
        # A name that is quoted, qualified or not all lower case is somebody's own, whatever it looks like.
        if is_builtin(found) or found.schema is not None or '"' in written or found.name in self._known_types:
            return _Type(found, optional)
        own = f"a type of your own by this name goes in double quotes: '\"{found.name}\"'"
        if found.name in _PRISMA_WORDS:
            meant = _PRISMA_WORDS[found.name]
            return _Type(None, wrong=f"{found.name} is a type of Prisma's", hint=f"PostgreSQL's is {meant}; {own}")
        if found.name == found.name.lower():
            near = suggestion(found, self._known_types)
            if near is not None:
                return _Type(None, wrong=f"{found.name} is no type PostgreSQL has", hint=f"did you mean {near}? {own}")
        return _Type(found, optional)

    def _default(self, fields: Fields, type_: TypeName | None) -> Stated[Default | None]:
        if "default" not in fields:
            return None
        node = cast(ScalarNode, fields["default"])
        text: str = node.value
        if is_null(node) or text == "none":
            return None
        if text == "any":
            return UNSTATED
        key = (text, type_)
        if key not in self._defaults:
            if looks_like_unquoted_text(text):
                self._defaults[key] = f"{text} is no expression PostgreSQL knows"
            else:
                self._defaults[key] = parse_default(text, type_, self._reader.home)
        found = self._defaults[key]
        if isinstance(found, str):
            inner = text.replace("'", "''")
            self._reader.mistake(node, f"default: {found}", f"a text stands in quotes of its own: \"'{inner}'\"")
            return None
        return found

    def _generated(self, fields: Fields) -> Stated[Generated | None]:
        if "generated" not in fields:
            return None
        node = fields["generated"]
        if type(node) is ScalarNode:
            said = fields.stated("generated")
            return Generated(said) if isinstance(said, str) else said
        inner = self._reader.fields(node, GENERATED)
        expression = inner.stated("expression")
        if expression is None:
            if "expression" in inner:
                self._reader.mistake(inner["expression"], "expression: none is no expression")
            return None
        return Generated(expression, inner.flag("stored", default=True))
