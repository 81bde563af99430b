"""Near misses: what a missing name was probably turned into. They are told, never assumed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_SEPARATORS = re.compile(r"[_\-\s]+")
_PLURALS = (("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", ""))


def near_name(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most likely meant by `name`, or None.

    In this order: the same but for upper and lower case; the same in snake_case, PascalCase, singular or plural; a
    misspelling.
    """
    others = sorted(set(candidates) - {name})
    for same in (str.lower, _folded):
        wanted = same(name)
        for other in others:
            if same(other) == wanted:
                return other
    close = difflib.get_close_matches(name, others, n=1, cutoff=0.8)
    return close[0] if close else None


def _folded(name: str) -> str:
    """A form that snake_case, PascalCase, singular and plural of one word share."""
    word = _SEPARATORS.sub("", name).lower()
    for plural, singular in _PLURALS:
        if word.endswith(plural):
            return word[: len(word) - len(plural)] + singular
    return word


def same_word(name: str, other: str) -> bool:
    """Whether two different names are one word in two spellings, such as GoFastCompany and go_fast_companies."""
    return name != other and (name.lower() == other.lower() or _folded(name) == _folded(other))
