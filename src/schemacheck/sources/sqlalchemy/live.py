"""Opens a database that is not PostgreSQL, reads it and leaves: read-only as far as the database can promise it."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import sqlalchemy
from sqlalchemy import exc
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool

from schemacheck.base.errors import UncheckedError, UsageError
from schemacheck.base.record import record
from schemacheck.model.schema import Origin, Schema
from schemacheck.model.table import Table
from schemacheck.report.finding import NotChecked
from schemacheck.sources.sqlalchemy.address import Address
from schemacheck.sources.sqlalchemy.facts import BLIND, Facts
from schemacheck.sources.sqlalchemy.failures import failure
from schemacheck.sources.sqlalchemy.folding import Folding
from schemacheck.sources.sqlalchemy.mysql import MySQLFacts
from schemacheck.sources.sqlalchemy.sqlite import SQLiteFacts
from schemacheck.sql.databases import POSTGRESQL
from schemacheck.sql.dialects import MARIADB, MYSQL, SQLITE, dialect_named

_READERS: Final[dict[str, type[Facts]]] = {"sqlite": SQLiteFacts, "mysql": MySQLFacts, "mariadb": MySQLFacts}
_HANDLED: Final = (
    "Did not recognize type",
    "expression-based index",
    "Could not instantiate type",
    "Incomplete reflection of column definition",
    "Unknown column definition",
)
"""Warnings of SQLAlchemy's about what is read here in another way, or stands in the report where it matters."""
_PROMISES: Final = {
    "sqlite": "opened read-only, in one transaction",
    "mysql": "in a read-only transaction, each table as it was when it was read",
    "oracle": "in a read-only transaction, each table as it was when it was read",
}
_NO_PROMISE: Final = "not held read-only by the server, each table as it was when it was read"


@record
class LiveSource:
    """A database that was read, and what is known about it beyond its schema."""

    schema: Schema
    database: str
    """Which kind it is, as `database:` of the expected schema names it."""
    folding: Folding
    gaps: tuple[NotChecked, ...]
    """What was not looked at."""


def read_live(
    address: Address,
    expected: Schema | None,
    *,
    connect_timeout: int,
    on_phase: Callable[[str], None] = lambda _phase: None,
) -> LiveSource:
    """Read all tables of the schemas that `expected` mentions, or of the one the connection is in.

    Raises:
        UsageError: SQLAlchemy knows no such database.
        UncheckedError: no way in, no way to read, or nothing there to look at.
    """
    on_phase(f"connecting to {address.label}")
    engine = _engine(address, connect_timeout)
    try:
        with _reading(engine, address, connect_timeout) as connection, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", exc.SAWarning)
            on_phase("reading the schema")
            source = read_connection(connection, address.label, expected)
    except (exc.SQLAlchemyError, sqlite3.Error, OSError, RuntimeError) as error:
        raise failure(error, address) from error
    finally:
        engine.dispose()
    if not any(table.part_of is None for table in source.schema.tables):
        raise UncheckedError(
            f"There is no table in {address.label}: nothing to look at.",
            "Is this the right database? An empty one is never called in sync.",
        )
    doubts = [NotChecked("what SQLAlchemy could not read", "not readable", text) for text in _doubts(caught)]
    return LiveSource(source.schema, source.database, source.folding, (*source.gaps, *doubts))


def read_connection(connection: Connection, label: str, expected: Schema | None) -> LiveSource:
    """Read what a connection is to, of whatever kind it is; it is left as it was."""
    inspector = sqlalchemy.inspect(connection)
    name = _database_kind(connection)
    dialect = None if name == POSTGRESQL else dialect_named(name)
    home = expected.home if expected else inspector.default_schema_name or "" if name == POSTGRESQL else ""
    facts = _READERS.get(name, Facts)(connection, inspector, dialect, home)
    namespaces, tables, gaps = [], list[Table](), list[NotChecked]()
    for namespace in expected.namespaces if expected else (home,):
        of_connection = namespace in ("", inspector.default_schema_name)
        if namespace != home and not of_connection and namespace not in inspector.get_schema_names():
            continue
        if namespace == home and home not in ("", "public") and not of_connection:
            if home not in inspector.get_schema_names():
                continue
        elif namespace == home:
            of_connection = True
        namespaces.append(namespace)
        tables += facts.read(None if of_connection else namespace)
        gaps += facts.gaps()
    version = ".".join(map(str, connection.dialect.server_version_info or ()))
    title = dialect.title if dialect else "PostgreSQL"
    family = MYSQL.name if name == MARIADB.name else name
    told = f"{label}, {title} {version}".rstrip()
    blind = tuple(
        NotChecked(what, "not stated", f"nothing reads them of {title} yet") for what in BLIND.get(family, ())
    )
    return LiveSource(
        Schema(
            Origin("sqlalchemy", f"{told}, {_PROMISES.get(family, _NO_PROMISE)}", is_database=True),
            home,
            tuple(namespaces),
            tuple(tables),
        ),
        name,
        replace(_folding(connection, name), texts=facts.texts),
        (*blind, *gaps),
    )


