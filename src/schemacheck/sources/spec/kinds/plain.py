"""Objects whose facets are plain values: one table of facets reads them and writes them.

A facet that the file leaves out has its usual value, the language's default; where that is UNSTATED, it is not
compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from yaml.nodes import MappingNode, Node, ScalarNode

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.access import OWNERS_OWN, Grants
from schemacheck.model.held import Held
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.grammar.types import Section, Shape
from schemacheck.sources.spec.kinds.access import access_of, write_grants
from schemacheck.sources.spec.kinds.column_types import read_type, written_type
from schemacheck.sources.spec.read.reader import Fields, Reader
from schemacheck.sources.spec.write.entries import is_open
from schemacheck.sources.spec.write.values import Value
from schemacheck.sql.printed import Printed

H = TypeVar("H", bound=Held)

_INTEGER: Final = re.compile(r"-?[0-9]{1,30}\Z", re.ASCII)


def _as_it_is(value: Any) -> Value:
    return list(value) if isinstance(value, tuple) else value


@record
class Facet:
    """One key of a section, and the attribute it stands for."""

    key: str
    read: Callable[[Reader, Fields, str], Any]
    """Reads the key where it is there; UNSTATED for `any`."""
    usual: Any = UNSTATED
    """The value when it is not."""
    write: Callable[[Any], Value] = _as_it_is
    attribute: str = ""
    """Where it is not called like the key."""

    @property
    def name(self) -> str:
        """The attribute's name."""
        return self.attribute or self.key


def _text(_reader: Reader, fields: Fields, key: str) -> Any:
    return fields.stated(key)


def _flag(_reader: Reader, fields: Fields, key: str) -> Any:
    return fields.flag(key, default=UNSTATED)


def _word(_reader: Reader, fields: Fields, key: str) -> Any:
    word = fields.word(key)
    return UNSTATED if word == "any" else word


def _number(reader: Reader, fields: Fields, key: str) -> Any:
    text = fields.text(key) or ""
    if text == "any":
        return UNSTATED
    if _INTEGER.match(text):
        return int(text)
    reader.mistake(fields[key], f"{key}: expected a whole number or any, found {text or 'nothing'}")
    return UNSTATED


def _names(_reader: Reader, fields: Fields, key: str) -> Any:
    if fields.word(key) == "any":
        return UNSTATED
    return fields.names(key) or ()


def _type(reader: Reader, fields: Fields, key: str) -> Any:
    return read_plain_type(reader, fields[key], key)


def read_plain_type(reader: Reader, node: Node, what: str) -> Any:
    """Read a type without `?` and without a sequence; UNSTATED for `any` and where a mistake was noted."""
    if type(node) is not ScalarNode:
        reader.mistake(node, f"{what}: expected a type, found no text")
        return UNSTATED
    said = read_type(node.value)
    if said.type is None or said.optional or said.serial:
        reader.mistake(node, f"{what}: {said.wrong or f'{node.value} is no type of its own'}", said.hint)
        return UNSTATED
    return said.type


def _printed(reader: Reader, fields: Fields, key: str) -> Any:
    text = fields.stated(key)
    return Printed(text, reader.printed_by) if isinstance(text, str) else text


def _pairs(reader: Reader, fields: Fields, key: str) -> Any:
    if fields.word(key) == "any":
        return UNSTATED
    return read_texts(reader, fields[key], key)


def read_texts(reader: Reader, node: Node, what: str) -> tuple[tuple[str, str], ...]:
    """Read a mapping from names to texts, which may be empty."""
    found = []
    for name, (_, value) in reader.entries(node, what).items():
        if type(value) is ScalarNode:
            found.append((name, value.value))
        else:
            reader.mistake(value, f"{what}: expected a text for {name}, found no text")
    return tuple(sorted(found))


def text(key: str, usual: Any = UNSTATED, attribute: str = "") -> Facet:
    """Describe a text; `none` is None."""
    return Facet(key, _text, usual, attribute=attribute)


def flag(key: str, usual: Any = False, attribute: str = "") -> Facet:
    """Describe a truth value."""
    return Facet(key, _flag, usual, attribute=attribute)


def word(key: str, usual: Any = UNSTATED, attribute: str = "") -> Facet:
    """Describe one of the words that the key's shape lists."""
    return Facet(key, _word, usual, attribute=attribute)


def number(key: str, usual: Any = UNSTATED, attribute: str = "") -> Facet:
    """Describe a whole number."""
    return Facet(key, _number, usual, attribute=attribute)


def names(key: str, usual: Any = UNSTATED, attribute: str = "") -> Facet:
    """Describe a list of names."""
    return Facet(key, _names, usual, attribute=attribute)


