"""SQL of other databases is refused by name, and PostgreSQL's own never is."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemacheck.base.errors import SourceError
from schemacheck.migrations.folder import read_history
from tests.unit.migrations.folders import sql_of, write


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CREATE TABLE `a` (b int);", "1:14: this is for MySQL, not for PostgreSQL: `a`"),
        ("CREATE TABLE a (b int)\n ENGINE = InnoDB;", "2:2: .*MySQL.*: ENGINE = InnoDB"),
        ("-- x\nDELIMITER //\nCREATE PROCEDURE p() BEGIN END //", "2:1: .*MySQL.*: DELIMITER //"),
        ("CREATE TABLE a (id INT(11) unsigned NOT NULL AUTO_INCREMENT);", "1:20: .*MySQL"),
        ("/*!40101 SET NAMES utf8 */;\nSELECT 1;", "1:1: .*MySQL"),
        ("ALTER TABLE a MODIFY COLUMN b text;", "1:15: .*MySQL"),
        ("ALTER TABLE a DROP FOREIGN KEY b;", "1:15: .*MySQL"),
        ("CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT);", "1:28: .*SQLite"),
        ("PRAGMA foreign_keys = ON;", "1:1: .*SQLite"),
        ("CREATE TABLE [dbo].[a] ([b] int);", "SQL Server"),
        ("CREATE TABLE a (id int IDENTITY(1,1));\nGO\nCREATE TABLE b (c int);", "1:20: .*SQL Server"),
        ("CREATE TABLE a (b String) ENGINE = ReplacingMergeTree ORDER BY b;", "1:27: .*ClickHouse"),
        ("CREATE TABLE a (b VARCHAR2(10 CHAR));", "1:19: .*Oracle"),
    ],
)
def test_it_is_refused_by_the_first_thing_that_says_so(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=told) as refused:
        sql_of(text, tmp_path)
    assert len(refused.value.mistakes) == 1


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE a (auto_increment int, engine text, delimiter text, unsigned bool, package text)",
        "COMMENT ON TABLE a IS 'was `a` ENGINE=InnoDB, AUTO_INCREMENT /*!40101 */'",
        "-- ENGINE=InnoDB `x`\nSELECT 1 /* PRIMARY KEY AUTOINCREMENT */",
        "DO $$ BEGIN RAISE NOTICE '`x` ENGINE=InnoDB'; END $$",
        "SELECT a[b].c, x[1][2] FROM t WHERE engine = memory_of(t)",
        "CREATE TABLE a (b int GENERATED ALWAYS AS IDENTITY (START 1))",
        "ALTER TABLE a REPLICA IDENTITY FULL",
        'INSERT INTO a (unsigned, "engine") VALUES (true, 1)',
        "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c ON UPDATE CASCADE ON DELETE SET DEFAULT",
        "CREATE FUNCTION number(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_what_postgresql_has_too_is_not_refused(text: str, tmp_path: Path) -> None:
    assert sql_of(text + ";\nSELECT 2;", tmp_path)[-1] == "SELECT 2"


def test_the_rows_of_a_dump_say_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"d.sql": "COPY t FROM stdin;\nCREATE TABLE `a` (b int) ENGINE=InnoDB\n\\.\n"})
    assert read_history(tmp_path / "d.sql").layout == "an SQL file"
