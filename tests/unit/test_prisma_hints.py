"""Findings in the terms of schema.prisma: each names the model, the field and what is written there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemacheck.app.check import check
from schemacheck.base.errors import SourceError
from schemacheck.compare import compare
from schemacheck.report.finding import Finding
from schemacheck.report.policy import Policy
from schemacheck.report.rules import Severity
from schemacheck.sources.prisma.fit import fit_to_other
from schemacheck.sources.prisma.hints import hinted
from schemacheck.sources.prisma.load import read
from schemacheck.sources.prisma.mapping import described
from schemacheck.sources.source import ConnectionOptions

PRISMA = """\
datasource db {
  provider = "postgresql"
}
model Post {
  id      Int      @id @default(autoincrement())
  title   String   @unique
  text    String?  @default("none")
  at      DateTime @db.Timestamptz(3)
  key     String   @default(cuid())
  state   State    @default(Open)
  ownerId Int
  owner   Owner    @relation(fields: [ownerId], references: [id])
  tags    Tag[]
}
model Owner {
  id    Int    @id
  posts Post[]
  @@map("owners")
}
model Tag {
  id    Int    @id
  posts Post[]
}
enum State {
  Open
  Closed @map("closed")
}
"""
SPEC = """\
version: 1
tables:
  Post:
    columns:
      id: serial
      title: text
      text: {type: text, nullable: true, default: "'none'"}
      at: timestamptz(3)
      key: text
      state: {type: State, default: "'Open'"}
      ownerId: integer
    primary_key: [id]
    unique: [title]
    foreign_keys:
      - {columns: [ownerId], references: owners(id), on_delete: restrict, on_update: cascade}
  owners:
    columns: {id: integer}
    primary_key: [id]
  Tag:
    columns: {id: integer}
    primary_key: [id]
  _PostToTag:
    columns: {A: integer, B: integer}
    primary_key: [A, B]
    foreign_keys:
      - {columns: [A], references: Post(id), on_delete: cascade, on_update: cascade}
      - {columns: [B], references: Tag(id), on_delete: cascade, on_update: cascade}
enums:
  State: [Open, closed]
