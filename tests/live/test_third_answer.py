"""What nobody can compare is neither equal nor different, and never "in sync" without somebody's word."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from schemacheck.app.baseline import baseline_of, write_baseline
from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import MakeDatabase
    from tests.servers import Server

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _no_throwaway_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do as if the extra were not installed: with one, most of this is settled; see tests/sql/test_settling.py."""
    monkeypatch.setattr("schemacheck.sources.sql.server.find_package", lambda: None)


BASE = """
CREATE EXTENSION btree_gist;
CREATE DOMAIN cheap AS numeric CONSTRAINT low CHECK (VALUE < 100);
CREATE TABLE t (
    bib int, n text, email text, price numeric, span int4range,
    twice numeric GENERATED ALWAYS AS (price * 2) STORED,
    made text DEFAULT lower('X'::text),
    CONSTRAINT c CHECK (bib > 0),
    CONSTRAINT p CHECK (price > 0),
    CONSTRAINT x EXCLUDE USING gist (span WITH &&, lower(n) WITH =) WHERE (price > 0)
);
CREATE UNIQUE INDEX u ON t (lower(email)) WHERE price > 0;
CREATE INDEX i ON t (upper(n)) WHERE price > 1;
"""
SINCE_14 = "CREATE STATISTICS s ON (lower(n)), bib FROM t;"
SINCE_15 = "CREATE PUBLICATION feed FOR TABLE t WHERE (price > 0);"

CHANGES = [
    (13, "check-expression", "ALTER TABLE t DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (n IS NFC NORMALIZED OR true)"),
    (16, "check-expression", "ALTER TABLE t DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (bib > 0 AND n IS JSON)"),
    (12, "check-expression", "ALTER TABLE t DROP CONSTRAINT p, ADD CONSTRAINT p CHECK (price::numeric(3,0) > 0)"),
    (12, "domain-checks", "ALTER DOMAIN cheap DROP CONSTRAINT low;"
     "ALTER DOMAIN cheap ADD CONSTRAINT low CHECK (VALUE::numeric(3,0) < 100)"),
    (12, "column-generated-expression", "ALTER TABLE t DROP COLUMN twice;"
     "ALTER TABLE t ADD twice numeric GENERATED ALWAYS AS (price::numeric(3,0) * 2) STORED"),
    (12, "column-default", "ALTER TABLE t ALTER made SET DEFAULT lower('X'::varchar(3))"),
    (12, "unique-order", "DROP INDEX u; CREATE UNIQUE INDEX u ON t (lower(email::varchar(3))) WHERE price > 0"),
    (12, "unique-predicate", "DROP INDEX u; CREATE UNIQUE INDEX u ON t (lower(email)) WHERE price::numeric(3,0) > 0"),
    (12, "index-columns", "DROP INDEX i; CREATE INDEX i ON t (upper(n::varchar(3))) WHERE price > 1"),
    (12, "index-predicate", "DROP INDEX i; CREATE INDEX i ON t (upper(n)) WHERE price::numeric(3,0) > 1"),
    (12, "exclusion-elements", "ALTER TABLE t DROP CONSTRAINT x, ADD CONSTRAINT x"
     " EXCLUDE USING gist (span WITH &&, lower(n::varchar(3)) WITH =) WHERE (price > 0)"),
    (12, "exclusion-predicate", "ALTER TABLE t DROP CONSTRAINT x, ADD CONSTRAINT x"
     " EXCLUDE USING gist (span WITH &&, lower(n) WITH =) WHERE (price::numeric(3,0) > 0)"),
    (14, "statistics-differ", "DROP STATISTICS s; CREATE STATISTICS s ON (lower(n::varchar(3))), bib FROM t"),
    (15, "publication-scope", "ALTER PUBLICATION feed SET TABLE t WHERE (price::numeric(3,0) > 0)"),
]  # fmt: skip


def base_of(server: Server) -> str:
    return BASE + (SINCE_14 if server.major >= 14 else "") + (SINCE_15 if server.major >= 15 else "")


def checked(url: str, spec: Path, **options: object) -> Report:
    report = check(str(spec), ConnectionOptions(url=url), today=TODAY, **options)  # type: ignore[arg-type]  # as check has them
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize(("since", "rule", "change"), CHANGES, ids=[f"{rule}-{since}" for since, rule, _ in CHANGES])
def test_texts_of_one_major_are_compared_word_for_word(
    since: int, rule: str, change: str, any_server: Server, make_database: MakeDatabase, tmp_path: Path
) -> None:
    if any_server.major < since:
        pytest.skip(f"PostgreSQL before {since} cannot make this change")
    base, spec = base_of(any_server), tmp_path / "expected_schema.yaml"
    spec.write_text(snapshot(None, ConnectionOptions(url=make_database(base, server=any_server)), everything=True))
    assert f"postgresql: {any_server.major}" in spec.read_text()
    assert checked(make_database(base, server=any_server), spec).outcome == "in sync"
    report = checked(make_database([base, change], server=any_server), spec)
    assert [finding.rule.name for finding in report.findings] == [rule]
    assert report.outcome == "drift"


