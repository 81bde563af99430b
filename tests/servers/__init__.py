"""Real PostgreSQL servers, and a PgBouncer before them, for tests: found, fetched, started, shared, and stopped.

Tests use them through the fixtures of `tests/conftest.py`.
"""

from __future__ import annotations

from .binaries import BUILDS, NPM_VERSIONS, QUICK, Build, by_turns, wanted_majors
from .databases import Databases, Sql, run_sql
from .run import Run
from .server import Server, Unavailable

__all__ = [
    "BUILDS",
    "NPM_VERSIONS",
    "QUICK",
    "Build",
    "Databases",
    "Run",
    "Server",
    "Sql",
    "Unavailable",
    "by_turns",
    "run_sql",
    "wanted_majors",
]
