"""Reading nodes by the grammar: which keys and shapes are allowed where, and what is said when they are not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, cast

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from schemacheck.base.errors import Mistake
from schemacheck.base.names import Position, fitting, truncated
from schemacheck.base.near import did_you_mean, meant
from schemacheck.model.stated import UNSTATED, Unstated
from schemacheck.sources.spec.grammar.types import Section, Shape

Pair = tuple[ScalarNode, Node]

_OFF: Final = frozenset({"false", "no", "off"})
_SWITCH: Final = re.compile(r"(?i)\A(?:true|false|yes|no|on|off|[-+.\d][-+.\d_:e]*|\.inf|\.nan)\Z")
"""What YAML takes for a truth value, a number or a date."""
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS: Final[Mapping[str, str]] = {
    "yes": "true",
    "on": "true",
    "y": "true",
    "no": "false",
    "off": "false",
    "n": "false",
}
CERTAINLY_SHORT: Final = 15
"""So many characters are at most 60 bytes of UTF-8, which PostgreSQL keeps."""

_SUGGESTIONS: Final = 100
"""How many mistakes of one file get a "did you mean"; looking for one costs time, and nobody reads more."""


def is_null(node: Node) -> bool:
    """Whether a node holds no value: nothing, `~` or `null`, without quotes."""
    return type(node) is ScalarNode and not node.style and node.value in _NULLS


class Reader:
    """Reads one file: collects its mistakes, and knows where every node stands."""

    def __init__(self, file: str, home: str = "public") -> None:
        self.file = file
        self.home = home
        self.owner: str | Unstated = UNSTATED
        """Who owns every object that names no other owner."""
        self.deparsed_by: int | None = None
        """The major version of the server whose words the file's definitions are in."""
        self.exact: frozenset[str] = frozenset()
        """The kinds of which an object has none when it leaves their key out."""
        self.platforms: tuple[str, ...] = ()
        """Patterns of the PostgreSQL schemas that a platform brings along."""
        self.mistakes: list[Mistake] = []
        self.lines_before = 0
        """Lines of the file before the document that is read, where that is a piece of it."""
        self.pending: dict[Position, date] = {}
        """Until when an entry may be missing, by the place of its `pending`."""
        self._suggested = 0

    def is_platforms(self, schema: str) -> bool:
        """Whether a platform brings a PostgreSQL schema along."""
        return bool(self.platforms) and bool(fitting((schema,), self.platforms))

    def at(self, node: Node) -> Position:
        """Where a node begins."""
        mark = node.start_mark
        return Position(self.file, self.lines_before + mark.line + 1, mark.column + 1)

    def mistake(self, where: Node | Position, message: str, hint: str | None = None) -> None:
        """Note a mistake."""
        at = where if isinstance(where, Position) else self.at(where)
        self.mistakes.append(Mistake(at, message, hint))

    def did_you_mean(self, word: str, candidates: Iterable[str]) -> str | None:
        """Complete a mistake by the name that was probably meant; None where none is near."""
        self._suggested += 1
        return did_you_mean(word, candidates) if self._suggested <= _SUGGESTIONS else None

    def pairs(self, node: MappingNode) -> dict[str, Pair]:
        """Return a mapping's entries by key, merge keys (`<<`) resolved; duplicate keys are mistakes."""
        found: dict[str, Pair] = {}
        merged: list[Node] = []
        for pair in node.value:
            key = pair[0]
            if type(key) is not ScalarNode:
                self.mistake(key, "a key must be a name, not a list or a mapping", "braces and brackets go in quotes")
                continue
            name = key.value
            if name == "<<" and not key.style:
                merged.append(pair[1])
            elif name in found:
                first = self.at(found[name][0])
                self.mistake(key, f"{name or 'an empty key'} stands here a second time", f"first in line {first.line}")
            else:
                found[name] = pair
        for other in merged:
            for name, pair in self._merged(other):
                found.setdefault(name, pair)
        return found

    def _merged(self, node: Node) -> Iterator[tuple[str, Pair]]:
        if isinstance(node, MappingNode):
            yield from self.pairs(node).items()
        elif isinstance(node, SequenceNode) and all(isinstance(item, MappingNode) for item in node.value):
            for item in node.value:
                yield from self.pairs(item).items()
        else:
            self.mistake(node, "the merge key << takes a mapping or a list of mappings", "such as <<: *anchor")

    def name(self, node: Node, what: str) -> str | None:
        """Read a name: exact, cut to the bytes PostgreSQL keeps. None, and a mistake, where there is none."""
        text: str = node.value
        if text == "" or "\0" in text:
            self.mistake(node, f"{what} has an empty name" if not text else f"the name of {what} holds a NUL character")
            return None
        return text if len(text) <= CERTAINLY_SHORT else truncated(text)

    def entries(self, node: Node, what: str) -> Mapping[str, Pair]:
        """Return a mapping's entries by name; its keys are names of `what`, such as "a column"."""
        if is_null(node):
            return {}
        pairs = self.pairs(cast(MappingNode, node))
        if not [name for name in pairs if not 0 < len(name) <= CERTAINLY_SHORT or "\0" in name]:
            return pairs
        found: dict[str, Pair] = {}
        for pair in pairs.values():
            name = self.name(pair[0], what)
            if name is None:
                continue
            if name in found:
                line = self.at(found[name][0]).line
                self.mistake(pair[0], f"its first 63 bytes are those of another name: {name}", f"see line {line}")
            else:
                found[name] = pair
        return found

    def items(self, node: Node) -> list[Node]:
        """Return the items of a list; a single value is a list of one, no value an empty one."""
        if isinstance(node, SequenceNode):
            return cast("list[Node]", node.value)
        return [] if is_null(node) else [node]

    def fits(self, node: Node, shape: Shape, what: str) -> bool:
        """Whether a node has the shape, so far as it can be seen without going into it; if not, a mistake is noted."""
        if type(node) is ScalarNode:
            text = node.value
            if shape.text == "sentence" and not node.style and _SWITCH.match(text):
                hint = "leave the key out where nothing is to be said" if text.lower() in _OFF else "say why"
                self.mistake(node, f"{what}: expected {shape.says}, found {text}", hint)
                return False
            if text in shape.words or (shape.text is not None and text not in _NULLS and not text.isspace()):
                return True
            return self._scalar_fits(node, shape, what)
        if isinstance(node, SequenceNode):
            if shape.items is not None:
                return True
            found = "a list"
        else:
            if shape.section is not None or shape.entries is not None:
                return True
            found = "a mapping"
        self.mistake(node, f"{what}: expected {shape.says}, found {found}")
        return False

    def _scalar_fits(self, node: ScalarNode, shape: Shape, what: str) -> bool:
        text: str = node.value
        if text in shape.words or (shape.words and word(text, shape) is not None):
            return True
        null = is_null(node)
        if null and shape.empty:
            return True
        if shape.text is not None:
            if shape.blank and node.style and not text.strip():
                return True
            if (text.strip() or (text and shape.text == "name")) and (not null or shape.text in ("name", "scalar")):
                return True
            found = "nothing" if null else "an empty text"
            self.mistake(node, f"{what}: expected {shape.says}, found {found}")
            return False
        shown = text if len(text) <= 40 else text[:39] + "…"
        truth = _TRUTHS.get(text.lower())
        if null:
            found, hint = "nothing", None
        else:
            found = shown
            hint = f"write {truth}" if truth in shape.words else self.did_you_mean(text, shape.words)
        self.mistake(node, f"{what}: expected {shape.says}, found {found}", hint)
        return False

    def fields(self, node: Node, section: Section) -> Fields:
        """Read a mapping with fixed keys; what does not fit its shape is noted as a mistake and left out."""
        values: dict[str, Node] = {}
        keys: dict[str, ScalarNode] = {}
        stated: set[str] = set()
        for name, (key, value) in self.pairs(cast(MappingNode, node)).items():
            stated.add(name)
            entry = section.by_name.get(name)
            if entry is None:
                if not (section.private and name.startswith("x-")):
                    stated.add(self._unknown_key(key, value, section))
            elif self.fits(value, entry.shape, name) and not (entry.shape.empty and is_null(value)):
                values[name] = value
                keys[name] = key
        for entry in section.keys:
            if entry.required and entry.name not in stated:
                self.mistake(node, f"{section.title} needs {entry.name}: {entry.shape.says}")
        if "pending" in values:
            until = read_date(self, values["pending"], "pending")
            if until is not None:
                self.pending[self.at(values["pending"])] = until
        return Fields(self, section, values, keys, stated)

    def _unknown_key(self, key: ScalarNode, value: Node, section: Section) -> str:
        """Note the mistake and return the key that was probably meant, which then is not missing too."""
        name: str = key.value
        if ")" in name and is_null(value):
            hint: str | None = "between { and } a value that holds a comma goes in quotes"
        else:
            hint = self.did_you_mean(name, section.by_name) or f"{section.title} has {', '.join(section.by_name)}"
        self.mistake(key, f"{section.title} has no key {name or 'without a name'}", hint)
        return meant(name, section.by_name) or ""


