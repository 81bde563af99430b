"""From what an entry says to what it shall say: the fewest edits, in the form that the file has chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, Final, cast

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from schemacheck.base.errors import UsageError
from schemacheck.sources.spec.edit.text import Editor, RawText
from schemacheck.sources.spec.edit.tree import Place, Tree
from schemacheck.sources.spec.read.reader import is_null
from schemacheck.sources.spec.write.emitter import in_quotes, one_line, scalar
from schemacheck.sources.spec.write.values import Line, Value

_SHORT_WITHIN: Final = {"generated": "expression", "primary_key": "columns"}
"""The key whose value may stand alone for a mapping, by the key of that mapping."""
_PLAIN_INSIDE: Final = re.compile(r"[^\s,\[\]{}#:&*!|>'\"%@`?-][^,\[\]{}#:\r\n]*\??\Z")


class NotInPlaceError(UsageError):
    """What shall change does not stand in a place of its own; the message says where instead."""


def long_form(value: Value, short: str) -> dict[str, Value]:
    """Return an entry as a mapping; `short` is the key whose value may stand alone."""
    if isinstance(value, dict):
        return value
    if short == "type" and isinstance(value, str) and value.endswith("?"):
        return {"type": value[:-1], "nullable": True}
    return {short: value}


def edit_value(
    editor: Editor, place: Place, old: Value | None, new: Value, short: str = "", *, order: Sequence[str] = ()
) -> None:
    """Let an entry say something else.

    Args:
        editor: collects the edits.
        place: the entry.
        old: what it says, as the writer would have written it.
        new: what it shall say, likewise.
        short: the key whose value may stand alone for the entry.
        order: its keys in the order in which they are written, where that is not the one in which they come here.

    Raises:
        NotInPlaceError: a part of it stands elsewhere, or at several places.
    """
    node = editor.tree.value(place)
    if editor.tree.is_shared(node):
        raise NotInPlaceError(shared_name(editor, place))
    if isinstance(node, MappingNode):
        if short:
            old, new = long_form(old, short) if old is not None else None, long_form(new, short)
        if isinstance(old, dict) and isinstance(new, dict) and _keeps_order(old, new):
            if not _shrunk(editor, place, old, new, short):
                _edit_mapping(editor, node, (old, new), short, order)
            return
    elif isinstance(node, SequenceNode):
        one, other = (_as_list(value, short) for value in (old, new))
        if other is not None and len(other) == 1 and editor.habits.is_bare(editor.habits.path(place)):
            editor.change(place, other)
            return
        if one is not None and other is not None and _edit_list(editor, node, one, other):
            return
    elif short and isinstance(new, dict):
        new = _grown(editor, place, long_form(old, short) if old is not None else {}, new, short)
    elif short == "type" and isinstance(old, str) and isinstance(new, str) and old.rstrip("?") == new.rstrip("?"):
        new = _toggled(node.value, optional=new.endswith("?"))
    editor.change(place, new)


def _is_same(old: Value | None, new: Value | None) -> bool:
    """Whether two values are one; what they have stands in one order, which means something for a type's attributes."""
    return old == new and (not isinstance(old, dict) or list(old) == list(cast("dict[str, Value]", new)))


def _keeps_order(old: dict[str, Value], new: dict[str, Value]) -> bool:
    """Whether what both have stands in one order; the attributes of a type have one that means something."""
    return [key for key in old if key in new] == [key for key in new if key in old]


def _edit_mapping(
    editor: Editor,
    node: MappingNode,
    sides: tuple[dict[str, Value], dict[str, Value]],
    short: str,
    order: Sequence[str],
) -> None:
    old, new = sides
    tree = editor.tree
    for key in dict.fromkeys((*old, *new)):
        if _is_same(old.get(key), new.get(key)):
            continue
        place = tree.find(node, key)
        if place is None and tree.find(node, "<<") is not None and key in old:
            raise NotInPlaceError("it comes with a merge key (<<)")
        if short == "type" and key in ("type", "nullable") and (type_ := tree.find(node, "type")) is not None:
            said = str(tree.value(type_).value)
            if said.endswith("?") and tree.find(node, "nullable") is None:
                optional = new.get("nullable") is True
                same = old.get("type") == new.get("type")
                text = said if same else str(new["type"]) + "?"
                editor.change(type_, _toggled(text, optional=optional))
                continue
        if key not in new:
            if place is not None:
                editor.remove(place)
        elif place is None:
            editor.add(node, key, new[key], list(order or dict.fromkeys((*new, *old))))
        else:
            within = _SHORT_WITHIN.get(key, "")
            edit_value(editor, place, old.get(key), new[key], within)


