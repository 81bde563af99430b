"""No migration can come out: not from a string of the package, not in any output, not over the wire.

What the session refuses, and what is sent on the wire, is tested with the live servers.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from schemacheck.cli.app import application
from schemacheck.report.rules import RULES

from .never import ddl_in
from .shared import ROOT

PACKAGE = ROOT / "src" / "schemacheck"
FIXTURES = (PACKAGE / "demo", PACKAGE / "scratch" / "standins", PACKAGE / "scratch" / "platforms")
"""Where files of statements make something: in the throw-away database of the demonstration, and in that of SQL."""
THROWN_AWAY = (PACKAGE / "scratch" / "statements.py", PACKAGE / "scratch" / "questions.py")
"""The modules whose strings do: what makes a throw-away database, and what is asked there, and takes them away."""

SAMPLES = [
    'ALTER TABLE "Athlete" ADD COLUMN x text',
    "create unique index concurrently i on t (a)",
    "CREATE OR REPLACE FUNCTION f()",
    "DROP TABLE IF EXISTS athletes",
    "GRANT SELECT ON t TO someone",
    "REVOKE ALL ON t FROM PUBLIC",
    "TRUNCATE Athlete;",
    "COMMENT ON COLUMN a.b IS 'x'",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA a REVOKE ALL ON TABLES FROM b",
    "alter  type\nmood add value 'x'",
    "ALTER POLICY p ON t USING (true)",
]


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_search_finds_changes(sample: str) -> None:
    assert ddl_in(sample)


@pytest.mark.parametrize(
    "prose",
    [
        "a table was renamed, often between Athlete and athletes",
        "the trigger was dropped with the table",
        "It is checked when the row is created or updated.",
        "GENERATED ALWAYS AS IDENTITY",
        "ON DELETE SET NULL",
        "SHOW CREATE TABLE athletes",
    ],
)
def test_the_search_leaves_prose_alone(prose: str) -> None:
    assert ddl_in(prose) == []


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string constant of a module that is no docstring, literal parts of f-strings among them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {
        id(node.value)
        for parent in ast.walk(tree)
        if isinstance(parent, ast.Module | ast.ClassDef | ast.FunctionDef)
        for node in parent.body
        if isinstance(node, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


def test_no_string_of_the_package_changes_a_schema() -> None:
    modules = [
        path for path in PACKAGE.rglob("*.py") if PACKAGE / "demo" not in path.parents and path not in THROWN_AWAY
    ]
    assert len(modules) > 50
    found = {
        f"{path.relative_to(ROOT)}:{line}": ddl_in(text)
        for path in modules
        for line, text in _strings(path)
        if ddl_in(text)
    }
    assert found == {}


def test_statements_that_make_something_stand_in_the_fixtures_alone() -> None:
    others = {path for path in PACKAGE.rglob("*.sql") if not set(FIXTURES) & set(path.parents)}
    assert others == set()
    for folder in FIXTURES:
        assert any(ddl_in(path.read_text(encoding="utf-8")) for path in folder.rglob("*.sql"))


def test_only_what_runs_sql_knows_the_statements_of_the_throw_away_database() -> None:
    """Nothing that reads, compares or reports can get hold of them."""
    importers = {
        path.parent.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "scratch import statements" in path.read_text(encoding="utf-8")
    }
    assert importers == {"scratch", "sources/sql"}


@pytest.mark.parametrize("name", RULES)
def test_no_rule_offers_a_change(name: str) -> None:
    rule = RULES[name]
    said = (text for each in rule.variants for text in (each.when, each.harm, each.hint, each.sentence))
    texts = (rule.summary, rule.sentence, rule.harm, rule.hint, *said, *rule.causes, rule.confirm)
    assert [text for text in texts if ddl_in(text)] == []
    assert rule.confirm.startswith("SELECT ") or rule.name.startswith("guard-")


def test_commands_that_would_change_a_schema_do_not_exist_but_to_refuse() -> None:
    commands = set(getattr(get_command(application()), "commands", {}))
    refusing = {"migrate", "fix", "apply", "push", "generate"}
    assert refusing <= commands
    assert commands & {"up", "deploy", "sync", "repair", "upgrade", "reset"} == set()


def _goldens() -> list[Path]:
    return sorted([*ROOT.glob("tests/cases/*/*/report.*"), *ROOT.glob("tests/unit/goldens/**/*.*")])


@pytest.mark.parametrize("path", _goldens(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_asserted_report_holds_a_change(path: Path) -> None:
    """Reports of all cases; a text's own words, marked as evidence with `|`, are not an offer."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("|")]
    assert ddl_in("\n".join(lines)) == []
