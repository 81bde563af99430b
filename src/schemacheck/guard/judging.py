"""From what statements do to findings: what of it touches something protected, or is forbidden for all tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, get_args

from schemacheck.base.names import QName, is_plain
from schemacheck.base.record import record
from schemacheck.guard.consequences import consequences
from schemacheck.guard.evidence import snippet
from schemacheck.guard.protection import Guarded, Protection
from schemacheck.guard.session import TEMPORARY, Session
from schemacheck.guard.spelling import misspelling
from schemacheck.guard.statements import HOLE, Statement
from schemacheck.guard.touches import Mention, OfTable, Touch, Unknown
from schemacheck.report.finding import Finding
from schemacheck.report.policy import GuardPolicy
from schemacheck.report.rules import RULES, Severity
from schemacheck.report.subject import MemberName, Subject
from schemacheck.sql.text import Excerpt, Text

_RENAMES: Final = frozenset({"guard-table-renamed", "guard-column-renamed"})
_SMALL_RENAMES: Final = frozenset({"guard-constraint-altered", "guard-index-altered"})
_DROPS: Final = frozenset(
    {"guard-table-dropped", "guard-column-dropped", "guard-constraint-dropped", "guard-index-dropped"}
)
_ROWS: Final = frozenset({"guard-delete-without-where", "guard-update-without-where"})
_HARMLESS: Final = frozenset(
    {
        "guard-table-referenced",
        "guard-comment-changed",
        "guard-enum-label-added",
        "guard-object-altered",
        "guard-object-dropped",
    }
)
_OF_TABLES: Final = frozenset({"", "schema", "role", "database", "default privileges", *get_args(OfTable)})
"""Parts that a `guard:` section speaks of: tables and what reaches them."""
_HOLES = re.compile(rf'"?{HOLE}\w*"?')


@record
class Place:
    """Where in a file something stands."""

    text: Text
    excerpt: Excerpt
    start: int
    end: int
    inside: str = ""

    def report(
        self, rule: str, subject: Subject, sentence: str, at: int, *, hint: str = "", severity: Severity | None = None
    ) -> Finding:
        """Make the finding that speaks of an offset in here."""
        found = RULES[rule]
        offset = self.excerpt.outer(at)
        start, end = self.excerpt.outer(self.start), self.excerpt.outer(self.end)
        return Finding(
            rule=found,
            severity=severity or found.severity,
            subject=subject,
            sentence=_without_holes(f"{sentence}, in {self.inside}" if self.inside else sentence),
            hint=_without_holes(hint),
            at=self.text.position(offset),
            evidence=snippet(self.text, min(start, offset), offset, max(end, offset)),
        )


def _without_holes(text: str) -> str:
    """Write dots for what is only known when a statement runs."""
    return _HOLES.sub("...", text)


def place_of(statement: Statement, text: Text) -> Place:
    """The place of a statement."""
    return Place(text, statement.excerpt, statement.start, statement.end, statement.inside)


class Judge:
    """Decides what of all that statements do is a finding."""

    def __init__(self, protection: Protection, policy: GuardPolicy) -> None:
        self._protection = protection
        self._policy = policy

    def unknown(self, unknown: Unknown, place: Place) -> Finding:
        """What nobody can read is a finding of its own."""
        return place.report(unknown.rule, Subject("file", "", place.text.path), unknown.says, unknown.at)

    def mention(self, mention: Mention, place: Place, session: Session) -> Iterator[Finding]:
        """A table in the wrong spelling."""
        found = misspelling(mention, session, self._protection)
        if found is not None:
            if mention.was == found.table and not self._policy.forbid_renames:
                # A table that is renamed on purpose is not another one in the wrong spelling.
                return
            if mention.makes and mention.was != found.table:
                session.doubtful.add(mention.table)
            severity = None if found.sure else Severity.WARNING
            yield place.report(
                found.rule, Subject("table", *found.table), found.says, mention.named.at, severity=severity
            )

    def touch(self, touch: Touch, place: Place, session: Session) -> Iterator[Finding]:
        """Whatever reaches something protected, or does what is forbidden for all tables."""
        touch = self._owned(touch)
        if HOLE in (touch.table.name if touch.table is not None else touch.name):
            if touch.part == "database" and touch.rule == "guard-access-changed":
                # Who may connect; most say current_database(), since the name differs from one place to the next.
                return
            says = self._say(touch, "a table whose name is only known when it runs")
            yield place.report("guard-dynamic", Subject("file", "", place.text.path), says, touch.at)
            return
        yield from self._judge(touch, place, session)
        for consequence in consequences(touch, self._protection):
            yield from self._judge(consequence, place, session)

    def _owned(self, touch: Touch) -> Touch:
        """An index is dropped without a word of its table."""
        if touch.part != "index" or touch.table is not None:
            return touch
        owner = self._protection.owner_of_index(QName(touch.schema or self._protection.home, touch.name))
        if owner is None:
            return touch
        return touch.on(owner.name)

    def _judge(self, touch: Touch, place: Place, session: Session) -> Iterator[Finding]:
        reached = list(self._protection.reached(touch, session.new))
        for guarded in reached:
            yield self._protected(touch, guarded, place)
        if reached or touch.rule in _HARMLESS or touch.part not in _OF_TABLES or touch.by not in ("", "CASCADE"):
            return
        if touch.table is not None and (touch.table in session.new or touch.table.schema == TEMPORARY):
            return
        forbidden = self._forbidden(touch)
        if forbidden is None:
            return
        severity = Severity.NOTE if touch.rule in _SMALL_RENAMES else None
        if touch.rule == "guard-update-without-where" and touch.table is not None:
            fills = {(touch.table, column) for column in touch.columns}
            severity = Severity.NOTE if fills and fills <= session.new_columns else None
        sentence = f"{self._say(touch, self._shown(touch.table))}; {forbidden}"
        yield place.report(touch.rule, self._subject(touch), sentence, touch.at, severity=severity)

    def _protected(self, touch: Touch, guarded: Guarded, place: Place) -> Finding:
        says = self._say(touch, self._shown(touch.table))
        subject = guarded.subject
        what = self._shown(subject.table) if subject.table is not None else f"{subject.kind} {subject.label}"
        if subject.member is not None:
            what = f"{subject.kind} {subject.label} of {what}"
        rule = RULES[touch.rule]
        hint = f"{what} is protected: {guarded.reason.rstrip('.')}. {rule.hint}"
        is_it = subject.member is None and subject.table == touch.table and touch.by != "reference"
        # A second relative clause would be about the wrong noun.
        is_it = is_it and not (touch.by == "CASCADE" and ", which" in says)
        sentence = f"{says}, which is protected" if is_it else f"{says}; protected is {what}"
        return place.report(touch.rule, guarded.subject, sentence, touch.at, hint=hint)

    def _forbidden(self, touch: Touch) -> str | None:
        policy, rule = self._policy, touch.rule
        if policy.forbid_renames and (rule in _RENAMES or (touch.renames and rule in _SMALL_RENAMES)):
            return "renames are forbidden"
        if policy.forbid_drops and rule in _DROPS:
            return "drops are forbidden"
        if policy.forbid_truncate and rule == "guard-table-truncated":
            return "emptying tables is forbidden"
        if policy.forbid_delete_without_where and rule in _ROWS:
            return "that is forbidden without a condition"
        if policy.forbid_access_changes and rule == "guard-access-changed":
            return "changes of access are forbidden"
        return None

    def _subject(self, touch: Touch) -> Subject:
        if touch.table is None:
            return Subject(touch.part or "database", "", touch.name)
        if touch.part == "column":
            return Subject("column", *touch.table, MemberName(touch.name))
        return Subject("table", *touch.table)

    def _say(self, touch: Touch, table: str) -> str:
        part = "whose name is only known when it runs" if HOLE in touch.name else touch.name or "all"
        return touch.says.replace("{of}", "").replace("{table}", table).replace("{part}", part)

    def _shown(self, table: QName | None) -> str:
        if table is None:
            return ""
        plain = table.name if is_plain(table.name) else f'"{table.name}"'
        return plain if table.schema == self._protection.home else f"{table.schema}.{plain}"
