"""The guard's second way: migrations are run on a throw-away server, and what they did joins what was read of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from os.path import relpath
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from schemacheck.app.end_state import end_state
from schemacheck.app.rehearsed import BLOCKS, Rehearsed, changes, locked, of_rows, on_rows, rewrites, watched
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

_FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "column": ("guard-column-",),
    "member": ("guard-constraint-", "guard-index-"),
    "trigger": ("guard-trigger-",),
    "access": ("guard-access-",),
    "comment": ("guard-comment-",),
    "rows": ("guard-delete-", "guard-update-", "guard-table-truncated"),
}
"""What of a table rules are about, by the beginnings of their names."""
_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "column": ("column ",),
    "member": ("member ", "column ", "enforcement"),
    "trigger": ("trigger ", "rule ", "enforcement"),
    "access": ("policy ", "column ", "schema"),
    "comment": ("comment",),
}
"""The same by what the catalog's rows are called."""
_OF_LOCKS: Final = frozenset({"guard-table-locked", "guard-table-referenced"})
_OPEN: Final = "only known when it runs"
"""Stands in what was read of a name that a statement puts together."""


@record
class Joined:
    """What was read of migrations and what they did, each told once."""

    findings: tuple[Finding, ...]
    gaps: tuple[NotChecked, ...] = ()
    notes: tuple[str, ...] = ()
    end: tuple[Finding, ...] = ()
    """How the end of all migrations differs from the expected schema."""


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
    told: set[tuple[QName | None, str]] = set()
    for step in done.steps:
        found, changed = join(found, step, names[Path(step.script.path).resolve()], spec.schema)
        seen |= {*step.before.tables, *step.after.tables}
        told |= {(each.table, each.about) for each in changed}
    ran = len({Path(step.script.path).resolve() for step in done.steps})
    noun = "migration" if ran == 1 else "migrations"
    notes = [f"{ran} {noun} rehearsed after those before; rows are made up"]
    if ran < len(names):
        notes.append(f"{len(names) - ran} not rehearsed: no tool would run them in {folder.as_posix()}")
    found = tuple(sorted(found, key=lambda each: (each.order, each.at or ("", 0, 0))))
    gaps = (*done.gaps, *_blind(spec.schema, seen))
    if not done.ends:
        return Joined(found, gaps, tuple(notes))
    end = end_state(done.ends, spec, seen, told)
    return Joined(found, (*gaps, *end.gaps), (*notes, *end.notes), end.findings)


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


def join(
    findings: Sequence[Finding], step: Step, file: str, expected: Schema
) -> tuple[tuple[Finding, ...], list[Rehearsed]]:
    """Join what was read of one migration with what it did: what both say stands once. Return its changes too."""
    read: list[Finding] = []
    others: list[Finding] = []
    for each in findings:
        ours = each.at is not None and each.at.file == file and _statement_of(each, step) is not None
        (read if ours else others).append(each)
    done = [*changes(step, expected), *on_rows(step, expected)]
    both = _paired(read, done)
    joined = [_confirmed(both[n], each, step) if n in both else _alone(each, step, file) for n, each in enumerate(done)]
    paired = {id(each) for each in both.values()}
    rest = [each for each in read if id(each) not in paired]

    def untold(found: Iterable[Rehearsed], known: Sequence[Rehearsed]) -> list[Rehearsed]:
        """Leave out what is told of the same table and statement."""
        return [
            each
            for each in found
            if not any(_same_place(each, other) for other in known)
            and not any(_is_about(other, each) for other in rest)
        ]

    beside = untold(rewrites(step, expected), done)
    held = untold(locked(step, expected), [*done, *beside])
    joined += [_alone(each, step, file) for each in beside]
    joined += [_beside(each, step, file) for each in held]
    return (*others, *joined, *(_seen(each, step) or _unconfirmed(each, step, done) for each in rest)), done


def _paired(read: Sequence[Finding], done: Sequence[Rehearsed]) -> dict[int, Finding]:
    """Pair the changes, by their numbers, with what was read of them: by what both name, then by the statement.

    A primary key that is dropped and added is, in the end, one that was changed: so rules may differ in the last round.
    """
    found: dict[int, Finding] = {}
    taken: set[int] = set()
    of_table: dict[object, list[Finding]] = {}
    for one in read:
        of_table.setdefault(one.subject.table or one.subject, []).append(one)
    for fits in (_is_it, _may_be_it, _is_like_it):
        for number, each in enumerate(done):
            if number in found:
                continue
            subject = each.finding.subject
            for other in of_table.get(subject.table or subject, ()):
                if id(other) not in taken and _is_about(other, each) and fits(other, each):
                    found[number] = other
                    taken.add(id(other))
                    break
    return found


def _is_it(read: Finding, done: Rehearsed) -> bool:
    return read.rule is done.finding.rule and _names_it(read, done)


def _names_it(read: Finding, done: Rehearsed) -> bool:
    return not done.about or done.about in _words(read)


def _words(read: Finding) -> list[str]:
    return read.sentence.replace(",", " ").replace(";", " ").split()


def _may_be_it(read: Finding, done: Rehearsed) -> bool:
    """Whether it may be the same under another name: constraints have several, and some names only the run knows."""
    rule = done.finding.rule
    return read.rule is rule and (_family(rule.name) != "column" or _OPEN in read.sentence or "..." in read.sentence)


def _is_like_it(read: Finding, done: Rehearsed) -> bool:
    family = _family(read.rule.name)
    return family == _family(done.finding.rule.name) and bool(family) and (family != "column" or _names_it(read, done))


