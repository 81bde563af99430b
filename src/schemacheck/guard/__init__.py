"""The guard: migration files and scripts against what the expected schema protects. Reads no file, runs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from schemacheck.findings import Finding
from schemacheck.guard.migrations import Migrations
from schemacheck.guard.protection import Protection
from schemacheck.guard.scripts import is_migration, judge_script
from schemacheck.guard.text import SourceText
from schemacheck.model.record import record
from schemacheck.model.schema import Schema
from schemacheck.policy import GuardPolicy

__all__ = ["Judgement", "SourceText", "is_migration", "judge"]


@record
class Judgement:
    """What the guard found, and how much it read."""

    findings: tuple[Finding, ...]
    migrations: int = 0
    statements: int = 0
    """Those in bodies and in constants given to EXECUTE among them."""
    scripts: int = 0
    commands: int = 0


def judge(files: Sequence[SourceText], expected: Schema, policy: GuardPolicy) -> Judgement:
    """Judge migration files (`*.sql`) and scripts (anything else).

    Args:
        files: as they were read, migrations in the order in which they run.
        expected: the expected schema, with what it protects.
        policy: what is forbidden for all tables.

    Raises:
        UncheckedError: PostgreSQL's grammar is not installed.
    """
    protection = Protection(expected)
    migrations = Migrations(protection, policy)
    found: list[Finding] = []
    scripts, commands = 0, 0
    for source in files:
        if is_migration(source.path):
            found += _once(migrations.judge(source))
        elif policy.commands:
            verdict = judge_script(source)
            scripts, commands = scripts + 1, commands + verdict.commands
            found += _once(verdict.findings)
    found.sort(key=lambda each: (each.order, each.at or ("", 0, 0)))
    read = sum(is_migration(source.path) for source in files)
    return Judgement(tuple(found), read, migrations.statements, scripts, commands)


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what is said twice of one place, as when a table is named twice in one line of a loop."""
    seen = set()
    for finding in findings:
        key = (finding.rule.name, finding.subject, finding.at, finding.sentence)
        if key not in seen:
            seen.add(key)
            yield finding
