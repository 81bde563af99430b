"""Values: dataclasses with slots, which nothing changes once they are made.

Type checkers hold them frozen; nothing does at run time, where `frozen=True` would fill every attribute through a call
of its own, a fifth of a large check. Of the methods the standard library would write and compile for each class it
writes `__init__` alone; comparison, hash and text are shared functions, which saves a seventh of an offline check.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_options: object) -> Any:
        """Leave a decorator as it is: what this says is for type checkers alone."""
        return lambda decorator: decorator


T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a dataclass of a class."""
    own = vars(cls)
    made: Any = dataclass(repr=False, eq=False, slots=True)(cls)
    compared = [each.name for each in fields(made) if each.compare]
    if compared and "__eq__" not in own:
        made.__eq__, made.__hash__ = _comparison(attrgetter(*compared))
    if "__repr__" not in own:
        made.__repr__ = _record_repr
    return made  # type: ignore[no-any-return]  # the decorator above returns a class


def _comparison(key: attrgetter[Any]) -> tuple[Callable[[object, object], bool], Callable[[object], int]]:
    def equal(self: object, other: object) -> bool:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(key(self))

    return equal, hashed


def _record_repr(self: Any) -> str:
    stated = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(stated)})"
