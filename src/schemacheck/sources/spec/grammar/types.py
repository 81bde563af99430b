"""The vocabulary in which the language is declared: what a value may be, keys, and sections of keys."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from typing import Any, Final, Literal

from schemacheck.base.record import record
from schemacheck.model.stated import UNSTATED

TextKind = Literal["text", "name", "scalar", "date", "sentence"]
"""What free text is read as.

text: any words. name: a name, and whatever YAML would make of it (`no`, `1`) is still a name. scalar: text, a number, a
truth value or null, each read as it is written. date: YYYY-MM-DD. sentence: words that say something to a reader: no
truth value, number or date, which would be a switch where there is none.
"""

Codec = Literal[
    "body",
    "deferral",
    "flag",
    "labels",
    "name",
    "names",
    "number",
    "object name",
    "own",
    "parameters",
    "pairs",
    "deparsed",
    "reason",
    "sorted texts",
    "text",
    "texts",
    "type",
    "word",
    "word or none",
]
"""The ways to read and write a value, which `kinds.codecs` has; `own` is one that the section's kind brings along."""


COLUMN_TYPES: Final = (
    *("text", "varchar(255)", "char(2)", "uuid", "citext"),
    *("integer", "bigint", "smallint", "serial", "bigserial", "numeric(10,2)", "double precision", "real"),
    *("boolean", "date", "timestamp(3)", "timestamptz", "time", "interval"),
    *("jsonb", "json", "bytea", "inet", "text[]"),
)
"""What an editor offers for a type. There are many more."""


@record
class Shape:
    """What a value may be. YAML has three kinds of nodes; each attribute allows one, or a part of one."""

    says: str
    """Completes "expected": for messages, the reference and editors."""
    words: Collection[str] = ()
    """Words with a meaning of their own. `true` and `false` are truth values."""
    folded: bool = False
    """The words may be written in any case, as SQL's may."""
    text: TextKind | None = None
    """Any other text."""
    pattern: str | None = None
    """What an editor can check of that text; the reader checks it by reading it."""
    offers: Collection[str] = ()
    """Texts that an editor completes; any other is right too."""
    items: Shape | None = None
    """A list of these."""
    least: int = 0
    """How many items the list has at least."""
    section: Section | None = None
    """A mapping with fixed keys."""
    entries: Shape | None = None
    """A mapping from names to these."""
    blank: bool = False
    """The text may be one without letters, in quotes."""
    empty: bool = False
    """No value at all stands for an empty one, as when every line below is commented out."""

    def sections(self) -> Iterator[Section]:
        """Yield the sections that such a value may hold, itself or in its items and entries."""
        if self.section is not None:
            yield self.section
        for inner in (self.items, self.entries):
            if inner is not None:
                yield from inner.sections()


@record
class Key:
    """One key of a section."""

    name: str
    shape: Shape
    doc: str
    """One or two sentences, shown by editors and in the reference. Code in backquotes."""
    required: bool = False
    codec: Codec | None = None
    """How it is read and written, where it is one attribute of the model; None where its section's kind does that."""
    default: Any = UNSTATED
    """The attribute's value where the key is left out; UNSTATED: it is not compared then."""
    attribute: str = ""
    """What the attribute is called; left out: like the key."""

    def __post_init__(self) -> None:
        if not self.attribute:
            object.__setattr__(self, "attribute", self.name)


@record
class Section:
    """A mapping with fixed keys."""

    name: str
    """Its name in the JSON Schema."""
    title: str
    """What it describes, with its article: "a column"."""
    doc: str
    keys: tuple[Key, ...]
    private: bool = False
    """Keys that begin with `x-` are allowed and not read: a place for anchors."""

    by_name: Mapping[str, Key] = field(init=False, repr=False, compare=False)
    attributes: tuple[Key, ...] = field(init=False, repr=False, compare=False)
    """The keys that each stand for one attribute of the model."""
    defaults: Mapping[str, Any] = field(init=False, repr=False, compare=False)
    """The attributes' values where nothing is said of them."""

    def __post_init__(self) -> None:
        attributes = tuple(key for key in self.keys if key.codec is not None)
        object.__setattr__(self, "by_name", {key.name: key for key in self.keys})
        object.__setattr__(self, "attributes", attributes)
        object.__setattr__(self, "defaults", {key.attribute: key.default for key in attributes})

    def key(self, name: str) -> Key:
        """Return the key of this name; KeyError where there is none."""
        return self.by_name[name]

    def within(self) -> Iterator[Section]:
        """Yield this section and all that its keys may hold, however deep; one may come several times."""
        yield self
        for key in self.keys:
            for section in key.shape.sections():
                yield from section.within()
