"""Keys that each stand for one attribute of the model, named by how their values are read and written.

One such line is all that the file needs to know of a facet: reader, writer, JSON Schema and reference follow from it.
`default` is the attribute's value where the key is left out; UNSTATED, not compared. `attribute` is what the model
calls it, where that is not the key.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from schemacheck.model.stated import UNSTATED, Unstated
from schemacheck.sources.spec.grammar.common import FLAG, TRUTH, one_of
from schemacheck.sources.spec.grammar.types import COLUMN_TYPES, Codec, Key, Shape

_DEFERRABLE: Final = Shape(
    "no, deferrable, initially deferred or any", words=("no", "deferrable", "initially deferred", *TRUTH, "any")
)
_NUMBER: Final = Shape("a whole number or any", text="scalar")
_TYPE: Final = Shape("a type, such as bigint", text="text", offers=COLUMN_TYPES)


class _CodecKey:
    """Declares keys of one codec; each has its own shape."""

    def __init__(self, codec: Codec) -> None:
        self._codec: Codec = codec

    def __call__(
        self, name: str, shape: Shape, doc: str, *, default: Any = UNSTATED, attribute: str = "", required: bool = False
    ) -> Key:
        return Key(name, shape, doc, required, self._codec, default, attribute)


labels = _CodecKey("labels")
name = _CodecKey("name")
names = _CodecKey("names")
own = _CodecKey("own")
"""Whose codec the kind brings along."""
deparsed = _CodecKey("deparsed")
"""In the server's words."""
text = _CodecKey("text")
"""`none` is None."""


def word(
    name: str,
    words: Sequence[str],
    doc: str,
    *,
    default: str | Unstated = UNSTATED,
    attribute: str = "",
    required: bool = False,
) -> Key:
    """Declare one of a few words, in any case."""
    return Key(name, one_of(*words), doc, required, "word", default, attribute)


def flag(name: str, doc: str, *, default: bool = False, attribute: str = "") -> Key:
    """Declare a truth value; that it is `default` if left out is added to `doc`."""
    doc = f"{doc} `{str(default).lower()}` if left out.".lstrip()
    return Key(name, FLAG, doc, codec="flag", default=default, attribute=attribute)


def number(name: str, doc: str, *, default: int | None) -> Key:
    """Declare a whole number."""
    return Key(name, _NUMBER, doc, codec="number", default=default)


def type_(
    name: str,
    doc: str,
    *,
    shape: Shape = _TYPE,
    default: Any = UNSTATED,
    attribute: str = "",
    required: bool = False,
) -> Key:
    """Declare a data type."""
    return Key(name, shape, doc, required, "type", default, attribute)


def deferrable(doc: str) -> Key:
    """Declare when a constraint is checked."""
    return Key("deferrable", _DEFERRABLE, doc, codec="deferral", default="no", attribute="deferral")
