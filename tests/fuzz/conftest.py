"""The workbenches of a run, and how much of chance it takes."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.servers import Databases, Server

from .bases import sql_of
from .workbench import Workbench

FUZZ: Final = int(os.environ.get("FUZZ") or 0)
"""How many changes are made at random; 0: a few hundred, the same in every run."""
SEED: Final = int(os.environ.get("FUZZ_SEED") or (random.randrange(1 << 32) if FUZZ else 0))
"""What the changes follow from. The first process of a run draws it, and its workers have it from there."""
os.environ["FUZZ_SEED"] = str(SEED)

MAJORS: Final = tuple(
    major for major in (14, 18) if str(major) in (os.environ.get("SCHEMACHECK_MAJORS") or "14,18").split(",")
)
"""The oldest and the newest of those whose catalogs are alike in most of what is changed."""

_AWAKE: Final = 10
"""How many workbenches of a process have a connection: those that were used last."""

Benches = Callable[[str, int], Workbench]


def pytest_report_header() -> str | None:
    """Say how to have the same changes again."""
    return f"changes at random: make fuzz FUZZ={FUZZ} FUZZ_SEED={SEED}" if FUZZ else None


@pytest.fixture(scope="session")
def benches(
    pg: Callable[[int], Server],
    databases_on: Callable[[Server], Databases],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Benches]:
    """Give the workbench of a base on a major; each is set up when it is first asked for."""
    made: dict[tuple[str, int], Workbench] = {}
    names: list[tuple[Databases, str]] = []

    def bench(base: str, major: int) -> Workbench:
        if (base, major) not in made:
            databases = databases_on(pg(major))
            name = databases.make("", template=sql_of(base, major))
            names.append((databases, name))
            made[base, major] = Workbench(databases.server.url(name), Path(tmp_path_factory.mktemp("bench")))
        workbench = made.pop((base, major))
        made[base, major] = workbench
        for rested in list(made.values())[:-_AWAKE]:
            rested.rest()
        return workbench

    yield bench
    for workbench in made.values():
        workbench.rest()
    for databases, name in names:
        databases.drop(name)
