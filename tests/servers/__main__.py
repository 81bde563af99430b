"""`python -m tests.servers`: fetch the programs of every server the tests want, so that no test has to wait."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from .binaries import BUILDS, Build, bindir, wanted_majors
from .server import Unavailable


def fetch(build: Build) -> str:
    """Fetch one build; says how that went. What cannot be had is said, not fatal: its tests skip by name."""
    started = time.monotonic()
    try:
        bindir(build)
    except Unavailable as reason:
        return f"not available: {reason}"
    return f"{build}: ready ({time.monotonic() - started:.1f} s)"


if __name__ == "__main__":
    with ThreadPoolExecutor(max_workers=2) as threads:
        for line in threads.map(fetch, (BUILDS[major] for major in wanted_majors())):
            print(line, flush=True)
