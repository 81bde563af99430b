"""What stands in a schema.prisma, as written: blocks, fields, attributes, values, each with its place in the file.

Leaves are named tuples, and kinds of blocks without fields of their own are plain classes: a hook starts the process
anew with each commit, and every dataclass costs it more than reading the file does.

The tree says nothing about meaning beyond one thing: `@map` and `@@map` give a thing its name in the database. An
attribute's place is its `@`, that of a block, a field or an enum value is its name.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from schemacheck.base.names import Position
from schemacheck.base.record import record


class String(NamedTuple):
    """A string, its escapes read."""

    text: str
    at: Position


class Number(NamedTuple):
    """A number as written; kept as text because a Decimal default keeps its digits."""

    text: str
    at: Position


class Boolean(NamedTuple):
    """`true` or `false`."""

    value: bool
    at: Position


class Reference(NamedTuple):
    """A bare word: a field, an enum value, an action, an index type, `null`; with dots when it is a path."""

    name: str
    at: Position


class Call(NamedTuple):
    """A function such as `dbgenerated("...")`, or a field with options in an index: `name(sort: Desc)`."""

    name: str
    arguments: tuple[Argument, ...]
    at: Position


class List(NamedTuple):
    """`[a, b]`."""

    items: tuple[Value, ...]
    at: Position


class Object(NamedTuple):
    """`{ a: 1 }`, as the condition of a partial index is written."""

    entries: tuple[Argument, ...]
    at: Position


Value: TypeAlias = String | Number | Boolean | Reference | Call | List | Object


class Argument(NamedTuple):
    """One argument of an attribute or a function, or one entry of an object; `name` is None when it has none."""

    name: str | None
    value: Value
    at: Position


class Attribute(NamedTuple):
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


@record
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


class FieldType(NamedTuple):
    """The type of a field. `unsupported` is the text in `Unsupported("...")`.

    `name` is empty when the type could not be read; a mistake has been reported then.
    """

    name: str
    list: bool
    optional: bool
    unsupported: str | None
    at: Position


@record
class Field(Named):
    """A field of a model, a view or a composite type."""

    type: FieldType


@record
class Entity(Named):
    """A block that has fields."""

    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """The first field with this name."""
        for field in self.fields:
            if field.name == name:
                return field
        return None


class Model(Entity):
    """A table."""

    __slots__ = ()


class View(Entity):
    """A view, of which the file knows the columns and not the query."""

    __slots__ = ()


class CompositeType(Entity):
    """A `type` block: MongoDB's embedded documents."""

    __slots__ = ()


class EnumValue(Named):
    """One value of an enum."""

    __slots__ = ()


@record
class Enum(Named):
    """An enum, its values in the order written."""

    values: tuple[EnumValue, ...]


class Setting(NamedTuple):
    """`name = value` in a datasource or a generator."""

    name: str
    value: Value
    at: Position


@record
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


class Datasource(Configuration):
    """Which database; its name is the prefix of native types: `@db.Text` for `datasource db`."""

    __slots__ = ()


class Generator(Configuration):
    """Which client is generated; it changes nothing in the database."""

    __slots__ = ()


Block: TypeAlias = Model | View | CompositeType | Enum | Datasource | Generator


class SchemaFile(NamedTuple):
    """One file, its blocks in the order written."""

    file: str
    blocks: tuple[Block, ...]
