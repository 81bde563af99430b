"""The guard: migration files and scripts against what the expected schema protects. Reads no file, runs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from schemacheck.base.record import record
from schemacheck.guard.scripts.names import is_sql
from schemacheck.model.schema import Schema
from schemacheck.report.finding import Finding
from schemacheck.report.policy import GuardPolicy
from schemacheck.sql.text import SourceText

if TYPE_CHECKING:
    from schemacheck.guard.migrations import Migrations

__all__ = ["GuardResult", "SourceText", "is_migration", "judge"]


_PIPE = re.compile(r"/dev/(?:stdin|fd/\d+)|/proc/self/fd/\d+")


def is_migration(path: str) -> bool:
    """Whether a file is read as SQL, as what comes through a pipe is; anything else is read as a script."""
    return is_sql(path) or _PIPE.fullmatch(path) is not None


@record
class GuardResult:
    """What the guard found, and how much it read."""

    findings: tuple[Finding, ...]
    migrations: int = 0
    statements: int = 0
    """Those in bodies and in constants given to EXECUTE among them."""
    scripts: int = 0
    commands: int = 0


def judge(files: Sequence[SourceText], expected: Schema, policy: GuardPolicy) -> GuardResult:
    """Judge migration files (`*.sql` and its like) and scripts (anything else).

    Args:
        files: as they were read, migrations in the order in which they run.
        expected: the expected schema, with what it protects.
        policy: what is forbidden for all tables.

    Raises:
        UncheckedError: PostgreSQL's grammar is not installed.
    """
    migrations = [source for source in files if is_migration(source.path)]
    scripts = [source for source in files if not is_migration(source.path)] if policy.commands else []
    found: list[Finding] = []
    statements = commands = 0
    reader: Migrations | None = None

    def judge_sql(source: SourceText) -> list[Finding]:
        """Judge a migration, or SQL that a script sends, in the light of the migrations before it."""
        nonlocal reader
        if reader is None:
            from schemacheck.guard.migrations import Migrations  # noqa: PLC0415 - a commit often has no SQL
            from schemacheck.guard.protection import Protection  # noqa: PLC0415

            reader = Migrations(Protection(expected), policy)
        return list(reader.judge(source))

    for source in migrations:
        found += _once(judge_sql(source))
    if scripts:
        from schemacheck.guard.scripts.judging import judge_script  # noqa: PLC0415 - a commit often has no script

        for source in scripts:
            verdict = judge_script(source, judge_sql)
            commands += verdict.commands
            found += _once(verdict.findings)
    if reader is not None:
        statements = reader.statements
    found.sort(key=lambda each: (each.order, each.at or ("", 0, 0)))
    return GuardResult(tuple(found), len(migrations), statements, len(scripts), commands)


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what is said twice of one place, as when a table is named twice in one line of a loop."""
    seen = set()
    for finding in findings:
        key = (finding.rule.name, finding.subject, finding.at, finding.sentence)
        if key not in seen:
            seen.add(key)
            yield finding
