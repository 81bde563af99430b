"""What is MariaDB's own: its words for types and defaults, other databases of a server; and that nothing is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import exc

from schemacheck.app.check import check
from schemacheck.app.snapshot import snapshot
from schemacheck.base.errors import UncheckedError
from schemacheck.report.report import Report
from schemacheck.report.rules import Severity
from schemacheck.sources.source import ConnectionOptions
from schemacheck.sources.sqlalchemy.address import read_address
from schemacheck.sources.sqlalchemy.live import _engine, _reading
from tests.servers.mariadb import MariaDB
from tests.shared import ROOT

from .test_models import told

CUSTOMERS = """CREATE TABLE customers (
    id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, Email varchar(191) NOT NULL UNIQUE,
    is_active boolean NOT NULL DEFAULT true, state enum('new','old') NOT NULL DEFAULT 'new', data json,
    updated_at datetime(3) NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3))"""
ALL = """CREATE TABLE `odd ``name` (
    a tinyint(4) NOT NULL, b mediumint(8) unsigned DEFAULT 7, c decimal(10,2) unsigned DEFAULT 0.50, d double, e float,
    f char(4) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'it''s', g longtext, h json DEFAULT '{"a": 1}',
    i binary(4), j varbinary(9) DEFAULT 'x', k bit(3) DEFAULT b'101', l year DEFAULT 2001, m time(2), n date,
    o timestamp NULL, p datetime DEFAULT '2020-01-02 03:04:05', q set('x','y'), r uuid DEFAULT uuid(), s inet6,
    t int GENERATED ALWAYS AS (a * 2) STORED, u varchar(20) AS (concat(f, '-', a)) VIRTUAL, v point, w mediumblob,
    x int CHECK (x > 0), CONSTRAINT `The Check` CHECK (b > a AND f <> 'CHECK ('),
    UNIQUE KEY two (a, b), KEY later (b DESC, c), FULLTEXT KEY words (g), KEY pre (g(10)))"""

Make = Callable[..., str]


@pytest.fixture
def make(maria: MariaDB) -> Iterator[Make]:
    """Make databases by name, dropped at the end."""
    made: list[str] = []

    def one(*statements: str) -> str:
        made.append(maria.make(list(statements)))
        return made[-1]

    yield one
    maria.run([f"DROP DATABASE {name}" for name in made])


def checked(folder: Path, spec: str, url: str) -> Report:
    (folder / "spec.yaml").write_text(spec, encoding="utf-8")
    access = ConnectionOptions(url=url, connect_timeout=2)
    return check(str(folder / "spec.yaml"), access, fail_on=Severity.NOTE, today=date(2026, 11, 22))


def test_the_example_of_the_documentation(tmp_path: Path, maria: MariaDB, make: Make) -> None:
    page = (ROOT / "docs" / "other-databases.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    report = checked(tmp_path, example, maria.url(make(CUSTOMERS)))
    assert report.outcome == "in sync", told(report)
    assert "in a read-only transaction" in report.live.label
    assert "root" in report.live.label


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("MODIFY id int unsigned NOT NULL", "column-identity"),
        ("MODIFY id int NOT NULL AUTO_INCREMENT", "column-type"),
        ("MODIFY state enum('New','old') NOT NULL DEFAULT 'old'", "column-type"),
        ("MODIFY data longtext", "column-type"),
        ("MODIFY updated_at datetime(3) NULL DEFAULT current_timestamp(3)", "column-default"),
        ("MODIFY is_active boolean NOT NULL DEFAULT false", "column-default"),
        ("MODIFY is_active tinyint NOT NULL DEFAULT 1", "column-type"),
    ],
)
def test_small_changes(change: str, rule: str, tmp_path: Path, maria: MariaDB, make: Make) -> None:
    page = (ROOT / "docs" / "other-databases.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    report = checked(tmp_path, example, maria.url(make(CUSTOMERS, f"ALTER TABLE customers {change}")))
    assert rule in [finding.rule.name for finding in report.findings], told(report)


def test_a_snapshot_of_every_type_is_in_sync(tmp_path: Path, maria: MariaDB, make: Make) -> None:
    url = maria.url(make(ALL))
    spec = snapshot(url, ConnectionOptions(), everything=True)
    report = checked(tmp_path, spec, url)
    assert report.outcome == "in sync", told(report) + spec
    for words in (
        "a: tinyint",
        'c: {type: "decimal(10,2) unsigned", nullable: true, default: 0.5}',
        "collation: latin1_bin",
        "h: {type: json, nullable: true",
        "q: set('x','y')?",
        "k: {type: bit(3), nullable: true, default: \"'101'\"}",
        "s: inet6?",
        "v: point?",
        "stored: false",
        "{column: b, descending: true}",
        "method: fulltext",
        "expression: g(10)",
        "The Check:",
    ):
        assert words in spec, spec


def test_other_databases_of_the_server(tmp_path: Path, maria: MariaDB, make: Make) -> None:
    other = make("CREATE TABLE parent (id int PRIMARY KEY)")
    name = make(f"CREATE TABLE child (id int PRIMARY KEY, p int, FOREIGN KEY (p) REFERENCES {other}.parent (id))")
    spec = f"""version: 1
database: mysql
tables:
  child:
    columns: {{id: int, p: int?}}
    primary_key: id
    foreign_keys: [{{columns: [p], references: {other}.parent(id)}}]
schemas:
  {other}:
    tables:
      parent: {{columns: {{id: int}}, primary_key: id}}
"""
    try:
        report = checked(tmp_path, spec, maria.url(name))
        assert report.outcome == "in sync", told(report)
        report = checked(tmp_path, spec.replace(other, "elsewhere"), maria.url(name))
        assert {finding.rule.name for finding in report.findings} == {"schema-missing", "foreign-key-target"}
    finally:
        maria.run([f"DROP TABLE {name}.child"])


def test_the_connection_cannot_write(maria: MariaDB, make: Make) -> None:
    address = read_address(maria.url(make("CREATE TABLE t (a int)")), "the test")
    engine = _engine(address, 5)
    with _reading(engine, address, 5) as connection:
        for statement in ("INSERT INTO t VALUES (1)", "CREATE TABLE u (a int)", "DROP TABLE t"):
            with pytest.raises(exc.DBAPIError, match="READ ONLY"):
                connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.mark.parametrize(
    ("user", "database", "words"),
    [
        ("nobody:Zq7secret", "mysql", "Access denied"),
        ("root", "nowhere", "Unknown database"),
    ],
)
def test_no_way_in(user: str, database: str, words: str, tmp_path: Path, maria: MariaDB) -> None:
    spec = "version: 1\ndatabase: mysql\ntables: {t: {columns: {a: int}}}\n"
    with pytest.raises(UncheckedError, match=words) as failure:
        checked(tmp_path, spec, f"mysql://{user}@127.0.0.1:{maria.port}/{database}")
    assert "Zq7" not in str(failure.value)


def test_an_empty_database_is_nothing_to_look_at(tmp_path: Path, maria: MariaDB, make: Make) -> None:
    with pytest.raises(UncheckedError, match="nothing to look at"):
        checked(tmp_path, "version: 1\ndatabase: mysql\ntables: {t: {columns: {a: int}}}\n", maria.url(make()))
