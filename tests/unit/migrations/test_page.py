"""docs/layouts.md is made from the table of layouts: which folders of migrations are known, and how each is read."""

from __future__ import annotations

from schemacheck.migrations.layouts import LAYOUTS
from tests.shared import ROOT
from tests.unit.test_spec_editor import assert_current

HEAD = """# Migrations as SQL, and how they are read

A file, a folder of migrations or standard input is read into the statements that its own tool would run, in the order
in which it would run them. A folder is known by its files: the first row that fits counts. What stands there and does
not run, ways back and programs among it, is listed, so that a wrong guess does not pass unseen.

| layout | known by | order | never runs |
| --- | --- | --- | --- |
"""
TAIL = r"""
A folder that only holds the folder `migrations`, such as `prisma` or `supabase`, may be named as well. Files that are
given before a folder run first: a dump that stands for migrations that are no longer kept. Where the dump ends with the
versions that it holds (`INSERT INTO schema_migrations`), migrations of these versions do not run again.

## Transactions

A script runs in one transaction unless its tool says otherwise: `-- migrate:up transaction:false`,
`-- +goose NO TRANSACTION`, `-- no-transaction`, `runInTransaction:false`, `executeInTransaction=false`,
`run_in_transaction = false`, `-- atlas:txmode none`. Files without a tool run as `psql -f` runs them. What refuses a
transaction (`CREATE INDEX CONCURRENTLY`, `VACUUM`, `ALTER SYSTEM`, a `DO` block that commits) runs outside one, and so
does `ALTER TYPE ... ADD VALUE`, whose label may be used right behind it.

## What psql does

`\i` and `\ir`, `\set` and variables, `\if`, `\copy`, `\gexec`, `\connect` to one database and `\q` mean what they mean
to psql; commands that print or format are passed over. What no file shows is a mistake with its place: `\!`, `\gset`,
`\prompt`, the output of a command, a variable that nothing sets, a file that is not there.

## What is refused

SQL for MySQL, SQLite, SQL Server or Oracle, by name and with the first line that says so; two files of one version; a
migration that a journal or `atlas.sum` lists and that is not there, or the other way round; values that a tool fills in
(`${schema}`); bytes that are no UTF-8 text.
"""


def test_the_page_is_current() -> None:
    rows = (f"| {each.name} | {each.files} | {each.order} | {each.back} |\n" for each in LAYOUTS)
    assert_current(ROOT / "docs" / "layouts.md", HEAD + "".join(rows) + TAIL)
