"""How a file is written: what it has on one line, and where it does without brackets."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from schemacheck.sources.spec.edit.tree import Place, Tree
from schemacheck.sources.spec.read.reader import is_null
from schemacheck.sources.spec.write.values import Block, Line, Value

_BARE: Final = frozenset({"primary_key", "columns", "include", "roles", "grants.*"})
"""Where a list of one may stand without its brackets."""
_WHOLE_TEXTS: Final = frozenset({"expression", "where", "using", "with_check", "when", "generated", "checks.*"})
"""Where an expression stands, which a server prints in parentheses."""


class Habits:
    """What a file does with lists, mappings and expressions, by the key that they stand at.

    An entry of the mapping at `checks` stands at `checks.*`, an item of the list at `unique` at `unique[]`.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._bare: Counter[str] = Counter()
        self._flow: Counter[str] = Counter()
        self._parentheses = 0
        """Each count is for one way and against the other."""
        seen: set[int] = set()
        rest: list[tuple[Any, str]] = [(tree.root, "")]
        while rest:
            node, at = rest.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            for index, child in enumerate(node.value):
                value, path = tree.value(Place(node, index)), f"{at}[]"
                if isinstance(child, tuple):
                    path = _path(at, child[0].value)
                self._count(value, path, inside=bool(node.flow_style))
                if isinstance(value, MappingNode | SequenceNode):
                    rest.append((value, path))

    def _count(self, value: Any, path: str, *, inside: bool) -> None:
        if isinstance(value, ScalarNode):
            if _last(path) in _BARE and not is_null(value):
                self._bare[path] += 1
            if _last(path) in _WHOLE_TEXTS:
                self._parentheses += 1 if _is_in_parentheses(value.value) else -1
        elif value.value and not inside:
            self._flow[path] += 1 if value.flow_style else -1
        if isinstance(value, SequenceNode) and len(value.value) == 1:
            self._bare[path] -= 1

    def is_bare(self, path: str) -> bool:
        """Whether a list of one stands there without its brackets."""
        return _last(path) in _BARE and self._bare[path] > 0

    def path(self, place: Place) -> str:
        """Return what an entry stands at."""
        held = self._tree.parents.get(id(place.container))
        at = self.path(held) if held is not None else ""
        return f"{at}[]" if isinstance(place.container, SequenceNode) else _path(at, self._tree.key(place))

    def path_in(self, container: Node, key: str) -> str:
        """Return what an entry with this key, or an item where it is empty, would stand at in a container."""
        held = self._tree.parents.get(id(container))
        at = self.path(held) if held is not None else ""
        return _path(at, key) if key else f"{at}[]"

    def shaped(self, value: Value, path: str, *, laid_out: bool = False) -> Value:
        """Give a value that is new in the file the shape of others in its place.

        Args:
            value: what the writer of whole files makes of it.
            path: what it stands at.
            laid_out: whether it is decided already if it stands on one line.
        """
        if isinstance(value, str):
            is_whole = _last(path) in _WHOLE_TEXTS and self._parentheses < 0 and _is_in_parentheses(value)
            return value[1:-1] if is_whole and type(value) is str else value
        if isinstance(value, list):
            if len(value) == 1 and isinstance(value[0], str) and self.is_bare(path):
                return value[0]
            items = [self.shaped(item, f"{path}[]") for item in value]
            if isinstance(value, Block):
                return items if self._flow[path] > 0 and _is_flat(items) else Block(items)
            return items
        if isinstance(value, dict):
            entries = {key: self.shaped(inner, _path(path, key)) for key, inner in value.items()}
            on_one_line = isinstance(value, Line) or (self._flow[path] > 0 and not laid_out)
            return Line(entries) if on_one_line else entries
        return value


def _path(at: str, key: str) -> str:
    if at in _NAMED:
        return f"{at}.*"
    return f"{at}.{key}" if at.endswith("[]") else key


def _last(path: str) -> str:
    return path if path.endswith(".*") else path.rpartition(".")[2]


_NAMED: Final = frozenset(
    {
        "tables",
        "views",
        "materialized_views",
        "checks",
        "exclusions",
        "triggers",
        "rules",
        "policies",
        "partitions",
        "statistics",
        "grants",
        "columns",
        "enums",
        "domains",
        "composite_types",
        "sequences",
        "functions",
        "extensions",
    }
)
"""Keys whose entries have names of their own."""


def _is_flat(items: list[Value]) -> bool:
    return not any(isinstance(item, dict) and not isinstance(item, Line) for item in items)


def _is_in_parentheses(text: str) -> bool:
    """Whether one pair of parentheses holds all of an expression; one with quotes in it is looked at by its tokens."""
    if not (text.startswith("(") and text.endswith(")")):
        return False
    from schemacheck.sql.scanner import scan  # noqa: PLC0415 - for a text that a server has printed

    depth = 0
    for kind, start, end in scan(text):
        piece = text[start:end]
        if kind in ("word", "name", "string"):
            continue
        depth += (piece == "(") - (piece == ")")
        if depth == 0 and end < len(text):
            return False
    return depth == 0