def type_(key: str, usual: Any = UNSTATED, attribute: str = "") -> Facet:
    """Describe a data type."""
    return Facet(key, _type, usual, written_type, attribute)


def printed(key: str, usual: Any = UNSTATED, attribute: str = "") -> Facet:
    """Describe a text in the server's words."""
    return Facet(key, _printed, usual, lambda value: _laid_out(value.text.strip()), attribute)


def body(key: str, usual: Any = UNSTATED) -> Facet:
    """Describe a text of which empty lines around it mean nothing."""
    return Facet(key, _text, usual, _laid_out)


def _laid_out(text: str) -> Value:
    lines = text.replace("\r\n", "\n").strip("\n").rstrip()
    return lines + "\n" if "\n" in lines else lines.strip()


def pairs(key: str, usual: Any = (), attribute: str = "") -> Facet:
    """Describe a mapping from names to texts."""
    return Facet(key, _pairs, usual, dict, attribute)


def read_facets(reader: Reader, fields: Fields, facets: tuple[Facet, ...]) -> dict[str, Any]:
    """Return the attributes that a section states."""
    return {
        facet.name: facet.read(reader, fields, facet.key) if facet.key in fields else facet.usual for facet in facets
    }


def put_facets(entry: dict[str, Value], item: object, facets: tuple[Facet, ...]) -> None:
    """Write the facets of an object that are not what the language takes for granted."""
    for facet in facets:
        value = getattr(item, facet.name)
        if is_open(value):
            if value is not facet.usual:
                entry[facet.key] = "any"
        elif value is None:
            if facet.usual not in (None, UNSTATED):
                entry[facet.key] = "none"
        elif value != facet.usual:
            entry[facet.key] = facet.write(value)


@record
class PlainObjects:
    """Reads and writes the objects of one kind."""

    noun: str
    """With its article: "a sequence"."""
    section: Section
    entry: Shape
    make: Callable[..., Any]
    facets: tuple[Facet, ...]
    grants: tuple[Grants, ...] | None = None
    """What is granted on an object when nobody said anything; None where nothing can be."""
    owned: bool = True
    """Whether anybody asks for its owner and its comment."""

    def read(self, reader: Reader, node: Node, schema: str) -> Iterator[Any]:
        """Read what stands under the key of one schema."""
        for name, (key, value) in reader.entries(node, self.noun).items():
            if reader.fits(value, self.entry, f"{self.section.name} {name}"):
                yield self.make(QName(schema, name), at=reader.at(key), **self.stated(reader, value))

    def stated(self, reader: Reader, node: Node) -> dict[str, Any]:
        """Return the attributes that an entry states; `exists` states none."""
        if not isinstance(node, MappingNode):
            return {}
        fields = reader.fields(node, self.section)
        return {
            **self.access(reader, fields),
            **read_facets(reader, fields, self.facets),
            "protected": fields.text("protected"),
            "marks": fields.marks(**{facet.key: facet.name for facet in self.facets}),
        }

    def access(self, reader: Reader, fields: Fields | None) -> dict[str, Any]:
        """Return owner, grants and comment; under `exact`, what is left out is what an object has of itself."""
        if not self.owned:
            return {}
        stated: dict[str, Any] = {"comment": None} if "comment" in reader.exact else {}
        if self.grants is not None and "grants" in reader.exact:
            stated["grants"] = self.grants
        stated.update({"owner": reader.owner} if fields is None else access_of(reader, fields))
        return stated

    def write(self, item: Any, exact: frozenset[str]) -> Value:
        """Write one object."""
        entry: dict[str, Value] = {}
        if item.protected is not None:
            entry["protected"] = item.protected
        stated = (*(facet.name for facet in self.facets), "owner", "grants", "comment")
        if not entry and all(getattr(item, name) is UNSTATED for name in stated):
            return "exists"
        self.put_access(entry, item, exact)
        put_facets(entry, item, self.facets)
        return entry

    def put_access(self, entry: dict[str, Value], item: Any, exact: frozenset[str]) -> None:
        """Write owner, grants and comment."""
        if not self.owned:
            return
        if not is_open(item.owner):
            entry["owner"] = item.owner
        if self.grants is not None:
            usual = self.grants if "grants" in exact else UNSTATED
            if is_open(item.grants):
                if usual is not UNSTATED:
                    entry["grants"] = "any"
            elif usual is UNSTATED or set(item.grants) != set(self.grants):
                entry["grants"] = write_grants(item.grants)
        no_comment = None if "comment" in exact else UNSTATED
        if item.comment != no_comment:
            entry["comment"] = "any" if is_open(item.comment) else (item.comment or "none")


NOBODY: Final = (OWNERS_OWN,)
"""The grants on an object that only its owner may use."""
