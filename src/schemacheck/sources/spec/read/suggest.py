"""The nearest of the names there are: for "did you mean"."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_PATIENCE = 2000
"""How many candidates are compared letter by letter; of more, only those with the same first letter."""


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate a person probably meant: the same letters in another spelling, or a word close by."""
    names = list(candidates)
    wanted = _letters(word)
    for name in names:
        if _letters(name) == wanted:
            return name
    if len(names) > _PATIENCE:
        names = [name for name in names if name[:1].lower() == word[:1].lower()][:_PATIENCE]
    folded = {name.lower(): name for name in reversed(names)}
    near = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=0.7)
    return folded[near[0]] if near else None


def _letters(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "").replace(" ", "").removesuffix("s")
