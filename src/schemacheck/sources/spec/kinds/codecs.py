"""How values are read and written, and the keys of a section with them: each key is declared once, in the grammar.

A key that the file leaves out has its default, the language's word for it; where that is UNSTATED, it is not compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from yaml.nodes import Node, ScalarNode

from schemacheck.base.names import truncated
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.grammar.types import Section
from schemacheck.sources.spec.kinds.column_types import read_type, written_type
from schemacheck.sources.spec.read.reader import Fields, Reader
from schemacheck.sources.spec.read.reader import labels as read_labels
from schemacheck.sources.spec.write.entries import is_open
from schemacheck.sources.spec.write.values import Bare, Line, Value
from schemacheck.sql.deparsed import DeparsedText, with_plain_ends

_PLAIN: Final = re.compile(r"(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|true|false)\Z", re.ASCII)
_INTEGER: Final = re.compile(r"-?[0-9]{1,30}\Z", re.ASCII)


def _as_it_is(value: Any) -> Value:
    return list(value) if isinstance(value, tuple) else value


class Codec(NamedTuple):
    """How one value is read and written."""

    read: Callable[[Reader, Fields, str], Any]
    """Reads the key where it is there; UNSTATED for `any`."""
    write: Callable[[Any], Value] = _as_it_is


def _read_text(_reader: Reader, fields: Fields, key: str) -> Any:
    return fields.stated(key)


def _object_name(_reader: Reader, fields: Fields, key: str) -> Any:
    name = fields.stated(key)
    return truncated(name) if isinstance(name, str) else name


def _reason(_reader: Reader, fields: Fields, key: str) -> Any:
    return fields.text(key)


def _read_name(_reader: Reader, fields: Fields, key: str) -> Any:
    return fields.name(key) or UNSTATED


def _flag(_reader: Reader, fields: Fields, key: str) -> Any:
    return fields.flag(key, default=UNSTATED)


def _read_word(_reader: Reader, fields: Fields, key: str) -> Any:
    word = fields.word(key)
    return UNSTATED if word == "any" else word


def _word_or_none(_reader: Reader, fields: Fields, key: str) -> Any:
    word = fields.word(key)
    return UNSTATED if word == "any" else None if word == "none" else word


def _read_deferral(_reader: Reader, fields: Fields, key: str) -> Any:
    word = fields.word(key)
    return UNSTATED if word == "any" else {"false": "no", "true": "deferrable"}.get(word or "", word)


def _read_number(reader: Reader, fields: Fields, key: str) -> Any:
    text = fields.text(key) or ""
    if text == "any":
        return UNSTATED
    if _INTEGER.match(text):
        return int(text)
    reader.mistake(fields[key], f"{key}: expected a whole number or any, found {text or 'nothing'}")
    return UNSTATED


def _read_names(_reader: Reader, fields: Fields, key: str) -> Any:
    if fields.word(key) == "any":
        return UNSTATED
    return fields.names(key) or ()


def _read_labels(reader: Reader, fields: Fields, key: str) -> Any:
    return UNSTATED if fields.word(key) == "any" else read_labels(reader, fields[key], key)


def _texts(reader: Reader, fields: Fields, key: str) -> Any:
    if fields.word(key) == "any":
        return UNSTATED
    items = reader.items(fields[key])
    for item in items:
        if type(item) is not ScalarNode:
            reader.mistake(item, f"{key}: expected a text")
    return tuple(item.value for item in items if type(item) is ScalarNode)


def _sorted_texts(reader: Reader, fields: Fields, key: str) -> Any:
    said = _texts(reader, fields, key)
    return tuple(sorted(said)) if isinstance(said, tuple) else said


def sorted_prints(reader: Reader, fields: Fields, key: str) -> Any:
    """Read a list of texts in the server's words; UNSTATED for `any`."""
    said = _sorted_texts(reader, fields, key)
    return tuple(DeparsedText(text, reader.deparsed_by) for text in said) if isinstance(said, tuple) else said


def _read_type(reader: Reader, fields: Fields, key: str) -> Any:
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


def _read_deparsed(reader: Reader, fields: Fields, key: str) -> Any:
    text = fields.stated(key)
    return DeparsedText(text.strip(), reader.deparsed_by) if isinstance(text, str) else text


def _written_body(body: str) -> Value:
    """Write a body without what means nothing: the kind of its line ends, and empty lines around it."""
    return _laid_out(with_plain_ends(body).strip("\n"))


def _laid_out(text: str) -> str:
    lines = text.rstrip()
    return lines + "\n" if "\n" in lines else lines.strip()


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


def written_parameters(parameters: Iterable[tuple[str, str]]) -> Value:
    """Write storage parameters on one line, numbers and truth values as YAML has them."""
    return Line({name: Bare(value) if _PLAIN.match(value) else value for name, value in parameters})


CODECS: Final[Mapping[str, Codec]] = {
    "body": Codec(_read_text, _written_body),
    "deferral": Codec(_read_deferral),
    "flag": Codec(_flag),
    "labels": Codec(_read_labels),
    "name": Codec(_read_name),
    "names": Codec(_read_names),
    "number": Codec(_read_number),
    "object name": Codec(_object_name),  # cut as PostgreSQL cuts names; `none` is None
    "parameters": Codec(_pairs, written_parameters),  # the same, of storage parameters
    "pairs": Codec(_pairs, dict),  # a mapping from names to texts
    "deparsed": Codec(_read_deparsed, lambda value: _laid_out(value.text.strip())),  # in the server's words
    "reason": Codec(_reason),
    "sorted texts": Codec(_sorted_texts),
    "text": Codec(_read_text),  # `none` is None
    "texts": Codec(_texts),
    "type": Codec(_read_type, written_type),
    "word": Codec(_read_word),  # one of those that the key's shape lists
    "word or none": Codec(_word_or_none),
}
"""By the names that keys of the grammar call them."""

Own = Mapping[str, Codec]
"""What a kind brings along for those of its keys whose codec is `own`, by key."""
_NONE: Final[Own] = MappingProxyType({})


def read_attributes(reader: Reader, fields: Fields, own: Own = _NONE) -> dict[str, Any]:
    """Return the attributes of the model that the keys of a section stand for."""
    stated = dict(fields.section.defaults)
    for name in fields.values:
        key = fields.section.by_name[name]
        if key.codec is not None:
            codec = own[name] if key.codec == "own" else CODECS[key.codec]
            stated[key.attribute] = codec.read(reader, fields, name)
    return stated


def write_attributes(entry: dict[str, Value], item: object, section: Section, own: Own = _NONE) -> None:
    """Write the attributes of an object that are not what the language takes for granted."""
    for key in section.attributes:
        value, default = getattr(item, key.attribute), key.default
        if is_open(value):
            if value is not default:
                entry[key.name] = "any"
        elif value is None:
            if default not in (None, UNSTATED):
                entry[key.name] = "none"
        elif value != default:
            codec = own[key.name] if key.codec == "own" else CODECS[key.codec or ""]
            entry[key.name] = codec.write(value)
