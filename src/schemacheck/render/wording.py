"""What every format for people says in the same words: the verdict, what was read, what was not checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timezone
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from schemacheck.base.conventions import HOME
from schemacheck.base.errors import Mistake
from schemacheck.base.names import Position, quoted
from schemacheck.model.schema import Origin
from schemacheck.render.layout import clean, counted, flat
from schemacheck.render.options import RenderOptions
from schemacheck.report.finding import Finding, GapCause, NotChecked, shown
from schemacheck.report.policy import Waiver
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity

if TYPE_CHECKING:
    from schemacheck.report.cause import Cause
    from schemacheck.report.look import Look

_OF_MIGRATIONS: Final[dict[str, str]] = {"in sync": "passed", "drift": "refused"}
"""Nothing has drifted where a migration would have done so."""

_NOT_LOOKED_INTO: Final = (
    ("schema-missing", "schema", ("is missing", "are missing")),
    ("table-missing", "table", ("is missing", "are missing")),
    ("table-kind", "table", ("is something else here", "are something else here")),
)
"""The rules whose finding leaves nothing to compare of what it is about, and how to say so of one and of many."""

_MANY_KINDS: Final = 2
"""More kinds of objects than this that were not checked for one reason are counted, not listed."""

_GAP_LABELS: dict[GapCause, str] = {
    "not readable": "not readable",
    "not comparable": "not comparable",
    "not stated": "not checked",
}


def where(at: Position | None) -> str:
    """Name a place as people and terminals write it: `file:line`."""
    return f"{at.file}:{at.line}" if at else ""


def owner_path(finding: Finding, home: str) -> str:
    """Name what the finding's part belongs to: a table, or an object of another kind that stands alone."""
    subject = finding.subject
    if subject.table is not None or subject.kind == "function":
        return subject.holder.within(home)
    return f"{subject.kind} {subject.label}"


def hint(finding: Finding) -> str:
    """What to do next: the finding's own words, else the rule's."""
    return finding.hint or finding.rule.hint


def harm(finding: Finding) -> str:
    """What breaks: the finding's own words, else the rule's."""
    return finding.harm or finding.rule.harm


def sides(finding: Finding) -> list[tuple[str, str]]:
    """Both sides in one grammar, each with its label.

    Empty where neither side has a value to show, or where a diff shows what differs between two long texts.
    """
    if finding.expected is None and finding.live is None:
        return []
    if finding.evidence and finding.change:
        return []
    both = [("expected", finding.expected), ("live", finding.live)]
    if finding.previous is not None:
        both.insert(0, ("before", finding.previous))
    return [(label, flat(shown(value))) for label, value in both]


def evidence(finding: Finding | Mistake) -> list[str]:
    """The quoted lines that show it, unchanged but for characters that cannot be printed."""
    return [clean(line.expandtabs(4)).rstrip() for line in (finding.evidence or "").splitlines()]


def stated(finding: Finding) -> str:
    """The line of the expected schema under its number; empty where it is not known."""
    if finding.stated is None or finding.at is None:
        return ""
    line = clean(finding.stated.expandtabs(4)).strip()
    return f"{finding.at.line} | {line if len(line) <= _WIDE else line[: _WIDE - 3] + '...'}"


_WIDE: Final = 200
"""Where a line of a file is cut off: nobody writes such lines by hand."""


def changed_values(finding: Finding) -> str:
    """Both values in a few words, for a line that has no room for more; empty where the object is on one side alone."""
    both = dict(sides(finding))
    if finding.change != "differs" or finding.evidence is not None or len(both) < 2:
        return ""
    return f"{both['live']} instead of {both['expected']}"


def breaks(cause: Cause) -> list[str]:
    """What breaks because of it, each thing said once: in the cause's own words, or as its worst findings say it."""
    if cause.breaks:
        return [cause.breaks]
    worst = max(finding.severity.rank for finding in cause.findings)
    return list(dict.fromkeys(harm(finding) for finding in cause.findings if finding.severity.rank == worst))


def when(finding: Finding, report: Report) -> list[str]:
    """What is known of when it came to be, in sentences: when its row was last written, since when it is seen."""
    if finding.written is None and finding.seen is None:
        return []
    from schemacheck.render.moments import of_finding  # noqa: PLC0415 - for those of which something is known

    return of_finding(finding, report)


def when_of_cause(cause: Cause) -> list[str]:
    """The same of a cause."""
    if all(finding.written is None and finding.seen is None for finding in cause.findings):
        return []
    from schemacheck.render.moments import of_cause  # noqa: PLC0415 - for those of which something is known

    return of_cause(cause)


def together(report: Report) -> list[str]:
    """Which findings one transaction was the last to write, a sentence each."""
    if not report.transactions:
        return []
    from schemacheck.render.moments import of_transactions  # noqa: PLC0415 - for those who have such

    return of_transactions(report)


