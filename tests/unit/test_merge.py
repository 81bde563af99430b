"""Reports of several runs as one: what was said stays said, and what did not report is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schemacheck.app.merge import merge
from schemacheck.base.errors import ExitCode, UncheckedError, UsageError
from schemacheck.base.shard import Shard, shard
from schemacheck.model.schema import Origin
from schemacheck.render import FORMATS, RenderOptions, rendered
from schemacheck.report.multi_report import MultiReport, TargetResult
from schemacheck.report.report import Report

from . import reports
from .reports import REPORTS

SPEC = Origin("spec", "expected_schema.yaml")
IN_SYNC = reports.report()
DRIFTED = reports.report(reports.TARGET)


def saved(folder: Path, name: str, *results: TargetResult, part: Shard | None = None) -> str:
    path = folder / name
    path.write_text(rendered(MultiReport(SPEC, results, part), "json", RenderOptions()), encoding="utf-8")
    return str(path)


def of(target: str, report: Report | UncheckedError = IN_SYNC, *schemas: str, **more: Any) -> TargetResult:
    return TargetResult(target, report, schemas, **more)


def test_several_runs_are_one_with_the_worst_code(tmp_path: Path) -> None:
    files = [
        saved(tmp_path, "a.json", of("eu"), of("us", DRIFTED, labels={"region": "us"}), part=Shard(1, 2)),
        saved(tmp_path, "b.json", of("asia", UncheckedError("no way in", "Is it up?")), part=Shard(2, 2)),
    ]
    merged = merge(files)
    assert [result.target for result in merged.results] == ["eu", "us", "asia"]
    assert merged.exit_code is ExitCode.UNCHECKED
    assert merged.results[1].labels == {"region": "us"}
    one_run = MultiReport(
        SPEC, tuple(result for name in files for result in merge([name]).results if result.target[:5] != "shard")
    )
    for name in ("text", "markdown", "sarif", "junit", "gitlab", "github", "concise", "openmetrics"):
        assert rendered(merged, name, RenderOptions()) == rendered(one_run, name, RenderOptions()), name


@pytest.mark.parametrize("name", sorted(REPORTS.keys() - {"dated"}))
@pytest.mark.parametrize("format_name", ["text", "markdown", "sarif", "junit", "gitlab", "concise"])
def test_what_is_read_back_is_shown_as_it_was(name: str, format_name: str, tmp_path: Path) -> None:
    # JSON has no objects, of which pictures are drawn, and no ages: "dated" is left out.
    without = tuple(replace(each, expected_value=None, live_value=None) for each in REPORTS[name].findings)
    report = replace(REPORTS[name], ties=(), findings=without)
    file = saved(tmp_path, "one.json", TargetResult("", report))
    assert rendered(merge([file]), format_name, RenderOptions()) == rendered(
        MultiReport(SPEC, (TargetResult("", report),)), format_name, RenderOptions()
    )


def test_a_report_of_one_database_bears_the_name_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "eu.json"
    path.write_text(FORMATS["json"].report(DRIFTED, RenderOptions()), encoding="utf-8")
    (result,) = merge([str(path)]).results
    assert result.target == str(path)
    assert isinstance(result.report_or_error, Report)
    assert result.report_or_error.findings[0].rule.name == "foreign-key-target"


def test_a_shard_that_did_not_report_is_not_green(tmp_path: Path) -> None:
    merged = merge([saved(tmp_path, f"{n}.json", of(f"t{n}"), part=Shard(n, 4)) for n in (1, 3)])
    assert merged.exit_code is ExitCode.UNCHECKED
    assert [result.target for result in merged.results] == ["t1", "t3", "shard 2 of 4", "shard 4 of 4"]
    assert "shard 2 of 4 did not report" in rendered(merged, "text", RenderOptions())


def test_schemas_that_are_alike_are_told_together(tmp_path: Path) -> None:
    drifted = {
        name: replace(
            DRIFTED,
            findings=tuple(replace(each, subject=each.subject._replace(schema=name)) for each in DRIFTED.findings),
        )
        for name in ("tenant_2", "tenant_4")
    }
    merged = merge(
        [
            saved(
                tmp_path,
                "a.json",
                of("", IN_SYNC, "tenant_1"),
                of("", drifted["tenant_2"], "tenant_2"),
                part=Shard(1, 2),
            ),
            saved(
                tmp_path,
                "b.json",
                of("", IN_SYNC, "tenant_3"),
                of("", drifted["tenant_4"], "tenant_4"),
                part=Shard(2, 2),
            ),
        ]
    )
    assert [result.schemas for result in merged.results] == [("tenant_2", "tenant_4"), ("tenant_1", "tenant_3")]
    assert "2 of 4 schemas deviate, in 1 way" in rendered(merged, "text", RenderOptions())


def test_schemas_that_are_put_together_keep_the_labels_of_their_target(tmp_path: Path) -> None:
    eu = {"region": "eu"}
    files = [
        saved(tmp_path, f"{number}.json", of("prod", IN_SYNC, f"tenant_{number}", labels=eu), part=Shard(number, 2))
        for number in (1, 2)
    ]
    (result,) = merge(files).results
    assert (result.schemas, result.labels) == (("tenant_1", "tenant_2"), eu)


def test_what_is_said_of_the_files_holds_where_every_run_says_it(tmp_path: Path) -> None:
    unused, wide = (reports.finding(rule, "waiver", kind="waiver") for rule in ("waiver-unused", "waiver-wide"))

    def about(*findings: Any) -> TargetResult:
        return TargetResult(SPEC.label, reports.report(*findings), is_about_files=True)

    one = saved(tmp_path, "1.json", of("a"), about(unused, wide), part=Shard(1, 2))
    other = saved(tmp_path, "2.json", of("b"), about(unused), part=Shard(2, 2))
    silent = saved(tmp_path, "3.json", of("b"), part=Shard(2, 2))

    def said(*files: str) -> set[str]:
        return {
            finding.rule.name
            for result in merge(files).results
            if result.is_about_files and isinstance(result.report_or_error, Report)
            for finding in result.report_or_error.findings
        }

    assert said(one, other) == {"waiver-unused", "waiver-wide"}
    assert said(one, silent) == {"waiver-wide"}
    assert said(one) == {"waiver-wide"}, "a shard that did not report may have a use for the waiver"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "is no report of schemacheck"),
        ('{"a": 1}', "is no report of schemacheck"),
        ('{"format": 2, "outcome": "drift"}', "a report of format 2"),
        ('{"format": 1, "outcome": "drift"}', "is not there"),
        ('{"format": 1, "outcome": "drift", "results": 3}', "no whole report"),
        ('{"format": 1, "outcome": "error", "exit_code": 3, "error": []}', "no whole report"),
    ],
)
def test_what_is_no_report_is_refused_by_name(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said) as caught:
        merge([str(path)])
    assert "odd.json" in caught.value.message


def test_a_damaged_report_is_refused_whatever_is_damaged(tmp_path: Path) -> None:
    """Each value in turn is taken away, or made something else: it is read or refused."""
    whole = json.loads(FORMATS["json"].report(REPORTS["drifted"], RenderOptions()))
    path = tmp_path / "odd.json"
    refused = 0

    def tried(document: Any) -> bool:
        path.write_text(json.dumps(document), encoding="utf-8")
        try:
            merge([str(path)])
        except UsageError:
            return False
        return True

    assert tried(whole)
    for key in whole:
        for odd in (
            {**whole, key: 3},
            {**whole, key: [3]},
            {**whole, key: {"a": 1}},
            {k: v for k, v in whole.items() if k != key},
        ):
            refused += not tried(odd)
    finding = whole["findings"][0]
    for key in finding:
        for odd in (3, [3], {"a": 1}):
            refused += not tried({**whole, "findings": [{**finding, key: odd}]})
    assert refused > 100


def test_a_part_of_a_report_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "part.json"
    path.write_text(rendered(DRIFTED, "json", RenderOptions(only=("Athlete",))), encoding="utf-8")
    with pytest.raises(UsageError, match="shows only a part"):
        merge([str(path)])


def test_shards_of_two_runs_are_refused(tmp_path: Path) -> None:
    one, same, other = (
        saved(tmp_path, name, of("a"), part=part)
        for name, part in (("1.json", Shard(1, 2)), ("2.json", Shard(1, 2)), ("3.json", Shard(2, 3)))
    )
    with pytest.raises(UsageError, match="are both shard 1 of 2"):
        merge([one, same])
    with pytest.raises(UsageError, match="shards of different runs"):
        merge([one, other])
    with pytest.raises(UsageError, match="cannot read"):
        merge([one, str(tmp_path / "none.json")])


def test_everything_falls_to_one_shard_and_always_to_the_same() -> None:
    names = [f"tenant_{number}" for number in range(1000)] + ["", "é", "a b"]
    for count in (1, 2, 3, 10):
        parts = [shard(f"{number}/{count}") for number in range(1, count + 1)]
        assert all(sum(part.has(name) for part in parts) == 1 for name in names)
        assert min(sum(map(part.has, names)) for part in parts) > 700 / count
    assert {shard(f"{number}/3") for number in range(3)} == {shard(f"{number}/3") for number in range(1, 4)}
    assert [name for name in names[:12] if Shard(2, 3).has(name)] == ["tenant_0", "tenant_5"]


@pytest.mark.parametrize("text", ["", "3", "0/0", "4/3", "-1/3", "1/0", "a/b", "1/2/3", " 1/2", "9999999/9999999"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--shard"):
        shard(text)
