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
from schemacheck.findings import Finding
from schemacheck.model.schema import Origin, Schema
from schemacheck.policy import Policy
from schemacheck.sources.postgres.parts.registry import KINDS
from schemacheck.sources.postgres.read import Scope, read
from schemacheck.sources.postgres.target import parse_target
from schemacheck.sources.sqlalchemy_.live import read_connection
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
}
needed: set[str] = set()
"""The reasons that something needed."""
heard: set[str] = set()
"""The databases that both were asked about; together they need every reason."""
ALL = {base.parent.name for base in BASES} | {"the seed", "the models"}


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
    scope = Scope("public", namespaces, kinds=frozenset(KINDS))
    return read(parse_target(url, "the test"), scope, connect_timeout=10), theirs


def unexplained(ours: Schema, theirs: Schema) -> list[str]:
    """Compare ours with theirs; what they have beside ours shows as unexpected."""
    left = []
    for found in compare(ours, theirs, Policy()).findings:
        reasons = [reason for reason, fits in REASONS.items() if fits(found)]
        needed.update(reasons)
        if not reasons:
            left.append(f"{found.rule.name} {found.subject.path}: ours {found.expected}, theirs {found.live}")
    return left


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.parent.name)
def test_the_bases_of_our_cases(base: Path, make_database: MakeDatabase) -> None:
    assert unexplained(*witnesses(make_database(base.read_text(encoding="utf-8")))) == []
    heard.add(base.parent.name)


def test_the_seed_and_all_beyond_it(make_database: MakeDatabase) -> None:
    ours, theirs = witnesses(make_database(seed_sql() + extras_sql()))
    assert unexplained(ours, theirs) == []
    assert len(ours.tables) > 20
    heard.add("the seed")


def test_models(make_database: MakeDatabase) -> None:
    assert unexplained(*witnesses(make_database(made_by_itself()))) == []
    heard.add("the models")


@pytest.mark.parametrize("file", SCHEMAS[::4], ids=lambda file: file.stem)
def test_databases_of_prisma(file: Path, make_database: MakeDatabase) -> None:
    sql = ddl(file)
    if needs_contrib(sql):
        pytest.skip("needs a server with the additional modules")
    assert unexplained(*witnesses(make_database(sql))) == []


def test_a_difference_would_be_seen(make_database: MakeDatabase) -> None:
    ours, _ = witnesses(make_database("CREATE TABLE t (a int NOT NULL, b text DEFAULT 'x', PRIMARY KEY (a))"))
    _, theirs = witnesses(make_database("CREATE TABLE t (a int, b varchar DEFAULT 'y', c int UNIQUE)"))
    assert len(unexplained(ours, theirs)) == 6


def test_every_reason_is_needed() -> None:
    if heard < ALL:
        pytest.skip("the tests that need them have not all run in this process")
    assert set(REASONS) - needed == set()
