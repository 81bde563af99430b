"""Random changes of every kind that the ledger knows: each that means something is named, each other one is not.

A failure shows the SQL and the report, of which a case can be made. `make fuzz` makes ten thousand changes.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, reject, seed, settings, strategies
from hypothesis.strategies import DataObject

from schemacheck.base.errors import UncheckedError
from schemacheck.model.schema import Schema
from schemacheck.sources.postgres.catalog.ledger import LEDGER
from schemacheck.sources.source import Side

from .bases import BASES, OWN, bases_of
from .conftest import FUZZ, MAJORS, SEED, Benches
from .judging import complaint, in_full, is_compared
from .mutations import MUTATIONS, SEEN, Change, Mutation
from .workbench import Refused, Workbench

NOT_MUTATED: Final[Mapping[str, str]] = {}
"""Compared columns of the catalog without a mutation, and why."""
_OWN: Final = [path.stem for path in OWN]
BY_CHANCE: Final = settings(
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)
_WAYS: Final = len(MUTATIONS) * len(MAJORS)


def _on_majors(mutation: Mutation) -> list[int]:
    """Give the majors for a mutation: by turns, where few changes are made."""
    able = [major for major in MAJORS if major >= mutation.since]
    return able if FUZZ else able[MUTATIONS.index(mutation) % 2 :][:1] or able[:1]


def ways(workbench: Workbench, mutation: Mutation) -> list[Change]:
    """List the ways to make a change on a base, in an order that follows from the seed."""
    if (workbench, mutation) not in _WAYS_KNOWN:
        rows = sorted(workbench.rows(SEEN + mutation.query))
        random.Random(f"{SEED} {mutation.name}").shuffle(rows)
        _WAYS_KNOWN[workbench, mutation] = [Change(mutation, *row) for row in rows]
    return _WAYS_KNOWN[workbench, mutation]


_WAYS_KNOWN: Final[dict[tuple[Workbench, Mutation], list[Change]]] = {}


def _able(benches: Benches, mutation: Mutation, major: int) -> list[str]:
    """Name the bases on which a change can be made; the first one where few changes are made."""
    bases = (base for base in (bases_of(major) if FUZZ else _OWN) if ways(benches(base, major), mutation))
    return list(bases) if FUZZ else list(islice(bases, 1))


def made(workbench: Workbench, changes: Sequence[Change]) -> Schema:
    """Make changes and read what there is then."""
    try:
        with workbench.changed([change.sql for change in changes]):
            return workbench.live()
    except (Refused, UncheckedError):  # an empty schema is unchecked, which is no silence
        reject()


def assert_right(workbench: Workbench, changes: Sequence[Change], expected: Side, live: Schema) -> None:
    report = workbench.compared(expected, live)
    if wrong := complaint(changes, report):
        sql = ";\n".join(change.sql for change in changes)
        pytest.fail(f"{wrong}\n\n{sql};\n\n{in_full(report)}", pytrace=False)


@pytest.mark.parametrize(
    ("mutation", "major"),
    [(mutation, major) for mutation in MUTATIONS for major in _on_majors(mutation)],
    ids=lambda value: value.name if isinstance(value, Mutation) else f"pg{value}",
)
def test_a_change_is_named_or_means_nothing(mutation: Mutation, major: int, benches: Benches) -> None:
    bases = _able(benches, mutation, major)
    assert bases, "no base has what this changes"

    @seed(SEED)
    @settings(BY_CHANCE, max_examples=max(1, FUZZ * 3 // 4 // _WAYS))
    @given(data=strategies.data())
    def change_one(data: DataObject) -> None:
        workbench = benches(data.draw(strategies.sampled_from(bases)), major)
        change = data.draw(strategies.sampled_from(ways(workbench, mutation)))
        assert_right(workbench, [change], workbench.expected, made(workbench, [change]))

    change_one()


@pytest.mark.parametrize(
    ("major", "base"), [(major, base) for major in MAJORS for base in (bases_of(major) if FUZZ else _OWN)]
)
def test_several_at_once(major: int, base: str, benches: Benches) -> None:
    """Each is named, in either direction, and a snapshot of what came out is in sync with it."""
    workbench = benches(base, major)
    candidates = [
        change
        for mutation in MUTATIONS
        if mutation.since <= major
        for change in ways(workbench, mutation)[:9]
        # What goes with others would take their changes with it.
        if "CASCADE" not in change.sql
    ]
    random.Random(f"{SEED} {base}").shuffle(candidates)
    several = strategies.lists(
        strategies.sampled_from(candidates), min_size=2, max_size=5, unique_by=lambda change: change.name
    )

    @seed(SEED)
    @settings(BY_CHANCE, max_examples=max(5, FUZZ // 4 // len(BASES) // len(MAJORS)))
    @given(changes=several)
    def change_several(changes: list[Change]) -> None:
        live = made(workbench, changes)
        assert_right(workbench, changes, workbench.expected, live)
        after = workbench.expected_of(live)
        assert_right(workbench, [], after, live)
        compared = [change for change in changes if is_compared(change.mutation)]
        assert_right(workbench, compared, after, workbench.before)

    change_several()


def test_every_compared_column_is_changed() -> None:
    """A fact that is compared from now on needs a mutation here, or a reason in NOT_MUTATED."""
    compared = {
        f"{catalog}.{column}"
        for catalog, columns in LEDGER.items()
        for column, fate in columns.items()
        if fate.kind == "compared"
    }
    covered = {column for mutation in MUTATIONS for column in mutation.covers}
    assert compared - covered == NOT_MUTATED.keys()


def test_mutations_have_names_of_their_own() -> None:
    names = [mutation.name for mutation in MUTATIONS]
    assert len(set(names)) == len(names)
