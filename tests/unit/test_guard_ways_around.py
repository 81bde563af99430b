"""Ways to change what is protected without naming it in the usual way: each is told, by name or as unread.

The expected schema protects a few objects and knows many: what is told of them is followed through it.
"""

from __future__ import annotations

from typing import Final

import pytest

from schemacheck.guard import SourceText, judge
from schemacheck.report.policy import GuardPolicy
from schemacheck.sources.spec import Spec, read_spec

SPEC: Final = """\
version: 1
tables:
  Athlete:
    protected: it is shared
    columns:
      id: text
      nick: text?
      email: citext
      companyId: text
      mood: mood
      handle: handle
      no: bigserial
      slug: {type: text, default: gen_handle()}
    primary_key: [id]
    unique: [{columns: [email], name: Athlete_email_key}]
    foreign_keys:
      - {columns: [companyId], references: go_fast_companies(id), on_delete: cascade, on_update: cascade}
    triggers: {touched: {fires: before update, function: touch}}
    policies: {seen: {using: may_see(id)}}
  go_fast_companies: {columns: {id: text, name: text}, primary_key: [id]}
  members:
    columns: {id: int, a: int, b: int, c: int, crew: text, boss: text}
    primary_key: {columns: [id], protected: imports rely on it}
    foreign_keys: [{columns: [crew], references: crews(id), protected: it is right, name: members_crew_fkey}]
    unique: [{columns: [boss], protected: one boss each, name: one_boss}]
    indexes:
      - {columns: [a], name: by_a, where: b > 0, include: [c], protected: the report needs it}
    checks: {ab: {expression: a < b, protected: agreed}}
  crews: {columns: {id: text}, primary_key: [id]}
  people: {columns: {id: int, nick: {type: text?, protected: may be missing}, name: {type: text, protected: is there}}}
  results:
    protected: all years
    columns: {year: int, time: interval?}
    partition_by: RANGE (year)
    partitions: {results_2024: {bounds: FROM (2024) TO (2025)}}
  base_log: {columns: {at: timestamptz}}
  app_log: {protected: the audit reads it, inherits: [base_log], columns: {at: timestamptz}}
views:
  v_athlete: {columns: {id: text}, definition: SELECT "Athlete".id FROM "Athlete"}
  v_crews: {columns: {id: text}, definition: SELECT crews.id FROM crews, protected: the app reads it}
enums: {mood: {labels: [glad, sad]}}
domains: {handle: {type: text}}
functions:
  touch(): {returns: trigger}
  gen_handle(): {returns: text}
  may_see(text): {returns: boolean}
"""
_READ: Final[Spec] = read_spec(SPEC, "f")


def told(text: str, policy: GuardPolicy = GuardPolicy()) -> list[str]:  # noqa: B008 - it is frozen
    """The rules that a migration breaks where nothing is forbidden, without the prefix they share."""
    found = judge([SourceText("m.sql", text.encode())], _READ.schema, policy).findings
    assert not any(
        "schemacheck_hole" in text for each in found for text in (each.sentence, each.hint, str(each.subject))
    )
    return sorted({each.rule.name.removeprefix("guard-") for each in found})


