"""Near misses: what a name was probably meant to be, or was turned into. They are reported, never assumed.

However many names there are, a search takes the same time: of a thousand names against a thousand, each is held against
the few that share the most with it, not against all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from operator import eq
from typing import Final

_SEPARATORS: Final = re.compile(r"[_\-\s]+")
_PLURALS: Final = (("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", ""))
_RENAMED: Final = 0.8
"""How alike two names of things that both exist must be before one is taken for the other under a new name."""
_MISSPELT: Final = 0.7
"""How alike a word and a known name must be for a hint: a wrong one costs its reader nothing."""
_MISSPELT_SHORT: Final = 0.6
"""The same for three letters and fewer, in which one slip weighs more: Itn is meant to be Int."""
_FEW: Final = 32
"""Of so many names each is compared letter by letter."""
_BESIDE: Final = 8
"""Of more, so many before and behind in the alphabet, and in that of the names read backwards, are looked at;"""
_CLOSELY: Final = 6
"""and of those, so many that share the most pairs of letters are compared letter by letter."""
_LONGEST: Final = 256
"""Characters up to which that is done; a name of PostgreSQL's has 63 at most."""


def near_name(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that is most likely the same thing as `name` under another name, or None.

    In this order: the same but for upper and lower case; the same in snake_case, PascalCase, singular or plural; a
    misspelling.
    """
    return _names(tuple(candidates)).nearest(name, _RENAMED)


def meant(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that a person probably meant by a word that is not known, or None."""
    return _names(tuple(known)).nearest(word, _MISSPELT_SHORT if len(word) <= 3 else _MISSPELT)


def did_you_mean(word: str, known: Iterable[str], before: str = "", after: str = "") -> str | None:
    """A hint that names what was probably meant, between the marks it is written with; None when nothing is near."""
    name = meant(word, known)
    return f"did you mean {before}{name}{after}?" if name is not None else None


def same_word(name: str, other: str) -> bool:
    """Whether two different names are one word in two spellings, such as GoFastCompany and go_fast_companies."""
    return name != other and any(map(eq, spellings(name), spellings(other)))


def spellings(name: str) -> tuple[str, str]:
    """Return the forms of a name of which every other name that is one word with it shares one, at the same place."""
    return name.lower(), _folded(name)


class Names:
    """Names among which near misses are looked for, put in order once."""

    def __init__(self, names: Iterable[str]) -> None:
        # Of two with one form the first of the alphabet wins.
        backwards = sorted(set(names), reverse=True)
        self._names = frozenset(backwards)
        self._lowered = {name.lower(): name for name in backwards}
        self._folded = {_folded(name): name for name in backwards}
        self._alphabet = sorted(word for word in self._lowered if len(word) <= _LONGEST)
        self._mirrored = sorted(word[::-1] for word in self._alphabet) if len(self._alphabet) > _FEW else []
        self._pairs: dict[str, set[str]] = {}

    def nearest(self, name: str, cutoff: float = _RENAMED) -> str | None:
        """Return the one that is most likely meant by another name, or None."""
        if name in self._names:
            return Names(self._names - {name}).nearest(name, cutoff)
        lower = name.lower()
        return (
            self._lowered.get(lower)
            or self._folded.get(_folded(name))
            or self._lowered.get(self._closest(lower, cutoff))
        )

    def _shared(self, word: str, other: str) -> float:
        """The share of pairs of letters that two words have in common."""
        mine, others = self._pairs_of(word), self._pairs_of(other)
        return len(mine & others) / (len(mine) + len(others) or 1)

    def _pairs_of(self, word: str) -> set[str]:
        found = self._pairs.get(word)
        if found is None:
            found = self._pairs[word] = set(map(str.__add__, word, word[1:]))
        return found

    def _closest(self, word: str, cutoff: float) -> str:
        """The word of the alphabet that has most letters in common with another, "" where none has enough."""
        if len(word) > _LONGEST:
            return ""
        words = self._alphabet
        if len(words) > _FEW:
            mirrored = (each[::-1] for each in _beside(word[::-1], self._mirrored))
            beside = {*_beside(word, words), *mirrored}
            words = sorted(beside, key=lambda each: (-self._shared(word, each), each))[:_CLOSELY]
        places = _places(word)
        alike = max(((_alikeness(places, len(word), each, cutoff), each) for each in words), default=(0.0, ""))
        return alike[1] if alike[0] >= cutoff else ""


# One misspelt type often stands in hundreds of fields.
_names = lru_cache(maxsize=32)(Names)


def _beside(word: str, alphabet: list[str]) -> list[str]:
    place = bisect_left(alphabet, word)
    return alphabet[max(0, place - _BESIDE) : place + _BESIDE]


def _places(word: str) -> dict[str, int]:
    """Where each letter of a word stands, as bits."""
    places: dict[str, int] = {}
    for place, letter in enumerate(word):
        places[letter] = places.get(letter, 0) | 1 << place
    return places


def _alikeness(places: dict[str, int], length: int, other: str, cutoff: float) -> float:
    """The share of letters that two words have in the same order: 1.0 all of them.

    That is twice the longest common subsequence over both lengths, found for all places of a word at once in the bits
    of a number (Hyyrö's algorithm).
    """
    both = length + len(other)
    if not both or 2 * min(length, len(other)) < cutoff * both:
        return 0.0
    every = (1 << length) - 1
    unmatched = every
    for letter in other:
        matched = unmatched & places.get(letter, 0)
        unmatched = ((unmatched + matched) | (unmatched - matched)) & every
    return 2 * (length - bin(unmatched).count("1")) / both


def _folded(name: str) -> str:
    """A form that snake_case, PascalCase, singular and plural of one word share."""
    word = _SEPARATORS.sub("", name).lower()
    for plural, singular in _PLURALS:
        if word.endswith(plural):
            return word[: len(word) - len(plural)] + singular
    return word
