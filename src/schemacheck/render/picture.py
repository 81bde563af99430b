"""What a picture of the drift shows: the tables concerned, and their foreign keys with what broke.

Made from the report, before anybody draws it: HTML draws it as SVG, Markdown as a Mermaid diagram.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from schemacheck.base.names import QName, is_plain
from schemacheck.base.record import record
from schemacheck.report.findings import Finding, Report, Tie
from schemacheck.report.rules import Severity

MOST_TABLES: Final = 40
"""More make no picture; what is left out is counted."""
MOST_PARTS: Final = 8
"""Parts of one table; the rest is counted."""

State = Literal["missing", "unexpected", "differs"]
"""Of what is drawn: expected and not there, there and not expected, or there and otherwise."""

TOLD: Final[dict[State, str]] = {"missing": "expected", "unexpected": "live", "differs": "otherwise"}
"""What is written on a foreign key: the side that has it, or that both have it on other terms."""
SIGNS: Final[dict[State, str]] = {"missing": "\u2212", "unexpected": "+", "differs": "\u2260"}

_NAME: Final = r'"(?:[^"]|"")+"|[^".()]+'
_TARGET: Final = re.compile(rf"(?:(?P<schema>{_NAME})\.)?(?P<name>{_NAME})\(")


@record
class Part:
    """A column, key or whatever else of a table has a finding."""

    text: str
    state: State
    severity: Severity


@record
class Table:
    """One table, with what is wrong with it."""

    key: QName
    title: str
    """Its name as the reader writes it."""
    state: State | None
    """Of the table itself; None when it is there as expected, or only pointed at."""
    severity: Severity | None
    """The worst of its findings; None when it is only pointed at."""
    parts: tuple[Part, ...]
    more: int
    """Parts that are left out."""
    protected: bool


@record
class Link:
    """A foreign key; one that points elsewhere on each side is two."""

    source: QName
    target: QName
    text: str
    state: State | None
    """None where it is as expected."""


@record
class Picture:
    """Tables in the report's order, those that are only pointed at behind, and the links between them."""

    tables: tuple[Table, ...]
    links: tuple[Link, ...]
    left_out: int

    @property
    def is_worth_drawing(self) -> bool:
        """One table that drifted says no more than its findings, unless one of its foreign keys broke."""
        return sum(table.severity is not None for table in self.tables) > 1 or any(link.state for link in self.links)


@dataclass(slots=True, eq=False, repr=False)
class _Draft:
    title: str
    state: State | None = None
    severity: Severity | None = None
    parts: list[Part] = field(default_factory=list)
    protected: bool = False


def picture(report: Report) -> Picture:
    """Collect what the findings that count say of tables and foreign keys."""
    drafts: dict[QName, _Draft] = {}
    links: list[Link] = []
    for finding in report.findings:
        if not _is_of_a_table(finding):
            continue
        key = QName(finding.subject.schema, finding.subject.name)
        draft = drafts.setdefault(key, _Draft(finding.subject._replace(part="").within(report.home)))
        draft.protected = f"{key.schema}.{key.name}" in report.protected
        if draft.severity is None or draft.severity.rank < finding.severity.rank:
            draft.severity = finding.severity
        if not finding.subject.part:
            draft.state = _state(finding)
            continue
        draft.parts.append(Part(_label(finding), _state(finding), finding.severity))
        links += _broken(finding, key, report.home)
    kept = dict.fromkeys(list(drafts)[:MOST_TABLES])
    left_out = len(drafts) - len(kept)
    links = [link for link in links if link.source in kept]
    kept |= dict.fromkeys(link.target for link in links)
    for link in _whole(report.ties, drafts):
        # Those that hold are told only as far as there is room: they are no finding.
        if link.source in kept and (link.target in kept or len(kept) < MOST_TABLES):
            links.append(link)
            kept[link.target] = None
    for key in kept:
        if key not in drafts:
            drafts[key] = _Draft(_title(key, report.home))
    return Picture(tuple(_table(key, drafts[key]) for key in kept), tuple(links), left_out)


def _table(key: QName, draft: _Draft) -> Table:
    shown = draft.parts[:MOST_PARTS]
    more = len(draft.parts) - len(shown)
    return Table(key, draft.title, draft.state, draft.severity, tuple(shown), more, draft.protected)


def _is_of_a_table(finding: Finding) -> bool:
    """Findings about the spec itself, about migrations and about what no table holds have no place in it."""
    subject = finding.subject
    is_part = subject.part.startswith((".", "("))
    return not finding.rule.name.startswith("guard-") and (subject.kind == "table" or (bool(subject.name) and is_part))


def _state(finding: Finding) -> State:
    name = finding.rule.name
    if name.endswith("-missing"):
        return "missing"
    return "unexpected" if name.endswith(("-unexpected", "-unexpected-required")) else "differs"


def _label(finding: Finding) -> str:
    subject = finding.subject
    text = subject.part.lstrip(".")
    return text if subject.kind in {"column", subject.part.lstrip(".")} else f"{subject.kind} {text}"


def _broken(finding: Finding, source: QName, home: str) -> list[Link]:
    """The two sides of a key that points elsewhere, or the one side of a key that is missing or unexpected."""
    if finding.rule.name not in {"foreign-key-target", "foreign-key-missing", "foreign-key-unexpected"}:
        return []
    text = finding.subject.part.strip("()")
    sides: tuple[tuple[object, Literal["missing", "unexpected"]], ...] = (
        (finding.expected, "missing"),
        (finding.live, "unexpected"),
    )
    return [Link(source, target, text, state) for value, state in sides if (target := _target(value, home)) is not None]


def _whole(ties: Sequence[Tie], drafts: Mapping[QName, _Draft]) -> Iterator[Link]:
    """The keys that both sides have, and those that are missing or unexpected as their whole table is."""
    for tie in ties:
        draft = drafts.get(tie.source)
        text = ", ".join(tie.columns)
        if draft is None:
            continue
        if tie.on == "both":
            differs = any(part.text == f"foreign key ({text})" for part in draft.parts)
            yield Link(tie.source, tie.target, text, "differs" if differs else None)
        elif draft.state is not None:
            yield Link(tie.source, tie.target, text, draft.state)


def _target(value: object, home: str) -> QName | None:
    """Read the table out of a foreign key's target, `schema."Table"(columns)`."""
    found = _TARGET.match(value) if isinstance(value, str) else None
    return QName(_bare(found["schema"] or home), _bare(found["name"])) if found else None


def _bare(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def _title(key: QName, home: str) -> str:
    plain = key.name if is_plain(key.name) else f'"{key.name}"'
    return plain if key.schema in {"", home} else f"{key.schema}.{plain}"