TOLD: Final[dict[str, tuple[str, ...]]] = {
    "the other end of a foreign key": (
        "ALTER TABLE go_fast_companies RENAME TO companies",
        "ALTER TABLE go_fast_companies RENAME COLUMN id TO cid",
        "ALTER TABLE go_fast_companies SET SCHEMA audit",
        "ALTER TABLE go_fast_companies DISABLE TRIGGER ALL",
        'ALTER TABLE go_fast_companies DISABLE TRIGGER "RI_ConstraintTrigger_a_16400"',
        "ALTER TABLE go_fast_companies RENAME TO old; CREATE TABLE go_fast_companies (LIKE old INCLUDING ALL)",
        "DELETE FROM go_fast_companies",
        "UPDATE go_fast_companies SET id = id || 'x'",
        "ALTER TABLE crews RENAME TO teams",
        "ALTER TABLE crews RENAME id TO crew",
        "ALTER TABLE crews DISABLE TRIGGER ALL",
    ),
    "columns of a key, an index or a check": (
        "ALTER TABLE members RENAME crew TO team",
        "ALTER TABLE members RENAME COLUMN id TO no",
        "ALTER TABLE members RENAME boss TO chief",
        "ALTER TABLE members RENAME a TO x",
        "ALTER TABLE members DROP COLUMN a",
        "ALTER TABLE members DROP b",
        "ALTER TABLE members DROP c",
        "ALTER TABLE members ALTER boss TYPE citext",
    ),
    "nullability through a constraint": (
        "ALTER TABLE people ADD CONSTRAINT n NOT NULL nick",
        "ALTER TABLE people DROP CONSTRAINT people_name_not_null",
        "ALTER TABLE people ADD PRIMARY KEY (nick)",
    ),
    "an index by other words": (
        "ALTER TABLE members ADD CONSTRAINT ue UNIQUE USING INDEX one_boss",
        "ALTER TABLE by_a RENAME TO z",
        "ALTER TABLE members_pkey RENAME TO z",
        'ALTER INDEX "Athlete" RENAME TO z',
    ),
    "types": (
        "ALTER TYPE mood RENAME TO feeling",
        "ALTER TYPE mood SET SCHEMA audit",
        "ALTER TYPE mood ADD VALUE 'tired'",
        "ALTER TYPE public.mood RENAME VALUE 'sad' TO 'blue'",
        "ALTER DOMAIN handle ADD CONSTRAINT c CHECK (value <> '')",
        "ALTER DOMAIN handle DROP CONSTRAINT c",
        "ALTER DOMAIN handle RENAME TO nick",
        "DROP TYPE mood CASCADE",
        "DROP DOMAIN handle CASCADE",
    ),
    "what stands on other objects": (
        "DROP FUNCTION touch() CASCADE",
        "DROP FUNCTION gen_handle CASCADE",
        "DROP FUNCTION may_see(text) CASCADE",
        "DROP ROUTINE touch CASCADE",
        "ALTER FUNCTION touch() RENAME TO touches",
        "ALTER FUNCTION may_see SET SCHEMA audit",
        "DROP EXTENSION citext CASCADE",
        "DROP EXTENSION plpgsql CASCADE",
        "DROP LANGUAGE plpgsql CASCADE",
        'DROP SEQUENCE "Athlete_no_seq" CASCADE',
        'ALTER SEQUENCE "Athlete_no_seq" RENAME TO x',
        'ALTER TABLE "Athlete_no_seq" RENAME TO x',
        'ALTER SEQUENCE "Athlete_no_seq" INCREMENT 2',
        'ALTER SEQUENCE "Athlete_no_seq" OWNED BY NONE',
        'ALTER EXTENSION hstore ADD TABLE "Athlete"',
        "DROP OPERATOR CLASS o USING btree CASCADE",
        "DROP FUNCTION of_a_trigger_nobody_listed() CASCADE",
        "DROP SCHEMA public CASCADE",
        "ALTER SCHEMA public RENAME TO p",
        "DROP TABLE crews CASCADE",
        "ALTER TABLE crews RENAME id TO cid",
    ),
    "partitions and inheritance": (
        "DROP TABLE results_2024",
        "TRUNCATE results_2024",
        "DELETE FROM results_2024",
        "ALTER TABLE results_2024 ADD x int",
        "ALTER TABLE results_2024 RENAME TO r",
        "ALTER TABLE results_2024 SET SCHEMA audit",
        "GRANT SELECT ON results_2024 TO PUBLIC",
        "CREATE INDEX ON results_2024 (time)",
        "ALTER TABLE base_log ADD x int",
        "DROP TABLE base_log CASCADE",
        "ALTER TABLE base_log RENAME TO log",
        "TRUNCATE base_log",
        "DELETE FROM base_log",
    ),
    "rows": (
        'MERGE INTO "Athlete" a USING crews c ON true WHEN MATCHED THEN DELETE',
        'MERGE INTO "Athlete" a USING "Athlete" c ON a.id = c.id WHEN MATCHED THEN UPDATE SET nick = 1',
        *(
            f'DELETE FROM "Athlete" WHERE {condition}'
            for condition in (
                "1 < 2",
                "NOT false",
                "1 = 1.0",
                "true IS TRUE",
                "true::bool",
                "1::boolean",
                "'a' = 'a'",
                "'t'",
                "id = id",
                "id IS NOT NULL",
                "email IS NOT NULL",
                "nick IS NULL OR nick IS NOT NULL",
                "EXISTS (SELECT 1)",
                'id IN (SELECT id FROM "Athlete")',
                "now() > '2020-01-01'",
                "coalesce(true, false)",
                "id LIKE '%'",
                "true AND 2 > 1",
            )
        ),
        'DELETE FROM "Athlete" a USING "Athlete" b WHERE a.id = b.id',
        "DELETE FROM v_athlete",
        "UPDATE v_athlete SET id = 1",
    ),
    "past SQL's own words": (
        "UPDATE pg_attribute SET attname = 'x'",
        "UPDATE pg_catalog.pg_class SET relname = 'x'",
        "DELETE FROM pg_policy",
        "WITH x AS (DELETE FROM pg_trigger RETURNING 1) SELECT 1",
        "ALTER DATABASE app RENAME TO other",
        'CREATE STATISTICS s ON id, nick FROM "Athlete"',
        'CLUSTER "Athlete" USING "Athlete_pkey"',
        'VACUUM FULL "Athlete"',
        "VACUUM FULL",
        "REINDEX SCHEMA public",
        "CLUSTER",
        "ALTER INDEX ALL IN TABLESPACE a SET TABLESPACE b",
        "COPY \"Athlete\" TO PROGRAM 'sh'",
        "COPY \"Athlete\" FROM PROGRAM 'sh'",
        "LOAD 'x'",
    ),
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in TOLD.items() for text in texts])
def test_it_is_told(kind: str, text: str) -> None:
    assert told(f"{text};"), kind


