"""A part of many things that are looked at one by one: which of them fall to which of several machines."""

from __future__ import annotations

import re
from typing import NamedTuple
from zlib import crc32

from schemacheck.base.errors import UsageError


class Shard(NamedTuple):
    """One of several equal parts. What falls to it depends on nothing but its name and how many parts there are."""

    number: int
    """Counted from 1."""
    of: int

    def has(self, name: str) -> bool:
        """Whether something falls to this part."""
        return crc32(name.encode("utf-8", "surrogateescape")) % self.of == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def shard(text: str) -> Shard:
    """Read what `--shard` is given, such as 3/10; 0/10 is 10/10, for whoever counts from 0.

    Raises:
        UsageError: it is nothing like it, or there is no such part.
    """
    found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
    if found is None:
        raise UsageError(f"--shard takes which part of how many, such as 3/10; this is {text}")
    number, of = int(found[1]), int(found[2])
    if not 0 <= number <= of or not of:
        raise UsageError(f"--shard {text}: the parts are counted from 1 to how many there are")
    return Shard(number or of, of)
