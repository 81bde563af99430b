"""Where everything in a YAML text begins and ends, as an edit needs to know it.

The reader's nodes know where they begin. What they do not say is found here: where a block ends without the empty lines
and comments behind it, which comment is whose, and which part stands for several, since an alias points at it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from schemacheck.base.record import record
from schemacheck.sources.spec.read.yaml_text import compose

_BREAK: Final = re.compile(r"\r\n|\n|\r")
_SKIPPED: Final = re.compile(r"(?:\s+|(?<!\S)#[^\r\n]*)*")
"""White space and comments."""
_PROPERTIES: Final = re.compile(r"(?:[ \t]*[&!][^\s,\[\]{}]*)*")
_ALIAS: Final = re.compile(r"\*[^\s,\[\]{}]+")
_COMMENT: Final = re.compile(r"([ \t]*)#([^\r\n]*)")
_MARKED: Final = re.compile(r"\w.*[?&]")
_RULE: Final = re.compile(r"[-=#*~_+]{3,}")
"""What makes a comment a heading: it is about what follows, not about the next entry alone."""


@record
class Place:
    """An entry: one of a mapping, or an item of a list."""

    container: Any
    """A MappingNode or a SequenceNode."""
    index: int


class Span(NamedTuple):
    """From one offset of the text to another."""

    begin: int
    end: int


class Tree:
    """A YAML text and its nodes."""

    def __init__(self, text: str, file: str) -> None:
        """Parse it; `text` has no byte order mark.

        Raises:
            SourceError: it is no YAML.
        """
        self.text = text
        root = compose(text, file)
        if not isinstance(root, MappingNode):
            raise TypeError("it was read as a mapping before")
        self.root = root
        found = _BREAK.search(text)
        self.newline = found.group() if found else "\n"
        self.keys: dict[tuple[int, int], Place] = {}
        """Entries of mappings by line and column of their keys, counted from 1."""
        self.items: dict[tuple[int, int], Place] = {}
        """Items of lists, likewise."""
        self.parents: dict[int, Place] = {}
        """The places of containers, by the identity of their nodes."""
        self._shared: set[int] = set()
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[int, int] = {}
        self._plain_marks: bool | None = None
        self._index()

    @property
    def is_json(self) -> bool:
        """Whether it is written as JSON is."""
        keys = [key for key, _ in self.root.value]
        return bool(self.root.flow_style) and all(key.style == '"' for key in keys)

    @property
    def has_plain_marks(self) -> bool:
        """Whether somewhere between braces a text with a question mark or an ampersand in it stands without quotes."""
        if self._plain_marks is None:
            self._plain_marks = any(
                isinstance(inner, ScalarNode) and not inner.style and _MARKED.search(inner.value)
                for node in self._nodes()
                if isinstance(node, MappingNode | SequenceNode) and node.flow_style
                for inner in _children_of(node)
            )
        return self._plain_marks

    def _index(self) -> None:
        uses: Counter[int] = Counter()
        rest: list[Node] = [self.root]
        seen = {id(self.root)}
        while rest:
            node = rest.pop()
            places = self.keys if isinstance(node, MappingNode) else self.items
            for index, child in enumerate(node.value):
                mark = (child[0] if isinstance(child, tuple) else child).start_mark
                places.setdefault((mark.line + 1, mark.column + 1), Place(node, index))
                value = child[1] if isinstance(child, tuple) else child
                # A place for anchors is not read itself: what it holds is used where an alias points at it.
                if not (node is self.root and child[0].value.startswith("x-")):
                    uses[id(value)] += 1
                if id(value) not in seen:
                    seen.add(id(value))
                    self.parents[id(value)] = Place(node, index)
                    if isinstance(value, MappingNode | SequenceNode):
                        rest.append(value)
        shared = [node for node in self._nodes() if uses[id(node)] > 1]
        while shared:
            node = shared.pop()
            if id(node) not in self._shared:
                self._shared.add(id(node))
                shared += [child[1] if isinstance(child, tuple) else child for child in _children(node)]

    def _nodes(self) -> Iterator[Node]:
        rest: list[Node] = [self.root]
        seen: set[int] = set()
        while rest:
            node = rest.pop()
            if id(node) not in seen:
                seen.add(id(node))
                yield node
                rest += [child[1] if isinstance(child, tuple) else child for child in _children(node)]

    def is_shared(self, node: Node) -> bool:
        """Whether what stands there is read at more places than one."""
        return id(node) in self._shared

    def value(self, place: Place) -> Any:
        """Return the node of an entry's value, or of an item."""
        child = place.container.value[place.index]
        return child[1] if isinstance(child, tuple) else child

    def key(self, place: Place) -> str:
        """Return the key under which a mapping has an entry."""
        key: str = place.container.value[place.index][0].value
        return key

    def find(self, node: Any, key: str) -> Place | None:
        """Return the entry of a mapping itself, not of what is merged into it."""
        for index, (name, _) in enumerate(node.value):
            if name.value == key:
                return Place(node, index)
        return None

    def words(self, key: str) -> frozenset[str]:
        """Return what an entry at the top lists, be it a single word."""
        place = self.find(self.root, key)
        node = None if place is None else self.value(place)
        items = node.value if isinstance(node, SequenceNode) else [node]
        return frozenset(item.value for item in items if isinstance(item, ScalarNode))

    def starts(self, node: Any) -> list[int]:
        """Return where each entry begins: its key, its question mark or its dash."""
        if id(node) not in self._starts:
            flow = bool(node.flow_style)
            found: list[int] = []
            at = node.start_mark.index
            for index, child in enumerate(node.value):
                if isinstance(child, tuple):
                    begin = child[0].start_mark.index
                    before = self.text[self.line_start(begin) : begin].rstrip()
                    if not flow and before.endswith("?"):
                        begin = self.line_start(begin) + len(before) - 1
                elif flow:
                    begin = self._skip(at if index else _after_properties(self.text, at))
                    while self.text[begin : begin + 1] in ("[", ",") and begin < len(self.text):
                        begin = self._skip(begin + 1)
                else:
                    begin = self._skip(at) if index else at
                    begin = self._skip(_after_properties(self.text, begin))
                found.append(begin)
                self._starts[id(node)] = found
                at = self.end(Place(node, index))
            self._starts[id(node)] = found
        return self._starts[id(node)]

    def start(self, place: Place) -> int:
        """Return where an entry begins."""
        return self.starts(place.container)[place.index]

    def colon(self, place: Place) -> int | None:
        """Return where the colon behind a key stands; None where there is none, as in `{a}`."""
        at = self._skip(place.container.value[place.index][0].end_mark.index)
        return at if self.text[at : at + 1] == ":" else None

    def lead(self, place: Place) -> int:
        """Return where the value of an entry may begin: behind its colon or dash, and an anchor there."""
        if isinstance(place.container, MappingNode):
            colon = self.colon(place)
            at = place.container.value[place.index][0].end_mark.index if colon is None else colon + 1
        elif place.container.flow_style:
            at = self.start(place)
        else:
            at = self.start(place) + 1
        return _after_properties(self.text, at)

    def end(self, place: Place) -> int:
        """Return where the text of an entry ends, without what is behind it: blanks, a comment, empty lines."""
        return self._end_of(self.value(place), self.lead(place))

    def _end_of(self, node: Node, lead: int) -> int:
        if node.start_mark.index < lead and (alias := _ALIAS.match(self.text, self._skip(lead))):
            return alias.end()
        if id(node) not in self._ends:
            self._ends[id(node)] = self._measured(node, lead)
        return max(self._ends[id(node)], lead)

    def _measured(self, node: Node, lead: int) -> int:
        if isinstance(node, ScalarNode):
            if node.style in ("|", ">"):
                begin, end = node.start_mark.index, node.end_mark.index
                return begin + len(self.text[begin:end].rstrip())
            empty = not node.style and not node.value and node.start_mark.index == node.end_mark.index
            return lead if empty else node.end_mark.index
        if not isinstance(node, MappingNode | SequenceNode) or node.flow_style or not node.value:
            return node.end_mark.index
        return self.end(Place(node, len(node.value) - 1))

    def _skip(self, at: int) -> int:
        found = _SKIPPED.match(self.text, at)
        return found.end() if found else at

    def line_start(self, at: int) -> int:
        """Return where the line begins in which an offset is."""
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def next_line(self, at: int) -> int:
        """Return where the next line begins; the end of the text where there is none."""
        found = _BREAK.search(self.text, at)
        return found.end() if found else len(self.text)

    def column(self, place: Place) -> int:
        """Return how far in an entry stands."""
        start = self.start(place)
        return start - self.line_start(start)

    def is_alone(self, place: Place) -> bool:
        """Whether nothing stands before an entry in its line."""
        start = self.start(place)
        return not self.text[self.line_start(start) : start].strip()

    def region(self, place: Place) -> Span:
        """Return the lines of an entry of a block, with the comments that are its own.

        These are the ones behind it in its lines, those further in below it, and those directly above it that are as
        far in and no heading.
        """
        column = self.column(place)
        begin = self.start(place)
        if self.is_alone(place):
            begin = self.line_start(begin)
            while begin > 0:
                above = self.line_start(begin - 1 - (self.text[begin - 2 : begin] == "\r\n"))
                comment = _COMMENT.match(self.text, above)
                if comment is None or len(comment[1]) != column or _RULE.search(comment[2]):
                    break
                if place.index and above < self.end(Place(place.container, place.index - 1)):
                    break
                begin = above
        end = self.next_line(self.end(place))
        ahead = end
        while ahead < len(self.text):
            comment = _COMMENT.match(self.text, ahead)
            line = self.text[ahead : self.next_line(ahead)]
            if comment is not None and len(comment[1]) > column:
                end = ahead = self.next_line(ahead)
            elif not line.strip():
                ahead = self.next_line(ahead)
            else:
                break
        return Span(begin, end)

    def is_blank(self, begin: int) -> bool:
        """Whether the line that begins here is empty."""
        return begin < len(self.text) and not self.text[begin : self.next_line(begin)].strip()

    def line_above(self, begin: int) -> int | None:
        """Return where the line before the one that begins here begins."""
        if begin <= 0:
            return None
        return self.line_start(begin - 1 - (self.text[begin - 2 : begin] == "\r\n"))


def _after_properties(text: str, at: int) -> int:
    found = _PROPERTIES.match(text, at)
    return found.end() if found else at


def _children_of(node: Any) -> list[Any]:
    """Return the values and items of a container."""
    return [child[1] if isinstance(child, tuple) else child for child in _children(node)]


def _children(node: Node) -> list[Any]:
    return node.value if isinstance(node, MappingNode | SequenceNode) else []
