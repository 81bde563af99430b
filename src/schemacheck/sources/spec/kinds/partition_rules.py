"""The value of `partitions:` where it is a rule for all of them."""

from __future__ import annotations

import re
from typing import Any, Final, Literal, cast

from yaml.nodes import MappingNode, Node, ScalarNode

from schemacheck.model.partitions import Ahead, PartitionRule
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.grammar.tables import AHEAD, PARTITION_RULE
from schemacheck.sources.spec.kinds.codecs import sorted_prints
from schemacheck.sources.spec.read.reader import Fields, Reader, is_null
from schemacheck.sources.spec.write.values import Value

_AHEAD: Final = re.compile(AHEAD)
_BOUNDS: Final = re.compile(r"\s*(?:FROM\s*\(|IN\s*\(|WITH\s*\(|DEFAULT\s*\Z)", re.IGNORECASE)


def read_rule(reader: Reader, node: MappingNode) -> PartitionRule | None:
    """Read a rule; None for a list of partitions, some of which may be called like a key of a rule."""
    if not any(key.value in PARTITION_RULE.by_name and not _is_partition(value) for key, value in node.value):
        return None
    fields = reader.fields(node, PARTITION_RULE)
    pattern = fields.name("pattern")
    if pattern is None:
        return PartitionRule("*", at=reader.at(node))
    own: Any = ()
    if "own" in fields and not is_null(fields["own"]) and fields.word("own") != "none":
        own = sorted_prints(reader, fields, "own")
    default = fields.word("default") or "any"
    return PartitionRule(
        pattern,
        own,
        cast(Literal["required", "none", "any"], default),
        _ahead(reader, fields) if "ahead" in fields else None,
        at=reader.at(node),
        marks=fields.marks(),
    )


def _is_partition(node: Node) -> bool:
    """Whether a value says of a single partition what its bounds are."""
    return isinstance(node, MappingNode) or (isinstance(node, ScalarNode) and bool(_BOUNDS.match(node.value)))


def _ahead(reader: Reader, fields: Fields) -> Ahead | None:
    text = fields.text("ahead") or ""
    said = _AHEAD.match(text)
    if said is None:
        reader.mistake(fields["ahead"], f"ahead: expected a span such as 2 months, found {text or 'nothing'}")
        return None
    return Ahead(int(said[1]), cast(Literal["day", "week", "month", "year"], said[2]))


def write_rule(rule: PartitionRule) -> Value:
    """Write a rule."""
    written: dict[str, Value] = {"pattern": rule.pattern}
    if rule.own is UNSTATED:
        written["own"] = "any"
    elif isinstance(rule.own, tuple) and rule.own:
        written["own"] = [each.text for each in rule.own]
    if rule.default != "any":
        written["default"] = rule.default
    if rule.ahead is not None:
        written["ahead"] = f"{rule.ahead.number} {rule.ahead.unit}" + "s" * (rule.ahead.number != 1)
    return written
