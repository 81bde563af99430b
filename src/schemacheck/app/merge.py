"""The use case of a merge: the JSON reports of several runs become one result, as if one run had looked at it all.

What did not report is part of the result: a shard whose report is not there could have found anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from schemacheck.app.tenants import grouped
from schemacheck.base.errors import UncheckedError, UsageError
from schemacheck.base.reading import read_bytes
from schemacheck.model.schema import Origin
from schemacheck.render.json_reading import Saved, parse
from schemacheck.report.multi_report import ABOUT_FILES_ALWAYS, MultiReport, TargetResult, arranged
from schemacheck.report.report import Report

_MOST_BYTES: Final = 1 << 30


def merge(files: Sequence[str]) -> MultiReport:
    """Read reports and put them together.

    Args:
        files: what `--format json` wrote, a file a run.

    Raises:
        UsageError: a file cannot be read, is no whole report, or two are reports of one shard.
    """
    saved = {name: _read(name) for name in dict.fromkeys(files)}
    missing = _missing_shards(saved)
    results = [result for each in saved.values() for result in each.results]
    about_files = [result for result in results if result.is_about_files]
    databases = _alike([result for result in results if not result.is_about_files])
    everywhere = _everywhere(about_files, len(saved), whole=not missing)
    expected = next((each.expected for each in saved.values() if each.expected), Origin("spec", files[0]))
    return arranged(expected, [*databases, *missing, *everywhere])


def _read(name: str) -> Saved:
    try:
        raw = read_bytes(Path(name), _MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read {name}: {error.strerror}") from None
    if len(raw) > _MOST_BYTES:
        raise UsageError(f"{name} has more than {_MOST_BYTES >> 30} GiB")
    try:
        return parse(raw.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        raise UsageError(f"{name} is no JSON: it is not UTF-8") from None


def _missing_shards(saved: Mapping[str, Saved]) -> list[TargetResult]:
    """Give each shard whose report is not there a result of its own."""
    known: dict[int, str] = {}
    parts = {name: each.shard for name, each in saved.items() if each.shard}
    sizes = {shard.of: name for name, shard in parts.items()}
    if len(sizes) > 1:
        told = ", ".join(f"{name} is one of {of}" for of, name in sorted(sizes.items()))
        raise UsageError(f"these are shards of different runs: {told}")
    for name, shard in parts.items():
        if shard.number in known:
            raise UsageError(f"{known[shard.number]} and {name} are both shard {shard.number} of {shard.of}")
        known[shard.number] = name
    of = next(iter(sizes), 0)
    return [
        TargetResult(
            f"shard {number} of {of}",
            UncheckedError(
                f"shard {number} of {of} did not report",
                "What it was to look at was not checked. Did its job fail, or was its file not handed on?",
            ),
        )
        for number in range(1, of + 1)
        if number not in known
    ]


def _alike(results: Iterable[TargetResult]) -> list[TargetResult]:
    """Put schemas of one target together that are alike, whichever run looked at them."""
    kept: list[TargetResult] = []
    tenants: dict[str, dict[str, tuple[Report, TargetResult]]] = {}
    for result in results:
        if result.schemas and isinstance(result.report_or_error, Report):
            tenants.setdefault(result.target, {})[result.schemas[0]] = (result.report_or_error, result)
        else:
            kept.append(result)
    for target, groups in tenants.items():
        for firsts, report in grouped({first: report for first, (report, _) in groups.items()}):
            schemas = sorted(name for first in firsts for name in groups[first][1].schemas)
            kept.append(TargetResult(target, report, tuple(schemas), groups[firsts[0]][1].labels))
    return sorted(kept, key=_rarity) if tenants else kept


def _rarity(result: TargetResult) -> tuple[bool, int, tuple[str, ...]]:
    """The key that puts first what is rare, as a run over many schemas does."""
    told = result.report_or_error
    quiet = isinstance(told, Report) and not told.findings
    return quiet, max(len(result.schemas), 1), result.schemas


def _everywhere(about_files: Sequence[TargetResult], runs: int, *, whole: bool) -> list[TargetResult]:
    """Keep what every run says of the files: what one of them has no use for, another may have."""
    reports = [each.report_or_error for each in about_files if isinstance(each.report_or_error, Report)]
    if not reports:
        return []
    said = [
        finding
        for finding in reports[0].findings
        if finding.rule.name in ABOUT_FILES_ALWAYS
        or (whole and len(reports) == runs and all(finding in each.findings for each in reports[1:]))
    ]
    if not said:
        return []
    return [replace(about_files[0], report_or_error=replace(reports[0], findings=tuple(said)))]
