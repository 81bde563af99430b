"""Each layout, by a small folder of its own: what it is taken for, what runs in which order, what does not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from schemacheck.base.errors import SourceError, UsageError
from schemacheck.base.record import record
from schemacheck.migrations.folder import read_history
from schemacheck.migrations.layouts import LAYOUTS
from tests.unit.migrations.folders import passed, run, write


@record
class Example:
    """A folder, and what is read of it."""

    layout: str
    files: Mapping[str, str]
    runs: tuple[tuple[str, tuple[str, ...]], ...]
    passed: tuple[str, ...] = ()
    no_transaction: tuple[str, ...] = ()


EXAMPLES = {
    "prisma": Example(
        "Prisma",
        {
            "migration_lock.toml": 'provider = "postgresql"\n',
            "10_b/migration.sql": "SELECT 10;",
            "0_init/migration.sql": "SELECT 0;\nSELECT 1;",
            "2_c/migration.sql": "SELECT 2;",
            "2_c/down.sql": "SELECT 'back';",
        },
        (
            ("0_init/migration.sql", ("SELECT 0", "SELECT 1")),
            ("10_b/migration.sql", ("SELECT 10",)),
            ("2_c/migration.sql", ("SELECT 2",)),
        ),
        ("2_c/down.sql",),
    ),
    "drizzle": Example(
        "Drizzle",
        {
            "meta/_journal.json": (
                '{"dialect": "postgresql", "entries": [{"idx": 1, "tag": "0001_a"}, {"idx": 0, "tag": "0000_z"}]}'
            ),
            "0000_z.sql": (
                "CREATE TABLE a ()\n--> statement-breakpoint\nCREATE TABLE b ();--> statement-breakpoint\nSELECT 1;"
            ),
            "0001_a.sql": "SELECT 2;",
            "0002_left.sql": "SELECT 3;",
        },
        (
            ("0000_z.sql", ("CREATE TABLE a ()", "CREATE TABLE b ()", "SELECT 1")),
            ("0001_a.sql", ("SELECT 2",)),
        ),
        ("0002_left.sql",),
    ),
    "drizzle in folders": Example(
        "Drizzle",
        {"2024_a/migration.sql": "SELECT 1;", "2024_a/snapshot.json": "{}", "2023_b/migration.sql": "SELECT 2;"},
        (("2023_b/migration.sql", ("SELECT 2",)), ("2024_a/migration.sql", ("SELECT 1",))),
    ),
    "flyway": Example(
        "Flyway",
        {
            "V1__a.sql": "-- down migration by hand: see the wiki\nSELECT 1;",
            "V1.10__c.sql": "SELECT 1.10;",
            "sub/V1_2__b.sql": "SELECT 1.2;",
            "V2__d.sql": "VACUUM;",
            "V2__d.sql.conf": "executeInTransaction=false\n",
            "U2__d.sql": "SELECT 'undo';",
            "R__b_view.sql": "SELECT 'rb';",
            "R__a_view.sql": "SELECT 'ra';",
            "afterMigrate.sql": "SELECT 'after';",
            "beforeClean.sql": "SELECT 'clean';",
            "V3__code.java": "class V3 {}",
        },
        (
            ("V1__a.sql", ("SELECT 1",)),
            ("sub/V1_2__b.sql", ("SELECT 1.2",)),
            ("V1.10__c.sql", ("SELECT 1.10",)),
            ("V2__d.sql", ("VACUUM",)),
            ("R__a_view.sql", ("SELECT 'ra'",)),
            ("R__b_view.sql", ("SELECT 'rb'",)),
            ("afterMigrate.sql", ("SELECT 'after'",)),
        ),
        ("U2__d.sql", "beforeClean.sql", "V3__code.java"),
        ("V2__d.sql",),
    ),
    "flyway from a baseline": Example(
        "Flyway",
        {
            "V1__a.sql": "SELECT 1;",
            "V2__b.sql": "SELECT 2;",
            "B1__base.sql": "SELECT 'b1';",
            "B2.0__base.sql": "SELECT 'b2';",
            "V3__c.sql": "SELECT 3;",
        },
        (("B2.0__base.sql", ("SELECT 'b2'",)), ("V3__c.sql", ("SELECT 3",))),
        ("V1__a.sql", "V2__b.sql", "B1__base.sql"),
    ),
    "golang-migrate": Example(
        "golang-migrate",
        {
            "10_b.up.sql": "SELECT 10;",
            "10_b.down.sql": "SELECT 'back';",
            "9_a.up.sql": "SELECT 9;",
            "9_a.down.sql": "",
            "notes.sql": "SELECT 'notes';",
        },
        (("9_a.up.sql", ("SELECT 9",)), ("10_b.up.sql", ("SELECT 10",))),
        ("10_b.down.sql", "9_a.down.sql", "notes.sql"),
    ),
    "db-migrate": Example(
        "golang-migrate",
        {
            "20240101-a.js": "x",
            "sqls/20240101-a-up.sql": "SELECT 1;",
            "sqls/20240101-a-down.sql": "SELECT 'back';",
        },
        (("sqls/20240101-a-up.sql", ("SELECT 1",)),),
        ("20240101-a.js", "sqls/20240101-a-down.sql"),
    ),
    "bun": Example(
        "golang-migrate",
        {"20240101_a.tx.up.sql": "SELECT 1;", "20240101_a.tx.down.sql": "SELECT 2;"},
        (("20240101_a.tx.up.sql", ("SELECT 1",)),),
        ("20240101_a.tx.down.sql",),
    ),
    "names with up": Example(
        "SQL files with up in their names",
        {"init.up.sql": "SELECT 1;", "init.down.sql": "SELECT 2;"},
        (("init.up.sql", ("SELECT 1",)),),
        ("init.down.sql",),
    ),
    "postgrator": Example(
        "Postgrator",
        {"2.do.sql": "SELECT 2;", "10.do.b.sql": "SELECT 10;", "2.undo.sql": "SELECT 'back';"},
        (("2.do.sql", ("SELECT 2",)), ("10.do.b.sql", ("SELECT 10",))),
        ("2.undo.sql",),
    ),
    "sqlx reversible": Example(
        "sqlx",
        {
            "20240101_a.up.sql": "-- Add up migration script here\nSELECT 1;",
            "20240101_a.down.sql": "-- Add down migration script here\nSELECT 2;",
            "20240102_b.up.sql": "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);",
            "20240102_b.down.sql": "",
        },
        (
            ("20240101_a.up.sql", ("SELECT 1",)),
            ("20240102_b.up.sql", ("CREATE INDEX CONCURRENTLY i ON t (a)",)),
        ),
        ("20240101_a.down.sql", "20240102_b.down.sql"),
        ("20240102_b.up.sql",),
    ),
    "sqlx": Example(
        "sqlx",
        {"1_a.sql": "-- Add migration script here\nSELECT 1;", "seed.sql": "SELECT 'seed';"},
        (("1_a.sql", ("SELECT 1",)),),
        ("seed.sql",),
    ),
    "diesel": Example(
        "diesel",
        {
            "00000000000000_diesel_initial_setup/up.sql": "SELECT 0;",
            "00000000000000_diesel_initial_setup/down.sql": "SELECT 'back';",
            "2018-01-01-000000_b/up.sql": "VACUUM;",
            "2018-01-01-000000_b/down.sql": "",
            "2018-01-01-000000_b/metadata.toml": "run_in_transaction = false\n",
            "20170101000000_a/up.sql": "SELECT 1;",
            "20170101000000_a/down.sql": "",
        },
        (
            ("00000000000000_diesel_initial_setup/up.sql", ("SELECT 0",)),
            ("20170101000000_a/up.sql", ("SELECT 1",)),
            ("2018-01-01-000000_b/up.sql", ("VACUUM",)),
        ),
        (
            "00000000000000_diesel_initial_setup/down.sql",
            "2018-01-01-000000_b/down.sql",
            "20170101000000_a/down.sql",
        ),
        ("2018-01-01-000000_b/up.sql",),
    ),
    "hasura": Example(
        "Hasura",
        {
            "default/1620000000001_b/up.sql": "SELECT 2;",
            "default/1620000000000_a/up.sql": "SELECT 1;",
            "default/1620000000000_a/down.sql": "SELECT 'back';",
        },
        (
            ("default/1620000000000_a/up.sql", ("SELECT 1",)),
            ("default/1620000000001_b/up.sql", ("SELECT 2",)),
        ),
        ("default/1620000000000_a/down.sql",),
    ),
    "dbmate": Example(
        "dbmate",
        {
            "20240101_a.sql": "-- a note\n-- migrate:up\nSELECT 1;\n\n-- migrate:down\nSELECT 'back';\n",
            "20240102_b.sql": (
                "-- migrate:up transaction:false\r\nVACUUM;\r\n-- migrate:down transaction:false\r\nSELECT 0;"
            ),
        },
        (("20240101_a.sql", ("SELECT 1",)), ("20240102_b.sql", ("VACUUM",))),
        no_transaction=("20240102_b.sql",),
    ),
    "goose": Example(
        "goose",
        {
            "2_b.sql": "-- +goose NO TRANSACTION\n-- +goose Up\nVACUUM;\n-- +goose Down\nSELECT 'back';",
            "1_a.sql": (
                "-- +goose Up\nCREATE TABLE a ();\n-- +goose StatementBegin\n"
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$\n-- +goose StatementEnd\n"
                "-- +goose StatementBegin\nSELECT 1\n-- +goose StatementEnd\n-- +goose Down\nDROP TABLE a\n"
            ),
            "10_c.sql": "-- +goose Up\nSELECT 10\n-- +goose Down\n",
            "3_d.go": "package migrations",
            "embed.sql": "SELECT 'none';",
        },
        (
            (
                "1_a.sql",
                ("CREATE TABLE a ()", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$", "SELECT 1"),
            ),
            ("2_b.sql", ("VACUUM",)),
            ("10_c.sql", ("SELECT 10",)),
        ),
        ("3_d.go", "embed.sql"),
        ("2_b.sql",),
    ),
    "sql-migrate": Example(
        "sql-migrate",
        {
            "1.sql": "-- +migrate Up\nSELECT 1;\n-- +migrate Down\nSELECT 'back';",
            "2.sql": "-- +migrate Up notransaction\nVACUUM;\n",
        },
        (("1.sql", ("SELECT 1",)), ("2.sql", ("VACUUM",))),
        no_transaction=("2.sql",),
    ),
    "node-pg-migrate": Example(
        "node-pg-migrate",
        {
            "1_a.sql": "-- Up Migration\nSELECT 1;\n-- Down Migration\nSELECT 'back';",
            "2_b.sql": "SELECT 2;",
            "3_c.js": "exports.up = () => {}",
        },
        (("1_a.sql", ("SELECT 1",)), ("2_b.sql", ("SELECT 2",))),
        ("3_c.js",),
    ),
    "tern": Example(
        "tern",
        {"001_a.sql": "SELECT 1;\n---- create above / drop below ----\nSELECT 'back';"},
        (("001_a.sql", ("SELECT 1",)),),
    ),
    "mybatis": Example(
        "MyBatis",
        {"2024_a.sql": "-- // First\nSELECT 1;\n-- //@UNDO\nSELECT 'back';"},
        (("2024_a.sql", ("SELECT 1",)),),
    ),
    "play": Example(
        "Play evolutions",
        {"1.sql": "# --- !Ups\nSELECT 1;\n# --- !Downs\nSELECT 'back';", "2.sql": "-- !Ups\nSELECT 2;\n"},
        (("1.sql", ("SELECT 1",)), ("2.sql", ("SELECT 2",))),
    ),
    "sections of any tool": Example(
        "SQL files with sections",
        {"1.sql": "-- ==== UP ====\nSELECT 1;\n-- ==== DOWN ====\nSELECT 'back';", "2.sql": "-- up\nSELECT 2;"},
        (("1.sql", ("SELECT 1",)), ("2.sql", ("SELECT 2",))),
    ),
    "liquibase": Example(
        "Liquibase",
        {
            "changelog.xml": (
                '<databaseChangeLog><include file="db/b.sql"/><include file="db/a.sql"/></databaseChangeLog>'
            ),
            "db/a.sql": (
                "-- liquibase formatted sql\n-- changeset me:1 runInTransaction:false\nVACUUM;\n"
                "--changeset me:2 dbms:mysql\nSELECT 'mysql';\n"
                "--changeset me:3 dbms:postgresql,h2 endDelimiter:/\nDO $$ BEGIN END $$\n/\nSELECT 6 / 2\n/\n"
                "--rollback DROP TABLE a;\n"
                "--changeset me:4 endDelimiter:\\n\\s*GO\\s*\\n|\\n\\s*GO\\s*$\nSELECT 1\nGO\nSELECT 2\nGO"
            ),
            "db/b.sql": (
                "--liquibase formatted sql\n\n--changeset me:0\nSELECT 1;\n--ignoreLines:start\nx\n--ignoreLines:end\n"
            ),
            "db/c.sql": "SELECT 'loose';",
        },
        (
            ("db/b.sql", ("SELECT 1",)),
            ("db/a.sql", ("VACUUM",)),
            ("db/a.sql", ("DO $$ BEGIN END $$", "SELECT 6 / 2")),
            ("db/a.sql", ("SELECT 1", "SELECT 2")),
        ),
        ("db/c.sql",),
        ("db/a.sql",),
    ),
    "atlas": Example(
        "Atlas",
        {
            "atlas.sum": "h1:x=\n1_a.sql h1:x=\n2_b.sql h1:x=\n3_c.sql h1:x=\n4_d.sql h1:x=\n",
            "1_a.sql": "SELECT 1;",
            "2_b.sql": "-- atlas:checkpoint\n\nSELECT 'all of 1';",
            "3_c.sql": "-- atlas:txmode none\n-- atlas:delimiter \\n\\n\n\nSELECT 3\n\nVACUUM",
            "4_d.sql": (
                "-- atlas:txtar\n\n-- checks.sql --\nSELECT 'check';\n"
                "-- migration.sql --\nSELECT 4;\n-- down.sql --\nSELECT 5;"
            ),
        },
        (
            ("2_b.sql", ("SELECT 'all of 1'",)),
            ("3_c.sql", ("SELECT 3", "VACUUM")),
            ("4_d.sql", ("SELECT 4",)),
        ),
        ("1_a.sql",),
        ("3_c.sql",),
    ),
    "sqitch": Example(
        "Sqitch",
        {
            "sqitch.plan": (
                "%syntax-version=1.0.0\n%project=x\n\nb 2024-01-01T00:00:00Z A <a@b> # first\n"
                "a [b] 2024-01-02T00:00:00Z A <a@b> # second\n@v1 2024-01-03T00:00:00Z A <a@b> # a tag\n\n"
                "b [b@v1] 2024-01-04T00:00:00Z A <a@b> # again\n"
            ),
            "sqitch.conf": "[core]\n\tengine = pg\n",
            "deploy/a.sql": "BEGIN;\nSELECT 'a';\nCOMMIT;",
            "deploy/b.sql": "SELECT 'b again';",
            "deploy/b@v1.sql": "SELECT 'b';",
            "revert/a.sql": "SELECT 'back';",
        },
        (
            ("deploy/b@v1.sql", ("SELECT 'b'",)),
            ("deploy/a.sql", ("BEGIN", "SELECT 'a'", "COMMIT")),
            ("deploy/b.sql", ("SELECT 'b again'",)),
        ),
        ("revert/a.sql",),
        ("deploy/b@v1.sql", "deploy/a.sql", "deploy/b.sql"),
    ),
    "supabase": Example(
        "Supabase",
        {
            "20240101000000_a.sql": "CREATE POLICY p ON t USING (auth.uid() = id);",
            "20230101000000_b.sql": "SELECT 1;",
            "seed.sql": "SELECT 'seed';",
        },
        (
            ("20230101000000_b.sql", ("SELECT 1",)),
            ("20240101000000_a.sql", ("CREATE POLICY p ON t USING (auth.uid() = id)",)),
        ),
        ("seed.sql",),
    ),
    "rails": Example(
        "Rails",
        {"structure.sql": "SELECT 1;", "cache_structure.sql": "SELECT 2;", "migrate/1_a.rb": "class A"},
        (("structure.sql", ("SELECT 1",)),),
        ("cache_structure.sql", "migrate/1_a.rb"),
        ("structure.sql",),
    ),
    "numbered": Example(
        "SQL files by name",
        {
            "10_c.sql": "SELECT 10;",
            "2_b.sql": "SELECT 2;",
            "2_b_rollback.sql": "SELECT 'back';",
            "2_b.down.sql": "SELECT 'back';",
            "3_follow_up.sql": "SELECT 3;",
            "4_add_rollback.sql": "SELECT 4;",
            "old/1_a.sql": "SELECT 1;",
        },
        (
            ("2_b.sql", ("SELECT 2",)),
            ("3_follow_up.sql", ("SELECT 3",)),
            ("4_add_rollback.sql", ("SELECT 4",)),
            ("10_c.sql", ("SELECT 10",)),
        ),
        ("2_b_rollback.sql", "2_b.down.sql", "old/1_a.sql"),
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_folder_is_read_as_its_tool_reads_it(name: str, tmp_path: Path) -> None:
    example = EXAMPLES[name]
    history = read_history(write(tmp_path, example.files))
    assert history.layout == example.layout
    assert run(history, tmp_path) == [(file, list(statements)) for file, statements in example.runs]
    assert passed(history, tmp_path) == set(example.passed)
    off = {
        Path(script.path).relative_to(tmp_path).as_posix() for script in history.scripts if not script.in_transaction
    }
    assert off == set(example.no_transaction)


def test_every_layout_has_an_example() -> None:
    told = {example.layout for example in EXAMPLES.values()}
    alone = {"pg_dump", "an SQL file"}
    assert {name for layout in LAYOUTS for name in layout.name.split(" or ")} == told | alone


@pytest.mark.parametrize(
    ("files", "mistake"),
    [
        ({"migration_lock.toml": '\nprovider = "mysql"', "1/migration.sql": "SELECT 1"}, "lock.toml:2:13: .*MySQL"),
        ({"meta/_journal.json": '{"dialect": "sqlite",\n"entries": []}'}, "_journal.json:1:13: .*SQLite"),
        ({"meta/_journal.json": '{"entries": [\n{"idx": 0, "tag": "0000_a"}]}'}, "2:19: there is no file 0000_a"),
        ({"meta/_journal.json": "[]"}, "_journal.json:1:1: this is no journal"),
        ({"V1__a.sql": "SELECT 1", "x/V1.0__b.sql": "SELECT 1"}, "V1.0__b.sql:1:1: V1__a.sql has the same version"),
        ({"V1__a.sql": "CREATE TABLE ${schema}.a ();"}, "V1__a.sql:1:14: Flyway fills in schema here"),
        ({"V1__a.sql": 'CREATE TABLE "${x}.a" ();'}, "V1__a.sql:1:15: Flyway fills in x here"),
        ({"V1__a.sql": "DO $$ BEGIN PERFORM ${x}.f(); END $$;"}, "V1__a.sql:1:21: Flyway fills in x here"),
        ({"1_a.up.sql": "SELECT 1", "01_b.up.sql": "SELECT 1"}, "1_a.up.sql:1:1: 01_b.up.sql has"),
        ({"1_a.sql": "-- +goose Up\n", "2_b.sql": "\n SELECT 1;"}, "2_b.sql:2:2: goose wants -- .goose Up before this"),
        ({"1_a.sql": "-- +goose ENVSUB ON\n-- +goose Up\nSELECT 1"}, "1_a.sql:1:1: values of the environment"),
        ({"1_a.sql": "SELECT 0;\n-- migrate:up\nSELECT 1"}, "1_a.sql:1:1: dbmate wants -- migrate:up before this"),
        ({"a.sql": "--liquibase formatted sql\nSELECT 1"}, "a.sql:2:1: Liquibase wants --changeset"),
        ({"atlas.sum": "h1:x\n1.sql h1:x\n", "2.sql": "SELECT 1"}, "atlas.sum:2:1: there is no file 1.sql"),
        ({"atlas.sum": "h1:x\n", "2.sql": "SELECT 1"}, "2.sql:1:1: atlas.sum does not list this file"),
        ({"sqitch.plan": "%project=x\n\na 2024 A <b>"}, "sqitch.plan:3:1: there is no file deploy/a.sql"),
        ({"sqitch.plan": "", "sqitch.conf": "[core]\n engine = mysql"}, "sqitch.conf:2:11: this is for MySQL"),
        ({"a/1_x/up.sql": "SELECT 1", "b/1_x/up.sql": "SELECT 1"}, "migrations of several databases: a and b"),
    ],
)
def test_what_its_tool_would_refuse_is_told_with_its_place(
    files: Mapping[str, str], mistake: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=mistake):
        read_history(write(tmp_path, files))


def test_what_flyway_fills_in_may_stand_in_strings_comments_and_where_a_setting_says_so(tmp_path: Path) -> None:
    files = {
        "V1__a.sql": "SELECT '${a}'; -- ${b}\n/* ${c} */",
        "V2__b.sql": "DO $$ BEGIN RAISE NOTICE '${d}'; END $$;",
        "V2__b.sql.conf": "placeholderReplacement=false",
    }
    history = read_history(write(tmp_path, files))
    assert run(history, tmp_path)[0] == ("V1__a.sql", ["SELECT '${a}'"])
    assert len(history.scripts) == 2


def test_a_folder_that_holds_the_migrations_may_be_named(tmp_path: Path) -> None:
    write(tmp_path, {"schema.prisma": "", "migrations/1_a/migration.sql": "SELECT 1;", "seed/x.ts": ""})
    history = read_history(tmp_path)
    assert history.layout == "Prisma"
    assert run(history, tmp_path) == [("migrations/1_a/migration.sql", ["SELECT 1"])]


def test_several_folders_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"a/1.sql": "SELECT 1;", "b/1.sql": "SELECT 1;"})
    with pytest.raises(UsageError, match=r"no SQL file in .* itself") as told:
        read_history(tmp_path)
    assert told.value.hint == f"There are some in {tmp_path.as_posix()}/a, {tmp_path.as_posix()}/b: name one folder."


def test_a_folder_of_programs_says_what_stands_there(tmp_path: Path) -> None:
    write(tmp_path, {"20240101_create_users.rb": "class CreateUsers"})
    with pytest.raises(UsageError, match="there is no SQL file") as told:
        read_history(tmp_path)
    assert told.value.hint == f"{tmp_path.as_posix()}/20240101_create_users.rb is a program, not SQL."


def test_one_file_with_marks_runs_forward_alone(tmp_path: Path) -> None:
    write(tmp_path, {"1_a.sql": "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;"})
    history = read_history(tmp_path / "1_a.sql")
    assert history.layout == "goose"
    assert run(history, tmp_path) == [("1_a.sql", ["SELECT 1"])]


def test_a_file_given_before_a_folder_runs_first_and_says_which_migrations_it_holds(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "schema.sql": (
                "CREATE TABLE a ();\nINSERT INTO public.schema_migrations (version) VALUES\n  ('20240101'),\n ('2');"
            ),
            "migrations/20240101_a.sql": "-- migrate:up\nCREATE TABLE a ();",
            "migrations/20240102_b.sql": "-- migrate:up\nCREATE TABLE b ();",
        },
    )
    history = read_history(tmp_path / "migrations", before=[tmp_path / "schema.sql"])
    assert [file for file, _ in run(history, tmp_path)] == ["schema.sql", "migrations/20240102_b.sql"]
    assert passed(history, tmp_path) == {"migrations/20240101_a.sql"}
