"""The guard's second way: migrations are run on a throw-away server, and what they did joins what was read of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from os.path import relpath
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from schemacheck.app.rehearsed import Rehearsed, changes, rewrites, rewritten, watched
from schemacheck.base.errors import UsageError
from schemacheck.base.names import is_pattern
from schemacheck.base.record import record
from schemacheck.guard import is_migration
from schemacheck.report.finding import Finding, NotChecked
from schemacheck.sources.sql.rehearsal import rehearse

if TYPE_CHECKING:
    from schemacheck.base.names import QName
    from schemacheck.migrations.script import Statement
    from schemacheck.model.schema import Schema
    from schemacheck.report.policy import GuardPolicy
    from schemacheck.sources.source import ConnectionOptions
    from schemacheck.sources.spec import Spec
    from schemacheck.sources.sql.rehearsal import Step

_NAMED_BY_FOLDER: Final = frozenset({"migration", "up", "down"})
_SHOWN: Final = frozenset(
    f"guard-{each}"
    for each in (
        "table-dropped", "table-renamed", "table-altered", "column-added", "column-dropped", "column-renamed",
        "column-altered", "constraint-added", "constraint-dropped", "constraint-altered", "index-added",
        "index-dropped", "index-altered", "trigger-changed", "access-changed", "comment-changed",
    )
)  # fmt: skip
"""Rules about what the catalog shows of a table; of rows, of locks and of what is not read, it says nothing."""

_OPEN: Final = "only known when it runs"
"""Stands in what was read of a name that a statement puts together."""


@record
class Joined:
    """What was read of migrations and what they did, each told once."""

    findings: tuple[Finding, ...]
    gaps: tuple[NotChecked, ...] = ()
    notes: tuple[str, ...] = ()


def with_rehearsal(
    findings: Sequence[Finding], judged: Sequence[Path], expected: str, spec: Spec, connection: ConnectionOptions
) -> Joined:
    """Rehearse the judged migrations, and join what they did with what was read of them.

    Raises:
        SourceError: a migration, or one before it, fails.
        UsageError: the migrations are of several folders.
        UncheckedError: there is no server.
    """
    migrations = [path for path in judged if is_migration(path.as_posix()) and path.is_file()]
    if not migrations:
        return Joined(tuple(findings), notes=("there is no file of a migration to rehearse",))
    folder = _folder(migrations, expected, spec.guard)
    done = rehearse(folder, migrations, watched(spec.schema), spec.platform, connection)
    names = {path.resolve(): path.as_posix() for path in migrations}
    found = tuple(findings)
    seen: set[object] = set()
    for step in done.steps:
        found = _joined(found, step, names[Path(step.script.path).resolve()], spec.schema)
        seen |= {*step.before.tables, *step.after.tables}
    ran = len({Path(step.script.path).resolve() for step in done.steps})
    noun = "migration" if ran == 1 else "migrations"
    notes = [f"{ran} {noun} rehearsed after those before, on tables without rows: what is done to rows is only read"]
    if ran < len(names):
        notes.append(f"{len(names) - ran} not rehearsed: no tool would run them in {folder.as_posix()}")
    return Joined(tuple(sorted(found, key=lambda each: (each.order, each.at or ("", 0, 0)))),
                  (*done.gaps, *_blind(spec.schema, seen)), tuple(notes))  # fmt: skip


def _blind(expected: Schema, seen: set[object]) -> Iterator[NotChecked]:
    """Tables that no rehearsal can say anything of, since nothing that was run makes them."""
    from schemacheck.guard.protection import is_guarded  # noqa: PLC0415 - it is there by now

    absent = [str(table.name) for table in expected.tables if is_guarded(table) and table.name not in seen]
    if absent:
        what = "table" if len(absent) == 1 else f"{len(absent)} tables:"
        yield NotChecked(f"{what} {', '.join(absent)}", "not stated", "not made by what was rehearsed; only read about")


def _folder(migrations: Sequence[Path], expected: str, policy: GuardPolicy) -> Path:
    """Find the folder that holds all migrations, those before the judged ones among them."""
    home = Path(relpath(Path(expected).resolve().parent))
    stated = [_before_pattern(home, pattern) for pattern in policy.paths]
    found = {next((each for each in stated if _is_below(path, each)), _own_folder(path)) for path in migrations}
    if len(found) > 1:
        listed = ", ".join(sorted(each.as_posix() for each in found))
        raise UsageError(f"the migrations to rehearse are of several folders: {listed}", "Name those of one at a time.")
    return found.pop()


def _before_pattern(home: Path, pattern: str) -> Path:
    parts = PurePath(pattern).parent.parts
    place = next((n for n, part in enumerate(parts) if is_pattern(part)), len(parts))
    return home.joinpath(*parts[:place])


def _is_below(path: Path, folder: Path) -> bool:
    return folder.resolve() in path.resolve().parents


def _own_folder(path: Path) -> Path:
    return path.parent.parent if path.stem in _NAMED_BY_FOLDER else path.parent


def _joined(findings: Sequence[Finding], step: Step, file: str, expected: Schema) -> tuple[Finding, ...]:
    """Join what was read of one migration with what it did: what both say stands once."""
    read = [
        each
        for each in findings
        if each.at is not None
        and each.at.file == file
        and any(_stands_in(each, statement) for statement in step.script.statements)
    ]
    others = [each for each in findings if each not in read]
    done = list(changes(step, expected))
    both = _paired(read, done)
    joined = [_confirmed(both[n], each, step) if n in both else _alone(each, step, file) for n, each in enumerate(done)]
    rest = [each for each in read if each not in both.values()]
    for each in rewrites(step, expected):
        if not any(_same_place(each, other) for other in done) and not any(_is_about(other, each) for other in rest):
            joined.append(_alone(each, step, file))
    alone = [each for n, each in enumerate(done) if n not in both]
    return (*others, *joined, *(_unconfirmed(each, step, done, alone) for each in rest))


def _paired(read: Sequence[Finding], done: Sequence[Rehearsed]) -> dict[int, Finding]:
    """Pair the changes, by their numbers, with what was read of them: by what both name, then by the statement."""
    found: dict[int, Finding] = {}
    for fits in (_names_it, _may_be_it):
        for number, each in enumerate(done):
            free = [other for other in read if other not in found.values()]
            same = (other for other in free if other.rule is each.finding.rule and _is_about(other, each))
            match = None if number in found else next((other for other in same if fits(other, each)), None)
            if match is not None:
                found[number] = match
    return found


def _names_it(read: Finding, done: Rehearsed) -> bool:
    words = read.sentence.replace(",", " ").replace(";", " ").split()
    return not done.about or done.about in words


def _may_be_it(read: Finding, done: Rehearsed) -> bool:
    """Whether it may be the same under another name: constraints have several, and some names only the run knows."""
    return not done.finding.rule.name.startswith("guard-column") or _OPEN in read.sentence or "..." in read.sentence


def _confirmed(read: Finding, done: Rehearsed, step: Step) -> Finding:
    told = done.finding
    how = _how(step, done, "" if _names_it(read, done) else done.about)
    return replace(
        read, sentence=f"{read.sentence} ({how})", change=told.change, expected=told.expected, live=told.live
    )


def _alone(done: Rehearsed, step: Step, file: str) -> Finding:
    told = done.finding
    at = told.at._replace(file=file) if told.at is not None else None
    return replace(told, at=at, sentence=f"{told.sentence} ({_how(step, done, '')})")


def _same_place(one: Rehearsed, other: Rehearsed) -> bool:
    return one.table == other.table and one.statement == other.statement


def _is_about(read: Finding, done: Rehearsed) -> bool:
    """Whether a finding that was read is about the statement, and the object, of a change."""
    ours = read.subject.table or read.subject
    theirs = done.finding.subject.table or done.finding.subject
    if ours != theirs:
        return False
    return done.statement is None or _stands_in(read, done.statement)


def _stands_in(read: Finding, statement: Statement) -> bool:
    start = statement.position.line
    return read.at is not None and start <= read.at.line <= start + statement.sql.count("\n")


def _how(step: Step, done: Rehearsed, name: str) -> str:
    """Say that it was rehearsed, its name where that was not known, and what happens to the table meanwhile."""
    words = [f"rehearsed: {name}" if name else "rehearsed"]
    table, statement = done.table, done.statement
    lock = step.locks.get(statement, {}).get(table) if statement is not None and table is not None else None
    if lock is not None:
        words.append(f"holds {lock}")
    if table in rewritten(step) and statement == step.wrote.get((table.schema, table.name, "")):
        words.append("rewrites the table")
    return ", ".join(words)


def _unconfirmed(read: Finding, step: Step, done: Sequence[Rehearsed], alone: Sequence[Rehearsed]) -> Finding:
    """Say of what was read that the rehearsal does not show it: it stands all the same."""
    table = read.subject.table
    if read.rule.name == "guard-table-recreated" and table in step.after.tables and table not in step.before.tables:
        return replace(read, sentence=f"{read.sentence} (not confirmed: rehearsed, it was not there before)")
    if read.rule.name not in _SHOWN or table is None or table not in step.before.tables:
        return read
    told = any(_is_about(read, each) for each in done)
    elsewhere = any(each.finding.rule is read.rule and each.finding.subject.table == table for each in alone)
    if told or elsewhere or _has_heirs_by(read, table, step):
        return read
    itself = read.subject.within(step.before.schema.home)
    return replace(read, sentence=f"{read.sentence} (not confirmed: rehearsed, {itself} is the same before and after)")


def _has_heirs_by(read: Finding, table: QName, step: Step) -> bool:
    """Whether the statement let another table inherit, which a table itself knows nothing of."""
    return any(
        (schema, name) == table and what.startswith("partition ") and _stands_in(read, statement)
        for (schema, name, what), statement in step.wrote.items()
    )
