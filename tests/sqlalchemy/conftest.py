"""The MariaDB that these tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import Run, Unavailable
from tests.servers.mariadb import MariaDB, mariadb


@pytest.fixture(scope="session")
def maria(test_run: Run) -> Iterator[MariaDB]:
    """Give a running MariaDB; skips where there is none to be had."""
    try:
        with mariadb(test_run) as server:
            yield server
    except Unavailable as reason:
        pytest.skip(str(reason))
