"""What makes our dataclasses behaves as the standard library's own does."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import field, fields, replace

import pytest

from schemacheck.base.record import record


@record
class Pair:
    """Two compared values, and one that is not."""

    left: int
    right: str = "r"
    aside: int | None = field(default=None, compare=False)


@record
class Wider(Pair):
    """A pair with a value more."""

    marks: Mapping[str, int] = field(default_factory=dict, kw_only=True)


@record
class Secret:
    """A value that must not be shown."""

    value: str

    def __repr__(self) -> str:
        return "Secret(...)"


@record
class Derived:
    """A value, and one that is made of it."""

    value: int
    double: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "double", 2 * self.value)


def test_it_is_a_dataclass_with_slots() -> None:
    assert [each.name for each in fields(Wider)] == ["left", "right", "aside", "marks"]
    assert replace(Pair(1), right="s") == Pair(1, "s")
    assert not hasattr(Pair(1), "__dict__")


def test_equality_and_hash_look_at_what_is_compared() -> None:
    assert Pair(1, aside=1) == Pair(1, aside=2)
    assert hash(Pair(1, aside=1)) == hash(Pair(1, aside=2))
    assert Pair(1) != Pair(2)
    assert Pair(1) != (1, "r")


def test_a_subclass_is_another_thing_and_compares_its_own_fields() -> None:
    assert Pair(1) != Wider(1)
    assert Wider(1, marks={"a": 1}) != Wider(1)
    with pytest.raises(TypeError):
        hash(Wider(1))


def test_arguments_are_those_of_a_dataclass() -> None:
    assert Wider(1, "s", 2, marks={"a": 1}).marks == {"a": 1}
    for number in range(2):  # the first instance, and one more
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'left'"):
            Pair()  # type: ignore[call-arg]  # what must not work
        with pytest.raises(TypeError, match="positional argument"):
            Wider(1, "s", 2, {"a": number})  # type: ignore[misc]  # so must this
    assert Wider(1).marks is not Wider(1).marks


def test_what_comes_after_init_is_run() -> None:
    assert [Derived(value).double for value in (1, 2)] == [2, 4]


def test_it_can_be_copied_and_pickled() -> None:
    pair = Wider(1, marks={"a": 1})
    assert deepcopy(pair) == pair
    assert pickle.loads(pickle.dumps(pair)) == pair


def test_text_is_what_dataclass_would_show() -> None:
    assert repr(Pair(1)) == "Pair(left=1, right='r', aside=None)"
    assert repr(Secret("geheim")) == "Secret(...)"
