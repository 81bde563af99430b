"""The first customer's models, taken from its own document where that is at hand."""

from __future__ import annotations

import re
from functools import cache

from tests.shared import ROOT, shared

SPEC = ROOT / "expected_schema.yaml"
HEAD = 'datasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n}\n\n'
_BLOCK = re.compile(r"```prisma\n(.*?)```", re.DOTALL)
# Relations to the models of a sister project, whose fields the document does not give.
_ELSEWHERE = re.compile(r"^ +run_crew_.*\n", re.MULTILINE)
ELSEWHERE = (
    "join_codes", "run_crew_announcements", "run_crew_event_rsvps", "run_crew_events", "run_crew_managers",
    "run_crew_memberships", "run_crew_messages", "run_crew_run_rsvps", "run_crew_runs", "run_crews",
)  # fmt: skip


@cache
def seed_prisma() -> str:
    """A schema.prisma of the nine models."""
    models = _BLOCK.findall(shared("seed.md").read_text(encoding="utf-8"))
    return HEAD + _ELSEWHERE.sub("", "\n".join(models))


def with_ignored_models() -> str:
    """The same, with the sister project's tables as models that Prisma is to leave alone."""
    return seed_prisma() + "".join(f"\nmodel {name} {{\n  id String @id\n\n  @@ignore\n}}\n" for name in ELSEWHERE)
