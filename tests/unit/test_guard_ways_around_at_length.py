"""More ways around the guard, each told by name or as unread, and their look-alikes, each left alone."""

from __future__ import annotations

from typing import Final

import pytest

from tests.unit.test_guard_ways_around import told

_RUNS: Final = "exec_sql('DROP TABLE \"Athlete\"')"
TOLD: Final[dict[str, tuple[str, ...]]] = {
    "conditions that spare no row": tuple(
        f'DELETE FROM "Athlete" WHERE {condition}'
        for condition in (
            "(SELECT true)",
            "NOT (SELECT false)",
            "id <> '' OR id = ''",
            "id = 'x' OR NOT false",
            "id != 'x' OR 'x' = id OR id = 'x'",
            "no < 5 OR no >= 5",
            "coalesce(nick, '') IS NOT NULL",
            "tableoid IS NOT NULL",
            "ctid IS NOT NULL",
            'id = ANY (ARRAY(SELECT id FROM "Athlete"))',
            'ctid = ANY (ARRAY(SELECT ctid FROM "Athlete"))',
            'ctid IN (SELECT ctid FROM "Athlete")',
            'id IN (SELECT "Athlete".id)',
            "CASE WHEN true THEN true ELSE false END",
            "current_user IS NOT NULL",
            "random() < 2",
            "NOT false AND 1 = 1",
        )
    ),
    "rows by other statements": (
        'MERGE INTO "Athlete" a USING (SELECT 1) s ON false WHEN NOT MATCHED BY SOURCE THEN DELETE',
        'MERGE INTO "Athlete" a USING crews s ON 1 = 2 WHEN NOT MATCHED BY SOURCE THEN UPDATE SET nick = NULL',
        "MERGE INTO v_athlete a USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
        'CREATE VIEW v AS SELECT * FROM "Athlete"; DELETE FROM v',
        'CREATE VIEW v AS SELECT id, nick FROM "Athlete" WHERE true; UPDATE v SET nick = NULL',
        'CREATE VIEW v AS SELECT * FROM "Athlete"; CREATE VIEW w AS SELECT * FROM v; DELETE FROM w',
        'CREATE TEMP VIEW v AS SELECT * FROM "Athlete"; DELETE FROM v',
        'CREATE VIEW audit.v AS SELECT * FROM "Athlete"; DELETE FROM audit.v',
        'WITH d AS (DELETE FROM "Athlete" RETURNING *) SELECT count(*) FROM d',
        'WITH d AS MATERIALIZED (UPDATE "Athlete" SET nick = NULL RETURNING 1) INSERT INTO log SELECT * FROM d',
        'PREPARE p AS DELETE FROM "Athlete"; EXECUTE p',
        'EXPLAIN (ANALYZE) DELETE FROM "Athlete"',
        'CREATE RULE r AS ON INSERT TO other DO ALSO DELETE FROM "Athlete"',
        'CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC DELETE FROM "Athlete"; END',
    ),
    "expressions of a body": tuple(
        f"DO $x$ {body} $x$"
        for body in (
            f"DECLARE x int; BEGIN x := {_RUNS}; END",
            f"DECLARE x int; BEGIN x = {_RUNS}; END",
            f"DECLARE x int[]; BEGIN x[1] := {_RUNS}; END",
            f"DECLARE n int := {_RUNS}; BEGIN END",
            f"BEGIN IF {_RUNS} THEN NULL; END IF; END",
            f"BEGIN IF false THEN NULL; ELSIF {_RUNS} THEN NULL; END IF; END",
            f"BEGIN WHILE {_RUNS} LOOP END LOOP; END",
            f"BEGIN FOR i IN 1..{_RUNS} LOOP END LOOP; END",
            f"BEGIN CASE {_RUNS} WHEN 1 THEN NULL; END CASE; END",
            f"BEGIN CASE WHEN {_RUNS} THEN NULL; END CASE; END",
            f"BEGIN LOOP EXIT WHEN {_RUNS}; END LOOP; END",
            f"BEGIN ASSERT {_RUNS}; END",
            f"BEGIN RAISE NOTICE '%', {_RUNS}; END",
            f"BEGIN RAISE EXCEPTION USING MESSAGE = {_RUNS}; END",
            f"DECLARE x int; BEGIN FOREACH x IN ARRAY ARRAY[{_RUNS}] LOOP END LOOP; END",
            f"BEGIN EXECUTE 'SELECT $1' USING {_RUNS}; END",
            "DECLARE x int; BEGIN x := (SELECT dblink_exec('c', 'TRUNCATE \"Athlete\"')); END",
        )
    ),
    "functions": (
        f"CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $x$ BEGIN RETURN {_RUNS}; END $x$",
        "CREATE FUNCTION wipe(t text) RETURNS void LANGUAGE plpgsql AS "
        "$$BEGIN EXECUTE 'DELETE FROM ' || quote_ident(t); END$$; SELECT wipe('Athlete')",
        'CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN DELETE FROM "Athlete"; RETURN NEW; END$$',
        "DO $x$ BEGIN EXECUTE replace('DROP TABEL \"Athlete\"', 'TABEL', 'TABLE'); END $x$",
        "DO $x$ BEGIN EXECUTE convert_from(decode('44524f50', 'hex'), 'utf8'); END $x$",
        "DO $x$ BEGIN EXECUTE string_agg(x, ' ') FROM unnest(ARRAY['DROP TABLE','\"Athlete\"']) x; END $x$",
        'DO $x$ BEGIN PERFORM 1; EXCEPTION WHEN OTHERS THEN DROP TABLE "Athlete"; END $x$',
        'DO $x$ <<l>> BEGIN DROP TABLE "Athlete"; END l $x$',
        "DO LANGUAGE plpython3u $x$ plpy.execute('DROP TABLE \"Athlete\"') $x$",
    ),
    "what it stands on": (
        "ALTER TABLE go_fast_companies ALTER id TYPE varchar(20)",
        "ALTER TABLE go_fast_companies ALTER COLUMN id SET DATA TYPE uuid USING id::uuid",
        "ALTER TABLE crews ALTER id TYPE uuid USING id::uuid",
        "ALTER EXTENSION citext SET SCHEMA audit",
        "ALTER TYPE public.citext SET SCHEMA audit",
        "DROP CAST (mood AS text) CASCADE",
    ),
    "the catalogs": (
        "TRUNCATE pg_description",
        "TRUNCATE x, pg_catalog.pg_trigger",
        "ALTER TABLE pg_catalog.pg_class ADD x int",
        "ALTER TABLE pg_constraint DISABLE TRIGGER ALL",
        "ALTER TABLE pg_class RENAME relname TO x",
        "MERGE INTO pg_class c USING x ON true WHEN MATCHED THEN DELETE",
        "WITH u AS (UPDATE pg_constraint SET convalidated = true RETURNING 1) SELECT 1",
        "INSERT INTO pg_trigger SELECT * FROM x",
    ),
    "psql": (
        '\\set t Athlete\nDROP TABLE :"t"',
        "\\set q 'DROP TABLE \"Athlete\"'\n:q",
        '\\if false\n\\else\nDROP TABLE "Athlete";\n\\endif\nSELECT 1',
        'COPY x FROM stdin;\n\\.x\n\\.\nDROP TABLE "Athlete"',
    ),
    "names": (
        'CREATE TEMP TABLE "Athlete" (id int); DROP TABLE public."Athlete"',
        'CREATE TABLE audit."Athlete" (id int); SET search_path = audit, public; '
        'DROP TABLE "Athlete"; DROP TABLE "Athlete"',
        'ALTER TABLE "Athlete" RENAME TO y; DROP TABLE y',
        "SET SCHEMA 'public'; DROP TABLE \"Athlete\"",
        "DROP TABLE U&\"!0041thlete\" UESCAPE '!'",
    ),
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in TOLD.items() for text in texts])
def test_it_is_told(kind: str, text: str) -> None:
    assert told(f"{text};"), kind


