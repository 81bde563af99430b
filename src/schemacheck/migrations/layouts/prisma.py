"""Prisma: a folder for each migration, and a file that names the database."""

from __future__ import annotations

import re
from typing import Final

from schemacheck.base.errors import Mistake
from schemacheck.migrations.layouts.layout import Layout, Part, Plan
from schemacheck.migrations.listing import Folder

_FILE: Final = re.compile(r"[^/]+/migration\.sql")
_LOCK: Final = "migration_lock.toml"
_PROVIDER: Final = re.compile(rb'^\s*provider\s*=\s*"([^"]*)"', re.MULTILINE)
_OURS: Final = frozenset({"postgresql", "postgres"})


def _plan(folder: Folder) -> Plan | None:
    files = [match[0] for match in folder.named(_FILE)]
    if not files:
        return None
    mistakes = []
    if _LOCK in folder.files:
        lock = folder.text(_LOCK)
        provider = _PROVIDER.search(lock.data)
        if provider and provider[1].decode() not in _OURS:
            message = f"these migrations are for {provider[1].decode()}, not for PostgreSQL"
            mistakes.append(Mistake(lock.position(provider.start(1)), message))
    return Plan(tuple(map(Part, files)), tuple(mistakes))


PRISMA: Final = Layout(
    name="Prisma",
    files="`*/migration.sql`, `migration_lock.toml`",
    order="by the names of the folders",
    back="`down.sql`",
    plan=_plan,
)
