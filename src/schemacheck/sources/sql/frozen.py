"""What was read, as a text that is kept: exact, and read again without running anything that stands in it.

Values of the model are written as lists that begin with what they are; no class is known but those of the model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from schemacheck.base.lazy import load
from schemacheck.base.names import Position, no_marks
from schemacheck.model.stated import UNSTATED

_TUPLE, _MAPPING, _SET, _UNSTATED, _CLASSES = range(5)
_BELOW: Final = "\0"
"""Begins the name of a file that is, or is below, what the user named: by what name may differ from run to run."""
_OF_THE_MODEL: Final = (
    "schemacheck.model.",
    "schemacheck.sql.",
    "schemacheck.base.names:",
    "schemacheck.report.finding:",
)


class NotFrozenError(ValueError):
    """A text that holds no value of the model as it is today."""


def frozen(value: object, root: str) -> str:
    """Write a value of the model down; of places in files below `root` what comes behind it."""
    writer = _Writer(root)
    root = writer.written(value)
    return json.dumps([writer.classes, root], ensure_ascii=False, separators=(",", ":"))


def thawed(text: str, root: str) -> Any:
    """Read what `frozen` wrote; places are in files below `root`.

    Raises:
        NotFrozenError: it was written by another version, or is damaged.
    """
    try:
        classes, value = json.loads(text)
        return _Reader([(_known(name, attributes), attributes) for name, attributes in classes], root).value(value)
    except NotFrozenError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ImportError) as error:
        raise NotFrozenError(str(error)) from error


def _attributes(cls: Any) -> list[str]:
    return [each.name for each in fields(cls) if each.init] if is_dataclass(cls) else list(cls._fields)


def _known(name: str, attributes: list[str]) -> Any:
    if not name.startswith(_OF_THE_MODEL):
        raise NotFrozenError(name)
    cls = load(name)
    if not isinstance(cls, type) or _attributes(cls) != attributes:
        raise NotFrozenError(name)
    return cls


class _Writer:
    def __init__(self, root: str) -> None:
        self._root = root
        self.classes: list[tuple[str, list[str]]] = []
        self._numbers: dict[type, int] = {}

    def written(self, value: Any) -> Any:
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if value is UNSTATED:
            return [_UNSTATED]
        if type(value) is tuple:
            return [_TUPLE, *map(self.written, value)]
        if isinstance(value, Mapping):
            return [_MAPPING, *([self.written(key), self.written(each)] for key, each in value.items())]
        if isinstance(value, frozenset):
            return [_SET, *sorted(map(self.written, value), key=repr)]
        cls = type(value)
        if cls is Position and value.file.startswith(self._root):
            value = value._replace(file=_BELOW + value.file[len(self._root) :])
        number = self._numbers.get(cls)
        if number is None:
            name = f"{cls.__module__}:{cls.__qualname__}"
            _known(name, _attributes(cls))
            number = self._numbers[cls] = _CLASSES + len(self.classes)
            self.classes.append((name, _attributes(cls)))
        return [number, *(self.written(getattr(value, each)) for each in self.classes[number - _CLASSES][1])]


class _Reader:
    def __init__(self, classes: list[tuple[Any, list[str]]], root: str) -> None:
        self._classes = classes
        self._root = root

    def value(self, written: Any) -> Any:
        if type(written) is not list:
            return written
        what, *rest = written
        if what == _TUPLE:
            return tuple(map(self.value, rest))
        if what == _UNSTATED:
            return UNSTATED
        if what == _MAPPING:
            return {self.value(key): self.value(each) for key, each in rest} if rest else no_marks()
        if what == _SET:
            return frozenset(map(self.value, rest))
        cls, names = self._classes[what - _CLASSES]
        if cls is Position and rest[0].startswith(_BELOW):
            rest[0] = self._root + rest[0][len(_BELOW) :]
        return cls(**dict(zip(names, map(self.value, rest), strict=True)))
