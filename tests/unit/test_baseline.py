"""Known drift: what a baseline lets pass, what it does not, and what its file may hold."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest

from schemacheck.base.errors import SourceError, UsageError
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.baseline import Baseline, BaselineResult, apply_baseline, entries_of
from schemacheck.report.finding import Finding
from schemacheck.report.subject import MemberName
from schemacheck.sources.spec import read_spec_file
from schemacheck.sources.spec.read import yaml_text
from schemacheck.sources.spec.read.baseline import read_baseline, read_baseline_file, write_baseline

from .reports import MISSING, PARTIAL, TARGET, UNEXPECTED, finding, report

OLD = (TARGET, MISSING, PARTIAL, UNEXPECTED)
NEW = finding("column-missing", "Athlete", MemberName("birthday"), change="missing", line=99)


def baseline(*findings: Finding) -> Baseline:
    """A baseline of these, by way of its file."""
    return read_baseline(write_baseline(entries_of(findings)), "baseline.yaml")


def applied(now: tuple[Finding, ...], then: tuple[Finding, ...], waived: tuple[Finding, ...] = ()) -> BaselineResult:
    return apply_baseline(now, waived, baseline(*then))


def test_what_it_lists_is_known_and_all_else_is_new() -> None:
    told = applied((*OLD, NEW), OLD)
    assert (told.new, told.known, told.gone) == ((NEW,), OLD, ())


def test_it_holds_through_another_order_other_words_other_lines_and_another_severity() -> None:
    changed = [
        replace(each, sentence="in other words", hint="", at=None, expected="x", live="y", severity=UNEXPECTED.severity)
        for each in reversed(OLD)
    ]
    told = applied(tuple(changed), OLD)
    assert (told.new, told.gone) == ((), ())


def test_what_is_no_longer_there_is_told_with_its_line_in_the_file() -> None:
    told = applied((TARGET,), OLD)
    assert [each.rule.name for each in told.gone] == ["baseline-gone"] * 3
    assert {each.sentence.split()[0] for each in told.gone} == {"column-missing", "unique-partial", "table-unexpected"}
    lines = write_baseline(entries_of(OLD)).splitlines()
    for each in told.gone:
        assert each.at is not None
        assert lines[each.at.line - 1].endswith(each.sentence.split()[1])


def test_several_findings_of_one_fingerprint_are_counted() -> None:
    twins = (PARTIAL, replace(PARTIAL, live_name="another_key"))
    assert twins[0].fingerprint == twins[1].fingerprint
    assert [len(part) for part in _parts(applied(twins, (PARTIAL,)))] == [1, 1, 0]
    assert [len(part) for part in _parts(applied(twins, twins))] == [0, 2, 0]
    assert [len(part) for part in _parts(applied((PARTIAL,), twins))] == [0, 1, 1]


def _parts(known: BaselineResult) -> tuple[tuple[Finding, ...], ...]:
    return known.new, known.known, known.gone


def test_what_a_waiver_covers_is_not_gone() -> None:
    assert applied((), (TARGET,), waived=(TARGET,)).gone == ()


def test_an_entry_of_a_target_is_of_that_one_alone() -> None:
    of_staging = Baseline("b.yaml", entries_of((TARGET,), "staging"))
    assert apply_baseline((TARGET,), (), of_staging, "staging").known == (TARGET,)
    other = apply_baseline((TARGET,), (), of_staging, "production")
    assert (other.new, other.gone) == ((TARGET,), ())


def test_the_file_is_the_same_whatever_the_order_and_reads_back() -> None:
    texts = {write_baseline(entries_of(order)) for order in itertools.permutations(OLD)}
    assert len(texts) == 1
    (text,) = texts
    objects = [line.split(": ")[1] for line in text.splitlines() if "object: " in line]
    assert objects == sorted(objects)
    assert read_baseline(text, "b.yaml").entries == entries_of(OLD)
    assert read_baseline(write_baseline(()), "b.yaml").entries == ()


def test_json_reads_too() -> None:
    (entry,) = entries_of((TARGET,))
    text = json.dumps({"version": 1, "findings": [{
        "fingerprint": entry.fingerprint, "rule": entry.rule, "object": entry.object, "severity": "error",
        "sentence": entry.sentence}]})  # fmt: skip
    assert read_baseline(text, "b.json").entries == (entry,)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("severity: error", "severity: fatal"), "b.yaml:8:15: severity: expected error, warning or note, found fatal"),
        (("fingerprint", "fingrprint"), "b.yaml:10:5: a known finding has no key fingrprint (did you mean"),
        (("fingerprint: ", "fingerprint: x"), "b.yaml:10:18: fingerprint: expected sixteen hexadecimal digits"),
        (("version: 1", "version: 2"), "b.yaml:3:10: version: expected 1, found 2"),
        (("findings:", "finding:"), "b.yaml:5:1: a baseline has no key finding (did you mean findings?)"),
        (("  - object", " object"), "b.yaml:"),
    ],
)
def test_mistakes_are_told_in_their_place(change: tuple[str, str], told: str) -> None:
    text = write_baseline(entries_of((TARGET,)))
    assert change[0] in text
    with pytest.raises(SourceError) as caught:
        read_baseline(text.replace(*change, 1), "b.yaml")
    assert str(caught.value.mistakes[0]).startswith(told)


@pytest.mark.parametrize("text", ["", "[]", "text", "- a"])
def test_what_is_no_mapping_is_no_baseline(text: str) -> None:
    with pytest.raises(SourceError, match=r"b\.yaml:1:1: this is no baseline"):
        read_baseline(text, "b.yaml")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no baseline"):
        read_baseline_file(tmp_path / "nothing.yaml")
    (tmp_path / "b.yaml").write_bytes(b"a: b\nc: \xff\xfe")
    with pytest.raises(SourceError, match=r"b\.yaml:2:4: this is not UTF-8"):
        read_baseline_file(tmp_path / "b.yaml")
    with pytest.raises(UsageError, match="cannot be read"):
        read_baseline_file(tmp_path)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "MOST_BYTES", 1 << 20)
    (tmp_path / "b.yaml").write_bytes(b"#" * ((1 << 20) + 1))
    with pytest.raises(UsageError, match=r"b\.yaml is larger than 1 MiB"):
        read_baseline_file(tmp_path / "b.yaml")
    with pytest.raises(UsageError, match=r"b\.yaml is larger than 1 MiB"):
        read_spec_file(tmp_path / "b.yaml")


@pytest.mark.parametrize("format_name", ["text", "markdown"])
def test_reports_count_what_is_known(format_name: str) -> None:
    shown = FORMATS[format_name].report(report(NEW, known=OLD, baseline="baseline.yaml"), RenderOptions())
    assert "4 known (baseline.yaml)" in shown
    written = json.loads(FORMATS["json"].report(report(NEW, known=OLD, baseline="baseline.yaml"), RenderOptions()))
    assert written["counts"]["known"] == len(written["known"]) == 4
    assert written["counts"]["error"] == 1
    assert written["baseline"] == "baseline.yaml"
