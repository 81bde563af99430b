"""`pending:` in an expected schema: what may be missing until a day."""

from __future__ import annotations

from datetime import date

import pytest

from schemacheck.app.report import build_report
from schemacheck.base.errors import SourceError
from schemacheck.report.judging import JudgingOptions
from schemacheck.report.report import Report
from schemacheck.sources.source import Side
from schemacheck.sources.spec.grammar.language import DOCUMENT
from schemacheck.sources.spec.read.document import read_spec

EXPECTED = """\
version: 1
enums: {mood: {labels: [a], pending: 2026-12-31}}
functions: {"f()": {returns: integer, pending: 2026-12-31}}
tables:
  a:
    columns:
      id: bigint
      b: {type: text, pending: 2026-12-31}
      c: {type: text, pending: 2026-12-31}
    primary_key: {columns: [id], pending: 2026-12-31}
    unique: [{columns: [b], pending: 2026-12-31}]
    foreign_keys: [{columns: [id], references: new(id), on_delete: cascade, pending: 2026-12-31}]
    indexes: [{columns: [c], pending: 2026-12-31}]
    checks: {k: {expression: "id > 0", pending: 2026-12-31}}
    policies: {p: {using: "true", pending: 2026-12-31}}
    triggers: {t: {fires: before insert, function: f, pending: 2026-12-31}}
  new:
    pending: 2026-12-31
    columns: {id: bigint}
    primary_key: [id]
views: {v: {pending: 2026-12-31, columns: {id: bigint}}}
"""
LIVE = """\
version: 1
enums: {}
functions: {}
views: {}
tables:
  a: {columns: {id: bigint}, indexes: [], checks: {}, policies: {}, triggers: {}}
"""


def report(today: str, expected: str = EXPECTED, live: str = LIVE) -> Report:
    spec = read_spec(expected, "expected.yaml")
    side = Side(spec.schema, policy=spec.policy)
    options = JudgingOptions(date.fromisoformat(today))
    return build_report(side, Side(read_spec(live, "live.yaml").schema), spec.policy, options)


@pytest.mark.parametrize("today", ["2026-01-01", "2026-12-31"])
def test_what_is_pending_may_be_missing(today: str) -> None:
    """Of every kind here, the last day included."""
    told = report(today)
    assert told.outcome == "pending"
    assert told.findings == ()
    kinds = sorted(finding.rule.name.removesuffix("-missing") for finding in told.pending)
    assert " ".join(kinds) == (
        "check column column enum foreign-key function index policy primary-key table table trigger unique"
    )


def test_after_the_day_it_counts_and_says_why() -> None:
    told = report("2027-01-01")
    assert told.outcome == "drift"
    assert told.pending == ()
    assert all("; it was pending until 2026-12-31" in finding.sentence for finding in told.findings)


def test_what_is_there_is_compared() -> None:
    """Two columns that say the same, word for word, are read from one another, and each keeps its own day."""
    live = LIVE.replace("{id: bigint}", "{id: bigint, b: integer}")
    told = report("2026-01-01", live=live)
    assert [(finding.rule.name, finding.subject.path) for finding in told.findings] == [("column-type", "public.a.b")]
    assert "public.a.c" in {finding.subject.path for finding in told.pending}


def test_what_differs_or_is_unexpected_is_never_pending() -> None:
    expected = "version: 1\ntables: {a: {pending: 2026-12-31, columns: {id: bigint}}}\n"
    live = "version: 1\ntables: {a: {columns: {id: integer, b: text}}}\n"
    assert {finding.rule.name for finding in report("2026-01-01", expected, live).findings} == {
        "column-type",
        "column-unexpected-required",
    }


@pytest.mark.parametrize("said", ["true", "20261231", "2026-13-01", "soon"])
def test_it_takes_a_date(said: str) -> None:
    with pytest.raises(SourceError, match=f"pending: expected a date, YYYY-MM-DD, found {said}"):
        read_spec(f"version: 1\ntables: {{a: {{pending: {said}, columns: {{id: bigint}}}}}}\n", "a.yaml")


def test_whatever_can_be_protected_can_be_pending() -> None:
    sections = {section.name: section for section in DOCUMENT.within() if "protected" in section.by_name}
    assert len(sections) > 20
    assert [name for name, section in sections.items() if "pending" not in section.by_name] == []
