"""Edits of a YAML text, entry by entry: what they do not name stays as it is, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from schemacheck.sources.spec.edit.habits import Habits
from schemacheck.sources.spec.edit.tree import Place, Tree
from schemacheck.sources.spec.write.emitter import (
    WIDTH,
    Margins,
    Page,
    flow_form,
    in_quotes,
    json_of,
    one_line,
    scalar,
)
from schemacheck.sources.spec.write.values import Bare, Value

_TAIL: Final = re.compile(r"[ \t]*,?[ \t]+#[^\r\n]*")
_MARKS: Final = re.compile(r"[?&]")
_NO_BREAKS: Final = re.compile(r"[^\r\n]*")


class RawText(str):
    """A value as it shall stand in the file, whatever it means."""

    __slots__ = ()


@dataclass(slots=True)
class _Added:
    key: str
    """Empty for an item of a list."""
    value: Value
    after: int
    """Behind which entry that is there now; -1 for the beginning."""
    rank: int = 0
    """Its place among those that are added behind the same entry."""


@dataclass(slots=True)
class _Edits:
    """What becomes of the entries of one mapping or list."""

    node: Any
    removed: set[int] = field(default_factory=set)
    changed: dict[int, Value] = field(default_factory=dict)
    renamed: dict[int, str] = field(default_factory=dict)
    added: list[_Added] = field(default_factory=list)


class Editor:
    """Collects edits of one text, and makes them all at once."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._edits: dict[int, _Edits] = {}
        self._deleted: list[tuple[int, int]] = []
        self._inserted: list[tuple[int, str]] = []
        self._margins = _margins_of(tree)
        self._habits: Habits | None = None

    def _of(self, node: Any) -> _Edits:
        return self._edits.setdefault(id(node), _Edits(node))

    def remove(self, place: Place) -> None:
        """Take an entry away, with the comment that is its own."""
        self._of(place.container).removed.add(place.index)

    @property
    def habits(self) -> Habits:
        """How the file is written."""
        if self._habits is None:
            self._habits = Habits(self.tree)
        return self._habits

    def change(self, place: Place, value: Value) -> None:
        """Put another value in the place of one."""
        if not isinstance(value, RawText):
            value = self.habits.shaped(value, self.habits.path(place), laid_out=True)
        self._of(place.container).changed[place.index] = value

    def rename(self, place: Place, key: str) -> None:
        """Give an entry another key."""
        self._of(place.container).renamed[place.index] = key

    def add(
        self,
        container: Any,
        key: str,
        value: Value,
        order: Sequence[str] | None = None,
        *,
        laid_out: bool = False,
        after: int | None = None,
    ) -> None:
        """Add an entry to a mapping, or an item to a list, whose key is then empty.

        Args:
            container: the mapping or the list.
            key: the entry's key.
            value: what it says.
            order: all keys in the order in which a reader expects them. Left out: sorted where the others are, or else
                at the end.
            laid_out: whether it is decided already if it stands on one line.
            after: behind which entry it stands, where that is known; -1 for the beginning.
        """
        edits = self._of(container)
        rank = order.index(key) if order is not None and key in order else 0
        if not isinstance(value, RawText):
            value = self.habits.shaped(value, self.habits.path_in(container, key), laid_out=laid_out)
        edits.added.append(_Added(key, value, self._place_of(edits, key, order) if after is None else after, rank))

    def insert(self, container: Any, after: int, value: Value) -> None:
        """Add an item to a list behind another one; -1 is its beginning."""
        self._of(container).added.append(_Added("", value, after))

    def left(self, container: Any) -> int:
        """Return how many entries there will be."""
        edits = self._of(container)
        return len(container.value) - len(edits.removed) + len(edits.added)

    def _place_of(self, edits: _Edits, key: str, order: Sequence[str] | None) -> int:
        node = edits.node
        last = len(node.value) - 1
        if not isinstance(node, MappingNode):
            return last
        keys = [name.value for name, _ in node.value]
        if order is not None and key in order:
            places = {name: place for place, name in enumerate(keys)}
            places.update((each.key, each.after) for each in edits.added)
            at = order.index(key)
            before = next((places[name] for name in reversed(order[:at]) if name in places), None)
            if before is not None:
                return before
            after = next((places[name] for name in order[at + 1 :] if name in places), None)
            return last if after is None else after - 1
        for fold in (str, str.casefold):
            folded = [fold(name) for name in keys]
            if keys and folded == sorted(folded):
                return sum(name < fold(key) for name in folded) - 1
        return last

    def edited(self) -> str:
        """Return the text with all edits made."""
        for edits in self._edits.values():
            if self._is_inside_removed(edits.node):
                continue
            edits.added.sort(key=lambda each: (each.after, each.rank))
            if edits.node.flow_style:
                self._edit_flow(edits)
            else:
                self._edit_block(edits)
        return self._assembled()

    def _is_inside_removed(self, node: Any) -> bool:
        """Whether a container is part of an entry that goes, or is replaced, as a whole."""
        place = self.tree.parents.get(id(node))
        while place is not None:
            edits = self._edits.get(id(place.container))
            if edits is not None and (place.index in edits.removed or place.index in edits.changed):
                return True
            place = self.tree.parents.get(id(place.container))
        return False

    # What is inserted where something is deleted stands in its place.

    def _delete(self, begin: int, end: int) -> None:
        if begin < end:
            self._deleted.append((begin, end))

    def _insert(self, at: int, text: str) -> None:
        self._inserted.append((at, text))

    def _assembled(self) -> str:
        text = self.tree.text
        deleted: list[tuple[int, int]] = []
        for begin, end in sorted(self._deleted):
            if deleted and begin <= deleted[-1][1]:
                deleted[-1] = (deleted[-1][0], max(end, deleted[-1][1]))
            else:
                deleted.append((begin, end))
        pieces: list[str] = []
        at = 0
        inserted = sorted(enumerate(self._inserted), key=lambda each: (each[1][0], each[0]))
        waiting = [each for _, each in inserted]
        waiting.reverse()
        for begin, end in (*deleted, (len(text), len(text))):
            while waiting and waiting[-1][0] <= end:
                where, new = waiting.pop()
                where = min(where, begin)
                pieces += (text[at:where], new)
                at = max(at, where)
            pieces.append(text[at:begin])
            at = max(at, end)
        return "".join(pieces)

    # Blocks.

    def _edit_block(self, edits: _Edits) -> None:
        tree, node = self.tree, edits.node
        for index in sorted(edits.removed):
            self._remove_from_block(edits, index)
        for index, key in edits.renamed.items():
            name = node.value[index][0]
            self._delete(name.start_mark.index, name.end_mark.index)
            self._insert(name.start_mark.index, self._key(key, name.style, inside=False))
        for index, value in edits.changed.items():
            if index not in edits.removed:
                self._change_in_block(Place(node, index), value)
        kept = [index for index in range(len(node.value)) if index not in edits.removed]
        if not kept and not edits.added:
            place = tree.parents[id(node)]
            self._insert(tree.lead(place), " {}" if isinstance(node, MappingNode) else " []")
        apart = self._is_apart(node)
        for each in edits.added:
            self._add_to_block(edits, kept, each, apart=apart)

    def _remove_from_block(self, edits: _Edits, index: int) -> None:
        tree, node = self.tree, edits.node
        place = Place(node, index)
        begin, end = tree.region(place)
        if not tree.is_alone(place):  # the first key behind the dash of an item
            self._delete(begin, tree.start(Place(node, index + 1)) if index + 1 < len(node.value) else tree.end(place))
            return
        above = tree.line_above(begin)
        is_last = all(other in edits.removed for other in range(index, len(node.value)))
        if above is not None and tree.is_blank(above) and (is_last or tree.is_blank(end)):
            while above is not None and tree.is_blank(above):
                begin, above = above, tree.line_above(above)
        elif index == 0:
            while tree.is_blank(end) and len(edits.removed) < len(node.value):
                end = tree.next_line(end)
        if end == len(tree.text) and begin and not tree.text.endswith(("\n", "\r")):
            begin -= len(tree.newline)  # a file without a line end at its end has none afterwards either
        self._delete(begin, end)

    def _add_to_block(self, edits: _Edits, kept: list[int], added: _Added, *, apart: bool) -> None:
        tree, node, newline = self.tree, edits.node, self.tree.newline
        first = Place(node, 0)
        lines = self._block_lines(node, added, " " * tree.column(first))
        before = [index for index in kept if index <= added.after]
        if before:
            at = tree.region(Place(node, before[-1])).end
            text = newline.join([*([""] if apart else []), *lines])
            if at == len(tree.text) and not tree.text.endswith(("\n", "\r")):
                self._insert(at, newline + text)
            else:
                self._insert(at, text + newline)
            return
        place = Place(node, kept[0]) if kept else first
        text = newline.join(lines) + newline
        if not tree.is_alone(place):
            begin = tree.start(place)
            self._insert(begin, text.lstrip() + " " * tree.column(place) * bool(kept))
            return
        begin = tree.region(place).begin
        at_end = not kept and tree.region(Place(node, len(node.value) - 1)).end == len(tree.text)
        if at_end and not tree.text.endswith(("\n", "\r")):
            self._insert(max(begin - len(newline), 0), newline + text.removesuffix(newline))
        else:
            self._insert(begin, text + newline * (apart and bool(kept)))

    def _block_lines(self, node: Any, added: _Added, indent: str) -> list[str]:
        page = Page(self._margins)
        if isinstance(added.value, RawText):
            return [f"{indent}{scalar(added.key)}: {added.value}" if added.key else f"{indent}- {added.value}"]
        if isinstance(node, SequenceNode):
            page.sequence([added.value], indent)
            return page.lines
        page.mapping({added.key: added.value}, indent, 0)
        style = _shared_style(key for key, _ in node.value)
        if style and page.lines[0].startswith(f"{indent}{scalar(added.key)}:"):
            rest = page.lines[0][len(indent) + len(scalar(added.key)) :]
            page.lines[0] = f"{indent}{in_quotes(added.key, style)}{rest}"
        return page.lines

    def _is_apart(self, node: Any) -> bool:
        """Whether the entries of a block have empty lines between them."""
        gaps = [
            self.tree.is_blank(self.tree.region(Place(node, index)).end)
            or self._blank_above(self.tree.region(Place(node, index + 1)).begin)
            for index in range(len(node.value) - 1)
        ]
        if gaps:
            # The keys at the top are short ones first, without lines between them.
            return any(gaps) if node is self.tree.root else 2 * sum(gaps) > len(gaps)
        # One entry alone says nothing; tables stand apart in a file that was never sorted out otherwise, and what is
        # laid out on several lines stands apart where tables do.
        place = self.tree.parents.get(id(node))
        if place is None or place.container is not self.tree.root:
            return False
        tables = self.tree.find(self.tree.root, "tables")
        others = None if tables is None else self.tree.value(tables)
        if self.tree.key(place) == "tables" or not isinstance(others, MappingNode) or len(others.value) < 2:
            return self.tree.key(place) == "tables"
        return self.tree.value(Place(node, 0)).start_mark.line > node.start_mark.line and self._is_apart(others)

    def _blank_above(self, begin: int) -> bool:
        above = self.tree.line_above(begin)
        return above is not None and self.tree.is_blank(above)

    def _change_in_block(self, place: Place, value: Value) -> None:
        tree = self.tree
        node, lead, end = tree.value(place), tree.lead(place), tree.end(place)
        is_block = isinstance(node, MappingNode | SequenceNode) and not node.flow_style and end > lead
        begin = lead if is_block else lead + len(tree.text[lead:end]) - len(tree.text[lead:end].lstrip())
        indent = " " * tree.column(place)
        raw = self._inline(node, value, inside=False)
        if raw is not None and (not is_block or len(raw) + begin - tree.line_start(begin) < WIDTH):
            if is_block:
                tail = _NO_BREAKS.match(tree.text, lead)
                begin = tail.end() if tail and tail.group().strip().startswith("#") else lead
                self._delete(begin, end)
                self._insert(lead, " " + raw)
                return
            self._delete(begin, end)
            self._insert(begin, raw if begin > lead or end > lead else " " + raw)
            return
        page = Page(self._margins)
        page.entry(f"{indent}-" if isinstance(place.container, SequenceNode) else f"{indent}x:", value, indent, 0)
        head = page.lines[0][len(indent) + (1 if isinstance(place.container, SequenceNode) else 2) :]
        self._delete(lead, end)
        self._insert(lead, head)
        rest = _NO_BREAKS.match(tree.text, end)
        self._insert(rest.end() if rest else end, "".join(tree.newline + line for line in page.lines[1:]))

    def _inline(self, node: Any, value: Value, *, inside: bool) -> str | None:
        """Write a value on one line in the quotes of the one it replaces; None where it has no such form."""
        if isinstance(value, RawText):
            return str(value)
        if self.tree.is_json:
            return json_of(value, None)
        is_text = isinstance(value, str) and not isinstance(value, Bare)
        if is_text and isinstance(node, ScalarNode) and node.style in ("'", '"'):
            had_to_be = scalar(node.value, inside=inside) != node.value
            if not (had_to_be and scalar(str(value), inside=inside) == value):
                return in_quotes(str(value), node.style)
        if inside:
            return str(value) if is_text and self._may_be_plain(str(value)) else flow_form(value)
        if is_text and "\n" in str(value):
            return None
        if isinstance(node, MappingNode | SequenceNode) and node.flow_style and _has_a_form(node, value):
            short = flow_form(value)
            return short if len(short) < WIDTH and "\n" not in short else one_line(value)
        return one_line(value)

    def _may_be_plain(self, text: str) -> bool:
        """Whether a text may stand without quotes between braces, where the file has such texts so."""
        plain = scalar(_MARKS.sub("x", text), inside=True) == _MARKS.sub("x", text) and text[:1] not in "?&"
        return plain and self.tree.has_plain_marks and not self.tree.is_json

    def _key(self, key: str, style: str | None, *, inside: bool) -> str:
        if style in ("'", '"'):
            return in_quotes(key, style)
        return json_of(key, None) if self.tree.is_json else scalar(key, inside=inside)

    # Between braces and brackets.

    def _edit_flow(self, edits: _Edits) -> None:
        tree, node = self.tree, edits.node
        ends = [tree.end(Place(node, index)) for index in range(len(node.value))]
        starts = tree.starts(node)
        kept = [index for index in range(len(node.value)) if index not in edits.removed]
        self._remove_from_flow(edits, starts, ends, kept)
        for index, key in edits.renamed.items():
            name = node.value[index][0]
            self._delete(name.start_mark.index, name.end_mark.index)
            self._insert(name.start_mark.index, self._key(key, name.style, inside=True))
        for index, value in edits.changed.items():
            if index not in edits.removed:
                self._change_in_flow(Place(node, index), value)
        for each in edits.added:
            self._add_to_flow(edits, kept, each)

    def _remove_from_flow(self, edits: _Edits, starts: list[int], ends: list[int], kept: list[int]) -> None:
        node, tree = edits.node, self.tree
        if not kept:
            if node.value:
                self._delete(
                    tree.text.index("{["[isinstance(node, SequenceNode)], node.start_mark.index) + 1,
                    node.end_mark.index - 1,
                )
            return
        for index in sorted(edits.removed):
            if index + 1 < len(node.value):
                following = next((other for other in kept if other > index), None)
                if following is not None:
                    self._delete(starts[index], starts[index + 1])
                    continue
            begin = ends[index - 1]
            comment = _TAIL.match(tree.text, begin) if index - 1 in kept else None
            # The comment of the one before stays, and with it the comma, which YAML allows at the end.
            self._delete(comment.end() if comment and comment.end() < starts[index] else begin, ends[index])

    def _change_in_flow(self, place: Place, value: Value) -> None:
        tree = self.tree
        lead, end = tree.lead(place), tree.end(place)
        written = self._inline(tree.value(place), value, inside=True) or flow_form(value)
        if isinstance(place.container, MappingNode) and tree.colon(place) is None:
            self._insert(lead, f": {written}")
            return
        begin = lead + len(tree.text[lead:end]) - len(tree.text[lead:end].lstrip())
        self._delete(begin, end)
        self._insert(begin, written if end > lead or isinstance(place.container, SequenceNode) else " " + written)

    def _add_to_flow(self, edits: _Edits, kept: list[int], added: _Added) -> None:
        tree, node = self.tree, edits.node
        before = [index for index in kept if index <= added.after]
        pairs = [tree.starts(node)[index] for index in kept]
        spread = len(pairs) > 1 and all("\n" in tree.text[one:other] for one, other in pairwise(pairs))
        spread = spread or (len(pairs) == 1 and "\n" in tree.text[node.start_mark.index : pairs[0]])
        column = pairs[0] - tree.line_start(pairs[0]) if pairs else 0
        gap = tree.newline + " " * column if spread else " "
        if isinstance(added.value, RawText):
            written = str(added.value)
        elif tree.is_json:
            step = _json_step(tree) if isinstance(added.value, dict) and spread else None
            written = json_of(added.value, step).replace("\n", tree.newline + " " * column)
        else:
            is_plain = type(added.value) is str and self._may_be_plain(added.value)
            written = str(added.value) if is_plain else flow_form(added.value)
        if added.key:
            style = _shared_style(key for key, _ in node.value)
            written = f"{self._key(added.key, style, inside=True)}: {written}"
        if before:
            self._insert(tree.end(Place(node, before[-1])), f",{gap}{written}")
        elif kept:
            self._insert(pairs[0], f"{written},{gap}")
        else:
            more = edits.added.index(added) > 0
            begin = tree.text.index("[" if isinstance(node, SequenceNode) else "{", node.start_mark.index) + 1
            self._insert(begin, f", {written}" if more else written)