def _family(rule: str) -> str:
    """Say what of a table a rule is about; "" is the table itself."""
    return next((family for family, rules in _FAMILIES.items() if rule.startswith(rules)), "")


def _confirmed(read: Finding, done: Rehearsed, step: Step) -> Finding:
    told = done.finding
    named = _names_it(read, done) or done.about in (told.subject.kind, "primary key")
    how = _how(step, done.statement, done.table, "" if named else done.about, of_rows=_is_of_rows(told))
    return replace(
        read, sentence=f"{read.sentence} ({how})", change=told.change, expected=told.expected, live=told.live
    )


def _alone(done: Rehearsed, step: Step, file: str) -> Finding:
    told = done.finding
    at = told.at._replace(file=file) if told.at is not None else None
    return replace(
        told, at=at, sentence=f"{told.sentence} ({_how(step, done.statement, done.table, of_rows=_is_of_rows(told))})"
    )


def _beside(lock: Rehearsed, step: Step, file: str) -> Finding:
    """Tell a lock on what stays as it is: that is not called rehearsed, which a change is."""
    told = lock.finding
    at = told.at._replace(file=file) if told.at is not None else None
    return replace(told, at=at, sentence=f"{told.sentence} ({', '.join(_meanwhile(step, lock.statement, lock.table))})")


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


def _statement_of(read: Finding, step: Step) -> Statement | None:
    """Find the statement that a finding stands in; of several in one line, the last that begins before it."""
    if read.at is None:
        return None
    place = read.at.line, read.at.column
    found = None
    for statement in step.script.statements:
        begin = statement.position.line, statement.position.column
        if begin <= place and _stands_in(read, statement):
            found = statement
        elif begin > place:
            break
    return found


def _how(step: Step, statement: Statement | None, table: QName | None, name: str = "", *, of_rows: bool = False) -> str:
    """Say that it was rehearsed, its name where that was not known, and what happens to the table meanwhile."""
    words = [f"rehearsed: {name}" if name else "rehearsed"]
    if statement is None or table is None:
        return words[0]
    rows = step.rows.get(statement, {}).get(table)
    if of_rows and rows is not None:
        changed = rows.before - rows.left or rows.updated
        part = f"{changed} of " if changed < rows.before else ""
        return f"{words[0]} on {part}{rows.before} {'row' if rows.before == 1 else 'rows'}"
    return ", ".join((*words, *_meanwhile(step, statement, table)))


def _meanwhile(step: Step, statement: Statement | None, table: QName | None) -> list[str]:
    """Say what a statement keeps others from while it runs, and what of the table it goes through."""
    words: list[str] = []
    if statement is None or table is None:
        return words
    lock = step.locks.get(statement, {}).get(table)
    if lock is not None:
        words.append(f"holds {lock}")
        words += [BLOCKS[lock]] if lock in BLOCKS else []
    if table in step.rewrote.get(statement, ()):
        words.append("rewrites the table")
    elif table in step.scans.get(statement, ()):
        words.append("reads all its rows")
    return words


def _is_of_rows(finding: Finding) -> bool:
    return _family(finding.rule.name) == "rows"


def _seen(read: Finding, step: Step) -> Finding | None:
    """Confirm what was read, where the statement changed for good what it is about; None where nobody saw that."""
    statement = _statement_of(read, step)
    if statement is not None and read.rule.name in _OF_LOCKS:
        how = _meanwhile(step, statement, read.subject.table)
        return replace(read, sentence=f"{read.sentence} ({', '.join(how)})") if how else None
    if statement is None or read.rule.name not in _SHOWN:
        return None
    subject = read.subject
    holder = subject.table or QName(subject.schema, subject.name)
    family = _family(read.rule.name)
    parts = [
        what
        for schema, name, what in step.changed.get(statement, ())
        if (schema, name) == holder and what.startswith(_PARTS.get(family, ""))
    ]
    if family == "column":
        words = _words(read)
        parts = [each for each in parts if each.partition(" ")[2] in words or _OPEN in read.sentence]
    if not parts:
        return None
    return replace(read, sentence=f"{read.sentence} ({_how(step, statement, subject.table)})")


def _unconfirmed(read: Finding, step: Step, done: Sequence[Rehearsed]) -> Finding:
    """Say of what was read that the rehearsal does not show it: it stands all the same."""
    table = read.subject.table
    if read.rule.name == "guard-table-recreated" and table in step.after.tables and table not in step.before.tables:
        return replace(read, sentence=f"{read.sentence} (not confirmed: rehearsed, it was not there before)")
    if table is None or table not in step.before.tables:
        return read
    statement = _statement_of(read, step)
    if _is_of_rows(read) and statement is not None and (rows := step.rows.get(statement, {}).get(table)) is not None:
        if of_rows(rows, statement) is not None:
            return replace(read, sentence=f"{read.sentence} ({_how(step, statement, table, of_rows=True)})")
        changed = max(rows.updated, rows.deleted)
        return replace(read, sentence=f"{read.sentence} (not confirmed: rehearsed, {changed} of {rows.before} rows)")
    if read.rule.name not in _SHOWN:
        return read
    if any(_is_about(read, each) for each in done):
        return read
    itself = read.subject.within(step.before.schema.home)
    says = f"{itself} is the same before and after"
    if any(each.table == table for each in done):
        says = "it changes nothing that lasts"
    return replace(read, sentence=f"{read.sentence} (not confirmed: rehearsed, {says})")
