"""The drift gauntlet as data: cases from the shared material, each one change to a copy of a base database."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from .shared import has_shared, shared

CASES = "gauntlet/cases.yaml"


@dataclass(frozen=True)
class Case:
    """One change, and what a checker must say of it."""

    id: str
    tier: str
    drift: bool
    sql: str
    mention: tuple[str, ...]
    seed_only: bool

    def statements(self, database: str) -> list[str]:
        """The change as statements to send one by one."""
        return self.sql.replace(":DB", f'"{database}"').split("; ")


@cache
def cases() -> tuple[Case, ...]:
    """All cases; none where the shared material is absent."""
    if not has_shared(CASES):
        return ()
    entries: list[dict[str, Any]] = yaml.safe_load(shared(CASES).read_text(encoding="utf-8"))
    return tuple(
        Case(
            id=entry["id"],
            tier=entry["tier"],
            drift=entry["expect"] == "drift",
            sql=entry["sql"],
            mention=tuple(entry.get("mention", ())),
            seed_only=entry.get("seed_only", False),
        )
        for entry in entries
    )


def parametrized(chosen: list[Case]) -> pytest.MarkDecorator:
    """Run a test once for each case; one that skips loudly where there are none."""
    absent = pytest.param(None, marks=pytest.mark.skip(reason=f"needs the shared material {CASES}"), id="absent")
    return pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in chosen] or [absent])


@cache
def seed_sql() -> str:
    """The seed's schema, as Prisma makes it."""
    return Path(shared("gauntlet/seed.sql")).read_text(encoding="utf-8")


@cache
def extras_sql() -> str:
    """What the full base has beyond the seed."""
    return Path(shared("gauntlet/extras.sql")).read_text(encoding="utf-8")
