"""Frozen dataclasses that cost little to define.

An offline check defines some eighty of them and makes instances of fifty. The standard library's decorator writes six
methods of each class as source and compiles them, which was a third of such a check's time (Python 3.13 does better,
and we run from 3.10). What `record` makes is a dataclass in every way, `fields` and `replace` included; but its
comparison, hash and text are shared functions, and its `__init__` is compiled when the first instance is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
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
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    made.__init__ = _init_on_first_use(made)
    made.__setattr__, made.__delattr__, made.__setstate__ = _refuse_to_set, _refuse_to_delete, _set_state
    compared = [each.name for each in fields(made) if each.compare]
    if compared and "__eq__" not in own:
        made.__eq__, made.__hash__ = _comparison(attrgetter(*compared))
    if "__repr__" not in own:
        made.__repr__ = _shown
    return made  # type: ignore[no-any-return]  # the decorator above returns a class


def _init_on_first_use(made: Any) -> Callable[..., None]:
    def init(self: object, *arguments: Any, **named: Any) -> None:
        made.__init__ = _init_of(made)
        made.__init__(self, *arguments, **named)

    return init


def _init_of(made: Any) -> Callable[..., None]:
    """Compile the `__init__` that `dataclass` would, but for types: it sets each slot past `__setattr__`."""
    scope: dict[str, Any] = {"absent": MISSING}
    taken: dict[bool, list[str]] = {False: ["self"], True: ["*"]}
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
        scope[f"set_{name}"] = getattr(made, name).__set__
        lines.append(f"    set_{name}(self, {value})")
    if hasattr(made, "__post_init__"):
        lines.append("    self.__post_init__()")
    named = taken[True] if len(taken[True]) > 1 else []
    exec(f"def __init__({', '.join(taken[False] + named)}):\n" + "\n".join(lines or ["    pass"]), scope)
    init: Callable[..., None] = scope["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init


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


def _set_state(self: object, state: tuple[None, Mapping[str, object]]) -> None:
    """Fill a copy, as `copy` and `pickle` do with what has slots."""
    for name, value in state[1].items():
        object.__setattr__(self, name, value)
