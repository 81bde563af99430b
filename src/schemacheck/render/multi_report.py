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
from schemacheck.render import wording
from schemacheck.render.layout import clean, counted, wrap
from schemacheck.render.options import RenderOptions, Style
from schemacheck.report.finding import NotChecked
from schemacheck.report.multi_report import MultiReport, TargetResult, some_of
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity

_LEAST_ROOM = 2_000
"""So many bytes a result in Markdown needs to say anything."""

_HEADINGS = ("", "errors", "warnings", "notes", "known", "waived")
_STYLES: dict[str, Style] = {
    "in sync": "good",
    "pending": "good",
    "drift": "error",
    "unchecked": "warning",
    "error": "error",
}


def text(multi: MultiReport, options: RenderOptions) -> str:
    """Every result that is not in sync, each under its name, and a table over all."""
    blocks = []
    shared = _shared_gaps(multi)
    for result in multi.results:
        if not _is_quiet(result):
            title = clean(_result_title(result))
            rule = "=" * max(options.width - len(title) - 4, 3)
            heading = [options.paint("strong", f"== {title} ") + options.paint("faint", rule)]
            if some_of(result.schemas) != ", ".join(result.schemas):
                heading += wrap(", ".join(result.schemas), options.width, 3)
            if result.labels:
                labels = ", ".join(f"{name}: {value}" for name, value in result.labels.items())
                heading += wrap(clean(labels), options.width, 3)
            blocks.append(
                "\n".join(heading) + "\n\n" + _rendered_result(_without_gaps(result, shared), text_format, options)
            )
    lines = _summary_table(multi, options)
    for label, gap in wording.gaps(replace(multi.reports[0], not_checked=shared), in_full=False) if shared else ():
        lines += wrap(gap, options.width, len(label) + 2, first=f"{label}  ")
    return "\n".join([*blocks, "\n".join(lines) + "\n"])


def _shared_gaps(multi: MultiReport) -> tuple[NotChecked, ...]:
    """Return what no report covers, so that it is said once and not in each of them."""
    every = [report.not_checked for report in multi.reports]
    return tuple(gap for gap in (every[0] if every else ()) if all(gap in others for others in every))


def _without_gaps(result: TargetResult, gaps: tuple[NotChecked, ...]) -> TargetResult:
    if not isinstance(result.report_or_error, Report):
        return result
    left = tuple(gap for gap in result.report_or_error.not_checked if gap not in gaps)
    return replace(result, report_or_error=replace(result.report_or_error, not_checked=left))


def markdown(multi: MultiReport, options: RenderOptions) -> str:
    """The table over all first, as a summary is read from its top, then every result that is not in sync."""
    rows = _table_rows(multi)
    lines = [f"## schemacheck: {_word(multi)}", "", "| | | " + " | ".join(_HEADINGS[1:]) + " |"]
    lines.append("| --- " * (len(_HEADINGS) + 1) + "|")
    for result, row in zip(multi.results, rows, strict=True):
        results = [_result_title(result), *row[1:]]
        lines.append("| " + " | ".join(clean(each).replace("|", "\\|").replace("<", "&lt;") for each in results) + " |")
    room = (options.room or markdown_format.COMMENT) - len("\n".join(lines).encode())
    told = [result for result in multi.results if not _is_quiet(result)]
    for place, result in enumerate(told):
        share = room // (len(told) - place)
        if share < _LEAST_ROOM:
            lines += ["", f"{len(told) - place:,} more results are left out here; the other formats have them."]
            break
        heading = f"# {clean(_result_title(result))}"
        written = _rendered_result(result, markdown_format, replace(options, room=share - len(heading.encode()) - 9))
        lines += ["", heading, "", written.rstrip()]
        room -= len(heading.encode()) + len(written.encode()) + 4
    return "\n".join(lines) + "\n"


def json(multi: MultiReport, options: RenderOptions) -> str:
    """The documents of all results in one, each as a run of its own would write it."""
    document = {
        "format": 1,
        "outcome": multi.outcome,
        "exit_code": int(multi.exit_code),
        "counts": {severity.value: multi.count(severity) for severity in Severity},
        "shard": multi.shard._asdict() if multi.shard else None,
        "results": [
            {
                "target": None if result.is_about_files else result.target or None,
                "schemas": list(result.schemas),
                "labels": dict(result.labels),
                "about_files": result.is_about_files,
                **json_.loads(_rendered_result(result, json_format, options)),
            }
            for result in multi.results
        ],
    }
    return json_.dumps(document, indent=2, ensure_ascii=False) + "\n"


