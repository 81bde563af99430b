"""What is written as YAML: nested dicts, lists, texts, truth values and integers, and how a few of them are meant."""

from __future__ import annotations

from typing import TypeAlias

Value: TypeAlias = "dict[str, Value] | list[Value] | str | bool | int"


class Line(dict[str, "Value"]):
    """A mapping that is written on one line if it fits."""


class Block(list["Value"]):
    """A list with an item to a line, however short it is: people add to it, and review what was added."""


class Bare(str):
    """A text that YAML reads as something else, a number or a truth value, and should."""

    __slots__ = ()
