"""A driver's failure is told by the number it carries, whatever the driver says beside it."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from schemacheck.base.errors import ExitCode, UncheckedError
from schemacheck.sources.sqlalchemy.address import Address, read_address
from schemacheck.sources.sqlalchemy.failures import failure

FILE = read_address("sqlite:///app.db", "--url")
SERVER = read_address("mysql+pymysql://checker@db.internal:1049/prod", "--url")


def told(error: Exception, address: Address) -> UncheckedError:
    found = failure(OperationalError("SELECT 1", {}, error), address)
    assert found.exit_code is ExitCode.UNCHECKED
    return found


@pytest.mark.parametrize(
    ("number", "what"),
    [
        (26, "is no SQLite database, or an encrypted one"),
        (11 | 1 << 8, "is damaged"),
        (5, "is locked by another program that is writing to it"),
        (6 | 1 << 8, "is locked by another program that is writing to it"),
        (14, "cannot be opened for reading"),
        (10 | 18 << 8, "cannot be opened for reading"),
    ],
)
def test_sqlite_by_its_number(number: int, what: str) -> None:
    error = sqlite3.OperationalError("xyzzy")
    error.sqlite_errorcode = number  # type: ignore[attr-defined,unused-ignore]  # Python 3.11 has it
    assert told(error, FILE).message == f"{FILE.label} {what}: xyzzy."


def test_sqlite_by_its_words_where_there_is_no_number() -> None:
    assert told(sqlite3.OperationalError("database is locked"), FILE).message.startswith(f"{FILE.label} is locked by")
    assert told(sqlite3.OperationalError("xyzzy"), FILE).message == f"Cannot read {FILE.label}: xyzzy."


@pytest.mark.parametrize(
    ("number", "hint"),
    [(1045, "user, password and rights"), (2003, "host and port"), (1049, "name of the database"), (1205, "migration")],
)
def test_a_server_by_its_number(number: int, hint: str) -> None:
    found = told(Exception(number, "xyzzy, which has 1045 and 2003 in it"), SERVER)
    assert found.message.startswith(f"Cannot read {SERVER.label}: ")
    assert found.hint is not None
    assert hint in found.hint


def test_a_number_that_is_only_said_means_nothing() -> None:
    assert told(Exception(9999, "cannot reach db.internal:1049"), SERVER).hint is None
    assert told(Exception("cannot reach db.internal:1049"), SERVER).hint is None
