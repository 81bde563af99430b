"""An answer to a message of a database: what it means, and what each side has of what it is about."""

from __future__ import annotations

from typing import Literal

from schemacheck.base.errors import ExitCode
from schemacheck.base.names import Position
from schemacheck.base.record import record
from schemacheck.model.schema import Origin
from schemacheck.report.cause import Cause
from schemacheck.report.finding import Finding
from schemacheck.report.report import Report

Presence = Literal["there", "absent", "unsaid"]
"""Whether a side has an object; unsaid: it does not speak of such objects."""


@record
class SideAnswer:
    """What one side says of an object."""

    presence: Presence
    says: str
    """What it has, or has in its place: a phrase that stands behind the side's name."""
    at: Position | None = None


@record
class ObjectAnswer:
    """One object that a message is about."""

    kind: str
    """A noun: "table", "column"."""
    path: str
    """As a reader at home in the default schema writes it, such as `Athlete.email`."""
    expected: SideAnswer | None
    """None where no expected schema is at hand."""
    live: SideAnswer | None
    """None where no live side is."""


@record
class Answer:
    """One trouble, and all that is known of it."""

    problem: str
    """Stable, in kebab-case: `undefined-column`."""
    title: str
    codes: tuple[str, ...]
    """Its SQLSTATE and Prisma's code, as far as they are known."""
    means: str
    line: int | None
    """Where the text tells of it first; None where nothing was read but a name or a code."""
    last_line: int | None
    """Where it tells of it last."""
    objects: tuple[ObjectAnswer, ...]
    unsaid: tuple[str, ...]
    """What could not be made of the message, as sentences."""
    findings: tuple[Finding, ...]
    """The differences that have to do with it, the worst first."""
    causes: tuple[Cause, ...]
    verdict: str
    next: str
    """What to look at, or decide."""


@record
class Answers:
    """All that was asked in one run."""

    answers: tuple[Answer, ...]
    home: str
    expected: Origin | None
    live: Origin | None
    unread: str = ""
    """Why a live side that was named, or the expected side, could not be read."""
    unread_hint: str = ""
    unknown: tuple[int, ...] = ()
    """The lines that tell of an error which nobody here understands."""
    left_out: int = 0
    """How many troubles beyond these were too many to answer."""
    exit_code: ExitCode = ExitCode.IN_SYNC
    report: Report | None = None
    """What differs between the two sides, where there are two."""
