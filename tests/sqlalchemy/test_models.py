"""Thirty tables of models, made on PostgreSQL by their own `create_all`: no finding; one change each: named."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy.dialects import postgresql

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.render import FORMATS, RenderOptions
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions
from tests.conftest import MakeDatabase

from .models import Base

SOURCE = "python:tests.sqlalchemy.models:Base"
TODAY = date(2026, 11, 22)


@cache
def made_by_itself() -> str:
    """The statements that `create_all` sends to an empty PostgreSQL."""
    dialect = postgresql.dialect(paramstyle="named")
    sent: list[str] = []
    engine = sqlalchemy.create_mock_engine(
        "postgresql+psycopg://", lambda statement, *_, **__: sent.append(str(statement.compile(dialect=dialect)))
    )
    Base.metadata.create_all(engine, checkfirst=False)
    # It asks the server whether a sequence that several tables share is there; here nobody answers.
    return ";\n".join(["CREATE SCHEMA archive", *dict.fromkeys(sent)])


def checked(url: str, expected: str = SOURCE) -> Report:
    return check(expected, ConnectionOptions(url=url), fail_on=Severity.NOTE, today=TODAY)


def told(report: Report) -> str:
    return FORMATS["text"].report(report, RenderOptions())


def test_there_are_thirty_tables() -> None:
    assert len(Base.metadata.tables) > 30


def test_what_it_makes_is_what_it_expects(make_database: MakeDatabase) -> None:
    report = checked(make_database(made_by_itself()))
    assert report.outcome == "in sync", told(report)
    assert report.findings == (), told(report)
    # What a column computes of numbers of several types, the server writes with casts of its own.
    open_ = [gap.what for gap in report.not_checked if gap.cause != "not stated"]
    assert [what for what in open_ if not what.startswith("generated of ")] == [], told(report)


@pytest.mark.parametrize(
    ("sql", "rule", "words"),
    [
        ("DROP TABLE refunds", "table-missing", "refunds"),
        ("ALTER TABLE users DROP COLUMN birthday", "column-missing", "birthday"),
        ("ALTER TABLE users ADD nickname text", "column-unexpected", "nickname"),
        ("ALTER TABLE generic_types ALTER a_number TYPE numeric(12,3)", "column-type", "numeric(12,2)"),
        ("ALTER TABLE generic_types ALTER a_zoned_moment TYPE timestamp", "column-type", "timestamptz"),
        ("ALTER TABLE generic_types ALTER varied TYPE json", "column-type", "jsonb"),
        ("ALTER TABLE generic_types ALTER folded TYPE varchar(81)", "column-type", "varchar(80)"),
        ("ALTER TABLE generic_types ALTER a_collated_string TYPE varchar(40)", "column-collation", "a_collated_string"),
        ("ALTER TABLE postgres_types ALTER short_strings TYPE text[]", "column-type", "varchar(20)[]"),
        ("ALTER TABLE postgres_types ALTER an_array SET DEFAULT '{a}'", "column-default", "an_array"),
        ("ALTER TABLE users ALTER email DROP NOT NULL", "column-nullable", "email"),
        ("ALTER TABLE users ALTER is_active SET DEFAULT false", "column-default", "is_active"),
        ("ALTER TABLE users ALTER is_active DROP DEFAULT", "column-default-lost", "is_active"),
        ("ALTER TABLE generic_types ALTER only_in_python SET DEFAULT 3", "column-default-unexpected", "only_in_python"),
        ("ALTER TABLE users ALTER id DROP IDENTITY", "column-identity", "ALWAYS"),
        ("ALTER TABLE invoices ALTER serial SET GENERATED ALWAYS", "column-identity", "BY DEFAULT"),
        ("ALTER TABLE orders ALTER id DROP DEFAULT", "column-default-lost", "serial"),
        ("ALTER TABLE orders ALTER number SET DEFAULT 1", "column-default", "order_numbers"),
        ("ALTER TABLE users ALTER initials DROP EXPRESSION", "column-generated", "initials"),
        ("ALTER TABLE lines DROP total, ADD total numeric NOT NULL GENERATED ALWAYS AS (pieces + price) STORED",
         "column-generated-expression", "total"),
        ("ALTER TABLE friends DROP CONSTRAINT pk_friends", "primary-key-missing", "friends"),
        ("ALTER TABLE users RENAME CONSTRAINT uq_users_email TO users_email_key", "unique-name", "uq_users_email"),
        ("ALTER TABLE teams DROP CONSTRAINT uq_teams_owner_id_title", "unique-missing", "owner_id"),
        ("ALTER TABLE invitations DROP CONSTRAINT one_code, ADD CONSTRAINT one_code UNIQUE (code)", "unique-deferral",
         "code"),
        ("DROP INDEX uq_products_title_open", "unique-missing", "lower"),
        ("DROP INDEX ix_users_lower; CREATE UNIQUE INDEX ix_users_lower ON users (lower(email)) WHERE is_active",
         "unique-partial", "ix_users_lower"),
        ("DROP INDEX ix_orders_buyer", "index-missing", "ix_orders_buyer"),
        ("DROP INDEX ix_products_search; CREATE INDEX ix_products_search ON products USING gist (search)",
         "index-method", "gin"),
        ("DROP INDEX ix_products_title; CREATE INDEX ix_products_title ON products (title, price) INCLUDE (sku)",
         "index-order", "DESC"),
        ("DROP INDEX ix_sessions_data; CREATE INDEX ix_sessions_data ON sessions USING gin (data)",
         "index-operator-class", "jsonb_path_ops"),
        ("DROP INDEX ix_users_active; CREATE INDEX ix_users_active ON users (is_active)", "index-predicate",
         "ix_users_active"),
        ("CREATE INDEX ix_only_elsewhere ON products (title)", "index-unexpected", "ix_only_elsewhere"),
        ("ALTER TABLE memberships DROP CONSTRAINT fk_memberships_user_id_users", "foreign-key-missing", "user_id"),
        ("ALTER TABLE stock DROP CONSTRAINT fk_stock_country_number_warehouses", "foreign-key-missing", "country"),
        ("ALTER TABLE teams DROP CONSTRAINT fk_teams_owner_id_users, ADD CONSTRAINT fk_teams_owner_id_users "
         "FOREIGN KEY (owner_id) REFERENCES users ON DELETE CASCADE ON UPDATE CASCADE", "foreign-key-on-delete",
         "RESTRICT"),
        ("ALTER TABLE archive.visits DROP CONSTRAINT fk_visits_user_id_users, ADD CONSTRAINT fk_visits_user_id_users "
         "FOREIGN KEY (user_id) REFERENCES teams", "foreign-key-target", "users"),
        ("ALTER TABLE invitations ALTER CONSTRAINT fk_invitations_team_id_user_id_memberships NOT DEFERRABLE",
         "foreign-key-deferral", "team_id"),
        ("ALTER TABLE products DROP CONSTRAINT ck_products_price", "check-missing", "ck_products_price"),
        ("ALTER TABLE products DROP CONSTRAINT ck_products_price, "
         "ADD CONSTRAINT ck_products_price CHECK (price > 0)", "check-expression", "price"),
        ("ALTER TABLE archive.ledger_2020 ADD CHECK (amount < 100)", "check-unexpected", "ledger_2020"),
        ("ALTER TYPE role ADD VALUE 'ADMIN'", "enum-label-unexpected", "ADMIN"),
        ("ALTER TYPE archive.mood RENAME VALUE 'good' TO 'fine'", "enum-label-missing", "good"),
        ("ALTER TABLE memberships ALTER role DROP DEFAULT, ALTER role TYPE order_state USING 'open'", "column-type",
         "role"),
        ("COMMENT ON TABLE teams IS NULL", "comment", "teams"),
        ("ALTER TABLE sessions SET LOGGED", "table-logged", "sessions"),
    ],
)  # fmt: skip
def test_one_change(sql: str, rule: str, words: str, make_database: MakeDatabase) -> None:
    report = checked(make_database(sql, template=made_by_itself()))
    assert any(rule in finding.rule.name for finding in report.findings), told(report)
    assert words in told(report)


def test_offline_against_a_snapshot_of_itself(tmp_path: Path) -> None:
    spec = tmp_path / "models.yaml"
    spec.write_text(snapshot(SOURCE, ConnectionOptions(), everything=True), encoding="utf-8")
    report = check(str(spec), ConnectionOptions(), against=SOURCE, fail_on=Severity.NOTE, today=TODAY)
    assert report.outcome == "in sync", told(report)
    spec.write_text(spec.read_text(encoding="utf-8").replace("varchar(320)", "varchar(300)"), encoding="utf-8")
    report = check(str(spec), ConnectionOptions(), against=SOURCE, fail_on=Severity.NOTE, today=TODAY)
    assert [finding.rule.name for finding in report.findings] == ["column-type"], told(report)


def test_its_snapshot_against_what_it_makes(tmp_path: Path, make_database: MakeDatabase) -> None:
    spec = tmp_path / "models.yaml"
    spec.write_text(snapshot(SOURCE, ConnectionOptions(), everything=True), encoding="utf-8")
    report = checked(make_database(made_by_itself()), str(spec))
    assert report.outcome == "in sync", told(report)


def test_tables_of_a_schema_that_the_url_names(make_database: MakeDatabase) -> None:
    sql = made_by_itself().replace("CREATE SCHEMA archive", "CREATE SCHEMA archive; CREATE SCHEMA app; "
                                   "SET search_path = app")  # fmt: skip
    report = checked(make_database(sql) + "?schema=app")
    assert report.outcome == "in sync", told(report)
