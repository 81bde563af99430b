"""Check constraints in the file: a mapping from names to conditions."""

from __future__ import annotations

from typing import cast

from yaml.nodes import Node, ScalarNode

from schemacheck.base.names import QName
from schemacheck.model.constraints import Check
from schemacheck.model.stated import UNSTATED, Unstated
from schemacheck.model.table import Table
from schemacheck.sources.spec.grammar.keys import CHECK
from schemacheck.sources.spec.grammar.language import TABLE
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.kinds.codecs import read_attributes, write_attributes
from schemacheck.sources.spec.read.reader import Reader, is_null
from schemacheck.sources.spec.write.values import Value

_ENTRY = cast(Shape, TABLE.key("checks").shape.entries)


def read_checks(reader: Reader, node: Node, _table: QName) -> tuple[Check, ...] | Unstated:
    """Read the value of `checks:` of a table."""
    if type(node) is ScalarNode and not is_null(node):
        return UNSTATED
    found = []
    for name, (key, value) in reader.entries(node, "a check").items():
        if not reader.fits(value, _ENTRY, f"check {name}"):
            continue
        if type(value) is ScalarNode:
            found.append(Check(value.value.strip(), name=name, at=reader.at(key)))
            continue
        fields = reader.fields(value, CHECK)
        stated = read_attributes(reader, fields)
        expression = fields.text("expression") or ""
        found.append(Check(expression, name=name, at=reader.at(key), marks=fields.marks(), **stated))
    return tuple(found)


def write_checks(checks: tuple[Check, ...], _table: Table) -> Value:
    """Write check constraints by name."""
    return {str(check.name): _write_check(check) for check in sorted(checks, key=lambda check: str(check.name))}


def _write_check(check: Check) -> Value:
    expression = check.expression if isinstance(check.expression, str) else "any"
    entry: dict[str, Value] = {"expression": expression}
    write_attributes(entry, check, CHECK)
    return entry if len(entry) > 1 else expression
