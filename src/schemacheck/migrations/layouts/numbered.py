"""Tools that run every file of a folder in the order of the names: what their files tell of whose they are."""

from __future__ import annotations

import re
from typing import Final

from schemacheck.migrations.layouts.layout import Layout, Part, Plan
from schemacheck.migrations.layouts.updown import is_of_sqlx, sqlx_cut
from schemacheck.migrations.listing import Folder, by_number

_NAMED: Final = re.compile(r"\d+_[^/]*\.sql")
_BACK: Final = re.compile(r"(?:.*[._-])?(?:down|undo|rollback|revert)\.\w+", re.IGNORECASE)
_PLATFORM: Final = re.compile(rb"\bauth\.(?:users|uid|jwt|role)\b|\bstorage\.(?:buckets|objects)\b|\bservice_role\b")
_STEPS: Final = 3


def _supabase(folder: Folder) -> Plan | None:
    here = folder.root.resolve()
    if here.parent.name == "supabase" or (here.parent / "config.toml").is_file() or folder.any_like(_PLATFORM):
        return _named(folder)
    return None


def _sqlx(folder: Folder) -> Plan | None:
    above = list(folder.root.resolve().parents)[:_STEPS]
    return _named(folder) if is_of_sqlx(folder) or any((each / "Cargo.toml").is_file() for each in above) else None


def _named(folder: Folder) -> Plan | None:
    files = sorted((each[0] for each in folder.named(_NAMED) if not _BACK.fullmatch(each[0])), key=by_number)
    return Plan([Part(file, sqlx_cut) for file in files]) if files else None


def _plan(folder: Folder) -> Plan | None:
    files = sorted((file for file in folder.scripts if not _BACK.fullmatch(file)), key=by_number)
    return Plan([Part(file) for file in files]) if files else None


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
    back="`*.down.sql`, `*.undo.sql`, `*_rollback.sql`, `*_revert.sql`; folders in the folder",
    plan=_plan,
)
