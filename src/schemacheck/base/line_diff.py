"""How two texts of many lines differ, in time that grows with their length alone.

Lines that occur once on both sides tie the two together; only what stands between two ties is looked at closer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

_CLOSE: Final = 250_000
"""So many pairs of lines are compared closely; a larger part without any tie is replaced as a whole."""


def hunks(
    before: Sequence[str], after: Sequence[str], around: int = 3
) -> Iterator[list[tuple[str, int, int, int, int]]]:
    """Yield the places that differ, each as the opcodes of `difflib`, with equal lines around them."""
    codes: list[tuple[str, int, int, int, int]] = []
    at = there = 0
    for one, other, length in (*_matches(before, after), (len(before), len(after), 0)):
        if at < one or there < other:
            tag = "replace" if at < one and there < other else "delete" if at < one else "insert"
            codes.append((tag, at, one, there, other))
        if length:
            codes.append(("equal", one, one + length, other, other + length))
        at, there = one + length, other + length
    hunk: list[tuple[str, int, int, int, int]] = []
    for code in codes:
        tag, begin, end, from_, to = code
        if tag != "equal":
            hunk.append(code)
            continue
        if hunk and end - begin > 2 * around:
            yield [*hunk, (tag, begin, begin + around, from_, from_ + around)]
            hunk = []
        skipped = 0 if hunk else max(0, end - begin - around)
        hunk.append((tag, begin + skipped, end, from_ + skipped, to))
    if any(code[0] != "equal" for code in hunk):
        tag, begin, end, from_, to = hunk[-1]
        if tag == "equal":
            length = min(around, end - begin)
            hunk[-1] = (tag, begin, begin + length, from_, from_ + length)
        yield hunk


def _matches(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return equal runs of lines in their order, joined where they touch: where they begin on each side, how long."""
    found: list[tuple[int, int, int]] = []
    rest = [(0, len(before), 0, len(after))]
    while rest:
        begin, end, from_, to = rest.pop()
        head = 0
        while begin + head < end and from_ + head < to and before[begin + head] == after[from_ + head]:
            head += 1
        found.append((begin, from_, head))
        begin, from_ = begin + head, from_ + head
        tail = 0
        while begin < end - tail and from_ < to - tail and before[end - tail - 1] == after[to - tail - 1]:
            tail += 1
        end, to = end - tail, to - tail
        found.append((end, to, tail))
        if begin == end or from_ == to:
            continue
        ties = _ties(before[begin:end], after[from_:to])
        if not ties:
            if (end - begin) * (to - from_) <= _CLOSE:
                close = SequenceMatcher(None, before[begin:end], after[from_:to], autojunk=False)
                found += [(begin + one, from_ + other, length) for one, other, length in close.get_matching_blocks()]
            continue
        for left, right in zip([(-1, -1), *ties], [*ties, (end - begin, to - from_)], strict=True):
            rest.append((begin + left[0] + 1, begin + right[0], from_ + left[1] + 1, from_ + right[1]))
        found += [(begin + one, from_ + other, 1) for one, other in ties]
    joined: list[tuple[int, int, int]] = []
    for one, other, length in sorted(each for each in found if each[2]):
        if joined and (one, other) == (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]):
            joined[-1] = (*joined[-1][:2], joined[-1][2] + length)
        else:
            joined.append((one, other, length))
    return joined


def _ties(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest row of lines that occur once on both sides, in the order of both."""
    once = [line for line, number in Counter(before).items() if number == 1]
    number, where = Counter(after), {line: at for at, line in enumerate(after)}
    place = {line: at for at, line in enumerate(before)}
    pairs = sorted((place[line], where[line]) for line in once if number[line] == 1)
    ends: list[int] = []
    last: list[int] = []
    earlier: list[int] = []
    for index, (_, other) in enumerate(pairs):
        at = bisect_left(ends, other)
        ends[at : at + 1] = [other]
        last[at : at + 1] = [index]
        earlier.append(last[at - 1] if at else -1)
    row: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        row.append(pairs[index])
        index = earlier[index]
    return row[::-1]
