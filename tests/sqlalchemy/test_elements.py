"""Index elements as texts, and names in another schema: a model is in sync with what its own create_all makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
import sqlalchemy
from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Index,
    Integer,
    MetaData,
    Sequence,
    Table,
    Text,
    desc,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ENUM, JSONB

from schemacheck.compare import compare
from schemacheck.report.policy import Policy
from schemacheck.sources.postgres.catalog.parts.registry import KINDS
from schemacheck.sources.postgres.catalog.read import ReadScope, read
from schemacheck.sources.postgres.connect.connection_info import parse_connection
from schemacheck.sources.sqlalchemy.index_elements import read_element
from schemacheck.sources.sqlalchemy.metadata import describe
from schemacheck.sql.bare_names import BUILTIN_FUNCTIONS, with_schema
from tests.conftest import MakeDatabase

ELEMENTS = [
    "created DESC", "created DESC NULLS LAST", "created ASC", "created NULLS FIRST", "created desc nulls first",
    "name text_pattern_ops", 'name COLLATE "C"', "lower(name) DESC", "lower(name) text_pattern_ops",
    "(j ->> 'a') DESC", 'lower(name) COLLATE "C" text_pattern_ops DESC NULLS LAST', '(name COLLATE "C")',
    '(lower(name) COLLATE "C")', '(name || name COLLATE "C")', '"B c" DESC', "NAME", "name text_ops",
    "name pg_catalog.text_pattern_ops", 'name COLLATE pg_catalog."C"', 'name COLLATE "default"', 'col COLLATE "C"',
    'col COLLATE "default"', "(t.name)", "a, name desc", "coalesce(name, 'x, y)') DESC",
    "extract(year from created)", "(a+1) int4_ops", "date_trunc('day', created) desc nulls last", "nk desc",
    "((lower(name)))", "(a) asc nulls first", "cast(a as text)", "lower(coalesce(name, '(')) text_pattern_ops asc",
    '"name"COLLATE"C"text_pattern_ops', "name /* why */ DESC",
]  # fmt: skip
OWN = """CREATE SCHEMA app; CREATE SEQUENCE app.s; CREATE SEQUENCE s;
CREATE FUNCTION app.nn() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION nn() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2';
CREATE FUNCTION app.length(text) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 3'"""
DEFAULTS = [
    "app.nn()", "nn()", "public.nn()", "NN()", '"nn"()', "nextval('app.s')", "nextval('s')", "nextval('s'::regclass)",
    "nextval('public.s')", "(app.nn() + nn())", "coalesce(nn(), app.nn())", "abs(nn())", "length('a')",
    "app.length('a')", "pg_catalog.length('a')", "'1'::int", "extract(year from now())::int",
    "CASE WHEN (nn() IN (1, 2)) THEN (3) ELSE cast('4' as int) END", "pg_backend_pid()",
]  # fmt: skip

Differences = Callable[..., list[str]]


@pytest.fixture
def differences(make_database: MakeDatabase) -> Differences:
    """Make a metadata's tables and say how they differ from it."""

    def found(metadata: MetaData, before: str = "", after: str = "") -> list[str]:
        url = make_database(before)
        engine = sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        metadata.create_all(engine)
        engine.dispose()
        if after:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(after)
        expected = describe(metadata, "the model", "public")
        scope = ReadScope("public", expected.namespaces, kinds=frozenset(KINDS) - {"functions", "sequences"})
        live = read(parse_connection(url, "the test"), scope, connect_timeout=10)
        return [
            f"{each.rule.name} {each.subject.path}: {each.expected} / {each.live}"
            for each in compare(expected, live, Policy()).findings
        ]

    return found


def things(*elements: Any, unique: bool = False) -> MetaData:
    metadata = MetaData()
    table = Table(
        "t", metadata, Column("a", Integer), Column("name", Text), Column("j", JSONB), Column("B c", Text),
        Column("created", sqlalchemy.DateTime), Column("col", Text(collation="C")), Column("nk", Integer, key="other"),
    )  # fmt: skip
    for number, element in enumerate(elements):
        Index(f"i{number}", text(element) if isinstance(element, str) else element, unique=unique, _table=table)
    return metadata


@pytest.mark.parametrize("unique", [False, True])
def test_elements_that_are_texts(unique: bool, differences: Differences) -> None:
    assert differences(things(*ELEMENTS, unique=unique)) == []


