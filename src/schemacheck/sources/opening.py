"""The list of sources, and how what a user named is opened as one of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

from schemacheck.base.errors import SchemacheckError
from schemacheck.base.lazy import load
from schemacheck.base.record import record
from schemacheck.model.schema import Schema
from schemacheck.sources.source import Access, Counterpart, SchemaInHand, Side, Source

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://)?\S")
_KEYWORDS = re.compile(r"\s*[a-z_]+\s*=\s*\S")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SCHEME = re.compile(r"\s*[\"']?([A-Za-z][A-Za-z0-9_]*)(?:\+([A-Za-z0-9_]+))?://")
_OF_SQLALCHEMY = frozenset({"sqlite", "mysql", "mariadb", "oracle", "mssql"})
_OF_OTHERS = frozenset({"prisma", "mongodb", "http", "https", "redis", "jdbc", "file"})


def _is_sqlalchemys(text: str) -> bool:
    """Whether this is the URL of a database that SQLAlchemy knows, or of one whose driver is named.

    URLs of PostgreSQL have a reader of their own, whatever driver they name.
    """
    scheme = _SCHEME.match(text)
    if scheme is None:
        return False
    name = scheme[1].lower()
    if name in _OF_SQLALCHEMY:
        return True
    return scheme[2] is not None and name not in _OF_OTHERS and not name.startswith(("postg", "pg", "psql"))


def _is_connection(text: str) -> bool:
    """Whether this is a URL, of whatever kind, or libpq's key=value form."""
    if _URL.match(text) and not _DRIVE.match(text):
        return True
    return bool(_KEYWORDS.match(text)) and not text.endswith((".yaml", ".yml"))


def _is_of_sql(text: str) -> bool:
    """Whether this is standard input, or a folder that holds migrations.

    A folder with a schema.prisma in it is Prisma's, which has its migrations beside it.
    """
    if text == "-":
        return True
    folder = Path(text)
    if _is_connection(text) or not folder.is_dir() or any(folder.glob("*.prisma")):
        return False
    return any(folder.glob("*.sql")) or any(folder.glob("*/*.sql"))


@record
class Offer:
    """A source that can be opened: what it claims of the command line, and where its class is."""

    module: str
    """Below this package."""
    name: str
    prefixes: tuple[str, ...] = ()
    """What its names begin with, such as "python:"."""
    endings: tuple[str, ...] = ()
    """What its files end with."""
    folders: bool = False
    """Whether a folder that is there is one."""
    others: Callable[[str], bool] = lambda _text: False
    """Whether a text is one that none of these tells."""

    def claims(self, text: str) -> bool:
        """Whether a text names a source of this kind; only a folder is looked for on the disk."""
        if text.startswith(self.prefixes) or text.endswith(self.endings) or self.others(text):
            return True
        return self.folders and Path(text).is_dir()

    def open(self, text: str, access: Access) -> Source:
        """Open it."""
        return cast(Source, load(f"schemacheck.sources.{self.module}:{self.name}")(text, access))


SOURCES: Final = (
    Offer("sqlalchemy.python", "PythonModule", prefixes=("python:",)),
    Offer("sqlalchemy.source", "OtherDatabase", others=_is_sqlalchemys),
    Offer("sql.source", "SqlScripts", prefixes=("sql:",), endings=(".sql",), others=_is_of_sql),
    Offer("prisma.source", "PrismaFile", endings=(".prisma",), folders=True),
    Offer("postgres.source", "PostgresDatabase", others=_is_connection),
    Offer("spec.source", "SpecFile", others=lambda _text: True),
)
"""Every source; the first that claims a text opens it."""


def open_source(named: str | Schema | None, access: Access) -> Source:
    """Open what a user named: a text of the command line, a schema in hand, or None: the database `access` names.

    Whatever is wrong with it is told when it is asked something.
    """
    if named is None:
        return _named_database(access)
    if isinstance(named, Schema):
        return SchemaInHand(named, access)
    return next(offer for offer in SOURCES if offer.claims(named)).open(named, access)


def optional_kinds() -> tuple[str, ...]:
    """Name the kinds that a snapshot can be asked for beside tables, columns and keys."""
    from schemacheck.sources.postgres.catalog.parts.registry import KINDS  # noqa: PLC0415 - it imports every part

    return KINDS


def _named_database(access: Access) -> Source:
    from schemacheck.sources.postgres.source import PostgresDatabase  # noqa: PLC0415 - who compares files needs none

    try:
        given = PostgresDatabase.given(access)
    except SchemacheckError as error:
        return _Unavailable(error, access)
    if given.text is not None and _is_sqlalchemys(given.text):
        from schemacheck.sources.sqlalchemy.source import OtherDatabase  # noqa: PLC0415

        return OtherDatabase(given.text, access, given.origin)
    return PostgresDatabase(given.text, access, given.origin, given.known)


class _Unavailable(Source):
    """No database is named, or in no way that makes sense: mistakes of the other side are told before this one."""

    def __init__(self, error: SchemacheckError, access: Access) -> None:
        super().__init__("", access)
        self._error = error

    @property
    def home(self) -> str:
        """Raise what is wrong."""
        raise self._error

    @property
    def database(self) -> str:
        """Raise what is wrong."""
        raise self._error

    def read(self, other: Counterpart) -> Side:
        """Raise what is wrong."""
        del other
        raise self._error

    def learn(self) -> None:
        """Raise what is wrong."""
        raise self._error
