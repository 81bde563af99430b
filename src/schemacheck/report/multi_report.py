"""The result of a run over several databases, or over many schemas of one: a report each, and one verdict over all.

The exit code is the worst there is, and worst is what leaves most unknown: a mistake of ours or of the caller (2), then
a database that could not be checked (3), then drift (1). So drift in one never hides that another was not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Final

from schemacheck.base.errors import ExitCode, SchemacheckError
from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.keys import ForeignKey
from schemacheck.model.schema import Origin
from schemacheck.report.finding import Finding, NotChecked
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity

if TYPE_CHECKING:
    from schemacheck.base.shard import Shard

ABOUT_FILES: Final = frozenset({"waiver-unused", "waiver-wide", "ignore-unused", "baseline-gone"})
"""Rules about what stands in the files: what one database has no use for, another may have."""
ABOUT_FILES_ALWAYS: Final = frozenset({"waiver-wide"})
"""Those of them that hold whatever is found."""

WORST_FIRST: Final = (ExitCode.USAGE, ExitCode.UNCHECKED, ExitCode.DRIFT, ExitCode.IN_SYNC)


@record
class TargetResult:
    """One result of a run: of one database, or of the schemas in it that are all alike."""

    target: str
    """What the run calls the database; empty where there is one and it has no name."""
    report_or_error: Report | SchemacheckError
    schemas: tuple[str, ...] = ()
    """The PostgreSQL schemas it holds for, where one expected schema stands for many; the report is of the first."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What else is known of the database, such as its region."""
    is_about_files: bool = False
    """Whether it is about no database but about what the files say that no database has."""

    @property
    def exit_code(self) -> ExitCode:
        """The code a run of its own would end with."""
        return self.report_or_error.exit_code

    @property
    def outcome(self) -> str:
        """In sync, pending, drift, unchecked or error."""
        return self.report_or_error.outcome if isinstance(self.report_or_error, Report) else "error"

    @property
    def name(self) -> str:
        """What a heading calls it."""
        return ": ".join(filter(None, (self.target, some_of(self.schemas))))


