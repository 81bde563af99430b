"""Ways around the guard by bodies, by the state of a session, by psql: each is told, by name or as unread."""
# ruff: noqa: E501 - an attempt a line

from __future__ import annotations

from typing import Final

import pytest

from .test_guard_ways_around import told

HOLES: Final = (
    "DROP INDEX %I",
    "ALTER INDEX %I RENAME TO x",
    "DROP SCHEMA %I CASCADE",
    "ALTER SCHEMA %I RENAME TO x",
    "DROP TYPE %I CASCADE",
    "DROP FUNCTION %s CASCADE",
    "GRANT SELECT ON ALL TABLES IN SCHEMA %I TO x",
    "DROP EXTENSION %I CASCADE",
    "ALTER SEQUENCE %I RENAME TO z",
    "COMMENT ON TABLE %I IS NULL",
    "ALTER TYPE %I ADD VALUE 1",
    "LOCK TABLE %I",
    "VACUUM FULL %I",
    "CLUSTER %I",
    "REINDEX TABLE %I",
    "ALTER DOMAIN %I DROP CONSTRAINT c",
    "ALTER TABLE %I RENAME TO x",
    "DROP VIEW %I",
    "DROP TABLE %I",
    "TRUNCATE %I",
    "DELETE FROM %I",
    "CREATE TRIGGER x BEFORE UPDATE ON %I EXECUTE FUNCTION f()",
    "DROP TRIGGER x ON %I",
    "DROP OWNED BY %I",
    "REASSIGN OWNED BY %I TO x",
    "DROP DATABASE %I",
    "CREATE OR REPLACE VIEW %I AS SELECT 1",
    "CREATE STATISTICS s ON a,b FROM %I",
    "DROP STATISTICS %I",
    "REINDEX INDEX %I",
    "ALTER TABLE x ATTACH PARTITION %I DEFAULT",
    "MERGE INTO %I USING x ON true WHEN MATCHED THEN DELETE",
    "UPDATE %I SET a=1",
    "REINDEX SCHEMA %I",
    "ALTER DATABASE %I RENAME TO x",
    "ALTER EXTENSION %I UPDATE",
    "SECURITY LABEL ON TABLE %I IS NULL",
    "ALTER FUNCTION %I OWNER TO x",
    "ALTER TABLE x INHERIT %I",
    "ALTER EXTENSION e ADD TABLE %I",
    "CREATE RULE r AS ON INSERT TO %I DO INSTEAD NOTHING",
    "CREATE POLICY p ON %I",
    "DROP USER MAPPING FOR x SERVER %I",
    'ALTER TABLE %I."Athlete" ADD y int',
    "DROP LANGUAGE %I CASCADE",
)
"""What is put together from a name that nobody knows."""
TOLD: Final[dict[str, tuple[str, ...]]] = {
    "bodies": (
        'DO $$BEGIN CASE 1 WHEN 1 THEN DROP TABLE "Athlete" CASCADE; END CASE; END$$',
        'DO $$BEGIN IF true THEN CASE WHEN 1=1 THEN DROP TABLE "Athlete" CASCADE; ELSE NULL; END CASE; END IF; END$$',
        'DO $$BEGIN LOOP CASE WHEN 1=1 THEN DROP TABLE "Athlete" CASCADE; ELSE NULL; END CASE; END LOOP; END$$',
        'DO $$ #variable_conflict use_column\nBEGIN DROP TABLE "Athlete"; END$$',
        'DO $$\n#print_strict_params on\nDECLARE x int;BEGIN DROP TABLE "Athlete"; END$$',
        "DO $$DECLARE v text:='other'; c refcursor; BEGIN OPEN c FOR SELECT '\"Athlete\"'; FETCH c INTO v; EXECUTE 'ALTER TABLE '||v||' ADD x int'; END$$",
        "DO $$DECLARE v text:='other'; BEGIN EXECUTE 'SELECT 1' INTO v; EXECUTE 'ALTER TABLE '||v||' ADD x int'; END$$",
        "DO $$DECLARE v text:='other'; BEGIN FOR v IN (SELECT '\"Athlete\"') LOOP EXECUTE 'ALTER TABLE '||v||' ADD x int'; END LOOP; END$$",
        "DO $$DECLARE v text:='other'; BEGIN FOR v IN EXECUTE 'SELECT 1' LOOP EXECUTE 'ALTER TABLE '||v||' ADD x int'; END LOOP; END$$",
        "DO $$DECLARE v text:='other'; BEGIN CALL p(v); EXECUTE 'ALTER TABLE '||v||' ADD x int'; END$$",
        "DO $$DECLARE v text:='other'; BEGIN GET STACKED DIAGNOSTICS v = MESSAGE_TEXT; EXECUTE 'ALTER TABLE '||v||' ADD x int'; END$$",
        "DO $$DECLARE v text:='other'; BEGIN SELECT '\"Athlete\"' INTO STRICT v; EXECUTE 'ALTER TABLE '||v||' ADD x int'; END$$",
        "DO $$DECLARE v text:='other'; BEGIN INSERT INTO x VALUES (1) RETURNING y INTO v; EXECUTE 'ALTER TABLE '||v||' ADD x int'; END$$",
        "DO $$DECLARE v text[]; BEGIN v[1] := 'DROP TABLE \"Athlete\"'; EXECUTE v[1]; END$$",
        "DO $$BEGIN EXECUTE U&'ALTER TABLE \"\\0041thlete\" ADD x int'; END$$",
        "DO $$BEGIN EXECUTE U&'ALTER TABLE \"!0041thlete\" ADD x int' UESCAPE '!'; END$$",
        "DO $$DECLARE q text; BEGIN SELECT x INTO q FROM y; EXECUTE 'SELECT 1 '||q; END$$",
        "DO $$DECLARE q text := 'SELECT 1'; BEGIN LOOP EXECUTE q; q := 'DROP TABLE \"Athlete\"'; END LOOP; END$$",
        "DO $$DECLARE q text := 'SELECT 1'; BEGIN WHILE true LOOP EXECUTE q; q := 'DROP TABLE \"Athlete\"'; END LOOP; END$$",
        "DO $$DECLARE q text := 'SELECT 1'; BEGIN FOR i IN 1..2 LOOP EXECUTE q; q := 'DROP TABLE \"Athlete\"'; END LOOP; END$$",
        'DO $$BEGIN FOR i IN 1..2 LOOP FOR j IN 1..2 LOOP DROP TABLE "Athlete"; END LOOP; END LOOP; END$$',
        'DO $a8$BEGIN DO $a7$BEGIN DO $a6$BEGIN DO $a5$BEGIN DO $a4$BEGIN DO $a3$BEGIN DO $a2$BEGIN DO $a1$BEGIN DO $a0$BEGIN DROP TABLE "Athlete"; END$a0$; END$a1$; END$a2$; END$a3$; END$a4$; END$a5$; END$a6$; END$a7$; END$a8$',
    ),
    "holes": (
        "DO $$DECLARE q text; BEGIN SELECT x INTO q FROM y; EXECUTE format('SET search_path TO %I',q); ALTER TABLE \"Athlete\" ADD x int;END$$",
        "DO $$DECLARE q text; BEGIN SELECT x INTO q FROM y; EXECUTE format('SET search_path TO %I',q); END$$; SET search_path=audit; DO $$DECLARE q text; BEGIN SELECT x INTO q FROM y; EXECUTE format('SET search_path TO %I',q); END$$;ALTER TABLE \"Athlete\" ADD x int",
    ),
    "what may have happened or not": (
        'BEGIN; SET search_path=audit; ROLLBACK; ALTER TABLE "Athlete" ADD x int',
        'BEGIN; SAVEPOINT a; SET search_path=audit; ROLLBACK TO a; ALTER TABLE "Athlete" ADD x int',
        'SET search_path=audit; ROLLBACK; ALTER TABLE "Athlete" ADD x int',
        'SET search_path=audit; DISCARD ALL; ALTER TABLE "Athlete" ADD x int',
        'SET LOCAL search_path=audit; ALTER TABLE "Athlete" ADD x int',
        'DO $$BEGIN IF false THEN SET search_path=audit; END IF; END$$; ALTER TABLE "Athlete" ADD x int',
        "DO $$BEGIN BEGIN SET search_path=audit; RAISE 'x'; EXCEPTION WHEN OTHERS THEN NULL; END; END$$; ALTER TABLE \"Athlete\" ADD x int",
        "SET search_path=audit; SELECT set_config('search_path','public',false)::text; ALTER TABLE \"Athlete\" ADD x int",
        "SET search_path=audit; SELECT 1 WHERE set_config('search_path','public',false)='x'; ALTER TABLE \"Athlete\" ADD x int",
        'BEGIN; CREATE TEMP TABLE "Athlete" (a int) ON COMMIT DROP; COMMIT; ALTER TABLE "Athlete" ADD x int',
        'BEGIN; CREATE TEMP TABLE "Athlete" (a int); ROLLBACK; ALTER TABLE "Athlete" ADD x int',
        'CREATE TEMP TABLE "Athlete" (a int) ON COMMIT DROP; ALTER TABLE "Athlete" ADD x int',
        'CREATE TEMP TABLE "Athlete" (a int); DISCARD TEMP; ALTER TABLE "Athlete" ADD x int',
        'SET search_path=public,pg_temp; CREATE TEMP TABLE "Athlete" (a int); ALTER TABLE "Athlete" ADD x int',
        'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$BEGIN CREATE TEMP TABLE "Athlete" (a int); END$$; ALTER TABLE "Athlete" ADD x int',
        'DO $$BEGIN IF false THEN CREATE TEMP TABLE "Athlete" (a int); END IF; END$$; ALTER TABLE "Athlete" ADD x int',
        'CREATE TEMP TABLE "Athlete" (a int); DROP TABLE "Athlete"; ALTER TABLE "Athlete" ADD x int',
        'RESET ALL; ALTER TABLE "Athlete" ADD x int',
    ),
    "psql's commands": (
        'SELECT 1\\; DROP TABLE "Athlete" CASCADE',
        '\\echo hi \\\\ DROP TABLE "Athlete"',
        "SELECT 1 \\g |cmd\n",
        "\\o |cmd\n",
        "\\copy \"Athlete\" FROM PROGRAM 'x'\n",
        "\\set x `cmd`\n",
        "\\! ls\n",
        "\\copy x to program 'a'\n",
        "\\w |cmd\n",
        "\\setenv A `x`\n",
        "SELECT 1 \\gx (format=csv) | cmd\n",
    ),
    "how strings are read": (
        "SET standard_conforming_strings=off; SELECT 'a\\''; DROP TABLE \"Athlete\"; --'",
        "SELECT set_config('standard_conforming_strings','off',false); SELECT 'a\\''; DROP TABLE \"Athlete\"; --'",
    ),
    "texts that functions run": (
        "SELECT dblink_exec('c','DROP TABLE \"Athlete\"')",
        "SELECT cron.schedule('a','* * * * *','DELETE FROM \"Athlete\"')",
        "CREATE FUNCTION do_it(q text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE q; END'; SELECT do_it('DROP TABLE \"Athlete\"')",
        "SELECT dblink_exec('c',x) FROM y",
    ),
}


