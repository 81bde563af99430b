"""Where findings stand: at what the file says of the facet that differs, on both sides."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from schemacheck.app.check import check
from schemacheck.base.names import Position
from schemacheck.report.report import Report
from schemacheck.sources.source import ConnectionOptions

FILE = """\
version: 1
tables:
  venue: {columns: {id: bigint, code: bigint}, primary_key: [id], unique: [code]}
  race:
    columns: {id: bigint, venue: bigint, slot: text?, during: tstzrange}
    primary_key: {columns: [id], deferrable: no}
    unique:
      - columns: [slot]
        where: slot > ''
        deferrable: no
        valid: true
        as: index
    foreign_keys:
      - columns: [venue]
        name: race_venue
        references: venue(id)
        on_delete: cascade
        deferrable: no
        triggers_enabled: true
    indexes:
      - columns: [venue]
        name: race_venue_idx
        where: slot IS NULL
        valid: true
    exclusions:
      apart:
        elements: [during WITH &&]
        where: slot > ''
        deferrable: no
    triggers:
      noted:
        fires: after insert
        function: note
        deferrable: no
        constraint: true
    rules:
      kept:
        event: delete
        where: old.id > 0
        action: NOTHING
    policies:
      own:
        with_check: id > 0
    statistics:
      both:
        columns: [id, venue]
        kinds: [ndistinct]
domains:
  mark:
    type: text
functions:
  f():
    returns: integer
"""


def at_once(folder: Path, line: int, other: str) -> Report:
    """Compare the file with one that has another line."""
    lines = FILE.splitlines(keepends=True)
    indent = len(lines[line - 1]) - len(lines[line - 1].lstrip())
    (folder / "expected.yaml").write_text(FILE, encoding="utf-8")
    lines[line - 1] = f"{' ' * indent}{other}\n"
    (folder / "live.yaml").write_text("".join(lines), encoding="utf-8")
    report = check(
        str(folder / "expected.yaml"), ConnectionOptions(), against=str(folder / "live.yaml"), today=date(2026, 11, 28)
    )
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        ("unique-predicate", "where: slot > 'a'"),
        ("unique-deferral", "deferrable: true"),
        ("unique-invalid", "valid: false"),
        ("unique-carrier", "as: constraint"),
        ("foreign-key-target", "references: venue(code)"),
        ("foreign-key-on-delete", "on_delete: restrict"),
        ("foreign-key-deferral", "deferrable: initially deferred"),
        ("foreign-key-disabled", "triggers_enabled: false"),
        ("index-predicate", "where: slot IS NOT NULL"),
        ("index-invalid", "valid: false"),
        ("exclusion-predicate", "where: slot > 'a'"),
        ("exclusion-deferral", "deferrable: true"),
        ("trigger-deferral", "deferrable: true"),
        ("rule-action", "where: old.id > 1"),
        ("policy-check", "with_check: id > 1"),
        ("statistics-differ", "kinds: [mcv]"),
        ("domain-type", "type: bigint"),
        ("function-result", "returns: text"),
    ],
)
def test_a_finding_stands_where_the_file_says_so(rule: str, other: str, tmp_path: Path) -> None:
    key = other.partition(":")[0]
    lines = [number for number, line in enumerate(FILE.splitlines(), 1) if line.strip().startswith(f"{key}:")]
    found = {
        (finding.at, finding.live_at)
        for line in lines
        for finding in at_once(tmp_path, line, other).findings
        if finding.rule.name == rule
    }
    assert len(found) == 1, found
    ((at, live_at),) = found
    assert isinstance(at, Position)
    assert isinstance(live_at, Position)
    assert at.line == live_at.line
    line = FILE.splitlines()[at.line - 1]
    assert line.strip().startswith(f"{key}:")
    begins = line.index(key) if "[" in line else line.index(":") + 2
    assert at.column == live_at.column == begins + 1
