"""A protected table that has a rule for its partitions: what fits the rule's pattern is a part of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemacheck.guard import SourceText, judge
from schemacheck.sources.spec.read.document import read_spec_file

SPEC = """\
version: 1
tables:
  events:
    protected: the ledger
    columns: {id: bigint, at: timestamptz}
    partition_by: RANGE (at)
    partitions: {pattern: "events_*"}
  events_archive:
    columns: {id: bigint}
"""


def rules(sql: str, folder: Path) -> list[str]:
    file = folder / "expected_schema.yaml"
    file.write_text(SPEC, encoding="utf-8")
    spec = read_spec_file(file)
    return [
        finding.rule.name for finding in judge([SourceText("a.sql", sql.encode())], spec.schema, spec.guard).findings
    ]


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("DROP TABLE events_2026_01", "guard-table-dropped"),
        ("ALTER TABLE public.events_2026_01 DISABLE ROW LEVEL SECURITY", "guard-access-changed"),
        ("DELETE FROM events_2026_05", "guard-delete-without-where"),
        ("TRUNCATE events_2026_05", "guard-table-truncated"),
        ("ALTER TABLE events_2026_05 DROP COLUMN at", "guard-column-dropped"),
        ("CREATE TABLE events_2027_01 PARTITION OF events DEFAULT", "guard-table-altered"),
    ],
)
def test_a_partition_is_protected_with_its_table(sql: str, rule: str, tmp_path: Path) -> None:
    assert rules(sql, tmp_path) == [rule]


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE events_archive ADD note text",
        "DROP TABLE other_2026_01",
        "ALTER TABLE app.events_2026_01 ADD note text",
        "INSERT INTO events_2026_01 VALUES (1)",
        "CREATE TABLE events_by_hand (id int); DROP TABLE events_by_hand",
    ],
)
def test_what_only_looks_like_one_is_left_alone(sql: str, tmp_path: Path) -> None:
    assert rules(sql, tmp_path) == []
