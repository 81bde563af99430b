"""Frozen dataclasses that cost little to define.

A command of a third of a second defines a hundred of them, and the standard library's decorator spent a quarter of that
time on methods which most runs never call: it writes each class's comparison, hash and text as source and compiles it
(Python 3.13 does better, and we run from 3.10). What `record` makes is a dataclass in every way, `fields` and `replace`
included; only these three methods are shared instead of written anew.
"""

from __future__ import annotations

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
    """Make a frozen dataclass with slots of a class."""
    own = vars(cls)
    made = dataclass(frozen=True, slots=True, eq=False, repr=False)(cls)
    compared = [each.name for each in fields(made) if each.compare]  # type: ignore[arg-type]  # a dataclass since a line
    if compared and "__eq__" not in own:
        _compare_by(made, attrgetter(*compared))
    if "__repr__" not in own:
        made.__repr__ = _shown  # type: ignore[method-assign]  # as dataclass itself sets it
    return made


def _compare_by(made: Any, key: attrgetter[Any]) -> None:
    def equal(self: object, other: object) -> bool:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(key(self))

    made.__eq__, made.__hash__ = equal, hashed


def _shown(self: Any) -> str:
    stated = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(stated)})"
