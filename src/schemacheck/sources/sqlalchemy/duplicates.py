"""What a SQLite table says twice: the file keeps it as it was written, and the second time says nothing more."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from schemacheck.model.keys import ForeignKey, Index
from schemacheck.model.stated import UNSTATED

T = TypeVar("T", Index, ForeignKey)


def distinct_keys(keys: list[ForeignKey]) -> tuple[ForeignKey, ...]:
    """Leave out foreign keys that are equal to another; of two that differ in name alone, those with none."""
    return _without_duplicates(keys, {id(key): key for key in keys})


def distinct_uniques(uniques: list[Index], primary_key: tuple[str, ...]) -> tuple[Index, ...]:
    """Leave out uniques that are equal to another, or to the primary key.

    SQLite makes one index for all equal constraints, and none where the primary key has one.
    """
    first: dict[object, Index] = {}
    for each in uniques:
        meant = (each.parts, each.predicate)
        if each.constraint is True and (meant not in first or first[meant].name is UNSTATED):
            first[meant] = each
    kept = [
        each
        for each in uniques
        if each.constraint is not True
        or (first[each.parts, each.predicate] is each and (not primary_key or each.columns != primary_key))
    ]
    return _without_duplicates(kept, {id(each): replace(each, constraint=False) for each in kept})


def _without_duplicates(items: list[T], meant: dict[int, T]) -> tuple[T, ...]:
    """Keep the first of equal ones; `meant` is what each is compared as."""
    found: list[T] = []
    for item in sorted(items, key=lambda item: item.name is UNSTATED):
        own = meant[id(item)]
        others = [meant[id(other)] for other in found]
        nameless = item.name is UNSTATED and any(replace(other, name=UNSTATED) == own for other in others)
        if own not in others and not nameless:
            found.append(item)
    return tuple(item for item in items if any(item is other for other in found))
