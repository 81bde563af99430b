"""What rehearsed migrations did to what is protected, as findings of the guard: the state before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from schemacheck.base.evidence import quoted_lines
from schemacheck.base.names import Position, QName, is_plain
from schemacheck.base.record import record
from schemacheck.compare import compare
from schemacheck.compare.engine import LazyKind, NameScope, pairs
from schemacheck.compare.objects import OBJECTS
from schemacheck.compare.tables import MEMBERS
from schemacheck.model.schema import Schema
from schemacheck.report.finding import Change, Finding
from schemacheck.report.policy import Policy
from schemacheck.report.rules import RULES, Severity
from schemacheck.report.subject import MemberName, Subject

if TYPE_CHECKING:
    from schemacheck.migrations.script import Statement
    from schemacheck.sources.sql.rehearsal import Step
    from schemacheck.sources.sql.rows import RowChange
    from schemacheck.sources.sql.watching import What

_CONSTRAINTS: Final = frozenset({"primary key", "unique", "foreign key", "check", "exclusion"})
_OF_ACCESS: Final = frozenset({"policy", "grant", "schema", "default privileges"})
_NAMELESS: Final = frozenset({"schema", "default privileges", "database"})
_ON_ROWS: Final = {
    "guard-table-truncated": "empties {1}",
    "guard-delete-without-where": "deletes {0}{1}",
    "guard-update-without-where": "updates {0}{1}",
}
_CONDITION: Final = re.compile(r"\b(?:where|on|when|if)\b", re.IGNORECASE)
BLOCKS: Final[Mapping[str, str]] = {
    "ACCESS EXCLUSIVE": "blocks reads and writes",
    **dict.fromkeys(("EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE"), "blocks writes"),
}
"""What the locks that keep others from a table do to them."""
_WORD: Final = re.compile(r"\w+")
_VERBS: Final = {"missing": "drops", "unexpected": "adds", "differs": "changes"}
_ENDINGS: Final = {"missing": "dropped", "unexpected": "added", "differs": "altered"}


@record
class Rehearsed:
    """One change of something protected, and the statement that made it."""

    finding: Finding
    statement: Statement | None
    """None where the catalog does not say which one it was."""
    table: QName | None
    about: str
    """What of the table it is about, such as a column's name; empty for the table itself."""


class Guarded:
    """What is protected, found in what was there before a migration."""

    def __init__(self, expected: Schema, before: Schema) -> None:
        self.tables: Final = {table.name: table.protected for table in expected.tables if table.protected is not None}
        self.members: Final[dict[Subject, str]] = {}
        self.held: Final[dict[QName, Subject]] = {}
        """Tables of which only a part is protected, with that part."""
        self.objects: Final[dict[Subject, str]] = {}
        there = {table.name: table for table in before.tables}
        for table in expected.tables:
            if table.protected is None and table.name in there:
                scope = NameScope(before.home, *table.name)
                for kind in MEMBERS:
                    for subject, reason in _protected(kind, table, there[table.name], scope):
                        self.members[subject] = reason
                        self.held.setdefault(table.name, subject)
        for kind in OBJECTS:
            self.objects.update(_protected(kind, expected, before, NameScope(before.home, before.home)))

    def reached(self, subject: Subject) -> tuple[Subject, str] | None:
        """Return what is protected and that a change of this reaches, with the reason."""
        table = subject.table
        if table in self.tables:
            return Subject("table", *table), str(self.tables[table])
        part = subject
        if subject.kind == "table" and table in self.held:
            part = self.held[table]
        reason = self.members.get(part) or self.objects.get(part)
        return None if reason is None else (part, reason)


def watched(expected: Schema) -> frozenset[QName]:
    """Name the tables and other objects of which something is protected, or through which that may be reached."""
    names = {table.name for table in expected.tables}
    for kind in OBJECTS:
        names.update(item.name for item in _items(getattr(expected, kind.attribute)))
    return frozenset(names)


def _items(value: Any) -> tuple[Any, ...]:
    """The objects of a kind that a holder has: several, one, or none that are stated."""
    if isinstance(value, tuple):
        return value
    return (value,) if hasattr(value, "protected") else ()


