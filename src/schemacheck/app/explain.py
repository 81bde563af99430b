"""The use case of a question: a message of a database or its client, a code, or an object, answered from both sides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from schemacheck.app.answers.concern import causes_among, concerned
from schemacheck.app.answers.places import MAY_BE_A_VALUE, Finder, Place
from schemacheck.app.answers.scope import widened
from schemacheck.app.answers.side import SideIndex
from schemacheck.app.answers.told import noun_of, say
from schemacheck.app.answers.verdicts import NO_SUCH_NAME, of_code, verdict
from schemacheck.base.conventions import DEFAULT_SPEC, HOME
from schemacheck.base.errors import ExitCode, UncheckedError, UsageError
from schemacheck.base.names import is_pattern
from schemacheck.base.record import record
from schemacheck.messages.patterns import Printed
from schemacheck.messages.prisma import PRISMA
from schemacheck.messages.problems import NAMED, Problem, problem_of
from schemacheck.messages.reading import Reading, Trouble, prisma_problem, read
from schemacheck.messages.states import STATES, state_of
from schemacheck.model.schema import Schema
from schemacheck.report.answer import Answer, Answers, ObjectAnswer
from schemacheck.report.judging import JudgingOptions
from schemacheck.report.report import Report
from schemacheck.report.subject import KeyColumns, MemberName, Subject
from schemacheck.sources.opening import open_source
from schemacheck.sources.source import ConnectionOptions, Counterpart, Side, Source

_PATH: Final = re.compile(
    r'(?:"(?:[^"\n]|"")+"|[^\s"\'`(){}\[\]:;,=]+)(?:\.(?:"(?:[^"\n]|"")+"|[^\s"\'`(){}\[\]:;,=]+))*\Z'
)
_LONGEST_PATH: Final = 260
_NOTHING_AT_HAND: Final = f"There is no {DEFAULT_SPEC} here, and no database is named: nothing was looked at."
_WHERE: Final = "--expected FILE names the expected schema, --url-env NAME a database."


@record
class Sides:
    """What there is to ask."""

    expected: SideIndex | None
    live: SideIndex | None
    report: Report | None
    """What differs, where there are two."""
    unread: UncheckedError | None = None
    """Why a side that was named could not be read."""

    @property
    def both(self) -> list[SideIndex]:
        """Those that are there."""
        return [each for each in (self.expected, self.live) if each is not None]

    @property
    def home(self) -> str:
        """The default schema."""
        return self.both[0].schema.home if self.both else HOME

    @property
    def asked(self) -> str:
        """Which there are, in a word."""
        if self.expected is not None and self.live is not None:
            return "both"
        return "expected" if self.expected is not None else "live" if self.live is not None else ""


def code_of(text: str) -> Problem | None:
    """Return what a SQLSTATE, the name of its condition or one of Prisma's codes stands for, if the text is one."""
    text = text.strip()
    if text.upper() in STATES:
        return problem_of(text.upper())
    if text.upper() in PRISMA:
        return prisma_problem(text.upper())
    state = state_of(text) if "_" in text or text[:1].isupper() else None
    return problem_of(state) if state else None


@record
class Whom:
    """Which sides are asked."""

    connection: ConnectionOptions
    """How to reach databases, and which one is meant."""
    today: date
    """The day on which waivers are judged."""
    expected: str | Schema | None = None
    """The expected schema as the user named it; None for the one that stands here, if it does."""
    against: str | Schema | None = None
    """The live side as the user named it, in the place of a database."""
    target: str | None = None
    """Which of the targets in the expected schema is asked, or `NAME=ENV`."""

    @property
    def names_live(self) -> bool:
        """Whether options name a live side."""
        return any(each is not None for each in (self.against, self.connection.url, self.connection.url_env))


def explain(text: str, whom: Whom) -> Answers:
    """Answer a question.

    Args:
        text: a message, a log with messages in it, a code, or the path of an object.
        whom: which sides are asked.

    Raises:
        SourceError: the expected schema has mistakes.
        UsageError: nobody understands the question, or a source makes no sense.
        UncheckedError: the expected schema could not be read.
    """
    problem = code_of(text)
    if problem is not None:
        return _of_code(problem, text.strip(), whom)
    reading = read(text)
    if reading.troubles:
        kinds = {kind for each in reading.troubles for kind in each.problem.kinds}
        sides = _sides(whom, reading.troubles, kinds)
        finder = Finder(sides.both, sides.home)
        answers = [_of_trouble(each, finder, sides) for each in reading.troubles]
        return _joined(answers, sides, reading)
    path = text.strip()
    if reading.unknown or not _PATH.match(path) or len(path) > _LONGEST_PATH:
        raise _not_understood(reading)
    named = Trouble(NAMED, None, None, (Printed("table", (path, path.rpartition(".")[0])),), (), 1, 1)
    return _of_object(path, _sides(whom, (named,), set(NAMED.kinds)))


