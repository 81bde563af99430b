"""YAML, TOML and JSON as trees whose texts know where they stand."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from schemacheck.base.record import record
from schemacheck.guard.scripts.passage import Passage, at

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_DEEPEST: Final = 200
"""How deep nodes may stand in each other; nobody writes more than twenty."""
_MOST_LOST: Final = 50
"""After so many words that are not found where they should be, the rest of a value stands where it begins."""


class UnreadableError(Exception):
    """A text is not of its language, or is nested too deeply."""

    def __init__(self, why: str, offset: int = 0) -> None:
        super().__init__(why)
        self.offset = offset


@record
class Scalar:
    """A text, a number, a word."""

    passage: Passage


@dataclass(slots=True, eq=False, repr=False)
class Listing:
    """A list."""

    items: list[Node] = field(default_factory=list)
    start: int = 0
    end: int = 0


@dataclass(slots=True, eq=False, repr=False)
class Mapping:
    """Keys with values."""

    entries: list[tuple[str, Node]] = field(default_factory=list)
    start: int = 0
    end: int = 0
    waiting: str | None = None
    """While it is read: the key whose value comes next."""


Node = Scalar | Listing | Mapping


def yaml_nodes(text: str) -> Iterator[Node]:
    """Read the documents of YAML, aliases left out: what they stand for is read where it stands.

    Raises:
        UnreadableError: it is no YAML.
    """
    import yaml  # noqa: PLC0415 - a commit often has no YAML

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from _of_events(yaml.parse(text, Loader=loader), text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise UnreadableError("is no YAML", mark.index if mark is not None else 0) from None


def _of_events(events: Iterator[Any], text: str) -> Iterator[Node]:
    open_nodes: list[Listing | Mapping] = []
    for event in events:
        kind = type(event).__name__
        node: Node
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            node = Mapping(start=event.start_mark.index) if kind[0] == "M" else Listing(start=event.start_mark.index)
            if len(open_nodes) >= _DEEPEST:
                raise UnreadableError("is nested deeper than is followed", event.start_mark.index)
            open_nodes.append(node)
            continue
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            node = closed = open_nodes.pop()
            closed.end = event.end_mark.index
        elif kind == "ScalarEvent":
            begin, end = event.start_mark.index, event.end_mark.index
            node = Scalar(_placed(event.value, text, begin, end))
        elif kind == "AliasEvent":
            node = Scalar(at("", event.start_mark.index))
        else:
            continue
        if not open_nodes:
            yield node
            continue
        _hang(node, open_nodes[-1])


def _hang(node: Node, under: Listing | Mapping) -> None:
    if isinstance(under, Listing):
        under.items.append(node)
    elif under.waiting is None:
        under.waiting = node.passage.text if isinstance(node, Scalar) else ""
    else:
        under.entries.append((under.waiting, node))
        under.waiting = None


def _placed(value: str, text: str, begin: int, end: int) -> Passage:
    """Say where each word of a value stands between two places of a text that spells it otherwise."""
    if text.startswith(value, begin):
        return at(value, begin)
    pieces = [(0, begin)]
    lost, place = 0, begin
    for match in re.finditer(r"\S+", value):
        found = text.find(match[0], place, end)
        if found < 0:
            lost += 1
            if lost > _MOST_LOST:
                break
            continue
        pieces.append((match.start(), found))
        place = found + len(match[0])
    return Passage(value, pieces)


_JSON_SPACE = re.compile(r"(?:[\s,:]|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z))+")
_JSON_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_JSON_WORD = re.compile(r"[^\s,:\[\]{}\"]+")
_JSON_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_JSON_SHORT: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def json_nodes(text: str) -> Iterator[Node]:
    """Read JSON, with the comments that some files have.

    Raises:
        UnreadableError: it is cut off, or nested too deeply.
    """
    open_nodes: list[Listing | Mapping] = []
    place = 0
    while place < len(text):
        space = _JSON_SPACE.match(text, place)
        if space is not None:
            place = space.end()
            continue
        sign = text[place]
        node: Node
        if sign in "[{":
            if len(open_nodes) >= _DEEPEST:
                raise UnreadableError("is nested deeper than is followed", place)
            open_nodes.append(Listing(start=place) if sign == "[" else Mapping(start=place))
            place += 1
            continue
        if sign in "]}":
            place += 1
            if not open_nodes:
                continue
            node = closed = open_nodes.pop()
            closed.end = place
        elif sign == '"':
            match = _JSON_STRING.match(text, place)
            if match is None:
                raise UnreadableError("has a string without an end", place)
            node = Scalar(_unescaped(match[1], match.start(1)))
            place = match.end()
        else:
            word = _JSON_WORD.match(text, place)
            node = Scalar(at(word[0] if word else "", place))
            place = word.end() if word else place + 1
        if open_nodes:
            _hang(node, open_nodes[-1])
        else:
            yield node
    while open_nodes:
        node = open_nodes.pop()
        if open_nodes:
            _hang(node, open_nodes[-1])
        else:
            yield node


def _unescaped(raw: str, start: int) -> Passage:
    if "\\" not in raw:
        return at(raw, start)
    texts: list[str] = []
    pieces = [(0, start)]
    length = before = 0
    for match in _JSON_ESCAPE.finditer(raw):
        texts.append(raw[before : match.start()])
        texts.append(chr(int(match[1], 16)) if match[1] else _JSON_SHORT.get(match[2], match[2]))
        length += match.start() - before + 1
        before = match.end()
        pieces += [(length - 1, start + match.end() - 1), (length, start + before)]
    texts.append(raw[before:])
    return Passage("".join(texts), pieces)


_TOML_STRING = re.compile(
    r'#[^\n]*|"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\']|\'(?!\'\'))*\'\'\'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|\'[^\'\n]*\'',
    re.DOTALL,
)


def toml_nodes(text: str) -> Iterator[Node]:
    """Read TOML. Its parser says nothing of places: texts are looked up in the order in which they stand.

    Raises:
        UnreadableError: it is no TOML, or nested too deeply.
    """
    try:
        tree = tomllib.loads(text.replace("\r\n", " \n"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        raise UnreadableError("is no TOML") from None
    places: dict[str, list[Passage]] = {}
    for match in reversed(list(_TOML_STRING.finditer(text))):
        raw = match[0]
        if raw[0] == "#":
            continue
        try:
            value = (
                tomllib.loads("x=" + raw.replace("\r\n", " \n"))["x"]
                if "\\" in raw or "\n" in raw
                else raw.strip(raw[0])
            )
        except tomllib.TOMLDecodeError:
            continue
        places.setdefault(value, []).append(_placed(value, text, match.start() + _quotes(raw), match.end()))
    yield _toml_node(tree, places)


def _quotes(raw: str) -> int:
    return 3 if raw.startswith(('"""', "'''")) else 1


def _toml_node(value: object, places: dict[str, list[Passage]]) -> Node:
    if isinstance(value, dict):
        return Mapping([(str(key), _toml_node(each, places)) for key, each in value.items()])
    if isinstance(value, list):
        items = [_toml_node(each, places) for each in value]
        listing = Listing(items)
        scalars = [each.passage for each in items if isinstance(each, Scalar)]
        if scalars:
            listing.start, listing.end = scalars[0].outer(0), scalars[-1].outer(len(scalars[-1].text))
        return listing
    if isinstance(value, str):
        known = places.get(value)
        return Scalar((known.pop() if len(known) > 1 else known[0]) if known else at(value, 0))
    return Scalar(at(str(value), 0))


def strings_of(node: Node) -> Sequence[Scalar]:
    """The texts of a list, or a text alone."""
    if isinstance(node, Scalar):
        return (node,)
    if isinstance(node, Listing):
        return tuple(each for each in node.items if isinstance(each, Scalar))
    return ()