def _protected(kind: LazyKind, expected: Any, before: Any, scope: NameScope) -> Iterator[tuple[Subject, str]]:
    wanted, found = _items(getattr(expected, kind.attribute)), _items(getattr(before, kind.attribute))
    if not any(getattr(item, "protected", None) is not None for item in wanted):
        return
    loaded = kind.kind()
    for item, partner in pairs(loaded, wanted, found, scope):
        if item is not None and partner is not None and item.protected is not None:
            yield loaded.subject(partner, scope), item.protected


def changes(step: Step, expected: Schema) -> Iterator[Rehearsed]:
    """Yield what a migration changed of what is protected."""
    guarded = Guarded(expected, step.before.schema)
    renamed = _renamed_columns(step)
    for found in compare(step.before.schema, step.after.schema, Policy()).findings:
        if found.change is None or (found.change == "unexpected" and found.subject.kind == "table"):
            continue
        name = found.subject.label if found.subject.kind == "column" else ""
        if found.change == "unexpected" and name and name in renamed.get(found.subject.table, {}).values():
            continue
        reached = guarded.reached(found.subject)
        if reached is not None:
            yield _told(found, reached, step, renamed.get(found.subject.table, {}).get(name))
    yield from _recreated(step, guarded)


def _renamed_columns(step: Step) -> dict[QName | None, dict[str, str]]:
    """Columns that are there under another name: the server knows them by their numbers."""
    after = {(table, number): name for (table, name), number in step.after.columns.items()}
    names = {number: name for name, number in step.before.tables.items()}
    found: dict[QName | None, dict[str, str]] = {}
    for (table, name), number in step.before.columns.items():
        other = after.get((table, number))
        if other is not None and other != name:
            found.setdefault(names.get(table), {})[name] = other
    return found


def _recreated(step: Step, guarded: Guarded) -> Iterator[Rehearsed]:
    """What is the same in all that the catalog says of it, and another one: its rows or values are gone."""
    for table, number in step.before.tables.items():
        now = step.after.tables.get(table)
        reached = guarded.reached(Subject("table", *table))
        if now is not None and now != number and reached is not None:
            says = f"drops {_shown(table, step)} and makes it anew, without its rows"
            author = _author(step, table, "", gone=True)
            yield _finding("guard-table-dropped", says, reached, step, author=author, table=table)
    names = {number: name for name, number in step.before.tables.items()}
    for (held, column), number in step.before.columns.items():
        now = step.after.columns.get((held, column))
        table = names[held]
        reached = guarded.reached(Subject("column", *table, MemberName(column)))
        if now is not None and now != number and reached is not None:
            says = f"drops column {column} of {_shown(table, step)} and makes it anew, without its values"
            author = _author(step, table, f"column {column}", gone=True)
            yield _finding("guard-column-dropped", says, reached, step, author=author, table=table, about=column)


def rewrites(step: Step, expected: Schema) -> Iterator[Rehearsed]:
    """Yield the protected tables whose rows a migration wrote anew, or emptied: they are in another file."""
    guarded = Guarded(expected, step.before.schema)
    for table in rewritten(step):
        reached = guarded.reached(Subject("table", *table))
        if reached is not None:
            says = f"rewrites {_shown(table, step)}, or empties it"
            by = [each for each in step.script.statements if table in step.rewrote.get(each, ())]
            author = by[-1] if by else None
            yield _finding("guard-table-locked", says, reached, step, author=author, table=table)


def locked(step: Step, expected: Schema) -> Iterator[Rehearsed]:
    """Yield the locks that keep others from protected tables; one that lasts no longer than its mention is a note."""
    guarded = Guarded(expected, step.before.schema)
    for statement, taken in step.took.items():
        for table in sorted(taken & step.before.tables.keys() & guarded.tables.keys()):
            if step.locks[statement][table] in BLOCKS:
                reached = Subject("table", *table), str(guarded.tables[table])
                says = f"locks {_shown(table, step)}"
                told = _finding("guard-table-locked", says, reached, step, author=statement, table=table)
                if not any(table in tables.get(statement, ()) for tables in (step.scans, step.rewrote)):
                    told = replace(told, finding=replace(told.finding, severity=Severity.NOTE))
                yield told


