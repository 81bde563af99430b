"""Sqitch: a plan that lists the changes."""

from __future__ import annotations

import re
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.migrations.foreign import refusal
from schemacheck.migrations.layouts.layout import Layout, Part, Plan, as_psql
from schemacheck.migrations.listing import Folder

_PLAN: Final = "sqitch.plan"
_SETTINGS: Final = "sqitch.conf"
_CHANGE: Final = re.compile(rb"^[ \t]*(?P<tag>@)?(?P<name>[^\s%#@\[\-][^\s@]*)", re.MULTILINE)
_ENGINE: Final = re.compile(rb"^[ \t]*engine[ \t]*=[ \t]*(\S+)", re.MULTILINE)


def _plan(folder: Folder) -> Plan | None:
    if _PLAN not in folder.files:
        return None
    if _SETTINGS in folder.files:
        settings = folder.text(_SETTINGS)
        engine = _ENGINE.search(settings.data)
        name = engine[1].decode(errors="replace") if engine else "pg"
        if engine and name not in ("pg", "yugabyte"):
            return Plan((), [refusal(settings.position(engine.start(1)), name, f"engine = {name}")])
    text = folder.text(_PLAN)
    # A change that is planned once more is another one: what it was stands under the tag that came behind it.
    files: list[tuple[str, int]] = []
    waiting: dict[str, int] = {}
    tags: dict[str, str] = {}
    for match in _CHANGE.finditer(text.data):
        word = match["name"].decode(errors="replace")
        if match["tag"]:
            tags.update((name, word) for name in waiting if name not in tags)
            continue
        if word in waiting:
            files[waiting[word]] = f"deploy/{word}@{tags.get(word, '')}.sql", files[waiting[word]][1]
            tags.pop(word, None)
        waiting[word] = len(files)
        files.append((f"deploy/{word}.sql", match.start("name")))
    missing = [(file, at) for file, at in files if file not in folder.files]
    mistakes = [Mistake(text.position(at), f"there is no file {file}") for file, at in missing]
    return Plan([Part(file, as_psql) for file, _ in files], mistakes)


SQITCH: Final = Layout(
    name="Sqitch",
    files="`sqitch.plan`, `deploy/name.sql`",
    order="the plan's",
    back="`revert/`, `verify/`, what the plan does not list",
    plan=_plan,
)