class Fields:
    """The keys of one mapping that are there and fit."""

    __slots__ = ("_reader", "keys", "section", "stated_keys", "values")

    def __init__(
        self,
        reader: Reader,
        section: Section,
        values: dict[str, Node],
        keys: dict[str, ScalarNode],
        stated_keys: Collection[str],
    ) -> None:
        self._reader = reader
        self.stated_keys = stated_keys
        """Every key that is written, even one that has no value or does not fit."""
        self.section = section
        self.values = values
        self.keys = keys

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def __getitem__(self, key: str) -> Node:
        return self.values[key]

    def text(self, key: str) -> str | None:
        """Return the text of a scalar; None where the key is absent."""
        node = self.values.get(key)
        return None if node is None else cast(str, node.value).strip()

    def stated(self, key: str) -> str | Unstated | None:
        """Return the text as it is, UNSTATED for `any`, None for `none` and where the key is absent."""
        said = self.text(key)
        if said == "any":
            return UNSTATED
        return None if said in ("none", None) else cast(str, self.values[key].value)

    def word(self, key: str) -> str | None:
        """Return which of the shape's words is written; None where the key is absent or holds other text."""
        node = self.values.get(key)
        if node is None or type(node) is not ScalarNode:
            return None
        return word(node.value, self.section.key(key).shape)

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of words, as the items' shape has them; () where the key is absent."""
        node, shape = self.values.get(key), self.section.key(key).shape.items
        if node is None or shape is None:
            return ()
        items = [item for item in self._reader.items(node) if self._reader.fits(item, shape, key)]
        return tuple(cast(str, item.value) for item in items)

    def flag(self, key: str, *, default: bool | Unstated) -> bool | Unstated:
        """Return a truth value, UNSTATED for `any`, `default` where the key is absent."""
        said = self.word(key)
        if said is None:
            return default
        return UNSTATED if said == "any" else said == "true"

    def name(self, key: str) -> str | None:
        """Return a name; None where the key is absent or the name impossible."""
        node = self.values.get(key)
        return None if node is None else self._reader.name(node, key)

    def names(self, key: str) -> tuple[str, ...] | None:
        """Return a list of distinct names; None where the key is absent or a mistake was noted."""
        node = self.values.get(key)
        return None if node is None else names(self._reader, node, key)

    def marks(self) -> dict[str, Position]:
        """Return the position of each value by its key; that of the key where the value is a list or a mapping."""
        return {
            key: self._reader.at(node if type(node) is ScalarNode else self.keys[key])
            for key, node in self.values.items()
        }


