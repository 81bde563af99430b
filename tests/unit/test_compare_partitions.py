"""What partitions have of their own: entries with and without a definition, and those of other majors."""

from __future__ import annotations

import pytest

from schemacheck.compare.engine import Answer, Incomparable, NameScope
from schemacheck.compare.kinds.partitions import PARTITION
from schemacheck.sql.deparsed import DeparsedText

OWN = next(facet for facet in PARTITION.facets if facet.name == "own")


def compared(expected: list[str], live: list[str], major: int | None = 18) -> Answer:
    return OWN.same(
        tuple(DeparsedText(text, major) for text in expected),
        tuple(DeparsedText(text, 18) for text in live),
        NameScope("", ""),
    )


@pytest.mark.parametrize(
    ("expected", "live"),
    [
        (["policy own"], ["policy own: for all to PUBLIC using (true)"]),
        (["index a", "index b: btree (x)"], ["index b: btree (x)", "index a: btree (y)"]),
        (["rule r: ON DELETE WHERE (old.a = 1) DO NOTHING"], ["rule r: ON DELETE\n   WHERE (old.a = 1) DO NOTHING"]),
        (["default of a: now()"], ["default of a: CURRENT_TIMESTAMP"]),
        (["disabled trigger t"], ["disabled trigger t"]),
    ],
)
def test_the_same(expected: list[str], live: list[str]) -> None:
    assert compared(expected, live) is True


@pytest.mark.parametrize(
    ("expected", "live"),
    [
        (["policy own"], ["policy other: for all to PUBLIC using (true)"]),
        (["policy own"], ["policy own 2: for all to PUBLIC using (true)"]),
        (["policy own: for all to PUBLIC using (a)"], ["policy own: for all to PUBLIC using (true)"]),
        (["index a", "index a"], ["index a: btree (x)", "index b: btree (x)"]),
        (["index a"], ["index a: btree (x)", "disabled trigger t"]),
        (["disabled trigger t"], ["always trigger t"]),
    ],
)
def test_different(expected: list[str], live: list[str]) -> None:
    assert compared(expected, live) is False


def test_other_majors_print_expressions_in_other_words_and_the_rest_alike() -> None:
    policies = (["policy p: for all to PUBLIC using (a)"], ["policy p: for all to PUBLIC using (b)"])
    assert isinstance(compared(*policies, major=12), Incomparable)
    assert isinstance(compared(*policies, major=None), Incomparable)
    keys = (["foreign key k: FOREIGN KEY (a) REFERENCES t(a)"], ["foreign key k: FOREIGN KEY (a) REFERENCES u(a)"])
    assert compared(*keys, major=12) is False
    # What is certain to differ is told, whatever else is in doubt.
    assert compared([*policies[0], *keys[0]], [*policies[1], *keys[1]], major=12) is False
