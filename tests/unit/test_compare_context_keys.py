"""Which foreign keys a report carries beside those that differ."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from schemacheck.app.check import check
from schemacheck.base.names import QName
from schemacheck.report.report import ContextKey
from schemacheck.sources.source import ConnectionOptions

EXPECTED = """
version: 1
tables:
  venue: {columns: {id: bigint}, primary_key: [id]}
  race:
    columns: {id: bigint, venue_id: bigint, organizer: bigint, region: text?}
    primary_key: [id]
    foreign_keys:
      - {columns: [venue_id], references: venue(id), on_delete: cascade}
      - {columns: [organizer], references: venue(id)}
  entry:
    columns: {race_id: bigint}
    primary_key: [race_id]
    foreign_keys:
      - {columns: [race_id], references: race(id)}
  quiet:
    columns: {venue_id: bigint}
    primary_key: [venue_id]
    foreign_keys:
      - {columns: [venue_id], references: venue(id)}
"""


def ties_of(folder: Path, live: str) -> tuple[ContextKey, ...]:
    (folder / "expected.yaml").write_text(EXPECTED, encoding="utf-8")
    (folder / "live.yaml").write_text(live, encoding="utf-8")
    report = check(
        str(folder / "expected.yaml"), ConnectionOptions(), against=str(folder / "live.yaml"), today=date(2026, 11, 22)
    )
    return report.ties


def test_keys_of_tables_with_findings_that_both_sides_have(tmp_path: Path) -> None:
    drifted = EXPECTED.replace("region: text?", "region: text").replace(
        "[organizer], references: venue(id)", "[organizer], references: race(id)"
    )
    drifted = drifted.replace(", on_delete: cascade", "")
    race, venue = QName("public", "race"), QName("public", "venue")
    assert ties_of(tmp_path, drifted) == (ContextKey(race, ("venue_id",), venue, "both"),)


def test_all_keys_of_a_table_that_is_not_there(tmp_path: Path) -> None:
    entry = EXPECTED[EXPECTED.index("  entry:") : EXPECTED.index("  quiet:")]
    assert ties_of(tmp_path, EXPECTED.replace(entry, "")) == (
        ContextKey(QName("public", "entry"), ("race_id",), QName("public", "race"), "expected"),
    )


def test_nothing_of_what_is_in_sync(tmp_path: Path) -> None:
    assert ties_of(tmp_path, EXPECTED) == ()
