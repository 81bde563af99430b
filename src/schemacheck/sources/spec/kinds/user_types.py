"""Domains, composite types, ranges and collations in the file."""

from __future__ import annotations

from typing import Any, Final, cast

from yaml.nodes import ScalarNode

from schemacheck.model.access import ALL, OWNERS_OWN, PUBLIC, Grants
from schemacheck.model.stated import UNSTATED
from schemacheck.model.user_types import Collation, CompositeType, Domain, Range
from schemacheck.sources.spec.grammar.objects import COLLATION, COMPOSITE_TYPE, DOMAIN, IN_SCHEMAS, RANGE
from schemacheck.sources.spec.grammar.types import Shape
from schemacheck.sources.spec.kinds.codecs import Codec, read_plain_type, read_texts
from schemacheck.sources.spec.kinds.column_types import read_type, written_type
from schemacheck.sources.spec.kinds.plain import PlainObjects
from schemacheck.sources.spec.read.reader import Fields, Reader, is_null
from schemacheck.sources.spec.write.values import Bare, Value
from schemacheck.sql.defaults import Default, parse_default
from schemacheck.sql.types import TypeName

ENTRY: Final = {key.name: cast(Shape, key.shape.entries) for key in IN_SCHEMAS}
TYPES_OWN: Final = (OWNERS_OWN, Grants(PUBLIC, frozenset({ALL})))
"""Anybody may use a type by default."""


def _read_default(_reader: Reader, fields: Fields, key: str) -> Any:
    said = None if is_null(fields[key]) else fields.stated(key)
    base = read_type(fields.text("type") or "").type
    return parse_default(said, base if isinstance(base, TypeName) else None) if isinstance(said, str) else said


def _written_default(default: Default) -> Value:
    written = str(default)
    if default.kind in ("boolean", "number") and written.isalnum():
        return Bare(written)
    return written if default.kind in ("text", "now", "number", "boolean") else default.text


def _checks(reader: Reader, fields: Fields, key: str) -> Any:
    return UNSTATED if fields.word(key) == "any" else read_texts(reader, fields[key], "a check")


def _read_attributes(reader: Reader, fields: Fields, key: str) -> Any:
    if type(fields[key]) is ScalarNode:
        return UNSTATED
    found = []
    for name, (_, value) in reader.entries(fields[key], "an attribute").items():
        said = read_plain_type(reader, value, f"attribute {name}")
        if isinstance(said, TypeName):
            found.append((name, said))
    return tuple(found)


DOMAINS: Final = PlainObjects(
    DOMAIN,
    ENTRY["domains"],
    Domain,
    own={"default": Codec(_read_default, _written_default), "checks": Codec(_checks, dict)},
    grants=TYPES_OWN,
)
COMPOSITE_TYPES: Final = PlainObjects(
    COMPOSITE_TYPE,
    ENTRY["composite_types"],
    CompositeType,
    own={
        "attributes": Codec(
            _read_attributes, lambda attributes: {name: written_type(each) for name, each in attributes}
        )
    },
    grants=TYPES_OWN,
)
RANGES: Final = PlainObjects(RANGE, ENTRY["ranges"], Range, grants=TYPES_OWN)
COLLATIONS: Final = PlainObjects(COLLATION, ENTRY["collations"], Collation)
