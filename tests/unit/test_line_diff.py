"""A diff of lines says all that differs, and keeps its time where nothing but its length grows."""

from __future__ import annotations

import random
import time
from difflib import unified_diff

import pytest

from schemacheck.base.line_diff import hunks


def _applied(before: list[str], after: list[str]) -> list[str]:
    """Make the one from the other by nothing but its hunks."""
    made: list[str] = []
    at = 0
    for hunk in hunks(before, after):
        made += before[at : hunk[0][1]]
        for tag, begin, end, from_, to in hunk:
            if tag == "equal":
                assert before[begin:end] == after[from_:to]
            made += after[from_:to]
        at = hunk[-1][2]
    return made + before[at:]


@pytest.mark.parametrize("seed", range(60))
def test_any_two_texts(seed: int) -> None:
    pick = random.Random(seed)
    before = [pick.choice("abcdefgh") * pick.choice((1, 1, 2)) + str(pick.choice(range(40))) for _ in range(60)]
    after = list(before)
    for _ in range(pick.randint(0, 8)):
        at = pick.randrange(len(after))
        after[at : at + pick.randint(0, 3)] = [pick.choice(before) for _ in range(pick.randint(0, 3))]
    assert _applied(before, after) == after
    assert _applied(before, []) == []
    assert _applied([], after) == after


def test_a_few_changes_read_as_they_would_by_the_usual_algorithm() -> None:
    before = [f"{name}: {value}" for name in "abcdefghij" for value in ("text", "text", "integer")]
    after = [*before[:4], "new: text", *before[4:20], *before[22:]]
    lines = [line[0] + line[1:] for line in list(unified_diff(before, after, n=0))[2:] if line[0] in "+-"]
    changed = [
        sign + line
        for hunk in hunks(before, after, 0)
        for tag, begin, end, from_, to in hunk
        if tag != "equal"
        for sign, side in (("-", before[begin:end]), ("+", after[from_:to]))
        for line in side
    ]
    assert changed == lines


def test_two_hundred_thousand_lines_that_repeat_take_seconds() -> None:
    before = [line for table in range(20_000) for line in (f"t{table}:", *["  id: text", "  at: date"] * 5)]
    after = list(before)
    for at in range(0, len(after), 1_000):
        after[at] = "new"
    started = time.process_time()
    assert sum(1 for _ in hunks(before, after)) == len(range(0, len(before), 1_000))
    assert time.process_time() - started < 5
