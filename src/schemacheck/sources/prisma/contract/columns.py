"""Columns of a contract: what type, default and NOT NULL Prisma 8 gives each one on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from schemacheck.base.names import QName, truncated
from schemacheck.model.stated import UNSTATED, Stated
from schemacheck.model.table import Column
from schemacheck.sources.prisma.columns import SERIAL
from schemacheck.sources.prisma.contract.nodes import Node, Number
from schemacheck.sources.prisma.contract.shape import Shape
from schemacheck.sql.defaults import Default, parse_default
from schemacheck.sql.tokens import sql_string
from schemacheck.sql.types import TypeName, TypeSyntaxError, parse_type

_KNOWN: Final = frozenset(
    {"nativeType", "codecId", "nullable", "many", "typeParams", "typeRef", "default", "control", "valueSet", "noCheck"}
)
_DEFAULT: Final = frozenset({"kind", "value", "expression"})
_ENUM: Final = "pg/enum@1"
_WITHOUT_MODIFIERS: Final = frozenset({"json", "jsonb", "bytea", "uuid", "inet"})
"""Types whose parameters say something to the client alone."""
_JSON: Final = frozenset({"json", "jsonb"})
_PARAMETERS: Final = frozenset({"length", "precision", "scale", "typeName"})


@dataclass(slots=True, eq=False, repr=False)
class Columns:
    """Makes columns; knows the enums and the types that the contract gives a name."""

    shape: Shape
    types: Mapping[str, Node]
    """Those of `storage.types`."""
    enums: Collection[QName]
    open_types: set[tuple[QName, str]] = field(default_factory=set)
    """Columns whose type has parameters that an extension writes in a way not known here."""

    def column(self, name: str, node: Node, table: QName) -> Column:
        """Read one column."""
        what = f"column {name} of table {table.name}"
        written = self.shape.fields(node, what, None)
        for key, value in written.items():
            if key not in _KNOWN:
                self.shape.unknown.setdefault(f"{key} of a column", self.shape.at(value))
        nullable = self.shape.part(node, "nullable", what)
        type_ = self._type(name, node, written, table)
        default = self._default(written["default"], type_, table, what) if "default" in written else None
        marks = {"type": self.shape.at(written["nativeType"])} if "nativeType" in written else {}
        if nullable is not None:
            marks["nullable"] = self.shape.at(nullable)
        if "default" in written:
            marks["default"] = marks["identity"] = self.shape.at(written["default"])
        return Column(
            name=truncated(name),
            type=UNSTATED if type_ is None else type_,
            nullable=self.shape.flag(nullable, f"nullable of {what}", default=True),
            default=default,
            collation=UNSTATED,
            at=self.shape.at(node),
            marks=marks,
        )

    def _type(self, name: str, node: Node, written: Mapping[str, Node], table: QName) -> TypeName | None:
        what = f"column {name} of table {table.name}"
        own = self.shape.name(node, "nativeType", what)
        reference = self.shape.text(written.get("typeRef"), f"typeRef of {what}")
        if reference is not None and reference not in self.types:
            self.shape.mistake(written["typeRef"], f"there is no type {reference} in storage.types")
            return None
        resolved: Node = node if reference is None else self.types[reference]
        native = own if resolved is node else self.shape.name(resolved, "nativeType", f"type {reference}")
        of = self.shape.fields(resolved, f"type {reference}" if reference else what)
        parameters = self.shape.fields(of["typeParams"], f"typeParams of {what}") if "typeParams" in of else {}
        many = self.shape.flag(written.get("many"), f"many of {what}", default=False)
        if not native:
            return None
        if self.shape.text(of.get("codecId"), f"codecId of {what}") == _ENUM:
            return self._enum(native, table.schema, array=many)
        modifiers = () if native in _WITHOUT_MODIFIERS else _modifiers(parameters)
        if parameters.keys() - _PARAMETERS and native not in _WITHOUT_MODIFIERS:
            self.open_types.add((table, truncated(name)))
        text = native + (f"({','.join(modifiers)})" if modifiers else "")
        try:
            found = parse_type(text)
        except TypeSyntaxError as error:
            self.shape.mistake(written.get("nativeType", node), str(error))
            return None
        return TypeName(found.schema, found.name, found.modifiers, array=True) if many else found

    def _enum(self, native: str, home: str, *, array: bool) -> TypeName:
        """The type of an enum, whose name has its schema before it unless that is the usual one."""
        here = QName(home, truncated(native))
        named = (here, *sorted(self.enums)) if here in self.enums else tuple(sorted(self.enums))
        whole = next((each for each in named if native == f"{each.schema}.{each.name}"), None)
        found = whole or next((each for each in named if each.name == here.name), here)
        return TypeName(found.schema, found.name, array=array)

    def _default(self, node: Node, type_: TypeName | None, table: QName, what: str) -> Stated[Default | None]:
        written = self.shape.fields(node, f"default of {what}", None)
        for key, value in written.items():
            if key not in _DEFAULT:
                self.shape.unknown.setdefault(f"{key} of a default", self.shape.at(value))
        kind = self.shape.name(node, "kind", f"default of {what}")
        if kind == "function":
            text = self.shape.name(node, "expression", f"default of {what}")
            if text.strip() == "autoincrement()":
                return SERIAL
            return parse_default(text, type_, table.schema) if text else UNSTATED
        if kind != "literal":
            if kind:
                self.shape.mistake(written["kind"], f"a default is a literal or a function, not {kind}")
            return UNSTATED
        literal = self.shape.part(node, "value", f"default of {what}")
        if literal is None or type_ is None:
            return UNSTATED
        return parse_default(_literal(literal, type_), type_, table.schema)


def _modifiers(parameters: Mapping[str, Node]) -> list[str]:
    found = (parameters.get(key) for key in ("length", "precision", "scale"))
    return [each.value.text for each in found if each is not None and isinstance(each.value, Number)]


def _literal(node: Node, type_: TypeName) -> str:
    """A value as Prisma writes it into DDL."""
    value = node.value
    if type_.array and isinstance(value, list):
        items = ", ".join(_literal(item, TypeName(type_.schema, type_.name, type_.modifiers)) for item in value)
        return f"ARRAY[{items}]::{type_}" if items else "'{}'"
    if value is None:
        return "NULL"
    if isinstance(value, dict | list) or (type_.name in _JSON and not type_.array):
        return sql_string(_json(node))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.text if isinstance(value, Number) else sql_string(value)


def _json(node: Node) -> str:
    value = node.value
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_json(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    return value.text if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)
