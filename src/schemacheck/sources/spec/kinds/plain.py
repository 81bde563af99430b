"""Objects of a schema or of the database whose keys each stand for one attribute: the grammar says all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from typing import Any

from yaml.nodes import MappingNode, Node

from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.access import Grants
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.grammar.types import Section, Shape
from schemacheck.sources.spec.kinds.access import access_of, write_grants
from schemacheck.sources.spec.kinds.codecs import Own, read_attributes, write_attributes
from schemacheck.sources.spec.read.reader import Fields, Reader
from schemacheck.sources.spec.write.entries import is_open
from schemacheck.sources.spec.write.values import Value


@record
class PlainObjects:
    """Reads and writes the objects of one kind."""

    section: Section
    entry: Shape
    make: Callable[..., Any]
    own: Own = field(default_factory=dict)
    """Codecs of its own, by key."""
    grants: tuple[Grants, ...] | None = None
    """What is granted on an object when nobody said anything; None where nothing can be."""
    owned: bool = True
    """Whether anybody asks for its owner and its comment."""

    def read(self, reader: Reader, node: Node, schema: str) -> Iterator[Any]:
        """Read the value of the key of one schema."""
        for name, (key, value) in reader.entries(node, self.section.title).items():
            if reader.fits(value, self.entry, f"{self.section.name} {name}"):
                yield self.make(QName(schema, name), at=reader.at(key), **self.stated(reader, value))

    def stated(self, reader: Reader, node: Node) -> dict[str, Any]:
        """Return the attributes that an entry states; `exists` states none."""
        if not isinstance(node, MappingNode):
            return {}
        fields = reader.fields(node, self.section)
        return {
            **self.access(reader, fields),
            **self._attributes(reader, fields),
            "marks": fields.marks(),
        }

    def _attributes(self, reader: Reader, fields: Fields) -> dict[str, Any]:
        """Return what the keys state; under `exact: [comment]` nothing inside has one where that is left out."""
        stated = read_attributes(reader, fields, self.own)
        if "comments" in stated and "comments" not in fields and "comment" in reader.exact:
            stated["comments"] = ()
        return stated

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
        stated = (*(key.attribute for key in self.section.attributes), "owner", "grants", "comment")
        if not entry and all(getattr(item, name) is UNSTATED for name in stated if name != "protected"):
            return "exists"
        self.put_access(entry, item, exact)
        write_attributes(entry, item, self.section, self.own)
        if "comments" in self.section.by_name and "comment" in exact:
            if item.comments is UNSTATED:
                entry["comments"] = "any"
            elif not item.comments:
                del entry["comments"]
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
