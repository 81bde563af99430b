"""What stands in a schema.prisma, as written: blocks, fields, attributes, values, each with its place in the file.

The tree says nothing about meaning beyond one thing: `@map` and `@@map` give a thing its name in the database. An
attribute's place is its `@`, that of a block, a field or an enum value is its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from schemacheck.model.names import Position


@dataclass(frozen=True, slots=True)
class String:
    """A string, its escapes read."""

    text: str
    at: Position


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; kept as text because a Decimal default keeps its digits."""

    text: str
    at: Position


@dataclass(frozen=True, slots=True)
class Boolean:
    """`true` or `false`."""

    value: bool
    at: Position


@dataclass(frozen=True, slots=True)
class Reference:
    """A bare word: a field, an enum value, an action, an index type, `null`; with dots when it is a path."""

    name: str
    at: Position


@dataclass(frozen=True, slots=True)
class Call:
    """A function such as `dbgenerated("...")`, or a field with options in an index: `name(sort: Desc)`."""

    name: str
    arguments: tuple[Argument, ...]
    at: Position


@dataclass(frozen=True, slots=True)
class List:
    """`[a, b]`."""

    items: tuple[Value, ...]
    at: Position


@dataclass(frozen=True, slots=True)
class Object:
    """`{ a: 1 }`, as the condition of a partial index is written."""

    entries: tuple[Argument, ...]
    at: Position


Value: TypeAlias = String | Number | Boolean | Reference | Call | List | Object


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of an attribute or a function, or one entry of an object; `name` is None when it has none."""

    name: str | None
    value: Value
    at: Position


@dataclass(frozen=True, slots=True)
class Attribute:
    """`@name(...)` or `@@name(...)`; a native type's name has a dot: `db.VarChar`."""

    name: str
    arguments: tuple[Argument, ...]
    at: Position

    def value(self, name: str, *, unnamed: bool = False) -> Value | None:
        """The value of the argument with this name; with `unnamed`, else that of the first argument without a name."""
        for argument in self.arguments:
            if argument.name == name:
                return argument.value
        if unnamed:
            for argument in self.arguments:
                if argument.name is None:
                    return argument.value
        return None

    def text(self, name: str, *, unnamed: bool = False) -> str | None:
        """As `value`, when that is a string."""
        value = self.value(name, unnamed=unnamed)
        return value.text if isinstance(value, String) else None


@dataclass(frozen=True, slots=True)
class Named:
    """What has a name, attributes and `///` comments (their lines joined)."""

    name: str
    attributes: tuple[Attribute, ...]
    doc: str
    at: Position

    def attribute(self, name: str) -> Attribute | None:
        """The first attribute with this name."""
        for attribute in self.attributes:
            if attribute.name == name:
                return attribute
        return None

    @property
    def database_name(self) -> str:
        """The name in the database: that of `@map` or `@@map`, else the name itself, in the same case."""
        attribute = self.attribute("map")
        return (attribute.text("name", unnamed=True) if attribute else None) or self.name


@dataclass(frozen=True, slots=True)
class FieldType:
    """The type of a field. `unsupported` is the text in `Unsupported("...")`.

    `name` is empty when the type could not be read; a mistake has been reported then.
    """

    name: str
    list: bool
    optional: bool
    unsupported: str | None
    at: Position


@dataclass(frozen=True, slots=True)
class Field(Named):
    """A field of a model, a view or a composite type."""

    type: FieldType


@dataclass(frozen=True, slots=True)
class Entity(Named):
    """A block that has fields."""

    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """The first field with this name."""
        for field in self.fields:
            if field.name == name:
                return field
        return None


@dataclass(frozen=True, slots=True)
class Model(Entity):
    """A table."""


@dataclass(frozen=True, slots=True)
class View(Entity):
    """A view, of which the file knows the columns and not the query."""


@dataclass(frozen=True, slots=True)
class CompositeType(Entity):
    """A `type` block: MongoDB's embedded documents."""


@dataclass(frozen=True, slots=True)
class EnumValue(Named):
    """One value of an enum."""


@dataclass(frozen=True, slots=True)
class Enum(Named):
    """An enum, its values in the order written."""

    values: tuple[EnumValue, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """`name = value` in a datasource or a generator."""

    name: str
    value: Value
    at: Position


@dataclass(frozen=True, slots=True)
class Configuration:
    """A block of settings."""

    name: str
    settings: tuple[Setting, ...]
    at: Position

    def setting(self, name: str) -> Setting | None:
        """The first setting with this name."""
        for setting in self.settings:
            if setting.name == name:
                return setting
        return None


@dataclass(frozen=True, slots=True)
class Datasource(Configuration):
    """Which database; its name is the prefix of native types: `@db.Text` for `datasource db`."""


@dataclass(frozen=True, slots=True)
class Generator(Configuration):
    """Which client is generated; it changes nothing in the database."""


Block: TypeAlias = Model | View | CompositeType | Enum | Datasource | Generator


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """One file, its blocks in the order written."""

    file: str
    blocks: tuple[Block, ...]
