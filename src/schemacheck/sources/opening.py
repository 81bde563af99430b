"""The list of sources, and how what a user named is opened as one of them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

from schemacheck.base.errors import SchemacheckError
from schemacheck.base.lazy import load
from schemacheck.base.reading import read_bytes
from schemacheck.base.record import record
from schemacheck.model.schema import Schema
from schemacheck.sources.source import ConnectionOptions, Counterpart, SchemaInHand, Side, Source, limited

STDIN: Final = "-"
_AHEAD: Final = 64 * 1024
"""How much of standard input is looked at for what it is."""
_OF_SPEC: Final = re.compile(
    r"\A\ufeff?(?:[^\S\n]*(?:#[^\n]*|---[^\S\n]*|%YAML[^\n]*)?\n)*[^\S\n]*(?:\{|['\"]?[\w-]+['\"]?[ \t]*:(?:\s|\Z)|\Z)"
)
"""How an expected schema begins: with a key, or as JSON. SQL has no colon there, and no comment with #."""
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://)?\S")
_KEYWORDS = re.compile(r"\s*[a-z_]+\s*=\s*\S")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SCHEME = re.compile(r"\s*[\"']?([A-Za-z][A-Za-z0-9_]*)(?:\+([A-Za-z0-9_]+))?://")
_CONFIGURATION = re.compile(
    r"(?:^|[\\/])(?:prisma\.config\.[cm]?[jt]s|\.config[\\/]prisma\.[cm]?[jt]s|package\.json)\Z"
)
_BEGINNING: Final = 1024
"""How much of a JSON file is looked at for whose it is."""
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
    if text == STDIN:
        return True
    folder = Path(text)
    if _is_connection(text) or not folder.is_dir() or any(folder.glob("*.prisma")):
        return False
    return any(folder.glob("*.sql")) or any(folder.glob("*/*.sql"))


def _is_prismas_configuration(text: str) -> bool:
    """Whether this is a file that says where a schema.prisma is, given in its place."""
    return _CONFIGURATION.search(text) is not None


def _is_contract(text: str) -> bool:
    """Whether this is a contract of Prisma 8: by its name, or because it says so where it begins."""
    if not text.endswith(".json") or _is_connection(text):
        return False
    file = Path(text)
    if file.name == "contract.json":
        return True
    try:
        begin = read_bytes(file, _BEGINNING) if file.is_file() else b""
    except OSError:
        return False
    return b'"schemaVersion"' in begin and b'"targetFamily"' in begin


@record
class SourceClaim:
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
    files: bool = False
    """Whether it is a `FileSource`, which can be read as it was at a revision too."""
    others: Callable[[str], bool] = lambda _text: False
    """Recognises texts by anything else."""

    def claims(self, text: str) -> bool:
        """Whether a text names a source of this kind; only a folder is looked for on the disk."""
        if text.startswith(self.prefixes) or text.endswith(self.endings) or self.others(text):
            return True
        return self.folders and Path(text).is_dir()

    def open(self, text: str, connection: ConnectionOptions, file: Path | None = None) -> Source:
        """Open it; `file` is where it stands, if it is a file that is not called by its path."""
        where = () if file is None else (file,)
        return cast(Source, load(f"schemacheck.sources.{self.module}:{self.name}")(text, connection, *where))


SOURCES: Final = (
    SourceClaim("git.source", "open_revision", prefixes=("git:",)),
    SourceClaim("sqlalchemy.python", "PythonModule", prefixes=("python:",)),
    SourceClaim("sqlalchemy.source", "OtherDatabase", others=_is_sqlalchemys),
    SourceClaim("sql.source", "SqlScripts", prefixes=("sql:",), endings=(".sql",), others=_is_of_sql, files=True),
    SourceClaim("prisma.contract.source", "ContractFile", others=_is_contract, files=True),
    SourceClaim(
        "prisma.source",
        "PrismaFile",
        endings=(".prisma",),
        folders=True,
        files=True,
        others=_is_prismas_configuration,
    ),
    SourceClaim("postgres.source", "PostgresDatabase", others=_is_connection),
    SourceClaim("spec.source", "SpecFile", others=lambda _text: True, files=True),
)
"""Every source; the first that claims a text opens it."""


def open_source(named: str | Schema | None, connection: ConnectionOptions) -> Source:
    """Open what a user named: a text of the command line, a schema in hand, or None: the database `connection` names.

    Whatever is wrong with it is told when it is asked something.
    """
    if named is None:
        return _named_database(connection)
    if isinstance(named, Schema):
        return SchemaInHand(named, connection)
    return next(claim for claim in SOURCES if claim.claims(named)).open(named, connection)


def open_expected(named: str | Schema, connection: ConnectionOptions) -> Source:
    """Open the side that is right as `open_source` does; but `-`, standard input, is an expected schema or SQL.

    Which one, its first line says, and so it is read at once.
    """
    if named != STDIN:
        return open_source(named, connection)
    raw = sys.stdin.buffer.read()
    if _OF_SPEC.search(raw[:_AHEAD].decode(errors="replace")):
        from schemacheck.sources.spec.source import SpecText  # noqa: PLC0415 - for those who have it in a pipe

        return SpecText(raw, connection)
    from schemacheck.sources.sql.source import SqlScripts  # noqa: PLC0415

    return SqlScripts(STDIN, connection, stdin=raw)


def optional_kinds() -> tuple[str, ...]:
    """Name the kinds that a snapshot can be asked for beside tables, columns and keys."""
    from schemacheck.sources.postgres.catalog.parts.registry import KINDS  # noqa: PLC0415 - it imports every part

    return KINDS


def with_kinds(side: Side, kinds: frozenset[str]) -> Side:
    """Leave out of a side the optional kinds that are not among these."""
    from schemacheck.sources.sql.spoken import chosen  # noqa: PLC0415 - it imports every part

    schema = chosen(side.schema, kinds)
    apart = {"view": "views", "materialized view": "materialized_views"}
    # A file may list views under tables; where nobody asks for views, they are not compared there either.
    tables = tuple(table for table in schema.tables if apart.get(str(table.kind)) in (None, *kinds))
    return limited(replace(side, schema=replace(schema, tables=tables)), kinds)


def _named_database(connection: ConnectionOptions) -> Source:
    from schemacheck.sources.postgres.source import PostgresDatabase  # noqa: PLC0415 - who compares files needs none

    try:
        given = PostgresDatabase.given(connection)
    except SchemacheckError as error:
        return Unavailable(error, connection)
    if given.text is not None and _is_sqlalchemys(given.text):
        from schemacheck.sources.sqlalchemy.source import OtherDatabase  # noqa: PLC0415

        return OtherDatabase(given.text, connection, given.origin)
    return PostgresDatabase(given.text, connection, given.origin, given.known)


class Unavailable(Source):
    """No database is named, or in no way that makes sense: mistakes of the other side are reported before this one."""

    def __init__(self, error: SchemacheckError, connection: ConnectionOptions) -> None:
        super().__init__("", connection)
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
