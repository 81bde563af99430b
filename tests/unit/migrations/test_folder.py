"""What a file or a folder runs, and what is said of one that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemacheck.base.errors import UsageError
from schemacheck.migrations.folder import read_history
from schemacheck.migrations.script import History


def sql_of(history: History) -> list[str]:
    return [statement.sql for script in history.scripts for statement in script.statements]


def test_a_file_is_read_statement_by_statement_with_their_places(tmp_path: Path) -> None:
    file = tmp_path / "schema.sql"
    file.write_text("-- one\nCREATE TABLE a (b int);\n  SELECT 'x;y'; SELECT 2\n")
    history = read_history(file)
    found = [(each.sql, each.position.line, each.position.column) for each in history.scripts[0].statements]
    assert found == [("CREATE TABLE a (b int)", 2, 1), ("SELECT 'x;y'", 3, 3), ("SELECT 2", 3, 17)]
    assert history.scripts[0].path == file.as_posix()
    assert not history.scripts[0].in_transaction


def test_standard_input_is_read(tmp_path: Path) -> None:
    history = read_history(Path("-"), b"SELECT 1;")
    assert sql_of(history) == ["SELECT 1"]
    assert history.scripts[0].statements[0].position == ("standard input", 1, 1)


def test_files_run_by_number(tmp_path: Path) -> None:
    for name in ("10_c.sql", "2_b.sql", "1_a.sql"):
        (tmp_path / name).write_text(f"SELECT {name[0]};")
    history = read_history(tmp_path)
    assert sql_of(history) == ["SELECT 1", "SELECT 2", "SELECT 1"]
    assert [Path(each.path).name for each in history.scripts] == ["1_a.sql", "2_b.sql", "10_c.sql"]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file or folder"):
        read_history(tmp_path / "absent.sql")
    with pytest.raises(UsageError, match="there is no SQL file"):
        read_history(tmp_path)