def on_rows(step: Step, expected: Schema) -> Iterator[Rehearsed]:
    """Yield what a migration did to all rows of protected tables."""
    guarded = Guarded(expected, step.before.schema)
    for statement, changes in step.rows.items():
        for table, change in changes.items():
            reached = guarded.reached(Subject("table", *table))
            done = of_rows(change, statement)
            # Which columns an update wrote is not counted.
            if reached is None or done is None or (table not in guarded.tables and not change.deleted and change.left):
                continue
            says = _ON_ROWS[done].format("all rows of " if _is_all(change) else "rows of ", _shown(table, step))
            told = _finding(done, says, reached, step, author=statement, table=table)
            # A condition that spares none of these rows may spare others.
            if _CONDITION.search(statement.sql):
                told = replace(told, finding=replace(told.finding, severity=Severity.NOTE))
            yield told


def of_rows(change: RowChange, statement: Statement) -> str | None:
    """Return the rule that a change of rows breaks; None where a condition spares some of them."""
    if not _is_all(change) and _CONDITION.search(statement.sql):
        return None
    if change.emptied:
        return "guard-table-truncated"
    gone = change.deleted or change.left < change.before
    return "guard-delete-without-where" if gone else "guard-update-without-where"


def _is_all(change: RowChange) -> bool:
    return not change.left or change.updated >= change.before


def rewritten(step: Step) -> frozenset[QName]:
    """Name the tables that are the same as before, in another file."""
    return frozenset(
        table
        for table, number in step.before.tables.items()
        if (file := step.after.files.get(number)) is not None and file != step.before.files[number]
    )


def _told(found: Finding, reached: tuple[Subject, str], step: Step, new_name: str | None) -> Rehearsed:
    subject, change = found.subject, found.change or "differs"
    table, about = subject.table, "" if subject.kind == "table" else subject.label
    shown = f"{subject.kind} {subject.label}" if table is None else _shown(table, step)
    part = about if about == subject.kind else f"{subject.kind} {about}"
    what = f"{part} of {shown}" if table is not None and about else shown
    rule, verb, end = _rule(found, change), _VERBS[change], ""
    now = _new_name(step, table) if subject.kind == "table" and change == "missing" else None
    if now is not None:
        rule, verb, end = "guard-table-renamed", "renames", f" to {_shown(now, step)}"
    elif new_name is not None and change == "missing":
        rule, verb, end = "guard-column-renamed", "renames", f" to {new_name}"
    elif rule == "guard-access-changed":
        verb = "changes access:" if about else "changes access to"
    holder = table or QName(subject.schema, subject.name)
    if subject.kind in ("default privileges", "database"):
        holder = QName("", "")
    whats = _whats(found)
    author = (
        _exact(step, holder, *whats, gone=change == "missing")
        or _through(step, found)
        or _like(step, holder, *whats)
        or _only_one(step)
    )
    told = _finding(rule, f"{verb} {what}{end}", reached, step, author=author, table=table, about=about)
    sides = replace(told.finding, change=change, expected=found.expected, live=found.live)
    return replace(told, finding=sides)


def _new_name(step: Step, table: QName | None) -> QName | None:
    number = step.before.tables.get(table) if table is not None else None
    return next((name for name, each in step.after.tables.items() if each == number), None)


def _rule(found: Finding, change: Change) -> str:
    kind, rule = found.subject.kind, found.rule.name
    if rule.startswith("comment"):
        return "guard-comment-changed"
    if kind in _OF_ACCESS or rule.startswith(("owner", "grant", "row-security")):
        return "guard-access-changed"
    if kind in _CONSTRAINTS:
        return f"guard-constraint-{_ENDINGS[change]}"
    if kind in ("column", "index"):
        return f"guard-{kind}-{_ENDINGS[change]}"
    if kind in ("trigger", "rule"):
        return "guard-trigger-changed"
    if rule == "enum-label-unexpected":
        return "guard-enum-label-added"
    if found.subject.table is None:
        return "guard-object-dropped" if change == "missing" else "guard-object-altered"
    return "guard-table-dropped" if kind == "table" and change == "missing" else "guard-table-altered"


