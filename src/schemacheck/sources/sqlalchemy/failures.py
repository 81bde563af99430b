"""Why a database that is not PostgreSQL could not be read, and what to check.

A failure is recognised by the error number of the driver. What the driver says is quoted, and only looked at where
there is no number: SQLite's came with Python 3.11.
"""

from __future__ import annotations

import re
import sqlite3
from importlib.util import find_spec
from typing import Final

from sqlalchemy import exc

from schemacheck.base.errors import UncheckedError
from schemacheck.sources.sqlalchemy.address import Address

_SQLITE: Final = (
    # The numbers of SQLite's that mean it, and its words, which are English everywhere.
    (
        (26,),
        re.compile("file is not a database|file is encrypted"),
        "is no SQLite database, or an encrypted one",
        "An encrypted file needs its own driver, such as sqlite+pysqlcipher://.",
    ),
    (
        (11,),
        re.compile("malformed|corrupt"),
        "is damaged",
        "Restore it from a backup; PRAGMA integrity_check tells what is wrong with it.",
    ),
    (
        (5, 6),
        re.compile("locked|busy"),
        "is locked by another program that is writing to it",
        "Run the check again when it has finished.",
    ),
    (
        (3, 8, 10, 14, 23),
        re.compile("unable to open|permission|readonly|disk I/O"),
        "cannot be opened for reading",
        "May this user read it? A file in WAL mode needs its -shm file, or a folder where one may be made.",
    ),
)
_SERVER: Final = (
    # The numbers of MySQL and MariaDB, and of their clients.
    ((1044, 1045, 1142, 1698), "Look at user, password and rights; reading needs SELECT on the database."),
    ((2002, 2003, 2005, 2006, 2013), "Look at host and port, and whether this machine may connect there."),
    ((1049,), "Is the name of the database right?"),
    ((1205,), "Another session holds a table, a migration perhaps; run the check again when it is done."),
)


def failure(error: Exception, address: Address) -> UncheckedError:
    """Tell what a driver said; its message holds no password, and the scrubber knows it anyhow."""
    origin = error.orig if isinstance(error, exc.DBAPIError) and error.orig is not None else error
    said = " ".join(str(origin).split())
    if address.file is not None:
        number = getattr(origin, "sqlite_errorcode", None) if isinstance(origin, sqlite3.Error) else None
        for numbers, words, what, look_at in _SQLITE:
            # An extended code has the plain one in its lowest byte.
            if number & 0xFF in numbers if number is not None else words.search(said):
                return UncheckedError(f"{address.label} {what}: {said}.", look_at)
        return UncheckedError(f"Cannot read {address.label}: {said}.")
    hint = next((hint for numbers, hint in _SERVER if origin.args and origin.args[0] in numbers), None)
    if hint is None and isinstance(origin, RuntimeError) and find_spec("cryptography") is None:
        hint = "Install schemacheck[mysql], which brings what this way to log in needs."
    return UncheckedError(f"Cannot read {address.label}: {said}.", hint)