def look_of(cause: Cause) -> Look | None:
    """What to ask the database about a cause: to count rows where that decides, else what most of its findings ask."""
    most = Counter(finding.rule.name for finding in cause.findings)
    looks = [
        each.look for each in sorted(cause.findings, key=lambda each: -most[each.rule.name]) if each.look is not None
    ]
    # Whether something new is in use says nothing of what happened.
    about_loss = [each.look for each in cause.findings if each.look is not None and each.change != "unexpected"]
    return next(filter(counts_rows, about_loss), looks[0] if looks else None)


def counts_rows(look: Look) -> bool:
    """Whether the answer is a number."""
    return look.query.startswith("SELECT count(")


def none_of(look: Look) -> str:
    """How to begin what an answer of nothing means."""
    return "0" if counts_rows(look) else "no row"


def some_of_it(look: Look) -> str:
    """How to begin what any other answer means."""
    return "more" if counts_rows(look) else "rows"


def protected(findings: Iterable[Finding], report: Report) -> list[tuple[str, str]]:
    """Name the protected tables that findings are about, each with the reason."""
    holders = dict.fromkeys(finding.subject.holder for finding in findings)
    told = {each.within(report.home): report.protected.get(f"{each.schema}.{each.name}") for each in holders}
    return [(name, reason) for name, reason in told.items() if reason is not None]


def live_marks(finding: Finding) -> str:
    """What helps to find the live object: its name, and its place where the live side is a file."""
    called = finding.live_name
    is_told = called == finding.subject.member_name and called is not None and called in finding.sentence
    name = f"{finding.live_noun} {quoted(called)}".strip() if called and not is_told else ""
    return ", ".join(filter(None, (name, where(finding.live_at))))


def terms(waiver: Waiver, today: date | None = None) -> str:
    """Until when, by whom and why drift is accepted; counted from `today`, for how many days still."""
    until = f"until {waiver.expires.isoformat()}" if waiver.expires else "without an end"
    left = None if today is None else waiver.days_left(today)
    if left is not None:
        until += f", {counted(left, 'days')} left" if left else ", its last day"
    return until + (f" ({waiver.owner})" if waiver.owner else "") + f": {waiver.reason}"


def compared(report: Report) -> str:
    """Count what was compared, and name what was not because of a finding."""
    is_about_files = report.live.kind == "migrations"
    told = ", ".join(counted(number, noun) for noun, number in report.counts.items() if number or is_about_files)
    return "; ".join(((told or "nothing") + _in_schemas(report), *_not_looked_into(report)))


def _in_schemas(report: Report) -> str:
    """Name the PostgreSQL schemas that were compared, unless it is the usual one alone."""
    names = report.judged.schemas
    if not names or names == (HOME,):
        return ""
    from schemacheck.report.multi_report import some_of  # noqa: PLC0415 - for those who have several

    return f", in schema{'s' * (len(names) > 1)} {clean(some_of(names, _MANY_SCHEMAS))}"


_MANY_SCHEMAS: Final = 10
"""More schemas than this are counted, not named."""


def _not_looked_into(report: Report) -> Iterator[str]:
    """Say of which tables and schemas nothing was compared, since there is nothing, or something else."""
    whole = report.judged
    everything = (*whole.findings, *whole.waived, *whole.known, *whole.pending)
    for rule, noun, state in _NOT_LOOKED_INTO:
        names = [finding.subject.within(report.home) for finding in everything if finding.rule.name == rule]
        if len(names) == 1:
            yield f"nothing of the {noun} {names[0]}, which {state[0]}"
        elif names:
            from schemacheck.report.multi_report import some_of  # noqa: PLC0415 - for those who miss several

            yield f"nothing of {len(names):,} {noun}s that {state[1]} ({some_of(names)})"


def found(report: Report) -> str:
    """Count what was found, also what is not shown here; empty when nothing was."""
    report = report.judged
    tally = [
        counted(report.count(severity), f"{severity.value}s") for severity in Severity if report.count(severity) > 0
    ]
    if report.findings and report.outcome != "drift":
        tally.append(f"below fail_on: {report.fail_on.value}")
    if report.undecided:
        tally.append(f"{len(report.undecided):,} not comparable")
    if report.known:
        tally.append(
            f"{len(report.known):,} known ({report.baseline})" if report.baseline else f"{len(report.known):,} known"
        )
    if report.pending:
        tally.append(f"{len(report.pending):,} pending")
    if report.waived:
        tally.append(f"{len(report.waived):,} waived")
    return ", ".join(tally)


A_LOT: Final = 40
"""More findings than this begin with a summary."""

_FEW: Final = 5


class SummaryRow(NamedTuple):
    """A line of the summary of many findings."""

    label: str
    severity: Severity
    """How bad the worst of them is."""
    number: int
    """How many findings there are."""
    text: str
    """Where they are, or what explains them."""


def how_many(report: Report) -> str:
    """Say how many findings there are, in how many tables, and how many are explained."""
    owners = {owner_path(finding, report.home) for finding in report.findings}
    told = f"{counted(len(report.findings), 'findings')} in {counted(len(owners), 'tables and other objects')}"
    explained = sum(len(cause.findings) for cause in report.causes)
    if report.causes:
        acts = counted(len(report.causes), "acts")
        told += f"; {acts} {'explain' if len(report.causes) > 1 else 'explains'} {explained:,} of them"
    return told


