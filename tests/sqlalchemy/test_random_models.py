"""Random models on every kind of database: in sync with what their own create_all makes; a change of it is found."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Computed, ForeignKey, Index, MetaData, Table, UniqueConstraint, text
from sqlalchemy.dialects import mysql

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.compare import compare
from schemacheck.model.schema import Schema
from schemacheck.report.policy import Policy
from schemacheck.report.rules import Severity
from schemacheck.sources.postgres.catalog.parts.registry import KINDS
from schemacheck.sources.postgres.catalog.read import ReadScope, read
from schemacheck.sources.postgres.connect.connection_info import parse_connection
from schemacheck.sources.source import ConnectionOptions
from schemacheck.sources.sqlalchemy.folding import folded
from schemacheck.sources.sqlalchemy.live import read_connection
from schemacheck.sources.sqlalchemy.metadata import describe
from tests.conftest import MakeDatabase
from tests.servers.mariadb import MariaDB

from .test_models import told

BOUNDED = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
TEXTS = ["", "it's", "a\\b", "NULL", "50 %s %% x", '"q"', "CURRENT_TIMESTAMP", ";", "a\nb"]

Typed = tuple[Any, Any]
"""A type and a server default."""


def everywhere() -> st.SearchStrategy[Typed]:
    s = sqlalchemy
    return st.one_of(
        st.tuples(st.sampled_from([s.Integer(), s.BigInteger(), s.SmallInteger()]), st.sampled_from([None, "0", "7"])),
        st.tuples(st.sampled_from([s.String(20), s.String(255), s.Unicode(30)]), st.sampled_from([None, *TEXTS])),
        st.tuples(st.just(s.Boolean()), st.sampled_from([None, s.true(), s.false()])),
        st.tuples(st.just(s.Numeric(10, 2)), st.sampled_from([None, "1.5", text("0.50")])),
        st.tuples(
            st.sampled_from([
                s.Text(), s.Date(), s.Time(), s.LargeBinary(), s.JSON(), s.Uuid(), s.Float(), s.Float(10), s.Float(53),
                s.Double(), s.Numeric(), s.Numeric(5), s.Interval(), s.UnicodeText(),
            ]),
            st.none(),
        ),
        st.tuples(st.just(s.DateTime()), st.sampled_from([None, text("CURRENT_TIMESTAMP"), s.func.now()])),
    )  # fmt: skip


def in_mariadb() -> st.SearchStrategy[Typed]:
    return st.one_of(
        everywhere(),
        st.tuples(
            st.sampled_from([
                sqlalchemy.Text(9), sqlalchemy.Text(64), sqlalchemy.Text(70000), sqlalchemy.LargeBinary(9),
                sqlalchemy.LargeBinary(256), mysql.INTEGER(unsigned=True), mysql.BIGINT(11), mysql.TINYINT(1),
                mysql.INTEGER(zerofill=True), mysql.SET("x", "y z"), mysql.YEAR(), mysql.DOUBLE(10, 2), mysql.CHAR(3),
                mysql.VARCHAR(9, charset="latin1", collation="latin1_bin"), mysql.VARCHAR(9, charset="ascii"),
                mysql.VARCHAR(9, collation="utf8mb4_bin"), mysql.NVARCHAR(7), sqlalchemy.Enum("a", "b'c", "d,e"),
            ]),
            st.none(),
        ),
        st.tuples(st.just(mysql.BIT(5)), st.sampled_from([None, text("b'00101'"), text("5")])),
        st.tuples(
            st.just(sqlalchemy.Integer()),
            st.sampled_from([text("(1 + 2)"), text("(if(1 > 0, 2, 3))"), text("(-5)")]),
        ),
        st.tuples(
            st.just(sqlalchemy.String(99)),
            st.sampled_from([text("(concat('ORD-', uuid()))"), text("(upper('a'))"), text("(replace(uuid(),'-',''))")]),
        ),
        st.tuples(st.just(sqlalchemy.JSON()), st.sampled_from([text("('{}')"), text("(json_object('a', 1))")])),
        st.tuples(
            st.just(mysql.DATETIME(fsp=3)),
            st.sampled_from([
                text("CURRENT_TIMESTAMP(3)"), text("CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)"),
                text("NULL ON UPDATE CURRENT_TIMESTAMP(3)"), text("(current_timestamp() + interval 1 day)"),
            ]),
        ),
    )  # fmt: skip


@st.composite
def models(draw: st.DrawFn, typed: st.SearchStrategy[Typed]) -> MetaData:
    metadata = MetaData()
    for number in range(draw(st.integers(1, 3))):
        columns: list[Column[Any]] = [
            Column("id", draw(st.sampled_from([sqlalchemy.Integer, sqlalchemy.BigInteger]))(), primary_key=True)
        ]
        for place in range(draw(st.integers(1, 5))):
            type_, default = draw(typed)
            name = draw(st.sampled_from(["c", "Col", "my col", "order", "a-b", "é"])) + str(place)
            # Whatever is nothing may be NULL; ON UPDATE NULL must be.
            nullable = draw(st.booleans()) or str(default).startswith("NULL")
            columns.append(Column(name, type_.copy() if hasattr(type_, "copy") else type_, server_default=default,
                                  nullable=nullable))  # fmt: skip
        columns.append(Column("n", sqlalchemy.Integer()))
        columns.append(Column("word", sqlalchemy.String(30), unique=draw(st.booleans())))
        if draw(st.booleans()):
            columns.append(Column("made", sqlalchemy.Integer(), Computed("n + 1", persisted=True)))
        name = draw(st.sampled_from(["t", "My T", "t-"])) + str(number)
        table = Table(name, metadata, *columns)
        if number and draw(st.booleans()):
            target = next(iter(metadata.tables.values())).columns["id"]
            rule = draw(st.sampled_from([None, "CASCADE", "SET NULL", "RESTRICT"]))
            key = ForeignKey(target, ondelete=rule, name=draw(st.sampled_from([None, f"fk{number}"])))
            table.append_column(Column("parent", type(target.type)(), key, index=draw(st.booleans())))
        for place, unique in enumerate(draw(st.lists(st.booleans(), max_size=2))):
            element: Any = draw(st.sampled_from([table.c.n, table.c.word, table.c.n.desc(), text("word DESC")]))
            # One that is unique is about columns that no constraint makes unique, so that it can be told from that.
            also = [table.c.id] if unique else []
            Index(f"ix{number}_{place}", element, *also, unique=unique, _table=table)
        if draw(st.booleans()):
            table.append_constraint(UniqueConstraint("n", name=draw(st.sampled_from([None, f"uq{number}"]))))
        if draw(st.booleans()):
            condition = draw(st.sampled_from(["n > 0", "n <> 3 AND n < 100", "word <> 'it''s'", "n IN (1, 2)"]))
            table.append_constraint(sqlalchemy.CheckConstraint(condition, name=f"ck{number}"))
    return metadata


CHANGES: list[Callable[[Table], list[str]]] = [
    lambda table: [f"ALTER TABLE {quoted(table)} ADD extra int"],
    lambda table: [f"ALTER TABLE {quoted(table)} DROP COLUMN {quoted(list(table.columns)[1])}"],
    lambda table: [f"CREATE INDEX surplus ON {quoted(table)} (word, n)"],
    lambda table: [f"CREATE UNIQUE INDEX surplus ON {quoted(table)} (n, word)"],
    lambda table: [f"ALTER TABLE {quoted(table)} RENAME COLUMN n TO m"],
    lambda table: [f"CREATE TABLE copied AS SELECT * FROM {quoted(table)}", f"ALTER TABLE {quoted(table)} RENAME TO z"],
    lambda table: [f"DROP INDEX {index.name}" for index in list(table.indexes)[:1]],
]


def quoted(item: Any) -> str:
    return f'"{item.name}"'


def differences(engine: sqlalchemy.Engine, metadata: MetaData, database: str) -> list[str]:
    with engine.connect() as connection:
        live = read_connection(connection, "it", None)
    return told_apart(*folded(describe(metadata, "the model", "", database), live.schema, live.folding))


def told_apart(wanted: Schema, found: Schema) -> list[str]:
    return [
        f"{each.rule.name} {each.subject.path}: {each.expected} / {each.live}"
        for each in compare(wanted, found, Policy()).findings
    ]


def in_sync_with_its_snapshot(url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "spec.yaml"
        spec.write_text(snapshot(url, ConnectionOptions(), everything=True), encoding="utf-8")
        report = check(str(spec), ConnectionOptions(url=url), fail_on=Severity.NOTE, today=date(2026, 11, 22))
        assert report.outcome == "in sync", told(report) + spec.read_text(encoding="utf-8")


@pytest.fixture
def emptied(maria: MariaDB) -> Iterator[Callable[[], str]]:
    """Empty one database again and again."""
    name = maria.make([])

    def empty() -> str:
        maria.run([f"DROP DATABASE {name}", f"CREATE DATABASE {name} CHARACTER SET utf8mb4"])
        return maria.url(name)

    yield empty
    maria.run([f"DROP DATABASE {name}"])


def test_a_unique_is_one_thing_in_mariadb(emptied: Callable[[], str]) -> None:
    """Whether a model calls it a constraint or an index, the server makes the same of it."""
    metadata = MetaData()
    columns = [Column(name, sqlalchemy.Integer, nullable=False) for name in "abc"]
    Table("t", metadata, *columns, UniqueConstraint("a"), UniqueConstraint("b", name="named"))
    Index("of_c", metadata.tables["t"].c.c, unique=True)
    engine = sqlalchemy.create_engine(emptied(), poolclass=sqlalchemy.NullPool)
    metadata.create_all(engine)
    assert differences(engine, metadata, "mariadb") == []


@BOUNDED
@given(metadata=models(in_mariadb()), change=st.sampled_from(CHANGES))
def test_mariadb(metadata: MetaData, change: Callable[[Table], list[str]], emptied: Callable[[], str]) -> None:
    url = emptied()
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    metadata.create_all(engine)
    assert differences(engine, metadata, "mariadb") == []
    in_sync_with_its_snapshot(url)
    table = list(metadata.tables.values())[-1]
    statements = [each.replace('"', "`") for each in change(table)]
    if statements:
        with engine.begin() as connection:
            for each in statements:
                on = f" ON `{table.name}`" if each.startswith("DROP INDEX") else ""
                connection.exec_driver_sql(each.replace("%", "%%") + on)
        assert differences(engine, metadata, "mariadb") != []


@BOUNDED
@given(metadata=models(everywhere()), change=st.sampled_from(CHANGES))
def test_sqlite(metadata: MetaData, change: Callable[[Table], list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/app.db"
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
        metadata.create_all(engine)
        assert differences(engine, metadata, "sqlite") == []
        in_sync_with_its_snapshot(url)
        statements = change(list(metadata.tables.values())[-1])
        if statements and "DROP COLUMN" not in statements[0]:
            with engine.begin() as connection:
                for each in statements:
                    connection.exec_driver_sql(each)
            assert differences(engine, metadata, "sqlite") != []


@BOUNDED
@given(metadata=models(everywhere()), change=st.sampled_from(CHANGES))
def test_postgresql(metadata: MetaData, change: Callable[[Table], list[str]], make_database: MakeDatabase) -> None:
    url = make_database()
    expected = describe(metadata, "the model", "public")
    engine = sqlalchemy.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sqlalchemy.NullPool
    )
    metadata.create_all(engine)
    scope = ReadScope("public", ("public",), kinds=frozenset(KINDS))
    target = parse_connection(url, "the test")
    assert told_apart(expected, read(target, scope, connect_timeout=10)) == []
    in_sync_with_its_snapshot(url)
    statements = change(list(metadata.tables.values())[-1])
    if statements:
        with engine.begin() as connection:
            for each in statements:
                connection.exec_driver_sql(each.replace("DROP COLUMN", "DROP") + (" CASCADE" if "DROP" in each else ""))
        assert told_apart(expected, read(target, scope, connect_timeout=10)) != []