SILENT: Final = (
    "ALTER TABLE go_fast_companies ADD COLUMN x int",
    "ALTER TABLE go_fast_companies ALTER name SET DEFAULT 'x'",
    "ALTER TABLE go_fast_companies RENAME name TO title",
    "ALTER TABLE go_fast_companies DISABLE TRIGGER USER",
    "DELETE FROM go_fast_companies WHERE id = 'x'",
    "UPDATE go_fast_companies SET name = ''",
    "ALTER TABLE members ALTER a SET DEFAULT 1",
    "ALTER TABLE members ADD d int",
    "CREATE INDEX z ON members (boss) WHERE a > 0",
    "CREATE INDEX z ON members (boss DESC)",
    "CREATE INDEX z ON members USING hash (boss)",
    "CREATE INDEX z ON members (a)",
    "CREATE TYPE other AS ENUM ('a')",
    "CREATE TYPE mood AS ENUM ('glad', 'sad')",
    "DROP TYPE other CASCADE",
    "ALTER TYPE other ADD VALUE 'b'",
    "DROP FUNCTION touch()",
    "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP SEQUENCE other CASCADE",
    "CREATE EXTENSION IF NOT EXISTS citext",
    "DROP OPERATOR CLASS o USING btree",
    "DROP TABLE crew_photos",
    "DROP TABLE results_2023",
    "ALTER TABLE ONLY base_log ADD x int",
    "TRUNCATE ONLY base_log",
    *(
        f'DELETE FROM "Athlete" WHERE {condition}'
        for condition in (
            "false",
            "1 = 2",
            "NULL",
            "id = nick",
            "nick IS NOT NULL",
            "id <> id",
            "id IN (SELECT id FROM crews)",
            'id IN (SELECT nick FROM "Athlete")',
            'EXISTS (SELECT 1 FROM crews WHERE crews.id = "Athlete".id)',
            "NOT true",
            "true AND id = 'x'",
        )
    ),
    'DELETE FROM "Athlete" a USING crews b WHERE a.id = b.id',
    'MERGE INTO "Athlete" a USING crews c ON a.id = c.id WHEN MATCHED THEN DELETE',
    'MERGE INTO "Athlete" a USING crews c ON true WHEN NOT MATCHED THEN INSERT (id) VALUES (1)',
    "SELECT * FROM pg_class",
    "COPY members TO stdout",
    "ALTER DATABASE app SET work_mem = '1MB'",
)


@pytest.mark.parametrize("text", SILENT)
def test_it_is_left_alone(text: str) -> None:
    assert told(f"{text};") == []


def test_a_table_that_is_renamed_on_purpose_is_not_misspelt() -> None:
    text = 'ALTER TABLE "Athlete" RENAME TO athlete; ALTER TABLE athlete ADD x int; SELECT * FROM athlete;'
    assert told(text) == ["column-added", "table-renamed"]
    assert told('ALTER TABLE "Atlete" RENAME TO athlete;') == ["name-misspelt"]


def test_a_schema_that_goes_is_told_once_for_each_of_its_tables() -> None:
    found = judge([SourceText("m.sql", b"DROP SCHEMA public CASCADE;")], _READ.schema, GuardPolicy()).findings
    assert {each.rule.name for each in found} == {"guard-table-dropped"}
    assert len([each for each in found if each.subject.name == "Athlete"]) == 1


def test_sentences_about_what_follows() -> None:
    said = {
        "ALTER TABLE crews RENAME TO teams": "renames crews to teams, where constraint members_crew_fkey of members "
        "points; protected is foreign key (crew) of members",
        "DROP FUNCTION touch() CASCADE": "drops function touch, which trigger touched of Athlete calls; protected is "
        "Athlete",
        "DROP TABLE results_2024": "drops results_2024; protected is results",
    }
    for text, sentence in said.items():
        found = judge([SourceText("m.sql", f"{text};".encode())], _READ.schema, GuardPolicy()).findings
        assert sentence in [each.sentence for each in found]
