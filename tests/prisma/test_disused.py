"""`@ignore` and `@@ignore` hide what a client does not use, and nothing that breaks its inserts."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemacheck.app.check import check
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions
from tests.conftest import MakeDatabase

from .corpus import TODAY, findings_of

SCHEMA = """\
datasource db {
  provider = "postgresql"
}
model Used {
  id    Int     @id
  old   String? @ignore
  count Int     @default(0) @ignore
  both  Int     @ignore
}
model Gone {
  id   Int     @id
  name String? @unique

  @@index([id])
  @@ignore
}
"""
DATABASE = """\
CREATE TABLE "Used" (id integer CONSTRAINT "Used_pkey" PRIMARY KEY, old text, count integer NOT NULL DEFAULT 0,
    "both" integer NOT NULL);
CREATE TABLE "Gone" (id integer NOT NULL, name text);
"""
ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
CASES: dict[str, tuple[str, set[tuple[str, str, Severity]]]] = {
    "nothing": ("SELECT", set()),
    "inserts have to fill it in": (
        'ALTER TABLE "Used" ALTER old SET NOT NULL',
        {("column-not-null", "Used.old", ERROR)},
    ),
    "NOT NULL that fills itself in": (
        """ALTER TABLE "Used" ALTER old SET NOT NULL, ALTER old SET DEFAULT ''""",
        {("column-not-null", "Used.old", NOTE), ("column-default-unexpected", "Used.old", NOTE)},
    ),
    "a lost default": (
        'ALTER TABLE "Used" ALTER count DROP DEFAULT',
        {("column-default-lost", "Used.count", ERROR)},
    ),
    "a lost default where NULL will do": (
        'ALTER TABLE "Used" ALTER count DROP DEFAULT, ALTER count DROP NOT NULL',
        {("column-default-missing", "Used.count", NOTE), ("column-nullable", "Used.count", NOTE)},
    ),
    "another type": ('ALTER TABLE "Used" ALTER "both" TYPE bigint', {("column-type", "Used.both", NOTE)}),
    "a column that is gone": ('ALTER TABLE "Used" DROP COLUMN old', {("column-missing", "Used.old", WARNING)}),
    "a column of an ignored model": ('ALTER TABLE "Gone" DROP COLUMN name', {("column-missing", "Gone.name", NOTE)}),
    "its type": ('ALTER TABLE "Gone" ALTER name TYPE varchar(9)', {("column-type", "Gone.name", NOTE)}),
    "one that inserts would have to fill in": (
        'ALTER TABLE "Gone" ADD more integer NOT NULL',
        {("column-unexpected-required", "Gone.more", NOTE)},
    ),
    "an ignored model that is gone": ('DROP TABLE "Gone"', {("table-missing", "Gone", WARNING)}),
}


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "schema.prisma"
    path.write_text(SCHEMA)
    return path


@pytest.mark.parametrize("case", CASES)
def test_severity_follows_what_the_client_does(case: str, schema: Path, make_database: MakeDatabase) -> None:
    sql, wanted = CASES[case]
    report = findings_of(str(schema), make_database(sql, template=DATABASE))
    found = {(each.rule.name, each.subject.within("public"), each.severity) for each in report.findings}
    assert found == wanted
    for finding in report.findings:
        assert ("ignore" in finding.harm) == (finding.severity is not ERROR)


def test_what_is_passed_over_is_counted(schema: Path, make_database: MakeDatabase) -> None:
    gaps = [gap.what for gap in findings_of(str(schema), make_database(template=DATABASE)).not_checked]
    assert {"primary keys of 1 table", "uniques of 1 table", "indexes of 1 table"} <= set(gaps)


def test_the_file_of_a_code_base_is_judged_alike(schema: Path) -> None:
    spec = schema.with_name("expected_schema.yaml")
    spec.write_text(
        "version: 1\ntables:\n  Used:\n    columns: {id: integer, old: integer, count: {type: integer, default: 0}, "
        "both: integer}\n    primary_key: [id]\n  Gone: exists\n"
    )
    report = check(str(spec), ConnectionOptions(), against=str(schema), today=TODAY)
    found = {(each.rule.name, each.subject.within("public"), each.severity) for each in report.findings}
    assert found == {("column-type", "Used.old", NOTE), ("column-nullable", "Used.old", ERROR)}
