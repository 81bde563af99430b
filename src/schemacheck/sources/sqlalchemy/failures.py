"""What went wrong with a database that is not PostgreSQL, in words that say what to look at."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import exc

from schemacheck.base.errors import UncheckedError
from schemacheck.sources.sqlalchemy.address import Address

_SQLITE: Final = (
    (
        re.compile("file is not a database|file is encrypted"),
        "is no SQLite database, or an encrypted one",
        "An encrypted file needs its own driver, such as sqlite+pysqlcipher://.",
    ),
    (
        re.compile("malformed|corrupt"),
        "is damaged",
        "Restore it from a backup; PRAGMA integrity_check tells what is wrong with it.",
    ),
    (
        re.compile("locked|busy"),
        "is locked by another program that is writing to it",
        "Run the check again when it has finished.",
    ),
    (
        re.compile("unable to open|permission|readonly|disk I/O"),
        "cannot be opened for reading",
        "May this user read it? A file in WAL mode needs its -shm file, or a folder where one may be made.",
    ),
)
_SERVER: Final = (
    (
        re.compile(r"\b(1045|1698|1044|1142)\b"),
        "Look at user, password and rights; reading needs SELECT on the database.",
    ),
    (
        re.compile(r"\b(2003|2002|2005|2013|2006)\b"),
        "Look at host and port, and whether this machine may connect there.",
    ),
    (re.compile(r"\b1049\b"), "Is the name of the database right?"),
    (
        re.compile(r"\b1205\b"),
        "Another session holds a table, a migration perhaps; run the check again when it is done.",
    ),
    (re.compile("cryptography"), "Install schemacheck[mysql], which brings it."),
)


def failure(error: Exception, address: Address) -> UncheckedError:
    """Tell what a driver said; its message holds no password, and the scrubber knows it anyhow."""
    said = str(error.orig) if isinstance(error, exc.DBAPIError) else str(error)
    said = " ".join(said.split())
    if address.file is not None:
        for pattern, what, look_at in _SQLITE:
            if pattern.search(said):
                return UncheckedError(f"{address.label} {what}: {said}.", look_at)
        return UncheckedError(f"Cannot read {address.label}: {said}.")
    hint = next((hint for pattern, hint in _SERVER if pattern.search(said)), None)
    return UncheckedError(f"Cannot read {address.label}: {said}.", hint)
