"""Functions, procedures and aggregates in the file: by signature, as several may share a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any, Final

from yaml.nodes import MappingNode, Node

from schemacheck.base.names import QName, truncated
from schemacheck.model.routines import Aggregate, Routine
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.grammar.objects import AGGREGATE, FUNCTION
from schemacheck.sources.spec.kinds.codecs import Codec
from schemacheck.sources.spec.kinds.column_types import written_type
from schemacheck.sources.spec.kinds.plain import PlainObjects
from schemacheck.sources.spec.kinds.references import written_name
from schemacheck.sources.spec.kinds.user_types import ENTRY, TYPES_OWN
from schemacheck.sources.spec.read.reader import Fields, Reader
from schemacheck.sources.spec.write.values import Value
from schemacheck.sql.deparsed import DeparsedText
from schemacheck.sql.tokens import tokens
from schemacheck.sql.types import TypeName, TypeSyntaxError, parse_type, without_modifiers

_INITIAL: Final = frozenset({"initial_value", "moving_initial_value"})
"""What is a text of the aggregate's own; blanks around it count."""


class NoSignatureError(ValueError):
    """A text that is no `name(type, ...)`."""


def parse_signature(written: str) -> tuple[str, tuple[TypeName, ...]]:
    """Read `name(type, ...)`; an unquoted name keeps its case, as every name of the file does.

    Raises:
        NoSignatureError: the text is none.
    """
    found = tokens(written)
    if len(found) < 3 or found[0].kind not in ("word", "name") or found[1].value != "(" or found[-1].value != ")":
        raise NoSignatureError(written)
    name = found[0].value if found[0].kind == "name" else found[0].text
    inputs: list[TypeName] = []
    depth, part = 0, ""
    try:
        for token in found[2:-1]:
            depth += {"(": 1, ")": -1}.get(token.value if token.kind == "punct" else "", 0)
            if token.kind == "punct" and token.value == "," and not depth:
                inputs.append(without_modifiers(parse_type(part)))
                part = ""
            else:
                part += ("" if token.value in (".", "[", "]") or part.endswith(".") else " ") + token.text
        if part or inputs:
            inputs.append(without_modifiers(parse_type(part)))
    except TypeSyntaxError as error:
        raise NoSignatureError(error.message) from None
    return truncated(name), tuple(inputs)


def written_signature(routine: Routine) -> str:
    """Write what `parse_signature` reads."""
    return f"{written_name(routine.name.name)}({', '.join(map(written_type, routine.inputs))})"


def _read_aggregate(reader: Reader, fields: Fields, key: str) -> Any:
    node = fields[key]
    if not isinstance(node, MappingNode):
        return UNSTATED
    inner = reader.fields(node, AGGREGATE)
    said = {name: node.value if name in _INITIAL else inner.text(name) for name, node in inner.values.items()}
    if "state_function" not in said or "state_type" not in said:
        return UNSTATED
    return Aggregate(**said)  # type: ignore[arg-type]  # its keys are the attributes


def _written_aggregate(aggregate: Aggregate) -> Value:
    entry: dict[str, Value] = {}
    for each in fields_of(aggregate):
        value = getattr(aggregate, each.name)
        if value is not None and (each.name, value) != ("kind", "normal"):
            entry[each.name] = value
    return entry


class _Functions(PlainObjects):
    __slots__ = ()

    def write(self, item: Any, exact: frozenset[str]) -> Value:
        if isinstance(item.arguments, DeparsedText) and item.arguments.text in ("", ", ".join(map(str, item.inputs))):
            # The signature says as much.
            item = replace(item, arguments=UNSTATED)
        return PlainObjects.write(self, item, exact)

    def read(self, reader: Reader, node: Node, schema: str) -> Iterator[Any]:
        seen: dict[tuple[str, tuple[TypeName, ...]], int] = {}
        for written, (key, value) in reader.pairs(node).items() if isinstance(node, MappingNode) else ():
            try:
                name, inputs = parse_signature(written)
            except NoSignatureError:
                reader.mistake(key, f"{written or 'an empty key'} is no signature", "such as pace(text, integer)")
                continue
            if (name, inputs) in seen:
                reader.mistake(key, f"{written} is a function of line {seen[name, inputs]} in other words")
                continue
            seen[name, inputs] = reader.at(key).line
            if reader.fits(value, self.entry, f"function {written}"):
                yield Routine(QName(schema, name), inputs=inputs, at=reader.at(key), **self.stated(reader, value))


FUNCTIONS: Final = _Functions(
    FUNCTION,
    ENTRY["functions"],
    Routine,
    own={"aggregate": Codec(_read_aggregate, _written_aggregate)},
    grants=TYPES_OWN,
)
