"""The expected schema at the top of the repository, held against the DDL that Prisma makes of the same document."""

from __future__ import annotations

import re

import pytest

from schemacheck.base.names import QName
from schemacheck.model.keys import PrimaryKey
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Table
from schemacheck.sources.spec import read_spec_file
from schemacheck.sql.defaults import parse_default
from schemacheck.sql.types import parse_type
from tests.shared import ROOT, shared

TABLES = {table.name.name: table for table in read_spec_file(ROOT / "expected_schema.yaml").schema.tables}
FULL = [name for name, table in TABLES.items() if table.columns is not UNSTATED]
OF_OTHERS = [name for name in TABLES if name not in FULL]

_COLUMN = re.compile(r'^ +"(\w+)" (.+?)( NOT NULL)?(?: DEFAULT (.+?))?,?$', re.MULTILINE)
_FOREIGN = re.compile(
    r'ALTER TABLE "(\w+)" ADD CONSTRAINT "(\w+)" FOREIGN KEY \("(\w+)"\) REFERENCES "(\w+)"\("(\w+)"\)'
    r" ON DELETE ([A-Z ]+?) ON UPDATE ([A-Z ]+);"
)


@pytest.fixture(scope="module")
def ddl() -> str:
    return shared("gauntlet/seed.sql").read_text()


def columns(table: Table) -> list[tuple[object, ...]]:
    assert isinstance(table.columns, tuple)
    return [(each.name, each.type, each.nullable, each.default) for each in table.columns]


def test_it_has_nine_models_and_ten_tables_of_others(ddl: str) -> None:
    assert (len(FULL), len(OF_OTHERS)) == (9, 10)
    assert set(re.findall(r'CREATE TABLE "(\w+)"', ddl)) == set(TABLES)


@pytest.mark.parametrize("name", FULL)
def test_columns_and_primary_key(name: str, ddl: str) -> None:
    found = re.search(rf'CREATE TABLE "{name}" \((.*?)\n\);', ddl, re.DOTALL)
    assert found
    body, _, constraint = found[1].partition("    CONSTRAINT ")
    made = []
    for column, type_name, required, default in _COLUMN.findall(body):
        type_ = parse_type(type_name)
        made.append((column, type_, not required, parse_default(default, type_, "public") if default else None))
    assert columns(TABLES[name]) == made
    assert constraint.strip() == f'"{name}_pkey" PRIMARY KEY ("id")'
    assert TABLES[name].primary_key == PrimaryKey(("id",))


@pytest.mark.parametrize("name", FULL)
def test_uniques(name: str, ddl: str) -> None:
    made = re.findall(rf'CREATE UNIQUE INDEX "\w+" ON "{name}"\((.*)\);', ddl)
    uniques = TABLES[name].uniques
    assert isinstance(uniques, tuple)
    assert {each.columns for each in uniques} == {tuple(re.findall(r'"(\w+)"', listed)) for listed in made}


@pytest.mark.parametrize("name", FULL)
def test_foreign_keys(name: str, ddl: str) -> None:
    keys = TABLES[name].foreign_keys
    assert isinstance(keys, tuple)
    stated = {(each.columns, each.target, each.target_columns, each.on_delete, each.on_update) for each in keys}
    assert stated == {
        ((column,), QName("public", target), (target_column,), on_delete.lower(), on_update.lower())
        for table, _, column, target, target_column, on_delete, on_update in _FOREIGN.findall(ddl)
        if table == name
    }


def test_what_the_notes_say_is_not_to_be_touched_is_protected() -> None:
    assert [name for name, table in TABLES.items() if table.protected] == ["go_fast_companies"]
    keys = TABLES["Athlete"].foreign_keys
    assert isinstance(keys, tuple)
    assert [(key.name, bool(key.protected)) for key in keys] == [("Athlete_companyId_fkey", True)]
