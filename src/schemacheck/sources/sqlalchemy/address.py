"""Which database a URL means that is not PostgreSQL's: its secrets, and what a reader calls it.

As with URLs of PostgreSQL, nothing of a URL that cannot be read is repeated: it may hold a password.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from schemacheck.base.errors import UsageError
from schemacheck.base.record import record

_DRIVERS: Final = {
    "mysql": "mysql+pymysql",
    "mysql+aiomysql": "mysql+pymysql",
    "mysql+asyncmy": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "mariadb+aiomysql": "mariadb+pymysql",
    "mariadb+asyncmy": "mariadb+pymysql",
    "sqlite+aiosqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
}
"""The driver that reads for a URL which names none, or one for asynchronous programs."""


@record
class Address:
    """A database to connect to through SQLAlchemy."""

    url: URL
    origin: str
    """How it was given, such as `--url`."""

    @property
    def dialect(self) -> str:
        """SQLAlchemy's name of the database, such as "mysql"."""
        return self.url.get_backend_name()

    @property
    def file(self) -> str | None:
        """The path of a SQLite file; None for a database that is none."""
        if self.url.drivername != "sqlite":
            return None
        path = self.url.database or ""
        return unquote(path.removeprefix("file:").partition("?")[0]) if path.startswith("file:") else path

    @property
    def label(self) -> str:
        """What a reader calls it: a path, or database and host."""
        if self.file is not None:
            return self.file
        where = f" at {self.url.host}" + (f":{self.url.port}" if self.url.port else "") if self.url.host else ""
        who = f" as {self.url.username}" if self.url.username else ""
        return f"{self.url.database or 'the default database'}{where}{who}"

    @property
    def secrets(self) -> frozenset[str]:
        """What no output may hold."""
        password = self.url.password
        return frozenset({str(password), self.url.render_as_string(hide_password=False)}) if password else frozenset()

    @property
    def public(self) -> frozenset[str]:
        """The words that are shown on purpose."""
        words = (self.url.username, self.url.host, self.url.database)
        return frozenset(word for word in words if word)


def read_address(text: str, origin: str) -> Address:
    """Read a URL as SQLAlchemy writes them.

    Raises:
        UsageError: it cannot be read. No part of the text is in the message.
    """
    authority = text.partition("://")[2].partition("/")[0]
    if "://" not in text or authority.count("@") > 1:
        raise UsageError(
            f"The database URL given by {origin} cannot be read.",
            "Write DIALECT+DRIVER://USER:PASSWORD@HOST:PORT/DATABASE, or sqlite:///PATH; percent-encode what is "
            "special in the password (@ is %40, / is %2F).",
        )
    try:
        url = make_url(text.strip())
        url = url.set(drivername=_DRIVERS.get(url.drivername.lower(), url.drivername.lower()))
    except (ArgumentError, ValueError):
        raise UsageError(
            f"The database URL given by {origin} cannot be read.",
            "Write DIALECT+DRIVER://USER:PASSWORD@HOST:PORT/DATABASE, or sqlite:///PATH.",
        ) from None
    address = Address(url, origin)
    if address.dialect in ("mysql", "mariadb") and not url.database:
        raise UsageError(
            f"The database URL given by {origin} names no database of the server.",
            "It stands at the end: mysql://USER:PASSWORD@HOST/DATABASE.",
        )
    if address.file in ("", ":memory:") or (address.file is not None and "mode=memory" in text):
        raise UsageError(
            f"The database URL given by {origin} names no file.",
            "A SQLite database in memory is gone with the program that made it. Write sqlite:///PATH: three slashes "
            "before a relative path, four before an absolute one.",
        )
    return address