def test_elements_that_are_not(differences: Differences) -> None:
    metadata = things()
    t = metadata.tables["t"]
    Index("o1", t.c.created, postgresql_ops={"created": "DESC"})
    Index("o2", "name", postgresql_ops={"name": "text_pattern_ops DESC"}, _table=t)
    Index("o3", func.lower(t.c.name).label("l"), postgresql_ops={"l": "text_pattern_ops DESC NULLS LAST"})
    Index("o4", t.c.name.collate("C").desc().nulls_last())
    Index("o5", t.c.name.collate("C"), t.c.other.desc())
    Index("o6", desc("name"), t.c["B c"].desc(), _table=t)
    Index("o7", literal_column("name DESC"), t.c.a)
    Index("o8", t.c.j, postgresql_using="gin", postgresql_ops={"j": "jsonb_path_ops"})
    Index("o9", t.c.j, postgresql_using="gin", postgresql_ops={"j": "jsonb_ops"})
    Index("o10", func.coalesce(t.c.name, "%"), t.c.a + 1, postgresql_where=t.c.name.like("a%"))
    assert differences(metadata) == []


def test_storage_parameters(differences: Differences) -> None:
    metadata = things()
    Index("o1", metadata.tables["t"].c.name, postgresql_with={"fillfactor": 70, "deduplicate_items": False})
    assert differences(metadata) == []
    assert len(differences(metadata, after="ALTER INDEX o1 RESET (fillfactor)")) == 1


@pytest.mark.parametrize(
    ("element", "made"),
    [
        ("created DESC", "created"),
        ("created DESC NULLS LAST", "created DESC"),
        ("created NULLS FIRST", "created"),
        ("name text_pattern_ops", "name"),
        ('name COLLATE "C"', "name"),
        ('lower(name) COLLATE "C"', "lower(name)"),
        ("lower(name) DESC", "upper(name) DESC"),
        ("a, name desc", "a, name"),
    ],
)
def test_a_change(element: str, made: str, differences: Differences) -> None:
    after = f"DROP INDEX i0; CREATE INDEX i0 ON t ({made})"
    assert len(differences(things(element), after=after)) >= 1


def test_elements_of_other_databases() -> None:
    part = read_element("a || b COLLATE nocase DESC", "sqlite")
    assert (part.column, part.expression, part.collation, part.descending) == (
        None,
        "a || b COLLATE nocase",
        None,
        True,
    )
    part = read_element("[Name] COLLATE nocase", "sqlite")
    assert (part.column, part.collation) == ("Name", "nocase")
    part = read_element("`a`(10) DESC", "mysql")
    assert (part.column, part.expression, part.descending) == (None, "`a`(10)", True)
    assert read_element("a + ", "postgresql").expression == "a +"
    assert read_element("1", "postgresql").column is None


@pytest.mark.parametrize("default", DEFAULTS)
@pytest.mark.parametrize("schema", ["app", None])
def test_defaults_in_a_schema(schema: str | None, default: str, differences: Differences) -> None:
    metadata = MetaData(schema=schema)
    Table("t", metadata, Column("a", Integer, server_default=text(default)))
    assert differences(metadata, OWN) == []


@pytest.mark.parametrize("schema", ["app", None])
def test_sequences_of_their_own(schema: str | None, differences: Differences) -> None:
    metadata = MetaData(schema=schema)
    Table(
        "t", metadata,
        Column("a", Integer, server_default=Sequence("s2", metadata=metadata).next_value()),
        Column("b", Integer, server_default=Sequence("s3", schema="app", metadata=metadata).next_value()),
        Column("id", Integer, Sequence("s4"), primary_key=True),
    )  # fmt: skip
    assert differences(metadata, OWN) == []


@pytest.mark.parametrize(
    ("default", "after"),
    [
        ("nn()", "app.nn()"),
        ("app.nn()", "public.nn()"),
        ("nextval('s')", "nextval('app.s')"),
        ("nextval('app.s')", "nextval('s')"),
        ("length('a')", "app.length('a')"),
    ],
)
def test_another_schema_is_another_default(default: str, after: str, differences: Differences) -> None:
    metadata = MetaData(schema="app")
    Table("t", metadata, Column("a", Integer, server_default=text(default)))
    found = differences(metadata, OWN, f"ALTER TABLE app.t ALTER a SET DEFAULT {after}")
    assert [each.split(":")[0] for each in found] == ["column-default app.t.a"], found


