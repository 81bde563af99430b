"""The parsers that read YAML: libyaml where PyYAML was built with it, and PyYAML's own otherwise.

Both are made to read the same. Neither is trusted with a limit or with words: the levels are counted here, and what is
wrong is told by `yaml_errors`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from yaml.composer import Composer
from yaml.error import Mark
from yaml.events import Event, ScalarEvent
from yaml.nodes import Node, ScalarNode
from yaml.parser import Parser
from yaml.reader import Reader as CharacterReader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import ScalarToken

try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML without libyaml
    CParser = None  # type: ignore[assignment,misc,unused-ignore]

DEPTH: Final = 50
"""How deep nodes may stand in each other; the language needs ten. libyaml's composer would exhaust the C stack."""

_MARK = "\ue03f"
_QUESTION = re.compile(r"(?<!\S)[!&*]\S*|(?<=[^\s\[\]{},\"'])\?")
"""A question mark inside of a word; the names of anchors and tags are left out by being found."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class TooDeepError(Exception):
    """The nodes are nested deeper than DEPTH."""


def parser_of(text: str) -> Any:
    """Make a parser of a text, which resolves no tags and counts levels as it composes."""
    depth = 0

    def down(_parent: object, _index: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise TooDeepError

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


def _stand_in(found: re.Match[str]) -> str:
    return _MARK if found.group() == "?" else found.group()


class _PurePython(CharacterReader, Scanner, Parser, Composer):
    """PyYAML's own parser, made to read what libyaml (0.2.3 and later) reads.

    It ends a plain scalar in `{...}` at a question mark; libyaml and YAML 1.2 do not. A private character stands in for
    the mark while it scans, so that `{type: text?}` reads everywhere.
    """

    resolve: Callable[..., str]
    flow_level: int
    allow_simple_key: bool

    def __init__(self, text: str) -> None:
        self._stands_in = _MARK not in text
        CharacterReader.__init__(self, _QUESTION.sub(_stand_in, text) if self._stands_in else text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)

    def compose_scalar_node(self, anchor: dict[Any, Node]) -> ScalarNode:
        node = super().compose_scalar_node(anchor)
        if self._stands_in:
            node.value = node.value.replace(_MARK, "?")
        return node

    def scan_to_next_token(self) -> None:
        """Take a tab for a blank where it indents nothing."""
        super().scan_to_next_token()
        while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
            self.forward()
            super().scan_to_next_token()

    def scan_plain(self) -> ScalarToken:
        """Refuse `a:` without a blank in `{a:[b]}`, and not only where something else becomes of it."""
        token: ScalarToken = super().scan_plain()
        if self.flow_level and self.peek() == ":" and self.peek(1) in ",?[]{}":
            raise ScannerError(None, token.start_mark, None, self.get_mark())
        return token

    def scan_plain_spaces(self, indent: int, start_mark: Mark) -> list[str]:
        """Take a tab for a blank where it indents nothing."""
        first = self.line
        chunks: list[str] = super().scan_plain_spaces(indent, start_mark) or []
        while self.peek() == "\t":
            line = self.line
            if line > first and self.column < indent:
                raise ScannerError(None, start_mark, None, self.get_mark())
            self.forward()
            more: list[str] = super().scan_plain_spaces(indent, start_mark) or []
            if self.line > line:
                chunks = more
            elif line == first:
                chunks += ["\t", *more]
        return chunks

    def scan_flow_scalar_non_spaces(self, double: bool, start_mark: Mark) -> list[str]:
        """Refuse an escape that stands for no character."""
        try:
            chunks: list[str] = super().scan_flow_scalar_non_spaces(double, start_mark)
        except (ValueError, OverflowError):
            chunks = ["\ud800"]
        if any(map(_SURROGATE.search, chunks)):
            raise ScannerError(None, start_mark, None, self.get_mark())
        return chunks

    def parse_flow_mapping_value(self) -> Event:
        """Give an omitted value the position of the next token."""
        # The stubs of PyYAML leave its parser without types.
        event: Event = super().parse_flow_mapping_value()  # type: ignore[no-untyped-call]
        if isinstance(event, ScalarEvent) and event.start_mark is event.end_mark:
            event.start_mark = event.end_mark = self.peek_token().start_mark  # type: ignore[no-untyped-call]
        return event
