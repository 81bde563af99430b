"""What schema.prisma has no words for is counted and is no drift; what the file says of the same object still is."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemacheck.app.check import check
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.prisma.unsaid import REASON
from schemacheck.sources.source import ConnectionOptions
from tests.conftest import MakeDatabase

from .corpus import TODAY, findings_of

SCHEMA = """\
datasource db {
  provider = "postgresql"
}
model Film {
  id     Int                         @id
  title  String                      @unique
  year   Int
  born   String                      @db.VarChar(10)
  tags   String[]                    @default([])
  nick   String?                     @unique
  length Unsupported("interval")?
  exact  Unsupported("interval(3)")?
  rating Rating
  area   Unsupported("point")?
  code   String?                     @db.Char
  mark   String?                     @db.Char(1)
  nextId Int?
  next   Film?                       @relation("next", fields: [nextId], references: [id])
  before Film[]                      @relation("next")

  @@unique([id, year], map: "Film_two")
  @@index([title(ops: raw("text_pattern_ops"))], map: "film_of_title")
  @@index([year])
  @@index([area], map: "film_area")
  @@index([born], type: Gin, map: "film_born")
}
enum Rating {
  G
  NC
  R
}
"""
DATABASE = """\
CREATE TYPE "Rating" AS ENUM ('G', 'NC', 'R');
CREATE TABLE "Film" (
    "id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "born" VARCHAR(10) NOT NULL,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "nick" TEXT,
    "length" INTERVAL,
    "exact" INTERVAL(3),
    "rating" "Rating" NOT NULL,
    "area" POINT,
    "code" CHAR,
    "mark" CHAR(1),
    "nextId" INTEGER,
    CONSTRAINT "Film_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "Film" ADD CONSTRAINT "Film_nextId_fkey" FOREIGN KEY ("nextId") REFERENCES "Film"("id")
    ON DELETE SET NULL ON UPDATE CASCADE;
CREATE UNIQUE INDEX "Film_title_key" ON "Film"("title");
CREATE UNIQUE INDEX "Film_nick_key" ON "Film"("nick");
CREATE INDEX "Film_year_idx" ON "Film"("year");
CREATE UNIQUE INDEX "Film_two" ON "Film"("id", "year");
CREATE INDEX "film_of_title" ON "Film"("title" text_pattern_ops);
CREATE INDEX film_area ON "Film" USING gist (area);
CREATE INDEX film_born ON "Film" USING gin (to_tsvector('simple', born));
"""
LABELS_AS_ADDED = (
    'ALTER TABLE "Film" ALTER rating TYPE text',
    'DROP TYPE "Rating"',
    "CREATE TYPE \"Rating\" AS ENUM ('G', 'R')",
    "ALTER TYPE \"Rating\" ADD VALUE 'NC'",
    'ALTER TABLE "Film" ALTER rating TYPE "Rating" USING rating::"Rating"',
)

SILENT: dict[str, tuple[tuple[str, ...], str]] = {
    "labels in the order of their migrations": (LABELS_AS_ADDED, "order of the labels of 1 enum"),
    "NULLS FIRST": (
        ('DROP INDEX "Film_year_idx"', 'CREATE INDEX "Film_year_idx" ON "Film"(year NULLS FIRST)'),
        "NULLS FIRST or LAST of 1 index",
    ),
    "NULLS LAST where it is not usual": (
        ('DROP INDEX "Film_nick_key"', 'CREATE UNIQUE INDEX "Film_nick_key" ON "Film"(nick NULLS FIRST)'),
        "NULLS FIRST or LAST of 1 index",
    ),
    "NULLS NOT DISTINCT": (
        ('DROP INDEX "Film_nick_key"', 'CREATE UNIQUE INDEX "Film_nick_key" ON "Film"(nick) NULLS NOT DISTINCT'),
        "NULLS NOT DISTINCT of 1 unique",
    ),
    "a domain": (
        ("CREATE DOMAIN year AS integer CHECK (VALUE > 1900)", 'ALTER TABLE "Film" ALTER year TYPE year'),
        "the domain of 1 column",
    ),
    "a domain on a domain": (
        (
            "CREATE DOMAIN whole AS integer",
            "CREATE DOMAIN year AS whole NOT NULL",
            'ALTER TABLE "Film" ALTER year TYPE year',
        ),
        "the domain of 1 column",
    ),
    "a domain that has a length": (
        ("CREATE DOMAIN place AS varchar(10)", 'ALTER TABLE "Film" ALTER born TYPE place'),
        "the domain of 1 column",
    ),
    "operator classes of a B-tree": (
        ('DROP INDEX "Film_title_key"', 'CREATE UNIQUE INDEX "Film_title_key" ON "Film"(title text_pattern_ops)'),
        "operator classes of 1 B-tree or hash index",
    ),
    "what an index includes, as part of its key": (
        ('DROP INDEX "Film_two"', 'CREATE UNIQUE INDEX "Film_two" ON "Film"(id) INCLUDE (year)'),
        "INCLUDE of 1 index",
    ),
    "the type of one byte": (
        ("""ALTER TABLE "Film" ALTER code TYPE "char" """,),
        'the type "char" of 1 column',
    ),
    "a list that is NOT NULL": (('ALTER TABLE "Film" ALTER tags SET NOT NULL',), "NOT NULL of 1 list"),
    "a foreign key that is checked at commit": (
        ('ALTER TABLE "Film" ALTER CONSTRAINT "Film_nextId_fkey" DEFERRABLE INITIALLY DEFERRED',),
        "DEFERRABLE of 1 foreign key",
    ),
    "modifiers of a type that Prisma does not support": (
        ('ALTER TABLE "Film" ALTER length TYPE interval(2)',),
        "modifiers of 1 Unsupported type",
    ),
}
TOLD: dict[str, tuple[tuple[str, ...], set[tuple[str, str]]]] = {
    "a label that is missing": (
        (
            'ALTER TABLE "Film" ALTER rating TYPE text',
            'DROP TYPE "Rating"',
            "CREATE TYPE \"Rating\" AS ENUM ('R', 'G')",
            'ALTER TABLE "Film" ALTER rating TYPE "Rating" USING rating::"Rating"',
        ),
        {("enum-label-missing", "Rating")},
    ),
    "another direction, with NULLS where they would be": (
        ('DROP INDEX "Film_year_idx"', 'CREATE INDEX "Film_year_idx" ON "Film"(year DESC NULLS LAST)'),
        {("index-order", 'Film."Film_year_idx"')},
    ),
    "a deferrable unique, which no upsert can use": (
        ('DROP INDEX "Film_nick_key"', 'ALTER TABLE "Film" ADD CONSTRAINT "Film_nick_key" UNIQUE (nick) DEFERRABLE'),
        {("unique-deferral", "Film(nick)")},
    ),
    "a domain on another type": (
        ("CREATE DOMAIN year AS bigint", 'ALTER TABLE "Film" ALTER year TYPE year'),
        {("column-type", "Film.year")},
    ),
    "a domain on a text of another length": (
        ("CREATE DOMAIN place AS varchar(11)", 'ALTER TABLE "Film" ALTER born TYPE place'),
        {("column-type", "Film.born")},
    ),
    "a list of another type": (('ALTER TABLE "Film" ALTER tags TYPE varchar(9)[]',), {("column-type", "Film.tags")}),
    "NOT NULL of what is no list": (
        ('ALTER TABLE "Film" ALTER nick SET NOT NULL',),
        {("column-not-null", "Film.nick")},
    ),
    "other modifiers than those that the file has": (
        ('ALTER TABLE "Film" ALTER exact TYPE interval(4)',),
        {("column-type", "Film.exact")},
    ),
    "an operator class that the file names": (
        ("DROP INDEX film_of_title", 'CREATE INDEX film_of_title ON "Film"(title)'),
        {("index-operator-class", "Film.film_of_title")},
    ),
    "what an index includes beyond its key": (
        ('DROP INDEX "Film_two"', 'CREATE UNIQUE INDEX "Film_two" ON "Film"(id) INCLUDE (title)'),
        {("unique-missing", "Film(id, year)"), ("unique-duplicate", "Film(id)")},
    ),
    "the type of one byte for a length": (
        ("""ALTER TABLE "Film" ALTER mark TYPE "char" """,),
        {("column-type", "Film.mark")},
    ),
    "a method that the file could say": (
        ('DROP INDEX "Film_year_idx"', 'CREATE INDEX "Film_year_idx" ON "Film" USING hash (year)'),
        {("index-method", 'Film."Film_year_idx"')},
    ),
}


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "schema.prisma"
    # Of the two indexes that need an operator class of their own, the file has what db pull makes of them: nothing.
    unindexed = [line for line in SCHEMA.splitlines() if not any(name in line for name in APART)]
    path.write_text("\n".join(unindexed) + "\n")
    return path


APART = ("film_area", "film_born")
BASE = "\n".join(line for line in DATABASE.splitlines() if not any(name in line for name in APART))


def gaps(report: Report) -> list[str]:
    return [gap.what for gap in report.not_checked if gap.reason == REASON]


@pytest.mark.parametrize("case", SILENT)
def test_what_the_file_cannot_say_is_counted(case: str, schema: Path, make_database: MakeDatabase) -> None:
    sql, gap = SILENT[case]
    report = findings_of(str(schema), make_database(sql, template=BASE))
    assert [finding.sentence for finding in report.findings] == []
    assert gaps(report) == [gap]
    assert report.exit_code == 0


def test_where_nothing_is_beyond_the_language_nothing_is_counted(schema: Path, make_database: MakeDatabase) -> None:
    report = findings_of(str(schema), make_database(template=BASE))
    assert ([finding.sentence for finding in report.findings], gaps(report)) == ([], [])


@pytest.mark.parametrize("case", TOLD)
def test_what_the_file_says_is_compared(case: str, schema: Path, make_database: MakeDatabase) -> None:
    sql, wanted = TOLD[case]
    report = findings_of(str(schema), make_database(sql, template=BASE))
    assert {(finding.rule.name, finding.subject.within("public")) for finding in report.findings} == wanted


ADDED_METHOD = """\
CREATE FUNCTION handler(internal) RETURNS index_am_handler LANGUAGE internal AS 'bthandler';
CREATE ACCESS METHOD added TYPE INDEX HANDLER handler;
CREATE OPERATOR CLASS own_ops FOR TYPE integer USING added AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
DROP INDEX "Film_year_idx";
CREATE INDEX "Film_year_idx" ON "Film" USING added (year own_ops);
"""


def test_an_index_of_an_added_method_stands_for_a_plain_one(schema: Path, make_database: MakeDatabase) -> None:
    url = make_database(ADDED_METHOD, template=BASE)
    report = findings_of(str(schema), url)
    assert [finding.sentence for finding in report.findings] == []
    assert gaps(report) == ["method and operator classes of 1 index of an added method"]
    schema.write_text(schema.read_text().replace("@@index([year])", "@@index([year], type: Hash)"))
    assert "index-method" in [finding.rule.name for finding in findings_of(str(schema), url).findings]


SPEC = """\
version: 1
enums:
  Rating: [G, R, NC]
tables:
  Film: {columns: any, primary_key: any, unique: any, foreign_keys: any}
"""


def test_an_order_that_people_agreed_on_is_a_note(schema: Path) -> None:
    spec = schema.with_name("expected_schema.yaml")
    spec.write_text(SPEC)
    for expected, other in ((spec, schema), (schema, spec)):
        report = check(str(expected), ConnectionOptions(), against=str(other), today=TODAY)
        (found,) = [finding for finding in report.findings if finding.rule.name == "enum-order"]
        assert found.severity is Severity.NOTE
        assert report.exit_code == 0


EXTENSIONS = """\
generator client {
  provider        = "prisma-client-js"
  previewFeatures = ["postgresqlExtensions"]
}
datasource db {
  provider   = "postgresql"
  extensions = [plpgsql, trigrams(map: "pg_trgm", schema: "extensions", version: "1.6"), citext]
}
model Film {
  id Int @id
}
"""


def test_extensions_are_compared(tmp_path: Path) -> None:
    path = tmp_path / "schema.prisma"
    path.write_text(EXTENSIONS)
    spec = tmp_path / "expected_schema.yaml"
    spec.write_text(
        "version: 1\nextensions:\n  pg_trgm: {schema: public, version: '1.5'}\n  hstore: {}\n"
        "tables:\n  Film: {columns: {id: integer}, primary_key: [id]}\n"
    )
    report = check(str(path), ConnectionOptions(), against=str(spec), today=TODAY)
    assert [(finding.rule.name, finding.subject.name) for finding in report.findings] == [
        ("extension-missing", "citext"),
        ("extension-schema", "pg_trgm"),
        ("extension-version", "pg_trgm"),
    ]
    assert report.findings[0].hint == "Extensions of the datasource names citext."
    report = check(str(spec), ConnectionOptions(), against=str(path), today=TODAY)
    assert ("extension-missing", "hstore") in [(each.rule.name, each.subject.name) for each in report.findings]


def test_without_the_list_extensions_are_not_compared(tmp_path: Path, make_database: MakeDatabase) -> None:
    path = tmp_path / "schema.prisma"
    path.write_text('datasource db {\n  provider = "postgresql"\n}\nmodel Film {\n  id Int @id\n}\n')
    report = findings_of(str(path), make_database('CREATE TABLE "Film" (id int CONSTRAINT "Film_pkey" PRIMARY KEY)'))
    assert [finding.sentence for finding in report.findings] == []
    assert "extensions" in [gap.what for gap in report.not_checked]


JOINED = """\
datasource db {
  provider = "postgresql"
}
model Alpha {
  id    Int    @id
  betas Beta[] @relation("{name}")
}
model Beta {
  id     Int     @id
  alphas Alpha[] @relation("{name}")
}
"""


@pytest.mark.parametrize("length", [50, 53, 54, 55, 57, 61, 62])
def test_names_of_a_join_table_are_cut_before_their_suffix(
    length: int, tmp_path: Path, make_database: MakeDatabase
) -> None:
    name = ("a_relation_whose_name_goes_on_and_on_until_it_is_as_long_as_it_may_be")[:length]
    path = tmp_path / "schema.prisma"
    path.write_text(JOINED.replace("{name}", name))
    table = f"_{name}"
    cut = {suffix: table[: 63 - len(suffix)] + suffix for suffix in ("_AB_pkey", "_B_index", "_A_fkey", "_B_fkey")}
    url = make_database(
        f"""CREATE TABLE "Alpha" (id int CONSTRAINT "Alpha_pkey" PRIMARY KEY);
        CREATE TABLE "Beta" (id int CONSTRAINT "Beta_pkey" PRIMARY KEY);
        CREATE TABLE "{table}" ("A" int NOT NULL, "B" int NOT NULL,
            CONSTRAINT "{cut["_AB_pkey"]}" PRIMARY KEY ("A", "B"),
            CONSTRAINT "{cut["_A_fkey"]}" FOREIGN KEY ("A") REFERENCES "Alpha"(id) ON DELETE CASCADE ON UPDATE CASCADE,
            CONSTRAINT "{cut["_B_fkey"]}" FOREIGN KEY ("B") REFERENCES "Beta"(id) ON DELETE CASCADE ON UPDATE CASCADE);
        CREATE INDEX "{cut["_B_index"]}" ON "{table}"("B");"""
    )
    assert [finding.sentence for finding in findings_of(str(path), url).findings] == []


BYTES = r"""
model Film {
  id Int    @id
  x  String @default(dbgenerated("encode(sha256('x'::bytea), 'hex')"))
  y  Bytes  @default(dbgenerated("'\\x4A'::bytea || '\\112\\\\'::bytea"))
}
"""
BYTES_MADE = r"""
CREATE TABLE "Film" (
    id int CONSTRAINT "Film_pkey" PRIMARY KEY,
    x text NOT NULL DEFAULT encode(sha256('x'::bytea), 'hex'),
    y bytea NOT NULL DEFAULT '\x4A'::bytea || '\112\\'::bytea
)
"""


def test_bytes_in_an_expression_have_one_value_in_every_spelling(tmp_path: Path, make_database: MakeDatabase) -> None:
    path = tmp_path / "schema.prisma"
    path.write_text('datasource db {\n  provider = "postgresql"\n}\n' + BYTES)
    assert [finding.sentence for finding in findings_of(str(path), make_database(BYTES_MADE)).findings] == []
    found = findings_of(str(path), make_database(BYTES_MADE.replace("'x'::bytea", "'y'::bytea"))).findings
    assert [finding.rule.name for finding in found] == ["column-default"]
