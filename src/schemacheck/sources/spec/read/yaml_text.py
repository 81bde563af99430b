"""From text to YAML nodes that know where they stand.

libyaml does the work where PyYAML was built with it, and PyYAML's own parser otherwise. Tags are never resolved:
whether `no` is a name or an answer is for the language to decide, so that a column may be called `no`, `on` or `1`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from yaml.composer import Composer
from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader as CharacterReader
from yaml.scanner import Scanner

from schemacheck.base.errors import Mistake, SourceError
from schemacheck.base.names import Position
from schemacheck.sources.spec.read.yaml_errors import explained

try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML without libyaml
    CParser = None  # type: ignore[assignment,misc,unused-ignore]

DEPTH: Final = 50
"""How deep nodes may stand in each other; the language needs ten. libyaml's composer would exhaust the C stack."""

EXPANDED: Final = 20_000_000
"""How many nodes a file may stand for when every alias is written out."""

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARK = "\ue03f"
_TAGGED = re.compile(r"[&*!]")


class _TooDeepError(Exception):
    """The nodes stand deeper in each other than DEPTH."""


def compose(text: str, file: str) -> Node | None:
    """Parse one YAML document; None when there is nothing in it.

    Raises:
        SourceError: the text is no YAML, or YAML of a kind that is refused; it holds one mistake.
    """
    text = text.removeprefix("\ufeff")
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        raise _refused(
            file,
            text.count("\n", 0, unprintable.start()) + 1,
            unprintable.start() - text.rfind("\n", 0, unprintable.start()),
            f"the character U+{ord(unprintable.group()):04X} cannot stand in YAML",
            "in double quotes it is written as an escape",
        )
    parser = None
    try:
        parser = _parser(text)
        root: Node | None = parser.get_single_node()
    except _TooDeepError:
        line, column = _deepest(text)
        raise _refused(file, line, column, f"more than {DEPTH} levels deep", "the language needs ten") from None
    except MarkedYAMLError as error:
        raise SourceError([explained(error, text, file)]) from None
    except (YAMLError, RecursionError, ValueError) as error:
        raise _refused(file, 1, 1, f"this is no YAML: {error}", None) from None
    finally:
        if parser is not None:
            parser.dispose()
    if root is not None and _TAGGED.search(text):
        _refuse_oddities(root, file)
    return root


def _refused(file: str, line: int, column: int, message: str, hint: str | None) -> SourceError:
    return SourceError([Mistake(Position(file, line, column), message, hint)])


def _parser(text: str) -> Any:
    """Make a parser that resolves no tags and counts levels."""
    depth = 0

    def down(_parent: object, _index: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise _TooDeepError

    def up() -> None:
        nonlocal depth
        depth -= 1

    base = CParser if CParser is not None else _PurePython
    # Bound as attributes of a class, since libyaml's composer looks them up on the instance for every node.
    hooks = {
        "resolve": staticmethod("".format),
        "descend_resolver": staticmethod(down),
        "ascend_resolver": staticmethod(up),
    }
    return type("NodeParser", (base,), hooks)(text)


class _PurePython(CharacterReader, Scanner, Parser, Composer):
    """PyYAML's own parser, made to read what libyaml reads.

    It ends a plain scalar in `{...}` at a question mark; libyaml (0.2.3 and later) and YAML 1.2 do not. A private
    character stands in for the mark while it scans, so that `{type: text?}` reads everywhere.
    """

    resolve: Callable[..., str]

    def __init__(self, text: str) -> None:
        self._stands_in = _MARK not in text
        CharacterReader.__init__(self, re.sub(r"\?(?=[^\s])", _MARK, text) if self._stands_in else text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)

    def compose_scalar_node(self, anchor: dict[Any, Node]) -> ScalarNode:
        node = super().compose_scalar_node(anchor)
        if self._stands_in:
            node.value = node.value.replace(_MARK, "?")
        return node


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
    open_nodes: dict[int, None] = {}
    stack: list[tuple[Node, Iterator[Node]]] = [(root, _children(root))]
    totals = [1]
    open_nodes[id(root)] = None
    while stack:
        node, children = stack[-1]
        child = next(children, None)
        if child is not None:
            if id(child) in sizes:
                totals[-1] += sizes[id(child)]
            elif id(child) in open_nodes:
                at = Position(file, child.start_mark.line + 1, child.start_mark.column + 1)
                mistakes.append(Mistake(at, "an alias stands inside its own anchor"))
                sizes[id(child)] = 1
            else:
                open_nodes[id(child)] = None
                stack.append((child, _children(child)))
                totals.append(1)
            continue
        stack.pop()
        size = totals.pop()
        sizes[id(node)] = size
        del open_nodes[id(node)]
        if totals:
            totals[-1] += size
        if node.tag:
            at = Position(file, node.start_mark.line + 1, node.start_mark.column + 1)
            hint = "a value that begins with ! goes in quotes" if node.tag.startswith("!") else "leave the tag out"
            mistakes.append(Mistake(at, f"the tag {node.tag} means nothing here", hint))
        if size > EXPANDED:
            at = Position(file, node.start_mark.line + 1, node.start_mark.column + 1)
            raise SourceError([Mistake(at, f"written out, its aliases stand for more than {EXPANDED:,} values")])
    if mistakes:
        raise SourceError(mistakes)


def _deepest(text: str) -> tuple[int, int]:
    """Say about where a text that is too deep becomes so: its first line that opens or indents most."""
    deepest, line, column = -1, 1, 1
    opened = 0
    for number, row in enumerate(text.split("\n"), 1):
        indent = len(row) - len(row.lstrip(" "))
        inside = opened + row.count("[") + row.count("{") + row.count("- ") + indent
        opened += row.count("[") + row.count("{") - row.count("]") - row.count("}")
        if inside > deepest:
            deepest, line, column = inside, number, indent + 1
    return line, column