def summary(report: Report) -> list[SummaryRow]:
    """Sum up the findings: by band, with the tables that have most of them, then by cause."""
    rows = []
    by_band: dict[str, list[Finding]] = {}
    for finding in sorted(report.findings, key=lambda each: each.urgency):
        by_band.setdefault(band(finding, report), []).append(finding)
    for label, findings in by_band.items():
        most = Counter(owner_path(finding, report.home) for finding in findings).most_common()
        named = [f"{name} ({number:,})" if number > 1 else name for name, number in most[:_FEW]]
        more = f" and {len(most) - _FEW:,} more" if len(most) > _FEW else ""
        rows.append(SummaryRow(label, findings[0].severity, len(findings), f"in {', '.join(named)}{more}"))
    for cause in sorted(report.causes, key=lambda each: -len(each.findings))[:_FEW]:
        rows.append(SummaryRow("cause", cause.findings[0].severity, len(cause.findings), cause.sentence))
    return rows


def band(finding: Finding, report: Report) -> str:
    """When it does its harm; a team that made it a warning or a note says that it can wait.

    A schema.prisma runs no query: nothing fails because of it until somebody uses it.
    """
    stated = stated_band(finding, report)
    return stated if stated and finding.severity is Severity.ERROR else _BY_SEVERITY[finding.severity]


def stated_band(finding: Finding, report: Report) -> str | None:
    """When it does its harm, in the words of the rules; None for what compares nothing, and for a schema.prisma."""
    return finding.band.value if finding.band and report.live.kind != "prisma" else None


_BY_SEVERITY: Final = {Severity.ERROR: "error", Severity.WARNING: "can wait", Severity.NOTE: "note"}


def outcome(report: Report) -> str:
    """The outcome in a word or two, in lower case: what differs and does not count is no reason to say "in sync"."""
    told = _OF_MIGRATIONS if report.live.kind == "migrations" else {}
    differs = report.judged.findings or report.judged.waived or report.judged.known
    return "passed" if report.outcome == "in sync" and differs else told.get(report.outcome, report.outcome)


def heading(report: Report) -> str:
    """The outcome as a heading, in lower case."""
    return "could not check everything" if report.outcome == "unchecked" else outcome(report)


def verdict(report: Report) -> str:
    """What the outcome rests on: the findings, or that there are none."""
    return found(report) or ("nothing found" if report.live.kind == "migrations" else "nothing differs")


def gaps(report: Report, *, in_full: bool = True) -> list[tuple[str, str]]:
    """What was not checked: a label and a text a cause, what forbids "in sync" first.

    Args:
        report: the report.
        in_full: whether to list every kind of object that the sides do not state, or to count them.
    """
    ordered = sorted(report.not_checked, key=lambda gap: (list(_GAP_LABELS).index(gap.cause), gap.reason, gap.what))
    return [
        (_GAP_LABELS[cause], "; ".join(_by_reason(group, in_full=in_full or cause != "not stated")))
        for cause, group in groupby(ordered, lambda gap: gap.cause)
    ]


def _by_reason(group: Iterable[NotChecked], *, in_full: bool) -> Iterator[str]:
    counted_some = False
    for reason, same in groupby(group, lambda gap: gap.reason):
        names = [gap.what for gap in same]
        counts = not in_full and len(names) > _MANY_KINDS
        counted_some = counted_some or counts
        said = f"{len(names):,} kinds of objects" if counts else ", ".join(names)
        yield said + (f" ({reason})" if reason else "")
    if counted_some:
        yield "--verbose lists them"


def footer(report: Report, options: RenderOptions) -> list[tuple[str, str]]:
    """How a report ends, below its verdict: a label and a text for each line."""
    return [
        ("read" if report.live.kind == "migrations" else "compared", compared(report)),
        *gaps(report, in_full=False),
        *(("remark", note) for note in report.notes),
        ("sides", origins(report) + ended(options)),
    ]


def ended(options: RenderOptions) -> str:
    """When the check ended and how long it took, to follow what was compared.

    A terminal is told. A pipe and a file are not, so that two runs that find the same write the same bytes.
    """
    told: list[str] = []
    if not options.dated:
        return ""
    if options.checked_at is not None:
        moment = datetime.fromtimestamp(options.checked_at, timezone.utc)
        told.append(f"{moment.day} {moment:%B %Y, %H:%M:%S} UTC")
    if options.seconds is not None:
        told.append(f"{options.seconds:.2f} s")
    return "".join(f", {each}" for each in told)


def origins(report: Report) -> str:
    """Say which two sides were compared."""
    before = f", expected before: {origin(report.previous)}" if report.previous else ""
    return f"{origin(report.expected)} against {origin(report.live)}{before}"


def origin(source: Origin) -> str:
    """Say where a schema was read, and as of when."""
    server = source.server
    if server is None:
        return source.label
    role = "replica, which may lag behind" if server.replica else "primary"
    return f"{server.database} at {server.host} as {server.role}, {server.product}, {role}, read in one snapshot"
