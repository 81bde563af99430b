"""What a picture of the drift shows: the tables concerned, and their foreign keys with what broke.

Made from the report, before anybody draws it: HTML draws it as SVG, Markdown as a Mermaid diagram.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from schemacheck.base.names import QName, is_plain
from schemacheck.base.record import record
from schemacheck.model.keys import ForeignKey
from schemacheck.report.finding import Change, Finding
from schemacheck.report.report import ContextKey, Report
from schemacheck.report.rules import Severity
from schemacheck.report.subject import KeyColumns, Subject

if TYPE_CHECKING:
    from schemacheck.report.cause import Cause

MOST_TABLES: Final = 40
"""More make no picture; what is left out is counted."""
MOST_PARTS: Final = 8
"""Parts of one table, where a picture must stay small; the rest is counted."""

TOLD: Final[dict[Change, str]] = {"missing": "expected", "unexpected": "live", "differs": "otherwise"}
"""What is written on a foreign key: the side that has it, or that both have it on other terms."""
SIGNS: Final[dict[Change, str]] = {"missing": "\u2212", "unexpected": "+", "differs": "\u2260"}


@record
class PictureRow:
    """A column, key or whatever else of a table has a finding."""

    text: str
    state: Change
    severity: Severity


@record
class PictureTable:
    """One table, with what is wrong with it."""

    key: QName
    title: str
    """Its name as the reader writes it."""
    state: Change | None
    """Of the table itself; None when it is there as expected, or only pointed at."""
    severity: Severity | None
    """The worst of its findings; None when it is only pointed at."""
    parts: tuple[PictureRow, ...]
    more: int
    """Parts that are left out."""
    protected: bool


@record
class Link:
    """A foreign key; one that points elsewhere on each side is two."""

    source: QName
    target: QName
    text: str
    state: Change | None
    """None where it is as expected."""


@record
class Picture:
    """Tables in the report's order, those that are only pointed at behind, and the links between them."""

    tables: tuple[PictureTable, ...]
    links: tuple[Link, ...]
    left_out: int

    @property
    def is_worth_drawing(self) -> bool:
        """One table that drifted says no more than its findings, unless one of its foreign keys broke."""
        return sum(table.severity is not None for table in self.tables) > 1 or any(link.state for link in self.links)


@dataclass(slots=True, eq=False, repr=False)
class _Draft:
    title: str
    state: Change | None = None
    severity: Severity | None = None
    parts: list[PictureRow] = field(default_factory=list)
    foreign_keys: set[tuple[str, ...]] = field(default_factory=set)
    """The columns of those that findings are about."""
    protected: bool = False


def picture(report: Report, most_parts: int | None = MOST_PARTS) -> Picture:
    """Collect what the findings that count say of tables and foreign keys.

    Args:
        report: the report.
        most_parts: how many parts of a table are shown; None: all.
    """
    drafts: dict[QName, _Draft] = {}
    links: list[Link] = []
    for finding in report.findings:
        key = finding.subject.table
        if key is None or finding.change is None:
            continue  # nothing of a table, or of one that a migration would change
        draft = drafts.setdefault(key, _Draft(finding.subject.holder.within(report.home)))
        draft.protected = f"{key.schema}.{key.name}" in report.protected
        if draft.severity is None or draft.severity.rank < finding.severity.rank:
            draft.severity = finding.severity
        member = finding.subject.member
        if member is None:
            draft.state = finding.change
            continue
        row = PictureRow(_label(finding.subject), finding.change, finding.severity)
        if all((each.text, each.state) != (row.text, row.state) for each in draft.parts):
            draft.parts.append(row)
        if finding.subject.kind == "foreign key" and isinstance(member, KeyColumns):
            draft.foreign_keys.add(member.columns)
            links += _broken(finding, key, ", ".join(member.columns))
    kept = dict.fromkeys(list(drafts)[:MOST_TABLES])
    left_out = len(drafts) - len(kept)
    links = [link for link in links if link.source in kept]
    kept |= dict.fromkeys(link.target for link in links)
    for link in _whole(report.ties, drafts):
        # Those that hold are reported only as far as there is room: they are no finding.
        if link.source in kept and (link.target in kept or len(kept) < MOST_TABLES):
            links.append(link)
            kept[link.target] = None
    for key in kept:
        if key not in drafts:
            drafts[key] = _Draft(_table_title(key, report.home))
    return Picture(tuple(_table(key, drafts[key], most_parts) for key in kept), tuple(links), left_out)


def picture_of(cause: Cause, report: Report) -> Picture:
    """Collect what an act did, with an arrow from the table that is gone to the one that came in its place."""
    drawn = picture(replace(report, findings=cause.findings, ties=(), narrowing=None), most_parts=None)
    gone, came = ([each for each in drawn.tables if each.state == state] for state in ("missing", "unexpected"))
    if len(gone) == len(came) == 1:
        drawn = replace(drawn, links=(*drawn.links, Link(gone[0].key, came[0].key, "", None)))
    return drawn


def _table(key: QName, draft: _Draft, most_parts: int | None) -> PictureTable:
    shown = draft.parts[:most_parts]
    more = len(draft.parts) - len(shown)
    return PictureTable(key, draft.title, draft.state, draft.severity, tuple(shown), more, draft.protected)


def _label(subject: Subject) -> str:
    return subject.label if subject.kind in {"column", subject.label} else f"{subject.kind} {subject.label}"


def _broken(finding: Finding, source: QName, text: str) -> list[Link]:
    """The two sides of a key that points elsewhere, or the one side of a key that is missing or unexpected."""
    sides: tuple[tuple[object, Change], ...] = (
        (finding.expected_value, "missing"),
        (finding.live_value, "unexpected"),
    )
    return [Link(source, value.target, text, state) for value, state in sides if isinstance(value, ForeignKey)]


def _whole(ties: Sequence[ContextKey], drafts: Mapping[QName, _Draft]) -> Iterator[Link]:
    """The keys that both sides have, and those that are missing or unexpected as their whole table is."""
    for tie in ties:
        draft = drafts.get(tie.source)
        text = ", ".join(tie.columns)
        if draft is None:
            continue
        if tie.on == "both":
            yield Link(tie.source, tie.target, text, "differs" if tie.columns in draft.foreign_keys else None)
        elif draft.state is not None:
            yield Link(tie.source, tie.target, text, draft.state)


def _table_title(key: QName, home: str) -> str:
    plain = key.name if is_plain(key.name) else f'"{key.name}"'
    return plain if key.schema in {"", home} else f"{key.schema}.{plain}"
