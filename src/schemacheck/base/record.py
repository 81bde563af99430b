"""Frozen dataclasses that cost little to define.

An offline check defines some eighty of them and makes instances of fifty. The standard library's decorator writes six
methods of each class as source and compiles them, which was a third of such a check's time (Python 3.13 does better,
and we run from 3.10). What `record` makes is a dataclass in every way, `fields` and `replace` included; but its
comparison, hash and text are shared functions, and what makes an instance is compiled for the first one.

A large check makes half a million instances. What is frozen is filled past its own `__setattr__`, one call for each
attribute; so an instance is filled as one of a twin class, which is open and laid out alike, and then becomes one of
its own: that takes half the time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from types import new_class
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
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    made.__new__ = _new_on_first_use(made)
    made.__setattr__, made.__delattr__, made.__reduce__ = _refuse_to_set, _refuse_to_delete, _reduced
    compared = [each.name for each in fields(made) if each.compare]
    if compared and "__eq__" not in own:
        made.__eq__, made.__hash__ = _comparison(attrgetter(*compared))
    if "__repr__" not in own:
        made.__repr__ = _shown
    return made  # type: ignore[no-any-return]  # the decorator above returns a class


def _new_on_first_use(made: Any) -> Callable[..., Any]:
    def new(cls: type, *arguments: Any, **named: Any) -> Any:
        made.__new__ = _new_of(made)
        return made.__new__(cls, *arguments, **named)

    return new


def _new_of(made: Any) -> Callable[..., Any]:
    """Compile what makes an instance, with the parameters that `dataclass` would give to `__init__`."""
    scope: dict[str, Any] = {"absent": MISSING, "fill": object.__new__, "Open": _open_twin(made)}
    taken: dict[bool, list[str]] = {False: ["cls"], True: ["*"]}
    lines = []
    for each in fields(made):
        if not each.init:
            continue
        parameter = value = name = each.name
        if each.default is not MISSING:
            scope[f"default_{name}"] = each.default
            parameter = f"{name}=default_{name}"
        elif each.default_factory is not MISSING:
            scope[f"make_{name}"] = each.default_factory
            parameter, value = f"{name}=absent", f"make_{name}() if {name} is absent else {name}"
        taken[each.kw_only is True].append(parameter)
        lines.append(f"    self.{name} = {value}")
    lines.append("    self.__class__ = cls")
    if hasattr(made, "__post_init__"):
        lines.append("    self.__post_init__()")
    named = taken[True] if len(taken[True]) > 1 else []
    head = f"def __new__({', '.join(taken[False] + named)}):\n    self = fill(Open)\n"
    exec(head + "\n".join([*lines, "    return self"]), scope)
    new: Callable[..., Any] = scope["__new__"]
    new.__qualname__ = f"{made.__qualname__}.__new__"
    return new


def _open_twin(made: Any) -> type:
    """Make a class of the same bases and slots whose attributes can be set: instances of one can become the other's."""
    bases = getattr(made, "__orig_bases__", made.__bases__)
    body = {"__slots__": made.__slots__, "__setattr__": object.__setattr__}
    return new_class(made.__name__, bases, {}, lambda scope: scope.update(body))


def _comparison(key: attrgetter[Any]) -> tuple[Callable[[object, object], bool], Callable[[object], int]]:
    def equal(self: object, other: object) -> bool:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(key(self))

    return equal, hashed


def _shown(self: Any) -> str:
    stated = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(stated)})"


def _refuse_to_set(_self: object, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _reduced(self: Any) -> tuple[Callable[..., object], tuple[type, dict[str, object]]]:
    """Say how to make a copy, as `copy` and `pickle` ask."""
    return _restored, (type(self), {each.name: getattr(self, each.name) for each in fields(self)})


def _restored(cls: type, values: Mapping[str, object]) -> object:
    made: object = object.__new__(cls)
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made
