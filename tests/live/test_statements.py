"""The statements themselves: their columns have names to be asked for, and one that fails says which it is."""

from __future__ import annotations

import time

import pytest

from schemacheck.base.errors import UncheckedError
from schemacheck.sources.postgres.catalog import read as reading
from schemacheck.sources.postgres.catalog.all_statements import every_statement
from schemacheck.sources.postgres.catalog.pipeline import Row
from schemacheck.sources.postgres.catalog.session import PAUSES, connect
from schemacheck.sources.postgres.catalog.statements import BACK, BEGIN, END, MARK, SETTINGS, Statement
from schemacheck.sources.postgres.connect.connection_info import parse_connection
from tests.conftest import MakeDatabase
from tests.servers import Server

from .support import SMALL, TIMEOUTS, connected, live

VALUES = {
    "namespaces": ["public"],
    "tables": ["runner"],
    "indexes": True,
    "deep": True,
    "numbers": [0],
    "ranks": [0],
    "sorts": ["relation"],
    "schemas": ["public"],
    "names": ["runner"],
    "members": [None],
}
NAMES_OF_TUPLES = {"count", "index"}
UNNAMED = {"?column?", "array", "case", "coalesce", "exists"}
"""What PostgreSQL calls the columns of a statement that names them not."""


def test_every_column_has_a_name_of_its_own(any_server: Server, make_database: MakeDatabase) -> None:
    major = any_server.major
    looked_at = 0
    with connected(make_database(SMALL, server=any_server)) as connection:
        connection.execute(BEGIN.text(major).encode())
        connection.execute(SETTINGS.text(major).encode(), TIMEOUTS)
        for statement in every_statement():
            if statement in (BEGIN, SETTINGS, MARK, BACK, END):
                continue
            cursor = connection.execute(statement.text(major).encode(), statement.asked(VALUES)[1] or None)
            names = [column.name for column in cursor.description or ()]
            assert len(set(names)) == len(names) > 0, statement.purpose
            assert not set(names) & (UNNAMED | NAMES_OF_TUPLES), statement.purpose
            assert all(name.isidentifier() for name in names), statement.purpose
            looked_at += 1
    assert looked_at > 30


def test_a_row_answers_to_the_names_of_its_columns(server: Server, make_database: MakeDatabase) -> None:
    asked = Statement("", "SELECT 1 AS one, NULL AS nothing, %(text)s::text AS said, %(text)s || '!' AS louder")
    with connect(parse_connection(make_database(SMALL), "--url"), 5) as session:
        ((row,),) = session.read([asked.asked({"text": "hello", "more": "than it asks for"})], "trying")
    found: Row = row
    assert (found.one, found.nothing, found.said, found.louder) == (1, None, "hello", "hello!")
    assert found == (1, None, "hello", "hello!")
    with pytest.raises(AttributeError):
        found.two  # noqa: B018 - that it cannot be asked for is the point


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT c.nonsense FROM pg_catalog.pg_class c", "column c.nonsense does not exist"),
        ("SELECT pg_catalog.pg_nonsense()", "function pg_catalog.pg_nonsense() does not exist"),
        ("SELECT 1 FROM pg_catalog.pg_nonsense", 'relation "pg_catalog.pg_nonsense" does not exist'),
        ("SELECT SELECT", 'syntax error at or near "SELECT"'),
    ],
)
def test_a_faulty_statement_is_named_at_once(
    text: str, said: str, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no catalog that moves: trying again would not help, and no migration is to blame."""
    monkeypatch.setattr(reading, "RELATIONS", Statement("tables that are there", text))
    url = make_database(SMALL)
    began = time.monotonic()
    with pytest.raises(UncheckedError) as caught:
        live(url)
    assert time.monotonic() - began < sum(PAUSES)
    message = f"{caught.value.message} {caught.value.hint}"
    assert f'a statement of schemacheck\'s (asking for "tables that are there"): {said}' in message
    assert "migration" not in message


def test_a_statement_that_fails_while_others_are_still_sent_is_named(
    make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine the answer comes before the last statement has gone out."""
    monkeypatch.setattr(reading, "RELATIONS", Statement("tables that are there", "SELECT pg_catalog.pg_nonsense()"))
    text = Statement.text

    def slowly(self: Statement, major: int) -> str:
        time.sleep(0.02)
        return text(self, major)

    monkeypatch.setattr(Statement, "text", slowly)
    with pytest.raises(UncheckedError) as caught:
        live(make_database(SMALL))
    assert '(asking for "tables that are there"): function pg_catalog.pg_nonsense()' in caught.value.message


def test_a_catalog_that_moves_is_read_again(make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same SQLSTATE says that something is gone that was there a moment ago, where no place in the text is told."""
    gone = Statement("tables", "SELECT pg_catalog.has_table_privilege('gone', 'SELECT')")
    monkeypatch.setattr(reading, "RELATIONS", gone)
    url = make_database(SMALL)
    began = time.monotonic()
    with pytest.raises(UncheckedError) as caught:
        live(url)
    assert time.monotonic() - began > sum(PAUSES)
    assert 'the schema kept changing during the read: relation "gone" does not exist' in caught.value.message
