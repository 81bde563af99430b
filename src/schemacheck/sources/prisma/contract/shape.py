"""What has to stand where in a contract: values are asked for by kind, and what is not as it has to be is noted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.base.names import Position
from schemacheck.sources.prisma.contract.nodes import JsonText, Node, Number

_KINDS: Final = {dict: "an object", list: "a list", str: "a text", Number: "a number", bool: "true or false"}


@dataclass(slots=True, eq=False, repr=False)
class Shape:
    """Asks for the parts of one contract, and collects mistakes and what is not known here."""

    source: JsonText
    mistakes: list[Mistake] = field(default_factory=list)
    unknown: dict[str, Position] = field(default_factory=dict)
    """Keys that say something which is not known here, each as `key of kind`, with the first place."""

    def at(self, node: Node) -> Position:
        """Where it is written."""
        return self.source.at(node.start)

    def mistake(self, node: Node, message: str, hint: str | None = None) -> None:
        """Note what is wrong with it."""
        self.mistakes.append(Mistake(self.at(node), message, hint))

    def fields(self, node: Node, what: str, known: Collection[str] | None = None) -> Mapping[str, Node]:
        """The parts of an object; where those that can be are given, any other is noted as unknown."""
        if not isinstance(node.value, dict):
            self.mistake(node, f"{what} has to be an object, not {_kind(node)}")
            return {}
        if known is not None:
            for key, value in node.value.items():
                if key not in known:
                    self.unknown.setdefault(f"{key} of {what}", self.at(value))
        return node.value

    def part(self, node: Node, key: str, what: str) -> Node | None:
        """A part that has to be there."""
        found = node.value.get(key) if isinstance(node.value, dict) else None
        if found is None and isinstance(node.value, dict):
            self.mistake(node, f"{what} has no {key}")
        return found

    def items(self, node: Node | None, what: str) -> Iterator[Node]:
        """The items of a list; none where it is left out."""
        if node is None:
            return
        if not isinstance(node.value, list):
            self.mistake(node, f"{what} has to be a list, not {_kind(node)}")
            return
        yield from node.value

    def text(self, node: Node | None, what: str) -> str | None:
        """A text; None where it is left out or is none."""
        if node is None or isinstance(node.value, str):
            return node.value if node is not None and isinstance(node.value, str) else None
        self.mistake(node, f"{what} has to be a text, not {_kind(node)}")
        return None

    def name(self, node: Node, key: str, what: str) -> str:
        """A text that has to be there, and not empty; "" where it is not, with a mistake."""
        found = self.part(node, key, what)
        text = self.text(found, f"{key} of {what}")
        if found is not None and text == "":
            self.mistake(found, f"{key} of {what} is empty")
        return text or ""

    def names(self, node: Node | None, what: str) -> tuple[str, ...]:
        """A list of texts."""
        found = (self.text(item, f"an entry of {what}") for item in self.items(node, what))
        return tuple(text for text in found if text is not None)

    def flag(self, node: Node | None, what: str, *, default: bool) -> bool:
        """True or false."""
        if node is None or isinstance(node.value, bool):
            return node.value if node is not None and isinstance(node.value, bool) else default
        self.mistake(node, f"{what} has to be true or false, not {_kind(node)}")
        return default


def _kind(node: Node) -> str:
    return "null" if node.value is None else _KINDS[type(node.value)]
