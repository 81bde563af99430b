"""Which findings of an edit say together that something was renamed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from schemacheck.app.accept import accept, compare_for_editing
from schemacheck.sources.source import ConnectionOptions

TODAY = date(2026, 11, 22)
FILE = """\
version: 1
tables:
  a:
    columns: {id: text, createdAt: date, updatedAt: date, email: text}
    primary_key: id   # made by the client
    unique:
      - columns: [createdAt, email]   # one a day
    foreign_keys:
      - {columns: createdAt, references: days(dayDate)}
  days:
    columns: {dayDate: date}
    primary_key: dayDate
  x_one: {columns: {id: text, name: text, at: date}}
  x_two: {columns: {id: text, name: text, on: date}}   # the other one
"""


def followed(folder: Path, text: str, live: str) -> str:
    """Accept all that differs."""
    (folder / "expected.yaml").write_text(text)
    (folder / "live.yaml").write_text(live)
    compared = compare_for_editing(
        str(folder / "expected.yaml"), ConnectionOptions(), against=str(folder / "live.yaml"), today=TODAY
    )
    return accept(compared, compared.report.findings).text


def test_columns_and_tables_that_were_renamed_by_one_rule(tmp_path: Path) -> None:
    live = FILE.replace("createdAt", "created_at").replace("updatedAt", "updated_at").replace("x_", "")
    assert followed(tmp_path, FILE, live) == live
    assert followed(tmp_path, live, FILE) == FILE


def test_a_column_that_a_key_of_another_table_names(tmp_path: Path) -> None:
    live = FILE.replace("dayDate", "day_date")
    assert followed(tmp_path, FILE, live) == live


def test_a_table_that_is_gone_beside_one_that_is_new(tmp_path: Path) -> None:
    live = FILE.replace(
        "x_two: {columns: {id: text, name: text, on: date}}   # the other one", "z: {columns: {m: date}}"
    )
    assert followed(tmp_path, FILE, live) == live