def _has_a_form(node: Any, value: Value) -> bool:
    """Whether a container shows how its content is laid out; an empty mapping does not."""
    return isinstance(value, list) or (isinstance(value, dict) and bool(node.value))


def _shared_style(keys: Iterator[Any]) -> str | None:
    """Return the quotes in which all keys stand; None where one stands without."""
    styles = {key.style for key in keys}
    (style,) = styles if len(styles) == 1 else (None,)
    return style if style in ("'", '"') else None


def _margins_of(tree: Tree) -> Margins:
    """Say how far in the file has what stands below something else: as its first block of a mapping and of a list."""
    step: int | None = None
    dash: int | None = None
    rest = [Place(tree.root, index) for index in range(len(tree.root.value))] if not tree.root.flow_style else []
    rest.reverse()
    while rest and (step is None or dash is None):
        place = rest.pop()
        node = tree.value(place)
        if not isinstance(node, MappingNode | SequenceNode) or node.flow_style or not node.value:
            continue
        if tree.parents[id(node)] != place:
            continue
        inner = Place(node, 0)
        if isinstance(place.container, MappingNode) and tree.is_alone(inner):
            further = tree.column(inner) - tree.column(place)
            if isinstance(node, MappingNode) and step is None and further > 0:
                step = further
            elif isinstance(node, SequenceNode) and dash is None:
                dash = further
        rest += [Place(node, index) for index in reversed(range(len(node.value)))]
    step = 2 if step is None else min(step, 9)
    return Margins(" " * step, " " * (step if dash is None else dash))


def _json_step(tree: Tree) -> int:
    start = tree.root.value[0][0].start_mark
    return start.column or 1