def _whats(found: Finding) -> tuple[str, ...]:
    """Say what of its holder a difference is about, as the catalog's rows are told, the most certain first."""
    kind = found.subject.kind
    if found.rule.name.startswith("comment"):
        return ("comment", "")
    if kind in _CONSTRAINTS or kind == "index":
        names = (
            getattr(found.expected_value, "name", None),
            getattr(found.live_value, "name", None),
            found.live_name,
            found.subject.label,
        )
        return tuple(f"member {name}" for name in names if name)
    if kind in ("column", "trigger", "rule", "policy", "partition", "statistics object"):
        return (f"{kind} {found.subject.label}",)
    if kind in _NAMELESS:
        return (kind,)
    return ("function",) if kind == "function" else ("",)


def _author(step: Step, holder: QName, *whats: str, gone: bool = False) -> Statement | None:
    """Find the statement that wrote something, or removed it; where its own name says nothing, that wrote its like."""
    return _exact(step, holder, *whats, gone=gone) or _like(step, holder, *whats)


def _exact(step: Step, holder: QName, *whats: str, gone: bool) -> Statement | None:
    keys: list[What] = [(holder.schema, holder.name, what) for what in whats]
    for last in (step.removed, step.wrote) if gone else (step.wrote,):
        for key in keys:
            if key in last:
                return last[key]
    return None


def _like(step: Step, holder: QName, *whats: str) -> Statement | None:
    kind = whats[0].partition(" ")[0] if whats else ""
    for like in (kind, ""):
        written = {
            each
            for (schema, name, what), each in step.wrote.items()
            if (schema, name) == holder and what.startswith(like)
        }
        for statement in reversed(step.script.statements):
            if statement in written:
                return statement
    return None


def _through(step: Step, found: Finding) -> Statement | None:
    """Find the statement that changed what a difference speaks of: the target of a foreign key, a type, a function."""
    spoken = {word for side in (found.expected, found.live) for word in _WORD.findall(str(side))}
    own = found.subject.table
    writers = {
        each
        for (schema, name, what), each in step.wrote.items()
        if name in spoken
        and (own is None or (schema, name) != own)
        and (not what or what.startswith("function ") or what.rpartition(" ")[2] in spoken)
    }
    return next((each for each in reversed(step.script.statements) if each in writers), None)


def _only_one(step: Step) -> Statement | None:
    """Return the only statement that changed anything, or that there is."""
    changing = [each for each in step.script.statements if step.changed.get(each)]
    if len(changing) == 1:
        return changing[0]
    return step.script.statements[0] if len(step.script.statements) == 1 else None


def _finding(
    rule: str,
    says: str,
    reached: tuple[Subject, str],
    step: Step,
    *,
    author: Statement | None,
    table: QName | None,
    about: str = "",
) -> Rehearsed:
    subject, reason = reached
    what = f"{subject.kind} {subject.label}" if subject.table is None else _shown(subject.table, step)
    if subject.member is not None:
        what = f"{subject.kind} {subject.label} of {what}"
    same = says.endswith(f" {what}")
    found = RULES[rule]
    finding = Finding(
        rule=found,
        severity=found.severity,
        subject=subject,
        sentence=f"{says}, which is protected" if same else f"{says}; protected is {what}",
        hint=f"{what} is protected: {reason.rstrip('.')}. {found.hint}",
        at=author.position if author else Position(step.script.path, 1, 1),
        evidence=_quoted(author) if author else None,
    )
    return Rehearsed(finding, author, table, about)


def _quoted(statement: Statement) -> str:
    start = statement.position
    return quoted_lines((" " * (start.column - 1) + statement.sql).splitlines(), start.line, start.line)


def _shown(table: QName, step: Step) -> str:
    plain = table.name if is_plain(table.name) else f'"{table.name}"'
    return plain if table.schema == step.before.schema.home else f"{table.schema}.{plain}"
