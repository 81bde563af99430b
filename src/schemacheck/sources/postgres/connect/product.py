"""What answers: PostgreSQL of a version that can be read, or something else that speaks its protocol.

A server says so before the first statement. What is too old, or no PostgreSQL, has other catalogs, and whatever it
answered to ours would be misread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from schemacheck.base.conventions import OLDEST
from schemacheck.base.errors import UncheckedError

_COCKROACH: Final = "crdb_version"
"""A parameter that CockroachDB alone reports; the version it gives is one of PostgreSQL's that it resembles."""
_YUGABYTE: Final = "-YB-"
_REDSHIFT: Final = "8.0.2"
"""What Amazon Redshift was made of, and says to this day."""
_ADMINISTRATION: Final = "/bouncer"


def require_postgresql(host: str, major: int, reported: Callable[[str], str | None]) -> None:
    """Refuse a server that cannot be read.

    Args:
        host: where it is.
        major: its major version, as libpq understood it; 0 where it said nothing that libpq understands.
        reported: gives a parameter that it reported while it let us in.

    Raises:
        UncheckedError: it is older than what is read, or no PostgreSQL.
    """
    version, cockroach = reported("server_version") or "", reported(_COCKROACH)
    if major >= OLDEST and not cockroach:
        return
    hint = "Nothing was read. Is this the right host and port?"
    if cockroach:
        name = f"CockroachDB ({cockroach})"
    elif _YUGABYTE in version:
        name = f"YugabyteDB ({version})"
    elif version == _REDSHIFT:
        name = f"Amazon Redshift, or PostgreSQL {version}"
    elif version.endswith(_ADMINISTRATION):
        name, hint = "the administration of PgBouncer", "Give the name of a database behind it in the URL."
    elif version:
        name = f"version {version}"
    else:
        name = "a server that does not tell its version"
    raise UncheckedError(
        f"{host} cannot be read: it is {name}, and schemacheck reads PostgreSQL {OLDEST} and later.", hint
    )