"""


def told(tmp_path: Path, old: str, new: str, *, expected: str = "spec") -> list[Finding]:
    """Change one place of the schema.prisma, and compare."""
    assert PRISMA.count(old) == 1
    (tmp_path / "spec.yaml").write_text(SPEC)
    (tmp_path / "s.prisma").write_text(PRISMA.replace(old, new))
    sides = [str(tmp_path / "spec.yaml"), str(tmp_path / "s.prisma")]
    first, second = sides if expected == "spec" else sides[::-1]
    report = check(first, ConnectionOptions(), against=second, fail_on=Severity.NOTE, today=date(2026, 1, 1))
    return list(report.findings)


@pytest.mark.parametrize("expected", ["spec", "prisma"])
def test_nothing_is_told_of_what_agrees(expected: str, tmp_path: Path) -> None:
    assert told(tmp_path, "Open\n", "Open\n", expected=expected) == []


# What is written in place of what; the rule, the line, and the hint when the file is the side that is looked at.
LIVE = [
    ("text    String?", "text    String ", "column-not-null", 7,
     "field text of model Post is written String: without a question mark it is NOT NULL, "
     "and the expected schema allows NULL."),
    ("title   String ", "title   String?", "column-nullable", 6,
     "field title of model Post is written String?: with the question mark NULL is allowed, "
     "which the expected schema does not allow."),
    ("title   String ", "title   String[]", "column-type", 6, "field title of model Post is written String[]."),
    ("@db.Timestamptz(3)", "", "column-type", 8, "field at of model Post is written DateTime."),
    ("@db.Timestamptz(3)", "@db.Timestamptz(6)", "column-type", 8,
     "field at of model Post is written DateTime @db.Timestamptz(6)."),
    ('@default("none")', "", "column-default-missing", 7, "field text of model Post has no @default."),
    ('"none"', '"some"', "column-default", 7, 'field text of model Post has @default("some").'),
    ("@default(Open)", "@default(Closed)", "column-default", 10, "field state of model Post has @default(Closed)."),
    ("cuid()", 'dbgenerated("f(1)")', "column-default-unexpected", 9,
     'field key of model Post has @default(dbgenerated("f(1)")).'),
    ("  key  ", "  keys ", "column-missing", 9,
     'field keys of model Post stands for keys, the expected schema has key: is a @map("key") missing there?'),
    ("  key     String   @default(cuid())\n", "", "column-missing", 4, "model Post has no field for key."),
    ("@unique", "", "unique-missing", 4, "model Post has no @unique or @@unique on (title)."),
    ("cuid())", "cuid()) @unique", "unique-unexpected", 9, "field key of model Post has @unique."),
    ("references: [id])", "references: [id], onDelete: Cascade)", "foreign-key-on-delete", 12,
     "relation owner of model Post says onDelete: Cascade."),
    ("references: [id])", "references: [id], onUpdate: NoAction)", "foreign-key-on-update", 12,
     "relation owner of model Post says onUpdate: NoAction."),
    ("  owner   Owner    @relation(fields: [ownerId], references: [id])\n", "", "foreign-key-missing", 4,
     "no relation of model Post has fields: [ownerId]."),
    ('"postgresql"', '"postgresql"\n  relationMode = "prisma"', "foreign-key-missing", 1,
     'with relationMode = "prisma" in its datasource the file has no foreign keys at all.'),
    ("  Open\n", "  Open\n  Gone\n", "enum-label-unexpected", 25,
     "enum State has the values Open, Gone, closed."),
    ('  @@map("owners")\n', "", "table-missing", 15,
     'model Owner stands for the table Owner, the expected schema has owners: @@map("owners") is missing in model Own'),
    ('@@map("owners")', '@@map("owner")', "table-missing", 15,
     'model Owner stands for the table owner, the expected schema has owners: '
     'its @@map("owner") names another table than @@map("owners").'),
    ("model Tag {", 'model Tag {\n  @@map("tags")', "table-missing", 20,
     'model Tag stands for the table tags, the expected schema has Tag: its @@map("tags") is one too many.'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule", "line", "hint"), LIVE, ids=[f"{case[2]} {case[1]!r}" for case in LIVE])
def test_what_to_look_at(old: str, new: str, rule: str, line: int, hint: str, tmp_path: Path) -> None:
    findings = _without_owner(tmp_path) if old.startswith("  owner") else told(tmp_path, old, new)
    finding = next(each for each in findings if each.rule.name == rule)
    assert finding.live_at is not None
    assert (Path(finding.live_at.file).name, finding.live_at.line) == ("s.prisma", line)
    assert finding.hint.startswith(f"{finding.live_at.file}:{line}: {hint}")


def _without_owner(tmp_path: Path) -> list[Finding]:
    """Take the relation out, both ends of it."""
    lines = [line for line in PRISMA.splitlines() if not line.startswith(("  owner   Owner", "  posts Post[]"))]
    lines.insert(lines.index("model Tag {") + 2, "  posts Post[]")
    (tmp_path / "spec.yaml").write_text(SPEC)
    (tmp_path / "s.prisma").write_text("\n".join(lines))
    report = check(
        str(tmp_path / "spec.yaml"), ConnectionOptions(), against=str(tmp_path / "s.prisma"), today=date(2026, 1, 1)
    )
    return list(report.findings)


EXPECTED = [
    ("text    String?", "text    String ", "column-nullable", 7, "Field text of model Post is written String:"),
    ("references: [id])", "references: [id], onDelete: Cascade)", "foreign-key-on-delete", 12,
     "Relation owner of model Post says onDelete: Cascade."),
    ("cuid())", "cuid()) @unique", "unique-missing", 9, "Field key of model Post has @unique."),
    ("  key  ", "  keys ", "column-missing", 9, "Field keys of model Post is written String."),
    ("  key  ", "  keys ", "column-unexpected-required", 4,
     'Field keys of model Post stands for keys, the expected schema has key: is a @map("key") missing there?'),
    ('  @@map("owners")\n', "", "table-missing", 15,
     'Model Owner stands for the table Owner, the expected schema has owners: @@map("owners") is missing'),
    ("model Tag {", 'model Tag {\n  @@map("tags")', "foreign-key-target", 23, "The relation Post.tags is a list"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "rule", "line", "hint"), EXPECTED, ids=[f"{case[2]} {case[1]!r}" for case in EXPECTED]
)
def test_the_file_as_the_expected_side_says_the_same(
    old: str, new: str, rule: str, line: int, hint: str, tmp_path: Path
) -> None:
    finding = next(each for each in told(tmp_path, old, new, expected="prisma") if each.rule.name == rule)
    assert finding.at is not None
    assert (Path(finding.at.file).name, finding.at.line) == ("s.prisma", line)
    assert finding.hint.startswith(hint)


@pytest.mark.parametrize("expected", ["spec", "prisma"])
@pytest.mark.parametrize(("old", "new"), [case[:2] for case in LIVE if not case[0].startswith("  owner")])
def test_other_commands_are_named_only_to_warn(old: str, new: str, expected: str, tmp_path: Path) -> None:
    for finding in told(tmp_path, old, new, expected=expected):
        words = f"{finding.sentence} {finding.hint}"
        rest = words.replace("Neither prisma db push nor prisma migrate is the way", "")
        assert not re.search(r"db push|migrate|\b(ALTER|CREATE|DROP) ", rest)


WORDS = st.sampled_from(
    [
        *("", "?", "[]", " @id", " @unique", " @ignore", "\n", "}\n", "Int", "Post", "Tag", '"', "(", "model "),
        *("@@ignore\n", '@map("id")', '@@map("Tag")'),
    ]
)
EDITS = st.lists(st.tuples(st.integers(0, len(PRISMA)), st.integers(0, 12), WORDS | st.text(max_size=3)), max_size=4)


@given(EDITS)
@settings(deadline=None)
def test_any_text_gives_a_report_or_located_mistakes(edits: list[tuple[int, int, str]]) -> None:
    text = PRISMA
    for start, length, new in edits:
        text = text[:start] + new + text[start + length :]
    written, mistakes = read({"s.prisma": text})
    if written is None:
        assert mistakes
        return
    other = read({"o.prisma": PRISMA})[0]
    assert other is not None
    right = described(other, "public", "o.prisma")
    try:
        source = described(written, "public", "s.prisma")
    except SourceError as error:
        assert {mistake.at.file for mistake in error.mistakes} == {"s.prisma"}  # noqa: PT017 - either outcome is fine
        return
    for expected in (True, False):
        mine, theirs, _ = fit_to_other(source, right.schema)
        sides = (mine, theirs) if expected else (theirs, mine)
        findings = hinted(compare(*sides, Policy()).findings, source, right.schema, expected=expected)
        assert all(finding.hint for finding in findings)
        assert text != PRISMA or not findings
