"""A guess at what was meant where a name is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like the word: equal but for case, or else a few letters away; None when none is near."""
    return _closest(word, tuple(known))


# One misspelt type often stands in hundreds of fields.
@lru_cache(maxsize=1024)
def _closest(word: str, known: tuple[str, ...]) -> str | None:
    names = sorted(known)
    folded = {name.lower(): name for name in reversed(names)}
    if word.lower() in folded:
        return folded[word.lower()]
    # A slip weighs more in a short word: Itn is meant to be Int.
    cutoff = 0.6 if len(word) <= 3 else 0.75
    near = get_close_matches(word, names, n=1, cutoff=cutoff) or get_close_matches(
        word.lower(), folded, n=1, cutoff=cutoff
    )
    return folded.get(near[0].lower(), near[0]) if near else None


def did_you_mean(word: str, known: Iterable[str], before: str = "", after: str = "") -> str | None:
    """A hint that names the closest known name, between the marks it is written with; None when none is near."""
    name = closest(word, known)
    return f"did you mean {before}{name}{after}?" if name is not None else None