def read_date(reader: Reader, node: Node, what: str) -> date | None:
    """Read a date; None where a mistake was noted."""
    text = cast(str, node.value).strip()
    try:
        # Python 3.11 and later read other spellings too, such as 20261215; the language has one.
        if len(text) != len("2026-12-15"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        reader.mistake(node, f"{what}: expected a date, YYYY-MM-DD, found {text}")
        return None


def labels(reader: Reader, node: Node, what: str) -> tuple[str, ...]:
    """Read the labels of an enum type: distinct, each cut as a name is; there may be none, and one may be empty."""
    found: list[str] = []
    for item in reader.items(node):
        if type(item) is not ScalarNode or "\0" in item.value:
            reader.mistake(item, f"{what}: expected a label")
            continue
        label = truncated(item.value)
        if label in found:
            reader.mistake(item, f"{what} lists {label or 'the empty label'} twice")
        found.append(label)
    return tuple(found)


def names(reader: Reader, node: Node, what: str) -> tuple[str, ...] | None:
    """Read a name or a list of distinct ones; None where a mistake was noted."""
    found: list[str] = []
    sound = True
    for item in reader.items(node):
        if type(item) is not ScalarNode:
            reader.mistake(
                item, f"{what}: expected a name, found {'a list' if isinstance(item, SequenceNode) else 'a mapping'}"
            )
            sound = False
            continue
        name = reader.name(item, what)
        if name is None:
            sound = False
        elif name in found:
            reader.mistake(item, f"{what} lists {name} twice")
            sound = False
        else:
            found.append(name)
    if sound and not found:
        reader.mistake(node, f"{what}: expected at least one name, found an empty list")
        sound = False
    return tuple(found) if sound else None


def word(text: str, shape: Shape) -> str | None:
    """Return the word of a shape that a text is; truth values in any case, and all where the shape folds case."""
    if text in shape.words:
        return text
    lower = " ".join(text.lower().split())
    return lower if lower in shape.words and (shape.folded or lower in ("true", "false")) else None