def test_everything_else_in_a_schema(differences: Differences) -> None:
    metadata = MetaData(schema="app")
    mood = "CREATE TYPE app.mood AS ENUM ('a'); CREATE TYPE mood AS ENUM ('a')"
    enums = {name: ENUM("a", name="mood", schema=name, create_type=False) for name in ("app", "public")}
    table = Table(
        "t", metadata, Column("a", Integer), Column("g", Integer, Computed("nn() + a + app.nn()", persisted=True)),
        Column("x", Text),
        Column("m", enums["app"], server_default="a"),
        Column("m2", enums["app"], server_default=text("'a'::app.mood")),
        Column("p", enums["public"], server_default=text("'a'::mood")),
        Column("y", Text, server_default=text("('a'::mood)::text")),
        CheckConstraint("a > nn()", name="c1"), CheckConstraint("a > app.nn()", name="c2"),
        CheckConstraint("length(x) > 0 AND (a <> 1 OR NOT (a = ANY (ARRAY[1, 2])))", name="c3"),
    )  # fmt: skip
    Index("i1", text("(a + nn()) DESC"), _table=table, postgresql_where=text("a > nn()"))
    Index("i2", text("(a + app.nn())"), _table=table)
    assert differences(metadata, f"{OWN}; {mood}") == []


def viewed(kind: str, **said: object) -> MetaData:
    """Give a model of a view: one that says so, or one that SQLAlchemy itself makes."""
    metadata = things()
    columns = Column("a", Integer, primary_key=True), Column("name", sqlalchemy.String(9), nullable=False)
    if kind == "said":
        made: Any = sqlalchemy.DDL("CREATE VIEW v AS SELECT a, name::varchar(9) FROM t")  # type: ignore[no-untyped-call]
        Table("v", metadata, *columns, info={"is_view": True}).set_creator_ddl(made)
    else:
        t = metadata.tables["t"]
        query = sqlalchemy.select(t.c.a, sqlalchemy.cast(t.c.name, sqlalchemy.String(9)).label("name"))
        sqlalchemy.schema.CreateView(query, "v", metadata=metadata, **said)  # type: ignore[arg-type]
    return metadata


@pytest.mark.skipif(not hasattr(sqlalchemy.schema, "CreateView"), reason="SQLAlchemy 2.0 makes no views")
@pytest.mark.parametrize("kind", ["said", "made", "materialized"])
def test_a_model_of_a_view(kind: str, differences: Differences) -> None:
    kinds = {"materialized": True} if kind == "materialized" else {}
    word = "MATERIALIZED VIEW" if kinds else "VIEW"
    model = viewed(kind, **kinds)
    assert differences(model) == []
    for after, rule in (
        (f"DROP {word} v", "table-missing"),
        (f"DROP {word} v; CREATE {word} v AS SELECT a FROM t", "column-missing"),
        (f"DROP {word} v; CREATE {word} v AS SELECT a, name FROM t", "column-type"),
        (f"DROP {word} v; CREATE TABLE v (a int, name varchar(9))", "table-kind"),
    ):
        assert [each.split()[0] for each in differences(model, after=after)] == [rule]


def test_bare_names_get_a_schema() -> None:
    assert with_schema("nn()", "public", "public") == "nn()"
    assert with_schema("f(a) + lower(b)", "home", "app") == "home.f ( a ) + lower ( b )"
    assert with_schema("lower(b)", "home", "app") == "lower(b)"
    assert with_schema("x.f(1)::double precision", "home", "app") == "x.f(1)::double precision"
    assert with_schema("'a'::mood", "home", "app") == "'a' :: home.mood"


def test_builtin_functions_are_those_of_the_server(make_database: MakeDatabase) -> None:
    with psycopg.connect(make_database()) as connection:
        rows = connection.execute(
            "SELECT DISTINCT proname FROM pg_catalog.pg_proc p WHERE pronamespace = 'pg_catalog'::regnamespace "
            "AND prokind = 'f' AND NOT proretset AND proname NOT LIKE 'pg\\_%' AND provolatile = 'i' "
            "AND proargnames IS NOT NULL AND NOT EXISTS (SELECT FROM pg_catalog.pg_operator WHERE oprcode = p.oid)"
        ).fetchall()
    names = {str(name) for (name,) in rows}
    assert len(names) > 20
    assert names - BUILTIN_FUNCTIONS == set()
