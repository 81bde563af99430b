"""`python -m tests.servers`: fetch every program from elsewhere that the tests want, so that no test has to wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests import browser, official

from . import mariadb, pgbouncer
from .binaries import BUILDS, bindir, wanted_majors
from .server import Unavailable


def _schema(schema: official.Published) -> None:
    reason = official.fetched(schema)
    if isinstance(reason, str):
        raise Unavailable(reason)


OTHERS: tuple[tuple[str, Callable[[], object]], ...] = (
    ("PgBouncer", pgbouncer.program),
    ("MariaDB", mariadb.programs),
    ("Chromium", browser.program),
    ("SARIF's schema", partial(_schema, official.SARIF)),
    ("JUnit's schema", partial(_schema, official.JUNIT)),
)


def fetch(wanted: tuple[str, Callable[[], object]]) -> str:
    """Fetch one; says how that went. What cannot be had is said, not fatal: its tests skip by name."""
    name, program = wanted
    started = time.monotonic()
    try:
        program()
    except Unavailable as reason:
        return f"{name}: not available: {reason}"
    return f"{name}: ready ({time.monotonic() - started:.1f} s)"


if __name__ == "__main__":
    builds = [(str(BUILDS[major]), partial(bindir, BUILDS[major])) for major in wanted_majors()]
    with ThreadPoolExecutor(max_workers=2) as threads:
        for line in threads.map(fetch, (*builds, *OTHERS)):
            print(line, flush=True)
