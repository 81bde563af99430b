"""Columns: the shorthand `email: text?` and the long form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields as fields_of
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from yaml.nodes import MappingNode, Node, ScalarNode

from schemacheck.base.names import Position, no_marks
from schemacheck.model.stated import UNSTATED, Stated, Unstated
from schemacheck.model.table import Column, Generated
from schemacheck.sources.spec.grammar.keys import COLUMN, GENERATED
from schemacheck.sources.spec.grammar.language import TABLE
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.kinds.access import read_text
from schemacheck.sources.spec.kinds.codecs import Codec, read_attributes
from schemacheck.sources.spec.kinds.column_types import Written, read_type
from schemacheck.sources.spec.kinds.other_databases import read_other_type
from schemacheck.sources.spec.read.reader import Fields, Reader, is_null
from schemacheck.sources.spec.write.entries import put
from schemacheck.sources.spec.write.values import Value
from schemacheck.sql.defaults import Default, looks_like_unquoted_text, parse_default
from schemacheck.sql.tokens import tokens
from schemacheck.sql.types import TypeName

if TYPE_CHECKING:
    from schemacheck.sql.dialects import Dialect

SERIAL: Final = Default("serial", "", text="serial")
"""The default of a column with a sequence of its own."""

_ENTRY: Final = cast(Shape, TABLE.key("columns").shape.entries)


Facets: TypeAlias = tuple[Any, ...]
"""What is said of a column beside its name and its places, in the order of the class."""

new_column: Callable[..., Column] = Column
"""Takes the name, these, and the places, one after the other: a large file has a hundred thousand columns."""
NAMES: Final = tuple(each.name for each in fields_of(Column) if each.name not in ("name", "at", "marks"))
FACETS: Final = attrgetter(*NAMES)
_ANY: Final[Facets] = tuple(None if name == "protected" else UNSTATED for name in NAMES)


class Columns:
    """Reads the columns of tables. Types and defaults repeat a thousandfold, so that each text is parsed once."""

    def __init__(
        self,
        reader: Reader,
        known_types: frozenset[str] = frozenset(),
        exact: frozenset[str] = frozenset(),
        dialect: Dialect | None = None,
    ) -> None:
        self._reader = reader
        self._dialect = dialect
        self._no_comment: Unstated | None = None if "comment" in exact else UNSTATED
        self._known_types = known_types
        self.ready: dict[int, tuple[Column, ...]] = {}
        """Columns that have been read otherwise, by the lines before the one that says `columns:`."""
        self._types: dict[str, Written] = {}
        self._shorts: dict[str, Facets] = {}
        self._longs: dict[tuple[object, ...], tuple[tuple[Any, ...], bool]] = {}
        self._defaults: dict[tuple[str, TypeName | None, str], Default | str | None] = {}

    def read(self, node: Node, schema: str) -> tuple[Column, ...] | Unstated:
        """Read the value of `columns:` of a table in `schema`."""
        reader = self._reader
        if type(node) is ScalarNode:
            return UNSTATED
        # What was taken out left an empty mapping behind; one with entries may begin on that line and is another.
        if self.ready and not node.value:
            read = self.ready.pop(node.start_mark.line + reader.lines_before, None)
            if read is not None:
                return read
        file, shorts, none, before = reader.file, self._shorts, no_marks(), reader.lines_before + 1
        columns: list[Column] = []
        for name, (key, value) in reader.entries(node, "a column").items():
            mark = key.start_mark
            at = Position(file, mark.line + before, mark.column + 1)
            if type(value) is ScalarNode:
                facets = shorts.get(value.value) or self._read_short(value, name)
                columns.append(new_column(name, *facets, at, none))
            elif reader.fits(value, _ENTRY, f"column {name}"):
                columns.append(self._like_another(name, cast(MappingNode, value), at, schema))
            else:
                columns.append(Column(name, UNSTATED, at=at))
        return tuple(columns)

    def _read_short(self, node: ScalarNode, name: str) -> Facets:
        """Read what a type alone says of a column, and remember it."""
        if node.value == "any":
            return _ANY
        said = self._type(node, f"column {name}")
        if said is None or said.type is None:
            # The column is there all the same: keys that name it are no further mistake.
            return _ANY
        facets = self._facets(
            type=said.type, nullable=said.optional, default=SERIAL if said.serial else None, comment=self._no_comment
        )
        self._shorts[node.value] = facets
        return facets

    @staticmethod
    def _facets(**stated: Any) -> Facets:
        return tuple(stated[name] if name in stated else COLUMN.defaults[name] for name in NAMES)

    def _like_another(self, name: str, node: MappingNode, at: Position, schema: str) -> Column:
        """Read the long form; one that says word for word what another said means the same."""
        said: list[object] = [schema]
        for key, value in node.value:
            if type(key) is not ScalarNode or type(value) is not ScalarNode:
                return self._read_long(name, node, at, schema)
            said += (key.value, value.value, value.style)
        words = tuple(said)
        twin = self._longs.get(words)
        if twin is None:
            before = len(self._reader.mistakes)
            column = self._read_long(name, node, at, schema)
            if len(self._reader.mistakes) == before and "pending" not in column.marks:
                self._longs[words] = FACETS(column), "nullable" in column.marks
            return column
        facets, marks_nullable = twin
        marks: dict[str, Position] = {key.value: self._reader.at(value) for key, value in node.value}
        if marks_nullable:
            marks.setdefault("nullable", marks["type"])
        return new_column(name, *facets, at, marks)

    def _read_long(self, name: str, node: MappingNode, at: Position, schema: str) -> Column:
        reader = self._reader
        fields = reader.fields(node, COLUMN)
        said = self._type(cast(ScalarNode, fields["type"]), "type") if "type" in fields else None
        if said is None or said.type is None:
            return new_column(name, *_ANY, at)
        marks = fields.marks()
        nullable: bool | Unstated = said.optional
        if "nullable" in fields:
            nullable = fields.flag("nullable", default=said.optional)
            if said.optional and nullable is False:
                reader.mistake(fields["nullable"], f"nullable: false contradicts the ? of {fields.text('type')}")
        elif said.optional:
            marks["nullable"] = marks["type"]
        type_ = said.type if isinstance(said.type, TypeName) else None
        default = self._default(fields, type_, schema)
        if said.serial:
            if "default" in fields:
                reader.mistake(
                    fields["default"], f"{fields.text('type')} has its default already: the next number of its sequence"
                )
            default = SERIAL
        stated = read_attributes(reader, fields, OWN)
        if isinstance(stated["identity"], str):
            if said.optional or nullable is True:
                reader.mistake(fields["identity"], "an identity column is never NULL", "leave out the ? and nullable")
            nullable = False
        for first, second in (("default", "identity"), ("default", "generated"), ("identity", "generated")):
            if self._is_set(fields, first) and self._is_set(fields, second):
                reader.mistake(fields[second], f"a column has {first} or {second}, not both")
        comment = read_text(reader, fields["comment"], None) if "comment" in fields else self._no_comment
        facets = self._facets(type=said.type, nullable=nullable, default=default, comment=comment, **stated)
        return new_column(name, *facets, at, marks)

    @staticmethod
    def _is_set(fields: Fields, key: str) -> bool:
        if key not in fields:
            return False
        node = fields[key]
        return not is_null(node) and not (type(node) is ScalarNode and node.value in ("none", "any"))

    def _type(self, node: ScalarNode, what: str) -> Written | None:
        text: str = node.value
        said = self._types.get(text)
        if said is None:
            said = self._types[text] = (
                read_other_type(text, self._dialect.name) if self._dialect else read_type(text, self._known_types)
            )
        if said.type is None:
            if is_null(node):
                self._reader.mistake(node, f"{what}: expected {COLUMN.key('type').shape.says}, found nothing")
            else:
                self._reader.mistake(node, f"{what}: {said.wrong}", said.hint)
            return None
        return said

    def _default(self, fields: Fields, type_: TypeName | None, schema: str) -> Stated[Default | None]:
        if "default" not in fields:
            return None
        node = cast(ScalarNode, fields["default"])
        text: str = node.value
        if is_null(node) or text == "none":
            return None
        if text == "any":
            return UNSTATED
        key = (text, type_, schema)
        if key not in self._defaults:
            self._defaults[key] = self._no_sql(text) or (
                self._dialect.default(text, type_) if self._dialect else parse_default(text, type_, schema)
            )
        found = self._defaults[key]
        if isinstance(found, str):
            inner = text.replace("'", "''")
            self._reader.mistake(node, f"default: {found}", f"a text stands in quotes of its own: \"'{inner}'\"")
            return None
        return found

    def _no_sql(self, text: str) -> str | None:
        """Say what is wrong with a text that cannot be meant as an SQL expression."""
        standard = self._dialect.standard(text) if self._dialect else text
        if looks_like_unquoted_text(standard):
            return f"{text} is no expression {self._dialect.title if self._dialect else 'PostgreSQL'} knows"
        if any(token.kind == "bad" for token in tokens(standard)):
            return f"{text} is no SQL: a quote that is not closed, or a character it does not have"
        return None


def _read_generated(reader: Reader, fields: Fields, key: str) -> Stated[Generated | None]:
    node = fields[key]
    if type(node) is ScalarNode:
        said = fields.stated(key)
        return Generated(said) if isinstance(said, str) else said
    inner = reader.fields(node, GENERATED)
    expression = inner.stated("expression")
    if expression is None:
        if "expression" in inner:
            reader.mistake(inner["expression"], "expression: none is no expression")
        return None
    return Generated(expression, inner.flag("stored", default=True))


def _written_generated(generated: Generated) -> Value:
    expression = generated.expression if isinstance(generated.expression, str) else "any"
    if generated.stored is True and expression != "any":
        return expression
    entry: dict[str, Value] = {"expression": expression}
    put(entry, "stored", generated.stored, usual=True)
    return entry


OWN: Final = {"generated": Codec(_read_generated, _written_generated)}
