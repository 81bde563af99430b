"""Edits of what a team has decided: waivers of an expected schema, and the findings of a baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from yaml.nodes import MappingNode, SequenceNode

from schemacheck.base.names import Position
from schemacheck.report.baseline import BaselineEntry
from schemacheck.report.policy import Waiver
from schemacheck.sources.spec.edit.text import Editor
from schemacheck.sources.spec.edit.tree import Place, Tree
from schemacheck.sources.spec.edit.values import NotInPlaceError, shared_name
from schemacheck.sources.spec.grammar.language import DOCUMENT
from schemacheck.sources.spec.read.baseline import entry_value
from schemacheck.sources.spec.write.values import Bare, Block, Line, Value

_MARK: Final = "\ufeff"


def with_waivers(text: str, file: str, waivers: Sequence[Waiver]) -> str:
    """Add waivers to an expected schema, behind those that it has.

    Raises:
        NotInPlaceError: they stand at several places.
    """
    return _with_items(text, file, "waivers", [_waiver(each) for each in waivers], [])


def with_entries(text: str, file: str, gone: Sequence[Position], new: Sequence[BaselineEntry]) -> str:
    """Take entries out of a baseline, and add others behind what it has.

    Raises:
        NotInPlaceError: they stand at several places.
    """
    return _with_items(text, file, "findings", [entry_value(each) for each in new], gone)


_ORDER: Final = tuple(key.name for key in DOCUMENT.keys)


def _waiver(waiver: Waiver) -> dict[str, Value]:
    entry: dict[str, Value] = {"rule": waiver.rule, "object": waiver.object, "reason": waiver.reason}
    if waiver.owner:
        entry["owner"] = waiver.owner
    if waiver.expires:
        entry["expires"] = Bare(waiver.expires.isoformat())
    return entry


def _with_items(text: str, file: str, key: str, items: Sequence[dict[str, Value]], gone: Sequence[Position]) -> str:
    bare = text.removeprefix(_MARK)
    tree = Tree(bare, file)
    editor = Editor(tree)
    place = tree.find(tree.root, key)
    node: Any = None if place is None else tree.value(place)
    if place is not None and tree.is_shared(node):
        raise NotInPlaceError(shared_name(editor, place))
    for at in gone:
        item = tree.items.get((at.line, at.column))
        if item is None:
            raise NotInPlaceError("it has no entry of its own in the file")
        editor.remove(item)
    if isinstance(node, SequenceNode) and node.value:
        for each in items:
            editor.add(node, "", _like(tree, node, each))
    elif items:
        value = Block(list(items))
        if place is None:
            editor.add(tree.root, key, value, _ORDER)
        else:
            editor.change(place, value)
    return text[: len(text) - len(bare)] + editor.edited()


def _like(tree: Tree, node: Any, entry: dict[str, Value]) -> Value:
    """Lay an item out as those beside it: on one line, or on several."""
    last = tree.value(Place(node, len(node.value) - 1))
    return Line(entry) if isinstance(last, MappingNode) and last.flow_style else entry
