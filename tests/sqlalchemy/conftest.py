"""The MariaDB that these tests share."""

from __future__ import annotations

import pytest

from tests.servers import Run, Unavailable
from tests.servers.mariadb import MariaDB, mariadb


@pytest.fixture(scope="session")
def maria(test_run: Run) -> MariaDB:
    """Give a running MariaDB; skips where there is none to be had."""
    try:
        return mariadb(test_run)
    except Unavailable as reason:
        pytest.skip(str(reason))
