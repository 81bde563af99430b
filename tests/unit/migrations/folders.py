"""Small folders of migrations, written by the tests, and what is read of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from schemacheck.migrations.folder import read_history
from schemacheck.migrations.script import History


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Write files, with the folders that they stand in."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root


def run(history: History, root: Path) -> list[tuple[str, list[str]]]:
    """List the scripts and their statements, paths seen from a folder."""
    return [
        (Path(script.path).relative_to(root).as_posix(), [statement.sql for statement in script.statements])
        for script in history.scripts
    ]


def passed(history: History, root: Path) -> set[str]:
    """List what was passed over, seen from a folder."""
    return {each.removeprefix(f"{root.as_posix()}/") for each in history.passed_over}


def sql_of(text: str, tmp_path: Path) -> list[str]:
    """List the statements of one file."""
    file = tmp_path / "file.sql"
    file.write_bytes(text.encode())
    return [statement.sql for script in read_history(file).scripts for statement in script.statements]