SILENT: Final = (
    *(
        f'DELETE FROM "Athlete" WHERE {condition}'
        for condition in (
            "(SELECT false)",
            "(SELECT max(no) FROM crews) = no",
            "id = 'x' OR id = 'y'",
            "id <> 'x' OR id = 'y'",
            "nick <> 'x' OR nick = 'x'",
            "no < 5 OR no >= 6",
            "coalesce(nick, id) IS NULL",
            "coalesce(nick, mood::text) IS NOT NULL",
            "id = ANY (ARRAY(SELECT id FROM crews))",
            'id = ANY (ARRAY(SELECT nick FROM "Athlete"))',
            'ctid = ANY (ARRAY(SELECT ctid FROM "Athlete" LIMIT 10))',
            'ctid IN (SELECT min(ctid) FROM "Athlete" GROUP BY id)',
            "id IN (SELECT nick)",
            "xmin = '5'",
            "id = ANY (ARRAY['x', 'y'])",
            "NOT EXISTS (SELECT 1 FROM crews)",
        )
    ),
    'MERGE INTO "Athlete" a USING crews c ON a.id = c.id WHEN NOT MATCHED THEN INSERT (id) VALUES (c.id)',
    'MERGE INTO "Athlete" a USING (SELECT 1) s ON false WHEN MATCHED THEN DELETE',
    'MERGE INTO "Athlete" a USING (SELECT 1) s ON false WHEN NOT MATCHED THEN INSERT (id) VALUES (1)',
    "CREATE VIEW v AS SELECT * FROM crews; DELETE FROM v",
    'CREATE VIEW v AS SELECT * FROM "Athlete" WHERE no > 5; DELETE FROM v',
    'CREATE VIEW v AS SELECT DISTINCT id FROM "Athlete"; SELECT * FROM v',
    'CREATE VIEW v AS SELECT * FROM "Athlete"; CREATE OR REPLACE VIEW v AS SELECT * FROM crews; DELETE FROM v',
    'CREATE VIEW v AS SELECT a.id FROM "Athlete" a JOIN crews c ON c.id = a.id; SELECT * FROM v',
    'CREATE VIEW v AS SELECT * FROM "Athlete"; DROP VIEW v',
    "DO $x$ DECLARE x int; BEGIN x := length('DROP TABLE \"Athlete\"'); END $x$",
    "DO $x$ BEGIN RAISE NOTICE 'DROP TABLE \"Athlete\"'; END $x$",
    "DO $x$ BEGIN IF 'DROP TABLE \"Athlete\"' = '' THEN NULL; END IF; END $x$",
    "DO $x$ DECLARE x int; BEGIN x := exec_sql('SELECT 1'); END $x$",
    "DO $x$ DECLARE x text := 'exec_sql'; BEGIN ASSERT x = 'exec_sql'; END $x$",
    "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $x$ BEGIN RETURN exec_sql('VACUUM crews'); END $x$",
    "ALTER TABLE go_fast_companies ALTER name TYPE varchar(20)",
    "ALTER TABLE go_fast_companies ALTER id SET DEFAULT 'x'",
    "ALTER EXTENSION hstore SET SCHEMA audit",
    "ALTER EXTENSION hstore UPDATE",
    "TRUNCATE audit.pg_dumps",
    "ALTER TABLE audit.pg_notes ADD x int",
    "CREATE TABLE pg_notes (x int); ALTER TABLE pg_notes ADD y int; TRUNCATE pg_notes",
    "SELECT count(*) FROM pg_class WHERE relname = 'Athlete'",
    'COPY "Athlete" TO stdout',
    "PREPARE p AS SELECT 1; EXECUTE p",
    "EXPLAIN DELETE FROM crews",
    'EXPLAIN (ANALYZE off, VERBOSE) DELETE FROM "Athlete"',
    'SELECT * FROM "Athlete" FOR UPDATE',
    'INSERT INTO "Athlete" (id) VALUES (\'DROP TABLE "Athlete"\') ON CONFLICT DO NOTHING',
)


@pytest.mark.parametrize("text", SILENT)
def test_it_is_left_alone(text: str) -> None:
    assert told(f"{text};") == []