@record
class MultiReport:
    """All results of a run, those that ask for attention first."""

    expected: Origin
    results: tuple[TargetResult, ...]
    shard: Shard | None = None
    """Which part of all it is, where it is a part."""

    @property
    def exit_code(self) -> ExitCode:
        """The worst of all."""
        return worst(result.exit_code for result in self.results)

    @property
    def outcome(self) -> str:
        """The outcome that belongs to the exit code."""
        words = {ExitCode.USAGE: "error", ExitCode.UNCHECKED: "unchecked", ExitCode.DRIFT: "drift"}
        pending = any(report.pending for report in self.reports)
        return words.get(self.exit_code, "pending" if pending else "in sync")

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports there are."""
        return tuple(result.report_or_error for result in self.results if isinstance(result.report_or_error, Report))

    def count(self, severity: Severity) -> int:
        """How many findings of this severity count, each once for every schema that has it."""
        return sum(
            result.report_or_error.count(severity) * max(len(result.schemas), 1)
            for result in self.results
            if isinstance(result.report_or_error, Report)
        )


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """Return the code that leaves most unknown; in sync where there is none."""
    told = set(codes)
    return next(code for code in WORST_FIRST if code in told or code is ExitCode.IN_SYNC)


def some_of(names: Sequence[str], most: int = 3) -> str:
    """Name a few of many, and count the others."""
    if len(names) <= most + 1:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most:,} more"


def arranged(expected: Origin, results: Iterable[TargetResult]) -> MultiReport:
    """Put them in order; in each target the worst stands first, and targets stand in the order they were named."""
    results = list(results)
    targets = list(dict.fromkeys(result.target for result in results))
    return MultiReport(
        expected,
        tuple(sorted(results, key=lambda result: (targets.index(result.target), WORST_FIRST.index(result.exit_code)))),
    )


def common(reports: Sequence[Report], rules: frozenset[str]) -> tuple[list[Report], tuple[Finding, ...]]:
    """Take findings of some rules, which are about the files and no database, out of reports of one file.

    A waiver that covers nothing here may cover something there, so what counts is only what every report says.

    Returns:
        The reports without them, and those that all of them had.
    """
    if not reports:
        return [], ()
    told = [[finding for finding in report.findings if finding.rule.name in rules] for report in reports]
    everywhere = tuple(finding for finding in told[0] if all(finding in others for others in told[1:]))
    rest = [
        replace(report, findings=tuple(finding for finding in report.findings if finding.rule.name not in rules))
        if about_files
        else report
        for report, about_files in zip(reports, told, strict=True)
    ]
    return rest, everywhere


def merged(multi: MultiReport) -> Report:
    """Make one report of all, for formats that hold one: objects bear the name of their target before their schema.

    A database that could not be checked is something that was not readable.
    """
    first = next(iter(multi.reports), None)
    counts: dict[str, int] = {}
    for result in multi.results:
        if isinstance(result.report_or_error, Report):
            for noun, number in result.report_or_error.counts.items():
                counts[noun] = counts.get(noun, 0) + number * max(len(result.schemas), 1)
    gaps = [gap for result in multi.results for gap in _gaps_of_result(result)]
    ignored = [each for report in multi.reports for each in report.ignored]
    return Report(
        expected=multi.expected,
        live=first.live if first and len({result.target for result in multi.results}) == 1 else _live_origin(multi),
        home=first.home if first else "public",
        findings=_all_findings(multi, "findings"),
        undecided=_all_findings(multi, "undecided"),
        waived=_all_findings(multi, "waived"),
        not_checked=tuple(dict.fromkeys(gaps)),
        counts=counts,
        fail_on=min((report.fail_on for report in multi.reports), key=lambda each: each.rank, default=Severity.NOTE),
        protected={
            f"{_schema_with_target(result, name.partition('.')[0])}.{name.partition('.')[2]}": reason
            for result in multi.results
            if isinstance(result.report_or_error, Report)
            for name, reason in result.report_or_error.protected.items()
        },
        notes=tuple(dict.fromkeys((*_shard_note(multi), *(note for report in multi.reports for note in report.notes)))),
        today=first.today if first else None,
        known=_all_findings(multi, "known"),
        previous=first.previous if first else None,
        pending=_all_findings(multi, "pending"),
        baseline=first.baseline if first else None,
        ignored=tuple(dict.fromkeys(ignored)),
        causes=tuple(
            replace(cause, findings=tuple(_with_target(finding, result) for finding in cause.findings))
            for result in multi.results
            if isinstance(result.report_or_error, Report)
            for cause in result.report_or_error.causes
        ),
        transactions=tuple(
            replace(each, findings=tuple(_with_target(finding, result) for finding in each.findings))
            for result in multi.results
            if isinstance(result.report_or_error, Report)
            for each in result.report_or_error.transactions
        ),
        ties=tuple(
            tie._replace(source=_name_with_target(tie.source, result), target=_name_with_target(tie.target, result))
            for result in multi.results
            if isinstance(result.report_or_error, Report)
            for tie in result.report_or_error.ties
        ),
    )


def _shard_note(multi: MultiReport) -> tuple[str, ...]:
    if multi.shard is None:
        return ()
    return (f"this is shard {multi.shard} of a run" + ("" if multi.results else ": nothing falls to it"),)


def _live_origin(multi: MultiReport) -> Origin:
    return Origin("postgres", ", ".join(dict.fromkeys(result.target for result in multi.results if result.target)))


def _gaps_of_result(result: TargetResult) -> tuple[NotChecked, ...]:
    if isinstance(result.report_or_error, Report):
        return result.report_or_error.not_checked
    return (NotChecked(result.name or "the database", "not readable", result.report_or_error.message),)


def _all_findings(multi: MultiReport, attribute: str) -> tuple[Finding, ...]:
    return tuple(
        _with_target(finding, result)
        for result in multi.results
        if isinstance(result.report_or_error, Report)
        for finding in getattr(result.report_or_error, attribute)
    )


def _with_target(finding: Finding, result: TargetResult) -> Finding:
    subject = finding.subject
    sentence = finding.sentence
    if len(result.schemas) > 1 and subject.schema:
        sentence += f" (also in {some_of(result.schemas[1:])})"
    if not subject.schema:
        subject = subject._replace(name=f"{result.target}: {subject.name}" if result.target else subject.name)
    return replace(
        finding,
        subject=subject._replace(schema=_schema_with_target(result, subject.schema)),
        sentence=sentence,
        expected_value=_value_with_target(finding.expected_value, result),
        live_value=_value_with_target(finding.live_value, result),
    )


def _value_with_target(value: object, result: TargetResult) -> object:
    """A foreign key points at the tables of its own target."""
    return replace(value, target=_name_with_target(value.target, result)) if isinstance(value, ForeignKey) else value


def _name_with_target(name: QName, result: TargetResult) -> QName:
    return name._replace(schema=_schema_with_target(result, name.schema))


def _schema_with_target(result: TargetResult, schema: str) -> str:
    return f"{result.target}:{schema}" if result.target and schema else schema