def _not_understood(reading: Reading) -> UsageError:
    """Refuse a text without repeating it: it may hold anything."""
    where = ""
    if reading.unknown:
        lines = ", ".join(map(str, reading.unknown[:5]))
        where = f"; an error that is not known here stands in line {lines}"
    return UsageError(
        f"none of this is a message of PostgreSQL's or Prisma's that is known here{where}",
        "Give the message as the database or the client printed it, with its SQLSTATE if there is one; or a SQLSTATE, "
        "an object such as Athlete.companyId, or a rule.",
    )


def _sides(whom: Whom, troubles: Sequence[Trouble], kinds: set[str]) -> Sides:
    """Read what there is to ask: the expected side, a live side, or both, and what differs between them."""
    connection, expected = whom.connection, whom.expected
    if expected is None and Path(DEFAULT_SPEC).exists():
        expected = DEFAULT_SPEC
    source = open_source(expected, connection) if expected is not None else None
    with open_source(whom.against, connection) as opened:
        live, unread = (opened, None) if whom.names_live else _if_set(opened)
        wanted = None if source is None else source.read(Counterpart(None if whom.target else live))
        if whom.target:
            wanted, live = _target(whom, wanted)
        elif wanted is not None and live is not None and live.stated_home is not None:
            wanted = _at_home(wanted, live)
        mine = None if wanted is None else SideIndex(wanted.schema)
        if live is None:
            return Sides(mine, None, None, unread or (None if wanted else UncheckedError(_NOTHING_AT_HAND, _WHERE)))
        if wanted is not None and is_pattern(wanted.schema.home):
            many = (
                f"The expected schema is about every schema that fits {wanted.schema.home}: the database was not asked."
            )
            return Sides(mine, None, None, UncheckedError(many, "schema=NAME in the URL asks one of them."))
        try:
            found = _read_live(live, source, wanted, troubles, kinds)
        except UncheckedError as error:
            return Sides(mine, None, None, error)
    report = None
    if wanted is not None:
        from schemacheck.app.report import build_report  # noqa: PLC0415 - for those who have two sides

        report = build_report(wanted, found, wanted.policy, JudgingOptions(whom.today))
    return Sides(mine, SideIndex(found.schema), report)


def _target(whom: Whom, wanted: Side | None) -> tuple[Side | None, Source]:
    """Return the expected side as a target has it, and the database of that target."""
    from schemacheck.app.home import at_home  # noqa: PLC0415 - for those who have several databases
    from schemacheck.app.targets import chosen_targets  # noqa: PLC0415

    (target,) = chosen_targets((whom.target or "",), wanted, named=whom.names_live)
    live = open_source(None, replace(whom.connection, url_env=target.url_env))
    live.learn()
    return wanted if wanted is None else at_home(wanted, live, target.schema), live


def _at_home(wanted: Side, live: Source) -> Side:
    """Move the expected side to the schema that a URL names with `schema=`; of many tenants that is the one meant."""
    from schemacheck.app.home import at_home  # noqa: PLC0415 - for those whose URL has `schema=`

    home = live.stated_home
    if home is None or not is_pattern(wanted.schema.home) or not fnmatchcase(home, wanted.schema.home):
        return at_home(wanted, live)
    from schemacheck.app.tenants import rebaser  # noqa: PLC0415 - for those who have tenants

    return replace(wanted, schema=rebaser(wanted.schema)(home))


def _if_set(live: Source) -> tuple[Source | None, UncheckedError | None]:
    """Return the database that the environment names, if it does; or what is wrong with the way it does."""
    try:
        live.learn()
    except UncheckedError:
        return None, None
    except UsageError as error:
        return None, UncheckedError(error.message, error.hint)
    return live, None


def _read_live(
    live: Source, source: Source | None, wanted: Side | None, troubles: Sequence[Trouble], kinds: set[str]
) -> Side:
    if wanted is None:
        return live.read(Counterpart())
    return live.read(Counterpart(source, replace(wanted, schema=widened(wanted.schema, troubles, kinds))))


def _joined(answers: Sequence[Answer], sides: Sides, reading: Reading | None = None) -> Answers:
    report, unread = sides.report, sides.unread
    return Answers(
        tuple(answers),
        home=sides.home,
        expected=sides.expected.schema.origin if sides.expected else None,
        live=sides.live.schema.origin if sides.live else None,
        unread=unread.message if unread else "",
        unread_hint=(unread.hint or "") if unread else "",
        unknown=reading.unknown if reading else (),
        left_out=reading.left_out if reading else 0,
        exit_code=_exit_code(answers, sides, report),
        report=report,
    )