class _Format(Protocol):
    """The module of a format."""

    def render(self, report: Report, options: RenderOptions, /) -> str: ...

    def render_error(self, error: SchemacheckError, options: RenderOptions, /) -> str: ...


def _rendered_result(result: TargetResult, chosen: _Format, options: RenderOptions) -> str:
    if isinstance(result.report_or_error, Report):
        return chosen.render(result.report_or_error, options)
    return chosen.render_error(result.report_or_error, options)


def _is_quiet(result: TargetResult) -> bool:
    """Whether a line of the summary table is enough, without a report below it."""
    return (
        isinstance(result.report_or_error, Report)
        and result.outcome == "in sync"
        and not result.report_or_error.findings
    )


def _result_title(result: TargetResult) -> str:
    if len(result.schemas) > 1:
        return ": ".join(filter(None, (result.target, f"{len(result.schemas):,} schemas", some_of(result.schemas))))
    return result.name or "the rest of the expected schema"


def _table_rows(multi: MultiReport) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for result in multi.results:
        name = _result_title(result)
        if isinstance(result.report_or_error, SchemacheckError):
            rows.append((name, result.outcome.upper(), "-", "-", "-", "-", "-"))
            continue
        report = result.report_or_error
        numbers = [*(report.count(severity) for severity in Severity), len(report.known), len(report.waived)]
        rows.append((name, wording.outcome(report).upper(), *(f"{number:,}" for number in numbers)))
    return rows


def _summary_table(multi: MultiReport, options: RenderOptions) -> list[str]:
    rows = [("", *_HEADINGS), *((clean(row[0]), *row[1:]) for row in _table_rows(multi))]
    columns = list(zip(*rows, strict=True))
    taken = [max(map(len, column)) for column in columns]
    room = options.width - sum(taken[1:]) - 2 * len(taken[1:])
    first = min(taken[0], max(room, 20))
    lines = []
    for place, row in enumerate(rows):
        name = row[0] if len(row[0]) <= first else row[0][: first - 3] + "..."
        outcome = f"{row[1]:<{taken[1]}}"
        if place:
            outcome = options.paint(_STYLES[multi.results[place - 1].outcome], outcome)
        numbers = [f"{each:>{width}}" for each, width in zip(row[2:], taken[2:], strict=True)]
        lines.append(f"{name:<{first}}  {outcome}  " + "  ".join(numbers))
    return [*lines, "", *_verdict(multi, options)]


def _word(multi: MultiReport) -> str:
    """The outcome in a word or two, as of one report."""
    passed = any(wording.outcome(report) == "passed" for report in multi.reports)
    return "passed" if multi.outcome == "in sync" and passed else multi.outcome


def _verdict(multi: MultiReport, options: RenderOptions) -> list[str]:
    word = _word(multi).upper()
    databases = [result for result in multi.results if not result.is_about_files]
    wrong = [result for result in databases if result.exit_code]
    targets = list(dict.fromkeys(result.target for result in databases))
    what = []
    if targets and targets != [""]:
        bad = dict.fromkeys(result.target for result in wrong)
        what.append(f"{len(bad)} of {counted(len(targets), 'targets')}" + (f": {some_of(list(bad))}" if bad else ""))
    if any(result.schemas for result in databases):
        what.append(_deviating_schemas(databases, wrong))
    if multi.shard:
        what.append(f"shard {multi.shard}" + ("" if databases else ": nothing falls to it"))
    what.append(f"exit code {int(multi.exit_code)}")
    told = wrap(", ".join(what), options.width, len(word) + 2, first=f"{word}  ")
    return [options.paint(_STYLES[multi.outcome], word) + told[0][len(word) :], *told[1:]]


def _deviating_schemas(results: Sequence[TargetResult], wrong: Sequence[TargetResult]) -> str:
    every, bad = (sum(len(result.schemas) for result in some) for some in (results, wrong))
    ways = sum(bool(result.schemas) for result in wrong)
    deviating = f"{bad:,} of {counted(every, 'schemas')} deviate"
    return deviating + (f", in {counted(ways, 'ways')}" if ways else "")
