"""The use case of the guard: files in, a report out. It prints nothing and never exits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING

from schemacheck.base.errors import UncheckedError
from schemacheck.base.record import record
from schemacheck.guard import GuardResult, is_migration, judge
from schemacheck.guard.files import expand, is_history, matching, read, scripts
from schemacheck.guard.strangers import without_strangers
from schemacheck.migrations.forward import is_way_back
from schemacheck.model.schema import Origin
from schemacheck.report.finding import Finding, NotChecked, ordered, weighed
from schemacheck.report.policy import GUARDS_OWN, GuardException, GuardPolicy, Waiver
from schemacheck.report.report import Report
from schemacheck.report.rules import RULES, Severity
from schemacheck.report.subject import Subject
from schemacheck.report.waivers import apply_waivers

if TYPE_CHECKING:
    from schemacheck.guard import SourceText
    from schemacheck.sources.source import ConnectionOptions
    from schemacheck.sources.spec import Spec


@record
class MigrationScope:
    """Which files are read."""

    files: Sequence[str] = ()
    """Files and folders; empty: those the expected schema names, and the scripts beside it."""
    since: str | None = None
    """Overrides what the expected schema says."""


def guard(
    expected: str,
    scope: MigrationScope,
    *,
    fail_on: Severity | None = None,
    today: date,
    on_phase: Callable[[str], None] = lambda _phase: None,
    rehearsal: ConnectionOptions | None = None,
) -> Report:
    """Hold migrations and scripts against what the expected schema in a file protects.

    Args:
        expected: the file.
        scope: which migrations and scripts.
        fail_on: overrides what the expected schema says.
        today: the day on which waivers are judged.
        on_phase: told what is being done.
        rehearsal: how to reach a throw-away server on which the migrations are run too; None: they are only read.

    Raises:
        SourceError: the expected schema has mistakes, or a migration that is rehearsed fails.
        UsageError: a file that is named is not there, or a pattern makes no sense.
        UncheckedError: there is nothing to look at, or PostgreSQL's grammar is not installed.
    """
    from schemacheck.sources.spec import read_spec_file  # noqa: PLC0415 - yaml, for those who need it

    spec = read_spec_file(Path(expected))
    policy = spec.guard
    on_phase("reading migrations")
    named = expand(scope.files) if scope.files else _configured(expected, policy)
    elsewhere = _elsewhere(named, expected, policy) if scope.files else []
    named = [path for path in named if path not in elsewhere]
    since = scope.since or policy.since
    history = [path for path in named if since and is_migration(path.name) and is_history(path.as_posix(), since)]
    back = [path for path in named if is_migration(path.name) and path not in history and is_way_back(path)]
    files = read(set(named) - set(history) - set(back))
    judgement = judge(files, spec.schema, policy)
    notes = _notes(files, history, back, since=since, policy=policy, scope=scope)
    if elsewhere:
        notes = (*notes, _none_of_paths(elsewhere))
    if scope.files and not policy.states_paths:
        judgement, more = without_strangers(judgement, files)
        notes = (*notes, *more)
    gaps: tuple[NotChecked, ...] = ()
    end: tuple[Finding, ...] = ()
    if rehearsal is not None:
        from schemacheck.app.rehearsal import with_rehearsal  # noqa: PLC0415 - the driver, for those who run anything

        judged = [Path(each.path) for each in files]
        joined = with_rehearsal(judgement.findings, judged, expected, spec, rehearsal)
        judgement, gaps, end = replace(judgement, findings=joined.findings), joined.gaps, joined.end
        notes = (*notes, *joined.notes)
    report = _report(spec, judgement, files, notes, gaps, fail_on=fail_on, today=today, whole=not scope.files)
    return _with_end(report, end, spec, today) if end else report


def _with_end(report: Report, end: Sequence[Finding], spec: Spec, today: date) -> Report:
    """Add how the end of all migrations differs from the expected schema, under the same waivers as in a check."""
    from schemacheck.report import judging  # noqa: PLC0415 - few guards rehearse

    judged = judging.judge(end, spec.policy, judging.JudgingOptions(today), spec.schema.home)
    # Waivers are about databases: that one covers nothing here means nothing.
    found = [finding for finding in judged.counting if not finding.rule.name.startswith("waiver-")]
    return replace(report, findings=ordered((*report.findings, *found)), waived=(*report.waived, *judged.waived))


def _configured(expected: str, policy: GuardPolicy) -> list[Path]:
    folder = Path(relpath(Path(expected).resolve().parent))
    migrations = matching(folder, policy.paths)
    if not migrations:
        raise UncheckedError(
            f"No migration matches {', '.join(policy.paths)} in {folder}: there is nothing to look at.",
            "Say where they are under `guard: paths:`, or name files.",
        )
    return [*migrations, *(scripts(folder) if policy.commands else [])]


def _elsewhere(named: Sequence[Path], expected: str, policy: GuardPolicy) -> list[Path]:
    """SQL that is named, as a hook does, and is no migration: the file says where those are."""
    sql = [path for path in named if is_migration(path.name)]
    if not sql or not policy.states_paths:
        return []
    folder = Path(relpath(Path(expected).resolve().parent))
    migrations = {path.resolve() for path in matching(folder, policy.paths)}
    return [path for path in sql if path.resolve() not in migrations]


def _none_of_paths(elsewhere: Sequence[Path]) -> str:
    if len(elsewhere) == 1:
        return f"{elsewhere[0].as_posix()} left alone: it is not among guard: paths"
    return f"{len(elsewhere)} SQL files left alone: they are not among guard: paths"


def _notes(
    files: Sequence[SourceText],
    history: Sequence[Path],
    back: Sequence[Path],
    *,
    since: str | None,
    policy: GuardPolicy,
    scope: MigrationScope,
) -> tuple[str, ...]:
    notes = []
    if history:
        noun = "migration" if len(history) == 1 else "migrations"
        notes.append(f"{len(history)} {noun} before {since} left alone")
    if back:
        noun = "way back" if len(back) == 1 else "ways back"
        notes.append(f"{len(back)} {noun} left alone")
    if not policy.commands and scope.files and any(not is_migration(each.path) for each in files):
        notes.append("scripts were not read, since guard: commands says so")
    return tuple(notes)


def _report(
    spec: Spec,
    judgement: GuardResult,
    files: Sequence[SourceText],
    notes: tuple[str, ...],
    gaps: tuple[NotChecked, ...],
    *,
    fail_on: Severity | None,
    today: date,
    whole: bool,
) -> Report:
    schema, policy = spec.schema, spec.policy
    findings = weighed(judgement.findings, policy)
    accepted = [(finding, _exception(finding, spec)) for finding in findings]
    unused = _unused_exceptions(spec, [each for _, each in accepted if each], files, whole=whole)
    counting = [
        *(finding for finding, each in accepted if each is None),
        *weighed(unused, policy),
    ]
    # Waivers of other rules cover what is found in databases.
    ours = tuple(waiver for waiver in policy.waivers if waiver.rule.startswith(GUARDS_OWN))
    verdict = apply_waivers(counting, ours, schema.home, today)
    # A waiver of what is in none of these files may cover something in another one.
    found = [finding for finding in verdict.findings if whole or finding.rule.name != "waiver-unused"]
    return Report(
        expected=schema.origin,
        live=Origin("migrations", _files_label(files, spec, whole=whole)),
        home=schema.home,
        findings=tuple(found),
        waived=(*verdict.waived, *(_with_waiver(finding, each) for finding, each in accepted if each)),
        not_checked=gaps,
        counts=_file_counts(judgement),
        fail_on=fail_on or policy.fail_on,
        protected={
            f"{table.name.schema}.{table.name.name}": table.protected for table in schema.tables if table.protected
        },
        notes=notes,
        today=today,
    )


def _exception(finding: Finding, spec: Spec) -> GuardException | None:
    if finding.at is None:
        return None
    file = finding.at.file
    return next(
        (each for each in spec.guard.exceptions if each.rule == finding.rule.name and _covers_file(each, file, spec)),
        None,
    )


def _covers_file(exception: GuardException, file: str, spec: Spec) -> bool:
    """Whether an exception means a file: as reports name it, or seen from the expected schema."""
    beside = Path(relpath(file, Path(spec.path).resolve().parent)).as_posix()
    return any(fnmatchcase(each, exception.file) for each in (file, beside, Path(file).as_posix()))


def _with_waiver(finding: Finding, exception: GuardException) -> Finding:
    return replace(finding, waiver=Waiver(exception.rule, exception.file, exception.reason, at=exception.at))


def _unused_exceptions(
    spec: Spec, used: Sequence[GuardException], files: Sequence[SourceText], *, whole: bool
) -> list[Finding]:
    """Exceptions that cover nothing; of those, only such as mean a file that was read, unless all were."""
    rule = RULES["guard-exception-unused"]
    return [
        Finding(
            rule=rule,
            severity=rule.severity,
            subject=Subject("exception", "", each.file, suffix=f" {each.rule}"),
            sentence=rule.sentence.format(name=f"{each.rule} {each.file}"),
            at=each.at,
        )
        for each in spec.guard.exceptions
        if each not in used and (whole or any(_covers_file(each, file.path, spec) for file in files))
    ]


def _file_counts(judgement: GuardResult) -> dict[str, int]:
    counts = {"migration files": judgement.migrations, "statements": judgement.statements}
    if judgement.scripts:
        counts |= {"scripts": judgement.scripts, "commands": judgement.commands}
    return counts


def _files_label(files: Sequence[SourceText], spec: Spec, *, whole: bool) -> str:
    if whole:
        return ", ".join(spec.guard.paths)
    return files[0].path if len(files) == 1 else f"{len(files)} files"
