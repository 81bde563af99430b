"""Histories of real products: whose each is, in which order it runs, and that every statement is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemacheck.base.errors import SourceError
from schemacheck.migrations.folder import read_history
from schemacheck.migrations.listing import by_number
from schemacheck.migrations.script import History
from schemacheck.sql.libpg_query import load
from tests.shared import has_shared, shared

FOLDERS = "corpus/migrations"
DUMPS = "corpus/sql"
FOR_MYSQL = "kestra-mysql-flyway"


def layouts() -> list[tuple[str, str]]:
    """Return the folders for PostgreSQL, each with its layout."""
    if not has_shared(FOLDERS):
        return [("absent", "")]
    lines = shared(f"{FOLDERS}/manifest.tsv").read_text().splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    return [(folder, layout) for folder, _repository, _commit, _path, layout, *_ in cells if folder != FOR_MYSQL]


def _assert_each_is_one(history: History) -> int:
    postgast = load()
    statements = [statement for script in history.scripts for statement in script.statements]
    for statement in statements:
        assert len(postgast.parse(statement.sql).stmts) == 1, statement.position
        line = Path(statement.position.file).read_text().splitlines()[statement.position.line - 1]
        assert line[statement.position.column - 1 :].startswith(statement.sql.splitlines()[0][:20])
    return len(statements)


@pytest.mark.parametrize(("folder", "layout"), layouts())
def test_a_real_folder_is_read_as_its_tool_reads_it(folder: str, layout: str) -> None:
    root = shared(f"{FOLDERS}/{folder}")
    history = read_history(root)
    assert layout.startswith(history.layout)
    files = [Path(script.path).relative_to(root).as_posix() for script in history.scripts]
    versions = [file.replace("-", "").partition("_")[0] if history.layout == "diesel" else file for file in files]
    assert versions == (sorted(versions) if history.layout == "Prisma" else sorted(versions, key=by_number))
    there = {path.relative_to(root).as_posix() for path in root.rglob("*.sql")}
    back = {Path(each).relative_to(root).as_posix() for each in history.passed_over}
    assert set(files) | back == there
    assert all("down" in each for each in back)
    assert _assert_each_is_one(history) > 0


def test_the_folder_for_mysql_is_refused_by_name() -> None:
    root = shared(f"{FOLDERS}/{FOR_MYSQL}")
    with pytest.raises(SourceError) as told:
        read_history(root)
    (mistake,) = told.value.mistakes
    assert Path(mistake.at.file).name == "V1_1__initial.sql"
    assert mistake.at.line == 1
    assert mistake.message == "this is for MySQL, not for PostgreSQL: DELIMITER //"


@pytest.mark.parametrize("name", ["chinook", "danbooru", "gitlab_geo", "pagila"])
def test_a_real_dump_is_read_statement_by_statement(name: str) -> None:
    file = shared(f"{DUMPS}/{name}.sql")
    history = read_history(file)
    assert not history.passed_over
    assert _assert_each_is_one(history) == len(load().parse(file.read_text()).stmts)
