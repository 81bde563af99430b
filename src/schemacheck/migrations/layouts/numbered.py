"""Tools that run every file of a folder in the order of the names: what their files tell of whose they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from schemacheck.migrations.layouts.layout import Cut, Layout, Part, Plan, one_transaction
from schemacheck.migrations.layouts.updown import is_of_sqlx, sqlx_cut
from schemacheck.migrations.listing import Folder, by_number

_NAMED: Final = re.compile(r"\d+_[^/]*\.sql")
_BACK: Final = re.compile(r"(?P<stem>.*)(?P<sign>[._-])(?:down|undo|rollback|revert)(?P<end>\.\w+)", re.IGNORECASE)
_PLATFORM: Final = re.compile(rb"\bauth\.(?:users|uid|jwt|role)\b|\bstorage\.(?:buckets|objects)\b|\bservice_role\b")
_STEPS: Final = 3


def _supabase(folder: Folder) -> Plan | None:
    here = folder.root.resolve()
    if here.parent.name == "supabase" or folder.any_like(_PLATFORM):
        return _named(folder)
    return None


def _sqlx(folder: Folder) -> Plan | None:
    above = list(folder.root.resolve().parents)[:_STEPS]
    return _named(folder) if is_of_sqlx(folder) or any((each / "Cargo.toml").is_file() for each in above) else None


def _named(folder: Folder) -> Plan | None:
    names = {each[0] for each in folder.named(_NAMED)}
    return _in_order(folder, [file for file in folder.scripts if file in names], sqlx_cut)


def _plan(folder: Folder) -> Plan | None:
    return _in_order(folder, folder.scripts, one_transaction)


def _in_order(folder: Folder, files: Sequence[str], cut: Cut) -> Plan | None:
    forward = [file for file in files if not _is_back(file, folder)]
    return Plan([Part(file, cut) for file in sorted(forward, key=by_number)]) if forward else None


def _is_back(file: str, folder: Folder) -> bool:
    """Whether a file is another one's way back; 3_add_rollback.sql is a migration like any other."""
    match = _BACK.fullmatch(file)
    return match is not None and (match["sign"] == "." or match["stem"] + match["end"] in folder.files)


SUPABASE: Final = Layout(
    name="Supabase",
    files="`supabase/migrations/20240101120000_name.sql`",
    order="timestamps",
    back="files without a timestamp",
    plan=_supabase,
)
SQLX: Final = Layout(
    name="sqlx",
    files="`1_name.sql` in a crate, or with sqlx's first line",
    order="numbers",
    back="files without a number",
    plan=_sqlx,
)
NUMBERED: Final = Layout(
    name="SQL files by name",
    files="`*.sql`, such as `001_name.sql`",
    order="names, numbers by what they are: 2 before 10",
    back="`1_name.down.sql`, `1_name_rollback.sql` beside `1_name.sql` and the like; folders in the folder",
    plan=_plan,
)
