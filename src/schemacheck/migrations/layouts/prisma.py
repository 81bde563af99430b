"""Prisma, and Drizzle since its version 1: a folder for each migration."""

from __future__ import annotations

import re
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.migrations.foreign import refusal
from schemacheck.migrations.layouts.layout import Layout, Part, Plan
from schemacheck.migrations.listing import Folder

_FILE: Final = re.compile(r"([^/]+)/migration\.sql")
_SNAPSHOT: Final = re.compile(r"[^/]+/snapshot\.json")
_LOCK: Final = "migration_lock.toml"
_PROVIDER: Final = re.compile(rb'^\s*provider\s*=\s*"([^"]*)"', re.MULTILINE)


def _prisma(folder: Folder) -> Plan | None:
    files = [match[0] for match in folder.named(_FILE)]
    return Plan([Part(file) for file in files], _of_another(folder)) if files else None


def _of_another(folder: Folder) -> list[Mistake]:
    if _LOCK not in folder.files:
        return []
    lock = folder.text(_LOCK)
    provider = _PROVIDER.search(lock.data)
    name = provider[1].decode(errors="replace") if provider else ""
    if provider is None or name in ("postgresql", "postgres"):
        return []
    return [refusal(lock.position(provider.start(1)), name, f'provider = "{name}"')]


def _drizzle(folder: Folder) -> Plan | None:
    from_drizzle = _LOCK not in folder.files and any(folder.named(_SNAPSHOT))
    return _prisma(folder) if from_drizzle else None


PRISMA: Final = Layout(
    name="Prisma",
    files="`*/migration.sql`, `migration_lock.toml`",
    order="names of the folders",
    back="any other file",
    plan=_prisma,
)
DRIZZLE_FOLDERS: Final = Layout(
    name="Drizzle",
    files="`*/migration.sql` beside `snapshot.json`",
    order="names of the folders",
    back="any other file",
    plan=_drizzle,
)
