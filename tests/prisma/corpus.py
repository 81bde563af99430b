"""Real schemas with the DDL that Prisma's engine makes of them, from the shared material."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

from schemacheck.app.check import check
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions
from tests.shared import has_shared, shared

FOLDER = "corpus/prisma"
FILES = sorted(shared(FOLDER).rglob("*.prisma")) if has_shared(FOLDER) else []
SCHEMAS = [file for file in FILES if file.with_suffix(".sql").exists()]
TODAY = date(2026, 1, 1)

# What Prisma leaves to the extensions that a database is expected to have already.
_WANTED = {"uuid-ossp": "uuid_generate_v4()", "citext": "CITEXT", "pgcrypto": "gen_salt("}
_CONTRIB = re.compile(r"CREATE EXTENSION")


@cache
def ddl(file: Path) -> str:
    """The statements that make a schema's database."""
    sql = file.with_suffix(".sql").read_text(encoding="utf-8")
    extensions = [name for name, sign in _WANTED.items() if sign in sql]
    return "\n".join([*(f'CREATE EXTENSION IF NOT EXISTS "{name}";' for name in extensions), sql])


def needs_contrib(sql: str) -> bool:
    """Whether a server without the additional modules cannot make it."""
    return _CONTRIB.search(sql) is not None


def findings_of(expected: str, url: str) -> Report:
    """Check, with every finding counted."""
    return check(expected, ConnectionOptions(), against=url, fail_on=Severity.NOTE, today=TODAY)
