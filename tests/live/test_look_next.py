"""What to look at next: with awkward names, rows that break what is expected, and tables that are not there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import psycopg
import pytest

from schemacheck.api import check
from schemacheck.report.look import Look
from schemacheck.report.report import Report
from tests.conftest import MakeDatabase

TODAY = date(2026, 11, 22)

BASE = """
CREATE TABLE "Order" (id integer PRIMARY KEY, "user" text NOT NULL, "it's ""so""; x" integer, size bigint);
CREATE TABLE "group" (id integer PRIMARY KEY, "select" integer, at timestamp(3), note varchar(5), price numeric(6, 2));
"""
SPEC = """
version: 1
tables:
  Order:
    columns: {id: integer, user: text, "it's \\"so\\"; x": integer?, size: bigint?}
    primary_key: id
    unique: [user]
  group:
    columns: {id: integer, select: integer?, at: "timestamp(3)?", note: varchar(5)?, price: "numeric(6, 2)?"}
    primary_key: id
    foreign_keys:
      - {columns: select, references: Order(id)}
"""


def looks(report: Report) -> dict[str, Look]:
    return {f"{each.rule.name} {each.subject.path}": each.look for each in report.findings if each.look}


def answers(report: Report, url: str) -> dict[str, object]:
    """Run each query and give its first value; None where there is no row."""
    with psycopg.connect(url) as connection:
        found = {name: connection.execute(look.query.encode()).fetchone() for name, look in looks(report).items()}
    return {name: row[0] if row else None for name, row in found.items()}


def checked(folder: Path, url: str, spec: str = SPEC) -> Report:
    (folder / "spec.yaml").write_text(spec)
    return check(folder / "spec.yaml", url, today=TODAY)


def test_rows_that_break_what_is_expected_are_counted(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(
        [
            'ALTER TABLE "Order" ALTER "user" DROP NOT NULL',
            'ALTER TABLE "group" ALTER note TYPE text',
            'ALTER TABLE "group" ALTER price TYPE numeric',
            'ALTER TABLE "group" ALTER at TYPE timestamp',
            'ALTER TABLE "group" ALTER "select" TYPE bigint',
            "INSERT INTO \"Order\" VALUES (1, 'a', 1, 1), (2, 'a', 1, 1), (3, NULL, 1, 1), (4, NULL, 1, 1)",
            "INSERT INTO \"group\" VALUES (1, 1, '2026-01-01 00:00:00.1234', 'longer', 12345),"
            "(2, 9, NULL, 'abc', 1.234),"
            "(3, 3000000000, NULL, NULL, 1.2), (4, NULL, NULL, NULL, NULL)",
        ],
        template=BASE,
    )
    assert answers(checked(tmp_path, url), url) == {
        "column-nullable public.Order.user": 2,
        "unique-missing public.Order(user)": 1,
        "foreign-key-missing public.group(select)": 2,
        "column-type public.group.select": 1,
        "column-type public.group.at": 1,
        "column-type public.group.note": 1,
        "column-type public.group.price": 2,
    }


def test_zero_means_that_nothing_is_damaged(make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(['ALTER TABLE "Order" ALTER "user" DROP NOT NULL'], template=BASE)
    report = checked(tmp_path, url)
    assert set(answers(report, url).values()) == {0}
    assert all("nothing is damaged so far" in look.none for look in looks(report).values())


@pytest.mark.parametrize(
    "change",
    [
        'DROP TABLE "group"',
        'DROP TABLE "Order"',
        'ALTER TABLE "Order" DROP COLUMN id',
        'ALTER TABLE "Order" DROP COLUMN "user"',
        'ALTER TABLE "group" ALTER "select" TYPE text',
        'ALTER TABLE "Order" ALTER "user" TYPE json USING NULL',
        'ALTER TABLE "Order" ALTER "user" TYPE point USING NULL',
        'ALTER TABLE "Order" RENAME "it\'s ""so""; x" TO "a\\b"',
        'ALTER TABLE "Order" RENAME TO "order; x"',
        'DROP TABLE "Order";; CREATE VIEW "Order" AS SELECT 1 AS id',
        'DROP TABLE "Order";; CREATE MATERIALIZED VIEW "Order" AS SELECT 1 AS id WITH NO DATA',
        'CREATE SCHEMA "s p";; ALTER TABLE "group" SET SCHEMA "s p"',
        "CREATE TYPE mood AS ENUM ('a');; ALTER TABLE \"group\" ALTER note TYPE mood USING NULL",
        'CREATE DOMAIN doc AS json;; ALTER TABLE "Order" ALTER "user" TYPE doc USING NULL',
    ],
)
def test_each_runs_whatever_is_missing(change: str, make_database: MakeDatabase, tmp_path: Path) -> None:
    url = make_database(change.split(";; "), template=BASE)
    report = checked(tmp_path, url)
    told = answers(report, url)
    assert len(told) == len([finding for finding in report.findings if finding.change])


def test_a_file_is_asked_nothing(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(SPEC.replace("unique: [user]", "unique: []"))
    (tmp_path / "spec.yaml").write_text(SPEC)
    report = check(tmp_path / "spec.yaml", tmp_path / "other.yaml", today=TODAY)
    assert [finding.look for finding in report.findings] == [None]
