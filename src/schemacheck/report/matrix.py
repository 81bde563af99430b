"""The result of a run over several databases, or over many schemas of one: a report each, and one verdict over all.

The exit code is the worst there is, and worst is what leaves most unknown: a mistake of ours or of the caller (2), then
a database that could not be checked (3), then drift (1). So drift in one never hides that another was not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from schemacheck.base.errors import ExitCode, SchemacheckError
from schemacheck.base.names import QName
from schemacheck.base.record import record
from schemacheck.model.keys import ForeignKey
from schemacheck.model.schema import Origin
from schemacheck.report.findings import Finding, NotChecked, Report
from schemacheck.report.rules import Severity

WORST_FIRST: Final = (ExitCode.USAGE, ExitCode.UNCHECKED, ExitCode.DRIFT, ExitCode.IN_SYNC)


@record
class Cell:
    """One result of a run: of one database, or of the schemas in it that are all alike."""

    target: str
    """What the run calls the database; empty where there is one and it has no name."""
    result: Report | SchemacheckError
    schemas: tuple[str, ...] = ()
    """The PostgreSQL schemas it holds for, where one expected schema stands for many; the report is of the first."""
    is_about_files: bool = False
    """Whether it is about no database but about what the files say that no database has."""

    @property
    def exit_code(self) -> ExitCode:
        """The code a run of its own would end with."""
        return self.result.exit_code

    @property
    def outcome(self) -> str:
        """In sync, pending, drift, unchecked or error."""
        return self.result.outcome if isinstance(self.result, Report) else "error"

    @property
    def name(self) -> str:
        """What a heading calls it."""
        return ": ".join(filter(None, (self.target, some_of(self.schemas))))


@record
class Matrix:
    """All results of a run, those that ask for attention first."""

    expected: Origin
    cells: tuple[Cell, ...]

    @property
    def exit_code(self) -> ExitCode:
        """The worst of all."""
        codes = {cell.exit_code for cell in self.cells}
        return next(code for code in WORST_FIRST if code in codes or code is ExitCode.IN_SYNC)

    @property
    def outcome(self) -> str:
        """The word for the exit code."""
        words = {ExitCode.USAGE: "error", ExitCode.UNCHECKED: "unchecked", ExitCode.DRIFT: "drift"}
        pending = any(report.pending for report in self.reports)
        return words.get(self.exit_code, "pending" if pending else "in sync")

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports there are."""
        return tuple(cell.result for cell in self.cells if isinstance(cell.result, Report))

    def count(self, severity: Severity) -> int:
        """How many findings of this severity count, each once for every schema that has it."""
        return sum(
            cell.result.count(severity) * max(len(cell.schemas), 1)
            for cell in self.cells
            if isinstance(cell.result, Report)
        )


def some_of(names: Sequence[str], most: int = 3) -> str:
    """Name a few of many, and count the others."""
    if len(names) <= most + 1:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most:,} more"


def arranged(expected: Origin, cells: Iterable[Cell]) -> Matrix:
    """Make a matrix; in each target the worst stands first, and targets stand in the order they were named."""
    cells = list(cells)
    targets = list(dict.fromkeys(cell.target for cell in cells))
    return Matrix(
        expected,
        tuple(sorted(cells, key=lambda cell: (targets.index(cell.target), WORST_FIRST.index(cell.exit_code)))),
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


def merged(matrix: Matrix) -> Report:
    """Make one report of all, for formats that hold one: objects bear the name of their target before their schema.

    A database that could not be checked is something that was not readable.
    """
    first = next(iter(matrix.reports), None)
    counts: dict[str, int] = {}
    for cell in matrix.cells:
        if isinstance(cell.result, Report):
            for noun, number in cell.result.counts.items():
                counts[noun] = counts.get(noun, 0) + number * max(len(cell.schemas), 1)
    gaps = [gap for cell in matrix.cells for gap in _gaps(cell)]
    ignored = [each for report in matrix.reports for each in report.ignored]
    return Report(
        expected=matrix.expected,
        live=first.live if first and len({cell.target for cell in matrix.cells}) == 1 else _targets(matrix),
        home=first.home if first else "public",
        findings=_all(matrix, "findings"),
        undecided=_all(matrix, "undecided"),
        waived=_all(matrix, "waived"),
        not_checked=tuple(dict.fromkeys(gaps)),
        counts=counts,
        fail_on=min((report.fail_on for report in matrix.reports), key=lambda each: each.rank, default=Severity.NOTE),
        protected={
            f"{_schema(cell, name.partition('.')[0])}.{name.partition('.')[2]}": reason
            for cell in matrix.cells
            if isinstance(cell.result, Report)
            for name, reason in cell.result.protected.items()
        },
        notes=tuple(dict.fromkeys(note for report in matrix.reports for note in report.notes)),
        today=first.today if first else None,
        known=_all(matrix, "known"),
        previous=first.previous if first else None,
        pending=_all(matrix, "pending"),
        baseline=first.baseline if first else None,
        ignored=tuple(dict.fromkeys(ignored)),
        ties=tuple(
            tie._replace(source=_placed_name(tie.source, cell), target=_placed_name(tie.target, cell))
            for cell in matrix.cells
            if isinstance(cell.result, Report)
            for tie in cell.result.ties
        ),
    )


def _targets(matrix: Matrix) -> Origin:
    return Origin("postgres", ", ".join(dict.fromkeys(cell.target for cell in matrix.cells if cell.target)))


def _gaps(cell: Cell) -> tuple[NotChecked, ...]:
    if isinstance(cell.result, Report):
        return cell.result.not_checked
    return (NotChecked(cell.name or "the database", "not readable", cell.result.message),)


def _all(matrix: Matrix, attribute: str) -> tuple[Finding, ...]:
    return tuple(
        _placed(finding, cell)
        for cell in matrix.cells
        if isinstance(cell.result, Report)
        for finding in getattr(cell.result, attribute)
    )


def _placed(finding: Finding, cell: Cell) -> Finding:
    subject = finding.subject
    sentence = finding.sentence
    if len(cell.schemas) > 1 and subject.schema:
        sentence += f" (also in {some_of(cell.schemas[1:])})"
    if not subject.schema:
        subject = subject._replace(name=f"{cell.target}: {subject.name}" if cell.target else subject.name)
    return replace(
        finding,
        subject=subject._replace(schema=_schema(cell, subject.schema)),
        sentence=sentence,
        expected_value=_placed_value(finding.expected_value, cell),
        live_value=_placed_value(finding.live_value, cell),
    )


def _placed_value(value: object, cell: Cell) -> object:
    """A foreign key points at the tables of its own target."""
    return replace(value, target=_placed_name(value.target, cell)) if isinstance(value, ForeignKey) else value


def _placed_name(name: QName, cell: Cell) -> QName:
    return name._replace(schema=_schema(cell, name.schema))


def _schema(cell: Cell, schema: str) -> str:
    return f"{cell.target}:{schema}" if cell.target and schema else schema