def test_another_major_prints_in_other_words(
    pg: Callable[[int], Server], make_database: MakeDatabase, tmp_path: Path
) -> None:
    """Word for word, the texts of two majors differ where nothing does; only what both must print alike is drift."""
    old, new, spec = pg(15), pg(18), tmp_path / "expected_schema.yaml"
    spec.write_text(snapshot(None, ConnectionOptions(url=make_database(base_of(old), server=old)), everything=True))
    assert checked(make_database(base_of(new), server=new), spec, fail_on=Severity.NOTE).findings == ()
    change = "ALTER TABLE t DROP CONSTRAINT p, ADD CONSTRAINT p CHECK (price::numeric(3,0) > 0)"
    report = checked(make_database([base_of(new), change], server=new), spec)
    assert report.outcome == "unchecked"
    assert [finding.subject.path for finding in report.undecided] == ["btree_gist", "public.t.p"]


BY_HAND = """
version: 1
{more}
tables:
  t:
    columns: {{i: integer?}}
    checks: {{rounded: round(i) > 1}}
"""
MADE = "CREATE TABLE t (i int, CONSTRAINT rounded CHECK (round(i) > 1))"


@pytest.fixture
def by_hand(make_database: MakeDatabase, tmp_path: Path) -> Callable[..., Report]:
    url = make_database(MADE)

    def look(more: str = "", **options: object) -> Report:
        spec = tmp_path / "expected_schema.yaml"
        spec.write_text(BY_HAND.format(more=more))
        return checked(url, spec, **options)

    return look


def test_it_is_never_in_sync_unasked(by_hand: Callable[..., Report]) -> None:
    report = by_hand()
    (finding,) = report.undecided
    assert (report.outcome, report.exit_code, report.findings) == ("unchecked", 3, ())
    assert (finding.rule.name, finding.severity, finding.subject.path) == (
        "not-comparable", Severity.WARNING, "public.t.rounded",
    )  # fmt: skip
    assert finding.at is not None
    assert finding.at.line == 7
    assert (finding.expected, finding.live) == (
        "round(i) > 1",
        "(round((i)::double precision) > (1)::double precision)",
    )
    assert [gap.what for gap in report.not_checked if gap.cause == "not comparable"] == ["expression of t.rounded"]
    assert by_hand(fail_on=Severity.ERROR).outcome == "unchecked"


@pytest.mark.parametrize(
    ("severity", "outcome"), [("note", "in sync"), ("off", "in sync"), ("warning", "unchecked"), ("error", "unchecked")]
)
def test_a_severity_lets_it_pass_by_name(severity: str, outcome: str, by_hand: Callable[..., Report]) -> None:
    report = by_hand(f"severity: {{not-comparable: {severity}}}")
    assert report.outcome == outcome
    told = FORMATS["text"].report(report, RenderOptions(width=1000))
    assert "not comparable  expression of t.rounded (the two texts differ" in told
    assert len(report.undecided) == (severity != "off")


def test_a_note_forbids_where_notes_fail(by_hand: Callable[..., Report]) -> None:
    assert by_hand("severity: {not-comparable: note}", fail_on=Severity.NOTE).outcome == "unchecked"


def test_a_waiver_covers_it_by_object(by_hand: Callable[..., Report]) -> None:
    waiver = "waivers: [{{rule: not-comparable, object: {of}, reason: looked at by hand{until}}}]"
    report = by_hand(waiver.format(of="t.rounded", until=""))
    assert (report.outcome, report.undecided) == ("in sync", ())
    assert [finding.rule.name for finding in report.waived] == ["not-comparable"]
    assert not any(gap.cause == "not comparable" for gap in report.not_checked)
    assert by_hand(waiver.format(of="t.other", until="")).outcome == "drift"  # an unused waiver
    ended = by_hand(waiver.format(of="t.rounded", until=", expires: 2026-11-20"))
    assert ended.outcome == "unchecked"
    assert "its waiver expired on 2026-11-20" in ended.undecided[0].sentence


def test_a_baseline_holds_it(by_hand: Callable[..., Report], tmp_path: Path) -> None:
    entries = baseline_of(by_hand())
    assert [entry.rule for entry in entries] == ["not-comparable"]
    baseline = tmp_path / "baseline.yaml"
    baseline.write_text(write_baseline(entries), encoding="utf-8")
    report = by_hand(baseline=baseline)
    assert (report.outcome, report.undecided, len(report.known)) == ("in sync", (), 1)


def test_formats_for_machines_have_it_as_a_finding(by_hand: Callable[..., Report]) -> None:
    report = by_hand()
    written = json.loads(FORMATS["json"].report(report, RenderOptions()))
    assert [each["rule"] for each in written["undecided"]] == ["not-comparable"]
    assert written["findings"] == []
    results = json.loads(FORMATS["sarif"].report(report, RenderOptions()))["runs"][0]["results"]
    assert [each["ruleId"] for each in results] == ["not-comparable"]
    assert [each["check_name"] for each in json.loads(FORMATS["gitlab"].report(report, RenderOptions()))] == [
        "not-comparable"
    ]
    assert "title=not-comparable t.rounded::" in FORMATS["github"].report(report, RenderOptions())
    assert 'errors="1"' in FORMATS["junit"].report(report, RenderOptions())
