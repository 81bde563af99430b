"""From a file, a folder or standard input to the statements that it runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from schemacheck.base.errors import Mistake, SourceError, UsageError
from schemacheck.migrations.layouts import LAYOUTS
from schemacheck.migrations.layouts.layout import Cut, Layout, Plan, untouched
from schemacheck.migrations.listing import Folder, is_sql, read_text
from schemacheck.migrations.psql import Reader
from schemacheck.migrations.script import History, Script
from schemacheck.sql.text import SourceText, Text

STDIN: Final = "-"
_PROGRAMS: Final = (".py", ".rb", ".js", ".ts", ".mjs", ".cjs", ".mts", ".go", ".java", ".kt", ".php", ".cs", ".exs",
                    ".xml", ".scala", ".rs")  # fmt: skip


def read_history(path: Path, stdin: bytes | None = None, *, before: Sequence[Path] = ()) -> History:
    """Read what a file or a folder of migrations runs.

    Args:
        path: a file, a folder, or - for standard input.
        stdin: what came in there.
        before: files that run first, such as one that stands for migrations that are no longer kept.

    Raises:
        UsageError: something is not there, cannot be read or holds no SQL.
        SourceError: its files make no sense, or are for another database.
    """
    mistakes: list[Mistake] = []
    scripts: list[Script] = []
    passed: list[str] = []
    reader = Reader(path if path.is_dir() else path.parent, mistakes)
    for each in before:
        scripts += _one_file(each, read_text(each), reader)[1]
    if path.as_posix() == STDIN and stdin is not None:
        layout, ours = _one_file(None, Text(SourceText("standard input", stdin)), reader)
    elif path.is_dir():
        layout, ours, passed = _folder(Folder(path), reader)
    elif path.exists():
        layout, ours = _one_file(path, read_text(path), reader)
    else:
        raise UsageError(f"there is no file or folder {path}")
    scripts += ours
    if mistakes:
        raise SourceError(mistakes)
    return History(layout, tuple(scripts), tuple(passed), reader.database)


def _one_file(file: Path | None, text: Text, reader: Reader) -> tuple[str, list[Script]]:
    layout = next((each for each in LAYOUTS if each.file and each.is_file and each.is_file(text)), None)
    cut = layout.file if layout and layout.file else untouched
    scripts = list(_scripts(text, file, cut, reader))
    if not reader.mistakes and not any(each.statements for each in scripts):
        raise UsageError(f"{text.path} holds no statement")
    return layout.name if layout else "an SQL file", scripts


def _folder(folder: Folder, reader: Reader) -> tuple[str, list[Script], list[str]]:
    layout, plan = _claim(folder)
    scripts: dict[Path, list[Script]] = {}
    for part in plan.parts:
        file = folder.root / part.file
        scripts[file] = list(_scripts(folder.text(part.file), file, part.cut, reader))
    reader.mistakes.extend(plan.mistakes)
    run = {file for file in scripts if file.resolve() not in reader.included}
    read = {*run, *(each for each in scripts)}
    passed = [
        folder.label(file)
        for file in folder.files
        if (is_sql(file) or file.endswith(_PROGRAMS))
        and folder.root / file not in read
        and (folder.root / file).resolve() not in reader.included
    ]
    ours = [script for file, found in scripts.items() if file in run for script in found]
    return layout.name, ours, [*passed, *plan.assumed]


def _claim(folder: Folder) -> tuple[Layout, Plan]:
    for layout in LAYOUTS:
        plan = layout.plan(folder)
        if plan is not None:
            return layout, plan
    raise UsageError(f"there is no SQL file in {folder.root}")


def _scripts(text: Text, file: Path | None, cut: Cut, reader: Reader) -> list[Script]:
    return [
        Script(text.path, reader.statements(text, file, section.spans), section.in_transaction)
        for section in cut(text, reader.mistakes)
    ]