def _shrunk(editor: Editor, place: Place, old: dict[str, Value], new: dict[str, Value], short: str) -> bool:
    """Write an entry on one line in short again where nothing else is left of it; False where that is not so."""
    tree, node = editor.tree, editor.tree.value(place)
    keys = [key.value for key, _ in node.value]
    said = tree.find(node, short) if short else None
    left = {key for key in keys if key in new or key not in old} | (set(new) - set(old))
    optional = new.get("nullable") is True if short == "type" else None
    if optional is not None:
        left.discard("nullable")
    if said is None or left != {short} or len(keys) < 2 or not node.flow_style or tree.is_json:
        return False
    if is_long_by_habit(tree, place.container, short, place.index):
        return False
    value = tree.value(said)
    if old.get(short) != new.get(short) or not isinstance(value, ScalarNode):
        editor.change(place, f"{new[short]}?" if optional else new[short])
        return True
    text = _toggled(value.value, optional=optional) if optional is not None else str(value.value)
    inside = bool(place.container.flow_style)
    plain = _PLAIN_INSIDE.match(text) and not value.style
    editor.change(place, RawText(text) if plain and not inside else text)
    return True


def is_long_by_habit(tree: Tree, container: Any, short: str, but: int = -1) -> bool:
    """Whether another entry is written as a mapping though nothing but what may stand alone is in it."""
    for index in range(len(container.value)):
        other = tree.value(Place(container, index))
        if index != but and isinstance(other, MappingNode):
            keys = {key.value for key, _ in other.value}
            if keys == {short} or (short == "type" and keys == {"type", "nullable"}):
                return True
    return False


def _toggled(text: str, *, optional: bool) -> str:
    bare = text.rstrip()
    bare = bare[:-1].rstrip() if bare.endswith("?") else bare
    return f"{bare}?" if optional else bare


def _as_list(value: Value | None, short: str) -> list[Value] | None:
    if isinstance(value, dict) and set(value) == {short}:
        value = value[short]
    if isinstance(value, list):
        return value
    return [value] if short == "columns" and isinstance(value, str) else None


def _edit_list(editor: Editor, node: SequenceNode, old: list[Value], new: list[Value]) -> bool:
    """Edit the items that differ; False where the file has them otherwise than the writer, so that all are replaced."""
    if not new or len(node.value) != len(old) or any(editor.tree.is_shared(item) for item in node.value):
        return False
    said = [item.value if isinstance(item, ScalarNode) else None for item in node.value]
    places = list(range(len(old)))
    if any(text is not None and text != value for text, value in zip(said, old, strict=True)):
        # Another order than the writer's, which means nothing then.
        if None in said or sorted(map(str, said)) != sorted(map(str, old)):
            return False
        places = [said.index(str(value)) for value in old]
        for value, index in zip(old, places, strict=True):
            if value not in new:
                editor.remove(Place(node, index))
        for value in new:
            if value not in old:
                editor.add(node, "", value)
        return True
    one, other = list(map(str, old)), list(map(str, new))
    for tag, begin, end, from_, to in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "replace" and end - begin == to - from_:
            for offset in range(end - begin):
                editor.change(Place(node, begin + offset), new[from_ + offset])
        elif tag != "equal":
            for index in range(begin, end):
                editor.remove(Place(node, index))
            for value in new[from_:to]:
                editor.insert(node, begin - 1, value)
    return True


def _grown(editor: Editor, place: Place, old: dict[str, Value], new: dict[str, Value], short: str) -> Value:
    """Write out an entry that was short, with what it said as the file says it."""
    node = editor.tree.value(place)
    if not isinstance(node, ScalarNode) or is_null(node) or editor.tree.is_json:
        return Line(new)
    same = old.get(short) == new.get(short)
    raw = str(node.value)
    rest = {key: value for key, value in new.items() if key != short}
    if short == "type" and raw.endswith("?"):
        raw = _toggled(raw, optional=rest.pop("nullable", None) is True)
    if not same or one_line(Line(rest)) is None or "\n" in raw:
        return Line(new)
    if node.style in ("'", '"'):
        first = in_quotes(raw, node.style)
    else:
        first = raw if _PLAIN_INSIDE.match(raw) else scalar(raw, inside=True)
    tail = (one_line(Line(rest)) or "{}")[1:-1]
    return RawText("{" + f"{short}: {first}" + (f", {tail}" if tail else "") + "}")


def shared_name(editor: Editor, place: Place) -> str:
    """Say by what name something stands at several places."""
    node: Any = editor.tree.value(place)
    found = re.match(r"&\S+", editor.tree.text[node.start_mark.index :])
    name = found.group() if found else "an anchor"
    return f"it stands at {name}, which is used in several places"
