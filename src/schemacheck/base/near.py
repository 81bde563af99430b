"""Near misses: what a name was probably meant to be, or was turned into. They are reported, never assumed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_SEPARATORS: Final = re.compile(r"[_\-\s]+")
_PLURALS: Final = (("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", ""))
_RENAMED: Final = 0.8
"""How alike two names of things that both exist must be before one is taken for the other under a new name."""
_MISSPELT: Final = 0.7
"""How alike a word and a known name must be for a hint: a wrong one costs its reader nothing."""
_MISSPELT_SHORT: Final = 0.6
"""The same for three letters and fewer, in which one slip weighs more: Itn is meant to be Int."""
_PATIENCE: Final = 256
"""How many names are compared letter by letter; of more, those that stand nearest in the alphabet."""


def near_name(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that is most likely the same thing as `name` under another name, or None.

    In this order: the same but for upper and lower case; the same in snake_case, PascalCase, singular or plural; a
    misspelling.
    """
    return _nearest(name, candidates, _RENAMED)


def meant(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that a person probably meant by a word that is not known, or None."""
    return _nearest(word, known, _MISSPELT_SHORT if len(word) <= 3 else _MISSPELT)


def did_you_mean(word: str, known: Iterable[str], before: str = "", after: str = "") -> str | None:
    """A hint that names what was probably meant, between the marks it is written with; None when nothing is near."""
    name = meant(word, known)
    return f"did you mean {before}{name}{after}?" if name is not None else None


def same_word(name: str, other: str) -> bool:
    """Whether two different names are one word in two spellings, such as GoFastCompany and go_fast_companies."""
    return name != other and (name.lower() == other.lower() or _folded(name) == _folded(other))


def _nearest(name: str, candidates: Iterable[str], cutoff: float) -> str | None:
    return _nearest_of(name, tuple(other for other in candidates if other != name), cutoff)


# One misspelt type often stands in hundreds of fields.
@lru_cache(maxsize=1024)
def _nearest_of(name: str, candidates: tuple[str, ...], cutoff: float) -> str | None:
    lowered, folded, alphabet = _name_spellings(candidates)
    lower = name.lower()
    return lowered.get(lower) or folded.get(_folded(name)) or lowered.get(_closest(lower, alphabet, cutoff))


@lru_cache(maxsize=32)
def _name_spellings(names: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Names by their lower case and by their folded form, and the lower case of all in order."""
    # Of two with one form the first of the alphabet wins.
    backwards = sorted(names, reverse=True)
    lowered = {name.lower(): name for name in backwards}
    return lowered, {_folded(name): name for name in backwards}, sorted(lowered)


def _closest(word: str, alphabet: list[str], cutoff: float) -> str:
    """The word of an alphabet that has most letters in common with another, "" where none has enough."""
    from difflib import get_close_matches  # noqa: PLC0415 - needed where something is wrong, and slow to import

    # Every comparison takes some 25 microseconds: a thousand names against a thousand would take half a minute.
    if len(alphabet) > _PATIENCE:
        middle = bisect_left(alphabet, word)
        alphabet = alphabet[max(0, middle - _PATIENCE // 2) :][:_PATIENCE]
    close = get_close_matches(word, alphabet, n=1, cutoff=cutoff)
    return close[0] if close else ""


def _folded(name: str) -> str:
    """A form that snake_case, PascalCase, singular and plural of one word share."""
    word = _SEPARATORS.sub("", name).lower()
    for plural, singular in _PLURALS:
        if word.endswith(plural):
            return word[: len(word) - len(plural)] + singular
    return word