def _database_kind(connection: Connection) -> str:
    """Say which database it is; a server of MariaDB's answers to MySQL's name too."""
    name = connection.dialect.name
    return MARIADB.name if name == MYSQL.name and getattr(connection.dialect, "is_mariadb", False) else name


def _folding(connection: Connection, name: str) -> Folding:
    if name == SQLITE.name:
        return Folding(tables=True, columns=True)
    if name in (MYSQL.name, MARIADB.name):
        exact = connection.exec_driver_sql("SELECT @@lower_case_table_names").scalar() in (0, "0")
        return Folding(tables=not exact, columns=True, mysql=True)
    return Folding(tables=False, columns=False)


def _doubts(caught: list[warnings.WarningMessage]) -> list[str]:
    texts = (str(each.message) for each in caught if issubclass(each.category, exc.SAWarning))
    return list(dict.fromkeys(text for text in texts if not any(known in text for known in _HANDLED)))


def _engine(address: Address, connect_timeout: int) -> Engine:
    try:
        if address.file is not None:
            path = _existing(address.file)
            uri = f"file:{quote(str(path.absolute()))}?mode=ro"
            return sqlalchemy.create_engine(
                "sqlite://",
                poolclass=NullPool,
                creator=lambda: sqlite3.connect(uri, uri=True, timeout=connect_timeout, isolation_level=None),
            )
        arguments: dict[str, Any] = {}
        if address.url.drivername.endswith("+pymysql"):
            # Without a mode of its own a session prints names and texts in one way, whatever the server's is.
            arguments |= {"connect_timeout": connect_timeout, "sql_mode": ""}
        return sqlalchemy.create_engine(address.url, poolclass=NullPool, connect_args=arguments)
    except exc.NoSuchModuleError:
        raise UsageError(
            f"SQLAlchemy knows no database {address.url.drivername}.",
            "Is the package with its dialect installed beside schemacheck?",
        ) from None
    except ImportError as error:
        extra = "mysql" if address.url.drivername.endswith("+pymysql") else None
        raise UncheckedError(
            f"The driver of {address.url.drivername} is not installed: {error}.",
            f"Install it with schemacheck[{extra}]." if extra else "Install the driver beside schemacheck.",
        ) from error
    except exc.ArgumentError as error:
        raise UsageError(f"The database URL given by {address.origin} cannot be used: {error}") from None


def _existing(path: str) -> Path:
    file = Path(path)
    if not file.exists():
        raise UncheckedError(
            f"There is no file {path}.",
            "It is not created. sqlite:///PATH has three slashes before a relative path, four before an absolute one.",
        )
    if not file.is_file():
        raise UncheckedError(f"{path} is no file.", "Name the SQLite file itself.")
    return file


@contextmanager
def _reading(engine: Engine, address: Address, connect_timeout: int) -> Iterator[Connection]:
    """Open a connection that cannot write, as far as the database goes along, and give it back untouched."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        family = connection.dialect.name
        if address.file is not None:
            begin = ["PRAGMA query_only = 1", "BEGIN"]
        elif family in (MYSQL.name, MARIADB.name):
            begin = [
                f"SET SESSION lock_wait_timeout = {int(connect_timeout)}",
                "SET SESSION TRANSACTION READ ONLY",
                "START TRANSACTION READ ONLY",
            ]
        elif family == "oracle":
            begin = ["SET TRANSACTION READ ONLY"]
        else:
            begin = []
        for statement in begin:
            connection.exec_driver_sql(statement)
        try:
            yield connection
        finally:
            if begin and not connection.invalidated:
                connection.exec_driver_sql("ROLLBACK")