def _exit_code(answers: Sequence[Answer], sides: Sides, report: Report | None) -> ExitCode:
    """Drift of what was asked about is drift; a side that could not be asked is no "in sync"."""
    if sides.unread is not None:
        return ExitCode.UNCHECKED
    if report is None:
        return ExitCode.IN_SYNC
    told = {id(finding): finding for answer in answers for finding in answer.findings}
    if any(id(each) in told and each.severity.reaches(report.fail_on) for each in report.findings):
        return ExitCode.DRIFT
    if any(id(each) in told and report.forbids_in_sync(each) for each in report.undecided):
        return ExitCode.UNCHECKED
    return ExitCode.IN_SYNC


def _of_trouble(trouble: Trouble, finder: Finder, sides: Sides) -> Answer:
    places, unsaid = finder.places(trouble)
    problem = trouble.problem
    codes = dict.fromkeys(filter(None, (trouble.state or next(iter(problem.states), None), trouble.prisma)))
    return _answer(problem, tuple(codes), places, sides, trouble, unsaid)


def _answer(  # noqa: PLR0917 - all that there is to say
    problem: Problem,
    codes: tuple[str, ...],
    places: Sequence[Place],
    sides: Sides,
    trouble: Trouble | None = None,
    unsaid: tuple[str, ...] = (),
) -> Answer:
    rights = problem.shape in ("rights", "named") or problem.name == "row-security-violation"
    objects = tuple(_object(place, sides, rights=rights) for place in places if sides.both)
    # A name that is not repeated is no known object's: nothing that differs explains it.
    findings = concerned(problem, places, sides.report) if sides.report and MAY_BE_A_VALUE not in unsaid else ()
    differing = [finding for finding in findings if not finding.gap]
    if MAY_BE_A_VALUE in unsaid and not places:
        follows, look = NO_SUCH_NAME, f"Look at {problem.look.rstrip('.')}."
    elif not sides.both and problem.shape != "elsewhere" and trouble is not None:
        follows, look = "Neither side is at hand.", f"Look at {problem.look.rstrip('.')}."
    elif trouble is None and not places:
        follows, look = of_code(problem, sides.asked, differing)
    else:
        follows, look = verdict(problem, objects, differing, sides.asked)
    if len(differing) < len(findings):
        follows += " Not all of it could be compared."
    title = problem.title or (objects[0].path if objects else "")
    return Answer(
        problem.name,
        title,
        codes,
        problem.means,
        trouble.line if trouble else None,
        trouble.last if trouble else None,
        objects,
        unsaid if sides.both else (),
        findings,
        causes_among(findings, sides.report) if sides.report else (),
        follows,
        look,
    )


def _object(place: Place, sides: Sides, *, rights: bool) -> ObjectAnswer:
    home = sides.home
    says = [
        None if side is None else say(place, side, home=home, rights=rights) for side in (sides.expected, sides.live)
    ]
    return ObjectAnswer(_noun(place), _path(place, home), *says)


def _noun(place: Place) -> str:
    if place.kind == "key":
        return "unique"
    if place.kind != "constraint":
        return place.kind
    return noun_of(place.attribute) if place.attribute else "constraint or index"


def _path(place: Place, home: str) -> str:
    if place.table is None:
        return place.name or f"({', '.join(place.columns)})"
    if place.kind == "table":
        return Subject("table", *place.table).within(home)
    member = KeyColumns(place.columns) if place.kind == "key" else MemberName(place.name)
    return Subject(place.kind, *place.table, member).within(home)


def _of_code(problem: Problem, code: str, whom: Whom) -> Answers:
    """Tell what a code means; where two sides are named, what of them differs that makes statements fail so."""
    code = code.upper() if code.upper() in (*STATES, *PRISMA) else state_of(code) or code
    sides = Sides(None, None, None)
    if whom.names_live and problem.rules:
        sides = _sides(whom, (), set(problem.kinds))
    return _joined([_answer(problem, (code,), (), sides)], sides)


def _of_object(path: str, sides: Sides) -> Answers:
    if not sides.both:
        error = sides.unread or UncheckedError(_NOTHING_AT_HAND, _WHERE)
        raise UsageError(
            f"there is no rule and no SQLSTATE of this name, and no side to look for an object: {error.message}",
            error.hint,
        )
    finder = Finder(sides.both, sides.home)
    places = finder.of_path(path)
    if not places:
        near = finder.near(path)
        named = "expected schema and live side have" if sides.asked == "both" else f"{sides.asked} side has"
        raise UsageError(
            f"there is no rule, no SQLSTATE and no object of this name in what the {named}",
            f"Did you mean {near}?" if near else "schemacheck explain lists the rules.",
        )
    return _joined([_answer(NAMED, (), places, sides)], sides)
