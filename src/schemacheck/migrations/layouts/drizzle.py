"""Drizzle: a journal that lists the migrations."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from schemacheck.base.errors import Mistake
from schemacheck.migrations.foreign import refusal
from schemacheck.migrations.layouts.layout import Layout, Part, Plan, Section
from schemacheck.migrations.layouts.marks import without
from schemacheck.migrations.listing import Folder
from schemacheck.sql.text import Text

_JOURNAL: Final = "meta/_journal.json"
_BREAKPOINT: Final = re.compile(rb"-->[ \t]*statement-breakpoint")


def _plan(folder: Folder) -> Plan | None:
    if _JOURNAL not in folder.files:
        return None
    text = folder.text(_JOURNAL)

    def mistake(message: str, around: str = "") -> Mistake:
        return Mistake(text.position(max(text.data.find(around.encode()), 0)), message)

    try:
        journal: Any = json.loads(text.data.decode("utf-8-sig"))
        dialect, entries = journal.get("dialect", "postgresql"), journal["entries"]
        tags = [each["tag"] for each in sorted(entries, key=lambda each: int(each["idx"]))]
    except (ValueError, KeyError, TypeError, AttributeError):
        return Plan((), [mistake("this is no journal of Drizzle's: a list of entries with idx and tag")])
    if dialect not in ("postgresql", "pg"):
        return Plan((), [refusal(mistake("", f'"{dialect}"').at, dialect, f'"dialect": "{dialect}"')])
    missing = [tag for tag in tags if f"{tag}.sql" not in folder.files]
    mistakes = [mistake(f"there is no file {tag}.sql", f'"{tag}"') for tag in missing]
    return Plan([Part(f"{tag}.sql", _at_breakpoints) for tag in tags if tag not in missing], mistakes)


def _at_breakpoints(text: Text, _mistakes: list[Mistake]) -> Sequence[Section]:
    """Cut a file at its breakpoints, before which a semicolon may be left out."""
    return (Section(without(text, _BREAKPOINT)),)


DRIZZLE: Final = Layout(
    name="Drizzle",
    files="`meta/_journal.json`, `0000_name.sql`",
    order="the journal's",
    back="files that the journal does not list",
    plan=_plan,
)
