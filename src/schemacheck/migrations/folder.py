"""From a file, a folder or standard input to the statements that it runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Final

from schemacheck.base.errors import SourceError, UsageError
from schemacheck.migrations.layouts import LAYOUTS
from schemacheck.migrations.layouts.layout import Cut, Layout, Plan
from schemacheck.migrations.listing import Folder, is_sql, read_text
from schemacheck.migrations.psql import Reader
from schemacheck.migrations.script import History, Script
from schemacheck.sql.text import SourceText, Text

STDIN: Final = "-"
_USUAL: Final = "migrations"
_PROGRAMS: Final = (
    ".cjs", ".cs", ".cts", ".exs", ".go", ".java", ".js", ".kt", ".mjs", ".mts", ".php", ".py", ".rb", ".rs", ".scala",
    ".ts",
)  # fmt: skip
"""What migrations end in that are no SQL: nobody runs them here, and the report says so."""
_RECORDED: Final = re.compile(r"INSERT INTO\s+\S*schema_migrations\b", re.IGNORECASE)
_VERSION: Final = re.compile(r"'(\d+)'")
_LEADING: Final = re.compile(r"\d+")


def read_history(path: Path, stdin: bytes | None = None, *, before: Sequence[Path] = ()) -> History:
    """Read what a file or a folder of migrations runs.

    Args:
        path: a file, a folder, or - for standard input.
        stdin: what came in there.
        before: files that run first: what stands for migrations that are no longer kept. Where they end as dumps of
            Rails and dbmate do, with the versions that they hold, migrations of these versions do not run again.

    Raises:
        UsageError: something is not there, cannot be read or holds no SQL.
        SourceError: its files make no sense, or are for another database.
    """
    reader = Reader(path if path.is_dir() else path.parent)
    scripts: list[Script] = []
    for each in before:
        if not each.is_file():
            raise UsageError(f"there is no file {each}")
        scripts += _file(each, read_text(each), reader)[1]
    passed: Sequence[str] = ()
    if path.as_posix() == STDIN and stdin is not None:
        layout, ours = _file(None, Text(SourceText("standard input", stdin)), reader)
    elif path.is_dir():
        layout, ours, passed = _folder(Folder(path), reader, _versions(scripts))
    elif path.exists():
        layout, ours = _file(path, read_text(path), reader)
    else:
        raise UsageError(f"there is no file or folder {path}")
    if reader.mistakes:
        raise SourceError(reader.mistakes)
    if not any(each.statements for each in ours):
        raise UsageError(f"{'standard input' if path.as_posix() == STDIN else path} holds no statement")
    return History(layout, (*scripts, *ours), (*passed, *reader.passed_over), reader.database)


def _file(file: Path | None, text: Text, reader: Reader) -> tuple[str, list[Script]]:
    layout = next(each for each in LAYOUTS if each.is_file(text))
    return layout.name, _scripts(text, file, layout.cut, reader)


def _folder(folder: Folder, reader: Reader, held: set[str]) -> tuple[str, list[Script], list[str]]:
    folder, layout, plan = _claimed(folder)
    if plan.mistakes:
        raise SourceError(plan.mistakes)
    found: dict[str, list[Script]] = {}
    ours: list[Script] = []
    parts = [part for part in plan.parts if _version(part.file) not in held]
    for part in parts:
        if part.file not in found:
            found[part.file] = _scripts(folder.text(part.file), folder.root / part.file, part.cut, reader)
    resolved = {file: (folder.root / file).resolve() for file in folder.files if is_sql(file)}
    for part in parts:
        # What another file includes has run there.
        if resolved.get(part.file) not in reader.included:
            ours += found.get(part.file, ())
    passed = [
        folder.label(file)
        for file in folder.files
        if file not in found and (file.endswith(_PROGRAMS) or (is_sql(file) and resolved[file] not in reader.included))
    ]
    return plan.name or layout.name, ours, [*passed, *plan.passed_over]


def _claimed(folder: Folder) -> tuple[Folder, Layout, Plan]:
    """Find whose folder it is; one that only holds the folder with the migrations may be named as well."""
    for layout in LAYOUTS:
        plan = layout.plan(folder)
        if plan is not None:
            return folder, layout, plan
    homes = sorted({PurePath(file).parent.as_posix() for file in folder.files if is_sql(file)})
    inner = sorted({home[: home.index(_USUAL) + len(_USUAL)] for home in homes if _USUAL in PurePath(home).parts})
    if len(inner) == 1:
        return _claimed(Folder(folder.root / inner[0]))
    if homes:
        listed = ", ".join(folder.label(each) for each in homes[:3]) + (", ..." if len(homes) > 3 else "")
        raise UsageError(
            f"there is no SQL file in {folder.root} itself", f"There are some in {listed}: name one folder."
        )
    programs = next((file for file in folder.files if file.endswith(_PROGRAMS)), None)
    hint = f"{folder.label(programs)} is a program, not SQL." if programs else None
    raise UsageError(f"there is no SQL file in {folder.root}", hint)


def _scripts(text: Text, file: Path | None, cut: Cut, reader: Reader) -> list[Script]:
    if not reader.accepts(text):
        return []
    return [
        Script(text.path, reader.statements(text, file, section.spans), section.in_transaction)
        for section in cut(text, reader.mistakes)
    ]


def _versions(scripts: Sequence[Script]) -> set[str]:
    """Return the versions of migrations that dumps say they hold."""
    return {
        version
        for script in scripts
        for statement in script.statements
        if _RECORDED.match(statement.sql)
        for version in _VERSION.findall(statement.sql)
    }


def _version(file: str) -> str | None:
    """Return the number that a migration's name begins with: its folder's, where it has one."""
    match = _LEADING.match(file)
    return match[0] if match else None
