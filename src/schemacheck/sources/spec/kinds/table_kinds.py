"""What a table holds by name beside columns, keys and indexes: exclusions, triggers, rules, policies, partitions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field
from typing import Any, Final, cast

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.constraints import Exclusion
from schemacheck.model.keys import Parameters
from schemacheck.model.partitions import Partition, Statistics
from schemacheck.model.policies import Policy
from schemacheck.model.stated import UNSTATED
from schemacheck.model.triggers import EVENTS, TIMINGS, RewriteRule, Trigger, fires
from schemacheck.sources.spec.grammar import tables as grammar
from schemacheck.sources.spec.grammar.types import Section
from schemacheck.sources.spec.kinds.codecs import (
    Codec,
    Own,
    read_attributes,
    read_texts,
    sorted_prints,
    write_attributes,
    written_parameters,
)
from schemacheck.sources.spec.kinds.references import NotATargetError, parse_columns, parse_name, written_table
from schemacheck.sources.spec.read.reader import Fields, Reader, is_null
from schemacheck.sources.spec.write.values import Line, Value
from schemacheck.sql.deparsed import DeparsedText

_FIRES: Final = re.compile(rf"\s*({'|'.join(TIMINGS)})\s+(\S.*?)\s*\Z", re.IGNORECASE | re.DOTALL)
_QUALIFIED: Final = {"function": "function", "from": "from_table"}
"""Keys of names that may have a schema, with their attributes."""
_UPDATE_OF: Final = re.compile(r"\s*update\s+of\s+(.+)\Z", re.IGNORECASE | re.DOTALL)


@record
class Named:
    """How objects of one kind, which a table holds by name, are read and written."""

    noun: str
    """With its article."""
    section: Section
    make: Callable[..., Any]
    own: Own = field(default_factory=dict)
    """Codecs of its own, by key."""
    short: str = ""
    """The key whose value may be written instead of the mapping."""
    qualified: bool = False
    """Whether names may have a schema, and so be longer than a name is."""

    def read(self, reader: Reader, node: Node, table: QName) -> Any:
        """Read the value of the key of a table; UNSTATED for `any`."""
        if type(node) is ScalarNode and not is_null(node):
            return UNSTATED
        found = []
        qualified = self.qualified and isinstance(node, MappingNode)
        pairs = reader.pairs(cast(MappingNode, node)) if qualified else reader.entries(node, self.noun)
        for name, (key, value) in pairs.items():
            if type(value) is ScalarNode and self.short and value.value.strip():
                found.append(self.make(name, **self._read_short(reader, value), at=reader.at(key)))
            elif isinstance(value, (ScalarNode, SequenceNode)):
                reader.mistake(value, f"{self.section.name} {name}: expected a mapping")
            else:
                found.append(self._read_long(reader, value, name, key, table))
        return tuple(found)

    def _read_short(self, reader: Reader, node: ScalarNode) -> dict[str, Any]:
        said = DeparsedText(node.value.strip(), reader.deparsed_by)
        return {self.short: UNSTATED if said.text == "any" else said}

    def _read_long(self, reader: Reader, node: Node, name: str, key: ScalarNode, table: QName) -> Any:
        fields = reader.fields(node, self.section)
        stated = read_attributes(reader, fields, self.own)
        for said, attribute in _QUALIFIED.items():
            if isinstance(stated.get(attribute), str):
                stated[attribute] = _named(reader, fields, said, table.schema)
        return self.make(
            name=name,
            **stated,
            at=reader.at(key),
            marks=fields.marks(),
        )

    def write(self, items: tuple[Any, ...], table: Any) -> Value:
        """Write objects by name."""
        return {
            str(item.name): self._write_entry(item, table) for item in sorted(items, key=lambda item: str(item.name))
        }

    def _write_entry(self, item: Any, table: Any) -> Value:
        entry: dict[str, Value] = {}
        write_attributes(entry, item, self.section, self.own)
        for key, attribute in _QUALIFIED.items():
            if key in entry and isinstance(name := getattr(item, attribute), QName):
                entry[key] = written_table(name, table.name.schema)
        if list(entry) == [self.short]:
            return entry[self.short]
        long = len(entry) > 3 or any("\n" in value for value in entry.values() if isinstance(value, str))
        return entry if long else Line(entry)


def _named(reader: Reader, fields: Fields, key: str, schema: str) -> Any:
    try:
        return parse_name(fields.text(key) or "", schema)
    except NotATargetError:
        reader.mistake(fields[key], f"{key}: expected name or schema.name, odd names in double quotes")
        return UNSTATED


def _read_fires(reader: Reader, fields: Fields, key: str) -> Any:
    """Read `before insert or update of a, b`, in any order of the events."""
    text = fields.text(key) or ""
    if text == "any":
        return UNSTATED
    said = _FIRES.match(text)
    events: list[str] = []
    columns: tuple[str, ...] = ()
    rest = said[2] if said else ""
    while rest:
        of = _UPDATE_OF.match(rest)
        if of:
            listed, rest = _split_or(of[1])
            event = "update"
            try:
                columns = parse_columns(listed)
            except NotATargetError:
                event = ""
        else:
            event, rest = _split_or(rest)
        if event.strip().lower() not in EVENTS:
            said = None
            break
        events.append(event.strip().lower())
    if said is None:
        reader.mistake(fields[key], f"fires: expected {grammar.TRIGGER.key('fires').shape.says}, found {text}")
        return UNSTATED
    return fires(" ".join(said[1].lower().split()), events, columns)


def _split_or(text: str) -> tuple[str, str]:
    first, *rest = re.split(r"\s+or\s+(?=(?:insert|update|delete|truncate)\b)", text, maxsplit=1, flags=re.IGNORECASE)
    return first, rest[0] if rest else ""


def _read_kinds(_reader: Reader, fields: Fields, key: str) -> Any:
    said = fields.words(key)
    return UNSTATED if fields.word(key) == "any" else tuple(word for word in grammar.STATISTICS_KINDS if word in said)


EXCLUSIONS: Final = Named("an exclusion constraint", grammar.EXCLUSION, Exclusion)
TRIGGERS: Final = Named(
    "a trigger",
    grammar.TRIGGER,
    Trigger,
    own={
        "fires": Codec(_read_fires),
        "function": Codec(lambda _reader, fields, key: fields.text(key), lambda function: function),
        "from": Codec(lambda _reader, fields, key: fields.stated(key), lambda table: table),
    },
)
RULES: Final = Named("a rule", grammar.RULE, RewriteRule)
POLICIES: Final = Named("a policy", grammar.POLICY, Policy)
PARTITIONS: Final = Named(
    "a partition",
    grammar.PARTITION,
    Partition,
    own={"own": Codec(sorted_prints, lambda own: [each.text for each in own])},
    short="bounds",
    qualified=True,
)
STATISTICS: Final = Named(
    "a statistics object", grammar.STATISTICS, Statistics, own={"kinds": Codec(_read_kinds)}, qualified=True
)


def read_word(_reader: Reader, node: Node, _table: QName) -> Any:
    """Read a facet that is one of a few words."""
    text = " ".join(str(node.value).lower().split())
    return UNSTATED if text == "any" else text


def read_replica_identity(reader: Reader, node: Node, _table: QName) -> Any:
    """Read `replica_identity:`."""
    text: str = node.value.strip()
    if text == "any":
        return UNSTATED
    if text in ("default", "nothing", "full") or re.match(r"index \S", text):
        return text
    hint = reader.did_you_mean(text, ("default", "nothing", "full", "index"))
    reader.mistake(node, f"replica_identity: expected default, nothing, full, or index and a name, found {text}", hint)
    return UNSTATED


def read_of_type(reader: Reader, node: Node, table: QName) -> Any:
    """Read `of_type:`; `none` is none."""
    text: str = node.value.strip()
    if text in ("any", "none"):
        return UNSTATED if text == "any" else None
    try:
        return parse_name(text, table.schema)
    except NotATargetError:
        reader.mistake(node, "of_type: expected name or schema.name, odd names in double quotes")
        return UNSTATED


def write_of_type(type_: QName | None, table: Any) -> Value:
    """Write of which type a table is."""
    return "none" if type_ is None else written_table(type_, table.name.schema)


def read_parameters(reader: Reader, node: Node, _table: QName) -> Any:
    """Read `storage_parameters:`."""
    if type(node) is ScalarNode and node.value == "any":
        return UNSTATED
    return read_texts(reader, node, "storage_parameters")


def write_parameters(value: Parameters, _table: object) -> Value:
    """Write storage parameters."""
    return written_parameters(value)


def read_printed(reader: Reader, node: Node, _table: QName) -> Any:
    """Read a facet in the server's words; `none` is none."""
    text: str = node.value.strip()
    if text == "any":
        return UNSTATED
    return None if text == "none" else DeparsedText(text, reader.deparsed_by)


def write_printed(value: DeparsedText | None, _table: object) -> Value:
    """Write such a facet."""
    return "none" if value is None else value.text


def read_inherits(reader: Reader, node: Node, table: QName) -> Any:
    """Read `inherits:`: tables in the form `name` or `schema.name`."""
    if type(node) is ScalarNode and node.value == "any":
        return UNSTATED
    found = []
    for item in reader.items(node):
        try:
            found.append(parse_name(item.value if type(item) is ScalarNode else "", table.schema))
        except NotATargetError:
            reader.mistake(item, "inherits: expected name or schema.name, odd names in double quotes")
    return tuple(found)


def write_inherits(parents: tuple[QName, ...], table: Any) -> Value:
    """Write what a table inherits from."""
    return [written_table(parent, table.name.schema) for parent in parents]
