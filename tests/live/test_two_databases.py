"""Two databases against each other: what one has that nobody made by hand is no finding of its own, either way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemacheck.app.check import check
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions
from tests.conftest import MakeDatabase
from tests.servers import QUICK, Server

from .test_dumps import TODAY

PLAIN = "CREATE TABLE t (id serial PRIMARY KEY);"


def compared(expected: str, live: str) -> list[tuple[str, str]]:
    report = check(expected, ConnectionOptions(), against=live, fail_on=Severity.NOTE, today=TODAY)
    assert isinstance(report, Report)
    return [(finding.rule.name, finding.subject.within("public")) for finding in report.findings]


@pytest.fixture
def full(pg: Callable[[int], Server]) -> Server:
    """A server that has extensions."""
    return pg(QUICK.major)


def test_members_of_an_extension(full: Server, make_database: MakeDatabase) -> None:
    extended = make_database("CREATE EXTENSION hstore;" + PLAIN, server=full)
    plain = make_database(PLAIN, server=full)
    moved = make_database("CREATE SCHEMA e; CREATE EXTENSION hstore SCHEMA e;" + PLAIN, server=full)
    assert compared(extended, plain) == [("extension-missing", "hstore")]
    assert compared(plain, extended) == [("extension-unexpected", "hstore")]
    assert compared(extended, moved) == [("extension-schema", "hstore")]


def test_books_of_migration_tools(make_database: MakeDatabase) -> None:
    books = ("_prisma_migrations", "alembic_version", "flyway_schema_history", "schema_migrations")
    kept = make_database(PLAIN + "".join(f"CREATE TABLE {name} (id serial PRIMARY KEY);" for name in books))
    plain = make_database(PLAIN)
    assert compared(kept, plain) == compared(plain, kept) == []


def test_two_schemas_share_what_the_database_has(make_database: MakeDatabase) -> None:
    made = "".join(f"CREATE SCHEMA {name}; CREATE TABLE {name}.t (id integer PRIMARY KEY);" for name in ("one", "two"))
    url = make_database(f"{made} CREATE PUBLICATION p FOR TABLE one.t; CREATE PUBLICATION q FOR TABLE two.t")
    sign = "&" if "?" in url else "?"
    assert compared(f"{url}{sign}schema=one", f"{url}{sign}schema=two") == []
    other = make_database(f"{made} CREATE PUBLICATION p FOR TABLE one.t; CREATE PUBLICATION q FOR TABLE two.t")
    assert compared(f"{url}{sign}schema=one", f"{other}{sign}schema=two") == [("publication-scope", "p")]
