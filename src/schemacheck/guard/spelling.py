"""Tables in a spelling that is not theirs: folded for want of quotes, or written as another one would write them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from schemacheck.base.names import QName, is_plain, truncated
from schemacheck.base.near import same_word
from schemacheck.guard.protection import Protection
from schemacheck.guard.session import TEMPORARY, Session
from schemacheck.guard.statements import HOLE
from schemacheck.guard.touches import Mention

_DIGITS = re.compile(r"\d+")
_LONG: Final = 5
"""Shorter names have too many neighbours for a slip to be told from a name."""


class Misspelling(NamedTuple):
    """A table in another spelling than the expected schema has."""

    rule: str
    table: QName
    """The table that is probably meant."""
    says: str
    sure: bool


def misspelling(mention: Mention, session: Session, protection: Protection) -> Misspelling | None:
    """Say which table of the expected schema a statement probably means, where it names one that is not there."""
    table, named = mention.table, mention.named
    if table in protection.known or session.is_new(table) or HOLE in table.name:
        return None
    if table.schema == TEMPORARY or table.schema not in protection.namespaces:
        return None
    here = protection.names_in(table.schema)
    what = {
        "points at": "the foreign key points at ",
        "creates": "creates ",
        "renames to": "gives a table the name ",
    }.get(mention.how, "names ")
    if named.folded and truncated(named.raw) in here:
        meant = truncated(named.raw)
        says = f"{what}{named.raw} without quotes, which is {table.name} to PostgreSQL and not {_quoted(meant)}"
        return Misspelling("guard-name-folded", QName(table.schema, meant), says, sure=True)
    spelt = named.raw if named.folded else table.name
    same = _same(table.name, here)
    if same is not None:
        says = f"{what}{_quoted(spelt) if not named.folded else spelt}, and the expected schema has {_quoted(same)}"
        return Misspelling("guard-name-misspelt", QName(table.schema, same), says, sure=True)
    slip = None if mention.makes else _slip(table.name, here)
    if slip is not None:
        says = f"{what}{_quoted(spelt)}, which the expected schema does not have; it has {_quoted(slip)}"
        return Misspelling("guard-name-misspelt", QName(table.schema, slip), says, sure=False)
    return None


@lru_cache(maxsize=1024)
def _same(name: str, names: tuple[str, ...]) -> str | None:
    return next((each for each in names if same_word(name, each)), None)


@lru_cache(maxsize=1024)
def _slip(name: str, names: tuple[str, ...]) -> str | None:
    return next((each for each in names if _is_slip(name, each)), None)


def _quoted(name: str) -> str:
    """A name as both PostgreSQL and a reader can tell its case."""
    return name if name.islower() and is_plain(name) else f'"{name}"'


def _is_slip(name: str, other: str) -> bool:
    """Whether two long names are one letter apart: changed, left out, added, or two of them swapped."""
    if min(len(name), len(other)) < _LONG or abs(len(name) - len(other)) > 1:
        return False
    if _DIGITS.sub("", name) == _DIGITS.sub("", other):
        return False
    a, b = name.lower(), other.lower()
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) != len(b):
        longer, shorter = (a, b) if len(a) > len(b) else (b, a)
        return longer[start + 1 :] == shorter[start:]
    return a[start + 1 :] == b[start + 1 :] or (
        a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
    )
