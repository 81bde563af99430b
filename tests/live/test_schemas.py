"""Several PostgreSQL schemas in one file and in one comparison: `--schema` and `exact: [schemas]`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import MakeDatabase

from .support import schemacheck

_ONE = """
CREATE TABLE club (id integer PRIMARY KEY);
CREATE SCHEMA app; CREATE TABLE app.race (id integer PRIMARY KEY, club integer REFERENCES club);
CREATE SCHEMA app_eu; CREATE TABLE app_eu.race (id integer); CREATE TYPE app_eu.mood AS ENUM ('calm');
CREATE SCHEMA only_code; CREATE FUNCTION only_code.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE SCHEMA void;
"""
_OTHER = """
ALTER TABLE app.race ALTER club TYPE bigint; DROP SCHEMA app_eu CASCADE;
CREATE SCHEMA app_us; CREATE TABLE app_us.race (id integer);
"""


def test_schemas_by_name_and_by_pattern(make_database: MakeDatabase, tmp_path: Path) -> None:
    one, other = make_database(_ONE), make_database(_OTHER, template=_ONE)
    file = str(tmp_path / "expected_schema.yaml")

    def wrote(*schemas: str) -> str:
        asked = [word for name in schemas for word in ("--schema", name)]
        assert schemacheck("snapshot", one, *asked, "--all", "--force", "-o", file).code == 0
        checked = schemacheck("check", file, "--url", one)
        assert (checked.code, "nothing differs" in checked.said) == (0, True), checked.all
        return Path(file).read_text(encoding="utf-8")

    def found(*arguments: str) -> list[str]:
        document = json.loads(schemacheck(*arguments, "--format", "json").out)
        return [f"{each['rule']} {each['object']['path']}" for each in document["findings"]]

    text = wrote("app", "app_*")
    assert all(line in text for line in ("\nschema: app\n", "\n  app_eu:\n"))
    assert "- schemas\n" not in text
    assert found("check", file, "--url", other) == ["schema-missing app_eu", "column-type app.race.club"]
    assert "\nschema: app_eu\n" in wrote("app_*")
    text = wrote("*")
    assert "  - schemas\n" in text
    assert all(f"\n  {name}:\n" in text for name in ("app", "app_eu", "only_code", "void"))
    both = ["schema-missing app_eu", "column-type app.race.club", "schema-unexpected app_us"]
    assert found("check", file, "--url", other) == both
    assert found("diff", one, other, "--schema", "*") == both
    assert found("diff", one, other, "--schema", "app", "--schema", "app_us") == both[1:]
    assert found("check", file, "--url", other, "--schema", "app") == both[1:2]
    looked = json.loads(schemacheck("diff", one, other, "--schema", "app*", "--format", "json").out)["looked_at"]
    assert looked == {"schemas": ["app"], "unread": ["only_code", "public"]}


def test_a_schema_that_is_not_there_is_told(make_database: MakeDatabase, tmp_path: Path) -> None:
    one = make_database(_ONE)
    file = tmp_path / "expected_schema.yaml"
    file.write_text("version: 1\ntables: {club: exists}\n", encoding="utf-8")
    for arguments in (
        ("snapshot", one, "--schema", "app", "--schema", "apt"),
        ("diff", one, one, "--schema", "app", "--schema", "apt"),
        ("check", str(file), "--url", one, "--schema", "public", "--schema", "apt"),
    ):
        ended = schemacheck(*arguments)
        assert (ended.code, "There is no schema apt in" in ended.said) == (3, True), ended.all
