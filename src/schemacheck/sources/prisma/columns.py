"""Fields as columns: what type, default and NOT NULL Prisma gives each one on PostgreSQL."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from schemacheck.base.names import Position
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.table import Column
from schemacheck.sources.prisma.database_names import kept
from schemacheck.sources.prisma.scope import Mistakes
from schemacheck.sources.prisma.tree import Boolean, Call, Enum, Field, List, Number, Reference, String, Value
from schemacheck.sql.defaults import Default, parse_default
from schemacheck.sql.tokens import sql_string
from schemacheck.sql.types import TypeName, TypeSyntaxError, parse_type

SERIAL: Final = Default("serial", "", text="autoincrement()")
"""What `autoincrement()` makes; an identity column or any nextval is to Prisma the same thing."""

COUNTING: Final = ("autoincrement", "sequence")
IN_THE_CLIENT: Final = ("cuid", "uuid", "ulid", "nanoid")
"""Defaults that the generated client fills in; the database has none."""

_SCALARS: Final = {
    "String": "text",
    "Int": "integer",
    "BigInt": "bigint",
    "Float": "double precision",
    "Decimal": "numeric(65,30)",
    "Boolean": "boolean",
    "DateTime": "timestamp(3)",
    "Json": "jsonb",
    "Bytes": "bytea",
}
_TYPES: Final = {name: parse_type(text) for name, text in _SCALARS.items()}
_NATIVE_NAMES: Final = {"DoublePrecision": "double precision"}
"""Every other native type has PostgreSQL's name, in another case."""


class Columns:
    """Makes columns of fields; knows the enums, and collects what cannot be one."""

    def __init__(self, enums: dict[str, tuple[Enum, TypeName]], mistakes: Mistakes) -> None:
        self._enums = enums
        self._mistakes = mistakes

    def column(self, field: Field, schema: str) -> Column:
        """The column of a field of a table in `schema`."""
        type_ = self.type(field)
        attribute = field.attribute("default")
        value = attribute.value("value", unnamed=True) if attribute else None
        counting = isinstance(value, Call) and value.name in COUNTING
        default = self._default(value, field, type_, schema) if value is not None else None
        opaque = UNSTATED if default is UNSTATED else None
        marks: dict[str, Position] = {"type": _type_at(field), "nullable": field.type.at}
        if attribute is not None:
            marks["default"] = marks["identity"] = attribute.at
        return Column(
            name=kept(field),
            type=type_ if type_ is not None else UNSTATED,
            # Prisma writes NOT NULL for no list; SERIAL implies it.
            nullable=(field.type.optional or field.type.list) and not counting,
            default=default,
            identity=opaque,
            generated=opaque,
            collation=UNSTATED,
            at=field.at,
            marks=marks,
        )

    def view_column(self, field: Field) -> Column:
        """The column of a view: name and type alone, for nothing in a view is NOT NULL or has a default."""
        return _unmanaged(field, self.type(field))

    def type(self, field: Field) -> TypeName | None:
        """The type of a field's column; None, with a mistake, when there is none."""
        found = self._scalar(field)
        if found is None or not field.type.list:
            return found
        return TypeName(found.schema, found.name, found.modifiers, array=True)

    def _scalar(self, field: Field) -> TypeName | None:
        if field.type.unsupported is not None:
            return self._parsed(field.type.unsupported, field.type.at)
        if field.type.name in self._enums:
            return self._enums[field.type.name][1]
        native = next((attribute for attribute in field.attributes if "." in attribute.name), None)
        if native is None:
            return _TYPES[field.type.name]
        name = native.name.partition(".")[2]
        numbers = ",".join(each.value.text for each in native.arguments if isinstance(each.value, Number))
        text = _NATIVE_NAMES.get(name, name.lower()) + (f"({numbers})" if numbers else "")
        return self._parsed(text, native.at)

    def _parsed(self, text: str, at: Position) -> TypeName | None:
        try:
            return parse_type(text)
        except TypeSyntaxError as error:
            self._mistakes.add(at, str(error), code=None)
            return None

    def _default(self, value: Value, field: Field, type_: TypeName | None, schema: str) -> Stated[Default | None]:
        if isinstance(value, Call):
            if value.name in COUNTING:
                return SERIAL
            if value.name in IN_THE_CLIENT:
                return None
            if value.name == "now":
                return parse_default("CURRENT_TIMESTAMP", type_, schema)
            text = value.arguments[0].value if value.arguments else None
            # Empty, it says that the database has some default, and not which.
            written = text.text.strip() if isinstance(text, String) else ""
            return parse_default(written, type_, schema) if written else UNSTATED
        if isinstance(value, List):
            items = ", ".join(self._literal(item, field) for item in value.items)
            return parse_default(f"ARRAY[{items}]::{type_}", type_, schema) if type_ else UNSTATED
        return parse_default(self._literal(value, field), type_, schema)

    def _literal(self, value: Value, field: Field) -> str:
        """A literal in SQL."""
        if isinstance(value, Boolean):
            return "true" if value.value else "false"
        if isinstance(value, Number):
            return value.text
        if isinstance(value, Reference):
            enum = self._enums[field.type.name][0]
            return sql_string(next(each.database_name for each in enum.values if each.name == value.name))
        text = value.text if isinstance(value, String) else ""
        if field.type.name != "Bytes":
            return sql_string(text)
        try:
            return sql_string("\\x" + base64.b64decode(text, validate=True).hex())
        except (binascii.Error, ValueError):
            self._mistakes.add(value.at, f"the default of {field.name} is no base64, as Bytes are written")
            return "NULL"


def _unmanaged(field: Field, type_: TypeName | None) -> Column:
    """A column of which its existence and its type are stated, and nothing else."""
    return Column(
        name=kept(field),
        type=type_ if type_ is not None else UNSTATED,
        nullable=UNSTATED,
        default=UNSTATED,
        identity=UNSTATED,
        generated=UNSTATED,
        collation=UNSTATED,
        not_null_validated=UNSTATED,
        not_null_no_inherit=UNSTATED,
        at=field.at,
        marks={"type": _type_at(field)},
    )


def _type_at(field: Field) -> Position:
    native = next((attribute for attribute in field.attributes if "." in attribute.name), None)
    return native.at if native is not None else field.type.at