@pytest.mark.parametrize("text", HOLES)
def test_a_name_that_nobody_knows_is_told(text: str) -> None:
    assert told(f"DO $$ DECLARE q text; BEGIN SELECT x INTO q FROM y; EXECUTE format('{text}', q); END $$;")


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in TOLD.items() for text in texts])
def test_it_is_told(kind: str, text: str) -> None:
    assert told(f"{text};"), kind


def _loop_over(number: int) -> str:
    names = ", ".join(f"'t{each}'" for each in range(number))
    loop = f"FOREACH t IN ARRAY ARRAY[{names}, 'Athlete'] LOOP EXECUTE format('DROP TABLE %I', t); END LOOP;"
    return f"DO $$ DECLARE t text; BEGIN {loop} END $$;"


def test_many_values_are_followed_and_too_many_are_told() -> None:
    assert told(_loop_over(60)) == ["table-dropped"]
    assert told(_loop_over(600)) == ["unread"]


def test_bodies_in_bodies_are_followed_and_too_many_are_told() -> None:
    text = 'DROP TABLE "Athlete"'
    for depth in range(9):
        text = f"DO $a{depth}$ BEGIN {text}; END $a{depth}$"
        assert told(f"{text};") == (["table-dropped"] if depth < 8 else ["unread"])


