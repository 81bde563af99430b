"""From text to YAML nodes that know where they stand.

libyaml does the work where PyYAML was built with it, and PyYAML's own parser otherwise. Tags are never resolved:
whether `no` is a name or an answer is for the language to decide, so that a column may be called `no`, `on` or `1`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from schemacheck.base.errors import Mistake, SourceError, UncheckedError, UsageError
from schemacheck.base.names import Position
from schemacheck.base.reading import read_bytes
from schemacheck.sources.spec.read.yaml_parser import DEPTH, parser_of

MOST_BYTES: Final = 256 * 1024 * 1024
"""The largest file that is read: an expected schema of two hundred thousand tables of twenty columns."""

EXPANDED: Final = 20_000_000
"""How many nodes a file may stand for when every alias is written out."""

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAGGED = re.compile(r"[&*!]")
_HALVES: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\(u[dD][89abAB][0-9a-fA-F]{2})\\(u[dD][c-fC-F][0-9a-fA-F]{2})")
"""A character beyond 16 bits as JSON escapes it, in two halves, which YAML's parsers refuse."""
_MARK: Final = "\ue03e"
_MARKED: Final = re.compile(f"{_MARK}u(....){_MARK}u(....)")


def text_of(path: Path, name: str) -> str:
    """Read a file, which errors call by a name.

    Raises:
        OSError, ValueError: it cannot be read.
        UsageError: it is larger than any that makes sense.
        SourceError: it is not UTF-8.
    """
    return decoded(read_bytes(path, MOST_BYTES + 1), name)


def decoded(raw: bytes, name: str) -> str:
    """Decode what was read of a file.

    Raises:
        UsageError: it is larger than any that makes sense.
        SourceError: it is not UTF-8.
    """
    if len(raw) > MOST_BYTES:
        raise UsageError(f"{name} is larger than {MOST_BYTES >> 20} MiB", "is it the right file?")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        at = Position(name, line, column)
        raise SourceError([Mistake(at, "this is not UTF-8", "save the file as UTF-8")]) from None


def compose(text: str, file: str) -> Node | None:
    """Parse one YAML document; None when there is nothing in it.

    Raises:
        SourceError: the text is no YAML, or YAML of a kind that is refused; it holds one mistake.
        UncheckedError: there is no memory for it.
    """
    text = text.removeprefix("\ufeff")
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        from schemacheck.sources.spec.read.yaml_diagnosis import Lines  # noqa: PLC0415 - few files are no YAML

        message = f"the character U+{ord(unprintable.group()):04X} cannot stand in YAML"
        at = Lines(text).position(unprintable.start(), file)
        raise SourceError([Mistake(at, message, "in double quotes it is written as an escape")])
    # A private character stands in for their backslashes: which of them are escapes is known when the text is parsed.
    halves = _MARK not in text and _HALVES.search(text) is not None
    if halves:
        text = _HALVES.sub(rf"\1{_MARK}\2{_MARK}\3", text)
    parser = None
    try:
        parser = parser_of(text)
        root: Node | None = parser.get_single_node()
    except MemoryError:
        raise UncheckedError(f"There is not enough memory to read {file}.") from None
    except Exception as error:
        from schemacheck.sources.spec.read.yaml_errors import explained  # noqa: PLC0415 - few files are no YAML

        raise SourceError([explained(error, text, file)]) from None
    finally:
        if parser is not None:
            parser.dispose()
    if root is not None and _TAGGED.search(text):
        _refuse_oddities(root, file)
    if root is not None and halves:
        _join_halves(root)
    return root


def _join_halves(root: Node) -> None:
    """Put in place of each mark what it stands for: in double quotes a character, elsewhere what is written there."""
    rest, seen = [root], {id(root)}
    while rest:
        node = rest.pop()
        if isinstance(node, ScalarNode):
            node.value = _MARKED.sub(_joined_surrogates if node.style == '"' else _restored_escape, node.value)
        for child in _children(node):
            if id(child) not in seen:
                seen.add(id(child))
                rest.append(child)


def _joined_surrogates(found: re.Match[str]) -> str:
    return (chr(int(found[1], 16)) + chr(int(found[2], 16))).encode("utf-16", "surrogatepass").decode("utf-16")


def _restored_escape(found: re.Match[str]) -> str:
    return found.group().replace(_MARK, "\\")


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, SequenceNode):
        yield from node.value


def _refuse_oddities(root: Node, file: str) -> None:
    """Refuse tags, an alias inside its own anchor, and aliases that stand for more than anybody has written.

    Walks the graph once, each node when it is first met.
    """
    mistakes: list[Mistake] = []
    sizes: dict[int, int] = {}
    heights: dict[int, int] = {}
    open_nodes: dict[int, None] = {}
    stack: list[tuple[Node, Iterator[Node]]] = [(root, _children(root))]
    totals, tallest = [1], [0]
    open_nodes[id(root)] = None
    while stack:
        node, children = stack[-1]
        child = next(children, None)
        if child is not None:
            if id(child) in sizes:
                totals[-1] += sizes[id(child)]
                tallest[-1] = max(tallest[-1], heights[id(child)])
            elif id(child) in open_nodes:
                mistakes.append(_mistake(child, file, "an alias stands inside its own anchor"))
                sizes[id(child)] = heights[id(child)] = 1
            else:
                open_nodes[id(child)] = None
                stack.append((child, _children(child)))
                totals.append(1)
                tallest.append(0)
            continue
        stack.pop()
        size = sizes[id(node)] = totals.pop()
        height = heights[id(node)] = tallest.pop() + 1
        del open_nodes[id(node)]
        if totals:
            totals[-1] += size
            tallest[-1] = max(tallest[-1], height)
        if node.tag:
            hint = "a value that begins with ! goes in quotes" if node.tag.startswith("!") else "leave the tag out"
            mistakes.append(_mistake(node, file, f"the tag {node.tag} means nothing here", hint))
        if size > EXPANDED:
            message = f"written out, its aliases stand for more than {EXPANDED:,} values"
            raise SourceError([_mistake(node, file, message)])
        if height > DEPTH:
            message = f"written out, its aliases stand more than {DEPTH} levels deep"
            raise SourceError([_mistake(node, file, message, "the language needs ten")])
    if mistakes:
        raise SourceError(mistakes)


def _mistake(node: Node, file: str, message: str, hint: str | None = None) -> Mistake:
    return Mistake(Position(file, node.start_mark.line + 1, node.start_mark.column + 1), message, hint)
