"""The code of the error that a client reports stands beside the harm that causes it, and beside no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemacheck.app.check import check
from schemacheck.sources.source import ConnectionOptions

from .corpus import TODAY

SCHEMA = """\
datasource db {
  provider = "postgresql"
}
model A {
  id    Int     @id
  name  String
  note  String?
  count Int     @default(3)
  one   Int     @unique
  bId   Int
  b     B       @relation(fields: [bId], references: [id], onDelete: Cascade)
  old   String? @ignore
}
model B {
  id Int @id
  as A[]
}
model C {
  id Int @id
}
"""
SPEC = """\
version: 1
tables:
  A:
    columns: {id: integer, name: text, note: text?, count: {type: integer, default: 3}, one: integer, bId: integer,
      old: text?}
    primary_key: [id]
    unique: [one]
    foreign_keys:
      - {columns: [bId], references: B(id), on_delete: cascade, on_update: cascade}
  B:
    columns: {id: integer}
    primary_key: [id]
  C: {columns: {id: integer}, primary_key: [id]}
"""
# A change of the expected schema, and the codes where the file is right, and where it is looked at.
CASES: dict[str, tuple[str, str, set[str], set[str]]] = {
    "nothing": ("", "", set(), set()),
    "a column the file alone has": ("name: text, ", "", {"P2022"}, {"P2022"}),
    "an ignored column the file alone has": (",\n      old: text?", "", set(), set()),
    "a table the file alone has": ("  C: {columns: {id: integer}, primary_key: [id]}\n", "", {"P2021"}, {"P2021"}),
    "a column that has to be filled in": ("note: text?", "note: text", {"P2011"}, {"P2011"}),
    "a column the file does not know": ("id: integer, name", "id: integer, new: integer, name", {"P2011"}, set()),
    "a default the file alone has": ("count: {type: integer, default: 3}", "count: integer", {"P2011"}, set()),
    "a default that fills in": ("note: text?", "note: {type: text?, default: \"'x'\"}", set(), set()),
    "a unique the file does not know": ("unique: [one]", "unique: [one, bId]", {"P2002"}, {"P2002"}),
    "another target": ("references: B(id)", "references: A(id)", {"P2003"}, {"P2003"}),
    "deletes refused": ("on_delete: cascade", "on_delete: restrict", {"P2003"}, {"P2003"}),
    "deletes that clear": ("on_delete: cascade", "on_delete: set null", set(), set()),
    "another type": ("name: text", "name: varchar(9)", set(), set()),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_code_of_the_error(case: str, tmp_path: Path) -> None:
    before, after, right, looked_at = CASES[case]
    assert before in SPEC
    file, spec = tmp_path / "schema.prisma", tmp_path / "expected_schema.yaml"
    file.write_text(SCHEMA)
    spec.write_text(SPEC.replace(before, after, 1) if before else SPEC)
    for expected, other, codes in ((file, spec, right), (spec, file, looked_at)):
        report = check(str(expected), ConnectionOptions(), against=str(other), today=TODAY)
        assert bool(report.findings) == bool(before)
        told = {code for finding in report.findings for code in re.findall(r"The client says (P\d+): ", finding.harm)}
        assert told == codes