def test_a_function_that_runs_what_it_is_given_is_remembered() -> None:
    made = "CREATE FUNCTION do_it(q text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE q; END';"
    assert told(made) == ["dynamic"]
    assert told(made + "SELECT do_it('SELECT 1');") == ["dynamic"]
    assert told(made + "SELECT do_it('DROP TABLE \"Athlete\"');") == ["dynamic", "table-dropped"]


SILENT: Final = (
    "DO $$ BEGIN EXECUTE 'GRANT CONNECT ON DATABASE ' || current_database() || ' TO app'; END $$",
    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone TO %L', current_database(), 'UTC'); END $$",
    "DO $$ BEGIN EXECUTE format('CREATE TABLE %I (id int)', 'x_' || to_char(now(), 'YYYY')); END $$",
    "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type) THEN CREATE TYPE x AS ENUM ('a'); END IF; END $$",
    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM crews LOOP UPDATE crews SET id = r.a WHERE id = r.b; END LOOP; END $$",
    "CREATE FUNCTION bump() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); RETURN NEW; END $$",
    "SELECT to_tsvector('DROP TABLE x'), setval('crews_seq', 5)",
    'BEGIN; SET search_path = audit; COMMIT; ALTER TABLE "Athlete" ADD x int',
    'SET search_path = audit; ALTER TABLE "Athlete" ADD x int',
    'BEGIN; SET LOCAL search_path = audit; ALTER TABLE "Athlete" ADD x int; COMMIT',
    'DO $$ BEGIN SET search_path = audit; END $$; ALTER TABLE "Athlete" ADD x int',
    "SELECT set_config('search_path', 'audit', false); ALTER TABLE \"Athlete\" ADD x int",
    'CREATE TEMP TABLE "Athlete" (a int); ALTER TABLE "Athlete" ADD x int; DROP TABLE "Athlete"',
    'BEGIN; CREATE TEMP TABLE "Athlete" (a int) ON COMMIT DROP; DELETE FROM "Athlete"; COMMIT',
    'DO $$ BEGIN CREATE TEMP TABLE "Athlete" (a int); DELETE FROM "Athlete"; END $$',
    "SET standard_conforming_strings = on; SELECT 'a\\'",
    "SET standard_conforming_strings = off; SELECT 'a'",
    "DO $$ DECLARE n int; BEGIN SELECT 1 INTO n; EXECUTE 'SELECT ' || n; END $$",
    "DO $$ DECLARE t text; BEGIN SELECT x INTO t FROM y; EXECUTE format('SELECT %L FROM %I', t, t); END $$",
    "DO $$ BEGIN FOR i IN 1..3 LOOP EXECUTE 'SELECT ' || i; END LOOP; END $$",
    "DO $$ DECLARE r regclass := 'crews'; BEGIN EXECUTE 'SELECT count(*) FROM ' || r; END $$",
    "DO $$ BEGIN CASE 1 WHEN 1 THEN NULL; ELSE RAISE NOTICE 'DROP TABLE x'; END CASE; END $$",
    "DO $$ DECLARE t text := 'a'; BEGIN EXECUTE format('DROP TABLE %I', t); t := 'Athlete'; END $$",
    "SELECT length('DROP TABLE \"Athlete\"')",
    "\\copy crews to 'file'\n",
    "\\g out.txt\n",
)


@pytest.mark.parametrize("text", SILENT)
def test_it_is_left_alone(text: str) -> None:
    assert told(f"{text};") == []
