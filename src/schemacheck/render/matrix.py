"""A run over several databases, or over many schemas of one.

Text, Markdown and JSON show every result and a table over all; the formats that hold one report get all of them as one.
"""

from __future__ import annotations

import json as json_
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from schemacheck.base.errors import SchemacheckError
from schemacheck.render import json as json_format
from schemacheck.render import markdown as markdown_format
from schemacheck.render import text as text_format
from schemacheck.render import words
from schemacheck.render.layout import clean, counted, wrap
from schemacheck.render.look import Look, Style
from schemacheck.report.findings import NotChecked, Report
from schemacheck.report.matrix import Cell, Matrix, some_of
from schemacheck.report.rules import Severity

_HEADINGS = ("", "errors", "warnings", "notes", "known", "waived")
_STYLES: dict[str, Style] = {
    "in sync": "good",
    "pending": "good",
    "drift": "error",
    "unchecked": "warning",
    "error": "error",
}


def text(matrix: Matrix, look: Look) -> str:
    """Every result that is not in sync, each under its name, and a table over all."""
    blocks = []
    shared = _shared_gaps(matrix)
    for cell in matrix.cells:
        if not _is_quiet(cell):
            title = clean(_title(cell))
            rule = "=" * max(look.width - len(title) - 4, 3)
            heading = [look.paint("strong", f"== {title} ") + look.paint("faint", rule)]
            if some_of(cell.schemas) != ", ".join(cell.schemas):
                heading += wrap(", ".join(cell.schemas), look.width, 3)
            blocks.append("\n".join(heading) + "\n\n" + _shown(_without(cell, shared), text_format, look))
    lines = _table(matrix, look)
    for label, gap in words.gaps(replace(matrix.reports[0], not_checked=shared)) if shared else ():
        lines += wrap(gap, look.width, len(label) + 2, first=f"{label}  ")
    return "\n".join([*blocks, "\n".join(lines) + "\n"])


def _shared_gaps(matrix: Matrix) -> tuple[NotChecked, ...]:
    """Return what no report speaks of: once is enough to say so."""
    every = [report.not_checked for report in matrix.reports]
    return tuple(gap for gap in (every[0] if every else ()) if all(gap in others for others in every))


def _without(cell: Cell, gaps: tuple[NotChecked, ...]) -> Cell:
    if not isinstance(cell.result, Report):
        return cell
    left = tuple(gap for gap in cell.result.not_checked if gap not in gaps)
    return replace(cell, result=replace(cell.result, not_checked=left))


def markdown(matrix: Matrix, look: Look) -> str:
    """The table over all first, as a summary is read from its top, then every result that is not in sync."""
    rows = _rows(matrix)
    lines = [f"## schemacheck: {matrix.outcome}", "", "| | | " + " | ".join(_HEADINGS[1:]) + " |"]
    lines.append("| --- " * (len(_HEADINGS) + 1) + "|")
    for cell, row in zip(matrix.cells, rows, strict=True):
        cells = [_title(cell), cell.outcome.upper(), *row[2:]]
        lines.append("| " + " | ".join(clean(each).replace("|", "\\|").replace("<", "&lt;") for each in cells) + " |")
    for cell in matrix.cells:
        if not _is_quiet(cell):
            lines += ["", f"# {clean(_title(cell))}", "", _shown(cell, markdown_format, look).rstrip()]
    return "\n".join(lines) + "\n"


def json(matrix: Matrix, look: Look) -> str:
    """The documents of all results in one, each as a run of its own would write it."""
    document = {
        "format": 1,
        "outcome": matrix.outcome,
        "exit_code": int(matrix.exit_code),
        "counts": {severity.value: matrix.count(severity) for severity in Severity},
        "results": [
            {
                "target": None if cell.is_about_files else cell.target or None,
                "schemas": list(cell.schemas),
                **json_.loads(_shown(cell, json_format, look)),
            }
            for cell in matrix.cells
        ],
    }
    return json_.dumps(document, indent=2, ensure_ascii=False) + "\n"


class _Format(Protocol):
    """The module of a format."""

    def render(self, report: Report, look: Look, /) -> str: ...

    def render_error(self, error: SchemacheckError, look: Look, /) -> str: ...


def _shown(cell: Cell, chosen: _Format, look: Look) -> str:
    if isinstance(cell.result, Report):
        return chosen.render(cell.result, look)
    return chosen.render_error(cell.result, look)


def _is_quiet(cell: Cell) -> bool:
    """Whether a line of the table says all there is to say."""
    return isinstance(cell.result, Report) and cell.outcome == "in sync" and not cell.result.findings


def _title(cell: Cell) -> str:
    if len(cell.schemas) > 1:
        return ": ".join(filter(None, (cell.target, f"{len(cell.schemas):,} schemas", some_of(cell.schemas))))
    return cell.name or "the rest of the expected schema"


def _rows(matrix: Matrix) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for cell in matrix.cells:
        name = _title(cell)
        if isinstance(cell.result, SchemacheckError):
            rows.append((name, cell.outcome.upper(), "-", "-", "-", "-", "-"))
            continue
        report = cell.result
        numbers = [*(report.count(severity) for severity in Severity), len(report.known), len(report.waived)]
        rows.append((name, cell.outcome.upper(), *(f"{number:,}" for number in numbers)))
    return rows


def _table(matrix: Matrix, look: Look) -> list[str]:
    rows = [("", *_HEADINGS), *((clean(row[0]), *row[1:]) for row in _rows(matrix))]
    columns = list(zip(*rows, strict=True))
    taken = [max(map(len, column)) for column in columns]
    room = look.width - sum(taken[1:]) - 2 * len(taken[1:])
    first = min(taken[0], max(room, 20))
    lines = []
    for place, row in enumerate(rows):
        name = row[0] if len(row[0]) <= first else row[0][: first - 3] + "..."
        outcome = f"{row[1]:<{taken[1]}}"
        if place:
            outcome = look.paint(_STYLES[matrix.cells[place - 1].outcome], outcome)
        numbers = [f"{each:>{width}}" for each, width in zip(row[2:], taken[2:], strict=True)]
        lines.append(f"{name:<{first}}  {outcome}  " + "  ".join(numbers))
    return [*lines, "", *_verdict(matrix, look)]


def _verdict(matrix: Matrix, look: Look) -> list[str]:
    word = matrix.outcome.upper()
    databases = [cell for cell in matrix.cells if not cell.is_about_files]
    wrong = [cell for cell in databases if cell.exit_code]
    targets = list(dict.fromkeys(cell.target for cell in databases))
    what = []
    if len(targets) > 1 or targets != [""]:
        bad = dict.fromkeys(cell.target for cell in wrong)
        what.append(f"{len(bad)} of {counted(len(targets), 'targets')}" + (f": {some_of(list(bad))}" if bad else ""))
    if any(cell.schemas for cell in databases):
        what.append(_schemas(databases, wrong))
    what.append(f"exit code {int(matrix.exit_code)}")
    told = wrap(", ".join(what), look.width, len(word) + 2, first=f"{word}  ")
    return [look.paint(_STYLES[matrix.outcome], word) + told[0][len(word) :], *told[1:]]


def _schemas(cells: Sequence[Cell], wrong: Sequence[Cell]) -> str:
    every, bad = (sum(len(cell.schemas) for cell in some) for some in (cells, wrong))
    ways = sum(bool(cell.schemas) for cell in wrong)
    deviating = f"{bad:,} of {counted(every, 'schemas')} deviate"
    return deviating + (f", in {counted(ways, 'ways')}" if ways else "")
