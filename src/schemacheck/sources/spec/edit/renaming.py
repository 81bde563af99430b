"""Other names for what the expected schema has: its entries stay where they are, with what is written about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from yaml.nodes import MappingNode

from schemacheck.base.names import Position
from schemacheck.model.schema import Schema
from schemacheck.model.table import Table
from schemacheck.sources.spec.edit.entries import LISTS, SHORT, Writer, held_by
from schemacheck.sources.spec.edit.text import Editor
from schemacheck.sources.spec.edit.tree import Place, Tree
from schemacheck.sources.spec.edit.values import NotInPlaceError, edit_value, shared_name

_MARK: Final = "\ufeff"


def with_names(text: str, schemas: tuple[Schema, Schema], database: str, keys: Sequence[tuple[Position, str]]) -> str:
    """Give entries other keys, and let what names them follow.

    Args:
        text: the whole file.
        schemas: what was read of it, and the same with the other names; tables in the same order.
        database: which kind of database they are about.
        keys: where the entries stand, each with the key that it gets.

    Raises:
        NotInPlaceError: one of them stands at several places, or its new key is there already.
    """
    bare = text.removeprefix(_MARK)
    before, after = schemas
    tree = Tree(bare, before.origin.label)
    editor = Editor(tree)
    for at, key in keys:
        place = _own(editor, tree.keys.get((at.line, at.column)))
        if tree.find(place.container, key) is not None:
            raise NotInPlaceError(f"there is an entry {key} already")
        editor.rename(place, key)
    writer = Writer(before, database, tree.words("exact"))
    for old, new in zip(before.tables, after.tables, strict=True):
        if old is not new and old.at is not None and old != replace(new, name=old.name):
            _follow(editor, writer, old, new)
    return text[: len(text) - len(bare)] + editor.edited()


def _own(editor: Editor, place: Place | None) -> Place:
    if place is None:
        raise NotInPlaceError("it has no entry of its own in the file")
    if editor.tree.is_shared(place.container):
        raise NotInPlaceError("it stands at an anchor, which is used in several places")
    return place


_KEYS: Final = ("primary_key", *LISTS)


def _follow(editor: Editor, writer: Writer, old: Table, new: Table) -> None:
    """Let the keys and indexes of a table say the new names."""
    tree = editor.tree
    place = _own(editor, tree.keys.get((old.at.line, old.at.column)) if old.at else None)
    node = tree.value(place)
    if tree.is_shared(node):
        raise NotInPlaceError(shared_name(editor, place))
    for attribute in _KEYS if isinstance(node, MappingNode) else ():
        for one, other in zip(held_by(old, attribute), held_by(new, attribute), strict=True):
            said, says = (writer.member(attribute, each, old)[1] for each in (one, other))
            if said != says:
                entry = tree.find(node, attribute) if attribute == "primary_key" else tree.items.get(_at(one))
                edit_value(editor, _own(editor, entry), said, says, SHORT.get(attribute, ""))


def _at(item: Any) -> tuple[int, int]:
    return (item.at.line, item.at.column) if item.at else (0, 0)
