"""A second witness: what our catalog reader says of PostgreSQL, held against SQLAlchemy's Inspector.

Where the two differ the reason is written down, as narrow as it can be; a reason that nothing needs any more fails.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy
from packaging.version import Version
from sqlalchemy import exc

from schemacheck.compare import compare
from schemacheck.model.schema import Origin, Schema
from schemacheck.report.finding import Finding
from schemacheck.report.policy import Policy
from schemacheck.sources.postgres.catalog.parts.registry import KINDS
from schemacheck.sources.postgres.catalog.read import ReadScope, read
from schemacheck.sources.postgres.connect.connection_info import parse_connection
from schemacheck.sources.sqlalchemy.live import read_connection
from tests.conftest import MakeDatabase
from tests.gauntlet import extras_sql, seed_sql
from tests.prisma.corpus import SCHEMAS, ddl, needs_contrib
from tests.shared import ROOT

from .test_models import made_by_itself

pytestmark = pytest.mark.skipif(
    Version(sqlalchemy.__version__) < Version("2.0.45"), reason="the Inspector of SQLAlchemy before 2.0.45 tells less"
)

BASES = sorted((ROOT / "tests" / "cases").glob("*/base.sql"))


def _is(rule: str, ours: str = "", theirs: str = "") -> Callable[[Finding], bool]:
    """Recognise a difference by its rule and by what begins each side."""
    return lambda found: (
        found.rule.name == rule
        and str(found.expected or "").startswith(ours)
        and str(found.live or "").startswith(theirs)
    )


REASONS = {
    "the Inspector does not say that a sequence is the column's own": _is("column-default", "serial", "nextval("),
    "the Inspector has no collations of index keys": _is("index-collation"),
    "the Inspector lists partitioned tables among the tables": _is("table-partitioning", "partitioned table", "table"),
    "the Inspector lists foreign tables apart, and nobody asks it for them": _is("table-missing", "foreign table"),
    "the Inspector tells the collation of a domain or of an extension's type as the column's": _is(
        "column-collation", "the collation of its type", "the collation default"
    ),
    "the Inspector says nothing of ranges in keys": lambda found: (
        found.rule.name in ("primary-key-overlaps", "unique-overlaps", "foreign-key-period") and found.live == "plain"
    ),
}
NEEDED_BY = (
    "CREATE TABLE t (a serial)",
    'CREATE TABLE t (a text); CREATE INDEX ON t (a COLLATE "C")',
    "CREATE TABLE t (a int) PARTITION BY RANGE (a)",
    "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE t (a int) SERVER s",
    "CREATE DOMAIN d AS text; CREATE TABLE t (a d)",
    "CREATE EXTENSION btree_gist; CREATE TABLE t (a int, b int4range, PRIMARY KEY (a, b WITHOUT OVERLAPS))",
)
"""What each reason is needed for."""


def witnesses(url: str) -> tuple[Schema, Schema]:
    """Read a database both ways, all its schemas."""
    engine = sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection, warnings.catch_warnings():
        # Types it does not know are unreadable, and not compared.
        warnings.simplefilter("ignore", exc.SAWarning)
        names = [name for name in sqlalchemy.inspect(connection).get_schema_names() if name != "information_schema"]
        namespaces = tuple(sorted(names, key=lambda name: name != "public"))
        asked = Schema(Origin("spec", "all of it"), "public", namespaces)
        theirs = read_connection(connection, "the Inspector", asked).schema
    engine.dispose()
    scope = ReadScope("public", namespaces, kinds=frozenset(KINDS))
    return read(parse_connection(url, "the test"), scope, connect_timeout=10), theirs


def unexplained(ours: Schema, theirs: Schema) -> list[str]:
    """Compare ours with theirs; what they have beside ours shows as unexpected. What they do not read is no matter."""
    return [
        f"{found.rule.name} {found.subject.path}: ours {found.expected}, theirs {found.live}"
        for found in compare(ours, theirs, Policy()).findings
        if found.gap is None and not any(fits(found) for fits in REASONS.values())
    ]


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.parent.name)
def test_the_bases_of_our_cases(base: Path, make_database: MakeDatabase) -> None:
    assert unexplained(*witnesses(make_database(base.read_text(encoding="utf-8")))) == []


def test_the_seed_and_all_beyond_it(make_database: MakeDatabase) -> None:
    ours, theirs = witnesses(make_database(seed_sql() + extras_sql()))
    assert unexplained(ours, theirs) == []
    assert len(ours.tables) > 20


def test_models(make_database: MakeDatabase) -> None:
    assert unexplained(*witnesses(make_database(made_by_itself()))) == []


@pytest.mark.parametrize("file", SCHEMAS[::4], ids=lambda file: file.stem)
def test_databases_of_prisma(file: Path, make_database: MakeDatabase) -> None:
    sql = ddl(file)
    if needs_contrib(sql):
        pytest.skip("needs a server with the additional modules")
    assert unexplained(*witnesses(make_database(sql))) == []


def test_a_difference_would_be_seen(make_database: MakeDatabase) -> None:
    ours, _ = witnesses(make_database("CREATE TABLE t (a int NOT NULL, b text DEFAULT 'x', PRIMARY KEY (a))"))
    _, theirs = witnesses(make_database("CREATE TABLE t (a int, b varchar DEFAULT 'y', c int NOT NULL UNIQUE)"))
    assert len(unexplained(ours, theirs)) == 6


@pytest.mark.parametrize(("reason", "sql"), list(zip(REASONS, NEEDED_BY, strict=True)), ids=lambda text: text[:40])
def test_a_reason_is_needed(reason: str, sql: str, make_database: MakeDatabase) -> None:
    findings = compare(*witnesses(make_database(sql)), Policy()).findings
    assert [REASONS[reason](found) for found in findings if found.gap is None] == [True]
