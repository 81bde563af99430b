"""Sequences in the file: what differs from one that is made without options."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from yaml.nodes import Node

from schemacheck.model.access import OWNERS_OWN
from schemacheck.model.sequences import Sequence, highest, lowest
from schemacheck.model.stated import UNSTATED
from schemacheck.sources.spec.grammar.objects import DEPENDS, SEQUENCE
from schemacheck.sources.spec.kinds.plain import PlainObjects
from schemacheck.sources.spec.kinds.user_types import ENTRY
from schemacheck.sources.spec.read.reader import Reader
from schemacheck.sources.spec.write.values import Value
from schemacheck.sql.types import TypeName


class _Sequences(PlainObjects):
    """The bounds and the start that are usual depend on the type, the increment and each other."""

    __slots__ = ()

    def stated(self, reader: Reader, node: Node) -> dict[str, Any]:
        stated = PlainObjects.stated(self, reader, node)
        if "type" in stated:
            usual = _bounds(stated["type"], stated["increment"])
            for bound, value in usual.items():
                if stated[bound] is DEPENDS:
                    stated[bound] = value
            if stated["start"] is DEPENDS:
                stated["start"] = _start(stated["increment"], stated["minimum"], stated["maximum"])
        return stated

    def write(self, item: Any, exact: frozenset[str]) -> Value:
        usual = _bounds(item.type, item.increment)
        start = _start(item.increment, item.minimum, item.maximum)
        silent = {bound: DEPENDS for bound, value in usual.items() if getattr(item, bound) == value}
        if item.start == start:
            silent["start"] = DEPENDS
        return PlainObjects.write(self, replace(item, **silent), exact)


def _bounds(type_name: Any, increment: Any) -> dict[str, Any]:
    if not isinstance(increment, int) or not isinstance(type_name, TypeName):
        return {"minimum": UNSTATED, "maximum": UNSTATED}
    return {"minimum": lowest(str(type_name), increment), "maximum": highest(str(type_name), increment)}


def _start(increment: Any, minimum: Any, maximum: Any) -> Any:
    if not isinstance(increment, int):
        return UNSTATED
    return minimum if increment > 0 else maximum


SEQUENCES: Final = _Sequences(
    SEQUENCE,
    ENTRY["sequences"],
    Sequence,
    grants=(OWNERS_OWN,),
)
